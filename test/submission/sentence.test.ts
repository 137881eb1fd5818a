import { readMarkdown } from "../../src/submission/read-markdown.ts";
import { LINK_MARK, sentenceAt, splitSentences } from "../../src/submission/sentence.ts";

function sentences(body: string) {
  return splitSentences(readMarkdown(body, { source: "description" }));
}

function words(body: string): string[] {
  return sentences(body).map((sentence) => sentence.text.replace(/\s+/g, " ").trim());
}

test("sentences end at full stops, not at abbreviations, decimals and URLs", () => {
  expect(words("It is fast, e.g. ResNet at 0.5 px. See https://a.b/c.d for more. done well. and so on")).toEqual([
    "It is fast, e.g. ResNet at 0.5 px.",
    `See ${LINK_MARK} for more.`,
    "done well.",
    "and so on",
  ]);
});

test("hard-wrapped lines go on, a new statement does not", () => {
  expect(words("This follows the\npaper in all its details\nWe trained it\nFixes\n#12")).toEqual([
    "This follows the paper in all its details",
    "We trained it",
    "Fixes #12",
  ]);
});

test("link texts stay, targets and images go", () => {
  expect(words("As in [the paper](https://a.b/c) and ![plot](https://a.b/d.png), [x][1]\n\n[1]: https://a.b")).toEqual([
    `As in the paper and ${LINK_MARK} , x`,
  ]);
});

test("a line that ends in a colon introduces the list under it and no more", () => {
  expect(sentences("Logs:\n\n- one\n- two\n\nThe end.").map((one) => [one.isItem, one.leadIn])).toEqual([
    [false, undefined],
    [true, "Logs:"],
    [true, "Logs:"],
    [false, undefined],
  ]);
});

test("offsets are those of the text", () => {
  const text = readMarkdown("One two. Three four.", { source: "description" });
  const second = sentenceAt(splitSentences(text), 15);
  expect(second).toMatchObject({ start: 8, end: 20, text: " Three four." });
  expect(sentenceAt(splitSentences(text), 0)?.start).toBe(0);
});

test("an endless line is cut", () => {
  expect(Math.max(...sentences("word ".repeat(5000)).map((one) => one.text.length))).toBe(1000);
});
