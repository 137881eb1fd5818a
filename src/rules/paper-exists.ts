import { defineRule } from "../engine/define-rule.ts";
import type { Cited } from "../engine/rule.ts";
import { speaksOfModel } from "../submission/model-naming.ts";

export default defineRule({
  id: "paper-exists",
  clause: "link-paper-and-repository",
  kinds: ["new-architecture"],
  level: "recommended",
  reads: ["claims", "papers"],
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
  check({ claims, papers }, verdict) {
    const looked = claims.papers.filter((one) => one.about === "model" && papers.has(one.url));
    const models = claims.declaredModels;
    const said = claims.papers.map((one) => one.label.toLowerCase());
    let reason = "";
    let doubtful: ReturnType<typeof verdict.unsure> | undefined;
    for (const claim of looked) {
      const fact = papers.get(claim.url);
      if (fact === undefined) continue;
      if (fact.status === "unreachable") {
        reason = fact.reason;
        continue;
      }
      const cited: Cited = [claim.evidence, fact.evidence];
      if (fact.status === "refuted")
        return verdict.fail("does-not-exist", { url: claim.url, reason: fact.reason }, cited);
      const { title, year } = fact.value;
      const fits =
        models.some((model) => speaksOfModel(title, model)) ||
        said.some((label) => sharesTitle(label, title)) ||
        models.length === 0;
      if (fits) return verdict.pass("fits", { url: claim.url, title, year: year ?? "year unknown" }, cited);
      doubtful ??= verdict.unsure("other-title", { url: claim.url, title, models }, cited);
    }
    if (doubtful !== undefined) return doubtful;
    return reason === "" ? verdict.notAssessed("no-record", {}) : verdict.notAssessed("unreachable", { reason });
  },
});

/** Whether most words of a title stand in the words around its link. */
function sharesTitle(label: string, title: string): boolean {
  const words = title
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word.length > 3);
  return words.length > 1 && words.filter((word) => label.includes(word)).length * 2 > words.length;
}
