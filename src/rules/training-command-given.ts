import { defineRule } from "../engine/define-rule.ts";
import { citeSearched } from "../submission/citation.ts";

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
    const [first, ...rest] = training;
    if (first !== undefined) {
      const scripts = [...new Set(training.map((one) => [one.script ?? one.launcher, ...one.models].join(" ")))];
      return verdict.pass("given", { scripts }, [first.evidence, ...rest.map((one) => one.evidence)]);
    }
    const [recipe] = claims.recipes;
    if (recipe !== undefined) {
      return verdict.pass("recipe-linked", { urls: [...new Set(claims.recipes.map((one) => one.url))] }, [
        recipe.evidence,
      ]);
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
