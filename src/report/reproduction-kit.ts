import type { Review } from "../engine/review.ts";
import { hashInName, isCheckpointFile } from "../submission/checkpoint-url.ts";
import type { Command } from "../submission/command.ts";
import type { LedgerRow } from "../submission/ledger.ts";
import type { ScriptArguments } from "../submission/python/argument-definition.ts";
import type { Submission } from "../submission/submission.ts";
import { oneLine } from "./escape.ts";
import { pullRequestUrl } from "./place.ts";
import { optionValue, runnable, scriptOf, standpointOf } from "./runnable-command.ts";
import { shellWord, shellWords } from "./shell-word.ts";

const COMMANDS_SHOWN = 6;
const CHECKPOINTS_SHOWN = 8;
const FIGURES_SHOWN = 40;

/**
 * A comment line. `words` are ours; whatever a stranger wrote goes through {@link shellWord} first. Ours hold no quote, `$`, `*`, `?`,
 * bracket or semicolon: an interactive zsh reads comments as commands.
 */
function remark(words: string): string {
  return `# ${words}`;
}

function fetchLines(review: Review): string[] {
  const { number, headSha } = review.pullRequest;
  const page = pullRequestUrl(review.pullRequest);
  const remote = page === undefined ? "origin" : `${page.slice(0, page.lastIndexOf("/pull/"))}.git`;
  const known = headSha !== undefined && /^[0-9a-f]{40,64}$/.test(headSha);
  return [
    remark("This runs the code of the pull request. Read the diff first and use a throwaway environment."),
    `git fetch ${shellWord(remote)} pull/${Math.trunc(number)}/head`,
    known ? `git checkout --detach ${headSha}` : "git checkout --detach FETCH_HEAD",
  ];
}

function installLines(submission: Submission, scripts: readonly ScriptArguments[]): string[] {
  const { head } = submission;
  const packaged = ["pyproject.toml", "setup.py", "setup.cfg"].some((path) => head.has(path) !== false);
  const requirements = scripts
    .map((one) => `${one.path.slice(0, one.path.lastIndexOf("/") + 1)}requirements.txt`)
    .filter((path) => head.has(path) === true);
  return [
    remark("Install, into an environment that has the framework."),
    ...(packaged ? ["python -m pip install --no-build-isolation -e ."] : []),
    ...[...new Set(requirements)].map((path) => `python -m pip install -r ${shellWord(path)}`),
  ];
}

function wholeNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}

/** GPUs, batch sizes and epochs of a training command, as far as the command or the script's defaults tell. */
function scale(command: Command, script: ScriptArguments | undefined): string {
  const { gpus } = command;
  const batch = command.batchSize ?? wholeNumber(optionValue(command, "batch_size", script));
  const epochs = wholeNumber(optionValue(command, "epochs", script));
  return [
    `GPUs ${gpus ?? "not stated"}`,
    `batch size for each GPU ${batch ?? "not stated"}`,
    `effective batch size ${gpus !== undefined && batch !== undefined ? gpus * batch : "not known"}`,
    `epochs ${epochs ?? "not stated"}`,
  ].join(", ");
}

function inFolder(folder: string | undefined, line: string): string {
  return folder === undefined ? line : `(cd ${shellWord(folder)} && ${line})`;
}

function trainingLines(command: Command, submission: Submission): string[] {
  const { claimed, words, obstacle, definition, folder } = runnable(command, submission);
  const run = words === undefined ? [] : [inFolder(folder, shellWords(words))];
  const shown =
    obstacle === undefined ? [] : [remark(`${obstacle}, so it is shown and not run:`), remark(shellWords(claimed))];
  const instead = obstacle !== undefined && words !== undefined ? [remark("The same with torchrun:")] : [];
  return [remark(scale(command, definition)), ...shown, ...instead, ...run];
}

/** Options of a training command that an evaluation needs as well. */
const KEPT =
  /^--?(?:data-?path|dataset|model|arch|backend|use-v2|interpolation|val-.*|clip-len|frame-rate|clips-per-video|num-classes|backbone)$/;

/** The evaluation of one model on one GPU, one image at a time. Nothing where the script has no way to evaluate that is known. */
function evaluationLines(command: Command, weights: string | undefined, submission: Submission): string[] {
  const definition = scriptOf(command, submission);
  if (definition === undefined) return [];
  const { folder, script } = standpointOf(command, definition);
  const has = (flag: string) => definition.arguments.some((one) => one.flags.includes(flag));
  const evaluates = command.role === "evaluation";
  if (!has("--batch-size") || !(evaluates || has("--test-only"))) return [];
  const kept = command.arguments.filter((one) => {
    const flag = one.flag.replaceAll("_", "-");
    const open = one.values.some((value) => /[$<>{}]/.test(value));
    return !open && (evaluates ? !/^(?:-b|--batch-size|--test-only)$/.test(flag) : KEPT.test(flag));
  });
  if (!kept.some((one) => /^--(?:model|arch)$/.test(one.flag))) return [];
  const named = evaluates && kept.some((one) => /^--(?:weights|resume|pretrained)$/.test(one.flag));
  const fromEntry = weights !== undefined && has("--weights") ? ["--weights", weights] : [];
  const fromFile = fromEntry.length === 0 && has("--resume") ? ["--resume", "checkpoint.pth"] : [];
  const words = [
    "torchrun",
    "--nproc_per_node=1",
    script,
    ...kept.flatMap((one) => [one.flag, ...one.values]),
    "--batch-size",
    "1",
    ...(has("--test-only") ? ["--test-only"] : []),
    ...(named ? [] : [...fromEntry, ...fromFile]),
  ];
  return [inFolder(folder, shellWords(words))];
}

interface KitCheckpoint {
  readonly url: string;
  readonly model?: string;
}

function checkpoints(submission: Submission): KitCheckpoint[] {
  const declared = (submission.contribution?.newWeights ?? []).flatMap(({ entry, model }) =>
    entry.url === undefined ? [] : [{ url: entry.url.value, model }],
  );
  const linked = submission.claims.checkpoints
    .filter((one) => one.form === "file" && one.whose === "trained")
    .map(({ url }) => ({ url }));
  const byUrl = new Map<string, KitCheckpoint>();
  for (const one of [...declared, ...linked]) {
    if (isCheckpointFile(one.url) && /^https?:\/\/[A-Za-z0-9.-]+\/[\x21-\x7e]+$/.test(one.url) && !byUrl.has(one.url))
      byUrl.set(one.url, one);
  }
  return [...byUrl.values()];
}

function checkpointLines({ url }: KitCheckpoint, index: number): string[] {
  const last = /\/([A-Za-z0-9_][A-Za-z0-9_.-]{0,120})(?:[?#].*)?$/.exec(url)?.[1];
  const file = last ?? `checkpoint-${index + 1}.pth`;
  const prefix = hashInName(url);
  return [
    `curl --fail --location --globoff --proto =http,https --output ${shellWord(file)} ${shellWord(url)}`,
    ...(prefix === undefined ? [`sha256sum ${shellWord(file)}`] : [`sha256sum ${shellWord(file)} | grep ^${prefix}`]),
  ];
}

function expectedLines(ledger: readonly LedgerRow[]): string[] {
  const rows = ledger.slice(0, FIGURES_SHOWN);
  const lines = rows.flatMap((row) => {
    const figure = row.description ?? row.meta ?? row.documentation ?? row.readme;
    if (figure === undefined) return [];
    const words = [row.weights ?? row.model, row.dataset ?? "", row.metric, figure.text];
    return [remark(`  ${shellWords(words.map((one) => oneLine(one, 80)).filter((one) => one !== ""))}`)];
  });
  return lines.length === 0 ? [] : [remark("Expected:"), ...lines];
}

function evaluations(submission: Submission, training: readonly Command[], evaluating: readonly Command[]): string[] {
  const weightsOf = (command: Command) => {
    const found = (submission.contribution?.newWeights ?? []).filter((one) => command.models.includes(one.model));
    const [only] = found;
    return only === undefined || found.length > 1 ? undefined : `${only.entry.container}.${only.entry.member}`;
  };
  const sources = evaluating.length > 0 ? evaluating : training;
  return [...new Set(sources.flatMap((one) => evaluationLines(one, weightsOf(one), submission)))];
}

/**
 * A script that a reviewer can paste to see for themself: the pull request's head, the training as claimed, the evaluation one image at
 * a time, the checkpoint with its hash, the figures to expect. Undefined when there is nothing to reproduce.
 */
export function renderReproductionKit(review: Review): string | undefined {
  if (review.kind.kind === "not-a-model-contribution") return undefined;
  const { submission } = review;
  const of = (role: Command["role"]) =>
    [
      ...new Map(
        submission.claims.commands.filter((one) => one.role === role).map((one) => [one.normalised, one]),
      ).values(),
    ].slice(0, COMMANDS_SHOWN);
  const training = of("training");
  const evaluating = of("evaluation");
  const files = checkpoints(submission).slice(0, CHECKPOINTS_SHOWN);
  if (training.length + evaluating.length + files.length === 0) return undefined;
  const scripts = [...training, ...evaluating].flatMap((one) => scriptOf(one, submission) ?? []);
  const evaluated = evaluations(submission, training, evaluating);
  const faulty = review.verdicts.some((one) => one.rule === "training-command-valid" && one.verdict === "fail");
  const blocks = [
    fetchLines(review),
    installLines(submission, scripts),
    ...(files.length === 0
      ? []
      : [[remark("The checkpoint, and whether its name tells its hash."), ...files.flatMap(checkpointLines)]]),
    ...(evaluated.length === 0 ? [] : [[remark("Evaluate on one GPU, one image at a time."), ...evaluated]]),
    expectedLines(review.ledger),
    ...training.map((one) => [
      remark("Train, as the pull request says."),
      ...(faulty ? [remark("The review found fault with the training command. See training-command-valid.")] : []),
      ...trainingLines(one, submission),
    ]),
  ];
  return `${blocks
    .filter((one) => one.length > 0)
    .map((one) => one.join("\n"))
    .join("\n\n")}\n`;
}
