import { defineRule } from "../engine/define-rule.ts";
import { findScript } from "../submission/reference-script.ts";

export default defineRule({
  id: "reference-scripts-used",
  clause: "train-with-reference-scripts",
  alsoClauses: ["weights-train-with-reference-scripts"],
  kinds: ["new-architecture", "new-weights"],
  level: "required",
  reads: ["claims", "scripts", "contribution"],
  summary: "The training command runs a script of the reference scripts.",
  messages: {
    used: { text: "The model was trained with {scripts}." },
    "other-script": {
      text: "The training command runs {script}, which is none of the reference scripts.",
      fix: "Train with the reference scripts, or say why they cannot be used; they may be extended.",
    },
    "no-scripts": { text: "The reference scripts were not available." },
    "no-command": { text: "There is no training command to judge." },
  },
  check({ claims, scripts, contribution }, verdict) {
    const training = claims.commands.filter((one) => one.role === "training");
    if (training.length === 0) return verdict.notAssessed("no-command", {});
    if (scripts.paths.length === 0) return verdict.notAssessed("no-scripts", {});
    const judged = training.map((command) => ({ command, script: findScript(command, scripts, contribution) }));
    const used = judged.filter((one) => one.script !== undefined);
    const [first, ...rest] = used;
    if (first !== undefined) {
      return verdict.pass("used", { scripts: [...new Set(used.map((one) => one.script?.path ?? ""))] }, [
        first.command.evidence,
        ...rest.map((one) => one.command.evidence),
      ]);
    }
    const [other] = judged;
    const named = other?.command.script;
    if (other === undefined || named === undefined) return verdict.notAssessed("no-command", {});
    return verdict.fail("other-script", { script: named }, [other.command.evidence]);
  },
});
