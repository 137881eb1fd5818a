import { defineRule } from "../engine/define-rule.ts";
import type { Finding } from "../engine/verdict.ts";
import type { Command } from "../submission/command.ts";
import type { Contribution } from "../submission/contribution.ts";
import { type CorrectedCommand, correctCommand } from "../submission/correct-command.ts";
import type { Evidence } from "../submission/evidence.ts";
import { nearest } from "../submission/nearest.ts";
import { matchesAnyPattern, patternRoot } from "../submission/path-pattern.ts";
import type { ScriptArguments } from "../submission/python/argument-definition.ts";
import { type ArgumentProblem, checkArguments } from "../submission/python/check-arguments.ts";
import { describeProblem } from "../submission/python/describe-problem.ts";
import { isUnknownWord } from "../submission/python/given-argument.ts";
import { findScript } from "../submission/reference-script.ts";
import type { ReferenceScripts } from "../submission/reference-scripts.ts";
import type { RepositoryLayout } from "../submission/repository-layout.ts";
import type { Tree } from "../submission/tree.ts";

/** Flags, and names of variables, that stand for places and machines: what they hold is nobody else's business. */
const PRIVATE =
  /(?:^|[^a-z])(?:data|datasets?|paths?|dirs?|root|folder|out|output|logs?|checkpoints?|ckpt|resume|file|cache|partition|account|qos|port|addr|address|host|hostname|rank|rdzv|id|name|user|job|home|imagenet|coco|workspace|workers)(?:[^a-z]|$)/i;

const COMMANDS_SHOWN = 3;
/** A text with more commands is a listing. */
const COMMANDS_JUDGED = 50;

interface Judged {
  readonly command: Command;
  readonly script?: ScriptArguments;
  /** What does not run. */
  readonly problems: readonly ArgumentProblem[];
  /** Required arguments that hold a path, which authors leave out of a description. */
  readonly leftOut: readonly ArgumentProblem[];
}

function judgeCommand(command: Command, scripts: ReferenceScripts, contribution: Contribution): Judged {
  const script = findScript(command, scripts, contribution);
  if (script === undefined) return { command, problems: [], leftOut: [] };
  const all = checkArguments(command.arguments, script);
  const leftOut = all.filter((one) => one.kind === "missing-required" && PRIVATE.test(one.flag));
  return { command, script, problems: all.filter((one) => !leftOut.includes(one)), leftOut };
}

/** The description's commands; where it has none, those of the last comment that has some. */
function commandsToJudge(training: readonly Command[]): readonly Command[] {
  const inDescription = training.filter((one) => one.evidence.source === "description");
  if (inDescription.length > 0) return inDescription;
  const last = training.at(-1)?.evidence.comment;
  return training.filter((one) => one.evidence.comment === last);
}

/** Whether a comment gives the same command again, and right this time. */
function isSuperseded(judged: Judged, later: readonly Judged[]): boolean {
  const { models } = judged.command;
  return later.some(
    (one) =>
      one.script?.path === judged.script?.path &&
      one.problems.length === 0 &&
      (models.length === 0 || one.command.models.some((model) => models.includes(model))),
  );
}

/** Names that nothing explains and that decide how the model is trained. */
function openNames(command: Command): string[] {
  const carriers = [...command.arguments, ...command.launcherArguments];
  return command.unresolved.filter((name) => {
    if (PRIVATE.test(name.replace(/([a-z])([A-Z])/g, "$1_$2"))) return false;
    const holding = carriers.filter((one) => one.values.some((value) => value.includes(name)));
    return holding.length === 0 || holding.some((one) => !PRIVATE.test(one.flag));
  });
}

/** Whether two names may be two variants of one family: they differ in numbers and single letters alone. */
function areVariants(left: string, right: string): boolean {
  const stem = (name: string) =>
    name
      .toLowerCase()
      .split(/[^a-z0-9]+/)
      .map((part) => part.replace(/[0-9]+/g, ""))
      .filter((part) => part.length > 1)
      .join("_");
  return stem(left) === stem(right);
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, "");
}

/** Whether some module of the models package at head defines a function of that name. */
function isDefined(model: string, head: Tree, layout: RepositoryLayout): boolean {
  return head.paths.some(
    (path) =>
      path.endsWith(".py") &&
      matchesAnyPattern(path, layout.models) &&
      head.read(path)?.includes(`def ${model}(`) === true,
  );
}

/** The builder that a name was meant to be, where head has none of that name; a tree that is known in part proves little. */
function misspelt(
  model: string,
  builders: readonly string[],
  head: Tree,
  layout: RepositoryLayout,
): string | undefined {
  if (builders.includes(model) || isUnknownWord(model) || /[./\\]/.test(model)) return undefined;
  const close = builders.find((one) => plain(one) === plain(model)) ?? nearest(model, builders);
  if (close === undefined || close.toLowerCase() === model.toLowerCase()) return undefined;
  const isWhole = layout.models.some((pattern) => head.has(`${patternRoot(pattern)}/${model}.py`) === false);
  if (!isWhole && plain(close) !== plain(model) && areVariants(close, model)) return undefined;
  return isDefined(model, head, layout) ? undefined : close;
}

export default defineRule({
  id: "training-command-valid",
  clause: "run-train-command",
  alsoClauses: ["training-commands"],
  kinds: ["new-architecture", "new-weights"],
  level: "required",
  reads: ["claims", "scripts", "contribution", "head", "layout"],
  summary: "The training command runs as given: script, flags, choices, types and model exist.",
  messages: {
    valid: { text: "The training command agrees with {scripts}." },
    invalid: {
      text: "The training command does not run as given: {problems}.",
      fix: "Correct the command in the description.\n---\n{corrected}",
    },
    "invalid-unclear": {
      text: "The training command does not run as given: {problems}.",
      fix: "Correct the command in the description, or add what it uses to the script.",
    },
    "script-missing": {
      text: "The script {script} does not exist at head.",
      fix: "Give the command with a script of the repository, or add the script.",
    },
    "open-questions": {
      text: "The training command cannot be checked to the end: {problems}.",
      fix: "Say in the description what was run: what the variables stand for, or which model was meant.",
    },
    "script-unknown": { text: "The script {script} was not available, so its arguments could not be compared." },
    "no-command": { text: "There is no training command to check." },
  },
  check({ claims, scripts, contribution, head, layout }, verdict) {
    const training = claims.commands.filter((one) => one.role === "training");
    const commands = commandsToJudge(training).slice(0, COMMANDS_JUDGED);
    const [sample] = commands;
    if (sample === undefined) return verdict.notAssessed("no-command", {});
    const judged = commands.map((one) => judgeCommand(one, scripts, contribution));
    const later = judged.every((one) => one.problems.length === 0)
      ? []
      : training
          .filter((one) => !commands.includes(one) && one.evidence.source === "comment")
          .slice(-COMMANDS_JUDGED)
          .map((one) => judgeCommand(one, scripts, contribution));
    const findings: Finding[] = [];
    const questions: Finding[] = [];
    const corrected: CorrectedCommand[] = [];
    for (const one of judged) {
      const { command, script, problems, leftOut } = one;
      if (script === undefined) {
        const path = command.script?.replace(/^\.\//, "");
        if (path !== undefined && matchesAnyPattern(path, layout.referenceScripts) && head.has(path) === false)
          return verdict.fail("script-missing", { script: path }, [command.evidence]);
        continue;
      }
      if (problems.length > 0 && !isSuperseded(one, later)) {
        corrected.push(correctCommand(command, problems));
        for (const problem of problems) {
          const argument = command.arguments.find((given) => given.flag === problem.flag);
          findings.push({ text: describeProblem(problem, script), evidence: argument?.evidence ?? command.evidence });
        }
      }
      const ask = (text: string, evidence: Evidence = command.evidence) => questions.push({ text, evidence });
      for (const problem of leftOut) ask(`${describeProblem(problem, script)}, but not given`);
      for (const name of openNames(command)) ask(`nothing says what ${name} stands for`);
      for (const model of command.models) {
        const meant = misspelt(model, contribution.models, head, layout);
        if (meant === undefined) continue;
        const argument = command.arguments.find((given) => given.values.includes(model));
        ask(`no builder named ${model} was found (did you mean ${meant}?)`, argument?.evidence);
      }
    }
    const texts = (all: readonly Finding[]) => [...new Set(all.map((one) => one.text))];
    const [bad, ...others] = findings;
    if (bad !== undefined) {
      const cited = [bad.evidence, ...others.map((one) => one.evidence)] as const;
      const problems = texts(findings);
      if (corrected.some((one) => !one.complete)) return verdict.fail("invalid-unclear", { problems }, cited, findings);
      const example = corrected
        .slice(0, COMMANDS_SHOWN)
        .map((one) => one.text)
        .join("\n");
      return verdict.fail("invalid", { problems, corrected: example }, cited, findings);
    }
    const [question, ...more] = questions;
    if (question !== undefined) {
      const cited = [question.evidence, ...more.map((one) => one.evidence)] as const;
      return verdict.unsure("open-questions", { problems: texts(questions) }, cited, questions);
    }
    const known = judged.filter((one) => one.script !== undefined);
    const [first, ...rest] = known.map((one) => one.command.evidence);
    if (first === undefined)
      return verdict.notAssessed("script-unknown", { script: sample.script ?? sample.launcher }, [sample.evidence]);
    return verdict.pass("valid", { scripts: [...new Set(known.flatMap((one) => one.script?.path ?? []))] }, [
      first,
      ...rest,
    ]);
  },
});
