import { defineRule } from "../engine/define-rule.ts";
import { citeSearched, citeText } from "../submission/citation.ts";

const DISCUSSION = /^https:\/\/github\.com\/[\w.-]{1,100}\/[\w.-]{1,100}\/discussions\/\d/i;
const NUMBER_ALONE = /\b(?:issue|ticket) (?:no\.? ?|number )?\d{3,6}\b(?![.:/-]\d)/i;

export default defineRule({
  id: "ticket-linked",
  clause: "link-ticket",
  alsoClauses: ["create-ticket", "weights-ticket"],
  kinds: ["new-architecture", "new-weights"],
  level: "required",
  reads: ["pullRequest", "description", "claims"],
  summary: "The ticket in which the contribution was agreed is linked.",
  messages: {
    linked: { text: "The ticket {tickets} is linked." },
    none: {
      text: "No ticket is linked.",
      fix: "Link the issue in which this contribution was discussed, in the description. If there is none yet, open one first.\n---\nCloses #<issue number>",
    },
    discussion: {
      text: "No ticket is linked, but the discussion {reference} is.",
      fix: "If there is a ticket for this contribution, link it too.\n---\nCloses #<issue number>",
    },
    "number-without-sign": {
      text: "A ticket is named by its number alone ({reference}), so that nothing links to it.",
      fix: "Write the number sign before it, and it becomes a link.\n---\nCloses #<issue number>",
    },
    "pull-requests-only": {
      text: "Only pull requests are linked ({references}), no ticket.",
      fix: "Link the issue in which this contribution was discussed; a pull request does not stand for it.\n---\nCloses #<issue number>",
    },
    "roadmap-only": {
      text: "Only the umbrella issue {tickets} is linked, not a ticket of this contribution's own.",
      fix: "If there is a ticket for this model, link it beside the umbrella issue.\n---\nCloses #<issue number>",
    },
    elsewhere: {
      text: "The only issue linked, {tickets}, belongs to another repository.",
      fix: "If {repo} has a ticket for this contribution, link it.\n---\nCloses #<issue number>",
    },
  },
  check({ pullRequest, description, claims }, verdict) {
    const issues = claims.tickets.filter((one) => !one.isPullRequest);
    const here = issues.filter((one) => one.repo.toLowerCase() === pullRequest.repo.toLowerCase());
    const own = here.filter((one) => !one.isRoadmap);
    const name = (key: string) => (key.startsWith(`${pullRequest.repo}#`) ? key.slice(pullRequest.repo.length) : key);
    const names = (all: typeof issues) => [...new Set(all.map((one) => name(one.key)))];
    const [first, ...rest] = own;
    if (first !== undefined) {
      return verdict.pass("linked", { tickets: names(own) }, [first.evidence, ...rest.map((one) => one.evidence)]);
    }
    const [roadmap] = here;
    if (roadmap !== undefined) return verdict.unsure("roadmap-only", { tickets: names(here) }, [roadmap.evidence]);
    const [foreign] = issues;
    if (foreign !== undefined) {
      return verdict.unsure("elsewhere", { tickets: names(issues), repo: pullRequest.repo }, [foreign.evidence]);
    }
    const discussion = description.links.find((one) => DISCUSSION.test(one.href));
    if (discussion !== undefined) {
      const evidence = citeText(description, discussion.start, discussion.end);
      return verdict.unsure("discussion", { reference: discussion.href }, [evidence]);
    }
    const number = NUMBER_ALONE.exec(description.prose);
    if (number !== null) {
      const evidence = citeText(description, number.index, number.index + number[0].length);
      return verdict.unsure("number-without-sign", { reference: number[0] }, [evidence]);
    }
    const [other] = claims.tickets;
    if (other !== undefined) {
      return verdict.fail("pull-requests-only", { references: names([...claims.tickets]) }, [
        citeSearched(description),
        other.evidence,
      ]);
    }
    return verdict.fail("none", {}, [citeSearched(description)]);
  },
});
