import type { Job } from "./queue.ts";

/** Events kept of one job; older ones are dropped with their deliveries. */
export const EVENTS_KEPT = 200;

/** Time for which completed deliveries are remembered: GitHub redelivers within three days, or a little more on GHES. */
export const DELIVERIES_KEPT_MS = 7 * 24 * 60 * 60_000;

/** How often that memory is cleared of what is older. */
export const PRUNE_EVERY_MS = 60 * 60_000;

/** A job taken by this process. `claim` names the taking: what is told about an older one changes nothing. */
export interface ClaimedJob extends Job {
  readonly claim: string;
}

/** What a process works on, from which the fairness between lanes follows. */
export interface LaneLoad {
  /** Jobs at work by lane. */
  readonly busy: ReadonlyMap<string, number>;
  /** A lane with so many at work is passed over. */
  readonly perLane: number;
  /** Lane of the last job taken: lanes take turns in the order of their names. */
  readonly last: string;
}

/** The stored jobs as {@link JobRunner} needs them. Each change is one transaction. */
export interface JobTable {
  /** Takes a job that is due and whose key is not at work: of the lane with the least at work, then of the next one in turn, the oldest. */
  claim(load: LaneLoad): Promise<ClaimedJob | undefined>;
  /** Forgets the job and the failure of its key, remembers its deliveries. */
  complete(job: ClaimedJob): Promise<void>;
  /** Lets the job wait for another try, together with what came in under its key meanwhile. */
  retry(job: ClaimedJob, afterMs: number): Promise<void>;
  fail(job: ClaimedJob, cause: string): Promise<void>;
  /** Gives the job back as if it had not been taken. */
  release(job: ClaimedJob): Promise<void>;
  /** Gives back what a claim that failed half-way may have taken: all that this process holds and does not run. */
  releaseStrays(running: readonly ClaimedJob[]): Promise<void>;
  /** Milliseconds until the next delayed job is due; `undefined` when none is delayed. */
  nextDueMs(): Promise<number | undefined>;
}
