import { z } from "zod";
import type { Json } from "../queue/queue.ts";
import type { OpenPullRequest } from "../submission/facts.ts";
import { EvidenceQuestions, type TicketName } from "./evidence-questions.ts";
import type { InstallationClient } from "./installation-client.ts";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
/** A repository's list of open pull requests is as good as new for this long, for all of its pull requests. */
const LIST_FRESH = 10 * MINUTE;
/** Longer, it tells that the list is wanted in this repository. */
const LIST_KEPT = DAY;
/** What a review asked for is asked for along with the next one's first query. */
const ASKED_KEPT = 14 * DAY;

const SPACES = { open: "github-open-pulls", asked: "github-evidence-asked" } as const;

const listEntry = z.object({
  /** Milliseconds since 1970. */
  at: z.number(),
  open: z.array(
    z.object({ number: z.number(), title: z.string(), author: z.string(), url: z.string(), draft: z.boolean() }),
  ),
});
const askedEntry = z.object({
  tickets: z.array(z.object({ repo: z.string(), number: z.number() })),
  open: z.boolean(),
});

/** What the last review of a pull request asked GitHub for. */
export interface Asked {
  readonly tickets: readonly TicketName[];
  readonly open: boolean;
}

/** What is remembered of evidence between reviews: which questions were asked, and for minutes the list of open pull requests. Never a ticket. */
export class EvidenceMemory {
  readonly #client: InstallationClient;
  readonly #repo: string;
  readonly #number: number;
  #before: Asked | undefined;
  #wantsList = false;

  constructor(client: InstallationClient, repo: string, number: number) {
    this.#client = client;
    this.#repo = repo;
    this.#number = number;
  }

  /** The questions that a review of the pull request will ask, as far as that can be known before it is read. */
  async recall(): Promise<EvidenceQuestions> {
    const { store, clock } = this.#client;
    const questions = new EvidenceQuestions(this.#repo);
    const [list, asked] = await Promise.all([
      store.get(SPACES.open, this.#repo.toLowerCase()),
      store.get(SPACES.asked, this.#key),
    ]);
    const known = listEntry.safeParse(list).data;
    this.#before = askedEntry.safeParse(asked).data;
    if (this.#before !== undefined) questions.wantTickets(this.#before.tickets);
    const isFresh = known !== undefined && clock.now() - known.at < LIST_FRESH;
    if (isFresh) questions.recallOpenPullRequests(known.open);
    else if (this.#before?.open ?? known !== undefined) questions.wantOpenPullRequests();
    this.#wantsList = !isFresh;
    return questions;
  }

  /** Remembers what this review asked for, and the list if it is a new one. */
  async remember(asked: Asked, listed: readonly OpenPullRequest[] | undefined): Promise<void> {
    const { store, clock } = this.#client;
    if (JSON.stringify(asked) !== JSON.stringify(this.#before)) {
      const tickets = asked.tickets.map(({ repo, number }) => ({ repo, number }));
      await store.put(SPACES.asked, this.#key, { tickets, open: asked.open }, ASKED_KEPT);
    }
    if (listed === undefined || !this.#wantsList) return;
    const open: Json = listed.map(({ number, title, author, url, draft }) => ({ number, title, author, url, draft }));
    await store.put(SPACES.open, this.#repo.toLowerCase(), { at: clock.now(), open }, LIST_KEPT);
  }

  get #key(): string {
    return `${this.#repo.toLowerCase()}#${this.#number}`;
  }
}
