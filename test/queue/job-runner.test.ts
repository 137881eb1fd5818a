import { JobRunner } from "../../src/queue/job-runner.ts";
import type { ClaimedJob, JobTable } from "../../src/queue/job-table.ts";
import type { QueueNotice } from "../../src/queue/queue-notice.ts";
import { Gate, until } from "./waiting.ts";

const JOB: ClaimedJob = {
  id: "1",
  key: "k",
  lane: "l",
  events: [],
  deliveries: [],
  attempt: 1,
  enqueuedAt: new Date(0),
  claim: "c",
};

/** A table that hands out one job and says what it is asked. */
function createTable(overrides: Partial<JobTable> = {}): { table: JobTable; asked: string[] } {
  const asked: string[] = [];
  let left = 1;
  const note = (name: string) => async () => {
    asked.push(name);
  };
  const table: JobTable = {
    claim: async () => (left-- > 0 ? JOB : undefined),
    complete: note("complete"),
    retry: note("retry"),
    fail: note("fail"),
    release: note("release"),
    releaseStrays: note("releaseStrays"),
    nextDueMs: async () => undefined,
    ...overrides,
  };
  return { table, asked };
}

test("an end that cannot be stored is stored later, and the job keeps its place until then", async () => {
  let refusals = 1;
  let completed = 0;
  const { table } = createTable({
    complete: async () => {
      if (refusals-- > 0) throw new Error("disk full");
      completed++;
    },
  });
  const notices: QueueNotice[] = [];
  const runner = new JobRunner(table, (notice) => notices.push(notice));
  let runs = 0;
  runner.start(async () => {
    runs++;
    return { outcome: "done" };
  }, 1);
  await until(() => notices.length === 1);
  expect(runner.running).toEqual([JOB]);
  await until(() => completed === 1);
  await runner.stop(0);
  expect(runs).toBe(1);
  expect(notices).toEqual([{ kind: "storage-error", error: new Error("disk full") }]);
  expect(runner.running).toEqual([]);
});

test("after a claim that failed, what it may have taken is given back before the next one", async () => {
  const asked: string[] = [];
  let claims = 0;
  const { table } = createTable({
    claim: async () => {
      asked.push("claim");
      if (++claims === 1) throw new Error("the answer was lost");
      return undefined;
    },
    releaseStrays: async (running) => {
      asked.push(`releaseStrays ${running.length}`);
    },
  });
  const runner = new JobRunner(table, () => undefined);
  runner.start(async () => ({ outcome: "done" }), 1);
  await until(() => claims === 2);
  await runner.stop(0);
  expect(asked).toEqual(["claim", "releaseStrays 0", "claim"]);
});

test("a job that is claimed while the queue stops is given back", async () => {
  const claim = new Gate<ClaimedJob>();
  const claiming = new Gate();
  const { table, asked } = createTable({
    claim: () => {
      claiming.resolve();
      return claim.promise;
    },
  });
  const runner = new JobRunner(table, () => undefined);
  let runs = 0;
  runner.start(async () => {
    runs++;
    return { outcome: "done" };
  }, 1);
  await claiming.promise;
  const stopped = runner.stop(1_000);
  claim.resolve(JOB);
  await stopped;
  expect(asked).toEqual(["release"]);
  expect(runs).toBe(0);
});

test("work that is done in spite of the abort counts as done; work that failed by it does not", async () => {
  for (const [outcome, end] of [
    ["done", "complete"],
    ["failed", "release"],
  ] as const) {
    const { table, asked } = createTable();
    const runner = new JobRunner(table, () => undefined);
    runner.start(async (_, signal) => {
      await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
      return outcome === "done" ? { outcome } : { outcome, cause: "unprocessable" };
    }, 1);
    await until(() => runner.running.length === 1);
    await runner.stop(0);
    expect(asked).toEqual([end]);
  }
});
