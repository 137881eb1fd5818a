/** Plain data that survives storage. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** Work to be stored. Jobs with one key never run at the same time. */
export interface NewJob {
  /** What the work is about, for example `acme/vision#12`. */
  readonly key: string;
  /** What happened. A job that still waits under the same key takes it in; see {@link Job.events}. */
  readonly event: Json;
  /**
   * `X-GitHub-Delivery` of the webhook that brought it. A delivery whose work was completed is dropped as a duplicate, for seven days and for this key:
   * a delivery may concern several keys.
   */
  readonly delivery?: string;
  /** Groups that share a budget, for example an installation: none of them holds up the others. */
  readonly lane: string;
  /** Least delay before the job runs, in milliseconds. Of a waiting job and the event that it takes in, the earlier counts; a retry's wait is kept. */
  readonly delayMs?: number;
}

/** `stored`: a new job waits. `merged`: a waiting job took the event in. `duplicate`: the delivery's work is done already. */
export type Enqueued = "stored" | "merged" | "duplicate";

export interface Job {
  readonly id: string;
  readonly key: string;
  readonly lane: string;
  /** Everything that happened under the key since the last run began, oldest first; the oldest are dropped past 200. */
  readonly events: readonly Json[];
  readonly deliveries: readonly string[];
  /** Counts from 1, and anew after a newer event. */
  readonly attempt: number;
  readonly enqueuedAt: Date;
  /** No run of it was survived by its process: this is the last one, in which nothing may be done but to say so. */
  readonly exhausted?: "process-ended";
}

/** How a run ended. What fails for good stays visible until a newer event of its key is completed. */
export type Disposition =
  | { readonly outcome: "done" }
  | { readonly outcome: "retry"; readonly cause: string; readonly afterMs: number }
  | { readonly outcome: "failed"; readonly cause: string };

/** Does one job. `signal` is aborted when the process must end before the job has, or may no longer hold it: write nothing from then on. A throw counts as `retry` by the table of causes. */
export type Worker = (job: Job, signal: AbortSignal) => Promise<Disposition>;

export interface QueueCounts {
  readonly waiting: number;
  readonly active: number;
  readonly failed: number;
  /** Age of the oldest waiting job, in milliseconds. */
  readonly oldestWaitingMs: number;
}

/** A durable queue: what {@link Queue.enqueue} has answered survives a kill of the process at any moment. */
export interface Queue {
  enqueue(job: NewJob): Promise<Enqueued>;
  /** Begins to work; jobs that a killed process held are taken up again. One lane gets half of the places at most. */
  start(worker: Worker, options: { readonly concurrency: number }): Promise<void>;
  /** Takes no more jobs, waits for the running ones up to `graceMs`, then aborts them; they run again after the next start. */
  stop(graceMs: number): Promise<void>;
  counts(): Promise<QueueCounts>;
  failedJobs(
    limit: number,
  ): Promise<readonly { readonly key: string; readonly cause: string; readonly failedAt: Date }[]>;
  close(): Promise<void>;
}
