import { parse } from "yaml";
import { review } from "../../src/engine/review.ts";
import type { Rule } from "../../src/engine/rule.ts";
import type { Verdict } from "../../src/engine/verdict.ts";
import { reviewPolicy, submissionSettings } from "../../src/policy/policy.ts";
import { PRESETS } from "../../src/policy/presets.ts";
import { RULES } from "../../src/rules/index.ts";
import type { Kind } from "../../src/submission/contribution-kind.ts";
import type { Fact, Facts } from "../../src/submission/facts.ts";
import { LogReader } from "../../src/submission/log-reader.ts";
import type { Association } from "../../src/submission/pull-request.ts";
import { readDiff } from "../../src/submission/read-diff.ts";
import { readSubmission } from "../../src/submission/read-submission.ts";
import type { Submission } from "../../src/submission/submission.ts";
import type { Tree } from "../../src/submission/tree.ts";

/** A pull request in few words: files by path, texts, and what the outside world answers. */
export interface Example {
  readonly kind?: Kind;
  readonly title?: string;
  readonly author?: string;
  readonly body?: string | null;
  readonly labels?: readonly string[];
  readonly draft?: boolean;
  readonly requestedReviewers?: readonly string[];
  readonly assignees?: readonly string[];
  readonly comments?: readonly { author: string; association?: Association; body: string }[];
  /** Files that both revisions share. */
  readonly shared?: Readonly<Record<string, string>>;
  readonly base?: Readonly<Record<string, string>>;
  readonly head?: Readonly<Record<string, string>>;
  /** Paths of binary files that the diff adds. */
  readonly binary?: readonly string[];
  /** Paths of files that the diff changes, but whose text is not to be had. */
  readonly unread?: readonly string[];
  /** False: there is no diff at all. */
  readonly diff?: boolean;
  readonly facts?: {
    readonly tickets?: Readonly<Record<string, Fact<unknown>>>;
    readonly openPullRequests?: Fact<unknown>;
    readonly papers?: Readonly<Record<string, Fact<unknown>>>;
    /** Text of each log by URL. */
    readonly logs?: Readonly<Record<string, string | Fact<unknown>>>;
    readonly checkpoints?: Readonly<Record<string, Fact<unknown>>>;
  };
  /** Options of the rule. */
  readonly options?: Readonly<Record<string, unknown>>;
}

/** A unified diff of two versions: common lines at both ends are context, all between is replaced. */
export function diffOf(path: string, before: string | undefined, after: string | undefined): string {
  if (before === after) return "";
  const old = before === undefined ? [] : before.replace(/\n$/, "").split("\n");
  const now = after === undefined ? [] : after.replace(/\n$/, "").split("\n");
  let top = 0;
  while (top < old.length && top < now.length && old[top] === now[top]) top++;
  let bottom = 0;
  while (bottom < old.length - top && bottom < now.length - top && old.at(-1 - bottom) === now.at(-1 - bottom))
    bottom++;
  const lines = [
    ...old.slice(0, top).map((line) => ` ${line}`),
    ...old.slice(top, old.length - bottom).map((line) => `-${line}`),
    ...now.slice(top, now.length - bottom).map((line) => `+${line}`),
    ...old.slice(old.length - bottom).map((line) => ` ${line}`),
  ];
  return [
    `diff --git a/${path} b/${path}`,
    ...(before === undefined ? ["new file mode 100644"] : []),
    ...(after === undefined ? ["deleted file mode 100644"] : []),
    `--- ${before === undefined ? "/dev/null" : `a/${path}`}`,
    `+++ ${after === undefined ? "/dev/null" : `b/${path}`}`,
    `@@ -${old.length === 0 ? 0 : 1},${old.length} +${now.length === 0 ? 0 : 1},${now.length} @@`,
    ...lines,
    "",
  ].join("\n");
}

function treeOf(files: Readonly<Record<string, string>>, binary: readonly string[]): Tree {
  return {
    paths: [...Object.keys(files), ...binary].sort(),
    read: (path) => files[path],
    has: (path) => path in files || binary.includes(path),
  };
}

function factsOf(facts: Example["facts"]): Facts {
  const map = <T>(entries: Readonly<Record<string, Fact<unknown>>> | undefined) =>
    entries === undefined ? undefined : new Map(Object.entries(entries) as [string, Fact<T>][]);
  const logs =
    facts?.logs === undefined
      ? undefined
      : new Map(Object.entries(facts.logs).map(([url, log]) => [url, logFact(url, log)]));
  return {
    tickets: map(facts?.tickets),
    openPullRequests: facts?.openPullRequests,
    papers: map(facts?.papers),
    logs,
    checkpoints: map(facts?.checkpoints),
  } as Facts;
}

function logFact(url: string, log: string | Fact<unknown>): Fact<unknown> {
  if (typeof log !== "string") return log;
  const reader = new LogReader();
  reader.push(log);
  return {
    status: "known",
    value: { log: reader.finish(), bytes: log.length },
    evidence: { source: "log", url, line: 1, quote: log.split("\n")[0] ?? "" },
  };
}

/** Builds the submission that an example describes, under the torchvision preset. */
export function submissionOf(example: Example): Submission {
  const binary = example.binary ?? [];
  const base = { ...example.shared, ...example.base };
  const head = { ...example.shared, ...example.head };
  const paths = [...new Set([...Object.keys(example.base ?? {}), ...Object.keys(example.head ?? {})])];
  const text = [
    ...paths.map((path) => diffOf(path, base[path], head[path])),
    ...(example.unread ?? []).map((path) => diffOf(path, "before", "after")),
    ...binary.map(
      (path) => `diff --git a/${path} b/${path}\nnew file mode 100644\nBinary files /dev/null and b/${path} differ\n`,
    ),
  ].join("");
  const settings = submissionSettings(PRESETS.torchvision, example.kind);
  return readSubmission(
    {
      pullRequest: {
        repo: "pytorch/vision",
        number: 9000,
        title: example.title ?? "Add a model",
        author: example.author ?? "contributor",
        url: "https://github.com/pytorch/vision/pull/9000",
        labels: example.labels ?? [],
        state: "open",
        draft: example.draft ?? false,
        requestedReviewers: example.requestedReviewers ?? [],
        assignees: example.assignees ?? [],
        linkedIssues: [],
      },
      body: example.body ?? null,
      bodyComplete: true,
      conversation: (example.comments ?? []).map((one) => ({
        author: one.author,
        association: one.association ?? "NONE",
        createdAt: "2026-01-01T00:00:00Z",
        kind: "comment",
        body: one.body,
      })),
      ...(example.diff === false ? {} : { diff: readDiff(text) }),
      head: treeOf(head, binary),
      base: treeOf(base, []),
    },
    settings,
    factsOf(example.facts),
  );
}

/** The verdict of one rule on an example. Throws when the rule does not apply to the example's kind. */
export function judge(rule: Rule, example: Example): Verdict {
  const policy = { ...PRESETS.torchvision, rules: { [rule.id]: { options: example.options ?? {} } } };
  const { verdicts } = review(submissionOf(example), [rule], reviewPolicy(policy, RULES));
  const [verdict] = verdicts;
  if (verdict === undefined)
    throw new Error(`${rule.id} was not run: the example's kind is not one of ${rule.kinds.join(", ")}`);
  return verdict;
}

/** Examples of a rule's page: each fenced block whose info string is `yaml example`. */
export function examplesOf(page: string): readonly (Example & { verdict: string; message: string })[] {
  return [...page.matchAll(/^```yaml example\n([\s\S]*?)^```$/gm)].map((match) => parse(match[1] ?? ""));
}
