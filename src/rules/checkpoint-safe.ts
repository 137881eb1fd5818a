import { defineRule } from "../engine/define-rule.ts";
import type { Cited } from "../engine/rule.ts";
import type { Finding } from "../engine/verdict.ts";
import { trainedCheckpoints } from "../submission/trained-checkpoints.ts";

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
      text: "Loading {url} would import {globals}.",
      fix: "Save the state dict alone.\n---\ntorch.save(model.state_dict(), path)",
    },
    "not-readable": { text: "What the checkpoint would import could not be listed: {reason}." },
    none: { text: "There is no checkpoint to look at." },
  },
  check({ claims, checkpoints }, verdict) {
    const files: string[] = [];
    const passed: Cited[] = [];
    let reason = "";
    for (const { claim, fact } of trainedCheckpoints(claims, checkpoints)) {
      if (fact.status !== "known") {
        reason ||= fact.reason;
        continue;
      }
      const { unexpectedGlobals, notes } = fact.value;
      if (unexpectedGlobals === undefined) reason ||= notes[0] ?? "its form is not known";
      else if (unexpectedGlobals.length > 0) {
        const findings = unexpectedGlobals.map(
          (name): Finding => ({ text: `imports ${name}`, evidence: fact.evidence }),
        );
        return verdict.fail(
          "unsafe",
          { url: claim.url, globals: unexpectedGlobals },
          [fact.evidence, claim.evidence],
          findings,
        );
      } else {
        passed.push([claim.evidence, fact.evidence]);
        files.push(claim.url);
      }
    }
    const [first, ...rest] = passed.flat();
    if (reason !== "") return verdict.notAssessed("not-readable", { reason });
    return first === undefined ? verdict.notAssessed("none", {}) : verdict.pass("safe", { files }, [first, ...rest]);
  },
});
