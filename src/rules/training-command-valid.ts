import { defineRule } from "../engine/define-rule.ts";
import type { Finding } from "../engine/verdict.ts";
import type { Evidence } from "../submission/evidence.ts";
import { nearest } from "../submission/nearest.ts";
import { checkArguments } from "../submission/python/check-arguments.ts";
import { describeProblem } from "../submission/python/describe-problem.ts";
import { findScript } from "../submission/reference-script.ts";

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
      fix: "Correct the command, or add the missing arguments to the script.",
    },
    "script-missing": {
      text: "The script {script} does not exist at head.",
      fix: "Give the command with a script of the repository, or add the script.",
    },
    "open-questions": {
      text: "The training command cannot be checked to the end: {problems}.",
      fix: "Say in the description what the variables and placeholders stand for.",
    },
    "script-unknown": { text: "The script {script} was not available, so its arguments could not be compared." },
    "no-command": { text: "There is no training command to check." },
  },
  check({ claims, scripts, contribution, head, layout }, verdict) {
    const training = claims.commands.filter((one) => one.role === "training");
    const [sample] = training;
    if (sample === undefined) return verdict.notAssessed("no-command", {});
    const findings: Finding[] = [];
    const questions: Finding[] = [];
    const used: Evidence[] = [];
    const names: string[] = [];
    const builders = contribution.models;
    for (const command of training) {
      const script = findScript(command, scripts, contribution);
      if (script === undefined) {
        const path = command.script;
        const stated =
          path !== undefined &&
          layout.referenceScripts.some((pattern) => path.startsWith(pattern.split("*")[0] ?? "//"));
        if (path !== undefined && stated && head.has(path) === false) {
          return verdict.fail("script-missing", { script: path }, [command.evidence]);
        }
        continue;
      }
      names.push(script.path);
      used.push(command.evidence);
      for (const problem of checkArguments(command.arguments, script)) {
        const argument = command.arguments.find((one) => one.flag === problem.flag);
        findings.push({ text: describeProblem(problem, script), evidence: argument?.evidence ?? command.evidence });
      }
      for (const name of command.unresolved) {
        questions.push({ text: `nothing says what ${name} stands for`, evidence: command.evidence });
      }
      for (const model of command.models) {
        if (builders.length === 0 || builders.includes(model) || namedAtHead(model, head, layout.models)) continue;
        const close = nearest(model, builders);
        const evidence = command.arguments.find((one) => one.values.includes(model))?.evidence ?? command.evidence;
        questions.push({
          text: `no builder named ${model} was found${close === undefined ? "" : ` (did you mean ${close}?)`}`,
          evidence,
        });
      }
    }
    const [bad, ...others] = findings;
    if (bad !== undefined) {
      return verdict.fail(
        "invalid",
        { problems: [...new Set(findings.map((one) => one.text))] },
        [bad.evidence, ...others.map((one) => one.evidence)],
        findings,
      );
    }
    const [question, ...more] = questions;
    if (question !== undefined) {
      return verdict.unsure(
        "open-questions",
        { problems: [...new Set(questions.map((one) => one.text))] },
        [question.evidence, ...more.map((one) => one.evidence)],
        questions,
      );
    }
    const [first, ...rest] = used;
    if (first === undefined)
      return verdict.notAssessed("script-unknown", { script: sample.script ?? sample.launcher }, [sample.evidence]);
    return verdict.pass("valid", { scripts: [...new Set(names)] }, [first, ...rest]);
  },
});

/** Whether some module of the models package at head defines a function of that name. */
function namedAtHead(
  model: string,
  head: { paths: readonly string[]; read(path: string): string | undefined },
  patterns: readonly string[],
): boolean {
  const roots = patterns.map((pattern) => pattern.split("*")[0] ?? "");
  return head.paths.some(
    (path) =>
      path.endsWith(".py") &&
      roots.some((root) => path.startsWith(root)) &&
      head.read(path)?.includes(`def ${model}(`) === true,
  );
}
