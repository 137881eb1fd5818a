import { citeTitle } from "./citation.ts";
import type { Claims } from "./claims.ts";
import type { Contribution } from "./contribution.ts";
import type { Kind, KindJudgement } from "./contribution-kind.ts";
import type { Diff } from "./diff.ts";
import type { Evidence } from "./evidence.ts";
import { unreadFiles } from "./model-files.ts";
import type { PullRequest } from "./pull-request.ts";
import type { SubmissionSettings } from "./submission-settings.ts";

/** Evidence lines that a reader needs to believe the kind; more would hide the first. */
const SHOWN = 5;

function list(all: readonly string[]): string {
  const names = [...new Set(all)];
  return names.length > SHOWN
    ? `${names.slice(0, SHOWN).join(", ")} and ${names.length - SHOWN} more`
    : names.join(", ");
}

function kindOfDiff(contribution: Contribution, diff: Diff): { kind: Kind; reason: string; evidence: Evidence[] } {
  const builders = contribution.builders.filter((one) => !one.quantized);
  if (builders.length > 0) {
    const single = builders.every((one) => one.name === builders[0]?.name);
    return {
      kind: "new-architecture",
      reason: `The diff adds ${single ? "the model builder" : "the model builders"} ${list(builders.map((one) => one.name))}.`,
      evidence: builders.slice(0, SHOWN).map((one) => one.evidence),
    };
  }
  const quantized = new Set(contribution.files.filter((one) => one.quantized).map((one) => one.path));
  const models = contribution.modules.filter((one) => one.isModel && !quantized.has(one.path));
  if (models.length > 0) {
    return {
      kind: "new-architecture",
      reason: `The diff adds the model ${models.length === 1 ? "class" : "classes"} ${list(models.map((one) => one.name))}.`,
      evidence: models.slice(0, SHOWN).map((one) => one.evidence),
    };
  }
  const weights = contribution.newWeights;
  if (weights.length > 0) {
    const names = weights.map((one) => `${one.entry.container}.${one.entry.member}`);
    return {
      kind: "new-weights",
      reason: `The diff adds weights for existing models: ${list(names)}.`,
      evidence: weights.slice(0, SHOWN).map((one) => one.evidence),
    };
  }
  const variants = contribution.builders;
  if (variants.length > 0) {
    return {
      kind: "new-architecture",
      reason: `The diff adds quantized variants without weights: ${list(variants.map((one) => one.name))}.`,
      evidence: variants.slice(0, SHOWN).map((one) => one.evidence),
    };
  }
  const first = diff.files[0];
  const touched = contribution.weights.filter((one) => one.change !== "moved");
  const unread = unreadFiles(contribution.files).map((one) => one.path);
  const why =
    contribution.files.length === 0
      ? "The diff touches no file of the models package."
      : touched.some((one) => one.change === "rehashed")
        ? "The diff only changes hashes in the URLs of existing weights."
        : unread.length > 0
          ? `The diff adds neither a model nor weights in what could be read; ${list(unread)} could not.`
          : "The diff changes files of the models package, but adds neither a model nor weights.";
  const evidence: Evidence[] = touched.slice(0, SHOWN).map((one) => one.evidence);
  const file = contribution.files[0]?.path ?? first?.path;
  if (evidence.length === 0 && file !== undefined) evidence.push({ source: "diff", path: file, quote: file });
  return { kind: "not-a-model-contribution", reason: why, evidence };
}

const OTHER_WORK =
  /\b(?:fix(?:es|ed|ing)?|bug|refactor\w*|clean ?up|docs?|documentation|readme|typo|tests?|ci|revert\w*|datasets?|transforms?|deprecat\w*|bump|lint|type hints?|mypy|rename\w*|remove\w*|handle|speed ?up)\b/i;
const BRINGING =
  /\b(?:add(?:s|ed|ing)?|support(?:s|ing)?|implement(?:s|ed|ing|ation)?|introduc\w+|new|port(?:s|ing)?|create|upload|update[sd]?|improved?|reproduc\w+)\b/i;
const WEIGHTS = /\b(?:weights?|pre-?trained|pre-?train|checkpoints?)\b/i;

function kindOfText(pullRequest: PullRequest, claims: Claims): { kind: Kind; reason: string; evidence: Evidence[] } {
  const { title } = pullRequest;
  const evidence = [citeTitle(pullRequest)];
  const brings = BRINGING.test(title);
  const backing =
    claims.papers[0]?.evidence ?? claims.metrics[0]?.measured.evidence ?? claims.repositories[0]?.evidence;
  if (OTHER_WORK.test(title) || (!brings && backing === undefined)) {
    return { kind: "not-a-model-contribution", reason: "There is no diff; the title speaks of other work.", evidence };
  }
  if (WEIGHTS.test(title)) {
    return { kind: "new-weights", reason: "There is no diff; the title speaks of weights.", evidence };
  }
  return {
    kind: "new-architecture",
    reason: "There is no diff; the title speaks of a new model.",
    evidence: backing === undefined ? evidence : [...evidence, backing],
  };
}

/**
 * Judges the kind of a pull request: by a setting or label where one speaks, else by what the diff does, else by the text.
 * Title and labels never overrule the diff, except labels that the policy names for it.
 */
export function judgeKind(
  pullRequest: PullRequest,
  claims: Claims,
  diff: Diff | undefined,
  contribution: Contribution | undefined,
  settings: SubmissionSettings,
): KindJudgement {
  if (settings.kind !== undefined) {
    return { kind: settings.kind, by: "set", reason: "The kind was set by hand.", evidence: [citeTitle(pullRequest)] };
  }
  for (const label of pullRequest.labels) {
    const kind = Object.hasOwn(settings.kindLabels, label) ? settings.kindLabels[label] : undefined;
    if (kind !== undefined) {
      return {
        kind,
        by: "set",
        reason: `The label “${label}” sets the kind.`,
        evidence: [{ source: "pull-request", quote: label }],
      };
    }
  }
  if (diff !== undefined && contribution !== undefined) return { by: "diff", ...kindOfDiff(contribution, diff) };
  return { by: "text", ...kindOfText(pullRequest, claims) };
}
