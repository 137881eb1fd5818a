import type { Review } from "../engine/review.ts";
import type { Conclusion } from "../engine/verdict.ts";
import type { Kind } from "../submission/contribution-kind.ts";
import { type Annotation, annotationOf } from "./annotation.ts";
import { renderComment } from "./comment.ts";
import { renderDetails } from "./details.ts";
import { inline, oneLine } from "./escape.ts";
import { type InlineComment, inlineComment } from "./inline-comment.ts";
import { type LineFinding, lineFindings } from "./line-finding.ts";
import { checkTitle, renderSummary } from "./summary.ts";
import { type Turn, turnOf } from "./turn.ts";

/** A button of the check run. GitHub takes three, with a label of 20, a description of 40 and an identifier of 20 characters. */
export interface CheckAction {
  readonly label: string;
  readonly description: string;
  readonly identifier: string;
}

/** What the check run says. */
export interface CheckReport {
  /** At most 255 characters. */
  readonly title: string;
  readonly summary: string;
  /** Empty when there is nothing more to say. */
  readonly text: string;
  readonly conclusion: Conclusion;
  readonly annotations: readonly Annotation[];
  readonly actions: readonly CheckAction[];
  readonly detailsUrl?: string;
}

/** An inline comment with the annotation that takes its place where GitHub refuses it. */
export interface InlineReport extends InlineComment {
  readonly otherwise: Annotation;
}

/** Which review threads of earlier reviews stay open; all others are mended. */
export interface StandingFindings {
  readonly fingerprints: readonly string[];
  /** Rules that this time judged nothing: what they once found is neither mended nor confirmed. */
  readonly unjudgedRules: readonly string[];
}

/** Everything that a review shows on GitHub. */
export interface Publication {
  readonly check: CheckReport;
  /** The one comment, when there is to be one. */
  readonly comment: string | undefined;
  /** What a comment of ours that stands already is to say when `comment` is undefined; undefined: it stays as it is. */
  readonly standingComment: string | undefined;
  readonly inline: readonly InlineReport[];
  /** Undefined: no thread is touched. */
  readonly standing: StandingFindings | undefined;
  readonly labels: { readonly add: readonly string[]; readonly remove: readonly string[] };
}

export interface PublicationOptions {
  readonly detailsUrl?: string;
  readonly inline: boolean;
  /** Inline comments at most; the rest become annotations. */
  readonly inlineLimit: number;
  readonly labels: {
    readonly kind: Readonly<Partial<Record<Kind, string>>>;
    readonly state: Readonly<Partial<Record<"complete" | "incomplete" | "unsure", string>>>;
  };
  /** When to comment: `findings` only while something is missing or unsure. Default: `always`. */
  readonly post?: "always" | "findings" | "never";
}

/** Titles of checks that are no review. Where one of them stands, the review that it is in the place of is yet to be made. */
export const UNREVIEWED_TITLE = "No review could be made";
export const SUPERSEDED_TITLE = "Superseded by a newer commit";
export const CLOSED_TITLE = "The pull request is closed";

const TITLE_LIMIT = 255;
const REASON_LIMIT = 2_000;

/** The button that asks for a new review; its identifier comes back in the webhook. */
const RECHECK: CheckAction = {
  label: "Re-check",
  description: "Review this pull request once more",
  identifier: "recheck",
};

const STATE_OF: Readonly<Record<Turn, "complete" | "incomplete" | "unsure" | undefined>> = {
  author: "incomplete",
  maintainer: "unsure",
  ready: "complete",
  nobody: undefined,
};

/** Labels that the policy names are ours: those that fit are set, those that no longer fit are taken away. */
function labelsOf(review: Review, labels: PublicationOptions["labels"]): Publication["labels"] {
  const state = STATE_OF[turnOf(review)];
  const fitting = [labels.kind[review.kind.kind], state === undefined ? undefined : labels.state[state]];
  const wanted = [...new Set(fitting.filter((one) => one !== undefined))];
  const same = (one: string) => one.toLowerCase();
  const wantedNames = new Set(wanted.map(same));
  const ours = new Set([...Object.values(labels.kind), ...Object.values(labels.state)].map(same));
  const present = new Set(review.pullRequest.labels.map(same));
  return {
    add: wanted.filter((one) => !present.has(same(one))),
    remove: review.pullRequest.labels.filter((one) => ours.has(same(one)) && !wantedNames.has(same(one))),
  };
}

function isPosted(review: Review, post: PublicationOptions["post"] = "always"): boolean {
  if (review.kind.kind === "not-a-model-contribution" || post === "never") return false;
  const turn = turnOf(review);
  return post === "always" || turn === "author" || turn === "maintainer";
}

function inlineReports(
  review: Review,
  findings: readonly LineFinding[],
  options: PublicationOptions,
): readonly InlineReport[] {
  const { diff } = review.submission;
  if (!options.inline || diff === undefined) return [];
  const reports: InlineReport[] = [];
  for (const finding of findings) {
    if (reports.length >= options.inlineLimit) break;
    const comment = inlineComment(finding, diff);
    if (comment !== undefined) reports.push({ ...comment, otherwise: annotationOf(finding, review) });
  }
  return reports;
}

/**
 * What a review shows on GitHub. A finding with a line that the diff shows becomes an inline comment, any other line of the head
 * commit an annotation, so that nothing is said twice on one line; the check's text says it all.
 */
export function publicationOf(review: Review, options: PublicationOptions): Publication {
  const findings = lineFindings(review);
  const inlined = inlineReports(review, findings, options);
  const taken = new Set(inlined.map((one) => one.fingerprint));
  const comment = renderComment(review);
  const posted = isPosted(review, options.post);
  return {
    check: {
      title: oneLine(checkTitle(review), TITLE_LIMIT),
      summary: renderSummary(review),
      text: renderDetails(review),
      // A draft is reviewed, and nothing is held against it yet.
      conclusion: review.pullRequest.draft ? "neutral" : review.conclusion,
      annotations: findings.filter((one) => !taken.has(one.fingerprint)).map((one) => annotationOf(one, review)),
      actions: [RECHECK],
      ...(options.detailsUrl === undefined ? {} : { detailsUrl: options.detailsUrl }),
    },
    comment: posted ? comment : undefined,
    standingComment: posted ? undefined : comment,
    inline: inlined,
    standing: {
      fingerprints: findings.map((one) => one.fingerprint),
      unjudgedRules: review.verdicts
        .filter((one) => one.verdict === "not-assessed" || one.verdict === "errored")
        .map((one) => one.rule),
    },
    labels: labelsOf(review, options.labels),
  };
}

/** What is shown when no review could be made: a check that says why and blocks nothing; whatever else stands stays as it is. */
export function neutralPublication(reason: string, detailsUrl?: string): Publication {
  return {
    check: {
      title: UNREVIEWED_TITLE,
      summary: `${UNREVIEWED_TITLE}. ${inline(reason, REASON_LIMIT)}\n\nThis is no judgement of the pull request and blocks nothing.`,
      text: "",
      conclusion: "neutral",
      annotations: [],
      actions: [RECHECK],
      ...(detailsUrl === undefined ? {} : { detailsUrl }),
    },
    comment: undefined,
    standingComment: undefined,
    inline: [],
    standing: undefined,
    labels: { add: [], remove: [] },
  };
}

/** The check of a review of which the rest could not be shown. The verdict stands; the reason goes before all else. */
export function incompleteCheck(check: CheckReport, reason: string): CheckReport {
  const notice = `> [!WARNING]\n> The verdict stands, but not everything else of this review could be shown. ${inline(reason, REASON_LIMIT)}`;
  return withNotice(check, notice);
}

/** The check with a notice before its summary, for which the summary keeps room. */
export function withNotice(check: CheckReport, notice: string): CheckReport {
  return { ...check, summary: `${notice}\n\n${check.summary}` };
}
