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
const DAY = 24 * 60 * 60_000;
const KEPT = 90 * DAY;

/** Comments of one review at most: more have been seen to fail. */
const PER_REVIEW = 30;
/** Requests that one review may cost when GitHub refuses some of its lines without saying which. */
const TRIES = 12;
/** Threads that are closed in one request, and comments that are edited instead where that is not allowed. */
const RESOLVED_AT_ONCE = 20;
const EDITS = 10;
const REMEMBERED = 500;

const MENDED = "<!-- weighbridge:mended -->";

const fingerprints = z.array(z.string());

function ruleOf(fingerprint: string): string {
  return fingerprint.slice(0, fingerprint.lastIndexOf(":"));
}

/** A comment of ours as it is left when what it says no longer holds, so that the replies below keep their sense. */
function mendedBody(body: string): string {
  return `${MENDED}\n**Settled:** this no longer applies.\n\n<details>\n<summary>What stood here</summary>\n\n${body}\n\n</details>`;
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

/** A conversation that only members may continue is left alone. */
export function isLocked(error: unknown): boolean {
  const refusal = refusalOf(error);
  return refusal?.status === 403 && /\block(?:ed)?\b/i.test(refusal.message);
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

  /** Posts the comments that were never posted before, as one review. A line that GitHub refuses does not lose the others. */
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
        if (refusal?.status !== 422) throw error;
        if (batch.length === 1 || !isOfPlace(refusal.message)) {
          refused.push(...batch);
          return;
        }
        const half = Math.ceil(batch.length / 2);
        await send(batch.slice(0, half));
        await send(batch.slice(half));
      }
    };
    try {
      await send(fresh.slice(0, PER_REVIEW));
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
    const resolved = await this.#change(mended.slice(0, RESOLVED_AT_ONCE), "resolve");
    const edited = resolved ? 0 : await this.#edit(mended, (one) => mendedBody(one.body));
    const reopened = returned.filter((one) => one.resolvedByUs).slice(0, RESOLVED_AT_ONCE);
    const isReopened = await this.#change(reopened, "unresolve");
    const bodies = new Map(inline.map((one) => [one.fingerprint, one.body]));
    const restored = await this.#edit(
      returned.filter((one) => one.body.startsWith(MENDED)),
      (one) => bodies.get(one.fingerprint),
    );
    return {
      mended: resolved ? Math.min(mended.length, RESOLVED_AT_ONCE) : edited,
      reopened: (isReopened ? reopened.length : 0) + restored,
    };
  }

  /** False when the App may not: GitHub asks for write access to contents, which a reviewer has no business with. */
  async #change(threads: readonly OwnThread[], action: "resolve" | "unresolve"): Promise<boolean> {
    if (threads.length === 0) return false;
    const { store, installation } = this.#client;
    if ((await store.get(FORBIDDEN, String(installation))) === true) return false;
    const variables = Object.fromEntries(threads.map((one, index) => [`t${index}`, one.nodeId]));
    try {
      await this.#client.graphql(threadMutation(threads.length, action), variables);
      return true;
    } catch (error) {
      const { cause } = workErrorOf(error, true);
      if (cause !== "permission-missing" && cause !== "not-found") throw error;
      if (cause === "permission-missing") await store.put(FORBIDDEN, String(installation), true, DAY);
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
