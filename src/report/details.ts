import type { Review } from "../engine/review.ts";
import type { Verdict } from "../engine/verdict.ts";
import { actionItem } from "./action-item.ts";
import { fitSections, type Section, SUMMARY_LIMIT } from "./limits.ts";
import { wholeReport } from "./state.ts";
import { sortVerdicts } from "./turn.ts";

/** Room that is left in a check run's text for what its keeper notes there. */
const DETAILS_RESERVE = 8_000;

function section(heading: string, verdicts: readonly Verdict[], review: Review): Section {
  return {
    open: `### ${heading}\n\n`,
    items: verdicts.map((one) => actionItem(one, review, "-")),
    between: "\n\n",
    close: "",
  };
}

/** The check run's text: every open point with where, why and how to mend it. Empty when there is none. */
export function renderDetails(review: Review): string {
  if (review.kind.kind === "not-a-model-contribution") return "";
  const { missing, advised, undecided } = sortVerdicts(review.verdicts);
  return fitSections(
    [
      section("Missing or not borne out", missing, review),
      section("For a person to decide", undecided, review),
      section("Worth doing, not required", advised, review),
    ],
    SUMMARY_LIMIT - DETAILS_RESERVE,
    (leftOut) => wholeReport(review, leftOut),
  );
}
