import { defineRule } from "../engine/define-rule.ts";
import type { Cited } from "../engine/rule.ts";
import { citeTitle } from "../submission/citation.ts";
import type { TicketFact } from "../submission/facts.ts";
import { speaksOfModel } from "../submission/model-naming.ts";
import type { Association } from "../submission/pull-request.ts";

const INSIDERS: ReadonlySet<Association> = new Set(["OWNER", "MEMBER", "COLLABORATOR"]);

export default defineRule({
  id: "ticket-agreed",
  clause: "agreement-on-value",
  alsoClauses: ["create-ticket", "discuss-beforehand", "weights-ticket"],
  kinds: ["new-architecture", "new-weights"],
  level: "required",
  reads: ["pullRequest", "claims", "tickets", "facts"],
  summary: "The linked ticket exists, is about this model, was not rejected, and a maintainer took part in it.",
  messages: {
    agreed: { text: "{ticket} (“{title}”) was discussed with {maintainers}." },
    "does-not-exist": {
      text: "{ticket} does not exist.",
      fix: "Correct the number, or link the ticket by its URL.\n---\nCloses #<issue number>",
    },
    "is-pull-request": {
      text: "{ticket} is a pull request (“{title}”), not a ticket.",
      fix: "Link the issue in which the contribution was discussed.\n---\nCloses #<issue number>",
    },
    rejected: {
      text: "{ticket} was closed as {reason}.",
      fix: "Ask on the ticket whether the contribution is wanted before more work goes into it.",
    },
    "assigned-elsewhere": {
      text: "{ticket} is assigned to {assignees}.",
      fix: "Agree on the ticket who brings the contribution.",
    },
    "no-maintainer": {
      text: "No maintainer took part in {ticket} so far.",
      fix: "Ask on the ticket for a maintainer's agreement.",
    },
    "participants-unknown": {
      text: "{ticket} (“{title}”) exists; who took part in it could not be read.",
      fix: "Check that a maintainer agreed on the ticket.",
    },
    "other-subject": {
      text: "{ticket} (“{title}”) does not mention {models}.",
      fix: "Check that this is the ticket in which the contribution was discussed.",
    },
    unreachable: { text: "The linked ticket could not be read: {reason}." },
    "no-ticket": { text: "No ticket is linked that could be looked at." },
  },
  check({ pullRequest, claims, tickets }, verdict) {
    const own = [...new Map(claims.tickets.filter((one) => !one.isPullRequest).map((one) => [one.key, one])).values()];
    if (own.length === 0) return verdict.notAssessed("no-ticket", {});
    const name = (key: string) => (key.startsWith(`${pullRequest.repo}#`) ? key.slice(pullRequest.repo.length) : key);
    const models = claims.declaredModels;
    const answers = own.map((claim) => {
      const fact = tickets.get(claim.key);
      const ticket = name(claim.key);
      if (fact === undefined || fact.status === "unreachable") {
        return {
          rank: 1,
          answer: verdict.notAssessed("unreachable", { reason: fact?.reason ?? "it was not looked up" }),
        };
      }
      const cited: Cited = [claim.evidence, fact.evidence];
      if (fact.status === "refuted") return { rank: 5, answer: verdict.fail("does-not-exist", { ticket }, cited) };
      const { value } = fact;
      if (value.isPullRequest) {
        return { rank: 6, answer: verdict.fail("is-pull-request", { ticket, title: value.title }, cited) };
      }
      if (value.state === "closed" && (value.stateReason === "not_planned" || value.stateReason === "duplicate")) {
        const reason = value.stateReason === "duplicate" ? "a duplicate" : "not planned";
        return { rank: 4, answer: verdict.fail("rejected", { ticket, reason }, cited) };
      }
      const maintainers = maintainersOf(value, pullRequest.author);
      const others = value.assignees.filter(
        (login) => login !== pullRequest.author && !maintainers?.includes(login) && !isInsider(value, login),
      );
      if (others.length > 0 && !value.assignees.includes(pullRequest.author)) {
        return { rank: 3, answer: verdict.fail("assigned-elsewhere", { ticket, assignees: others }, cited) };
      }
      if (
        !claim.isRoadmap &&
        models.length > 0 &&
        !models.some((model) => speaksOfModel(`${value.title}\n${value.body}`, model))
      ) {
        return { rank: 2, answer: verdict.unsure("other-subject", { ticket, title: value.title, models }, cited) };
      }
      if (maintainers === undefined) {
        return { rank: 2, answer: verdict.unsure("participants-unknown", { ticket, title: value.title }, cited) };
      }
      if (maintainers.length === 0 && !INSIDERS.has(value.authorAssociation)) {
        return { rank: 3, answer: verdict.fail("no-maintainer", { ticket }, cited) };
      }
      const who = maintainers.length > 0 ? maintainers : [value.author];
      return { rank: 0, answer: verdict.pass("agreed", { ticket, title: value.title, maintainers: who }, cited) };
    });
    // One agreed ticket is enough; without one, the least bad answer speaks, for further links may be in passing.
    const [best] = answers.sort((left, right) => left.rank - right.rank);
    return best?.answer ?? verdict.unsure("participants-unknown", { ticket: "", title: "" }, [citeTitle(pullRequest)]);
  },
});

function isInsider(ticket: TicketFact, login: string): boolean {
  return (
    (ticket.author === login && INSIDERS.has(ticket.authorAssociation)) ||
    (ticket.participants ?? []).some((one) => one.login === login && INSIDERS.has(one.association))
  );
}

/** Members who took part, other than the contributor; undefined when the participants are not known. */
function maintainersOf(ticket: TicketFact, contributor: string): string[] | undefined {
  if (ticket.participants === undefined) return undefined;
  return [
    ...new Set(
      ticket.participants
        .filter((one) => INSIDERS.has(one.association) && one.login !== contributor)
        .map((one) => one.login),
    ),
  ];
}
