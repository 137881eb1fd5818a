import type { Review } from "../engine/review.ts";
import { codeSpan } from "./escape.ts";
import { counted, sortVerdicts, type Turn, turnOf } from "./turn.ts";

export interface State {
  readonly turn: Turn;
  /** What the check run's line says: a few plain words. */
  readonly title: string;
  /** The state and whose turn it is, in one or two plain sentences. */
  readonly plain: string;
}

function asides(review: Review): string[] {
  const { errored } = review.counts;
  return [
    ...(review.pullRequest.draft ? ["This is a draft, so nothing is held against it yet."] : []),
    ...(errored > 0
      ? [`${counted(errored, "rule")} broke and judged nothing, which is no fault of this pull request.`]
      : []),
  ];
}

function isAre(count: number): string {
  return count === 1 ? "is" : "are";
}

/** What is met, said no larger than it is: what was waived or could not be judged is named. */
function readiness(review: Review): { readonly title: string; readonly plain: string } {
  const { verdicts } = review;
  const required = verdicts.filter((one) => one.level === "required");
  const met = required.filter((one) => one.verdict === "pass").length;
  const waived = required.filter((one) => one.verdict === "fail" && one.waiver !== undefined).length;
  const open = required.filter((one) => one.verdict === "not-assessed" || one.verdict === "errored").length;
  const besides = [...(waived > 0 ? [`${waived} waived`] : []), ...(open > 0 ? [`${open} could not be judged`] : [])];
  const all = besides.length === 0 && met > 0 ? "All " : "";
  const rest = besides.length === 0 ? "" : `, ${besides.join(", ")}`;
  return {
    title: met === 0 ? `Nothing missing${rest}` : `${all}${counted(met, "requirement")} met${rest}`,
    plain:
      met === 0
        ? `Nothing required is missing${rest}.`
        : `${all}${counted(met, "requirement")} ${isAre(met)} met${rest}.`,
  };
}

/** The state of a review in words, and who moves next. */
export function stateOf(review: Review): State {
  const turn = turnOf(review);
  const { required, missingRequired } = review.counts;
  const { advised, undecided } = sortVerdicts(review.verdicts);
  const say = (...sentences: readonly string[]) => [...sentences, ...asides(review)].join(" ");
  switch (turn) {
    case "nobody":
      return {
        turn,
        title: "Not a model contribution",
        plain: "This pull request adds no model and no weights, so there is nothing to weigh.",
      };
    case "author":
      return {
        turn,
        title: `${missingRequired} of ${counted(required, "requirement")} missing`,
        plain: say(
          `${missingRequired} of ${counted(required, "requirement")} ${isAre(missingRequired)} still missing or not borne out.`,
          "Next: the author.",
        ),
      };
    case "maintainer":
      return {
        turn,
        title: `Nothing missing, ${counted(undecided.length, "question")} for a maintainer`,
        plain: say(
          `Nothing required is missing; ${counted(undecided.length, "question")} ${undecided.length === 1 ? "needs" : "need"} a person to decide.`,
          "Next: a maintainer.",
        ),
      };
    case "ready": {
      const { title, plain } = readiness(review);
      return {
        turn,
        title,
        plain: say(
          plain,
          "Ready for a maintainer to review.",
          ...(advised.length === 0 ? [] : [`${counted(advised.length, "suggestion")} below, not required.`]),
        ),
      };
    }
  }
}

/** Markdown: how much did not fit, and where the whole stands. */
export function wholeReport(review: Review, leftOut: number): string {
  const { repo, number } = review.pullRequest;
  const command = codeSpan(`npx weighbridge review ${repo}#${number}`);
  return `${counted(leftOut, "item")} did not fit here. The whole report: ${command}`;
}
