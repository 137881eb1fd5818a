import { defineRule } from "../engine/define-rule.ts";
import { citeTitle } from "../submission/citation.ts";
import type { Evidence } from "../submission/evidence.ts";
import { namesModel, speaksOfModel } from "../submission/model-naming.ts";

/** A title that brings a model, rather than mending or describing one. */
const BRINGING = /\b(?:add|adds|adding|support|implement|implementation|introduce|port|porting|new|weights|wip)\b/i;

export default defineRule({
  id: "not-duplicated",
  clause: "agreement-on-value",
  kinds: ["new-architecture", "new-weights"],
  level: "recommended",
  reads: ["pullRequest", "claims", "openPullRequests"],
  summary: "No other open pull request brings the same model.",
  messages: {
    alone: { text: "None of the {count} other open pull requests names {models}." },
    "same-family": {
      text: "Another open pull request brings something of the same family: {others}.",
      fix: "Check that the two do not bring the same model.",
    },
    duplicated: {
      text: "Another open pull request seems to bring the same model: {others}.",
      fix: "Agree with its author, on the ticket, which of the two goes on.",
    },
    unreachable: { text: "The other open pull requests could not be read: {reason}." },
    unnamed: { text: "The contribution names no model to look for." },
  },
  check({ pullRequest, claims, openPullRequests }, verdict) {
    if (openPullRequests.status !== "known")
      return verdict.notAssessed("unreachable", { reason: openPullRequests.reason });
    const models = claims.declaredModels;
    if (models.length === 0) return verdict.notAssessed("unnamed", {});
    const others = openPullRequests.value.filter(
      (one) => one.number !== pullRequest.number && one.author !== pullRequest.author,
    );
    const brings = others.filter((one) => BRINGING.test(one.title));
    const same = brings.filter((one) => models.some((model) => namesModel(one.title, model)));
    const cite = (one: (typeof others)[number]): Evidence => ({ source: "url", url: one.url, quote: one.title });
    const names = (all: typeof others) => all.map((one) => `#${one.number} by ${one.author}`);
    const [first, ...rest] = same;
    if (first !== undefined)
      return verdict.fail("duplicated", { others: names(same) }, [cite(first), ...rest.map(cite)]);
    const family = brings.filter((one) => models.some((model) => speaksOfModel(one.title, model)));
    const [relative, ...relatives] = family;
    if (relative !== undefined) {
      return verdict.unsure("same-family", { others: names(family) }, [cite(relative), ...relatives.map(cite)]);
    }
    return verdict.pass("alone", { count: others.length, models }, [citeTitle(pullRequest), openPullRequests.evidence]);
  },
});
