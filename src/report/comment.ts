import type { Review } from "../engine/review.ts";
import type { Verdict } from "../engine/verdict.ts";
import { actionItem, places } from "./action-item.ts";
import { codeSpan, inline, link } from "./escape.ts";
import { COMMENT_LIMIT, fitSections, paragraph, type Section } from "./limits.ts";
import { rulePage } from "./rule-page.ts";
import { stateOf, wholeReport } from "./state.ts";
import { type SortedVerdicts, sortVerdicts } from "./turn.ts";

/** First line of the one comment that is kept up to date; by it the comment is found again. */
export const COMMENT_MARKER = "<!-- weighbridge -->";

const THANKS = "Thank you for this contribution.";
const MET_SHOWN = 60;

function numbered(heading: string, verdicts: readonly Verdict[], review: Review, first: number): Section {
  return {
    open: `### ${heading}\n\n`,
    items: verdicts.map((one, index) => actionItem(one, review, `${first + index}.`)),
    between: "\n\n",
    close: "",
  };
}

function reference(verdict: Verdict): string {
  return link(verdict.rule, rulePage(verdict.rule));
}

function fold(summary: string, items: readonly string[]): Section {
  return { open: `<details>\n<summary>${summary}</summary>\n\n`, items, between: "\n", close: "\n\n</details>" };
}

function metItem(verdict: Verdict, review: Review): string {
  const where = places(verdict.evidence, review, 1);
  return `- ${reference(verdict)}: ${inline(verdict.text, 200)}${where === "" ? "" : ` (${where})`}`;
}

/** What was not judged, put together by its reason. */
function unjudgedItems(verdicts: readonly Verdict[]): string[] {
  const reasons = [...new Set(verdicts.map((one) => one.text))];
  return reasons.map(
    (reason) =>
      `- ${inline(reason, 200)} ${verdicts
        .filter((one) => one.text === reason)
        .map(reference)
        .join(", ")}`,
  );
}

function waivedItem(verdict: Verdict): string {
  const { waiver } = verdict;
  if (waiver === undefined) return `- ${reference(verdict)}`;
  return `- ${reference(verdict)}: waived by ${codeSpan(waiver.by, 60)} on ${codeSpan(waiver.at, 30)}: ${inline(waiver.reason, 200)}`;
}

function folds(review: Review, sorted: SortedVerdicts): Section[] {
  const { met, notAssessed, errored, waived, notApplicable } = sorted;
  const unjudged = [...errored, ...notAssessed];
  return [
    fold(`Waived by a maintainer (${waived.length})`, waived.map(waivedItem)),
    fold(
      `In order (${met.length})`,
      met.slice(0, MET_SHOWN).map((one) => metItem(one, review)),
    ),
    fold(`Not judged, and why (${unjudged.length})`, unjudgedItems(unjudged)),
    fold(
      `Does not apply here (${notApplicable.length})`,
      [notApplicable.map(reference).join(", ")].filter((one) => one !== ""),
    ),
  ];
}

/** The comment for the contributor, as Markdown within GitHub's limit: first what to do, then the rest folded away. */
export function renderComment(review: Review): string {
  const { plain } = stateOf(review);
  if (review.kind.kind === "not-a-model-contribution") return `${COMMENT_MARKER}\n${plain}`;
  const sorted = sortVerdicts(review.verdicts);
  const { missing, advised, undecided } = sorted;
  return fitSections(
    [
      paragraph(`${COMMENT_MARKER}\n${THANKS} **${plain}**`),
      numbered("What to do", missing, review, 1),
      numbered("Worth doing, not required", advised, review, missing.length + 1),
      numbered("For a person to decide", undecided, review, missing.length + advised.length + 1),
      ...folds(review, sorted),
    ],
    COMMENT_LIMIT,
    (leftOut) => wholeReport(review, leftOut),
  );
}
