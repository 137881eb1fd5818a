import { defineRule } from "../engine/define-rule.ts";
import { citeSearched } from "../submission/citation.ts";
import type { Command } from "../submission/command.ts";
import { readRecipePointer } from "../submission/read-recipe-claims.ts";

/** Options that say where things lie on a machine: a placeholder there hides nothing of the training. */
const PLACE =
  /path|dir|root|data|output|folder|resume|weights|checkpoint|file|url|host|addr|port|partition|gpu|node|proc|work/i;

/** Placeholders that stand where a command should say what is trained, and how. */
function openPlaceholders(command: Command): string[] {
  return command.arguments
    .filter((one) => !PLACE.test(one.flag))
    .flatMap((one) => one.values.filter((value) => /^<[^<>]{1,60}>$/.test(value)));
}

export default defineRule({
  id: "training-command-given",
  clause: "training-commands",
  alsoClauses: ["weights-training-command"],
  kinds: ["new-architecture", "new-weights"],
  level: "required",
  reads: ["description", "claims"],
  summary: "The command or configuration that trained the model is given.",
  messages: {
    given: { text: "A training command is given ({scripts})." },
    "recipe-linked": { text: "The training recipe is linked: {urls}." },
    "configuration-given": { text: "The training configuration is given: {settings}." },
    "configuration-described": {
      text: "The training is described in words ({settings}), without a command or configuration that could be run.",
      fix: "Add the command that was run.\n---\ntorchrun --nproc_per_node=8 train.py --model <model> --batch-size <n> --lr <rate> --epochs <n>",
    },
    "recipe-pointed": {
      text: "The text says that the model was trained as a page of the reference scripts tells; the command itself is not given.",
      fix: "Add the full command as it was run.\n---\ntorchrun --nproc_per_node=8 train.py --model <model> --batch-size <n> --lr <rate> --epochs <n>",
    },
    planned: {
      text: "A training command is given, but the words around it plan or ask for the run.",
      fix: "Say with which command the model was trained, once it is.\n---\ntorchrun --nproc_per_node=8 train.py --model <model> --batch-size <n> --lr <rate> --epochs <n>",
    },
    placeholders: {
      text: "The training command is not filled in: {placeholders}.",
      fix: "Give the command as it was run, with the values in place of the placeholders.",
    },
    "evaluation-only": {
      text: "There is a command that evaluates ({reason}), but none that trains.",
      fix: "Add the full command that trained the model, beside the one that evaluates it.\n---\ntorchrun --nproc_per_node=8 train.py --model <model> --batch-size <n> --lr <rate> --epochs <n>",
    },
    none: {
      text: "No training command or configuration is given.",
      fix: "Add the full command that trained the model, so that it can be run again. If the weights were converted rather than trained, say from where.\n---\ntorchrun --nproc_per_node=8 train.py --model <model> --batch-size <n> --lr <rate> --epochs <n>",
    },
  },
  check({ description, claims }, verdict) {
    const training = claims.commands.filter((one) => one.role === "training");
    const filled = training.filter((one) => openPlaceholders(one).length === 0 && !one.intended);
    const [first, ...rest] = filled;
    if (first !== undefined) {
      const scripts = [...new Set(filled.map((one) => [one.script ?? one.launcher, ...one.models].join(" ")))];
      return verdict.pass("given", { scripts }, [first.evidence, ...rest.map((one) => one.evidence)]);
    }
    const [recipe] = claims.recipes;
    if (recipe !== undefined) {
      return verdict.pass("recipe-linked", { urls: [...new Set(claims.recipes.map((one) => one.url))] }, [
        recipe.evidence,
      ]);
    }
    const configuration = claims.configurations.find((one) => one.form === "list");
    if (configuration !== undefined) {
      return verdict.pass("configuration-given", { settings: configuration.settings }, [configuration.evidence]);
    }
    const planned = training.find((one) => one.intended);
    if (planned !== undefined) return verdict.unsure("planned", {}, [planned.evidence]);
    const [open] = training;
    if (open !== undefined) {
      return verdict.unsure("placeholders", { placeholders: openPlaceholders(open) }, [open.evidence]);
    }
    const pointer = readRecipePointer(description);
    if (pointer !== undefined) return verdict.unsure("recipe-pointed", {}, [pointer]);
    const [described] = claims.configurations;
    if (described !== undefined) {
      return verdict.unsure("configuration-described", { settings: described.settings }, [described.evidence]);
    }
    const evaluation = claims.commands.find((one) => one.role === "evaluation");
    if (evaluation !== undefined) {
      return verdict.fail("evaluation-only", { reason: evaluation.roleReason }, [
        evaluation.evidence,
        citeSearched(description),
      ]);
    }
    return verdict.fail("none", {}, [citeSearched(description)]);
  },
});
