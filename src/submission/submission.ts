import type { Claims } from "./claims.ts";
import type { Contribution } from "./contribution.ts";
import type { KindJudgement } from "./contribution-kind.ts";
import type { Diff } from "./diff.ts";
import type { Facts } from "./facts.ts";
import type { MarkdownText } from "./markdown-text.ts";
import type { ConversationEntry, PullRequest } from "./pull-request.ts";
import type { ReferenceScripts } from "./reference-scripts.ts";
import type { RepositoryLayout } from "./repository-layout.ts";
import type { Tree } from "./tree.ts";

/** What a reader of pull requests (folder, git checkout, GitHub) hands over, before anything is parsed. */
export interface SubmissionInput {
  readonly pullRequest: PullRequest;
  /** Null when the author wrote nothing. */
  readonly body: string | null;
  /** False when part of the body was out of reach: what is not in it may stand in that part. */
  readonly bodyComplete: boolean;
  /** Undefined when the conversation is not known. */
  readonly conversation?: readonly ConversationEntry[];
  /** Unified diff; undefined when there is none to be had. */
  readonly diff?: Diff;
  readonly head: Tree;
  readonly base: Tree;
}

/** A pull request, parsed: the one input of every rule. */
export interface Submission {
  readonly pullRequest: PullRequest;
  readonly layout: RepositoryLayout;
  readonly description: MarkdownText;
  readonly descriptionComplete: boolean;
  readonly conversation: readonly MarkdownText[];
  /** Logins known as maintainers: those that the policy lists, and members of the project who speak in the conversation. */
  readonly maintainers?: readonly string[];
  readonly diff?: Diff;
  readonly head: Tree;
  readonly base: Tree;
  readonly kind: KindJudgement;
  /** Undefined without a diff. */
  readonly contribution?: Contribution;
  /** The reference scripts at head. */
  readonly scripts: ReferenceScripts;
  readonly claims: Claims;
  readonly facts: Facts;
}
