import { defineRule } from "../engine/define-rule.ts";
import { isCheckpointFile } from "../submission/checkpoint-url.ts";
import { citeSearched } from "../submission/citation.ts";

export default defineRule({
  id: "checkpoint-provided",
  clause: "save-logs-and-checkpoint",
  alsoClauses: ["weights-logs-and-checkpoint", "train-the-model"],
  kinds: ["new-architecture", "new-weights"],
  level: "required",
  reads: ["description", "claims"],
  summary: "The trained checkpoint is provided.",
  messages: {
    linked: { text: "The checkpoint is linked: {urls}." },
    "in-weights-url": { text: "The checkpoint is the one that the weights in the diff point to: {urls}." },
    "not-the-trained-one": {
      text: "The checkpoint that is linked ({urls}) is a backbone's or the original authors', not the trained one.",
      fix: "Link the checkpoint that your training produced, or that you converted.\n---\nCheckpoint: https://<host>/<model>-<first 8 hex digits of its sha256>.pth",
    },
    "place-only": {
      text: "A place is named that may hold the checkpoint ({place}); whether it does, and whether others can open it, is for a person to see.",
      fix: "Link the checkpoint itself and say what it is.\n---\nCheckpoint: https://<host>/<model>-<first 8 hex digits of its sha256>.pth",
    },
    none: {
      text: "No trained checkpoint is provided, neither in the text nor as a weights URL in the diff.",
      fix: "Link the checkpoint that the reported metrics were measured with.\n---\nCheckpoint: https://<host>/<model>-<first 8 hex digits of its sha256>.pth",
    },
  },
  check({ description, claims }, verdict) {
    const urls = (all: typeof claims.checkpoints) => [...new Set(all.map((one) => one.url))].slice(0, 6);
    const trained = claims.checkpoints.filter((one) => one.whose === "trained");
    const written = trained.filter((one) => one.origin === "text");
    const [first, ...rest] = written;
    if (first !== undefined) {
      return verdict.pass("linked", { urls: urls(written) }, [first.evidence, ...rest.map((one) => one.evidence)]);
    }
    const declared = trained.filter((one) => isCheckpointFile(one.url));
    const [inDiff, ...others] = declared;
    if (inDiff !== undefined) {
      return verdict.pass("in-weights-url", { urls: urls(declared) }, [
        inDiff.evidence,
        ...others.slice(0, 9).map((one) => one.evidence),
      ]);
    }
    const place = claims.places.find((one) => one.holds !== "log");
    if (place !== undefined) return verdict.unsure("place-only", { place: place.evidence.quote }, [place.evidence]);
    const other = claims.checkpoints.find((one) => one.origin === "text");
    if (other !== undefined) {
      return verdict.fail("not-the-trained-one", { urls: [other.url] }, [other.evidence, citeSearched(description)]);
    }
    return verdict.fail("none", {}, [citeSearched(description)]);
  },
});
