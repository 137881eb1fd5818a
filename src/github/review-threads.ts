import { z } from "zod";
import type { InlineReport, StandingFindings } from "../report/publication.ts";
import { counted } from "../report/turn.ts";
import { refusalOf, workErrorOf } from "./github-error.ts";
import type { InstallationClient } from "./installation-client.ts";
import {
  externalIdOf,
  type OwnThread,
  type PullRequestRef,
  type PullRequestState,
  repositoryOf,
} from "./pull-request-state.ts";

const POSTED = "github-inline";
const REFUSED = "github-inline-refused";
const FORBIDDEN = "github-resolve-forbidden";
const RESOLVED = "github-resolved";
const DAY = 24 * 60 * 60_000;
const KEPT = 90 * DAY;

/** Comments of one review at most: more have been seen to fail. */
export const PER_REVIEW = 30;
/** Requests that one review may cost when GitHub refuses some of its lines without saying which. */
const TRIES = 12;
/** Threads that are closed in one request, and in how many requests. */
const RESOLVED_AT_ONCE = 20;
const RESOLVED_IN = 3;
/** Comments that are edited instead where that is not allowed, as it is not where the App may not write to contents: all of a review. */
const EDITS = PER_REVIEW;
const REMEMBERED = 500;

const MENDED = "<!-- weighbridge:mended -->";
const BEFORE = "<summary>What stood here</summary>";
const AFTER = "</details>";

const fingerprints = z.array(z.string());

function ruleOf(fingerprint: string): string {
  return fingerprint.slice(0, fingerprint.lastIndexOf(":"));
}

/** A comment of ours as it is left when what it says no longer holds, so that the replies below keep their sense. */
function mendedBody(body: string): string {
  return `${MENDED}\n**Settled:** this no longer applies.\n\n<details>\n${BEFORE}\n\n${body}\n\n${AFTER}`;
}

/** What stood in a comment before it was left as mended; undefined when it cannot be told. */
function bodyBefore(mended: string): string | undefined {
  const start = mended.indexOf(BEFORE);
  const end = mended.lastIndexOf(AFTER);
  return start < 0 || end < start ? undefined : mended.slice(start + BEFORE.length, end).trim();
}

/** The query that closes some threads, `t0` and on, or opens them again. */
function threadMutation(count: number, action: "resolve" | "unresolve"): string {
  const indexes = Array.from({ length: count }, (_, index) => index);
  const parameters = indexes.map((index) => `$t${index}: ID!`).join(", ");
  const calls = indexes.map(
    (index) => `t${index}: ${action}ReviewThread(input: { threadId: $t${index} }) { thread { id isResolved } }`,
  );
  return `mutation WeighbridgeThreads(${parameters}) { ${calls.join(" ")} }`;
}

/** A refusal that speaks of where a comment stands: another line may be taken. */
function isOfPlace(message: string): boolean {
  return /thread|hunk|diff|position|\bline\b|\bpath\b|\bside\b/i.test(message);
}

const LOCK = /\block(?:ed)?\b/i;

/** A conversation that only members may continue is left alone. */
export function isLocked(error: unknown): boolean {
  const refusal = refusalOf(error);
  if (refusal?.status === 422) return /\block prevents\b/i.test(refusal.message);
  return refusal?.status === 403 && LOCK.test(refusal.message);
}

export interface PostedReview {
  readonly posted: number;
  /** What GitHub did not take on this head, now or before. */
  readonly refused: readonly InlineReport[];
}

/** Keeps the review threads of one pull request: each finding once, and closed when it is mended. */
export class ReviewThreads {
  readonly #client: InstallationClient;
  readonly #ref: PullRequestRef;

  constructor(client: InstallationClient, ref: PullRequestRef) {
    this.#client = client;
    this.#ref = ref;
  }

  /** Comments that were refused on this head before: they need not be tried again. */
  async refusedBefore(headSha: string, inline: readonly InlineReport[]): Promise<readonly InlineReport[]> {
    if (inline.length === 0) return [];
    const refused = new Set(await this.#stored(REFUSED, this.#refusedKey(headSha)));
    return inline.filter((one) => refused.has(one.fingerprint));
  }

  /**
   * Posts the comments that were never posted before, as one review: at most {@link PER_REVIEW} are given. A line that GitHub refuses
   * does not lose the others.
   */
  async post(headSha: string, inline: readonly InlineReport[], state: PullRequestState): Promise<PostedReview> {
    if (inline.length === 0) return { posted: 0, refused: [] };
    const before = await this.#stored(POSTED, externalIdOf(this.#ref));
    const known = new Set([...before, ...state.threads.map((one) => one.fingerprint)]);
    const refusedBefore = await this.refusedBefore(headSha, inline);
    const fresh = inline.filter((one) => !known.has(one.fingerprint) && !refusedBefore.includes(one));
    if (fresh.length === 0) return { posted: 0, refused: refusedBefore };
    const posted: InlineReport[] = [];
    const refused: InlineReport[] = [];
    let tries = 0;
    const send = async (batch: readonly InlineReport[]): Promise<void> => {
      if (batch.length === 0) return;
      if (tries >= TRIES) {
        refused.push(...batch);
        return;
      }
      tries++;
      try {
        await this.#createReview(headSha, batch);
        posted.push(...batch);
      } catch (error) {
        const refusal = refusalOf(error);
        const isRefused = refusal?.status === 422 || refusal?.status === 404 || isLocked(error);
        if (refusal === undefined || !isRefused) throw error;
        if (batch.length === 1 || refusal.status !== 422 || !isOfPlace(refusal.message)) {
          refused.push(...batch);
          return;
        }
        const half = Math.ceil(batch.length / 2);
        await send(batch.slice(0, half));
        await send(batch.slice(half));
      }
    };
    try {
      await send(fresh);
    } finally {
      // A comment that someone deleted is not posted again.
      if (posted.length > 0) {
        const all = [...before, ...posted.map((one) => one.fingerprint)].slice(-REMEMBERED);
        await this.#client.store.put(POSTED, externalIdOf(this.#ref), all, KEPT);
      }
    }
    if (refused.length > 0) {
      const all = [...refusedBefore, ...refused].map((one) => one.fingerprint);
      await this.#client.store.put(REFUSED, this.#refusedKey(headSha), all, KEPT);
    }
    return { posted: posted.length, refused: [...refusedBefore, ...refused] };
  }

  /** Closes the threads whose findings are mended, and opens again those that we closed too soon. Returns how many. */
  async settle(
    standing: StandingFindings,
    inline: readonly InlineReport[],
    state: PullRequestState,
  ): Promise<{ readonly mended: number; readonly reopened: number }> {
    const holds = new Set(standing.fingerprints);
    const unjudged = new Set(standing.unjudgedRules);
    const mended = state.threads.filter(
      (one) =>
        !one.resolved &&
        !one.body.startsWith(MENDED) &&
        !holds.has(one.fingerprint) &&
        !unjudged.has(ruleOf(one.fingerprint)),
    );
    const returned = state.threads.filter((one) => holds.has(one.fingerprint));
    const resolved = await this.#change(mended, "resolve", state);
    const edited = await this.#edit(mended.slice(resolved), (one) => mendedBody(one.body));
    const ours = new Set(await this.#stored(RESOLVED, externalIdOf(this.#ref)));
    const closed = returned.filter(
      ({ nodeId, resolvedBy }) => resolvedBy === "us" || (resolvedBy === "unnamed" && ours.has(nodeId)),
    );
    const reopened = await this.#change(closed, "unresolve", state);
    const bodies = new Map(inline.map((one) => [one.fingerprint, one.body]));
    const restored = await this.#edit(
      returned.filter((one) => one.body.startsWith(MENDED)),
      (one) => bodies.get(one.fingerprint) ?? bodyBefore(one.body),
    );
    return { mended: resolved + edited, reopened: reopened + restored };
  }

  /** Resolves threads, or opens them again. Returns how many, from the first: none where the App may not. */
  async #change(
    threads: readonly OwnThread[],
    action: "resolve" | "unresolve",
    state: Pick<PullRequestState, "locked">,
  ): Promise<number> {
    let changed = 0;
    for (let request = 0; request < RESOLVED_IN && changed < threads.length; request++) {
      const batch = threads.slice(changed, changed + RESOLVED_AT_ONCE).map((one) => one.nodeId);
      if (!(await this.#changeAtOnce(batch, action, state))) break;
      changed += batch.length;
      const before = await this.#stored(RESOLVED, externalIdOf(this.#ref));
      const others = before.filter((one) => !batch.includes(one));
      const now = action === "resolve" ? [...others, ...batch].slice(-REMEMBERED) : others;
      await this.#client.store.put(RESOLVED, externalIdOf(this.#ref), now, KEPT);
    }
    return changed;
  }

  /** False when the App may not: GitHub asks for write access to contents, which a reviewer has no business with. */
  async #changeAtOnce(
    nodeIds: readonly string[],
    action: "resolve" | "unresolve",
    { locked }: Pick<PullRequestState, "locked">,
  ): Promise<boolean> {
    const { store, installation } = this.#client;
    if ((await store.get(FORBIDDEN, String(installation))) === true) return false;
    const variables = Object.fromEntries(nodeIds.map((one, index) => [`t${index}`, one]));
    try {
      await this.#client.graphql(threadMutation(nodeIds.length, action), variables);
      return true;
    } catch (error) {
      const { cause, message } = workErrorOf(error, true);
      if (cause !== "permission-missing" && cause !== "not-found") throw error;
      // What one locked conversation forbids says nothing of the installation's others.
      const isForAll = cause === "permission-missing" && !locked && !LOCK.test(message);
      if (isForAll) await store.put(FORBIDDEN, String(installation), true, DAY);
      return false;
    }
  }

  async #edit(threads: readonly OwnThread[], bodyOf: (thread: OwnThread) => string | undefined): Promise<number> {
    let edited = 0;
    for (const one of threads) {
      const body = bodyOf(one);
      if (edited >= EDITS) break;
      if (one.commentId === undefined || body === undefined) continue;
      try {
        await this.#client.octokit.rest.pulls.updateReviewComment({
          ...repositoryOf(this.#ref.repo),
          comment_id: one.commentId,
          body,
        });
        edited++;
      } catch (error) {
        if (isLocked(error)) break;
        if (refusalOf(error)?.status !== 404) throw error;
      }
    }
    return edited;
  }

  async #createReview(headSha: string, batch: readonly InlineReport[]): Promise<void> {
    await this.#client.octokit.rest.pulls.createReview({
      ...repositoryOf(this.#ref.repo),
      pull_number: this.#ref.number,
      commit_id: headSha,
      event: "COMMENT",
      body: `${counted(batch.length, "place")} in the changes to look at, each with what would settle it.`,
      comments: batch.map(({ path, line, startLine, side, body }) => ({
        path,
        line,
        side,
        ...(startLine === undefined || startLine >= line ? {} : { start_line: startLine, start_side: side }),
        body,
      })),
    });
  }

  #refusedKey(headSha: string): string {
    return `${externalIdOf(this.#ref)}@${headSha}`;
  }

  async #stored(space: string, key: string): Promise<readonly string[]> {
    return fingerprints.safeParse(await this.#client.store.get(space, key)).data ?? [];
  }
}
