/** GitHub's `author_association` values, as the REST API spells them. */
export type Association =
  | "OWNER"
  | "MEMBER"
  | "COLLABORATOR"
  | "CONTRIBUTOR"
  | "FIRST_TIME_CONTRIBUTOR"
  | "FIRST_TIMER"
  | "MANNEQUIN"
  | "NONE";

/** What GitHub itself says of the pull request, apart from its texts and its diff. */
export interface PullRequest {
  /** `owner/name` of the repository that the pull request is made to. */
  readonly repo: string;
  readonly number: number;
  readonly title: string;
  readonly author: string;
  readonly url: string;
  readonly labels: readonly string[];
  readonly state: "open" | "closed" | "merged";
  readonly draft: boolean;
  readonly createdAt?: string;
  readonly requestedReviewers: readonly string[];
  readonly assignees: readonly string[];
  /** Issues that GitHub itself lists as linked (`closingIssuesReferences`), as `owner/name#number`. */
  readonly linkedIssues: readonly string[];
  readonly headSha?: string;
  readonly baseSha?: string;
  readonly baseRef?: string;
}

/** One comment or review body of the conversation. */
export interface ConversationEntry {
  readonly author: string;
  readonly association: Association;
  readonly createdAt: string;
  readonly kind: "comment" | "review";
  readonly body: string;
}
