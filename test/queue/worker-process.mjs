// Stores work and does it until it is killed; each step is a line of the log, written before the next begins.
import { appendFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { openStorage } from "../../src/store/open-storage.ts";

const { databaseUrl, dataDir, log, keys } = JSON.parse(process.argv[2] ?? "{}");
const say = (...words) => appendFileSync(log, `${words.join(" ")}\n`);

const { queue } = await openStorage({ databaseUrl, dataDir });
let runs = 0;
await queue.start(
  async (job) => {
    const run = `${process.pid}.${++runs}`;
    say("begin", process.pid, run, job.key);
    await sleep(Math.random() * 10);
    say("end", process.pid, run, job.key, job.events.join(","));
    return { outcome: "done" };
  },
  { concurrency: 4 },
);
for (let n = 1; ; n++) {
  const event = `${process.pid}-${n}`;
  const key = `k${Math.floor(Math.random() * keys)}`;
  await queue.enqueue({ key, lane: `lane${n % 3}`, event, delivery: event });
  say("stored", process.pid, event, key);
  await sleep(Math.random() * 4);
}
