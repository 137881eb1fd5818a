import { reviewDocument, reviewDocumentSchema } from "../../src/report/review-document.ts";
import { hostileReview } from "./hostile-review.ts";
import { HOSTILE } from "./hostile-words.ts";
import { buildReview, evidence, trainingLog, verdict } from "./review-fixture.ts";
import { richReview } from "./rich-review.ts";

const roundTrip = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

test("the document holds what it promises and survives JSON", () => {
  const document = reviewDocument(richReview(), { read: 1.5, review: 3 });
  expect(roundTrip(document)).toEqual(document);
  expect(reviewDocumentSchema.parse(roundTrip(document))).toEqual(document);
  expect(Object.keys(document)).toEqual([
    "schemaVersion",
    "pullRequest",
    "kind",
    "kindEvidence",
    "conclusion",
    "counts",
    "verdicts",
    "claims",
    "timings",
  ]);
  expect(document.schemaVersion).toBe(1);
  expect(document.counts).toEqual({
    pass: 3,
    fail: 5,
    unsure: 1,
    notApplicable: 1,
    notAssessed: 1,
    errored: 0,
    missingRequired: 3,
    required: 8,
  });
  expect(document.timings).toEqual({ read: 1.5, review: 3 });
});

test("a verdict keeps its fields, and findings and waiver only where there are some", () => {
  const document = reviewDocument(
    buildReview({ verdicts: [verdict({ evidence: [evidence({ url: "u", endLine: 4 })] })] }),
    {},
  );
  expect(document.verdicts).toEqual([
    {
      rule: "paper-linked",
      level: "required",
      verdict: "pass",
      message: "linked",
      text: "The paper is linked.",
      fix: "",
      evidence: [{ source: "description", line: 3, quote: "some words", url: "u", endLine: 4 }],
    },
  ]);
});

test("maps become objects", () => {
  const pasted = trainingLog([], {
    arguments: new Map([
      ["lr", "0.5"],
      ["__proto__", "x"],
    ]),
  });
  const document = reviewDocument(
    buildReview({ claims: { logs: [{ form: "pasted", pasted, evidence: evidence() }] } }),
    {},
  );
  const text = JSON.stringify(document.claims.logs);
  expect(text).toContain('"arguments":{"lr":"0.5","__proto__":"x"}');
});

test("strangers' words stand literally", () => {
  for (const words of HOSTILE) {
    const document = reviewDocument(hostileReview(words), {});
    expect(reviewDocumentSchema.safeParse(roundTrip(document)).success).toBe(true);
    expect(document.verdicts[0]?.evidence[0]?.quote).toBe(words);
  }
});
