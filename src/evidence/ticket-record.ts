import type { Claims, TicketClaim } from "../submission/claims.ts";
import { quoteOf } from "../submission/evidence.ts";
import type { Fact, TicketFact } from "../submission/facts.ts";
import type { Association } from "../submission/pull-request.ts";

const MOST_TICKETS = 10;
/** Comments of a ticket that are read to see who took part; with as many, or more, it is not known. */
export const MOST_COMMENTS = 500;

/** A ticket as GitHub tells of it, by whichever of its interfaces. */
export interface TicketRecord {
  readonly isPullRequest: boolean;
  readonly title: string;
  readonly body: string;
  readonly state: "open" | "closed";
  readonly stateReason: string | undefined;
  readonly author: string;
  readonly authorAssociation: Association;
  readonly assignees: readonly string[];
  readonly labels: readonly string[];
  /** Where people find it. */
  readonly url: string | undefined;
}

export interface Participant {
  readonly login: string;
  readonly association: Association;
}

/** The tickets that are looked up. The umbrella issue comes last: it is no ticket of its own and its conversation is long. */
export function ticketsToAsk({ tickets }: Pick<Claims, "tickets">): readonly TicketClaim[] {
  return [...tickets].sort((a, b) => Number(a.isRoadmap) - Number(b.isRoadmap)).slice(0, MOST_TICKETS);
}

/** Author and commenters, each once, in order of their first word. */
export function participantsOf(
  author: string,
  association: Association,
  comments: readonly Participant[],
): readonly Participant[] {
  const byLogin = new Map([[author.toLowerCase(), { login: author, association }]]);
  for (const comment of comments) {
    const key = comment.login.toLowerCase();
    const known = byLogin.get(key);
    if (known === undefined || known.association === "NONE") byLogin.set(key, comment);
  }
  return [...byLogin.values()];
}

/** `participants` undefined: not every comment could be read, and then an absence proves nothing. */
export function knownTicket(
  ticket: TicketClaim,
  record: TicketRecord,
  participants: readonly Participant[] | undefined,
): Fact<TicketFact> {
  const { title, body, state, stateReason, author, authorAssociation, assignees, labels, isPullRequest } = record;
  return {
    status: "known",
    value: {
      key: ticket.key,
      ...{ isPullRequest, title, body, state },
      ...(stateReason === undefined ? {} : { stateReason }),
      ...{ author, authorAssociation, assignees, labels },
      ...(participants === undefined ? {} : { participants }),
    },
    evidence: { source: "ticket", url: record.url ?? ticket.url, quote: quoteOf(title) },
  };
}

/** `code` 404 or 410. In the pull request's own repository that refutes the ticket; elsewhere a 404 is also said of what is private. */
export function absentTicket(ticket: TicketClaim, code: number, ownRepo: string): Fact<TicketFact> {
  if (code === 404 && ticket.repo.toLowerCase() !== ownRepo.toLowerCase()) {
    const reason = "GitHub answers 404: it does not exist or is not public";
    return { status: "unreachable", reason, url: ticket.url };
  }
  return {
    status: "refuted",
    reason: code === 410 ? `${ticket.key} was deleted` : `${ticket.key} does not exist`,
    evidence: { source: "ticket", url: ticket.url, quote: code === 410 ? "410 Gone" : "404 Not Found" },
  };
}
