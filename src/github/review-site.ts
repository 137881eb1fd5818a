import { z } from "zod";
import { WorkError } from "../queue/retry-causes.ts";
import type { CheckReport, InlineReport, Publication } from "../report/publication.ts";
import { type BeginOptions, CheckRuns } from "./check-run.ts";
import { refusalOf, workErrorOf } from "./github-error.ts";
import type { InstallationClient } from "./installation-client.ts";
import {
  externalIdOf,
  type PullRequestRef,
  type PullRequestState,
  readPullRequestState,
  repositoryOf,
} from "./pull-request-state.ts";
import { isLocked, PER_REVIEW, ReviewThreads } from "./review-threads.ts";
import { StickyComment } from "./sticky-comment.ts";

const REPLIES = "github-replies";
const REPLIES_KEPT = 90 * 24 * 60 * 60_000;

/** What a publication changed on GitHub. */
export interface Published {
  readonly check: boolean;
  readonly comment: boolean;
  /** Inline comments posted, refused by GitHub, and settled. */
  readonly inline: number;
  readonly refused: number;
  readonly mended: number;
  readonly reopened: number;
  readonly labels: number;
}

export const PERMISSIONS = ["admin", "maintain", "write", "triage", "read", "none"] as const;
export type Permission = (typeof PERMISSIONS)[number];

export type Reaction = "+1" | "-1" | "laugh" | "confused" | "heart" | "hooray" | "rocket" | "eyes";

export interface PublishOptions {
  /** The pull request as it was read in this work; read again when left out. */
  readonly state?: PullRequestState | undefined;
  /** Hears of the check as soon as it stands. */
  readonly onChecked?: (check: CheckReport) => void;
}

/** One pull request as the place where reviews are shown. All its functions throw WorkErrors. */
export interface ReviewSite {
  /**
   * Sees to it that a check of ours stands on the head. One request when `isNewHead` (opened, synchronize), none when a run is
   * known; two when neither is so.
   */
  begin(headSha: string, options?: BeginOptions): Promise<void>;
  /** Shows a publication, its check first. Nothing is written that stands already. */
  publish(headSha: string, publication: Publication, options?: PublishOptions): Promise<Published>;
  /** Shows the check alone, for example on the commit of a merge queue. Returns whether anything was written. */
  publishCheck(headSha: string, check: CheckReport, state?: PullRequestState): Promise<boolean>;
  /** Ends the check that was begun on a commit, if it stands unfinished. */
  endCheck(sha: string, check: CheckReport): Promise<void>;
  react(commentId: number, content: Reaction): Promise<void>;
  /** Answers a comment once, however often it is asked to; once for each `occasion` (letters and digits) where one is given. */
  reply(commentId: number, body: string, state?: PullRequestState, occasion?: string): Promise<void>;
  /** What someone may do in the repository, as the collaborator API says. */
  permissionOf(login: string): Promise<Permission>;
}

const permissionResponse = z.object({ permission: z.string(), role_name: z.string().optional() });

function replyMarker(commentId: number, occasion: string | undefined): string {
  return `<!-- weighbridge:reply ${commentId}${occasion === undefined ? "" : ` ${occasion}`} -->`;
}

const NO_REACTION: ReadonlySet<number> = new Set([403, 404, 422]);

class Site implements ReviewSite {
  readonly #client: InstallationClient;
  readonly #ref: PullRequestRef;
  readonly #checks: CheckRuns;
  readonly #threads: ReviewThreads;
  readonly #comment: StickyComment;

  constructor(client: InstallationClient, ref: PullRequestRef) {
    this.#client = client;
    this.#ref = ref;
    this.#checks = new CheckRuns(client, ref);
    this.#threads = new ReviewThreads(client, ref);
    this.#comment = new StickyComment(client, ref);
  }

  begin(headSha: string, options: BeginOptions = {}): Promise<void> {
    return this.#write(() => this.#checks.begin(headSha, options), true);
  }

  publish(headSha: string, publication: Publication, options: PublishOptions = {}): Promise<Published> {
    return this.#write(async () => {
      const state = options.state ?? (await readPullRequestState(this.#client, this.#ref));
      const { standing, check } = publication;
      const inline = publication.inline.slice(0, PER_REVIEW);
      const beyond = publication.inline.slice(PER_REVIEW);
      // The check first: it is what a merge waits for.
      const refusedBefore = await this.#threads.refusedBefore(headSha, inline);
      const annotated = (refused: readonly InlineReport[]): CheckReport => ({
        ...check,
        annotations: [...check.annotations, ...[...refused, ...beyond].map((one) => one.otherwise)],
      });
      const shown = annotated(refusedBefore);
      let isChecked = await this.#check(headSha, shown, state);
      options.onChecked?.(shown);
      const isCommented = await this.#comment.publish(publication, state);
      const review = await this.#threads.post(headSha, inline, state);
      if (review.refused.length > refusedBefore.length) {
        isChecked = (await this.#check(headSha, annotated(review.refused), undefined)) || isChecked;
      }
      const settled =
        standing === undefined
          ? { mended: 0, reopened: 0 }
          : await this.#threads.settle(standing, publication.inline, state);
      return {
        check: isChecked,
        comment: isCommented,
        inline: review.posted,
        refused: review.refused.length,
        ...settled,
        labels: await this.#label(publication.labels),
      };
    });
  }

  publishCheck(headSha: string, check: CheckReport, state?: PullRequestState): Promise<boolean> {
    return this.#write(() => this.#check(headSha, check, state));
  }

  endCheck(sha: string, check: CheckReport): Promise<void> {
    return this.#write(() => this.#checks.end(sha, check));
  }

  react(commentId: number, content: Reaction): Promise<void> {
    return this.#write(async () => {
      try {
        await this.#client.octokit.rest.reactions.createForIssueComment({
          ...repositoryOf(this.#ref.repo),
          comment_id: commentId,
          content,
        });
      } catch (error) {
        // The comment was deleted meanwhile, or its conversation is locked: the reply or the review says it all without.
        if (!NO_REACTION.has(refusalOf(error)?.status ?? 0)) throw error;
      }
    });
  }

  reply(commentId: number, body: string, known?: PullRequestState, occasion?: string): Promise<void> {
    return this.#write(async () => {
      const { store } = this.#client;
      const key = `${externalIdOf(this.#ref)}/${commentId}${occasion === undefined ? "" : `/${occasion}`}`;
      const stage = await store.get(REPLIES, key);
      if (stage === "answered") return;
      const marker = replyMarker(commentId, occasion);
      const state = known ?? (stage === undefined ? undefined : await readPullRequestState(this.#client, this.#ref));
      if (state?.otherComments.some((one) => one.body.includes(marker)) !== true) {
        // If the answer is lost, this tells the next try to look first.
        await store.put(REPLIES, key, "begun", REPLIES_KEPT);
        await this.#createReply(`${body}\n\n${marker}`);
      }
      await store.put(REPLIES, key, "answered", REPLIES_KEPT);
    });
  }

  async #createReply(body: string): Promise<void> {
    try {
      await this.#client.octokit.rest.issues.createComment({
        ...repositoryOf(this.#ref.repo),
        issue_number: this.#ref.number,
        body,
      });
    } catch (error) {
      if (!isLocked(error)) throw error;
    }
  }

  async permissionOf(login: string): Promise<Permission> {
    try {
      const { data } = await this.#client.octokit.rest.repos.getCollaboratorPermissionLevel({
        ...repositoryOf(this.#ref.repo),
        username: login,
      });
      const { permission, role_name } = permissionResponse.parse(data);
      // A role of the organisation's own making counts as the standard one that it is built on.
      return PERMISSIONS.find((one) => one === role_name) ?? PERMISSIONS.find((one) => one === permission) ?? "none";
    } catch (error) {
      if (refusalOf(error)?.status === 404) return "none";
      throw workErrorOf(error);
    }
  }

  #check(headSha: string, check: CheckReport, state: PullRequestState | undefined): Promise<boolean> {
    const run = state?.headSha === headSha ? (state.checkRun ?? null) : undefined;
    return this.#checks.publish(headSha, check, run);
  }

  async #label({ add, remove }: Publication["labels"]): Promise<number> {
    const place = { ...repositoryOf(this.#ref.repo), issue_number: this.#ref.number };
    try {
      if (add.length > 0) await this.#client.octokit.rest.issues.addLabels({ ...place, labels: [...add] });
      for (const name of remove) {
        try {
          await this.#client.octokit.rest.issues.removeLabel({ ...place, name });
        } catch (error) {
          if (refusalOf(error)?.status !== 404) throw error;
        }
      }
    } catch (error) {
      if (isLocked(error)) return 0;
      throw error;
    }
    return add.length + remove.length;
  }

  /** `mayBeGone`: a pull request that GitHub does not know is no failure. Later, what is missing is a part, and the work is not done. */
  async #write<T>(work: () => Promise<T>, mayBeGone = false): Promise<T> {
    try {
      return await work();
    } catch (error) {
      const failure = workErrorOf(error, true, this.#client.clock.now());
      const isMissing = failure.cause === "not-found" && [404, 410].includes(refusalOf(error)?.status ?? 0);
      if (mayBeGone || !isMissing || isOfToken(error)) throw failure;
      throw new WorkError("unprocessable", failure.message, { source: failure.source });
    }
  }
}

/** The installation itself is gone. */
function isOfToken(error: unknown): boolean {
  if (typeof error !== "object" || error === null || !("request" in error)) return false;
  const { request } = error;
  return (
    typeof request === "object" && request !== null && "url" in request && /\/access_tokens$/.test(String(request.url))
  );
}

/** Opens a pull request as the place where its reviews are shown. Asks nothing yet. */
export function openReviewSite(client: InstallationClient, ref: PullRequestRef): ReviewSite {
  return new Site(client, ref);
}
