import type { Review } from "../../src/engine/review.ts";
import type { Outcome, Verdict } from "../../src/engine/verdict.ts";
import { type Label, labelFile } from "../../src/evaluation/label.ts";
import { renderEvaluation } from "../../src/evaluation/render-evaluation.ts";
import { gradeAnswer, type LabelledReview, scoreReviews } from "../../src/evaluation/score.ts";
import type { Kind } from "../../src/submission/contribution-kind.ts";
import type { Evidence } from "../../src/submission/evidence.ts";

function verdict(outcome: Outcome, source: Evidence["source"] = "description", rule = "ticket-linked"): Verdict {
  return {
    rule,
    level: "required",
    verdict: outcome,
    message: "m",
    data: {},
    text: `It is ${outcome}.`,
    fix: "",
    evidence: [{ source, quote: "q" }],
    findings: [],
  };
}

const requirement = (text: string, where: string | null = null) => ({ verdict: text as "met", where });

describe("gradeAnswer", () => {
  test.each([
    ["met", "pass", "right"],
    ["met", "fail", "accusation"],
    ["met", "unsure", "open"],
    ["met", "not-assessed", "open"],
    ["met", "not-applicable", "open"],
    ["met", "errored", "open"],
    ["missing", "fail", "right"],
    ["missing", "pass", "miss"],
    ["missing", "unsure", "open"],
    ["contradicted", "fail", "right"],
    ["contradicted", "pass", "miss"],
    ["not-applicable", "fail", "accusation"],
    ["not-applicable", "pass", "right"],
    ["not-applicable", "unsure", "right"],
    ["not-applicable", "not-assessed", "right"],
    ["partial", "fail", undefined],
    ["unknown", "pass", undefined],
  ] as const)("label %s, answer %s: %s", (label, outcome, grade) => {
    expect(gradeAnswer(requirement(label), verdict(outcome))).toBe(grade);
  });

  test("a pass that cites the place where alone the thing stands is right", () => {
    const missingBut = (where: string, source: Evidence["source"]) =>
      gradeAnswer(requirement("missing", where), verdict("pass", source));
    expect([missingBut("comment", "comment"), missingBut("diff", "diff"), missingBut("diff", "head")]).toEqual([
      "right",
      "right",
      "right",
    ]);
    expect([
      missingBut("comment", "diff"),
      missingBut("diff", "description"),
      missingBut("description", "description"),
    ]).toEqual(["miss", "miss", "miss"]);
    expect(gradeAnswer(requirement("contradicted", "diff"), verdict("pass", "diff"))).toBe("miss");
  });

  test("no verdict at all is open where one was due", () => {
    expect([gradeAnswer(requirement("met"), undefined), gradeAnswer(requirement("not-applicable"), undefined)]).toEqual(
      ["open", "right"],
    );
  });

  test("a convention that did not exist is not scored", () => {
    expect(gradeAnswer({ verdict: "missing", preConvention: true }, verdict("pass"))).toBeUndefined();
  });
});

function labelled(
  name: string,
  kinds: { label: Kind; alt?: Kind; answer: Kind },
  label: Label["requirements"],
  verdicts: Verdict[],
  hasDiff = true,
): LabelledReview {
  const kind = { kind: kinds.answer, by: "diff", reason: "The diff adds a builder.", evidence: [] };
  return {
    name,
    hasDiff,
    label: { kind: kinds.label, kindAlt: kinds.alt, requirements: label },
    review: { kind, verdicts } as unknown as Review,
  };
}

const A = "new-architecture";
const W = "new-weights";
const REVIEWS = [
  labelled(
    "one",
    { label: A, answer: A },
    { "ticket-linked": requirement("met"), "no-such-rule": requirement("met") },
    [verdict("fail")],
  ),
  labelled("two", { label: A, alt: W, answer: W }, { "ticket-linked": requirement("missing") }, [verdict("pass")]),
  labelled("three", { label: W, answer: A }, { "ticket-linked": requirement("met") }, [verdict("unsure")]),
  labelled("four", { label: W, answer: A }, { "ticket-linked": requirement("missing") }, [verdict("fail")], false),
  labelled(
    "five",
    { label: A, answer: A },
    { "ticket-linked": requirement("not-applicable"), "paper-linked": requirement("met") },
    [verdict("not-assessed"), verdict("pass", "description", "paper-linked")],
  ),
  labelled("six", { label: A, answer: A }, { "ticket-linked": requirement("met") }, []),
];

describe("scoreReviews", () => {
  const evaluation = scoreReviews(REVIEWS, ["ticket-linked", "paper-linked", "tests-included"]);

  test("each rule and all together", () => {
    expect(evaluation.rules).toEqual([
      {
        rule: "ticket-linked",
        scored: 6,
        right: 2,
        accusations: 1,
        misses: 1,
        unsure: 1,
        notAssessed: 0,
        unanswered: 1,
        due: 5,
        decided: 3,
      },
      {
        rule: "paper-linked",
        scored: 1,
        right: 1,
        accusations: 0,
        misses: 0,
        unsure: 0,
        notAssessed: 0,
        unanswered: 0,
        due: 1,
        decided: 1,
      },
      {
        rule: "tests-included",
        scored: 0,
        right: 0,
        accusations: 0,
        misses: 0,
        unsure: 0,
        notAssessed: 0,
        unanswered: 0,
        due: 0,
        decided: 0,
      },
    ]);
    expect(evaluation.total).toEqual({
      rule: "total",
      scored: 7,
      right: 3,
      accusations: 1,
      misses: 1,
      unsure: 1,
      notAssessed: 0,
      unanswered: 1,
      due: 6,
      decided: 4,
    });
  });

  test("the kind, where there is a diff; the alternative counts", () => {
    expect(evaluation.kind).toEqual({
      scored: 5,
      right: 4,
      wrong: [{ name: "three", label: W, answer: A, reason: "The diff adds a builder." }],
    });
  });

  test("the cases that are not right, with the rule's words", () => {
    expect(evaluation.cases).toEqual([
      { name: "one", rule: "ticket-linked", label: "met", answer: "fail", grade: "accusation", text: "It is fail." },
      { name: "two", rule: "ticket-linked", label: "missing", answer: "pass", grade: "miss", text: "It is pass." },
      { name: "three", rule: "ticket-linked", label: "met", answer: "unsure", grade: "open", text: "It is unsure." },
      { name: "six", rule: "ticket-linked", label: "met", answer: "none", grade: "open", text: "" },
    ]);
  });

  test("the table for a terminal", () => {
    expect(renderEvaluation(evaluation)).toBe(`6 pull requests. Kind right: 4 of 5 (80.0 %).

rule           right  scored  right %  accused  missed  unsure  not assessed  other  coverage %
ticket-linked      2       6     33.3        1       1       1             0      1        60.0
paper-linked       1       1    100.0        0       0       0             0      0       100.0
total              3       7     42.9        1       1       1             0      1        66.7

Right 42.9 %, wrong accusations 14.3 % of scored labels, coverage 66.7 %.

Wrong kind
  three  label new-weights, answer new-architecture: The diff adds a builder.

Wrong accusations (a fail where the label says met or not-applicable)
  ticket-linked  one  label met, answer fail: It is fail.

Misses (a pass where the label says missing or contradicted)
  ticket-linked  two  label missing, answer pass: It is pass.

Open (no pass or fail where one was due)
  ticket-linked  three  label met, answer unsure: It is unsure.
  ticket-linked  six  label met, answer none
`);
  });

  test("nothing scored divides nothing by nothing", () => {
    expect(renderEvaluation(scoreReviews([], ["ticket-linked"]))).toContain("Right - %, wrong accusations - %");
  });
});

test("label.json: nulls where nothing stands, facts ignored", () => {
  const label = {
    kind: A,
    kindAlt: null,
    facts: { a: 1 },
    requirements: { x: { verdict: "met", where: null, evidence: null } },
  };
  expect(labelFile.parse(label)).toEqual({
    kind: A,
    kindAlt: undefined,
    requirements: { x: { verdict: "met", where: null, evidence: null } },
  });
});
