import { defineRule } from "../engine/define-rule.ts";
import type { Cited } from "../engine/rule.ts";
import type { Finding } from "../engine/verdict.ts";
import { citeFile } from "../submission/citation.ts";
import { checkpointsInDiff, trainedCheckpoints } from "../submission/trained-checkpoints.ts";

/** Globals that the message names; a pickled model names dozens. */
const SHOWN = 6;

export default defineRule({
  id: "checkpoint-safe",
  clause: "save-logs-and-checkpoint",
  alsoClauses: ["weights-logs-and-checkpoint"],
  kinds: ["new-architecture", "new-weights"],
  level: "required",
  reads: ["claims", "checkpoints"],
  summary: "Loading the checkpoint imports nothing but what a state dict needs.",
  messages: {
    safe: { text: "The checkpoints import only what a state dict needs: {files}." },
    unsafe: {
      text: "Loading {file} would do more than load tensors: it imports {globals}.",
      fix: "Save the state dict alone, and say where the file came from.\n---\ntorch.save(model.state_dict(), path)",
    },
    unneeded: {
      text: "Loading {file} also imports {globals}, which is harmless but no part of a state dict.",
      fix: "Save the state dict alone, unless it is meant to be a checkpoint to train on from.\n---\ntorch.save(model.state_dict(), path)",
    },
    "not-readable": { text: "What the checkpoint would import could not be listed: {reason}." },
    none: { text: "There is no checkpoint to look at." },
  },
  check({ claims, checkpoints }, verdict) {
    const trained = trainedCheckpoints(claims, checkpoints).map(({ claim, fact }) => ({
      file: claim.url,
      fact,
      where: claim.evidence,
    }));
    const brought = checkpointsInDiff(checkpoints).map(({ path, fact }) => ({
      file: path,
      fact,
      where: citeFile(path),
    }));
    const files: string[] = [];
    const passed: Cited[] = [];
    let reason = "";
    let unneeded: ReturnType<typeof verdict.unsure> | undefined;
    for (const { file, fact, where } of [...trained, ...brought]) {
      if (fact.status !== "known") {
        reason ||= fact.reason;
        continue;
      }
      const { unexpectedGlobals, unneededGlobals = [], reasons } = fact.value;
      const cited: Cited = [fact.evidence, where];
      const findings = (names: readonly string[]) =>
        names.map((name): Finding => ({ text: `imports ${name}`, evidence: fact.evidence }));
      if (unexpectedGlobals === undefined) reason ||= reasons?.globals ?? "its form is not known";
      else if (unexpectedGlobals.length > 0) {
        const data = { file, globals: unexpectedGlobals.slice(0, SHOWN) };
        return verdict.fail("unsafe", data, cited, findings(unexpectedGlobals));
      } else if (unneededGlobals.length > 0) {
        const data = { file, globals: unneededGlobals.slice(0, SHOWN) };
        unneeded ??= verdict.unsure("unneeded", data, cited, findings(unneededGlobals));
      } else {
        passed.push(cited);
        files.push(file);
      }
    }
    const [first, ...rest] = passed.flat();
    if (unneeded !== undefined) return unneeded;
    if (reason !== "") return verdict.notAssessed("not-readable", { reason });
    return first === undefined ? verdict.notAssessed("none", {}) : verdict.pass("safe", { files }, [first, ...rest]);
  },
});
