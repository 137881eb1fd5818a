import type { EvidenceBounds } from "../evidence/bounds.ts";
import { gatherEach } from "../evidence/gather-each.ts";
import { asksForOpenPullRequests } from "../evidence/gather-facts.ts";
import {
  gatherOpenPullRequests,
  openPullRequestsFact,
  openPullRequestsUrl,
} from "../evidence/gather-open-pull-requests.ts";
import { gatherTicket } from "../evidence/gather-tickets.ts";
import { knownTicket, ticketsToAsk } from "../evidence/ticket-record.ts";
import type { TicketClaim } from "../submission/claims.ts";
import type { Fact, Facts, OpenPullRequest, TicketFact } from "../submission/facts.ts";
import { readMarkdown } from "../submission/read-markdown.ts";
import { readTicketClaims } from "../submission/read-ticket-claims.ts";
import type { Submission } from "../submission/submission.ts";
import { askRest } from "./ask-along.ts";
import type { EvidenceQuestions, TicketName } from "./evidence-questions.ts";
import { GuardedReader, isLimit } from "./guarded-reader.ts";
import type { InstallationClient } from "./installation-client.ts";
import type { PullRequestState } from "./pull-request-state.ts";

const LINKED = /^([^#\s]+\/[^#\s]+)#(\d{1,9})$/;

/** Tickets of either kind of mention, and comments of the author's, that are looked at before it is known which of them count. */
const FORESEEN = 5;

/**
 * Puts the questions that a pull request's words raise, before its files are read: they are asked along with those. A question too many costs
 * nothing, and one too few is asked later.
 */
export function foresee(questions: EvidenceQuestions, { pullRequest, body, remarks }: PullRequestState): void {
  const { repo, number, author, linkedIssues } = pullRequest;
  const context = { repo, number, roadmapIssues: [] };
  const spoken = remarks.filter((one) => one.author === author).slice(0, FORESEEN);
  const named = [body ?? "", ...spoken.map((one) => one.body)].flatMap((text) =>
    readTicketClaims(readMarkdown(text, { source: "description" }), context),
  );
  const linked = linkedIssues.flatMap((key) => {
    const [, of, digits] = LINKED.exec(key) ?? [];
    return of === undefined ? [] : [{ repo: of, number: Number(digits) }];
  });
  questions.wantTickets([...named.slice(0, FORESEEN), ...linked.slice(0, FORESEEN)]);
  questions.wantOpenPullRequests();
}

interface Asking {
  readonly client: InstallationClient;
  readonly questions: EvidenceQuestions;
  readonly bounds: EvidenceBounds;
}

/**
 * The facts that GitHub itself tells: tickets, and the other open pull requests. They are those of the REST interface, in fewer requests. Throws a
 * WorkError when GitHub's limit is reached; whatever else fails is unreachable.
 */
export async function gatherFromGitHub(
  { claims, pullRequest, contribution }: Submission,
  { client, questions, bounds }: Asking,
): Promise<Pick<Facts, "tickets" | "openPullRequests"> & { readonly asked: readonly TicketName[] }> {
  const tickets = ticketsToAsk(claims);
  const asksOpen = asksForOpenPullRequests(contribution);
  questions.wantTickets(tickets);
  if (asksOpen) questions.wantOpenPullRequests();
  questions.keepOnly(tickets, asksOpen);
  const reader = new GuardedReader(client);
  let refused: unknown;
  const told = askRest(client, questions).catch((error: unknown) => {
    refused = error;
  });
  const askTicket = async (ticket: TicketClaim): Promise<Fact<TicketFact>> => {
    await told;
    const known = refused === undefined ? questions.ticket(ticket) : undefined;
    if (known !== undefined) return knownTicket(ticket, known.record, known.participants);
    if (refused !== undefined) throw refused;
    return await gatherTicket(ticket, pullRequest.repo, reader);
  };
  const askOpen = async (): Promise<Fact<readonly OpenPullRequest[]>> => {
    await told;
    if (refused !== undefined) throw refused;
    const listed = questions.openPullRequests;
    if (listed !== undefined) return openPullRequestsFact(pullRequest, listed);
    return await gatherOpenPullRequests(pullRequest, reader, () => undefined);
  };
  const seconds = bounds.totalSeconds;
  const open = { key: "open", url: openPullRequestsUrl(pullRequest.repo) };
  const [ticketFacts, openFacts] = await Promise.all([
    gatherEach(tickets, { concurrency: bounds.concurrency, seconds }, askTicket),
    gatherEach(asksOpen ? [open] : [], { concurrency: 1, seconds }, askOpen),
  ]);
  const limit = isLimit(refused) ? refused : reader.limit;
  if (limit !== undefined) throw limit;
  const openFact = openFacts.get(open.key);
  return {
    tickets: ticketFacts,
    ...(openFact === undefined ? {} : { openPullRequests: openFact }),
    asked: tickets.map(({ repo, number }) => ({ repo, number })),
  };
}
