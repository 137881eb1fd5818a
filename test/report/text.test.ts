import { renderText } from "../../src/report/text.ts";
import { hostileReview } from "./hostile-review.ts";
import { HOSTILE } from "./hostile-words.ts";
import { buildReview, evidence, verdict } from "./review-fixture.ts";
import { richReview } from "./rich-review.ts";

test("a review in a terminal", () => {
  const text = renderText(richReview(), { colour: false, width: 90 });
  expect(text.split("\n").slice(0, 14)).toEqual([
    "acme/vision#4321 Add FooNet",
    "new architecture: The diff adds a model with builders.",
    "3 of 8 requirements are still missing or not borne out. Next: the author.",
    "",
    "✗ maintainer-tagged (required)",
    "    No maintainer is mentioned, asked for a review or assigned.",
    "    looked in description; pull request",
    "    fix: Tag the maintainer who agreed to this contribution on the ticket.",
    "      cc @<maintainer>",
    "",
    "✗ training-command-valid (required)",
    "    The training command would not run: 1 of its options is unknown to",
    "    references/classification/train.py.",
    "    description, line 12: torchrun --nproc_per_node=8 train.py --model foonet_small --bat…",
  ]);
  expect(text).toContain(
    "\n~ expected-outputs-included waived by maintainer: Too large to run in CI.\n✓ 3 in order: ticket-linked, paper-linked, tests-included\n· not judged: checkpoint-available. The checkpoint did not answer within 10 s.\n· 1 rule not applicable: hub-entry-added\n",
  );
});

test("lines keep to the width, examples stay whole to be copied", () => {
  const example = `torchrun ${"--flag value ".repeat(20)}`.trim();
  const review = buildReview({
    verdicts: [
      verdict({
        verdict: "fail",
        text: "word ".repeat(60),
        fix: `Do ${"this ".repeat(40)}\n---\n${example}`,
        evidence: [evidence({ quote: "q ".repeat(100) })],
      }),
    ],
  });
  const lines = renderText(review, { colour: false, width: 60 }).split("\n");
  expect(lines.filter((line) => line.length > 60)).toEqual([`      ${example}`]);
});

test("colour is ours alone", () => {
  const coloured = renderText(richReview(), { colour: true, width: 80 });
  expect(coloured).toContain("\u001b[31;1m✗\u001b[0m \u001b[1mmaintainer-tagged\u001b[0m");
  expect(coloured.replace(/\u001b\[[0-9;]*m/g, "")).toBe(renderText(richReview(), { colour: false, width: 80 }));
});

test("strangers' control characters and escape sequences are gone", () => {
  for (const words of HOSTILE) {
    expect(renderText(hostileReview(words), { colour: false, width: 80 })).not.toMatch(
      /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b\u202a-\u202e]/,
    );
  }
});

test("an absurd width is no error", () => {
  for (const width of [0, -5, Number.NaN, 1e9])
    expect(renderText(richReview(), { colour: false, width })).toContain("maintainer-tagged");
});

test("the ledger stands in columns, differences first, and the kit only when it is asked for", () => {
  const lines = renderText(richReview(), { colour: false, width: 90, kit: true }).split("\n");
  const head = lines.indexOf("Ledger of claims") + 1;
  expect(lines[head]).toMatch(/^ {2}model +metric +/);
  const column = lines[head]?.indexOf("difference") ?? -1;
  expect(column).toBeGreaterThan(0);
  expect(lines[head + 1]?.slice(column).trim()).not.toBe("agree");
  expect(lines).toContain("Reproduce it");
  expect(renderText(richReview(), { colour: false, width: 90 })).not.toContain("Reproduce it");
});
