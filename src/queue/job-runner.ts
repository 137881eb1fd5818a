import type { ClaimedJob, JobTable, LaneLoad } from "./job-table.ts";
import type { Disposition, Worker } from "./queue.ts";
import type { NoticeSink } from "./queue-notice.ts";
import { dispositionOf } from "./retry-causes.ts";

/** The queue wakes itself; this poll only mends what a lost wake-up would leave lying. */
const SAFETY_POLL_MS = 5_000;
/** Wait after the storage failed. */
const STORAGE_RETRY_MS = 1_000;
/** Time that aborted work gets to come to its end. */
const SETTLE_MS = 2_000;

interface Run {
  readonly job: ClaimedJob;
  readonly controller: AbortController;
  readonly ended: Promise<void>;
}

/** Takes jobs from a table and does them, so many at a time. Both engines share it, so that they behave alike. */
export class JobRunner {
  readonly #table: JobTable;
  readonly #notice: NoticeSink;
  readonly #runs = new Set<Run>();
  #worker: Worker | undefined;
  #concurrency = 1;
  #lastLane = "";
  #timer: NodeJS.Timeout | undefined;
  #pumping: Promise<void> | undefined;
  #wanted = false;
  #claimFailed = false;
  #paused = false;
  #closed = false;

  constructor(table: JobTable, notice: NoticeSink) {
    this.#table = table;
    this.#notice = notice;
  }

  /** Jobs whose worker has not come to its end. */
  get running(): readonly ClaimedJob[] {
    return [...this.#runs].map((run) => run.job);
  }

  get started(): boolean {
    return this.#worker !== undefined;
  }

  start(worker: Worker, concurrency: number): void {
    if (this.#worker !== undefined) throw new Error("The queue works already.");
    if (!Number.isSafeInteger(concurrency) || concurrency < 1)
      throw new RangeError("concurrency must be a whole number from 1.");
    this.#worker = worker;
    this.#concurrency = concurrency;
    this.#paused = false;
    this.wake();
  }

  /** Looks for jobs now, or again if it is just looking. */
  wake(): void {
    if (this.#worker === undefined) return;
    this.#wanted = true;
    this.#pumping ??= this.#pump().finally(() => {
      this.#pumping = undefined;
      if (this.#wanted) this.wake();
    });
  }

  /** Takes no more jobs, gives the running ones `graceMs`, then aborts them. What ignores the abort stays claimed. */
  async stop(graceMs: number): Promise<void> {
    this.#worker = undefined;
    this.#wanted = false;
    clearTimeout(this.#timer);
    await this.#pumping;
    if (await this.#ended(graceMs)) return;
    await this.abort("The process must end.");
  }

  /** Aborts what runs and gives it a moment to come to its end. */
  async abort(reason: string): Promise<void> {
    for (const run of this.#runs) run.controller.abort(new DOMException(reason, "AbortError"));
    await this.#ended(SETTLE_MS);
  }

  /** Takes no job until {@link resume}. */
  pause(): void {
    this.#paused = true;
  }

  resume(): void {
    this.#paused = false;
    this.wake();
  }

  /** Ends the attempts to store how a run ended; for after {@link stop}. */
  close(): void {
    this.#closed = true;
  }

  async #pump(): Promise<void> {
    clearTimeout(this.#timer);
    let waitMs = SAFETY_POLL_MS;
    try {
      if (this.#claimFailed) {
        await this.#table.releaseStrays(this.running);
        this.#claimFailed = false;
      }
      while (this.#wanted) {
        this.#wanted = false;
        // Asked before the claims: what falls due between the two is then seen by a claim.
        const dueMs = await this.#table.nextDueMs();
        waitMs = Math.min(SAFETY_POLL_MS, Math.max(Math.ceil(dueMs ?? SAFETY_POLL_MS), 1));
        while (await this.#takeOne());
      }
    } catch (error) {
      // The claim may have been stored though its answer was lost.
      this.#claimFailed = true;
      this.#wanted = false;
      this.#notice({ kind: "storage-error", error });
      waitMs = STORAGE_RETRY_MS;
    }
    if (this.#worker !== undefined) this.#timer = setTimeout(() => this.wake(), waitMs);
  }

  #hasRoom(): boolean {
    return this.#worker !== undefined && !this.#paused && this.#runs.size < this.#concurrency;
  }

  async #takeOne(): Promise<boolean> {
    if (!this.#hasRoom()) return false;
    const job = await this.#table.claim(this.#load());
    if (job === undefined) return false;
    const worker = this.#worker;
    if (worker === undefined || this.#paused) {
      await this.#table.release(job);
      return false;
    }
    this.#lastLane = job.lane;
    this.#begin(job, worker);
    return true;
  }

  #load(): LaneLoad {
    const busy = new Map<string, number>();
    for (const { job } of this.#runs) busy.set(job.lane, (busy.get(job.lane) ?? 0) + 1);
    // Half of the places stay out of a lane's reach, or a slow one would sit on all of them.
    return { busy, perLane: Math.ceil(this.#concurrency / 2), last: this.#lastLane };
  }

  #begin(job: ClaimedJob, worker: Worker): void {
    const controller = new AbortController();
    const ended = this.#run(job, worker, controller.signal).finally(() => {
      this.#runs.delete(run);
      this.wake();
    });
    const run: Run = { job, controller, ended };
    this.#runs.add(run);
  }

  async #run(job: ClaimedJob, worker: Worker, signal: AbortSignal): Promise<void> {
    let disposition: Disposition;
    let thrown: { readonly error: unknown } | undefined;
    try {
      disposition = await worker(job, signal);
    } catch (error) {
      thrown = { error };
      disposition = dispositionOf(error, job.attempt);
    }
    for (;;) {
      try {
        await this.#settle(job, disposition, signal, thrown);
        return;
      } catch (error) {
        this.#notice({ kind: "storage-error", error });
      }
      // Until the end is stored the job keeps its place: it would run a second time otherwise.
      await new Promise((resolve) => setTimeout(resolve, STORAGE_RETRY_MS));
      if (this.#closed) return;
    }
  }

  async #settle(
    job: ClaimedJob,
    disposition: Disposition,
    signal: AbortSignal,
    thrown: { readonly error: unknown } | undefined,
  ): Promise<void> {
    const { key, attempt } = job;
    if (disposition.outcome === "done") return this.#table.complete(job);
    // How aborted work failed says nothing about the work.
    if (signal.aborted) {
      await this.#table.release(job);
      this.#notice({ kind: "released", key });
    } else if (disposition.outcome === "retry") {
      const { cause, afterMs } = disposition;
      await this.#table.retry(job, afterMs);
      this.#notice({ kind: "retried", key, attempt, cause, afterMs, ...thrown });
    } else {
      await this.#table.fail(job, disposition.cause);
      this.#notice({ kind: "failed", key, attempt, cause: disposition.cause, ...thrown });
    }
  }

  /** Whether all runs ended within the time. */
  async #ended(withinMs: number): Promise<boolean> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<boolean>((resolve) => {
      timer = setTimeout(() => resolve(false), withinMs);
    });
    const all = Promise.all([...this.#runs].map((run) => run.ended)).then(() => true);
    const ended = await Promise.race([all, late]);
    clearTimeout(timer);
    return ended;
  }
}
