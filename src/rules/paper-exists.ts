import { defineRule } from "../engine/define-rule.ts";
import type { Answer, Cited } from "../engine/rule.ts";
import { readWrittenWords, titleFits } from "../submission/paper-fit.ts";

/** Files that cite papers or declare weights, in which a title is sought. */
const FILES_LIMIT = 20;

export default defineRule({
  id: "paper-exists",
  clause: "link-paper-and-repository",
  kinds: ["new-architecture"],
  level: "recommended",
  reads: ["pullRequest", "description", "claims", "papers", "head", "weights"],
  summary: "The linked paper exists and fits the model.",
  messages: {
    fits: { text: "{url} is “{title}” ({year})." },
    "does-not-exist": {
      text: "{url} leads to no paper: {reason}.",
      fix: "Correct the link.\n---\nPaper: https://arxiv.org/abs/<identifier>",
    },
    "other-title": {
      text: "{url} is “{title}”, which names neither {models} nor what the code says about its paper.",
      fix: "Check that this is the paper that describes the model.",
    },
    unreachable: { text: "The paper's record could not be read: {reason}." },
    "no-record": { text: "No paper is linked whose record could be looked up." },
  },
  check({ pullRequest, description, claims, papers, head, weights }, verdict) {
    const looked = claims.papers.filter((one) => one.about === "model" && papers.has(one.url));
    const models = claims.declaredModels;
    const files = [...claims.papers.flatMap((one) => one.evidence.path ?? []), ...weights.map((one) => one.entry.path)];
    const written = readWrittenWords([
      pullRequest.title,
      description.statements,
      ...claims.papers.map((one) => one.label),
      ...[...new Set(files)].slice(0, FILES_LIMIT).map((path) => head.read(path) ?? ""),
    ]);
    let reason: string | undefined;
    let doubtful: Answer | undefined;
    let missing: Answer | undefined;
    for (const claim of looked) {
      const fact = papers.get(claim.url);
      if (fact === undefined) continue;
      if (fact.status === "unreachable") {
        reason ??= fact.reason;
        continue;
      }
      const cited: Cited = [claim.evidence, fact.evidence];
      if (fact.status === "refuted") {
        missing ??= verdict.fail("does-not-exist", { url: claim.url, reason: fact.reason }, cited);
        continue;
      }
      const { title, year } = fact.value;
      if (models.length === 0 || titleFits(title, models, written))
        return verdict.pass("fits", { url: claim.url, title, year: year ?? "year unknown" }, cited);
      doubtful ??= verdict.unsure("other-title", { url: claim.url, title, models }, cited);
    }
    const answer = missing ?? doubtful;
    if (answer !== undefined) return answer;
    return reason === undefined ? verdict.notAssessed("no-record", {}) : verdict.notAssessed("unreachable", { reason });
  },
});
