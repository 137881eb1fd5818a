import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Disposition, Job, Json, Queue, Worker } from "../../src/queue/queue.ts";
import type { NoticeSink, QueueNotice } from "../../src/queue/queue-notice.ts";
import { WorkError } from "../../src/queue/retry-causes.ts";
import { killWorkers, readLog } from "./killed-processes.ts";
import { Gate, until } from "./waiting.ts";

/** One engine under test, with an empty storage for each test. */
export interface QueueEngine {
  /** Opens the queue over what the storage holds; at most one at a time. */
  open(notice?: NoticeSink): Promise<Queue>;
  /** Closes it with all that belongs to it. */
  close(): Promise<void>;
  /** Makes waiting jobs look as if the process that ran them had died, after so many deaths before. The queue is closed. */
  abandon(crashes: number): Promise<void>;
  /** Sets the completed deliveries back by eight days. The queue is closed. */
  ageDeliveries(): Promise<void>;
  readonly databaseUrl?: string;
  readonly dataDir: string;
  /** Processes that may share the storage. */
  readonly replicas: number;
}

const DONE: Disposition = { outcome: "done" };

const collect =
  (jobs: Job[]): Worker =>
  async (job) => {
    jobs.push(job);
    return DONE;
  };

/** Every sentence of `queue.ts`, for any engine. */
export function describeQueue(name: string, prepare: () => Promise<QueueEngine>): void {
  describe(name, () => {
    let engine: QueueEngine;
    let queue: Queue;
    let notices: QueueNotice[];

    const open = async (): Promise<void> => {
      notices = [];
      queue = await engine.open((notice) => notices.push(notice));
    };
    const reopen = async (between: () => Promise<void> = async () => undefined): Promise<void> => {
      await engine.close();
      await between();
      await open();
    };
    const put = (key: string, event: Json, more: { delivery?: string; lane?: string; delayMs?: number } = {}) =>
      queue.enqueue({ key, event, lane: "l", ...more });
    const idle = () =>
      until(async () => {
        const { waiting, active } = await queue.counts();
        return waiting + active === 0;
      });

    beforeEach(async () => {
      engine = await prepare();
      await open();
    });
    afterEach(() => engine.close());

    test("hands a job to the worker as it was stored", async () => {
      const event = { text: 'a "b" \u0000 \ud83d\ude00 \u2028', list: [1, null, true, { deep: 1.5 }] };
      expect(await put("acme/vision#12", event, { delivery: "g-1", lane: "installation 7" })).toBe("stored");
      const jobs: Job[] = [];
      await queue.start(collect(jobs), { concurrency: 2 });
      await idle();
      expect(jobs).toEqual([
        expect.objectContaining({
          key: "acme/vision#12",
          lane: "installation 7",
          events: [event],
          deliveries: ["g-1"],
          attempt: 1,
          enqueuedAt: expect.any(Date),
          id: expect.any(String),
        }),
      ]);
    });

    test("a waiting job takes in what happens under its key, in order", async () => {
      expect(await put("k", 1, { delivery: "a" })).toBe("stored");
      expect(await put("k", 2, { delivery: "b" })).toBe("merged");
      expect(await put("other", 9)).toBe("stored");
      expect(await put("k", 3)).toBe("merged");
      const jobs = await drain();
      expect(jobs.map(({ key, events, deliveries }) => ({ key, events, deliveries }))).toEqual([
        { key: "k", events: [1, 2, 3], deliveries: ["a", "b"] },
        { key: "other", events: [9], deliveries: [] },
      ]);
    });

    test("keeps the latest 200 events of a job", async () => {
      for (let n = 1; n <= 205; n++) await put("k", n, { delivery: `g${n}` });
      const [job] = await drain();
      expect(job?.events).toEqual(Array.from({ length: 200 }, (_, index) => index + 6));
      expect(job?.deliveries).toHaveLength(200);
    });

    test("drops a delivery only when its work is completed", async () => {
      expect(await put("k", 1, { delivery: "g" })).toBe("stored");
      expect(await put("k", 1, { delivery: "g" })).toBe("merged");
      const jobs = await drain();
      expect(jobs.map((job) => job.events)).toEqual([[1]]);
      expect(await put("k", 1, { delivery: "g" })).toBe("duplicate");
      expect((await queue.counts()).waiting).toBe(0);
      expect(await put("k", 1)).toBe("stored");
    });

    test("a delivery that concerns several keys is completed for each by itself", async () => {
      await put("k1", 1, { delivery: "push" });
      await drain();
      expect(await put("k1", 1, { delivery: "push" })).toBe("duplicate");
      expect(await put("k2", 1, { delivery: "push" })).toBe("stored");
    });

    test("takes a delivery again whose work failed", async () => {
      await put("k", 1, { delivery: "g" });
      await drain(async () => ({ outcome: "failed", cause: "unprocessable" }));
      expect(await put("k", 1, { delivery: "g" })).toBe("stored");
    });

    test("remembers completed deliveries over a restart, and forgets them after a week", async () => {
      await put("k", 1, { delivery: "g" });
      await drain();
      await reopen();
      expect(await put("k", 1, { delivery: "g" })).toBe("duplicate");
      await reopen(() => engine.ageDeliveries());
      await queue.start(async () => DONE, { concurrency: 1 });
      await until(async () => (await put("k", 1, { delivery: "g" })) !== "duplicate");
    });

    test("what happens while the job runs waits beside it and runs after it", async () => {
      const gate = new Gate();
      const seen: string[] = [];
      await put("k", 1, { delivery: "g" });
      await queue.start(
        async (job) => {
          seen.push(`begin ${job.events.join()}`);
          if (job.events.includes(1)) await gate.promise;
          seen.push(`end ${job.events.join()}`);
          return DONE;
        },
        { concurrency: 4 },
      );
      await until(() => seen.length === 1);
      expect(await put("k", 2)).toBe("stored");
      expect(await put("k", 3)).toBe("merged");
      // Redelivered while it runs: its work may yet fail, so it is not dropped.
      expect(await put("k", 1.5, { delivery: "g" })).toBe("merged");
      await put("other", 9);
      await until(() => seen.includes("end 9"));
      await until(async () => (await queue.counts()).active === 1);
      expect(await queue.counts()).toMatchObject({ waiting: 1, active: 1 });
      gate.resolve();
      await idle();
      expect(seen).toEqual(["begin 1", "begin 9", "end 9", "end 1", "begin 2,3,1.5", "end 2,3,1.5"]);
    });

    test("a thousand events over fifty keys: never two at once, none lost, in order", async () => {
      const running = new Set<string>();
      const got = new Map<string, Json[]>();
      let overlaps = 0;
      await queue.start(
        async (job) => {
          if (running.has(job.key)) overlaps++;
          running.add(job.key);
          await sleep(Math.random() * 3);
          got.set(job.key, [...(got.get(job.key) ?? []), ...job.events]);
          running.delete(job.key);
          return DONE;
        },
        { concurrency: 8 },
      );
      const batches = Array.from({ length: 50 }, async (_, key) => {
        for (let n = 0; n < 20; n++) await put(`k${key}`, n, { lane: `l${key % 7}` });
      });
      await Promise.all(batches);
      await idle();
      expect(overlaps).toBe(0);
      expect(got.size).toBe(50);
      for (const events of got.values()) expect(events).toEqual(Array.from({ length: 20 }, (_, n) => n));
    });

    test("lanes take turns, and within a lane the oldest is first", async () => {
      for (const n of [1, 2, 3, 4]) await put(`a${n}`, n, { lane: "a" });
      for (const n of [1, 2]) await put(`b${n}`, n, { lane: "b" });
      await put("c1", 1, { lane: "c" });
      const jobs = await drain();
      expect(jobs.map((job) => job.key)).toEqual(["a1", "b1", "c1", "a2", "b2", "a3", "a4"]);
    });

    test("a slow lane leaves room for the others", async () => {
      const gate = new Gate();
      const ended: string[] = [];
      for (let n = 0; n < 10; n++) await put(`slow${n}`, n, { lane: "slow" });
      await queue.start(
        async (job) => {
          if (job.lane === "slow") await gate.promise;
          ended.push(job.key);
          return DONE;
        },
        { concurrency: 4 },
      );
      await until(async () => (await queue.counts()).active === 2);
      for (const n of [1, 2, 3]) await put(`fast${n}`, n, { lane: "fast" });
      await until(() => ended.length === 3);
      expect(ended.sort()).toEqual(["fast1", "fast2", "fast3"]);
      gate.resolve();
      await idle();
      expect(ended).toHaveLength(13);
    });

    test("a delayed job waits, and an event without delay hastens it", async () => {
      await put("late", 1, { delayMs: 1_500 });
      await put("never", 1, { delayMs: 3_600_000 });
      await put("hastened", 1, { delayMs: 3_600_000 });
      await put("now", 1);
      await put("hastened", 2);
      const jobs: Job[] = [];
      await queue.start(collect(jobs), { concurrency: 1 });
      await until(async () => jobs.length === 3 && (await queue.counts()).active === 0);
      const [first, second, third] = jobs.map((job) => [job.key, ...job.events]);
      // Both were due in the same moment.
      expect([first, second].sort()).toEqual([
        ["hastened", 1, 2],
        ["now", 1],
      ]);
      expect(third).toEqual(["late", 1]);
      expect((await queue.counts()).waiting).toBe(1);
    });

    test("a later delay does not put off what was due before", async () => {
      await put("k", 1);
      await put("k", 2, { delayMs: 3_600_000 });
      const [job] = await drain();
      expect(job?.events).toEqual([1, 2]);
    });

    test("retries after the wait, with its events and the next number", async () => {
      const tries: [string, number, readonly Json[], readonly string[]][] = [];
      await put("k", 1, { delivery: "g" });
      await queue.start(
        async (job) => {
          tries.push([job.key, job.attempt, job.events, job.deliveries]);
          return job.key === "k" && job.attempt < 3 ? { outcome: "retry", cause: "timeout", afterMs: 50 } : DONE;
        },
        { concurrency: 1 },
      );
      await idle();
      expect(tries).toEqual([1, 2, 3].map((attempt) => ["k", attempt, [1], ["g"]]));
      expect(notices).toEqual(
        [1, 2].map((attempt) => ({ kind: "retried", key: "k", attempt, cause: "timeout", afterMs: 50 })),
      );
      expect(await put("k", 1, { delivery: "g" })).toBe("duplicate");
    });

    test("a newer event joins a job that waits for its retry, keeps the wait and begins the count anew", async () => {
      const tries: string[] = [];
      await put("k", 1);
      await queue.start(
        async (job) => {
          tries.push(`${job.key} ${job.attempt} ${job.events.join()}`);
          if (job.key === "k" && tries.length === 1)
            return { outcome: "retry", cause: "primary-limit", afterMs: 1_500 };
          return DONE;
        },
        { concurrency: 1 },
      );
      await until(async () => tries.length === 1 && (await queue.counts()).waiting === 1);
      expect(await put("k", 2)).toBe("merged");
      await put("other", 3);
      await idle();
      expect(tries).toEqual(["k 1 1", "other 1 3", "k 1 1,2"]);
    });

    test("a job that is to be retried takes in what came while it ran", async () => {
      const gate = new Gate();
      const tries: string[] = [];
      await put("k", 1, { delivery: "a" });
      await queue.start(
        async (job) => {
          tries.push(`${job.attempt} ${job.events.join()} ${job.deliveries.join()}`);
          if (tries.length > 1) return DONE;
          await gate.promise;
          return { outcome: "retry", cause: "timeout", afterMs: 1 };
        },
        { concurrency: 2 },
      );
      await until(() => tries.length === 1);
      await put("k", 2, { delivery: "b" });
      gate.resolve();
      await idle();
      expect(tries).toEqual(["1 1 a", "1 1,2 a,b"]);
    });

    test("a throw ends as the table of causes says", async () => {
      const tries: string[] = [];
      await put("gone", 1);
      await put("refused", 1);
      await put("cut", 1);
      await queue.start(
        async (job) => {
          tries.push(`${job.key} ${job.attempt}`);
          if (job.key === "gone") throw new WorkError("not-found", "no such pull request");
          if (job.key === "refused") throw new WorkError("unprocessable", "refused");
          if (job.attempt === 1) throw new WorkError("answer-lost", "cut", { afterMs: 10 });
          return DONE;
        },
        { concurrency: 1 },
      );
      await idle();
      expect(tries).toEqual(["gone 1", "refused 1", "cut 1", "cut 2"]);
      expect((await queue.failedJobs(9)).map(({ key, cause }) => ({ key, cause }))).toEqual([
        { key: "refused", cause: "unprocessable" },
      ]);
      expect(notices).toEqual([
        { kind: "failed", key: "refused", attempt: 1, cause: "unprocessable", error: expect.any(WorkError) },
        { kind: "retried", key: "cut", attempt: 1, cause: "answer-lost", afterMs: 1_000, error: expect.any(WorkError) },
      ]);
    });

    test("what failed for good stays visible until a newer event of its key is completed", async () => {
      let outcome: Disposition = { outcome: "failed", cause: "unprocessable" };
      await queue.start(async () => outcome, { concurrency: 1 });
      await put("k", 1);
      await idle();
      await put("k2", 1);
      await idle();
      expect((await queue.failedJobs(9)).map((job) => job.key)).toEqual(["k2", "k"]);
      expect(await queue.failedJobs(1)).toEqual([{ key: "k2", cause: "unprocessable", failedAt: expect.any(Date) }]);
      expect((await queue.counts()).failed).toBe(2);
      await queue.stop(0);
      await reopen();
      expect((await queue.counts()).failed).toBe(2);
      outcome = { outcome: "failed", cause: "permission-missing" };
      await queue.start(async () => outcome, { concurrency: 1 });
      await put("k", 2);
      await idle();
      expect((await queue.failedJobs(1))[0]).toMatchObject({ key: "k", cause: "permission-missing" });
      outcome = DONE;
      await put("k", 3);
      await idle();
      expect((await queue.failedJobs(9)).map((job) => job.key)).toEqual(["k2"]);
    });

    test("counts what waits, runs and failed", async () => {
      expect(await queue.counts()).toEqual({ waiting: 0, active: 0, failed: 0, oldestWaitingMs: 0 });
      await put("a", 1);
      await put("b", 1, { delayMs: 60_000 });
      await sleep(5);
      const counts = await queue.counts();
      expect(counts).toMatchObject({ waiting: 2, active: 0, failed: 0 });
      expect(counts.oldestWaitingMs).toBeGreaterThan(0);
    });

    test("what waits survives a restart", async () => {
      await put("k", 1, { delivery: "a" });
      await reopen();
      expect(await put("k", 2)).toBe("merged");
      const [job] = await drain();
      expect(job).toMatchObject({ events: [1, 2], deliveries: ["a"], attempt: 1 });
    });

    test("stop waits for what runs and takes no more; the rest is done after the next start", async () => {
      const gate = new Gate();
      const ended: string[] = [];
      const work = async (job: Job): Promise<Disposition> => {
        if (job.key === "a") await gate.promise;
        ended.push(job.key);
        return DONE;
      };
      await put("a", 1);
      await put("b", 1);
      await queue.start(work, { concurrency: 1 });
      await until(async () => (await queue.counts()).active === 1);
      const stopped = queue.stop(60_000);
      await put("c", 1);
      gate.resolve();
      await stopped;
      expect(ended).toEqual(["a"]);
      expect(await queue.counts()).toMatchObject({ waiting: 2, active: 0 });
      await queue.start(work, { concurrency: 1 });
      await idle();
      expect(ended).toEqual(["a", "b", "c"]);
    });

    test("stop aborts what runs past the grace, which runs again as if it had not", async () => {
      const tries: string[] = [];
      await put("k", 1);
      await queue.start(
        async (job, signal) => {
          tries.push(`${job.attempt}`);
          await sleep(60_000, undefined, { signal });
          return DONE;
        },
        { concurrency: 1 },
      );
      await until(() => tries.length === 1);
      await queue.stop(1);
      expect(await queue.counts()).toMatchObject({ waiting: 1, active: 0, failed: 0 });
      expect(notices).toEqual([{ kind: "released", key: "k" }]);
      await reopen();
      const [job] = await drain();
      expect(job).toMatchObject({ attempt: 1, events: [1] });
    });

    test("what a dead process ran is taken up again, with what came in since", async () => {
      await put("k", 1, { delivery: "a" });
      await put("alone", 5);
      await reopen(() => engine.abandon(0));
      expect(await queue.counts()).toMatchObject({ waiting: 0, active: 2 });
      expect(await put("k", 2, { delivery: "b" })).toBe("stored");
      const jobs = await drain();
      expect(jobs.map(({ key, attempt, events, deliveries }) => [key, attempt, events, deliveries]).sort()).toEqual([
        ["alone", 2, [5], []],
        ["k", 1, [1, 2], ["a", "b"]],
      ]);
      expect(notices.map((notice) => notice.kind)).toEqual(["recovered", "recovered"]);
    });

    test("work that its process has never survived runs once more, marked, so that it ends visibly", async () => {
      await put("poison", 1, { delivery: "g" });
      await reopen(() => engine.abandon(9));
      const jobs = await drain(async () => ({ outcome: "failed", cause: "process-ended" }));
      expect(jobs).toEqual([
        expect.objectContaining({ key: "poison", events: [1], attempt: 2, exhausted: "process-ended" }),
      ]);
      expect(await queue.failedJobs(9)).toEqual([
        { key: "poison", cause: "process-ended", failedAt: expect.any(Date) },
      ]);
      expect(notices).toEqual([
        { kind: "recovered", key: "poison" },
        { kind: "failed", key: "poison", attempt: 2, cause: "process-ended" },
      ]);
      expect(await put("poison", 2, { delivery: "g" })).toBe("stored");
      const [fresh] = await drain();
      expect(fresh).not.toHaveProperty("exhausted");
    });

    test("the marked run stays marked until it has ended, also with what came in since", async () => {
      await put("poison", 1);
      await reopen(() => engine.abandon(9));
      expect(await put("poison", 2)).toBe("stored");
      const seen: unknown[] = [];
      await queue.start(
        async ({ events, exhausted }) => {
          seen.push([events, exhausted]);
          return seen.length === 1 ? { outcome: "retry", cause: "bad-gateway", afterMs: 1 } : DONE;
        },
        { concurrency: 1 },
      );
      await idle();
      expect(seen).toEqual([
        [[1, 2], "process-ended"],
        [[1, 2], "process-ended"],
      ]);
    });

    test("work that not even the marked run survives fails for good, visibly", async () => {
      await put("poison", 1);
      await reopen(() => engine.abandon(10));
      expect(await drain()).toEqual([]);
      expect(await queue.failedJobs(9)).toEqual([
        { key: "poison", cause: "process-ended", failedAt: expect.any(Date) },
      ]);
      expect(notices).toEqual([{ kind: "failed", key: "poison", attempt: 1, cause: "process-ended" }]);
    });

    test("refuses to start twice, without places, and keys with a NUL", async () => {
      await expect(queue.start(async () => DONE, { concurrency: 0 })).rejects.toThrow(RangeError);
      await queue.start(async () => DONE, { concurrency: 1 });
      await expect(queue.start(async () => DONE, { concurrency: 1 })).rejects.toThrow("works already");
      await expect(put("a\0b", 1)).rejects.toThrow(RangeError);
    });

    test("processes killed twenty times in the midst of work lose nothing and never share a key", async () => {
      await engine.close();
      const folder = mkdtempSync(join(tmpdir(), "weighbridge-log-"));
      const log = join(folder, "log");
      const { dataDir, databaseUrl, replicas } = engine;
      await killWorkers({ dataDir, log, replicas, kills: 20, ...(databaseUrl === undefined ? {} : { databaseUrl }) });
      await open();
      const last = new Set<Json>();
      await queue.start(
        async (job) => {
          for (const event of job.events) last.add(event);
          return DONE;
        },
        { concurrency: 4 },
      );
      await idle();
      const { stored, done, overlaps, runs } = readLog(log);
      rmSync(folder, { recursive: true });
      expect(stored.length).toBeGreaterThan(100);
      expect(runs).toBeGreaterThan(100);
      expect(stored.filter((event) => !done.has(event) && !last.has(event))).toEqual([]);
      expect(overlaps).toEqual([]);
      expect((await queue.counts()).failed).toBe(0);
    }, 300_000);

    async function drain(work: () => Promise<Disposition> = async () => DONE): Promise<Job[]> {
      const jobs: Job[] = [];
      await queue.start(
        (job) => {
          jobs.push(job);
          return work();
        },
        { concurrency: 1 },
      );
      await idle();
      await queue.stop(1_000);
      return jobs;
    }
  });
}
