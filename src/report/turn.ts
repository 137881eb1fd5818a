import type { Review } from "../engine/review.ts";
import type { Level, Verdict } from "../engine/verdict.ts";

/** Who moves next: the author while something required is missing, else a maintainer. */
export type Turn = "author" | "maintainer" | "ready" | "nobody";

const LEVEL_ORDER: Readonly<Record<Level, number>> = { required: 0, recommended: 1, note: 2, off: 3 };

/** Verdicts sorted by what they are for. Each verdict stands in one list, in the order of the rules, required before the rest. */
export interface SortedVerdicts {
  readonly missing: readonly Verdict[];
  readonly advised: readonly Verdict[];
  readonly undecided: readonly Verdict[];
  readonly met: readonly Verdict[];
  readonly waived: readonly Verdict[];
  readonly notAssessed: readonly Verdict[];
  readonly notApplicable: readonly Verdict[];
  readonly errored: readonly Verdict[];
}

export function sortVerdicts(verdicts: readonly Verdict[]): SortedVerdicts {
  const sorted = verdicts.toSorted((a, b) => LEVEL_ORDER[a.level] - LEVEL_ORDER[b.level]);
  const open = sorted.filter((one) => one.waiver === undefined);
  const of = (outcome: Verdict["verdict"]) => open.filter((one) => one.verdict === outcome);
  return {
    missing: of("fail").filter((one) => one.level === "required"),
    advised: of("fail").filter((one) => one.level !== "required"),
    undecided: of("unsure"),
    met: sorted.filter((one) => one.verdict === "pass"),
    waived: sorted.filter((one) => one.waiver !== undefined && one.verdict !== "pass"),
    notAssessed: of("not-assessed"),
    notApplicable: of("not-applicable"),
    errored: of("errored"),
  };
}

export function turnOf(review: Review): Turn {
  if (review.kind.kind === "not-a-model-contribution") return "nobody";
  const { missing, undecided } = sortVerdicts(review.verdicts);
  if (missing.length > 0) return "author";
  return undecided.length > 0 ? "maintainer" : "ready";
}

/** `1 requirement`, `2 requirements`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
