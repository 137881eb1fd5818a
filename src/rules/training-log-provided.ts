import { defineRule } from "../engine/define-rule.ts";
import { citeSearched } from "../submission/citation.ts";

export default defineRule({
  id: "training-log-provided",
  clause: "save-logs-and-checkpoint",
  alsoClauses: ["weights-logs-and-checkpoint"],
  kinds: ["new-architecture", "new-weights"],
  level: "required",
  reads: ["description", "claims"],
  summary: "The training log is attached, linked or pasted.",
  messages: {
    linked: { text: "The training log is linked: {urls}." },
    pasted: { text: "The training log is pasted in the text." },
    "picture-only": {
      text: "No log is linked or attached; a picture may show the training, and a picture cannot be read here.",
      fix: "Attach the log file itself beside the picture, or link it.\n---\nTraining log: <drop the file here>",
    },
    "place-only": {
      text: "A place is named that may hold the log ({place}); whether it does, and whether others can open it, is for a person to see.",
      fix: "Attach the log file to the pull request, or link it and say what it is.\n---\nTraining log: <drop the file here>",
    },
    "job-id-only": {
      text: "Only the id of a cluster job is given ({job}); nobody outside can open its log.",
      fix: "Attach the log file to the pull request, or link it.\n---\nTraining log: <drop the file here>",
    },
    none: {
      text: "No training log is provided.",
      fix: "Attach the log file of the training run to the pull request, or link it.\n---\nTraining log: <drop the file here>",
    },
  },
  check({ description, claims }, verdict) {
    const linked = claims.logs.filter((one) => one.form === "link" || one.form === "attachment");
    const [link, ...rest] = linked;
    if (link !== undefined) {
      const urls = [...new Set(linked.flatMap((one) => (one.url === undefined ? [] : [one.url])))];
      return verdict.pass("linked", { urls }, [link.evidence, ...rest.map((one) => one.evidence)]);
    }
    const pasted = claims.logs.find((one) => one.form === "pasted");
    if (pasted !== undefined) return verdict.pass("pasted", {}, [pasted.evidence]);
    const picture = claims.pictures.find((one) => one.shows === "log");
    if (picture !== undefined) return verdict.unsure("picture-only", {}, [picture.evidence]);
    const place = claims.places.find((one) => one.holds !== "checkpoint");
    if (place !== undefined) return verdict.unsure("place-only", { place: place.evidence.quote }, [place.evidence]);
    const job = claims.logs.find((one) => one.form === "job-id");
    if (job !== undefined) {
      return verdict.fail("job-id-only", { job: job.evidence.quote }, [job.evidence, citeSearched(description)]);
    }
    return verdict.fail("none", {}, [citeSearched(description)]);
  },
});
