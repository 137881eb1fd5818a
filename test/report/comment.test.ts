import { COMMENT_MARKER, renderComment } from "../../src/report/comment.ts";
import { byteLength, COMMENT_LIMIT } from "../../src/report/limits.ts";
import { hostileReview } from "./hostile-review.ts";
import { HOSTILE, randomWords, sequence } from "./hostile-words.ts";
import { renderedMarkdown } from "./rendered-markdown.ts";
import { buildReview, evidence, HEAD_SHA, verdict } from "./review-fixture.ts";
import { richReview } from "./rich-review.ts";

const PAGE = "https://github.com/acme/vision/pull/4321";
const RULES = "https://github.com/weighbridge/weighbridge/blob/main/src/rules";

test("the marker stands first, then the state and whose turn it is", () => {
  const [first, second] = renderComment(richReview()).split("\n");
  expect(first).toBe("<!-- weighbridge -->");
  expect(second).toBe(
    "Thank you for this contribution. **3 of 8 requirements are still missing or not borne out. Next: the author.**",
  );
});

test("what to do comes first, required before recommended, then what a person decides", () => {
  const { headings, text } = renderedMarkdown(renderComment(richReview()));
  expect(headings).toEqual(["What to do", "Worth doing, not required", "For a person to decide"]);
  const order = [
    "No maintainer",
    "The training command",
    "The description claims",
    "FooNet does not",
    "The paper gives",
  ];
  const places = order.map((one) => text.indexOf(one));
  expect(places.every((one) => one > 0)).toBe(true);
  expect(places).toEqual(places.toSorted((a, b) => a - b));
});

test("one thing to do says what, where, and how to put it right", () => {
  const comment = renderComment(
    buildReview({
      verdicts: [
        verdict({
          rule: "public-api-exported",
          verdict: "fail",
          text: "foonet_small is not exported. Users could not import it.",
          fix: 'Add it to __all__.\n---\n__all__ = [\n    "foonet_small",\n]',
          evidence: [evidence({ source: "diff", path: "torchvision/models/foo net.py", line: 7, quote: "all = []" })],
          findings: [
            {
              text: "foonet_small is missing",
              evidence: evidence({ source: "diff", path: "torchvision/models/foo net.py", line: 9, quote: "]" }),
            },
          ],
        }),
      ],
    }),
  );
  const blob = `https://github.com/acme/vision/blob/${HEAD_SHA}/torchvision/models/foo%20net.py`;
  expect(comment.slice(comment.indexOf("1. "))).toBe(
    [
      "1. **`foonet_small` is not exported.**",
      "   Users could not import it.",
      `   Rule: [public-api-exported](${RULES}/public-api-exported.md) · Where: [\`torchvision/models/foo net.py\`, line 7](${blob}#L7): \`all = []\``,
      `   - \`foonet_small\` is missing ([\`torchvision/models/foo net.py\`, line 9](${blob}#L9))`,
      "   How to fix: Add it to `__all__`.",
      '   ```\n   __all__ = [\n       "foonet_small",\n   ]\n   ```',
    ].join("\n\n"),
  );
});

test("what was looked for in vain names the places searched", () => {
  const comment = renderComment(
    buildReview({
      verdicts: [
        verdict({
          verdict: "fail",
          text: "No paper is linked.",
          evidence: [
            evidence({ line: 1, endLine: 30, searched: true }),
            evidence({ source: "comment", comment: 0, line: 1, searched: true }),
            evidence({ source: "diff", path: "docs/models.rst", line: 1, searched: true }),
          ],
        }),
      ],
    }),
  );
  expect(comment).toContain(
    `Looked in: [description](${PAGE}), [comment 1](${PAGE}) and [\`docs/models.rst\`](https://github.com/acme/vision/blob/${HEAD_SHA}/docs/models.rst)`,
  );
});

test("all in order is said in a line", () => {
  const comment = renderComment(buildReview({ verdicts: [verdict(), verdict({ rule: "ticket-linked" })] }));
  expect(comment.split("\n\n")[0]).toBe(
    `${COMMENT_MARKER}\nThank you for this contribution. **All 2 requirements are met. Ready for a maintainer to review.**`,
  );
  expect(renderedMarkdown(comment).headings).toEqual([]);
});

test("what could not be judged or was waived is not counted as met", () => {
  const comment = renderComment(
    buildReview({
      verdicts: [
        verdict(),
        verdict({ rule: "a", verdict: "not-assessed", text: "The diff was not available.", evidence: [] }),
        verdict({ rule: "b", verdict: "not-assessed", text: "The diff was not available.", evidence: [] }),
        verdict({ rule: "c", verdict: "fail", waiver: { by: "m", at: "2024-05-01", reason: "agreed" } }),
      ],
    }),
  );
  expect(comment).toContain(
    "**1 requirement is met, 1 waived, 2 could not be judged. Ready for a maintainer to review.**",
  );
  expect(comment).toContain(`- The diff was not available. [a](${RULES}/a.md), [b](${RULES}/b.md)`);
  expect(comment).toContain("waived by `m` on `2024-05-01`: agreed");
});

test("a rule that broke and a draft are said, and neither is the author's fault", () => {
  const comment = renderComment(
    buildReview({
      pullRequest: { draft: true },
      verdicts: [verdict({ verdict: "errored", text: "This rule broke.", evidence: [] })],
    }),
  );
  expect(comment).toContain("This is a draft, so nothing is held against it yet.");
  expect(comment).toContain("1 rule broke and judged nothing, which is no fault of this pull request.");
});

test("what is no model contribution gets one line", () => {
  expect(renderComment(buildReview({ kind: { kind: "not-a-model-contribution" } }))).toBe(
    `${COMMENT_MARKER}\nThis pull request adds no model and no weights, so there is nothing to weigh.`,
  );
});

/** Everything that looks like markup comes from us. */
function expectOurs(markdown: string): void {
  const out = renderedMarkdown(markdown);
  const ours =
    /^https:\/\/github\.com\/(?:weighbridge\/weighbridge\/blob\/main\/src\/rules\/|acme\/vision\/(?:pull\/4321(?:\/files)?$|blob\/[0-9a-f]{40}\/))/;
  expect(out.links.filter((one) => !ours.test(one))).toEqual([]);
  expect(
    out.headings.every((one) => /^(?:What to do|Worth doing, not required|For a person to decide)$/.test(one)),
  ).toBe(true);
  const tags =
    /^(?:<\/?details>|<\/?summary>|<!-- weighbridge -->|Waived by a maintainer \(\d+\)|In order \(\d+\)|Not judged, and why \(\d+\)|Does not apply here \(\d+\)|Thank you[^<]*|\s*)$/;
  expect(out.html.filter((one) => !tags.test(one.trim()))).toEqual([]);
  expect(out.text).not.toMatch(/@|#\d|\/\/|www\.[a-z]|gh-\d/i);
  for (const type of ["image", "blockquote_open", "hr", "em_open", "table_open", "code_block", "s_open"])
    expect(out.types).not.toContain(type);
  const count = (tag: string) => out.html.filter((one) => one.trim() === tag).length;
  expect(count("<details>")).toBe(count("</details>"));
}

test("nothing that a stranger wrote becomes a link, a mention, HTML or a heading", () => {
  const next = sequence(11);
  const words = [...HOSTILE, ...Array.from({ length: 30 }, () => randomWords(next))];
  for (const one of words) expectOurs(renderComment(hostileReview(one)));
});

test("within GitHub's limit however much there is, with a note of what is left out", () => {
  const verdicts = Array.from({ length: 60 }, (_, index) =>
    verdict({
      rule: `rule-${index}`,
      verdict: index % 2 === 0 ? "fail" : "pass",
      text: "語 ".repeat(450),
      fix: `語\n---\n${"語\n".repeat(1_500)}`,
      evidence: [evidence({ quote: "語".repeat(200) })],
    }),
  );
  const comment = renderComment(buildReview({ verdicts }));
  expect(byteLength(comment)).toBeLessThanOrEqual(COMMENT_LIMIT);
  expect(comment).toMatch(
    /\n\n\d+ items did not fit here\. The whole report: `npx weighbridge review acme\/vision#4321`$/,
  );
  expectOurs(comment);
});
