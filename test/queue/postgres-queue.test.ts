import { jest } from "@jest/globals";
import { PostgresDatabase } from "../../src/queue/postgres-database.ts";
import { PostgresQueue } from "../../src/queue/postgres-queue.ts";
import type { Json } from "../../src/queue/queue.ts";
import type { NoticeSink } from "../../src/queue/queue-notice.ts";
import { type PostgresServer, startPostgres } from "./postgres-server.ts";
import { describeQueue } from "./queue-contract.ts";
import { Gate, until } from "./waiting.ts";

jest.setTimeout(90_000);
// Leases run by the clock: on a machine that stands still for seconds, a live process may count as dead, once.
jest.retryTimes(1, { logErrorsBeforeRetry: true });

let server: PostgresServer;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server?.stop());

const ABANDON = (crashes: number): string => `
  INSERT INTO weighbridge.replica (id, scope, pid, started, seen_at)
    VALUES ('00000000-0000-4000-8000-000000000000', 'another machine', 1, '', now() - interval '1 hour');
  UPDATE weighbridge.job SET active = true, crashes = ${crashes}, replica = '00000000-0000-4000-8000-000000000000'`;

describeQueue("the PostgreSQL queue", async () => {
  const databaseUrl = await server.createDatabase();
  let opened: { database: PostgresDatabase; queue: PostgresQueue } | undefined;
  return {
    databaseUrl,
    dataDir: "",
    replicas: 3,
    open: async (notice) => {
      const database = await PostgresDatabase.open(databaseUrl, notice);
      const queue = new PostgresQueue(database, notice);
      opened = { database, queue };
      return queue;
    },
    close: async () => {
      const closing = opened;
      opened = undefined;
      await closing?.queue.close();
      await closing?.database.close();
    },
    abandon: async (crashes) => void (await server.run(databaseUrl, ABANDON(crashes))),
    ageDeliveries: async () =>
      void (await server.run(
        databaseUrl,
        "UPDATE weighbridge.completed_delivery SET completed_at = now() - interval '8 days'",
      )),
  };
});

describe("replicas", () => {
  let url: string;
  const open: { queue: PostgresQueue; database: PostgresDatabase }[] = [];

  const openReplica = async (notice?: NoticeSink): Promise<PostgresQueue> => {
    const database = await PostgresDatabase.open(url, notice);
    const queue = new PostgresQueue(database, notice);
    open.push({ queue, database });
    return queue;
  };
  beforeEach(async () => {
    url = await server.createDatabase();
  });
  afterEach(async () => {
    for (const { queue, database } of open.splice(0)) {
      await queue.close();
      await database.close();
    }
  });

  test("set up the database at the same moment", async () => {
    const replicas = await Promise.all(Array.from({ length: 6 }, () => openReplica()));
    await replicas[0]?.enqueue({ key: "k", lane: "l", event: 1 });
    expect(await replicas[5]?.counts()).toMatchObject({ waiting: 1 });
  });

  test("share the work: no key twice at once, nothing twice, nothing lost", async () => {
    const replicas = await Promise.all(Array.from({ length: 3 }, () => openReplica()));
    const running = new Set<string>();
    const got = new Map<string, Json[]>();
    const byReplica = [0, 0, 0];
    let overlaps = 0;
    for (const [index, replica] of replicas.entries()) {
      await replica.start(
        async (job) => {
          if (running.has(job.key)) overlaps++;
          running.add(job.key);
          byReplica[index] = (byReplica[index] ?? 0) + 1;
          await new Promise((resolve) => setTimeout(resolve, Math.random() * 4));
          got.set(job.key, [...(got.get(job.key) ?? []), ...job.events]);
          running.delete(job.key);
          return { outcome: "done" };
        },
        { concurrency: 4 },
      );
    }
    await Promise.all(
      Array.from({ length: 30 }, async (_, key) => {
        for (let n = 0; n < 20; n++) {
          await replicas[(key + n) % 3]?.enqueue({ key: `k${key}`, lane: `l${key}`, event: n });
        }
      }),
    );
    await until(async () => {
      const { waiting = 1, active = 1 } = (await replicas[0]?.counts()) ?? {};
      return waiting + active === 0;
    });
    expect(overlaps).toBe(0);
    expect(got.size).toBe(30);
    for (const events of got.values()) expect(events).toEqual(Array.from({ length: 20 }, (_, n) => n));
    expect(Math.min(...byReplica)).toBeGreaterThan(0);
  });

  test("a lane is worked on by one of them at a time, and none is left lying", async () => {
    const replicas = await Promise.all(Array.from({ length: 3 }, () => openReplica()));
    const holders = new Map<string, number[]>();
    const got = new Map<string, number>();
    let shared = 0;
    for (const [index, replica] of replicas.entries()) {
      await replica.start(
        async ({ lane, events }) => {
          const at = holders.get(lane) ?? [];
          holders.set(lane, at);
          at.push(index);
          if (at.some((one) => one !== index)) shared++;
          await new Promise((resolve) => setTimeout(resolve, Math.random() * 4));
          if (at.some((one) => one !== index)) shared++;
          at.splice(at.indexOf(index), 1);
          got.set(lane, (got.get(lane) ?? 0) + events.length);
          return { outcome: "done" };
        },
        { concurrency: 4 },
      );
    }
    await Promise.all(
      Array.from({ length: 5 }, async (_, lane) => {
        for (let n = 0; n < 60; n++)
          await replicas[n % 3]?.enqueue({ key: `k${lane}.${n}`, lane: `l${lane}`, event: n });
      }),
    );
    await until(async () => {
      const { waiting = 1, active = 1 } = (await replicas[0]?.counts()) ?? {};
      return waiting + active === 0;
    });
    expect(shared).toBe(0);
    expect([...got.values()]).toEqual([60, 60, 60, 60, 60]);
    expect(await server.run(url, "SELECT DISTINCT jobs FROM weighbridge.lane_holder")).toEqual([{ jobs: 0 }]);
  });

  test("a lane in which another is at work waits for it, and goes over when that has ended", async () => {
    const [first, second] = [await openReplica(), await openReplica()];
    const begun = new Gate();
    const end = new Gate();
    const ran: string[] = [];
    await first.enqueue({ key: "a", lane: "held", event: 1 });
    await first.start(
      async ({ key }) => {
        ran.push(`first ${key}`);
        begun.resolve();
        await end.promise;
        return { outcome: "done" };
      },
      { concurrency: 1 },
    );
    await begun.promise;
    await second.start(
      async ({ key }) => {
        ran.push(`second ${key}`);
        return { outcome: "done" };
      },
      { concurrency: 1 },
    );
    await first.enqueue({ key: "b", lane: "held", event: 2 });
    await first.enqueue({ key: "c", lane: "other", event: 3 });
    await until(() => ran.includes("second c"));
    const stopped = first.stop(60_000);
    await until(async () => (await second.counts()).active === 1);
    expect((await second.counts()).waiting).toBe(1);
    end.resolve();
    await stopped;
    await until(() => ran.includes("second b"));
    expect(ran).toEqual(["first a", "second c", "second b"]);
  });

  test("a lane of one that has died goes over with its work", async () => {
    const survivor = await openReplica();
    await server.run(
      url,
      `INSERT INTO weighbridge.replica (id, scope, pid, started, seen_at) VALUES ('00000000-0000-4000-8000-000000000001', 'another machine', 1, '', now() - interval '1 hour');
       INSERT INTO weighbridge.lane_holder (lane, replica, jobs) VALUES ('l', '00000000-0000-4000-8000-000000000001', 2)`,
    );
    await survivor.enqueue({ key: "k", lane: "l", event: 1 });
    const done = new Gate<readonly Json[]>();
    await survivor.start(
      async (job) => {
        done.resolve(job.events);
        return { outcome: "done" };
      },
      { concurrency: 1 },
    );
    expect(await done.promise).toEqual([1]);
  });

  test("one hears of what another stores", async () => {
    const [first, second] = [await openReplica(), await openReplica()];
    const done = new Gate<readonly Json[]>();
    await second.start(
      async (job) => {
        done.resolve(job.events);
        return { outcome: "done" };
      },
      { concurrency: 1 },
    );
    await first.enqueue({ key: "k", lane: "l", event: 7 });
    expect(await done.promise).toEqual([7]);
  });

  test("one that was declared dead aborts its work, changes nothing more, and joins again", async () => {
    const notices: string[] = [];
    const [first, second] = [await openReplica((notice) => notices.push(notice.kind)), await openReplica()];
    const begun = new Gate();
    const aborted = new Gate();
    const runs: string[] = [];
    await first.enqueue({ key: "k", lane: "l", event: 1 });
    await first.start(
      async (job, signal) => {
        if (job.key === "later") return { outcome: "done" };
        begun.resolve();
        await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
        aborted.resolve();
        return { outcome: "failed", cause: "unprocessable" };
      },
      { concurrency: 1 },
    );
    await begun.promise;
    await server.run(
      url,
      "UPDATE weighbridge.job SET active = false, replica = NULL, attempt = 2; DELETE FROM weighbridge.replica",
    );
    await second.start(
      async (job) => {
        runs.push(`${job.key} ${job.attempt}`);
        return { outcome: "done" };
      },
      {
        concurrency: 1,
      },
    );
    await aborted.promise;
    await until(async () => notices.includes("released"));
    expect(runs).toEqual(["k 2"]);
    expect(notices).toEqual(["lease-lost", "released"]);
    expect(await second.counts()).toEqual({ waiting: 0, active: 0, failed: 0, oldestWaitingMs: 0 });
    await second.stop(0);
    await first.enqueue({ key: "later", lane: "l", event: 1 });
    await until(async () => (await first.counts()).waiting === 0);
  });

  test("one takes up the work of another that fell silent while both lived", async () => {
    const notices: string[] = [];
    const survivor = await openReplica((notice) => notices.push(notice.kind));
    const keys: string[] = [];
    await survivor.start(
      async (job) => {
        keys.push(job.key);
        return { outcome: "done" };
      },
      { concurrency: 1 },
    );
    await server.run(
      url,
      `INSERT INTO weighbridge.replica (id, scope, pid, started) VALUES ('00000000-0000-4000-8000-000000000001', 'another machine', 1, '');
       WITH job AS (INSERT INTO weighbridge.job (key, lane, active, replica, run_at) VALUES ('k', 'l', true, '00000000-0000-4000-8000-000000000001', now()) RETURNING id)
       INSERT INTO weighbridge.event (job, payload) SELECT id, '1' FROM job`,
    );
    await until(() => keys.length === 1);
    expect(keys).toEqual(["k"]);
    expect(notices).toEqual(["recovered"]);
  });

  test("broken connections cost nothing but time", async () => {
    const queue = await openReplica();
    const got = new Set<Json>();
    await queue.start(
      async (job) => {
        for (const event of job.events) got.add(event);
        return { outcome: "done" };
      },
      { concurrency: 4 },
    );
    const stored: number[] = [];
    for (let n = 0; n < 300; n++) {
      if (n % 60 === 30) {
        await server.run(
          url,
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'weighbridge' AND datname = current_database()",
        );
      }
      await queue.enqueue({ key: `k${n}`, lane: "l", event: n }).then(
        () => stored.push(n),
        () => undefined,
      );
    }
    await until(async () => {
      const counts = await queue.counts().catch(() => ({ waiting: 1, active: 1 }));
      return counts.waiting + counts.active === 0;
    });
    expect(stored.length).toBeGreaterThan(200);
    expect(stored.filter((n) => !got.has(n))).toEqual([]);
  });
});
