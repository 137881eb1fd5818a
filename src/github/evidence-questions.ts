import { MOST_OPEN } from "../evidence/gather-open-pull-requests.ts";
import { MOST_COMMENTS, type Participant, participantsOf, type TicketRecord } from "../evidence/ticket-record.ts";
import type { OpenPullRequest } from "../submission/facts.ts";
import { ConnectionEnds } from "./connection-ends.ts";
import {
  OPEN,
  OPEN_FIELD,
  openAnswer,
  type QueryPart,
  type TicketAnswer,
  ticketAnswer,
  ticketField,
} from "./evidence-query.ts";

export interface TicketName {
  /** `owner/name`. */
  readonly repo: string;
  readonly number: number;
}

/** What GraphQL told of a ticket. */
export interface ToldTicket {
  readonly record: TicketRecord;
  /** Undefined: more comments than are read. */
  readonly participants: readonly Participant[] | undefined;
}

/** `asked`: GraphQL is still to be asked, or asked on. `untold`: it gave no whole answer, so REST has the word. */
type Standing = "asked" | "told" | "untold";

interface TicketQuestion {
  readonly name: TicketName;
  readonly alias: string;
  readonly comments: ConnectionEnds<Participant>;
  standing: Standing;
  told: ToldTicket | undefined;
}

/** Tickets in one query. */
const AT_ONCE = 10;
/** Queries that may be needed for one long list: five pages from one end, and one for what comes in meanwhile. */
const ROUNDS = 6;

function recordOf(one: TicketAnswer): TicketRecord | undefined {
  const isPullRequest = one.__typename === "PullRequest";
  const state = isPullRequest ? one.pullState : one.state;
  // A closed issue's reason is not told whole: REST knows of duplicates.
  if (state === undefined || (!isPullRequest && state === "CLOSED")) return undefined;
  return {
    isPullRequest,
    title: one.title,
    body: one.body,
    state: state === "OPEN" ? "open" : "closed",
    stateReason: one.stateReason?.toLowerCase(),
    author: one.author,
    authorAssociation: one.authorAssociation,
    assignees: one.assignees.nodes.map(({ login }) => login),
    labels: one.labels?.nodes.map(({ name }) => name) ?? [],
    url: one.url,
  };
}

/**
 * What a review wants to know of tickets and of a repository's open pull requests. Whichever query is under way takes the questions
 * along; what GraphQL does not answer whole, null or error in any place, is left to REST.
 */
export class EvidenceQuestions {
  readonly #repo: string;
  readonly #tickets = new Map<string, TicketQuestion>();
  readonly #open = new ConnectionEnds<OpenPullRequest>(MOST_OPEN);
  #openStanding: Standing | undefined;
  #listed: readonly OpenPullRequest[] | undefined;
  #rounds = 0;

  constructor(repo: string) {
    this.#repo = repo;
  }

  /** Tickets that were asked for before are not asked for again. */
  wantTickets(names: readonly TicketName[]): void {
    for (const name of names) {
      const key = keyOf(name);
      if (this.#tickets.has(key)) continue;
      const alias = `t${this.#tickets.size}`;
      const comments = new ConnectionEnds<Participant>(MOST_COMMENTS);
      this.#tickets.set(key, { name, alias, comments, standing: "asked", told: undefined });
    }
  }

  wantOpenPullRequests(): void {
    this.#openStanding ??= "asked";
  }

  /** Drops every question but these: what was foreseen and is not wanted is not asked on. */
  keepOnly(names: readonly TicketName[], wantsOpen: boolean): void {
    const kept = new Set(names.map(keyOf));
    for (const [key, one] of this.#tickets) if (!kept.has(key) && one.standing === "asked") one.standing = "untold";
    if (!wantsOpen && this.#openStanding === "asked") this.#openStanding = "untold";
  }

  /** The list as it is known from before: it need not be asked for. */
  recallOpenPullRequests(listed: readonly OpenPullRequest[]): void {
    this.#listed = listed;
    this.#openStanding = "told";
  }

  ticket(name: TicketName): ToldTicket | undefined {
    return this.#tickets.get(keyOf(name))?.told;
  }

  /** Newest first; undefined when GraphQL did not tell. */
  get openPullRequests(): readonly OpenPullRequest[] | undefined {
    return this.#listed;
  }

  /** What to ask next; undefined when nothing is left to be asked in GraphQL. */
  next(): QueryPart | undefined {
    const tickets = this.#waiting();
    const asksOpen = this.#openStanding === "asked";
    if (tickets.length === 0 && !asksOpen) return undefined;
    const variables: Record<string, unknown> = {};
    const named = (alias: string, repo: string) => {
      const [owner, name] = repo.split("/");
      Object.assign(variables, { [`${alias}Owner`]: owner, [`${alias}Name`]: name });
    };
    const fields = tickets.map(({ alias, name, comments }) => {
      named(alias, name.repo);
      Object.assign(variables, { [`${alias}Number`]: name.number }, comments.variables(alias));
      return ticketField(alias);
    });
    if (asksOpen) {
      named(OPEN, this.#repo);
      Object.assign(variables, this.#open.variables(OPEN));
      fields.push(OPEN_FIELD);
    }
    return {
      declarations: fields.flatMap((one) => one.declarations),
      fields: fields.flatMap((one) => one.fields),
      variables,
    };
  }

  /** Takes the answer to what {@link next} gave out. `failed`: aliases in which anything at all went wrong. */
  take(data: Readonly<Record<string, unknown>>, failed: ReadonlySet<string>): void {
    this.#rounds++;
    for (const question of this.#waiting()) {
      const { alias } = question;
      const answer = failed.has(alias) ? undefined : ticketAnswer.safeParse(data[alias]).data?.issueOrPullRequest;
      if (answer === undefined) question.standing = "untold";
      else this.#takeTicket(question, answer);
    }
    if (this.#openStanding === "asked") this.#takeOpen(failed.has(OPEN) ? undefined : data[OPEN]);
    if (this.#rounds >= ROUNDS) this.giveUp();
  }

  /** Leaves to REST what is not told. */
  giveUp(): void {
    for (const one of this.#tickets.values()) if (one.standing === "asked") one.standing = "untold";
    if (this.#openStanding === "asked") this.#openStanding = "untold";
  }

  #waiting(): readonly TicketQuestion[] {
    return [...this.#tickets.values()].filter((one) => one.standing === "asked").slice(0, AT_ONCE);
  }

  #takeTicket(question: TicketQuestion, answer: TicketAnswer): void {
    const record = recordOf(answer);
    if (record === undefined) {
      question.standing = "untold";
      return;
    }
    question.comments.take(answer);
    const { all, total = 0 } = question.comments;
    if (all === undefined && total < MOST_COMMENTS) return;
    const isWhole = all !== undefined && total < MOST_COMMENTS;
    const participants = isWhole ? participantsOf(record.author, record.authorAssociation, all) : undefined;
    question.told = { record, participants };
    question.standing = "told";
  }

  #takeOpen(answer: unknown): void {
    const page = openAnswer.safeParse(answer).data;
    if (page !== undefined) this.#open.take(page);
    this.#listed = page === undefined ? undefined : this.#open.all;
    if (page === undefined) this.#openStanding = "untold";
    else if (this.#listed !== undefined) this.#openStanding = "told";
  }
}

function keyOf({ repo, number }: TicketName): string {
  return `${repo.toLowerCase()}#${number}`;
}
