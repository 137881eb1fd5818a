import { z } from "zod";
import { POLICY_PATH } from "../intake/policy-path.ts";
import type { NewJob } from "../queue/queue.ts";
import { jobOf, REPOSITORIES_NAMED, type WorkEvent } from "./work-event.ts";

/** A verified webhook. `payload` is what a JSON parser made of the body. */
export interface Webhook {
  /** `X-GitHub-Event`. */
  readonly name: string;
  /** `X-GitHub-Delivery`. */
  readonly delivery: string;
  readonly payload: unknown;
}

/** What of the webhook's world the mapping must know. */
export interface WebhookSettings {
  readonly appId: number;
}

/** The jobs of a webhook; without any, why there is nothing to do. */
export interface WebhookMapping {
  readonly jobs: readonly NewJob[];
  readonly ignored?: string;
}

/** GitHub lists at most this many commits in a push; of a longer one not all changed files are known. */
const PUSH_COMMITS = 2048;

const sha = z.string().regex(/^[0-9a-f]{40,64}$/);
const repository = z.object({
  id: z.int().optional(),
  full_name: z.string().regex(/^[\w.-]{1,100}\/[\w.-]{1,100}$/),
  name: z.string().max(100),
  default_branch: z.string().max(255).optional(),
});
const frame = z.object({
  action: z.string().max(100).optional(),
  installation: z.object({ id: z.int().min(1) }),
  repository: repository.optional(),
});
const author = z.object({ login: z.string().max(100), type: z.string().max(40).optional() }).nullish();
const pullRequests = z
  .array(
    z.object({
      number: z.int().min(1),
      base: z.object({ repo: z.object({ id: z.int().optional() }).optional() }).optional(),
    }),
  )
  .max(1000)
  .nullish();

const pullRequestPayload = z.object({
  pull_request: z.object({ number: z.int().min(1), state: z.string().max(20), head: z.object({ sha }) }),
  changes: z.record(z.string(), z.unknown()).optional(),
});
const commentPayload = z.object({
  issue: z.object({ number: z.int().min(1), state: z.string().max(20), pull_request: z.unknown().optional() }),
  comment: z.object({
    user: author,
    performed_via_github_app: z.object({ id: z.int().nullish() }).nullish(),
  }),
  changes: z.record(z.string(), z.unknown()).optional(),
});
const headBranch = z.string().max(1000).nullish();
const checkRunPayload = z.object({
  check_run: z.object({
    head_sha: sha,
    check_suite: z.object({ head_branch: headBranch }).nullish(),
    external_id: z.string().max(255).nullish(),
    app: z.object({ id: z.int() }).nullish(),
    pull_requests: pullRequests,
  }),
});
const checkSuitePayload = z.object({
  check_suite: z.object({
    head_sha: sha,
    head_branch: headBranch,
    app: z.object({ id: z.int() }).nullish(),
    pull_requests: pullRequests,
  }),
});
const mergeGroupPayload = z.object({ merge_group: z.object({ head_sha: sha, head_ref: z.string().max(1000) }) });
const issuePayload = z.object({ issue: z.object({ number: z.int().min(1), pull_request: z.unknown().optional() }) });
const commit = z.object({
  added: z.array(z.string()).optional(),
  modified: z.array(z.string()).optional(),
  removed: z.array(z.string()).optional(),
});
const pushPayload = z.object({
  ref: z.string().max(1000),
  deleted: z.boolean().optional(),
  forced: z.boolean().optional(),
  commits: z.array(z.unknown()).optional(),
});

const installationPayload = z.object({
  repositories: z.array(repository.pick({ full_name: true })).optional(),
  repositories_added: z.array(repository.pick({ full_name: true })).optional(),
});

/** Actions after which a review may come out otherwise. */
const PULL_REQUEST_ACTIONS = new Set([
  "opened",
  "edited",
  "synchronize",
  "reopened",
  "ready_for_review",
  "converted_to_draft",
  "labeled",
  "unlabeled",
  // Who was asked to review, or is assigned, answers whether a maintainer was told.
  "assigned",
  "unassigned",
  "review_requested",
  "review_request_removed",
]);
const COMMENT_ACTIONS = new Set(["created", "edited", "deleted"]);
const ISSUE_ACTIONS = new Set(["edited", "closed", "reopened", "assigned", "unassigned"]);
const INSTALLATION_ACTIONS = new Set(["created", "unsuspend", "new_permissions_accepted", "added"]);

type Repository = z.output<typeof repository>;

interface Frame {
  readonly name: string;
  readonly action: string;
  readonly installation: number;
  readonly settings: WebhookSettings;
}

type Mapped = readonly WorkEvent[] | string;

function fromPullRequest(frame: Frame, at: Repository, payload: unknown): Mapped {
  if (!PULL_REQUEST_ACTIONS.has(frame.action)) return "an action that changes no verdict";
  const { pull_request, changes = {} } = pullRequestPayload.parse(payload);
  if (pull_request.state !== "open") return "the pull request is closed";
  if (frame.action === "edited" && !["body", "title", "base"].some((part) => Object.hasOwn(changes, part))) {
    return "neither body, title nor base was edited";
  }
  const because = `pull_request.${frame.action}`;
  const { number, head } = pull_request;
  return [{ type: "review", installation: frame.installation, repo: at.full_name, number, because, head: head.sha }];
}

function fromComment(frame: Frame, at: Repository, payload: unknown): Mapped {
  if (!COMMENT_ACTIONS.has(frame.action)) return "an action that changes no verdict";
  const { issue, comment, changes } = commentPayload.parse(payload);
  // A bot never commands and is no part of the conversation; so no two bots can keep each other talking.
  if (comment.user?.type === "Bot") return "a bot's comment";
  if (comment.performed_via_github_app?.id === frame.settings.appId) return "our own comment";
  if (frame.action === "edited" && changes !== undefined && !Object.hasOwn(changes, "body")) {
    return "the comment's text was not edited";
  }
  const { installation } = frame;
  if (issue.pull_request === undefined || issue.pull_request === null) {
    return [{ type: "ticket", installation, repo: at.full_name, number: issue.number }];
  }
  if (issue.state !== "open") return "the pull request is closed";
  const because = `issue_comment.${frame.action}`;
  return [{ type: "comment", installation, repo: at.full_name, number: issue.number, because }];
}

/** Number that our check run carries; undefined when another program, or nobody, wrote it. */
function carriedNumber(externalId: string | null | undefined): number | undefined {
  const digits = /(?:^|#)([1-9][0-9]{0,8})(?:@|$)/.exec(externalId ?? "")?.[1];
  return digits === undefined ? undefined : Number(digits);
}

/** GitHub lists pull requests of forks of the repository too, and none for a commit that came from a fork. */
function ownNumbers(listed: z.output<typeof pullRequests>, at: Repository): number[] {
  const own = (listed ?? []).filter((one) => {
    const id = one.base?.repo?.id;
    return id === undefined || at.id === undefined || id === at.id;
  });
  return [...new Set(own.map((one) => one.number))];
}

/** The pull request of a merge group, by the name of the branch that GitHub makes for it. */
function numberOfGroup(branch: string | null | undefined): number | undefined {
  const digits = /^(?:refs\/heads\/)?gh-readonly-queue\/.{1,900}\/pr-([1-9][0-9]{0,8})-[0-9a-f]{7,64}$/.exec(
    branch ?? "",
  )?.[1];
  return digits === undefined ? undefined : Number(digits);
}

function askedAgain(
  frame: Frame,
  at: Repository,
  numbers: readonly number[],
  head: string,
  branch: string | null | undefined,
): Mapped {
  const group = numberOfGroup(branch);
  if (group !== undefined) {
    const { installation } = frame;
    return [{ type: "merge-group", installation, repo: at.full_name, number: group, head, asked: true }];
  }
  const because = `${frame.name}.${frame.action}`;
  const { installation } = frame;
  const repo = at.full_name;
  if (numbers.length === 0) return [{ type: "head", installation, repo, head, because }];
  return numbers.map((number) => ({ type: "review", installation, repo, number, because, head, asked: true }));
}

function fromCheckRun(frame: Frame, at: Repository, payload: unknown): Mapped {
  if (frame.action !== "rerequested" && frame.action !== "requested_action") return "an action that asks nothing of us";
  const { check_run } = checkRunPayload.parse(payload);
  if (check_run.app?.id !== frame.settings.appId) return "another app's check";
  const carried = carriedNumber(check_run.external_id);
  const numbers = carried === undefined ? ownNumbers(check_run.pull_requests, at) : [carried];
  return askedAgain(frame, at, numbers, check_run.head_sha, check_run.check_suite?.head_branch);
}

function fromCheckSuite(frame: Frame, at: Repository, payload: unknown): Mapped {
  if (frame.action !== "rerequested") return "an action that asks nothing of us";
  const { check_suite } = checkSuitePayload.parse(payload);
  if (check_suite.app?.id !== frame.settings.appId) return "another app's checks";
  const { pull_requests, head_sha, head_branch } = check_suite;
  return askedAgain(frame, at, ownNumbers(pull_requests, at), head_sha, head_branch);
}

function fromMergeGroup(frame: Frame, at: Repository, payload: unknown): Mapped {
  if (frame.action !== "checks_requested") return "an action that asks nothing of us";
  const { head_ref, head_sha } = mergeGroupPayload.parse(payload).merge_group;
  const { installation } = frame;
  const number = numberOfGroup(head_ref);
  if (number === undefined) {
    return [{ type: "unknown-merge-group", installation, repo: at.full_name, head: head_sha }];
  }
  return [{ type: "merge-group", installation, repo: at.full_name, number, head: head_sha }];
}

function fromIssue(frame: Frame, at: Repository, payload: unknown): Mapped {
  if (!ISSUE_ACTIONS.has(frame.action)) return "an action that changes no verdict";
  const { issue } = issuePayload.parse(payload);
  if (issue.pull_request !== undefined && issue.pull_request !== null) return "a pull request, not a ticket";
  return [{ type: "ticket", installation: frame.installation, repo: at.full_name, number: issue.number }];
}

function touches(commits: readonly unknown[], path: string): boolean {
  return commits.some((one) => {
    const read = commit.safeParse(one);
    if (!read.success) return false;
    const { added = [], modified = [], removed = [] } = read.data;
    return added.includes(path) || modified.includes(path) || removed.includes(path);
  });
}

function fromPush(frame: Frame, at: Repository, payload: unknown): Mapped {
  const { ref, deleted, forced, commits = [] } = pushPayload.parse(payload);
  if (!ref.startsWith("refs/heads/")) return "not a branch";
  if (deleted === true) return "the branch was deleted";
  const branch = ref.slice("refs/heads/".length).slice(0, 255);
  const isDefault = at.default_branch === undefined || at.default_branch === branch;
  // What a forced push takes away is not among its commits. Other branches than the default one are forced every day, and seldom bear a policy.
  const known = (forced !== true || !isDefault) && commits.length < PUSH_COMMITS;
  if (known && !touches(commits, POLICY_PATH)) return "the policy is not touched";
  const { installation } = frame;
  // The organisation's own repository holds the policy of those that have none.
  if (at.name === ".github" && isDefault) return [{ type: "policy", installation, repo: at.full_name }];
  return [{ type: "policy", installation, repo: at.full_name, branch }];
}

function fromInstallation(frame: Frame, payload: unknown): Mapped {
  if (!INSTALLATION_ACTIONS.has(frame.action)) return "an action that asks nothing of us";
  const { repositories_added = [], repositories = [] } = installationPayload.catch({}).parse(payload);
  const names = [...repositories_added, ...repositories].map((one) => one.full_name).slice(0, REPOSITORIES_NAMED);
  const { installation } = frame;
  return [{ type: "reconcile", installation, ...(names.length === 0 ? {} : { repositories: names }) }];
}

const IN_REPOSITORY: Readonly<Record<string, (frame: Frame, at: Repository, payload: unknown) => Mapped>> = {
  pull_request: fromPullRequest,
  issue_comment: fromComment,
  check_run: fromCheckRun,
  check_suite: fromCheckSuite,
  merge_group: fromMergeGroup,
  issues: fromIssue,
  push: fromPush,
};

function eventsOf(webhook: Webhook, settings: WebhookSettings): Mapped {
  const { name, payload } = webhook;
  const inRepository = Object.hasOwn(IN_REPOSITORY, name) ? IN_REPOSITORY[name] : undefined;
  const ofInstallation = name === "installation" || name === "installation_repositories";
  if (inRepository === undefined && !ofInstallation) return "an event that nobody waits for";
  const framed = frame.safeParse(payload);
  if (!framed.success) return "no installation of the app is named";
  const { action = "", installation, repository: at } = framed.data;
  const known: Frame = { name, action, installation: installation.id, settings };
  if (inRepository === undefined) return fromInstallation(known, payload);
  if (at === undefined) return "no repository is named";
  try {
    return inRepository(known, at, payload);
  } catch (error) {
    if (error instanceof z.ZodError)
      return `not of GitHub's form: ${error.issues[0]?.path.join(".") ?? ""}`.slice(0, 200);
    throw error;
  }
}

/**
 * The jobs that a webhook asks for, one for each event. Of the payload nothing else is kept. Never throws: what is not of GitHub's form asks for nothing.
 */
export function mapWebhook(webhook: Webhook, settings: WebhookSettings): WebhookMapping {
  const events = eventsOf(webhook, settings);
  if (typeof events === "string") return { jobs: [], ignored: events };
  return {
    jobs: events.map((event, index) => ({
      ...jobOf(event),
      // Each job completes by itself, so each needs a name of its own to be known as done.
      delivery: index === 0 ? webhook.delivery : `${webhook.delivery}/${index}`,
    })),
  };
}
