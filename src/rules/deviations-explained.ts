import { defineRule } from "../engine/define-rule.ts";
import { citeSearched } from "../submission/citation.ts";

export default defineRule({
  id: "deviations-explained",
  clause: "highlight-deviations",
  kinds: ["new-architecture"],
  level: "required",
  reads: ["description", "claims"],
  summary:
    "Choices that differ from the paper or the original are named with their reason, or it is said that there are none.",
  messages: {
    explained: { text: "It is said how the contribution differs from the original." },
    same: { text: "It is said that the contribution follows the original." },
    none: {
      text: "Nothing is said about how the implementation or the training differs from the paper.",
      fix: "Name each choice that differs from the paper or the original code and why, or say that there is none.\n---\nDeviations from the paper: none.",
    },
  },
  check({ description, claims }, verdict) {
    const [first, ...rest] = [...claims.deviations].sort(
      (a, b) => Number(a.says === "same") - Number(b.says === "same"),
    );
    if (first === undefined) return verdict.fail("none", {}, [citeSearched(description)]);
    return verdict.pass(first.says === "differs" ? "explained" : "same", {}, [
      first.evidence,
      ...rest.slice(0, 4).map((one) => one.evidence),
    ]);
  },
});
