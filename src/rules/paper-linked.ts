import { defineRule } from "../engine/define-rule.ts";
import { citeSearched } from "../submission/citation.ts";

export default defineRule({
  id: "paper-linked",
  clause: "link-paper-and-repository",
  kinds: ["new-architecture"],
  level: "required",
  reads: ["description", "claims"],
  summary: "The paper that describes the model is linked.",
  messages: {
    linked: { text: "The paper is linked: {urls}." },
    "linked-in-diff": { text: "The paper is linked in the code of the diff, though not in the description: {urls}." },
    "other-paper": {
      text: "A paper is linked ({urls}), but the text presents it as that of something other than the model.",
      fix: "Link the paper that describes the model itself.\n---\nPaper: https://arxiv.org/abs/<identifier>",
    },
    none: {
      text: "No paper is linked, neither in the description nor in the code of the diff.",
      fix: "Link the paper that describes the model.\n---\nPaper: https://arxiv.org/abs/<identifier>",
    },
  },
  check({ description, claims }, verdict) {
    const urls = (all: typeof claims.papers) => [...new Set(all.map((one) => one.url))];
    const own = claims.papers.filter((one) => one.about === "model");
    const written = own.filter((one) => one.evidence.source !== "diff");
    const [first, ...rest] = written;
    if (first !== undefined) {
      return verdict.pass("linked", { urls: urls(written) }, [first.evidence, ...rest.map((one) => one.evidence)]);
    }
    const [inDiff] = own;
    if (inDiff !== undefined) return verdict.pass("linked-in-diff", { urls: urls(own).slice(0, 3) }, [inDiff.evidence]);
    const [other] = claims.papers;
    if (other !== undefined) {
      return verdict.unsure("other-paper", { urls: urls(claims.papers).slice(0, 3) }, [other.evidence]);
    }
    return verdict.fail("none", {}, [citeSearched(description)]);
  },
});
