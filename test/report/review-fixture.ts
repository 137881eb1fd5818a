import { countVerdicts, type Review } from "../../src/engine/review.ts";
import type { Verdict } from "../../src/engine/verdict.ts";
import type { Claims } from "../../src/submission/claims.ts";
import type { Command } from "../../src/submission/command.ts";
import type { Contribution, WeightsChange } from "../../src/submission/contribution.ts";
import type { KindJudgement } from "../../src/submission/contribution-kind.ts";
import type { Diff } from "../../src/submission/diff.ts";
import type { Evidence } from "../../src/submission/evidence.ts";
import type { Facts } from "../../src/submission/facts.ts";
import { buildLedger } from "../../src/submission/ledger.ts";
import type { Figure, MetricClaim } from "../../src/submission/metric.ts";
import type { PullRequest } from "../../src/submission/pull-request.ts";
import type { ArgumentDefinition, ScriptArguments } from "../../src/submission/python/argument-definition.ts";
import type { Submission } from "../../src/submission/submission.ts";
import type { LogSeries, TrainingLog } from "../../src/submission/training-log.ts";

export const HEAD_SHA = "0123456789abcdef0123456789abcdef01234567";

export function evidence(over: Partial<Evidence> = {}): Evidence {
  return { source: "description", line: 3, quote: "some words", ...over };
}

export function verdict(over: Partial<Verdict> = {}): Verdict {
  return {
    rule: "paper-linked",
    level: "required",
    verdict: "pass",
    message: "linked",
    data: {},
    text: "The paper is linked.",
    fix: "",
    evidence: [evidence()],
    findings: [],
    ...over,
  };
}

function pullRequest(over: Partial<PullRequest> = {}): PullRequest {
  return {
    repo: "acme/vision",
    number: 4321,
    title: "Add FooNet",
    author: "contributor",
    url: "https://github.com/acme/vision/pull/4321",
    labels: [],
    state: "open",
    draft: false,
    requestedReviewers: [],
    assignees: [],
    linkedIssues: [],
    headSha: HEAD_SHA,
    ...over,
  };
}

export function figure(text: string, over: Partial<Evidence> = {}, value: number = Number.parseFloat(text)): Figure {
  return { text, value, evidence: evidence({ quote: text, ...over }) };
}

export function metricClaim(over: Partial<MetricClaim> & { measured: Figure }): MetricClaim {
  return { model: "foonet_small", metric: "acc@1", form: "table", ...over };
}

export function command(over: Partial<Command> = {}): Command {
  const text = over.text ?? "torchrun --nproc_per_node=8 train.py --model foonet_small";
  return {
    role: "training",
    roleReason: "train.py with --model",
    text,
    normalised: text,
    launcher: "torchrun",
    launcherArguments: [{ flag: "--nproc_per_node", values: ["8"], evidence: evidence() }],
    script: "train.py",
    arguments: [{ flag: "--model", values: ["foonet_small"], evidence: evidence() }],
    positionals: [],
    unresolved: [],
    models: ["foonet_small"],
    gpus: 8,
    evidence: evidence({ line: 9, quote: text }),
    ...over,
  };
}

function definition(flag: string, over: Partial<ArgumentDefinition> = {}): ArgumentDefinition {
  return {
    flags: [flag],
    positional: false,
    dest: flag.replace(/^-+/, "").replaceAll("-", "_"),
    required: false,
    action: "store",
    line: 1,
    ...over,
  };
}

export const TRAIN_SCRIPT: ScriptArguments = {
  path: "references/classification/train.py",
  arguments: [
    definition("--data-path"),
    definition("--model"),
    definition("--batch-size", { flags: ["-b", "--batch-size"], type: "int", defaultText: "32" }),
    definition("--epochs", { type: "int", defaultText: "90" }),
    definition("--val-crop-size"),
    definition("--weights"),
    definition("--resume"),
    definition("--test-only", { action: "store_true" }),
  ],
  complete: true,
  abbreviations: true,
};

/** A weights entry whose metrics are given as `[dataset, key, text]`. */
export function weights(
  model: string,
  name: string,
  metrics: readonly (readonly [string | undefined, string, string])[],
  over: Partial<WeightsChange["entry"]> = {},
): WeightsChange {
  const [container = "", member = ""] = name.split(".");
  const path = "torchvision/models/foonet.py";
  return {
    change: "added",
    entry: {
      path,
      form: "enum",
      container,
      member,
      line: 200,
      endLine: 220,
      meta: [],
      metrics: metrics.map(([dataset, metric, text], index) => ({
        ...(dataset === undefined ? {} : { dataset }),
        metric,
        text,
        value: Number.parseFloat(text),
        line: 210 + index,
      })),
      partial: false,
      declaredEmpty: false,
      ...over,
    },
    model,
    prototype: false,
    quantized: false,
    evidence: evidence({ source: "diff", path, line: 200 }),
  };
}

export function contribution(
  newWeights: readonly WeightsChange[],
  models: readonly string[] = [...new Set(newWeights.map((one) => one.model))],
): Contribution {
  return { files: [], builders: [], modules: [], weights: newWeights, models, newWeights };
}

export function trainingLog(
  series: readonly (Pick<LogSeries, "metric"> & { best: string; final?: string; ema?: boolean; dataset?: string })[],
  over: Partial<TrainingLog> = {},
): TrainingLog {
  return {
    series: series.map(({ metric, best, final = best, ema = false, dataset }) => {
      const point = (text: string, line: number) => ({
        metric,
        text,
        value: Number.parseFloat(text),
        ema,
        line,
        ...(dataset === undefined ? {} : { dataset }),
      });
      return {
        metric,
        ema,
        count: 2,
        best: point(best, 100),
        final: point(final, 120),
        ...(dataset === undefined ? {} : { dataset }),
      };
    }),
    arguments: new Map(),
    epochs: 90,
    hasTraining: true,
    lines: 500,
    truncated: false,
    ...over,
  };
}

export interface ReviewParts {
  readonly verdicts?: readonly Verdict[];
  readonly pullRequest?: Partial<PullRequest>;
  readonly kind?: Partial<KindJudgement>;
  readonly claims?: Partial<Claims>;
  readonly facts?: Facts;
  readonly contribution?: Contribution;
  readonly diff?: Diff;
  readonly files?: Readonly<Record<string, string>>;
  readonly scripts?: readonly ScriptArguments[];
}

/** A review as the engine would hand it over, made of the parts that a test is about. */
export function buildReview(parts: ReviewParts = {}): Review {
  const files = parts.files ?? {};
  const tree = {
    read: (path: string) => files[path],
    has: (path: string) => (path in files ? true : undefined),
    paths: Object.keys(files).sort(),
  };
  const kind: KindJudgement = {
    kind: "new-architecture",
    by: "diff",
    reason: "The diff adds a model with builders.",
    evidence: [
      evidence({ source: "diff", path: "torchvision/models/foonet.py", line: 150, quote: "def foonet_small(" }),
    ],
    ...parts.kind,
  };
  const claims: Claims = {
    tickets: [],
    papers: [],
    repositories: [],
    maintainers: [],
    metrics: [],
    declaredModels: [],
    declaredMetrics: [],
    comparisons: [],
    commands: [],
    recipes: [],
    configurations: [],
    pictures: [],
    places: [],
    sourceStatements: [],
    logs: [],
    checkpoints: [],
    deviations: [],
    ...parts.claims,
  };
  const verdicts = parts.verdicts ?? [];
  const counts = countVerdicts(verdicts);
  const request = pullRequest(parts.pullRequest);
  const submission: Submission = {
    pullRequest: request,
    layout: {
      models: ["torchvision/models"],
      prototype: [],
      documentation: ["docs/source"],
      tests: ["test"],
      expectedOutputs: [],
      primitives: [],
      referenceScripts: ["references/*"],
      hub: ["hubconf.py"],
      hubTasks: [],
    },
    description: {
      origin: { source: "description" },
      text: "",
      lineStarts: [0],
      prose: "",
      statements: "",
      links: [],
      code: [],
      tables: [],
      headings: [],
      mentions: [],
      template: [],
    },
    descriptionComplete: true,
    conversation: [],
    ...(parts.diff === undefined ? {} : { diff: parts.diff }),
    head: tree,
    base: tree,
    kind,
    ...(parts.contribution === undefined ? {} : { contribution: parts.contribution }),
    scripts: {
      paths: (parts.scripts ?? []).map((one) => one.path),
      read: (path) => (parts.scripts ?? []).find((one) => one.path === path),
    },
    claims,
    facts: parts.facts ?? {},
  };
  return {
    pullRequest: request,
    kind,
    conclusion:
      kind.kind === "not-a-model-contribution" ? "neutral" : counts.missingRequired > 0 ? "failure" : "success",
    counts,
    verdicts,
    claims,
    ledger: buildLedger(submission),
    submission,
  };
}
