import type { ContextSettings } from "../intake/context-files.ts";
import type { Policy } from "../policy/policy.ts";
import type { CheckReport, Publication } from "../report/publication.ts";
import type { Facts } from "../submission/facts.ts";
import type { Submission, SubmissionInput } from "../submission/submission.ts";
import type { RequestCounts } from "./review-record.ts";

/** A comment of the conversation by a person, as commands are read from it. */
export interface SpokenComment {
  readonly id: number;
  readonly author: string;
  /** Who edited it last, when that was somebody: the words are theirs then. */
  readonly editor?: string;
  readonly body: string;
  /** When it was written, or last edited: ISO 8601. */
  readonly at: string;
}

export interface PolicyText {
  /** Undefined: the file is no text, or larger than GitHub shows. */
  readonly text: string | undefined;
  /** For people: `acme/vision/.github/weighbridge.yml`. */
  readonly file: string;
}

/** What GitHub has of a pull request apart from its files, read at one moment. */
export interface PullRequestState {
  readonly state: "open" | "closed" | "merged";
  readonly headSha: string;
  readonly baseRef: string;
  readonly author: string;
  /** The policy of the base branch, else the organisation's; undefined without one. */
  readonly policy: PolicyText | undefined;
  /** Oldest first; undefined when the conversation is not known to its end. */
  readonly comments: readonly SpokenComment[] | undefined;
}

export type Permission = "admin" | "maintain" | "write" | "triage" | "read" | "none";
export type Reaction = "+1" | "confused" | "eyes";

export interface BeginOptions {
  /** The commit has just come: no check of ours can be there yet. */
  readonly isNewHead: boolean;
  /** Somebody asked for the check again: a finished one goes in progress once more. */
  readonly restart: boolean;
}

export interface ReadSettings extends ContextSettings {
  /** What {@link PullRequestSite.gather} will ask of GitHub may be asked along with the files. */
  readonly asksEvidence?: boolean;
}

/**
 * One pull request on GitHub, for one run of a job. Everything that writes looks first and writes nothing that stands already. All
 * throw a WorkError when GitHub does not do it.
 */
export interface PullRequestSite {
  /** Undefined when there is no such pull request (any more). */
  readState(): Promise<PullRequestState | undefined>;
  /** The pull request as {@link readState} found it last, with its files. */
  read(settings: ReadSettings): Promise<SubmissionInput>;
  /** What the world says about a submission's claims, within the policy's bounds. What is out of reach is unreachable, no error. */
  gather(submission: Submission, policy: Policy): Promise<Facts>;
  /** Sees to it that a check of ours stands on a commit, in progress where there was none. */
  begin(headSha: string, options: BeginOptions): Promise<void>;
  /** The check first, for a merge may wait for it: `onChecked` hears of it as soon as it stands, whatever becomes of the rest. */
  publish(headSha: string, publication: Publication, onChecked: (check: CheckReport) => void): Promise<void>;
  /** The check alone: a commit that is not the head of the pull request, or no review could be made. */
  publishCheck(sha: string, check: CheckReport): Promise<void>;
  /** Ends a check that we began on a commit and that stands unfinished. A finished one keeps what it says, and where none was begun nothing is written. */
  endCheck(sha: string, check: CheckReport): Promise<void>;
  permissionOf(login: string): Promise<Permission>;
  react(commentId: number, reaction: Reaction): Promise<void>;
  /** Answers a comment once: `marker` tells a later run that it was done. */
  reply(commentId: number, marker: string, text: string): Promise<void>;
  requests(): RequestCounts;
}

export interface OpenPullRequestName {
  readonly number: number;
  readonly headSha: string;
  readonly baseRef: string;
}

export interface UncheckedPullRequest {
  readonly number: number;
  readonly headSha: string;
  /** When the check was begun that is not finished: ISO 8601; undefined when there is none at all. */
  readonly begunAt: string | undefined;
}

/** One repository, or what an installation can reach, without a pull request at hand. */
export interface InstallationSite {
  /** Open pull requests, newest first, at most `limit`. */
  openPullRequests(repo: string, limit: number): Promise<readonly OpenPullRequestName[]>;
  /** Open pull requests whose head has no finished check of ours. */
  withoutCheck(repo: string): Promise<readonly UncheckedPullRequest[]>;
  /** `owner/name` of the repositories, in a stable order, at most `limit`. */
  repositories(limit: number): Promise<readonly string[]>;
  publishCheck(repo: string, sha: string, check: CheckReport): Promise<void>;
  requests(): RequestCounts;
}

export interface FailedDelivery {
  readonly id: number;
  /** `X-GitHub-Delivery`: the same for each attempt. */
  readonly guid: string;
  readonly event: string;
}

/** GitHub as the App itself sees it. */
export interface AppSite {
  /** Deliveries since then of which no attempt succeeded: the newest attempt of each. */
  failedDeliveries(since: Date): Promise<readonly FailedDelivery[]>;
  redeliver(id: number): Promise<void>;
  installations(limit: number): Promise<readonly number[]>;
}

/** GitHub, as far as the work needs it. */
export interface GitHubPort {
  pullRequest(installation: number, repo: string, number: number): PullRequestSite;
  installation(installation: number): InstallationSite;
  app(): AppSite;
}
