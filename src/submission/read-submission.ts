import type { Facts } from "./facts.ts";
import { judgeKind } from "./judge-kind.ts";
import { matchesAnyPattern } from "./path-pattern.ts";
import type { ScriptArguments } from "./python/argument-definition.ts";
import type { PythonModule } from "./python/python-module.ts";
import { readArguments } from "./python/read-arguments.ts";
import { readPython } from "./python/read-python.ts";
import { readClaims } from "./read-claims.ts";
import { readContribution } from "./read-contribution.ts";
import { readMarkdown } from "./read-markdown.ts";
import type { RepositoryLayout } from "./repository-layout.ts";
import type { Submission, SubmissionInput } from "./submission.ts";
import type { SubmissionSettings } from "./submission-settings.ts";
import type { Tree } from "./tree.ts";

/** Most reference scripts that are read; a repository has about a dozen. */
const SCRIPT_LIMIT = 64;

function readScripts(head: Tree, layout: RepositoryLayout): ReadonlyMap<string, ScriptArguments> {
  const modules = new Map<string, PythonModule | undefined>();
  const read = (path: string): PythonModule | undefined => {
    if (!modules.has(path)) {
      const text = head.read(path);
      modules.set(path, text === undefined ? undefined : readPython(path, text));
    }
    return modules.get(path);
  };
  const scripts = new Map<string, ScriptArguments>();
  for (const path of head.paths) {
    if (scripts.size >= SCRIPT_LIMIT) break;
    if (!path.endsWith(".py") || !matchesAnyPattern(path, layout.referenceScripts)) continue;
    if (!head.read(path)?.includes("add_argument")) continue;
    const module = read(path);
    if (module !== undefined) scripts.set(path, readArguments(module, read));
  }
  return scripts;
}

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
    ...(diff === undefined ? {} : { diff }),
    head,
    base,
    kind: judgeKind(pullRequest, claims, diff, contribution, settings),
    ...(contribution === undefined ? {} : { contribution }),
    scripts: readScripts(head, settings.layout),
    claims,
    facts,
  };
}

/** The same submission with the outside world's answers. */
export function withFacts(submission: Submission, facts: Facts): Submission {
  return { ...submission, facts };
}
