import { defineRule } from "../engine/define-rule.ts";
import { citeSearched } from "../submission/citation.ts";

export default defineRule({
  id: "source-repository-linked",
  clause: "link-paper-and-repository",
  kinds: ["new-architecture"],
  level: "recommended",
  reads: ["description", "claims"],
  summary: "The authors' own implementation is linked.",
  messages: {
    linked: { text: "The original implementation is linked: {repositories}." },
    none: {
      text: "No original implementation is linked.",
      fix: "If the authors published their code, link it; if they did not, say so.\n---\nOriginal implementation: https://github.com/<owner>/<repository>",
    },
  },
  check({ description, claims }, verdict) {
    const [first, ...rest] = claims.repositories;
    if (first === undefined) return verdict.fail("none", {}, [citeSearched(description)]);
    const repositories = [...new Set(claims.repositories.map((one) => one.repo))];
    return verdict.pass("linked", { repositories }, [first.evidence, ...rest.map((one) => one.evidence)]);
  },
});
