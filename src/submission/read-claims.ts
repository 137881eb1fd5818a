import { addedLines } from "./added-lines.ts";
import type { CheckpointClaim, Claims, DeclaredMetric } from "./claims.ts";
import type { Command } from "./command.ts";
import type { Contribution } from "./contribution.ts";
import type { Diff } from "./diff.ts";
import type { Evidence } from "./evidence.ts";
import { isInsider } from "./insider.ts";
import type { MarkdownText } from "./markdown-text.ts";
import type { PullRequest } from "./pull-request.ts";
import { readCommands } from "./read-commands.ts";
import { readConfigurationClaims } from "./read-configuration-claims.ts";
import { readDeclaredFigures } from "./read-declared-figures.ts";
import { readDeviationClaims } from "./read-deviation-claims.ts";
import { readCheckpointClaims, readLogLinkClaims } from "./read-link-claims.ts";
import { readMaintainerClaims } from "./read-maintainer-claims.ts";
import { readComparisonStatements, readResults } from "./read-metric-claims.ts";
import { mayNamePaper, readPaperClaims, readPaperClaimsOfSource } from "./read-paper-claims.ts";
import { readPastedLogs } from "./read-pasted-logs.ts";
import { readPictureClaims } from "./read-picture-claims.ts";
import { readPlaceClaims } from "./read-place-claims.ts";
import { readRecipeClaims } from "./read-recipe-claims.ts";
import { readRepositoryClaims } from "./read-repository-claims.ts";
import { readSourceStatements } from "./read-source-statements.ts";
import { readTicketClaims } from "./read-ticket-claims.ts";
import { sentenceAt, splitSentences } from "./sentence.ts";
import { sourceNames } from "./source-names.ts";
import type { SubmissionSettings } from "./submission-settings.ts";
import type { Tree } from "./tree.ts";
import { type Voice, voiceOf } from "./voice.ts";

/** How far above a command the sentence that bids to run it may end, in characters. */
const BID_REACH = 300;
const BID =
  /\b(?:please|could you|can you|would you|you (?:should|need|must)|try|let's|how about|why not|what about|shouldn't|next step)\b|\?\s*$/i;

const PLAN =
  /\b(?:(?:I|we)(?:'ll| will| plan| want| would like|(?: am|'m| are|'re) (?:going|planning))|can (?:some|any)(?:one|body)|could (?:some|any)(?:one|body)|todo|remaining|still to do|next step|next week|not yet)\b|^\W*(?:can|could|should|would|shall|may|does|is)\b.{0,300}\?\s*$/i;

/** Whether the sentence that a command stands in, or under, matches a pattern. */
function isSaidAs(text: MarkdownText, { line, column }: Evidence, pattern: RegExp): boolean {
  const at = (text.lineStarts[(line ?? 1) - 1] ?? 0) + (column ?? 1) - 1;
  const sentence = sentenceAt(splitSentences(text), at);
  return sentence !== undefined && at - sentence.end < BID_REACH && pattern.test(sentence.text);
}

/**
 * The commands of a text. A training command that somebody of the project asks for is none that trained the model; one that the
 * author plans or asks for is marked.
 */
function readVoicedCommands(text: MarkdownText, voice: Voice | undefined): Command[] {
  return readCommands(text).flatMap((one) => {
    if (one.role !== "training") return [one];
    if (voice === "project") return isSaidAs(text, one.evidence, BID) ? [] : [one];
    return [isSaidAs(text, one.evidence, PLAN) ? { ...one, intended: true } : one];
  });
}

function readDiffPapers(diff: Diff | undefined, head: Tree): Claims["papers"] {
  if (diff === undefined) return [];
  return diff.files.flatMap((file) => {
    if (file.binary || file.status === "removed" || !/\.(?:py|rst|md|txt)$/.test(file.path)) return [];
    const lines = addedLines(file).filter((line) => mayNamePaper(line.text));
    const text = lines.length === 0 ? undefined : head.read(file.path);
    return text === undefined ? [] : readPaperClaimsOfSource(file.path, text, new Set(lines.map((one) => one.line)));
  });
}

function diffCheckpoints(contribution: Contribution | undefined): CheckpointClaim[] {
  return (contribution?.newWeights ?? []).flatMap((one): CheckpointClaim[] =>
    one.entry.url === undefined
      ? []
      : [{ url: one.entry.url.value, form: "file", whose: "trained", origin: "diff", evidence: one.evidence }],
  );
}

function declaredMetrics(contribution: Contribution | undefined): DeclaredMetric[] {
  return (contribution?.newWeights ?? []).flatMap(({ entry, model }) =>
    entry.metrics.map((one) => ({
      model,
      weights: `${entry.container}.${entry.member}`,
      ...(one.dataset === undefined ? {} : { dataset: one.dataset }),
      metric: one.metric,
      text: one.text,
      evidence: { source: "diff" as const, path: entry.path, line: one.line, quote: one.text },
    })),
  );
}

function linkedIssueClaims(pullRequest: PullRequest, roadmapIssues: readonly string[]): Claims["tickets"] {
  return pullRequest.linkedIssues.flatMap((key) => {
    const match = /^([^#\s]+)#(\d+)$/.exec(key);
    if (match === null) return [];
    const repo = match[1] ?? "";
    return [
      {
        key,
        repo,
        number: Number(match[2]),
        url: `https://github.com/${repo}/issues/${match[2]}`,
        form: "linked" as const,
        isPullRequest: false,
        isRoadmap: roadmapIssues.includes(key),
        evidence: { source: "pull-request" as const, quote: key },
      },
    ];
  });
}

/**
 * Gathers all that a pull request claims: from its description, from comments by its author and by members of the project, and from
 * the diff. The description comes first, so that the first claim of a kind stands where a reader would look.
 */
export function readClaims(
  description: MarkdownText,
  conversation: readonly MarkdownText[],
  pullRequest: PullRequest,
  diff: Diff | undefined,
  contribution: Contribution | undefined,
  head: Tree,
  settings: SubmissionSettings,
): Claims {
  const members = new Set(
    conversation.flatMap((text) =>
      text.origin.source === "comment" && isInsider(text.origin.entry.association) ? [text.origin.entry.author] : [],
    ),
  );
  const voices = [description, ...conversation]
    .map((text) => ({ text, voice: voiceOf(text, pullRequest.author) }))
    .filter((one) => one.voice !== undefined);
  const texts = voices.map((one) => one.text);
  const authored = voices.filter((one) => one.voice === "author").map((one) => one.text);
  const ticketContext = {
    repo: pullRequest.repo,
    number: pullRequest.number,
    roadmapIssues: settings.roadmapIssues,
  };
  const commandsOf = new Map(voices.map(({ text, voice }) => [text, readVoicedCommands(text, voice)]));
  const declared = declaredMetrics(contribution);
  const results = texts.map((text) =>
    readResults(text, { commands: commandsOf.get(text) ?? [], models: contribution?.models ?? [] }),
  );
  const named = results.flatMap((one) => one.metrics);
  const repositories = authored.flatMap((text) => readRepositoryClaims(text, pullRequest.repo));
  const sources = sourceNames(
    repositories.map((one) => one.repo),
    [...(contribution?.models ?? []), ...named.flatMap((one) => one.model ?? [])],
  );
  return {
    tickets: [
      ...authored.flatMap((text) => readTicketClaims(text, ticketContext)),
      ...linkedIssueClaims(pullRequest, settings.roadmapIssues),
    ],
    papers: [...authored.flatMap((text) => readPaperClaims(text)), ...readDiffPapers(diff, head)],
    repositories,
    sourceStatements: authored.flatMap((text) => readSourceStatements(text, pullRequest.repo)),
    maintainers: authored.flatMap((text) =>
      // In a comment a plain mention answers somebody; only a call to the pull request tags them.
      readMaintainerClaims(text, pullRequest, { maintainers: settings.maintainers, members }).filter(
        (one) => text.origin.source === "description" || one.by !== "mention",
      ),
    ),
    metrics: named.length > 0 ? named : texts.flatMap((text) => readDeclaredFigures(text, declared)),
    declaredModels: contribution?.models ?? [
      ...new Set([...commandsOf.values()].flat().flatMap((one) => (one.role === "training" ? one.models : []))),
    ],
    declaredMetrics: declared,
    comparisons: [
      ...texts.flatMap((text) => readComparisonStatements(text, sources)),
      ...results.flatMap((one) => one.comparisons),
    ],
    recipes: texts.flatMap((text) => readRecipeClaims(text)),
    configurations: texts.flatMap((text) => readConfigurationClaims(text)),
    pictures: texts.flatMap((text) => readPictureClaims(text)),
    places: texts.flatMap((text) => readPlaceClaims(text)),
    commands: [...commandsOf.values()].flat(),
    logs: texts.flatMap((text) => [...readPastedLogs(text), ...readLogLinkClaims(text)]),
    checkpoints: [...texts.flatMap((text) => readCheckpointClaims(text)), ...diffCheckpoints(contribution)],
    deviations: authored.flatMap((text) =>
      readDeviationClaims(
        text,
        repositories.map((one) => one.repo),
      ),
    ),
  };
}
