import type { Facts } from "./facts.ts";
import { isInsider } from "./insider.ts";
import { judgeKind } from "./judge-kind.ts";
import { readClaims } from "./read-claims.ts";
import { readContribution } from "./read-contribution.ts";
import { readMarkdown } from "./read-markdown.ts";
import { openReferenceScripts } from "./reference-scripts.ts";
import type { Submission, SubmissionInput } from "./submission.ts";
import type { SubmissionSettings } from "./submission-settings.ts";
import type { Tree } from "./tree.ts";

function readTemplate(base: Tree, paths: readonly string[]): string | undefined {
  for (const path of paths) {
    const text = base.read(path);
    if (text !== undefined) return text;
  }
  return undefined;
}

/**
 * Parses what a reader handed over into the one input of the rules. Pure and total: whatever the texts and the diff hold, a submission
 * comes out. `facts` is what was gathered about its claims; see {@link withFacts} to add it later.
 */
export function readSubmission(input: SubmissionInput, settings: SubmissionSettings, facts: Facts = {}): Submission {
  const { pullRequest, diff, head, base } = input;
  const template = readTemplate(base, settings.templates);
  const description = readMarkdown(input.body, { source: "description" }, template);
  const conversation = (input.conversation ?? []).map((entry, index) =>
    readMarkdown(entry.body, { source: "comment", index, entry }),
  );
  const contribution = diff === undefined ? undefined : readContribution(diff, head, base, settings.layout);
  const claims = readClaims(description, conversation, pullRequest, diff, contribution, head, settings);
  return {
    pullRequest,
    layout: settings.layout,
    description,
    descriptionComplete: input.bodyComplete,
    conversation,
    maintainers: [
      ...settings.maintainers,
      ...conversation.flatMap(({ origin }) =>
        origin.source === "comment" && isInsider(origin.entry.association) ? [origin.entry.author] : [],
      ),
    ],
    ...(diff === undefined ? {} : { diff }),
    head,
    base,
    kind: judgeKind(pullRequest, claims, diff, contribution, settings),
    ...(contribution === undefined ? {} : { contribution }),
    scripts: openReferenceScripts(head, settings.layout),
    claims,
    facts,
  };
}

/** The same submission with the outside world's answers. */
export function withFacts(submission: Submission, facts: Facts): Submission {
  return { ...submission, facts };
}
