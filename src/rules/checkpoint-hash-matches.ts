import { defineRule } from "../engine/define-rule.ts";
import type { Cited } from "../engine/rule.ts";
import { trainedCheckpoints } from "../submission/trained-checkpoints.ts";

export default defineRule({
  id: "checkpoint-hash-matches",
  clause: "save-logs-and-checkpoint",
  alsoClauses: ["weights-logs-and-checkpoint"],
  kinds: ["new-architecture", "new-weights"],
  level: "required",
  reads: ["claims", "checkpoints"],
  summary: "The hash in the checkpoint's file name is the beginning of its sha256.",
  messages: {
    matches: { text: "The hash in the name is that of the file: {files}." },
    differs: {
      text: "The name of {url} says {named}, but its sha256 begins with {actual}.",
      fix: "Name the file after its own hash; loading with `check_hash=True` refuses it otherwise.\n---\n{example}",
    },
    "not-hashed": { text: "The hash could not be checked: {reason}." },
    "no-hash-in-name": { text: "The checkpoint's name carries no hash." },
    none: { text: "There is no checkpoint to look at." },
  },
  check({ claims, checkpoints }, verdict) {
    const files: string[] = [];
    const passed: Cited[] = [];
    let reason = "";
    let nameless = false;
    const inCode = new Set(claims.checkpoints.filter((one) => one.origin === "diff").map((one) => one.url));
    for (const { claim, fact } of trainedCheckpoints(claims, checkpoints)) {
      if (fact.status !== "known") {
        reason ||= fact.reason;
        continue;
      }
      const { namedHash, sha256, reasons } = fact.value;
      // Loading from code compares the hash; elsewhere digits alone may be a step or a job.
      const counts = inCode.has(claim.url) || /[a-f]/i.test(namedHash ?? "");
      if (namedHash === undefined || !counts) nameless = true;
      else if (sha256 === undefined) reason ||= reasons?.sha256 ?? "the file was not read to its end";
      else if (!sha256.startsWith(namedHash.toLowerCase())) {
        const name = claim.url.split(/[?#]/, 1)[0]?.split("/").at(-1) ?? "";
        const actual = sha256.slice(0, namedHash.length);
        return verdict.fail(
          "differs",
          { url: claim.url, named: namedHash, actual, example: name.replace(namedHash, actual) },
          [claim.evidence, fact.evidence],
        );
      } else {
        passed.push([claim.evidence, fact.evidence]);
        files.push(claim.url);
      }
    }
    const [first, ...rest] = passed.flat();
    if (reason !== "") return verdict.notAssessed("not-hashed", { reason });
    if (first !== undefined) return verdict.pass("matches", { files }, [first, ...rest]);
    return nameless ? verdict.notApplicable("no-hash-in-name", {}) : verdict.notAssessed("none", {});
  },
});
