/** What a run of a job came to: the log line and the metrics are made from it. */
export interface ReviewRecord {
  readonly key: string;
  readonly deliveries: readonly string[];
  readonly installation: number;
  readonly repo?: string;
  readonly pullRequest?: number;
  readonly headSha?: string;
  /** What happened, for example `pull_request.opened`. */
  readonly because: readonly string[];
  readonly attempt: number;
  readonly outcome: "done" | "retry" | "failed";
  /** Of a run that was not done. */
  readonly cause?: string;
  /** The check's conclusion; undefined when nothing was reviewed. */
  readonly conclusion?: string;
  readonly kind?: string;
  /** One word where nothing was reviewed: `closed`, `spread`. */
  readonly skipped?: string;
  /** From taking up the job to its end. */
  readonly milliseconds: number;
  /** From the first delivery's storing to taking up the job. */
  readonly waitedMs: number;
  /** Until the check was in progress; undefined when it was so already. */
  readonly beganMs?: number;
  readonly requests?: RequestCounts;
}

/** Requests to GitHub's API. `conditional` are reads that were answered 304. */
export interface RequestCounts {
  readonly reads: number;
  readonly writes: number;
  readonly conditional: number;
}
