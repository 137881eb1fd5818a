import { defineRule } from "../engine/define-rule.ts";
import { citeSearched } from "../submission/citation.ts";

export default defineRule({
  id: "maintainer-tagged",
  clause: "tag-maintainer",
  kinds: ["new-architecture"],
  level: "required",
  reads: ["description", "claims"],
  summary: "A maintainer is mentioned, requested as reviewer, or assigned.",
  messages: {
    tagged: { text: "The maintainer {logins} is tagged." },
    unknown: {
      text: "{logins} is mentioned; whether that is a maintainer is not known.",
      fix: "Tag the maintainer who agreed to this contribution on the ticket.\n---\ncc @<maintainer>",
    },
    "credit-only": {
      text: "The people mentioned ({logins}) are credited for their work; no maintainer is tagged.",
      fix: "Tag the maintainer who agreed to this contribution on the ticket.\n---\ncc @<maintainer>",
    },
    none: {
      text: "No maintainer is mentioned, requested as reviewer, or assigned.",
      fix: "Tag the maintainer who agreed to this contribution on the ticket.\n---\ncc @<maintainer>",
    },
  },
  check({ description, claims }, verdict) {
    const logins = (all: typeof claims.maintainers) => [...new Set(all.map((one) => one.login))];
    // Only people whom the project trusts with it can be requested as reviewers or assigned.
    const known = claims.maintainers.filter(
      (one) => one.isMaintainer === true || one.by === "requested-reviewer" || one.by === "assignee",
    );
    const [tagged, ...rest] = known;
    if (tagged !== undefined) {
      return verdict.pass("tagged", { logins: logins(known) }, [tagged.evidence, ...rest.map((one) => one.evidence)]);
    }
    const open = claims.maintainers.filter((one) => one.isMaintainer === undefined);
    const [maybe] = open;
    if (maybe !== undefined) return verdict.unsure("unknown", { logins: logins(open) }, [maybe.evidence]);
    const [credited] = claims.maintainers;
    if (credited !== undefined) {
      return verdict.fail("credit-only", { logins: logins(claims.maintainers) }, [
        citeSearched(description),
        credited.evidence,
      ]);
    }
    return verdict.fail("none", {}, [citeSearched(description)]);
  },
});
