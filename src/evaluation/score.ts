import type { Review } from "../engine/review.ts";
import type { Outcome, Verdict } from "../engine/verdict.ts";
import type { Kind } from "../submission/contribution-kind.ts";
import type { Label, RequirementLabel } from "./label.ts";

/** One pull request that was reviewed, with what a person judged of it. */
export interface LabelledReview {
  readonly name: string;
  readonly label: Label;
  readonly review: Review;
  readonly hasDiff: boolean;
}

/**
 * `right`: the answer that the label asks for. `accusation`: a fail where nothing is wrong. `miss`: a pass where something
 * is. `open`: unsure or not assessed, or no verdict where one was due: neither right nor wrong.
 */
export type Grade = "right" | "accusation" | "miss" | "open";

/** One scored label with the answer that the rule gave. */
export interface ScoredCase {
  readonly name: string;
  readonly rule: string;
  readonly label: RequirementLabel["verdict"];
  /** `none`: the rule was not run, since it does not apply to the kind that was judged. */
  readonly answer: Outcome | "none";
  readonly grade: Grade;
  /** The rule's words, for whoever looks into the case. */
  readonly text: string;
}

/** How one rule, or all together, did. */
export interface RuleScore {
  readonly rule: string;
  /** Labels that count: met, missing, contradicted, not-applicable. */
  readonly scored: number;
  readonly right: number;
  readonly accusations: number;
  readonly misses: number;
  readonly unsure: number;
  readonly notAssessed: number;
  /** Other answers that are neither: no verdict, not-applicable or errored where pass or fail was due. */
  readonly unanswered: number;
  /** Labels that ask for pass or fail: met, missing, contradicted. */
  readonly due: number;
  /** How many of those got pass or fail. */
  readonly decided: number;
}

export interface KindCase {
  readonly name: string;
  readonly label: Kind;
  readonly alternative?: Kind;
  readonly answer: Kind;
  readonly reason: string;
}

/** The outcome of an evaluation. */
export interface Evaluation {
  readonly pulls: number;
  readonly kind: { readonly scored: number; readonly right: number; readonly wrong: readonly KindCase[] };
  readonly rules: readonly RuleScore[];
  readonly total: RuleScore;
  /** Every case that is not right, grade by grade. */
  readonly cases: readonly ScoredCase[];
}

/** Whether a pass cites the place where, by the label, the thing stands. */
function citesPlace(verdict: Verdict, where: string | null | undefined): boolean {
  if (where === "comment") return verdict.evidence.some((one) => one.source === "comment");
  if (where === "diff") return verdict.evidence.some((one) => one.source === "diff" || one.source === "head");
  return false;
}

/** Grades one answer; undefined when the label is not scored. */
export function gradeAnswer(label: RequirementLabel, verdict: Verdict | undefined): Grade | undefined {
  if (label.preConvention === true) return undefined;
  const answer = verdict?.verdict;
  switch (label.verdict) {
    case "partial":
    case "unknown":
      return undefined;
    case "not-applicable":
      return answer === "fail" ? "accusation" : "right";
    case "met":
      return answer === "pass" ? "right" : answer === "fail" ? "accusation" : "open";
    case "missing":
    case "contradicted":
      if (answer === "fail") return "right";
      if (verdict === undefined || answer !== "pass") return "open";
      return label.verdict === "missing" && citesPlace(verdict, label.where) ? "right" : "miss";
  }
}

function scoreOf(rule: string, cases: readonly ScoredCase[]): RuleScore {
  const count = (matches: (one: ScoredCase) => boolean) => cases.filter(matches).length;
  const open = cases.filter((one) => one.grade === "open");
  const unsure = open.filter((one) => one.answer === "unsure").length;
  const notAssessed = open.filter((one) => one.answer === "not-assessed").length;
  const due = cases.filter((one) => one.label !== "not-applicable");
  return {
    rule,
    scored: cases.length,
    right: count((one) => one.grade === "right"),
    accusations: count((one) => one.grade === "accusation"),
    misses: count((one) => one.grade === "miss"),
    unsure,
    notAssessed,
    unanswered: open.length - unsure - notAssessed,
    due: due.length,
    decided: due.filter((one) => one.answer === "pass" || one.answer === "fail").length,
  };
}

/** Scores reviews against their labels. Only labels of the rules named count; a rule without a scored label has a row of zeros. */
export function scoreReviews(reviews: readonly LabelledReview[], rules: readonly string[]): Evaluation {
  const byRule = new Map<string, ScoredCase[]>(rules.map((rule) => [rule, []]));
  const wrongKinds: KindCase[] = [];
  let kindsScored = 0;
  for (const { name, label, review, hasDiff } of reviews) {
    if (hasDiff) {
      kindsScored++;
      const { kind, reason } = review.kind;
      if (kind !== label.kind && kind !== label.kindAlt) {
        const alternative = label.kindAlt === undefined ? {} : { alternative: label.kindAlt };
        wrongKinds.push({ name, label: label.kind, ...alternative, answer: kind, reason });
      }
    }
    const verdicts = new Map(review.verdicts.map((one) => [one.rule, one]));
    for (const [rule, requirement] of Object.entries(label.requirements)) {
      const verdict = verdicts.get(rule);
      const grade = gradeAnswer(requirement, verdict);
      if (grade === undefined) continue;
      const answer = verdict?.verdict ?? "none";
      byRule.get(rule)?.push({ name, rule, label: requirement.verdict, answer, grade, text: verdict?.text ?? "" });
    }
  }
  const all = [...byRule.values()].flat();
  return {
    pulls: reviews.length,
    kind: { scored: kindsScored, right: kindsScored - wrongKinds.length, wrong: wrongKinds },
    rules: [...byRule].map(([rule, cases]) => scoreOf(rule, cases)),
    total: scoreOf("total", all),
    cases: all.filter((one) => one.grade !== "right"),
  };
}
