import { defineRule } from "../engine/define-rule.ts";
import { citeTitle } from "../submission/citation.ts";
import type { Evidence } from "../submission/evidence.ts";
import type { OpenPullRequest } from "../submission/facts.ts";
import { modelKey } from "../submission/model-name.ts";
import { speaksOfModel } from "../submission/model-naming.ts";

const BRINGING =
  /\b(?:add|adds|adding|added|support|supports|implement|implements|implementing|implementation|introduce|introduces|port|ports|porting|new|weights|checkpoints?)\b/i;

/** A title that mends, moves, describes or extends something that is there already. */
const OTHER_WORK =
  /\b(?:fix|fixes|fixed|fixing|bug|bugfix|revert|reverts|refactor\w{0,4}|clean\w{0,5}|rename[sd]?|remove[sd]?|delete[sd]?|deprecat\w{1,4}|docs?|docstrings?|documentation|doc|readme|tutorial|examples?|gallery|notebook|tests?|testing|ci|typing|type|types|annotat\w{1,6}|hints?|mypy|lint\w{0,4}|torch ?script\w{0,5}|jit|script\w{0,5}|onnx|export\w{0,5}|fx|feature extract\w{1,5}|compile|memory|faster|speed\w{0,3}|benchmark\w{0,3}|bump|option|options|argument|arguments|arg|kwarg|kwargs|parameter|parameters|flag|allow|expose|move|migrat\w{1,4}|registration|error|warning|typo)\b/i;

/** A title that begins so is about what is there, whatever it names after that. */
const MENDING =
  /^(?:\W|\[[^\]]{0,40}\]){0,5}(?:fix\w{0,3}|bug\w{0,4}|revert\w{0,3}|refactor\w{0,4}|clean\w{0,5}|renam\w{1,3}|remov\w{1,3}|delet\w{1,3}|deprecat\w{1,4}|docs?|document\w{0,6}|tests?|typing|types?|move\w{0,1}|correct\w{0,3}|ci|chore)\b/i;

/** "Add Foo model, tests and docs" brings the model all the same. */
const MODEL_NAMED = /\b(?:models?|architectures?|weights|checkpoints?)\b/i;

/** Words that say nothing of which model is meant. */
const NEUTRAL =
  /^(?:a|an|the|and|of|for|with|in|to|on|from|feat|feature|features|wip|rfc|draft|proto|prototype|model|models|architecture|architectures|variant|variants|builder|builders|pre|trained|pretrained|weight|weights|checkpoint|checkpoints|network|torchvision|vision|classification|detection|segmentation|video|paper|add|adds|adding|added|support|supports|implement|implements|implementing|implementation|introduce|introduces|port|ports|porting|new)$/;

/** What is left of a title once verbs and fillers are gone: the name of what it brings. */
function subjectOf(title: string): string {
  const words =
    title
      .slice(0, 300)
      .toLowerCase()
      .match(/[a-z0-9]+/g) ?? [];
  return words.filter((word) => !NEUTRAL.test(word)).join("");
}

export default defineRule({
  id: "not-duplicated",
  clause: "agreement-on-value",
  kinds: ["new-architecture", "new-weights"],
  level: "recommended",
  reads: ["pullRequest", "claims", "openPullRequests"],
  summary: "No other open pull request brings the same model.",
  messages: {
    alone: { text: "None of the {count} other open pull requests that were looked at seems to bring {models}." },
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
    const keys = models.flatMap((model) => [modelKey(model), model.toLowerCase().replace(/[^a-z0-9]/g, "")]);
    const mine = pullRequest.author.toLowerCase();
    const others = openPullRequests.value.filter(
      (one) => one.number !== pullRequest.number && one.author.toLowerCase() !== mine,
    );
    const bringing = others.filter(
      ({ title }) => !MENDING.test(title) && (!OTHER_WORK.test(title) || MODEL_NAMED.test(title)),
    );
    // Only a title that names this model and nothing else is sure: `resnet50` is also the backbone of many others.
    const isSame = (one: OpenPullRequest) => {
      const subject = subjectOf(one.title);
      return subject !== "" && (keys.includes(subject) || keys.includes(modelKey(subject)));
    };
    const cite = (one: OpenPullRequest): Evidence => ({ source: "url", url: one.url, quote: one.title });
    const names = (all: readonly OpenPullRequest[]) =>
      all.slice(0, 6).map((one) => `#${one.number} by ${one.author}${one.draft ? " (a draft)" : ""}`);
    const same = bringing.filter(isSame);
    const [first, ...rest] = same;
    if (first !== undefined)
      return verdict.fail("duplicated", { others: names(same) }, [cite(first), ...rest.slice(0, 5).map(cite)]);
    const family = bringing.filter(
      (one) => BRINGING.test(one.title) && models.some((model) => speaksOfModel(one.title, model)),
    );
    const [relative, ...relatives] = family;
    if (relative !== undefined) {
      const cited = [cite(relative), ...relatives.slice(0, 5).map(cite)] as const;
      return verdict.unsure("same-family", { others: names(family) }, cited);
    }
    return verdict.pass("alone", { count: others.length, models }, [citeTitle(pullRequest), openPullRequests.evidence]);
  },
});
