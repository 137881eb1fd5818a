import { z } from "zod";
import type { Json, NewJob } from "../queue/queue.ts";

const repo = z.string().regex(/^[\w.-]{1,100}\/[\w.-]{1,100}$/);
const sha = z.string().regex(/^[0-9a-f]{40,64}$/);
const number = z.int().min(1);
const installation = z.int().min(1);

/** Repositories that one event names, at most. */
export const REPOSITORIES_NAMED = 100;

/** What happened to a pull request: its job runs under the key `owner/name#number`. */
const pullRequestEvent = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("review"),
    installation,
    repo,
    number,
    /** For the log: `pull_request.opened`, `reconcile`. */
    because: z.string().max(100),
    /** The head commit as the webhook names it; by now there may be a newer one. */
    head: sha.optional(),
    /** Somebody asked for it: the check is published even when nothing changed. */
    asked: z.boolean().optional(),
  }),
  z.object({ type: z.literal("comment"), installation, repo, number, because: z.string().max(100) }),
  /** The pull request stands in a merge queue as this commit. */
  z.object({
    type: z.literal("merge-group"),
    installation,
    repo,
    number,
    head: sha,
    /** Somebody asked for its check again. */
    asked: z.boolean().optional(),
  }),
]);

/** What concerns pull requests that are yet to be found; each of them gets a job of its own. */
const searchEvent = z.discriminatedUnion("type", [
  /** A check of ours on this commit was asked for again. */
  z.object({ type: z.literal("head"), installation, repo, head: sha, because: z.string().max(100) }),
  /** An issue changed that pull requests may have linked. */
  z.object({ type: z.literal("ticket"), installation, repo, number }),
  /** The policy of a branch changed; of the whole organisation without one. */
  z.object({ type: z.literal("policy"), installation, repo, branch: z.string().max(255).optional() }),
  /** A merge group whose pull request cannot be told. */
  z.object({ type: z.literal("unknown-merge-group"), installation, repo, head: sha }),
  /** Look for what was missed in the installation. */
  z.object({
    type: z.literal("reconcile"),
    installation,
    /** Repositories that have just come: they are looked at first. */
    repositories: z.array(repo).max(REPOSITORIES_NAMED).optional(),
  }),
]);

export type PullRequestEvent = z.output<typeof pullRequestEvent>;
export type SearchEvent = z.output<typeof searchEvent>;
export type WorkEvent = PullRequestEvent | SearchEvent;

const workEvent = z.union([pullRequestEvent, searchEvent]);

/** An event as the queue gives it back; undefined for one that another version of the program wrote. */
export function readWorkEvent(stored: unknown): WorkEvent | undefined {
  const read = workEvent.safeParse(stored);
  return read.success ? read.data : undefined;
}

/** An event as the queue keeps it. */
function storedEvent(event: WorkEvent): Json {
  const stored: Record<string, Json> = {};
  for (const [name, value] of Object.entries(event)) if (value !== undefined) stored[name] = value;
  return stored;
}

/** Whether the event is about one pull request. */
export function isPullRequestEvent(event: WorkEvent): event is PullRequestEvent {
  return event.type === "review" || event.type === "comment" || event.type === "merge-group";
}

/** The key under which an event's job is queued: jobs with one key never run at the same time. */
export function keyOf(event: WorkEvent): string {
  switch (event.type) {
    case "review":
    case "comment":
    case "merge-group":
      return `${event.repo}#${event.number}`;
    case "head":
    case "unknown-merge-group":
      return `${event.repo}@${event.head}`;
    case "ticket":
      return `${event.repo} ticket ${event.number}`;
    case "policy":
      return `${event.repo} policy ${event.branch ?? "*"}`;
    case "reconcile":
      return `installation ${event.installation}`;
  }
}

/** The job that an event asks for: a small event under the key of what it is about, in the lane of its installation. */
export function jobOf(event: WorkEvent): NewJob {
  return { key: keyOf(event), event: storedEvent(event), lane: String(event.installation) };
}
