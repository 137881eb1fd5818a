import { readMarkdown } from "../../src/submission/read-markdown.ts";

const TEMPLATE = [
  "<!-- thank you -->",
  "## Motivation",
  "",
  "Tell us why   this matters.",
  "",
  "## Training command",
  "",
  "```bash",
  "torchrun train.py --model {name}",
  "```",
  "",
  "**Paper**:",
  "",
  "Accuracy in the paper:",
  "",
  "- [ ] Tests are added",
  "- [ ] See [the guide](https://example.org/guide) @bot",
].join("\n");

const untouched = (text: string, template: string | undefined = TEMPLATE) => {
  const markdown = readMarkdown(text, { source: "description" }, template);
  return { spans: markdown.template.map(({ start, end }) => markdown.text.slice(start, end)), markdown };
};

test("an untouched template holds nothing of the author's", () => {
  const { markdown, spans } = untouched(TEMPLATE.replaceAll("[ ]", "[x]").replaceAll("\n", "\r\n"));
  expect(markdown.prose.trim()).toBe("");
  expect(markdown.statements.trim()).toBe("");
  expect([markdown.links, markdown.code, markdown.mentions]).toEqual([[], [], []]);
  expect(spans).toEqual([
    "## Motivation",
    "Tell us why   this matters.",
    "## Training command",
    "```bash\ntorchrun train.py --model {name}\n```",
    "**Paper**:",
    "Accuracy in the paper:",
    "- [x] Tests are added",
    "- [x] See [the guide](https://example.org/guide) @bot",
  ]);
});

test("headings and labels stay where the author answered below", () => {
  const { markdown, spans } = untouched(
    [
      "## Motivation",
      "",
      "Tell us why this",
      "matters.",
      "## Training command",
      "```bash",
      "torchrun train.py --model vit_b_16",
      "```",
      "**Paper**:",
      "https://arxiv.org/abs/1",
      "",
      "Accuracy in the paper:",
      "",
      "- [x] Tests are added",
    ].join("\n"),
  );
  expect(spans).toEqual([
    "## Motivation",
    "Tell us why this",
    "matters.",
    "Accuracy in the paper:",
    "- [x] Tests are added",
  ]);
  expect(markdown.prose.replace(/\s+/g, " ").trim()).toBe("## Training command **Paper**: https://arxiv.org/abs/1");
  expect(markdown.code).toHaveLength(1);
  expect(markdown.links).toHaveLength(1);
  expect(markdown.headings.map(({ text }) => text)).toEqual(["Motivation", "Training command", "Paper"]);
});

test("a line that the author changed is the author's", () => {
  expect(untouched("## Motivation\n\nTell us why this matters. It is faster.").spans).toEqual([]);
});

describe("without a template", () => {
  test.each([
    "Please describe the motivation of this change.",
    "Please briefly describe what is changed",
    "If this PR introduces a new feature, it is better to list some use cases here.",
    "Does this PR introduce breaking changes?",
    "Thanks for your contribution and we appreciate it a lot.",
    "- [x] I have read the contributing guidelines.",
    "- [ ] My code follows the style guidelines of this project",
    "Fixes # (issue)",
    "Closes #",
  ])("a common instruction is none of the author's: %s", (text) => {
    const { markdown, spans } = untouched(text, undefined);
    expect(spans).toEqual([text]);
    expect(markdown.prose.trim()).toBe("");
  });

  test.each([
    "Please see the README for the training command.",
    "Please include the weights of https://example.org/w.pth",
    "I have trained the model for 300 epochs.",
    "- [x] I have trained it to 76.1",
    "If this PR is merged, the other one can be closed.",
    "Fixes #12",
    "Thanks for the review!",
  ])("what says something stays: %s", (text) => {
    expect(untouched(text, undefined).spans).toEqual([]);
  });

  test("a comment's request is what its author says", () => {
    const entry = {
      author: "m",
      association: "MEMBER",
      createdAt: "2022-01-01T00:00:00Z",
      kind: "comment",
      body: "",
    } as const;
    const text = "Please provide the training log.";
    expect(readMarkdown(text, { source: "comment", index: 0, entry }).prose).toBe(text);
  });
});
