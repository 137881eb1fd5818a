import { defineRule } from "../engine/define-rule.ts";
import type { Cited } from "../engine/rule.ts";
import type { TicketFact } from "../submission/facts.ts";
import { isInsider } from "../submission/insider.ts";
import { speaksOfModel } from "../submission/model-naming.ts";

/** Accounts that comment by themselves; GitHub lists some of them as members. */
const BOT = /\[bot\]$|[-_]bot$|mergebot$/i;

function sameLogin(left: string, right: string): boolean {
  return left.toLowerCase() === right.toLowerCase();
}

/** Who took part in a ticket, as far as it tells a maintainer from a stranger. */
interface Circle {
  /** Undefined when the comments could not be read. */
  readonly maintainers?: readonly string[];
  /** People with merged work, who may have been maintainers when they spoke. */
  readonly contributors: readonly string[];
  /** Assignees other than the contributor and the maintainers. */
  readonly assignees: readonly string[];
  /** Those assignees are known to be strangers to the project, and the contributor has not spoken in the ticket. */
  readonly assigneesAreOthers: boolean;
}

function circleOf(ticket: TicketFact, contributor: string, known: readonly string[]): Circle {
  const people = [
    ...(ticket.participants ?? []),
    { login: ticket.author, association: ticket.authorAssociation },
  ].filter((one) => !BOT.test(one.login));
  const isMaintainer = (login: string) =>
    known.some((one) => sameLogin(one, login)) ||
    people.some((one) => sameLogin(one.login, login) && isInsider(one.association));
  const names = (all: readonly { readonly login: string }[]) => [...new Set(all.map((one) => one.login))];
  const maintainers = names(people.filter((one) => isMaintainer(one.login)));
  const others = maintainers.filter((login) => !sameLogin(login, contributor));
  const assignees = ticket.assignees.some((login) => sameLogin(login, contributor))
    ? []
    : ticket.assignees.filter((login) => !isMaintainer(login));
  // GitHub assigns an issue only to somebody who commented on it or who may write to the repository.
  const strangers = assignees.every((login) => people.some((one) => sameLogin(one.login, login)));
  const silent = !people.some((one) => sameLogin(one.login, contributor));
  return {
    ...(ticket.participants === undefined && maintainers.length === 0
      ? {}
      : { maintainers: others.length > 0 ? others : maintainers }),
    contributors: names(
      people.filter((one) => one.association === "CONTRIBUTOR" && !sameLogin(one.login, contributor)),
    ),
    assignees,
    assigneesAreOthers: ticket.participants !== undefined && strangers && silent,
  };
}

export default defineRule({
  id: "ticket-agreed",
  clause: "agreement-on-value",
  alsoClauses: ["create-ticket", "discuss-beforehand", "weights-ticket"],
  kinds: ["new-architecture", "new-weights"],
  level: "required",
  reads: ["pullRequest", "claims", "tickets", "maintainers"],
  summary: "The linked ticket exists, is about this model, was not rejected, and a maintainer took part in it.",
  messages: {
    agreed: { text: "{ticket} (“{title}”) was discussed with {maintainers}." },
    "on-roadmap": { text: "The umbrella issue {ticket} (“{title}”) names {models}." },
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
    "contributors-only": {
      text: "{contributors} took part in {ticket}; whether one of them spoke for the project cannot be told.",
      fix: "Check that a maintainer agreed on the ticket.",
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
    "roadmap-only": { text: "The umbrella issue {ticket} does not name {models}; no other ticket is linked." },
    "no-ticket": { text: "No ticket of this repository is linked that could be looked at." },
  },
  check({ pullRequest, claims, tickets, maintainers }, verdict) {
    const here = claims.tickets.filter((one) => !one.isPullRequest && sameLogin(one.repo, pullRequest.repo));
    const unique = [...new Map(here.map((one) => [one.key.toLowerCase(), one])).values()];
    const name = (key: string) => (key.startsWith(`${pullRequest.repo}#`) ? key.slice(pullRequest.repo.length) : key);
    const models = claims.declaredModels;
    const answers = unique.map((claim) => {
      const fact = tickets.get(claim.key);
      const ticket = name(claim.key);
      if (fact === undefined || fact.status === "unreachable") {
        return {
          rank: 2,
          answer: verdict.notAssessed("unreachable", { reason: fact?.reason ?? "it was not looked up" }),
        };
      }
      const cited: Cited = [claim.evidence, fact.evidence];
      if (fact.status === "refuted") return { rank: 7, answer: verdict.fail("does-not-exist", { ticket }, cited) };
      const { title, body, ...value } = fact.value;
      if (value.isPullRequest) return { rank: 8, answer: verdict.fail("is-pull-request", { ticket, title }, cited) };
      const speaks = models.length === 0 || models.some((model) => speaksOfModel(`${title}\n${body}`, model));
      // The umbrella issue's conversation is about every model: it tells of this one only where it names it.
      if (claim.isRoadmap) {
        return speaks && models.length > 0
          ? { rank: 1, answer: verdict.pass("on-roadmap", { ticket, title, models }, cited) }
          : { rank: 4, answer: verdict.notAssessed("roadmap-only", { ticket, models }, cited) };
      }
      if (value.state === "closed" && (value.stateReason === "not_planned" || value.stateReason === "duplicate")) {
        const reason = value.stateReason === "duplicate" ? "a duplicate" : "not planned";
        return { rank: 6, answer: verdict.fail("rejected", { ticket, reason }, cited) };
      }
      const circle = circleOf(fact.value, pullRequest.author, maintainers);
      const { assignees, contributors } = circle;
      if (assignees.length > 0) {
        return circle.assigneesAreOthers
          ? { rank: 5, answer: verdict.fail("assigned-elsewhere", { ticket, assignees }, cited) }
          : { rank: 3, answer: verdict.unsure("assigned-elsewhere", { ticket, assignees }, cited) };
      }
      if (!speaks) return { rank: 3, answer: verdict.unsure("other-subject", { ticket, title, models }, cited) };
      if (circle.maintainers === undefined)
        return { rank: 3, answer: verdict.unsure("participants-unknown", { ticket, title }, cited) };
      if (circle.maintainers.length > 0) {
        const who = circle.maintainers;
        return { rank: 0, answer: verdict.pass("agreed", { ticket, title, maintainers: who }, cited) };
      }
      return contributors.length > 0
        ? { rank: 3, answer: verdict.unsure("contributors-only", { ticket, contributors }, cited) }
        : { rank: 5, answer: verdict.fail("no-maintainer", { ticket }, cited) };
    });
    // One agreed ticket is enough; without one, the least bad answer speaks, for further links may be in passing.
    const [best] = answers.sort((left, right) => left.rank - right.rank);
    return best?.answer ?? verdict.notAssessed("no-ticket", {});
  },
});
