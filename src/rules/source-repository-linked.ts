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
    named: {
      text: "The original implementation is named ({repositories}), but not linked.",
      fix: "Link it, so that a reviewer can compare.\n---\nOriginal implementation: https://github.com/<owner>/<repository>",
    },
    unpublished: { text: "It is said that no original implementation has been published." },
    none: {
      text: "No original implementation is linked.",
      fix: "If the authors published their code, link it; if they did not, say so.\n---\nOriginal implementation: https://github.com/<owner>/<repository>",
    },
  },
  check({ description, claims }, verdict) {
    const [first, ...rest] = claims.repositories;
    if (first === undefined) {
      const named = claims.sourceStatements.filter((one) => one.name !== undefined);
      const [name] = named;
      if (name !== undefined) {
        const repositories = [...new Set(named.flatMap((one) => one.name ?? []))];
        return verdict.unsure("named", { repositories }, [name.evidence]);
      }
      const unpublished = claims.sourceStatements.find((one) => one.says === "unpublished");
      if (unpublished !== undefined) return verdict.notApplicable("unpublished", {}, [unpublished.evidence]);
      return verdict.fail("none", {}, [citeSearched(description)]);
    }
    const repositories = [...new Set(claims.repositories.map((one) => one.repo))];
    return verdict.pass("linked", { repositories }, [first.evidence, ...rest.map((one) => one.evidence)]);
  },
});
