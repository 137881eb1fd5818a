import { z } from "zod";
import { defineRule } from "../engine/define-rule.ts";
import type { Cited } from "../engine/rule.ts";
import { trainedCheckpoints } from "../submission/trained-checkpoints.ts";

export default defineRule({
  id: "checkpoint-available",
  clause: "train-the-model",
  alsoClauses: ["save-logs-and-checkpoint", "weights-logs-and-checkpoint"],
  kinds: ["new-architecture", "new-weights"],
  level: "required",
  reads: ["claims", "checkpoints"],
  summary: "The checkpoint's URL answers with a file of plausible size.",
  options: {
    minimumBytes: z.number().int().min(0).default(10_000).describe("Least size of a checkpoint file, in bytes."),
  },
  messages: {
    available: { text: "The checkpoints answer: {files}." },
    gone: {
      text: "{url} does not answer with a file: {reason}.",
      fix: "Correct the URL, or upload the checkpoint there.",
    },
    "too-small": {
      text: "{url} is only {bytes} bytes: that is no checkpoint.",
      fix: "Upload the checkpoint itself; what stands there may be a page or a pointer to it.",
    },
    "page-in-code": {
      text: "The weights' URL {url} leads to a web page, which cannot be loaded.",
      fix: 'Write the URL of the file itself.\n---\nurl="https://<host>/<model>-<first 8 hex digits of its sha256>.pth",',
    },
    page: {
      text: "{url} leads to a web page; whether the checkpoint can be had from it, a person must see.",
      fix: "Link the file itself.",
    },
    "no-checkpoint-file": {
      text: "{url} answers, but the file is no checkpoint in a known form.",
      fix: "Say in the description what the file is and how it is loaded.",
    },
    unreachable: { text: "The checkpoint could not be reached: {reason}." },
    none: { text: "There is no checkpoint to look at." },
  },
  check({ claims, checkpoints }, verdict, { minimumBytes }) {
    const files: string[] = [];
    const passed: Cited[] = [];
    let doubtful: ReturnType<typeof verdict.unsure> | undefined;
    let reason = "";
    let gone: { readonly url: string; readonly reason: string; readonly cited: Cited } | undefined;
    const inCode = new Set(claims.checkpoints.filter((one) => one.origin === "diff").map((one) => one.url));
    for (const { claim, fact } of trainedCheckpoints(claims, checkpoints)) {
      if (fact.status === "unreachable") {
        reason = fact.reason;
        continue;
      }
      const cited: Cited = [claim.evidence, fact.evidence];
      if (fact.status === "refuted") {
        gone ??= { url: claim.url, reason: fact.reason, cited };
        if (inCode.has(claim.url)) return verdict.fail("gone", { url: claim.url, reason: fact.reason }, cited);
        continue;
      }
      const { bytes, format, reasons } = fact.value;
      const { url } = claim;
      if (format === "page") {
        // Code that loads the URL gets the very page; a person may find the file behind it.
        const loaded = claims.checkpoints.find((one) => one.url === url && one.origin === "diff");
        if (loaded !== undefined) return verdict.fail("page-in-code", { url }, [loaded.evidence, fact.evidence]);
        doubtful ??= verdict.unsure("page", { url }, cited);
      } else if (format === "unknown" && bytes !== undefined && bytes < minimumBytes) {
        return verdict.fail("too-small", { url, bytes }, cited);
      } else if (format === "unread" && bytes === undefined) {
        reason = reasons?.globals ?? "it could not be read";
      } else if (format === "unknown") doubtful ??= verdict.unsure("no-checkpoint-file", { url }, cited);
      else {
        passed.push(cited);
        files.push(`${url}${bytes === undefined ? "" : ` (${sizeOf(bytes)})`}`);
      }
    }
    if (gone !== undefined) {
      // The place where the file stood before it was uploaded may be empty by now.
      const answer = files.some((file) => inCode.has(file.split(" ", 1)[0] ?? "")) ? verdict.unsure : verdict.fail;
      return answer("gone", { url: gone.url, reason: gone.reason }, gone.cited);
    }
    if (doubtful !== undefined) return doubtful;
    if (reason !== "") return verdict.notAssessed("unreachable", { reason });
    const [first, ...rest] = passed.flat();
    return first === undefined
      ? verdict.notAssessed("none", {})
      : verdict.pass("available", { files }, [first, ...rest]);
  },
});

function sizeOf(bytes: number): string {
  return bytes < 1e6 ? `${(bytes / 1e3).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
