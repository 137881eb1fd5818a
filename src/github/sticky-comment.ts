import { createHash } from "node:crypto";
import { z } from "zod";
import { COMMENT_MARKER } from "../report/comment.ts";
import type { Publication } from "../report/publication.ts";
import { refusalOf } from "./github-error.ts";
import type { InstallationClient } from "./installation-client.ts";
import {
  externalIdOf,
  type OwnComment,
  type PullRequestRef,
  type PullRequestState,
  repositoryOf,
} from "./pull-request-state.ts";
import { isLocked } from "./review-threads.ts";

const SPACE = "github-comment";
const KEPT = 365 * 24 * 60 * 60_000;

/** Second comments that are taken away in one go; there is one at most, after an answer was lost. */
const DOUBLES = 3;

/** The comment that we keep, and what we wrote into it last. */
const record = z.object({ id: z.number(), hash: z.string() });
type Record = z.output<typeof record>;

/** GitHub keeps line ends as they were sent, and may drop those at the end. */
function plain(text: string): string {
  return text.replaceAll("\r\n", "\n").trimEnd();
}

function hashOf(body: string): string {
  return createHash("sha256").update(plain(body)).digest("hex").slice(0, 16);
}

/** The comment that stands; its body is undefined when it stands further back than is read. */
interface Standing {
  readonly id: number;
  readonly body: string | undefined;
}

/** Keeps the one comment of a pull request current. */
export class StickyComment {
  readonly #client: InstallationClient;
  readonly #ref: PullRequestRef;

  constructor(client: InstallationClient, ref: PullRequestRef) {
    this.#client = client;
    this.#ref = ref;
  }

  /** Writes the comment, or brings one that stands up to date. Returns whether anything was written. */
  async publish(
    { comment, standingComment }: Pick<Publication, "comment" | "standingComment">,
    state: Pick<PullRequestState, "comment" | "otherComments" | "commentsComplete">,
  ): Promise<boolean> {
    const known = record.safeParse(await this.#client.store.get(SPACE, externalIdOf(this.#ref))).data;
    const existing = standingOf(known, state);
    const wanted = comment ?? (existing === undefined ? undefined : standingComment);
    if (wanted === undefined) return false;
    await this.#removeDoubles(state.otherComments.filter((one) => one.id !== existing?.id));
    try {
      return await this.#write(wanted, comment, existing, known, state.commentsComplete);
    } catch (error) {
      if (isLocked(error)) return false;
      throw error;
    }
  }

  async #write(
    wanted: string,
    comment: string | undefined,
    existing: Standing | undefined,
    known: Record | undefined,
    isComplete: boolean,
  ): Promise<boolean> {
    if (existing !== undefined) {
      const written = existing.body === undefined ? known?.hash : hashOf(existing.body);
      if (written === hashOf(wanted)) {
        if (known?.id !== existing.id || known.hash !== written) await this.#remember(existing.id, wanted);
        return false;
      }
      if (await this.#update(existing.id, wanted)) {
        await this.#remember(existing.id, wanted);
        return true;
      }
    }
    // One of ours may stand where nothing was read.
    if (comment === undefined || (existing === undefined && !isComplete)) return false;
    await this.#remember(await this.#create(comment), comment);
    return true;
  }

  async #create(body: string): Promise<number> {
    const { data } = await this.#client.octokit.rest.issues.createComment({
      ...repositoryOf(this.#ref.repo),
      issue_number: this.#ref.number,
      body,
    });
    return z.object({ id: z.number() }).parse(data).id;
  }

  /** False when the comment is gone. */
  async #update(id: number, body: string): Promise<boolean> {
    try {
      await this.#client.octokit.rest.issues.updateComment({ ...repositoryOf(this.#ref.repo), comment_id: id, body });
      return true;
    } catch (error) {
      if (refusalOf(error)?.status === 404) return false;
      throw error;
    }
  }

  async #removeDoubles(others: readonly OwnComment[]): Promise<void> {
    for (const one of others.filter((other) => other.body.startsWith(COMMENT_MARKER)).slice(0, DOUBLES)) {
      try {
        await this.#client.octokit.rest.issues.deleteComment({ ...repositoryOf(this.#ref.repo), comment_id: one.id });
      } catch (error) {
        if (refusalOf(error)?.status !== 404 && !isLocked(error)) throw error;
      }
    }
  }

  async #remember(id: number, body: string): Promise<void> {
    await this.#client.store.put(SPACE, externalIdOf(this.#ref), { id, hash: hashOf(body) }, KEPT);
  }
}

/** The comment of ours that is to be kept: the one with our marker, else the one that we remember, which may have lost it. */
function standingOf(
  known: Record | undefined,
  {
    comment,
    otherComments,
    commentsComplete,
  }: Pick<PullRequestState, "comment" | "otherComments" | "commentsComplete">,
): Standing | undefined {
  if (comment !== undefined) return comment;
  if (known === undefined) return undefined;
  return (
    otherComments.find((one) => one.id === known.id) ??
    (commentsComplete ? undefined : { id: known.id, body: undefined })
  );
}
