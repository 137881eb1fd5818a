import { JobRunner } from "./job-runner.ts";
import type { ClaimedJob, JobTable, LaneLoad } from "./job-table.ts";
import { DELIVERIES_KEPT_MS, EVENTS_KEPT, PRUNE_EVERY_MS } from "./job-table.ts";
import type { PostgresDatabase, Row, Session } from "./postgres-database.ts";
import { sqlStateOf } from "./postgres-database.ts";
import { CLAIM, COMPLETE, COUNTS, DUE, ENQUEUE, EVENTS, FAIL, LET_GO } from "./postgres-statements.ts";
import type { Enqueued, Json, NewJob, Queue, QueueCounts, Worker } from "./queue.ts";
import type { NoticeSink } from "./queue-notice.ts";
import { Replica } from "./replica.ts";
import { isExhausted, waitAfterCrash } from "./retry-causes.ts";
import { storedText } from "./stored-text.ts";
import { WakeUpCalls } from "./wake-up-calls.ts";

/** What changes when an active job waits again. */
interface Requeue {
  readonly attempts: 0 | 1;
  /** Wait in milliseconds; undefined: when it was due anyhow. Its process died when given `crashed`. */
  readonly afterMs: number | undefined;
  readonly crashed: boolean;
}

/** The queue of any number of processes, in a PostgreSQL database. */
export class PostgresQueue implements Queue, JobTable {
  readonly #database: PostgresDatabase;
  readonly #notice: NoticeSink;
  readonly #runner: JobRunner;
  readonly #calls: WakeUpCalls;
  readonly #pruning: NodeJS.Timeout;
  #replica: Replica | undefined;

  constructor(database: PostgresDatabase, notice: NoticeSink = () => undefined) {
    this.#database = database;
    this.#notice = notice;
    this.#runner = new JobRunner(this, notice);
    this.#calls = new WakeUpCalls(database, notice, () => this.#runner.wake());
    this.#pruning = setInterval(() => this.#prune(), PRUNE_EVERY_MS);
    this.#pruning.unref();
  }

  async enqueue(job: NewJob): Promise<Enqueued> {
    const delivery = job.delivery === undefined ? null : storedText(job.delivery);
    const delayMs = Math.max(0, job.delayMs ?? 0);
    const values = [storedText(job.key), storedText(job.lane), JSON.stringify(job.event), delivery, delayMs];
    const [row] = await this.#database.query(ENQUEUE, values, "enqueue");
    if (row === undefined) return "duplicate";
    this.#calls.call();
    return row.inserted === true ? "stored" : "merged";
  }

  async start(worker: Worker, options: { readonly concurrency: number }): Promise<void> {
    this.#prune();
    this.#replica ??= await Replica.join(this.#database, this.#notice, {
      recover: (session, replica) => this.#recover(session, replica),
      recovered: () => this.#runner.wake(),
      lost: async () => {
        this.#runner.pause();
        await this.#runner.abort("The claim on the work was lost.");
      },
      joined: () => this.#runner.resume(),
    });
    await this.#calls.listen();
    this.#runner.start(worker, options.concurrency);
  }

  async stop(graceMs: number): Promise<void> {
    await this.#runner.stop(graceMs);
    // What ended while the others had no reason to look may have let a waiting job free.
    if (this.#replica !== undefined) this.#calls.call();
  }

  async counts(): Promise<QueueCounts> {
    const [row = {}] = await this.#database.query(COUNTS);
    return {
      waiting: Number(row.waiting),
      active: Number(row.active),
      failed: Number(row.failed),
      oldestWaitingMs: Math.max(0, Number(row.oldest_ms ?? 0)),
    };
  }

  async failedJobs(
    limit: number,
  ): Promise<readonly { readonly key: string; readonly cause: string; readonly failedAt: Date }[]> {
    const rows = await this.#database.query(
      "SELECT key, cause, failed_at FROM weighbridge.failure ORDER BY failed_at DESC, key LIMIT $1",
      [limit],
    );
    return rows.map((row) => ({
      key: String(row.key),
      cause: String(row.cause),
      failedAt: dateOf(row.failed_at),
    }));
  }

  async close(): Promise<void> {
    clearInterval(this.#pruning);
    await this.#runner.stop(0);
    this.#runner.close();
    // Work that ignored the abort may still write: its lease must run out before others take it up.
    await this.#replica?.leave({ orderly: this.#runner.running.length === 0 });
    await this.#calls.close();
  }

  async claim(load: LaneLoad): Promise<ClaimedJob | undefined> {
    const replica = this.#replica;
    if (replica === undefined) return undefined;
    const claim = replica.id;
    const values = [claim, [...load.busy.keys()], [...load.busy.values()], load.perLane, load.last];
    let row: Row | undefined;
    do {
      [row] = await this.#database.query(CLAIM, values, "claim").catch((error: unknown) => {
        const state = sqlStateOf(error);
        // Another took the key's other job in the same moment.
        if (state === "23505") return [];
        if (state === "23503") replica.loseLease();
        throw error;
      });
      if (row === undefined) return undefined;
      // Another began with the lane in the same moment: now it is seen to hold it, and the next lane is tried.
    } while (row.id === null);
    // Only now: what was merged into the job while the claim waited for its row is not in the claim's own view.
    const events = await this.#database.query(EVENTS, [row.id, EVENTS_KEPT], "events");
    return claimedJob(row, events, claim);
  }

  async complete(job: ClaimedJob): Promise<void> {
    const [end] = await this.#database.query(COMPLETE, [job.id, job.claim, job.deliveries], "complete");
    this.#callIfFree(end);
  }

  async retry(job: ClaimedJob, afterMs: number): Promise<void> {
    await this.#requeue(job, { attempts: 1, afterMs: Math.max(0, afterMs), crashed: false });
  }

  async fail(job: ClaimedJob, cause: string): Promise<void> {
    const [end] = await this.#database.query(FAIL, [job.id, job.claim, cause]);
    this.#callIfFree(end);
  }

  async release(job: ClaimedJob): Promise<void> {
    await this.#requeue(job, { attempts: 0, afterMs: undefined, crashed: false });
  }

  async releaseStrays(running: readonly ClaimedJob[]): Promise<void> {
    const replica = this.#replica?.id;
    const rows = await this.#database.query(
      "SELECT id FROM weighbridge.job WHERE replica = $1 AND id <> ALL ($2::bigint[])",
      [replica ?? null, running.filter((job) => job.claim === replica).map((job) => job.id)],
    );
    for (const { id } of rows) {
      await this.#database.transact((session) =>
        requeue(session, String(id), replica ?? "", { attempts: 0, afterMs: undefined, crashed: false }),
      );
    }
  }

  async nextDueMs(): Promise<number | undefined> {
    const [row] = await this.#database.query(DUE, [], "due");
    const due = row?.due_ms;
    return due === null || due === undefined ? undefined : Number(due);
  }

  async #requeue(job: ClaimedJob, change: Requeue): Promise<void> {
    await this.#database.transact((session) => requeue(session, job.id, job.claim, change));
    this.#calls.call();
  }

  /** Tells the others of work in a lane that this process has just let go: it may have no place for it. */
  #callIfFree(end: Row | undefined): void {
    if (end?.waits === true) this.#calls.call();
  }

  /** Takes the jobs of a dead process back; within the transaction that ends its membership. */
  async #recover(session: Session, replica: string): Promise<void> {
    const rows = await session.query("SELECT id, key, attempt, crashes FROM weighbridge.job WHERE replica = $1", [
      replica,
    ]);
    for (const row of rows) {
      const key = String(row.key);
      const afterMs = waitAfterCrash(Number(row.crashes) + 1);
      if (afterMs === undefined) {
        await session.query(FAIL, [row.id, replica, "process-ended"]);
        this.#notice({ kind: "failed", key, attempt: Number(row.attempt), cause: "process-ended" });
      } else {
        await requeue(session, String(row.id), replica, { attempts: 1, afterMs, crashed: true });
        this.#notice({ kind: "recovered", key });
      }
    }
  }

  #prune(): void {
    this.#database
      .query("DELETE FROM weighbridge.completed_delivery WHERE completed_at < now() - $1 * interval '1 millisecond'", [
        DELIVERIES_KEPT_MS,
      ])
      .catch((error: unknown) => this.#notice({ kind: "storage-error", error }));
  }
}

async function requeue(session: Session, id: string, replica: string, change: Requeue): Promise<void> {
  const [job] = await session.query("SELECT key, lane FROM weighbridge.job WHERE id = $1 AND replica = $2 FOR UPDATE", [
    id,
    replica,
  ]);
  if (job === undefined) return;
  const held =
    "CASE WHEN $2::float8 IS NULL THEN '-infinity'::timestamptz ELSE now() + $2::float8 * interval '1 millisecond' END";
  const wait = change.afterMs ?? null;
  const crashes = change.crashed ? 1 : 0;
  const [newer] = await session.query("SELECT id FROM weighbridge.job WHERE key = $1 AND NOT active FOR UPDATE", [
    job.key,
  ]);
  if (newer === undefined) {
    await session.query(
      `UPDATE weighbridge.job SET active = false, replica = NULL, attempt = attempt + $3, crashes = crashes + $4,
         held_until = ${held}, run_at = greatest(run_at, ${held}) WHERE id = $1`,
      [id, wait, change.attempts, crashes],
    );
    await session.query(LET_GO, [job.lane, replica]);
    return;
  }
  // The newer event ends the older one's count of tries, not its wait.
  await session.query("UPDATE weighbridge.event SET job = $1 WHERE job = $2", [newer.id, id]);
  await session.query(
    `UPDATE weighbridge.job AS newer SET attempt = 1, crashes = older.crashes + $4, held_until = ${held},
       run_at = greatest(${held}, least(newer.run_at, older.run_at)), enqueued_at = least(newer.enqueued_at, older.enqueued_at)
     FROM weighbridge.job AS older WHERE newer.id = $1 AND older.id = $3`,
    [newer.id, wait, id, crashes],
  );
  await session.query("DELETE FROM weighbridge.job WHERE id = $1", [id]);
  await session.query(LET_GO, [job.lane, replica]);
}

function claimedJob(row: Row, events: readonly Row[], claim: string): ClaimedJob {
  return {
    id: String(row.id),
    key: String(row.key),
    lane: String(row.lane),
    events: events.map((event) => JSON.parse(String(event.payload)) as Json),
    deliveries: [...new Set(events.flatMap(({ delivery }) => (typeof delivery === "string" ? delivery : [])))],
    attempt: Number(row.attempt),
    enqueuedAt: dateOf(row.enqueued_at),
    ...(isExhausted(Number(row.crashes)) ? { exhausted: "process-ended" } : {}),
    claim,
  };
}

function dateOf(value: unknown): Date {
  return value instanceof Date ? value : new Date(String(value));
}
