import type { EmbeddedDatabase, Statement } from "./embedded-database.ts";
import { JobRunner } from "./job-runner.ts";
import type { ClaimedJob, JobTable, LaneLoad } from "./job-table.ts";
import { DELIVERIES_KEPT_MS, EVENTS_KEPT, PRUNE_EVERY_MS } from "./job-table.ts";
import type { Enqueued, Json, NewJob, Queue, QueueCounts, Worker } from "./queue.ts";
import type { NoticeSink } from "./queue-notice.ts";
import { isExhausted, waitAfterCrash } from "./retry-causes.ts";
import { storedText } from "./stored-text.ts";

interface JobRow {
  readonly id: number;
  readonly key: string;
  readonly lane: string;
  readonly attempt: number;
  readonly crashes: number;
  readonly run_at: number;
  readonly enqueued_at: number;
}

interface EventRow {
  readonly payload: string;
  readonly delivery: string | null;
}

/** What changes when an active job waits again. */
interface Requeue {
  readonly attempts: 0 | 1;
  readonly crashes: 0 | 1;
  /** Undefined: when it was due anyhow. */
  readonly afterMs: number | undefined;
}

/** The queue of one process, in an SQLite file. */
export class EmbeddedQueue implements Queue, JobTable {
  readonly #database: EmbeddedDatabase;
  readonly #notice: NoticeSink;
  readonly #runner: JobRunner;
  readonly #pruning: NodeJS.Timeout;
  readonly #sql: Readonly<Record<keyof typeof SQL, Statement>>;
  #claims = 0;

  constructor(database: EmbeddedDatabase, notice: NoticeSink = () => undefined) {
    this.#database = database;
    this.#notice = notice;
    this.#runner = new JobRunner(this, notice);
    this.#sql = prepareAll(database);
    this.#prune();
    this.#pruning = setInterval(() => this.#pruneOrSay(), PRUNE_EVERY_MS);
    this.#pruning.unref();
  }

  async enqueue(job: NewJob): Promise<Enqueued> {
    const { answer, isSooner } = this.#database.transact(() => this.#insert(job));
    if (answer !== "duplicate") this.#database.flushSoon((error) => this.#notice({ kind: "storage-error", error }));
    if (isSooner) this.#runner.wake();
    return answer;
  }

  async start(worker: Worker, options: { readonly concurrency: number }): Promise<void> {
    if (!this.#runner.started) this.#recover();
    this.#runner.start(worker, options.concurrency);
  }

  stop(graceMs: number): Promise<void> {
    return this.#runner.stop(graceMs);
  }

  async counts(): Promise<QueueCounts> {
    const row = this.#sql.counts.get() as { waiting: number; active: number; failed: number; oldest: number | null };
    const oldestWaitingMs = row.oldest === null ? 0 : Math.max(0, Date.now() - row.oldest);
    return { waiting: row.waiting, active: row.active, failed: row.failed, oldestWaitingMs };
  }

  async failedJobs(
    limit: number,
  ): Promise<readonly { readonly key: string; readonly cause: string; readonly failedAt: Date }[]> {
    const rows = this.#sql.failures.all(limit) as { key: string; cause: string; failed_at: number }[];
    return rows.map((row) => ({ key: row.key, cause: row.cause, failedAt: new Date(row.failed_at) }));
  }

  async close(): Promise<void> {
    clearInterval(this.#pruning);
    await this.#runner.stop(0);
    this.#runner.close();
  }

  async claim(load: LaneLoad): Promise<ClaimedJob | undefined> {
    const now = Date.now();
    for (const lane of this.#lanesInTurn(load)) {
      const row = this.#sql.due.get(lane, now) as JobRow | undefined;
      if (row === undefined) continue;
      this.#sql.activate.run(row.id);
      return this.#claimed(row);
    }
    return undefined;
  }

  async complete(job: ClaimedJob): Promise<void> {
    this.#database.transact(() => {
      const now = Date.now();
      for (const delivery of job.deliveries) this.#sql.rememberDelivery.run(delivery, job.key, now);
      this.#sql.forgetFailure.run(job.key);
      this.#sql.remove.run(Number(job.id));
    });
  }

  async retry(job: ClaimedJob, afterMs: number): Promise<void> {
    this.#requeue(Number(job.id), { attempts: 1, crashes: 0, afterMs: Math.max(0, afterMs) });
  }

  async fail(job: ClaimedJob, cause: string): Promise<void> {
    this.#database.transact(() => this.#recordFailure(Number(job.id), job.key, cause));
  }

  async release(job: ClaimedJob): Promise<void> {
    this.#requeue(Number(job.id), { attempts: 0, crashes: 0, afterMs: undefined });
  }

  async releaseStrays(running: readonly ClaimedJob[]): Promise<void> {
    for (const row of this.#activeBut(running)) this.#requeue(row.id, { attempts: 0, crashes: 0, afterMs: undefined });
  }

  async nextDueMs(): Promise<number | undefined> {
    const now = Date.now();
    const { next } = this.#sql.nextDue.get(now) as { next: number | null };
    return next === null ? undefined : next - now;
  }

  /** `isSooner`: something may be due now, or sooner than it was. */
  #insert(job: NewJob): { readonly answer: Enqueued; readonly isSooner: boolean } {
    const now = Date.now();
    const key = storedText(job.key);
    const lane = storedText(job.lane);
    const delivery = job.delivery === undefined ? null : storedText(job.delivery);
    const runAt = now + Math.max(0, job.delayMs ?? 0);
    if (delivery !== null && this.#sql.isCompleted.get(delivery, key) !== undefined) {
      return { answer: "duplicate", isSooner: false };
    }
    const waiting = this.#sql.waiting.get(key) as JobRow | undefined;
    if (waiting === undefined) {
      const { id } = this.#sql.insertJob.get(key, lane, runAt, now) as { id: number };
      this.#sql.insertEvent.run(id, JSON.stringify(job.event), delivery);
      return { answer: "stored", isSooner: true };
    }
    this.#sql.merge.run(lane, runAt, waiting.id);
    if (delivery === null || this.#sql.hasDelivery.get(waiting.id, delivery) === undefined) {
      this.#sql.insertEvent.run(waiting.id, JSON.stringify(job.event), delivery);
      this.#sql.dropOldest.run(waiting.id, waiting.id);
    }
    // A burst of events for what is due or waits for its retry need not be looked through each time.
    return { answer: "merged", isSooner: runAt < waiting.run_at || lane !== waiting.lane };
  }

  /** Lanes with waiting jobs: the least busy first, then in turn after the last one. */
  #lanesInTurn({ busy, perLane, last }: LaneLoad): string[] {
    const row = this.#sql.lanes.get() as { lanes: string };
    const later = (lane: string): number => (lane > last ? 0 : 1);
    return (JSON.parse(row.lanes) as string[])
      .map((lane) => ({ lane, busy: busy.get(lane) ?? 0 }))
      .filter((a) => a.busy < perLane)
      .sort((a, b) => a.busy - b.busy || later(a.lane) - later(b.lane) || (a.lane < b.lane ? -1 : 1))
      .map(({ lane }) => lane);
  }

  #claimed(row: JobRow): ClaimedJob {
    const events = this.#sql.events.all(row.id) as EventRow[];
    return {
      id: String(row.id),
      key: row.key,
      lane: row.lane,
      events: events.map((event) => JSON.parse(event.payload) as Json),
      deliveries: [...new Set(events.flatMap((event) => event.delivery ?? []))],
      attempt: row.attempt,
      enqueuedAt: new Date(row.enqueued_at),
      ...(isExhausted(row.crashes) ? { exhausted: "process-ended" } : {}),
      claim: String(++this.#claims),
    };
  }

  #requeue(id: number, change: Requeue): void {
    this.#database.transact(() => {
      const job = this.#sql.active.get(id) as JobRow | undefined;
      if (job === undefined) return;
      const crashes = job.crashes + change.crashes;
      const heldUntil = change.afterMs === undefined ? 0 : Date.now() + Math.ceil(change.afterMs);
      const newer = this.#sql.waiting.get(job.key) as JobRow | undefined;
      if (newer === undefined) {
        this.#sql.deactivate.run(job.attempt + change.attempts, crashes, heldUntil, heldUntil, id);
        return;
      }
      // The newer event ends the older one's count of tries, not its wait.
      this.#sql.moveEvents.run(newer.id, id);
      this.#sql.absorb.run(
        crashes,
        heldUntil,
        Math.min(job.run_at, newer.run_at),
        heldUntil,
        job.enqueued_at,
        newer.id,
      );
      this.#sql.remove.run(id);
      this.#sql.dropOldest.run(newer.id, newer.id);
    });
  }

  /** The directory is this process's alone, so an active job that it does not run was a dead one's. */
  #recover(): void {
    for (const job of this.#activeBut(this.#runner.running)) {
      const afterMs = waitAfterCrash(job.crashes + 1);
      if (afterMs === undefined) {
        this.#database.transact(() => this.#recordFailure(job.id, job.key, "process-ended"));
        this.#notice({ kind: "failed", key: job.key, attempt: job.attempt, cause: "process-ended" });
      } else {
        this.#requeue(job.id, { attempts: 1, crashes: 1, afterMs });
        this.#notice({ kind: "recovered", key: job.key });
      }
    }
  }

  #activeBut(running: readonly ClaimedJob[]): JobRow[] {
    const ids = new Set(running.map((job) => Number(job.id)));
    return (this.#sql.allActive.all() as JobRow[]).filter((row) => !ids.has(row.id));
  }

  #recordFailure(id: number, key: string, cause: string): void {
    this.#sql.recordFailure.run(key, cause, Date.now());
    this.#sql.remove.run(id);
  }

  #prune(): void {
    this.#sql.prune.run(Date.now() - DELIVERIES_KEPT_MS);
  }

  #pruneOrSay(): void {
    try {
      this.#prune();
    } catch (error) {
      this.#notice({ kind: "storage-error", error });
    }
  }
}

const SQL = {
  isCompleted: "SELECT 1 FROM completed_delivery WHERE delivery = ? AND key = ?",
  waiting: "SELECT * FROM job WHERE key = ? AND active = 0",
  active: "SELECT * FROM job WHERE id = ? AND active = 1",
  allActive: "SELECT * FROM job WHERE active = 1",
  insertJob: "INSERT INTO job (key, lane, run_at, enqueued_at) VALUES (?, ?, ?, ?) RETURNING id",
  merge: "UPDATE job SET lane = ?, attempt = 1, run_at = max(held_until, min(run_at, ?)) WHERE id = ?",
  hasDelivery: "SELECT 1 FROM event WHERE job = ? AND delivery = ?",
  insertEvent: "INSERT INTO event (job, payload, delivery) VALUES (?, ?, ?)",
  dropOldest: `DELETE FROM event WHERE job = ? AND seq <= (SELECT seq FROM event WHERE job = ? ORDER BY seq DESC LIMIT 1 OFFSET ${EVENTS_KEPT})`,
  // Leaps from lane to lane along the index instead of reading every waiting job. One text takes half the time of a row for each.
  lanes: `WITH RECURSIVE leap (lane) AS (
      SELECT min(lane) FROM job WHERE active = 0
      UNION ALL SELECT (SELECT min(lane) FROM job WHERE active = 0 AND lane > leap.lane) FROM leap WHERE leap.lane IS NOT NULL
    ) SELECT json_group_array(lane) AS lanes FROM leap WHERE lane IS NOT NULL`,
  due: `SELECT * FROM job WHERE active = 0 AND lane = ? AND run_at <= ?
      AND NOT EXISTS (SELECT 1 FROM job AS other WHERE other.key = job.key AND other.active = 1) ORDER BY run_at, id LIMIT 1`,
  activate: "UPDATE job SET active = 1 WHERE id = ?",
  deactivate:
    "UPDATE job SET active = 0, attempt = ?, crashes = ?, held_until = ?, run_at = max(run_at, ?) WHERE id = ?",
  events: "SELECT payload, delivery FROM event WHERE job = ? ORDER BY seq",
  moveEvents: "UPDATE event SET job = ? WHERE job = ?",
  absorb: "UPDATE job SET attempt = 1, crashes = ?, held_until = ?, run_at = max(?, ?), enqueued_at = ? WHERE id = ?",
  remove: "DELETE FROM job WHERE id = ?",
  rememberDelivery: "INSERT OR REPLACE INTO completed_delivery (delivery, key, completed_at) VALUES (?, ?, ?)",
  recordFailure: "INSERT OR REPLACE INTO failure (key, cause, failed_at) VALUES (?, ?, ?)",
  forgetFailure: "DELETE FROM failure WHERE key = ?",
  failures: "SELECT key, cause, failed_at FROM failure ORDER BY failed_at DESC, key LIMIT ?",
  nextDue: "SELECT min(run_at) AS next FROM job WHERE active = 0 AND run_at > ?",
  counts: `SELECT (SELECT count(*) FROM job WHERE active = 0) AS waiting, (SELECT count(*) FROM job WHERE active = 1) AS active,
      (SELECT count(*) FROM failure) AS failed, (SELECT min(enqueued_at) FROM job WHERE active = 0) AS oldest`,
  prune: "DELETE FROM completed_delivery WHERE completed_at < ?",
} as const;

function prepareAll(database: EmbeddedDatabase): Readonly<Record<keyof typeof SQL, Statement>> {
  const prepared = Object.entries(SQL).map(([name, sql]) => [name, database.prepare(sql)]);
  return Object.fromEntries(prepared) as Record<keyof typeof SQL, Statement>;
}
