// Measures the built App as a process of its own before a stateful GitHub on loopback: how soon it is ready, how fast it answers
// deliveries, what it holds in memory, and whether anything is lost.
import { randomUUID } from "node:crypto";
import { constants, platform, setPriority } from "node:os";
import { Worker } from "node:worker_threads";
// Lets the tests' TypeScript be imported as it stands.
import "../queue/typescript-loader.mjs";

const { Stage } = await import("../end-to-end/stage.ts");
const { sign } = await import("../end-to-end/hook-deliveries.ts");

const INSTALLATIONS = 50;
const PULLS = 500;
const PER_SECOND = 200;
const DELIVERIES = 2_000;
const DRAIN_DEADLINE = 300_000;
const LIMITS = { ready: 1_000, idle: 150, answer: 20, memory: 300 };

const sleep = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
const quantile = (sorted, share) =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;

function deliveryOf({ event, payload }) {
  const body = JSON.stringify(payload);
  const headers = {
    "content-type": "application/json",
    "x-github-event": event,
    "x-github-delivery": randomUUID(),
    "x-hub-signature-256": sign(body),
  };
  return { headers, body };
}

/** Sends them at the rate, and resolves with times and statuses. */
function sendAll(target, deliveries) {
  return new Promise((resolve, reject) => {
    const url = new URL("./deliveries-thread.mjs", import.meta.url);
    const thread = new Worker(url, { workerData: { target, deliveries, perSecond: PER_SECOND } });
    thread.once("message", resolve);
    thread.once("error", reject);
  });
}

function answerRows(row, what, { milliseconds, statuses }, sent) {
  const sorted = milliseconds.toSorted((a, b) => a - b);
  row(`${what}: median answer`, quantile(sorted, 0.5), "ms");
  row(`${what}: 99 % of answers within`, quantile(sorted, 0.99), "ms", LIMITS.answer);
  row(`${what}: slowest answer`, sorted.at(-1) ?? Number.NaN, "ms");
  const stored = (statuses[202] ?? 0) + (statuses[200] ?? 0);
  row(`${what}: not stored of ${sent}`, sent - stored, "", 0);
}

/** The stand-in for GitHub is not to take the processor from the App: GitHub does not run on its machine. Threads have priorities on Linux alone. */
function giveWay() {
  if (platform() === "linux") setPriority(constants.priority.PRIORITY_LOW);
}

/** Rows for the table of `npm run bench`. The App must be built. */
export async function appRows() {
  const rows = [];
  const row = (what, figure, unit, limit) => rows.push({ what: `App: ${what}`, figures: [figure], unit, limit });
  const stage = await Stage.open(INSTALLATIONS);
  const { app, world } = stage;
  try {
    const scenes = [];
    for (let index = 0; index < INSTALLATIONS; index++) scenes.push(await stage.scene());
    const pulls = [];
    for (const scene of scenes) {
      world.hooks.hold(scene.repo);
      for (let index = 0; index < PULLS / INSTALLATIONS; index++) {
        const { number } = await scene.openPullRequest();
        pulls.push({ scene, number });
      }
    }

    const start = performance.now();
    // The look for what was missed would find the pull requests before their deliveries come.
    world.addFault({
      name: "nothing to be found yet",
      matches: (call) => call.path === "/app/installations",
      misfortune: {
        kind: "answer",
        answer: { status: 200, headers: { "content-type": "application/json" }, body: "[]" },
      },
      times: Number.POSITIVE_INFINITY,
    });
    await app.start();
    giveWay();
    row("ready after", performance.now() - start, "ms", LIMITS.ready);
    await sleep(3_000);
    row("memory, idle", app.memory() ?? Number.NaN, "MiB", LIMITS.idle);

    const target = world.hooks.target;
    const frames = await Promise.all(scenes.map(async (scene) => ({ scene, pull: await scene.current(1) })));
    const tickets = Array.from({ length: DELIVERIES }, (_, index) => {
      const { scene, pull } = frames[index % frames.length];
      const payload = {
        action: "edited",
        issue: { number: 10_000 + index, body: "A ticket. ".repeat(200) },
        repository: pull.base.repo,
        installation: { id: scene.installation },
      };
      return deliveryOf({ event: "issues", payload });
    });
    const idle = app.processorTime();
    answerRows(row, `${PER_SECOND} deliveries a second, alone`, await sendAll(target, tickets), DELIVERIES);
    row("processor time for each delivery", (app.processorTime() - idle) / DELIVERIES, "ms");
    await scenes[0].quiet();

    let most = 0;
    const sampling = setInterval(() => {
      most = Math.max(most, app.memory() ?? 0);
    }, 200);
    const hooks = await Promise.all(
      pulls.map(async ({ scene, number }) => ({
        opened: await scene.hook("opened", number),
        edited: await scene.hook("edited", number, { changes: { title: { from: "" } } }),
      })),
    );
    const events = [
      ...hooks.map((one) => one.opened),
      ...Array.from({ length: DELIVERIES - PULLS }, (_, index) => hooks[index % PULLS].edited),
    ];
    const working = performance.now();
    const processed = app.processorTime();
    answerRows(
      row,
      `${PER_SECOND} a second for ${PULLS} pull requests, at work`,
      await sendAll(target, events.map(deliveryOf)),
      DELIVERIES,
    );
    await scenes[0].quiet(DRAIN_DEADLINE);
    row(`${PULLS} pull requests reviewed after`, (performance.now() - working) / 1000, "s");
    row("processor time for each delivery and its work", (app.processorTime() - processed) / DELIVERIES, "ms");
    clearInterval(sampling);
    let missing = 0;
    let doubled = 0;
    for (const { scene, number } of pulls) {
      const { checks, sticky, inline } = await scene.shown(number);
      if (checks[0]?.status !== "completed" || sticky.length === 0 || inline.length === 0) missing++;
      if (checks.length > 1 || sticky.length > 1 || inline.length > 1) doubled++;
    }
    const retried = app.log.filter((line) => line.outcome === "retry" && line.key !== undefined);
    for (const cause of new Set(retried.map((line) => line.cause))) {
      row(`runs put off: ${cause}`, retried.filter((line) => line.cause === cause).length, "");
    }
    row("lost", missing, "", 0);
    row("doubled", doubled, "", 0);
    row("memory, at most", most, "MiB", LIMITS.memory);
    const { text } = await app.get("/metrics");
    const count = (kind) =>
      Number(new RegExp(`^weighbridge_github_requests_total\\{kind="${kind}"\\} (\\d+)`, "m").exec(text)?.[1] ?? 0);
    row("reads of GitHub for each pull request", count("read") / PULLS, "");
    row("writes to GitHub for each pull request", count("write") / PULLS, "");
    if (world.errors.length > 0) console.error(world.errors);
  } finally {
    await stage.close();
  }
  return rows;
}
