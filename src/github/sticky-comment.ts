import { COMMENT_MARKER } from "../report/comment.ts";
import type { Publication } from "../report/publication.ts";
import { refusalOf } from "./github-error.ts";
import type { InstallationClient } from "./installation-client.ts";
import { type OwnComment, type PullRequestRef, type PullRequestState, repositoryOf } from "./pull-request-state.ts";
import { isLocked } from "./review-threads.ts";

/** Second comments that are taken away in one go; there is one at most, after an answer was lost. */
const DOUBLES = 3;

/** GitHub keeps line ends as they were sent, and may drop those at the end. */
function isSame(a: string, b: string): boolean {
  const plain = (text: string) => text.replaceAll("\r\n", "\n").trimEnd();
  return plain(a) === plain(b);
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
    state: PullRequestState,
  ): Promise<boolean> {
    const { comment: existing } = state;
    const wanted = comment ?? (existing === undefined ? undefined : standingComment);
    if (wanted === undefined) return false;
    await this.#removeDoubles(state.otherComments);
    if (existing !== undefined && isSame(existing.body, wanted)) return false;
    try {
      if (existing !== undefined && (await this.#update(existing, wanted))) return true;
      if (comment === undefined) return false;
      await this.#create(comment);
      return true;
    } catch (error) {
      if (isLocked(error)) return false;
      throw error;
    }
  }

  async #create(body: string): Promise<void> {
    await this.#client.octokit.rest.issues.createComment({
      ...repositoryOf(this.#ref.repo),
      issue_number: this.#ref.number,
      body,
    });
  }

  /** False when the comment is gone. */
  async #update({ id }: OwnComment, body: string): Promise<boolean> {
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
      await this.#client.octokit.rest.issues.deleteComment({ ...repositoryOf(this.#ref.repo), comment_id: one.id });
    }
  }
}
