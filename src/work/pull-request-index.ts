import { z } from "zod";
import type { Store } from "../store/store.ts";

/** By ticket: the pull requests that link it. By pull request: what was last known of it. */
const BY_TICKET = "ticket-links";
const BY_PULL_REQUEST = "reviewed";
const BY_HEAD = "heads";
/** A year, in milliseconds: longer than contributions stay open, and each review renews it. */
const KEPT = 365 * 24 * 60 * 60 * 1000;
const LINKS_LIMIT = 500;
const TICKETS_LIMIT = 50;

const reviewed = z.object({ tickets: z.array(z.string()), isContribution: z.boolean() });

/** What a review tells the index. */
export interface IndexedReview {
  /** `owner/name#number` of the linked tickets. */
  readonly tickets: readonly string[];
  readonly isContribution: boolean;
  readonly headSha: string;
}

export interface PullRequestName {
  readonly repo: string;
  readonly number: number;
}

function readName(key: string): PullRequestName | undefined {
  const match = /^([\w.-]+\/[\w.-]+)#([1-9][0-9]{0,8})$/.exec(key);
  return match?.[1] === undefined ? undefined : { repo: match[1], number: Number(match[2]) };
}

/** Finds the pull requests that something else is about: a ticket, a commit. GitHub tells neither for pull requests of forks. */
export class PullRequestIndex {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  async add(key: string, installation: number, review: IndexedReview): Promise<void> {
    const before = reviewed.safeParse(await this.#store.get(BY_PULL_REQUEST, key)).data;
    const tickets = [...new Set(review.tickets.map((ticket) => ticket.toLowerCase()))].slice(0, TICKETS_LIMIT);
    for (const ticket of before?.tickets ?? []) {
      if (!tickets.includes(ticket)) await this.#store.delete(BY_TICKET, `${ticket} ${key}`);
    }
    for (const ticket of tickets) await this.#store.put(BY_TICKET, `${ticket} ${key}`, installation, KEPT);
    await this.#store.put(BY_PULL_REQUEST, key, { tickets, isContribution: review.isContribution }, KEPT);
    const { repo, number } = readName(key) ?? {};
    if (repo !== undefined && number !== undefined) {
      await this.#store.put(BY_HEAD, `${repo}@${review.headSha}`, number, KEPT);
    }
  }

  /** For a pull request that is closed. */
  async remove(key: string): Promise<void> {
    const before = reviewed.safeParse(await this.#store.get(BY_PULL_REQUEST, key)).data;
    if (before === undefined) return;
    for (const ticket of before.tickets) await this.#store.delete(BY_TICKET, `${ticket} ${key}`);
    await this.#store.delete(BY_PULL_REQUEST, key);
  }

  /** Pull requests of the installation that link a ticket, `owner/name#number`. */
  async linking(ticket: string, installation: number): Promise<readonly PullRequestName[]> {
    const found = await this.#store.list(BY_TICKET, `${ticket.toLowerCase()} `, LINKS_LIMIT);
    return found.flatMap(({ key, value }) => {
      const name = readName(key.slice(ticket.length + 1));
      return name === undefined || value !== installation ? [] : [name];
    });
  }

  async ofHead(repo: string, sha: string): Promise<number | undefined> {
    return z.int().safeParse(await this.#store.get(BY_HEAD, `${repo}@${sha}`)).data;
  }

  /** Whether the pull request was a model contribution at its last review; undefined for one that was not reviewed yet. */
  async isContribution(key: string): Promise<boolean | undefined> {
    return reviewed.safeParse(await this.#store.get(BY_PULL_REQUEST, key)).data?.isContribution;
  }
}
