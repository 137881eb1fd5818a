import { byteLength, SUMMARY_LIMIT } from "../../src/report/limits.ts";
import { checkTitle, renderSummary } from "../../src/report/summary.ts";
import { hostileReview } from "./hostile-review.ts";
import { HOSTILE, randomWords, sequence } from "./hostile-words.ts";
import { renderedMarkdown } from "./rendered-markdown.ts";
import { buildReview, command, figure, HEAD_SHA, metricClaim, verdict } from "./review-fixture.ts";
import { richReview } from "./rich-review.ts";

const BLOB = `https://github.com/acme/vision/blob/${HEAD_SHA}/torchvision/models/foonet.py`;

test("the title says the state in a few words", () => {
  const of = (...verdicts: Parameters<typeof buildReview>[0][]) => verdicts.map((one) => checkTitle(buildReview(one)));
  expect(
    of(
      { verdicts: [verdict({ verdict: "fail" }), verdict(), verdict()] },
      { verdicts: [verdict({ verdict: "fail" })] },
      { verdicts: [verdict({ verdict: "unsure" }), verdict()] },
      { verdicts: [verdict(), verdict({ verdict: "fail", level: "recommended" })] },
      { verdicts: [verdict(), verdict({ verdict: "fail", waiver: { by: "m", at: "now", reason: "r" } })] },
      { verdicts: [verdict({ verdict: "not-assessed" })] },
      { verdicts: [] },
      { kind: { kind: "not-a-model-contribution" } },
    ),
  ).toEqual([
    "1 of 3 requirements missing",
    "1 of 1 requirement missing",
    "Nothing missing, 1 question for a maintainer",
    "All 1 requirement met",
    "1 requirement met, 1 waived",
    "Nothing missing, 1 could not be judged",
    "Nothing missing",
    "Not a model contribution",
  ]);
});

test("the ledger sets the sources side by side and marks what differs", () => {
  const summary = renderSummary(richReview());
  expect(summary).toContain(
    [
      "| Model | Dataset | Metric | Description | Weights meta | Log | Difference | Paper | Against paper |",
      "| --- | --- | --- | --- | --- | --- | --- | --- | --- |",
      `| \`FooNet_Small_Weights.IMAGENET1K_V1\` | ImageNet-1K | \`acc@1\` | 81.2 | [81.198](${BLOB}#L210) | 79.912 | **1.288** | 81.4 | −0.2 |`,
      `| \`FooNet_Small_Weights.IMAGENET1K_V1\` | ImageNet-1K | \`acc@5\` | 94.6 | [94.600](${BLOB}#L211) | 94.600 | agree |  |  |`,
    ].join("\n"),
  );
});

test("columns without a figure are left out", () => {
  const summary = renderSummary(buildReview({ claims: { metrics: [metricClaim({ measured: figure("81.2") })] } }));
  expect(summary).toContain(
    "| Model | Metric | Description |\n| --- | --- | --- |\n| `foonet_small` | `acc@1` | 81.2 |",
  );
});

test("requirements stand with those that need someone first, what does not apply apart", () => {
  const { text, rows } = renderedMarkdown(renderSummary(richReview()));
  const order = [
    "maintainer-tagged",
    "training-command-valid",
    "paper-results-reproduced",
    "api-usage-logged",
    "expected-outputs-included",
    "checkpoint-available",
    "ticket-linked",
  ];
  const places = order.map((one) => text.indexOf(one));
  expect(places).toEqual(places.toSorted((a, b) => a - b));
  expect(text).toContain("Does not apply here: hub-entry-added");
  expect(rows.slice(0, 3)).toEqual([9, 9, 9]);
  expect(new Set(rows.slice(3))).toEqual(new Set([3]));
});

test("commands stand once each, on one line, in a fence", () => {
  const one = command({ text: "torchrun \\\n train.py", normalised: "torchrun train.py" });
  const summary = renderSummary(
    buildReview({ claims: { commands: [one, one, command({ role: "other", normalised: "ls" })] } }),
  );
  expect(summary).toContain(
    "### Commands, as claimed\n\nTraining, [description, line 9](https://github.com/acme/vision/pull/4321)\n\n```\ntorchrun train.py\n```",
  );
  expect(summary).not.toContain("```\nls\n```");
});

test("kind and reason are said, also for what is no contribution", () => {
  expect(
    renderSummary(
      buildReview({
        kind: { kind: "not-a-model-contribution", by: "set", reason: "The label says so.", evidence: [] },
      }),
    ),
  ).toBe(
    "This pull request adds no model and no weights, so there is nothing to weigh.\n\nReviewed as not a model contribution, as set by a person: The label says so.",
  );
});

function expectOurs(markdown: string): void {
  const out = renderedMarkdown(markdown);
  const ours =
    /^https:\/\/github\.com\/(?:weighbridge\/weighbridge\/blob\/main\/src\/rules\/|acme\/vision\/(?:pull\/4321(?:\/files)?$|blob\/[0-9a-f]{40}\/))/;
  expect(out.links.filter((one) => !ours.test(one))).toEqual([]);
  expect(out.headings.every((one) => /^(?:Ledger of claims|Requirements|Waived|Commands, as claimed)$/.test(one))).toBe(
    true,
  );
  const tags = /^(?:<\/?details>|<\/?summary>|<br>|<\/?code>|Reproduce it: a script to paste|\s*)$/;
  expect(out.html.filter((one) => !tags.test(one.trim()))).toEqual([]);
  expect(out.text).not.toMatch(/@|#\d|\/\/|www\.[a-z]|gh-\d/i);
  for (const type of ["image", "blockquote_open", "hr", "em_open", "code_block", "s_open", "ordered_list_open"])
    expect(out.types).not.toContain(type);
}

test("nothing that a stranger wrote becomes a link, a mention, HTML, a heading or a column", () => {
  const next = sequence(13);
  for (const one of [...HOSTILE, ...Array.from({ length: 30 }, () => randomWords(next))]) {
    const summary = renderSummary(hostileReview(one));
    expectOurs(summary);
    const { rows } = renderedMarkdown(summary);
    const widths = rows.filter((width, index) => width !== rows[index - 1]);
    expect(widths.length).toBeLessThanOrEqual(2);
  }
});

test("within GitHub's limit however much there is", () => {
  const verdicts = Array.from({ length: 300 }, (_, index) =>
    verdict({ rule: `rule-${index}`, verdict: "fail", text: "語 ".repeat(400) }),
  );
  const metrics = Array.from({ length: 400 }, (_, index) =>
    metricClaim({ model: `m${index}`, measured: figure(`${index % 90}.1`) }),
  );
  const summary = renderSummary(buildReview({ verdicts, claims: { metrics } }));
  expect(byteLength(summary)).toBeLessThanOrEqual(SUMMARY_LIMIT);
  expect(summary).toMatch(/\d+ items did not fit here\. The whole report: `npx weighbridge review acme\/vision#4321`$/);
  expectOurs(summary);
});
