import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { jest } from "@jest/globals";
import Database from "libsql";
import { EmbeddedDatabase } from "../../src/queue/embedded-database.ts";
import { EmbeddedQueue } from "../../src/queue/embedded-queue.ts";
import { describeQueue } from "./queue-contract.ts";
import { Gate, until } from "./waiting.ts";

jest.setTimeout(90_000);

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

function createFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "weighbridge-queue-"));
  folders.push(folder);
  return folder;
}

describeQueue("the embedded queue", async () => {
  const dataDir = createFolder();
  let opened: { database: EmbeddedDatabase; queue: EmbeddedQueue } | undefined;
  const raw = (sql: string): void => {
    const connection = new Database(join(dataDir, "weighbridge.db"));
    connection.exec(sql);
    connection.close();
  };
  return {
    dataDir,
    replicas: 1,
    open: async (notice) => {
      const database = await EmbeddedDatabase.open(dataDir);
      const queue = new EmbeddedQueue(database, notice);
      opened = { database, queue };
      return queue;
    },
    close: async () => {
      const closing = opened;
      opened = undefined;
      await closing?.queue.close();
      await closing?.database.close();
    },
    abandon: async (crashes) => raw(`UPDATE job SET active = 1, crashes = ${crashes}`),
    ageDeliveries: async () =>
      raw(`UPDATE completed_delivery SET completed_at = completed_at - ${8 * 24 * 60 * 60_000}`),
  };
});

test("what was stored gets from the log into the file while the process lives, though no commit brings it there", async () => {
  const folder = createFolder();
  const database = await EmbeddedDatabase.open(folder);
  const queue = new EmbeddedQueue(database);
  for (let n = 0; n < 20; n++) await queue.enqueue({ key: `k${n}`, lane: "l", event: "e".repeat(10_000) });
  await until(() => statSync(join(folder, "weighbridge.db")).size > 200_000);
  expect((await queue.counts()).waiting).toBe(20);
  await queue.close();
  await database.close();
});

test("an event that joins a waiting job has it looked for only when it is due the sooner", async () => {
  const database = await EmbeddedDatabase.open(createFolder());
  const queue = new EmbeddedQueue(database);
  const keys: string[] = [];
  await queue.start(
    async ({ key }) => {
      keys.push(key);
      return { outcome: "done" };
    },
    { concurrency: 1 },
  );
  const claim = jest.spyOn(queue, "claim");
  await queue.enqueue({ key: "k", lane: "l", event: 1, delayMs: 3_600_000 });
  await until(() => claim.mock.calls.length === 1);
  for (let n = 0; n < 10; n++) await queue.enqueue({ key: "k", lane: "l", event: n, delayMs: 7_200_000 });
  await queue.enqueue({ key: "k", lane: "l", event: 11, delayMs: 3_000_000 });
  await until(() => claim.mock.calls.length === 2);
  await queue.enqueue({ key: "k", lane: "l", event: 12 });
  await until(() => keys.length === 1);
  await queue.close();
  await database.close();
});

test("work that ignores the abort keeps its key to itself, also over a new start", async () => {
  const database = await EmbeddedDatabase.open(createFolder());
  const queue = new EmbeddedQueue(database);
  const gate = new Gate();
  const seen: string[] = [];
  await queue.enqueue({ key: "k", lane: "l", event: 1 });
  await queue.start(
    async () => {
      seen.push("first begins");
      await gate.promise;
      seen.push("first ends");
      return { outcome: "done" };
    },
    { concurrency: 2 },
  );
  await until(() => seen.length === 1);
  await queue.stop(0);
  await queue.enqueue({ key: "k", lane: "l", event: 2 });
  await queue.enqueue({ key: "k2", lane: "l", event: 3 });
  const second = new Gate();
  await queue.start(
    async (job) => {
      seen.push(`second ${job.key}`);
      if (job.key === "k2") gate.resolve();
      else second.resolve();
      return { outcome: "done" };
    },
    { concurrency: 4 },
  );
  await second.promise;
  expect(seen).toEqual(["first begins", "second k2", "first ends", "second k"]);
  await queue.close();
  await database.close();
});
