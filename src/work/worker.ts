import type { Disposition, Job, Queue, Worker } from "../queue/queue.ts";
import { causeOf, dispositionOf } from "../queue/retry-causes.ts";
import { incompleteCheck, neutralPublication } from "../report/publication.ts";
import { failureReason } from "./failure-reason.ts";
import { findPullRequests } from "./find-pull-requests.ts";
import type { GitHubPort, InstallationSite, PullRequestSite } from "./ports.ts";
import { reconcileInstallation } from "./reconcile.ts";
import { type AwaitedChecks, headEvents, type ReviewDependencies, reviewPullRequest } from "./review-pull-request.ts";
import type { RequestCounts, ReviewRecord } from "./review-record.ts";
import {
  isPullRequestEvent,
  type PullRequestEvent,
  readWorkEvent,
  type SearchEvent,
  type WorkEvent,
} from "./work-event.ts";

export interface WorkerDependencies extends ReviewDependencies {
  readonly github: GitHubPort;
  readonly queue: Pick<Queue, "enqueue">;
  /** Hears of every run: the log line and the metrics. `error` is what ended one that was not done. */
  readonly observe: (record: ReviewRecord, error?: unknown) => void;
}

type Seen = Omit<ReviewRecord, "key" | "deliveries" | "attempt" | "outcome" | "cause" | "milliseconds" | "waitedMs">;

/** A run as far as it has come: what is known when it breaks. */
interface Run {
  seen: Seen;
  requests: () => RequestCounts;
  /** Says on GitHub that there will be no review; undefined when nothing waits for one. */
  admit?: (reason: string) => Promise<void>;
}

const NOTHING: RequestCounts = { reads: 0, writes: 0, conditional: 0 };

function becauseOf(event: WorkEvent): string {
  return "because" in event ? event.because : event.type;
}

type PullRequestEvents = readonly [PullRequestEvent, ...PullRequestEvent[]];

/** Opens the pull request of a run, which from now on can say on GitHub that there will be no review. */
function openPullRequest(
  [{ installation, repo, number }]: PullRequestEvents,
  run: Run,
  dependencies: WorkerDependencies,
): { readonly site: PullRequestSite; readonly awaited: AwaitedChecks } {
  const site: PullRequestSite = dependencies.github.pullRequest(installation, repo, number);
  const awaited: AwaitedChecks = { heads: new Set(), groups: new Set(), shown: undefined };
  run.requests = () => site.requests();
  run.seen = { ...run.seen, repo, pullRequest: number };
  run.admit = async (reason) => {
    const { shown, heads, groups } = awaited;
    const told = shown === undefined ? neutralPublication(reason).check : incompleteCheck(shown.check, reason);
    const waiting = new Set([...(shown === undefined ? [] : [shown.headSha]), ...heads, ...groups]);
    // Where no check was begun the head is asked for: a failure that nobody sees is the worst kind.
    const head = waiting.size > 0 ? undefined : (await site.readState())?.headSha;
    for (const sha of head === undefined ? waiting : [head]) await site.publishCheck(sha, told);
  };
  return { site, awaited };
}

async function runReview(
  events: PullRequestEvents,
  attempt: number,
  run: Run,
  dependencies: WorkerDependencies,
  signal: AbortSignal,
): Promise<void> {
  const { site, awaited } = openPullRequest(events, run, dependencies);
  const outcome = await reviewPullRequest(events, attempt, site, dependencies, awaited, signal);
  run.seen = {
    ...run.seen,
    ...(outcome.headSha === undefined ? {} : { headSha: outcome.headSha }),
    ...(outcome.beganMs === undefined ? {} : { beganMs: outcome.beganMs }),
    ...(outcome.skipped === undefined ? {} : { skipped: outcome.skipped }),
    ...outcome.reviewed,
  };
}

async function runSearch(
  events: readonly [SearchEvent, ...SearchEvent[]],
  run: Run,
  dependencies: WorkerDependencies,
): Promise<void> {
  // Under one key all ask the same; the newest stands for all.
  const event = events.at(-1) ?? events[0];
  const site: InstallationSite = dependencies.github.installation(event.installation);
  run.requests = () => site.requests();
  if (event.type === "reconcile") {
    const named = events.flatMap((one) => (one.type === "reconcile" ? (one.repositories ?? []) : []));
    const { asked, unread } = await reconcileInstallation(event.installation, named, site, {
      ...dependencies,
      now: Date.now,
    });
    run.seen = { ...run.seen, skipped: `${asked} asked for${unread === 0 ? "" : `, ${unread} unread`}` };
    return;
  }
  run.seen = { ...run.seen, repo: event.repo };
  const found = await findPullRequests(event, site, dependencies);
  run.seen = { ...run.seen, skipped: `${found} found` };
}

/** An event that this version of the program cannot read waits so long, in milliseconds, so many times for a process that can. */
const UNREADABLE_WAIT = 30_000;
const UNREADABLE_TRIES = 10;
/** What GitHub does not find it may find a moment later: its copies lag behind. */
const NOT_FOUND_WAIT = 2_000;
const NOT_FOUND_TRIES = 3;

/** The events of a job that this version of the program can read; undefined: another version must be given time to take it. */
function eventsOf(job: Job): readonly WorkEvent[] | undefined {
  const events = job.events.map(readWorkEvent).filter((event) => event !== undefined);
  return events.length < job.events.length && job.attempt <= UNREADABLE_TRIES ? undefined : events;
}

function failureOf(error: unknown, attempt: number): Disposition {
  if (causeOf(error) !== "not-found") return dispositionOf(error, attempt);
  const cause = "not-found";
  return attempt < NOT_FOUND_TRIES
    ? { outcome: "retry", cause, afterMs: NOT_FOUND_WAIT }
    : { outcome: "failed", cause };
}

async function doWork(
  events: readonly WorkEvent[],
  attempt: number,
  run: Run,
  dependencies: WorkerDependencies,
  signal: AbortSignal,
): Promise<void> {
  const [first, ...rest] = events.filter(isPullRequestEvent);
  if (first !== undefined) return await runReview([first, ...rest], attempt, run, dependencies, signal);
  const [search, ...searches] = events.filter((event) => !isPullRequestEvent(event));
  if (search !== undefined) await runSearch([search, ...searches], run, dependencies);
}

/** Makes ready to say that a job is not done, which is not begun at all. */
function openUndone(events: readonly WorkEvent[], run: Run, dependencies: WorkerDependencies): void {
  const [first, ...rest] = events.filter(isPullRequestEvent);
  if (first === undefined) return;
  const { awaited } = openPullRequest([first, ...rest], run, dependencies);
  for (const { head } of headEvents([first, ...rest])) awaited.heads.add(head);
  for (const event of [first, ...rest]) if (event.type === "merge-group") awaited.groups.add(event.head);
}

/** The worker of the queue. Whatever fails for good ends visibly: in a neutral check that says why, in the log, and in the metrics. */
export function createWorker(dependencies: WorkerDependencies): Worker {
  return async (job, signal) => {
    const start = performance.now();
    const waitedMs = Math.max(0, Date.now() - job.enqueuedAt.getTime());
    const readable = eventsOf(job);
    const events = readable ?? [];
    const run: Run = {
      seen: {
        installation: events[0]?.installation ?? 0,
        because: [...new Set(events.map(becauseOf))].slice(0, 10),
      },
      requests: () => NOTHING,
    };
    const report = (disposition: Disposition, error?: unknown): Disposition => {
      dependencies.observe(
        {
          ...run.seen,
          key: job.key,
          deliveries: job.deliveries.slice(-10),
          attempt: job.attempt,
          outcome: disposition.outcome,
          ...(disposition.outcome === "done" ? {} : { cause: disposition.cause }),
          milliseconds: Math.round(performance.now() - start),
          waitedMs,
          requests: run.requests(),
        },
        error,
      );
      return disposition;
    };
    if (readable === undefined) {
      return report({ outcome: "retry", cause: "unreadable-event", afterMs: UNREADABLE_WAIT });
    }
    const endVisibly = async (cause: string, error?: unknown): Promise<Disposition> => {
      const disposition: Disposition = { outcome: "failed", cause };
      try {
        await run.admit?.(failureReason(cause));
        return report(disposition, error);
      } catch (second) {
        const all = error === undefined ? [second] : [error, second];
        return report(disposition, new AggregateError(all, "The failure could not be shown on GitHub either."));
      }
    };
    if (job.exhausted !== undefined) {
      openUndone(events, run, dependencies);
      return await endVisibly(job.exhausted);
    }
    try {
      await doWork(events, job.attempt, run, dependencies, signal);
      return report({ outcome: "done" });
    } catch (error) {
      // The process must end: the job runs again after the next start.
      if (signal.aborted) throw error;
      const disposition = failureOf(error, job.attempt);
      return disposition.outcome === "failed" ? await endVisibly(disposition.cause, error) : report(disposition, error);
    }
  };
}
