import type { Queue } from "../queue/queue.ts";
import type { Store } from "../store/store.ts";
import { Permits } from "../work/permits.ts";
import type { GitHubPort } from "../work/ports.ts";
import { reconcile } from "../work/reconcile.ts";
import { mapWebhook } from "../work/webhook-event.ts";
import { createWorker, type WorkerDependencies } from "../work/worker.ts";
import type { AppCredentials, Environment } from "./environment.ts";
import type { Answer, Routes } from "./http-server.ts";
import type { Log } from "./log.ts";
import { WEBHOOK_PATH } from "./manifest.ts";
import { type DeliveryOutcome, openMetrics } from "./metrics.ts";
import { openProbot } from "./probot-app.ts";
import { logRun } from "./run-record.ts";
import { type Delivery, type Intake, webhookRoute } from "./webhook-route.ts";

/** Jobs at work at the same time. Most of them wait for one of the few places to review, with their check in progress. */
const JOBS_AT_ONCE = 64;
const RECONCILE_EVERY = 5 * 60 * 1000;
/** `/readyz` says no when the queue takes longer to answer, in milliseconds. */
const READY_TIMEOUT = 2_000;

export interface ServiceOptions {
  readonly environment: Environment;
  readonly credentials: AppCredentials;
  readonly queue: Queue;
  readonly store: Store;
  readonly github: GitHubPort;
  readonly rules: WorkerDependencies["rules"];
  readonly log: Log;
}

export interface Service {
  readonly routes: Routes;
  /** Begins to work on the queue and to look for what was missed. */
  start(): Promise<void>;
  /** Drains: running jobs get `graceMs`, then they are put back. */
  stop(graceMs: number): Promise<void>;
}

const sleep = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds).unref());

/** Each event of a delivery is one job; the outcome of the whole is that of the one which asks for most. */
async function enqueueAll(queue: Queue, jobs: ReturnType<typeof mapWebhook>["jobs"]): Promise<Intake> {
  const outcomes = new Set<Intake>();
  for (const job of jobs) outcomes.add(await queue.enqueue(job));
  for (const outcome of ["stored", "merged", "duplicate"] as const) if (outcomes.has(outcome)) return outcome;
  return "ignored";
}

async function isReady(queue: Queue): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), READY_TIMEOUT);
  });
  try {
    return await Promise.race([queue.counts().then(() => true), late]);
  } catch {
    return false;
  } finally {
    clearTimeout(timer);
  }
}

/** The App at work: its routes, its worker, and the look for what was missed. */
export async function openService(options: ServiceOptions): Promise<Service> {
  const { environment, credentials, queue, store, github, rules, log } = options;
  const metrics = openMetrics(() => queue.counts());
  const settings = { appId: credentials.appId };
  let stopping = false;
  let timer: NodeJS.Timeout | undefined;

  async function take({ name, id, payload }: Delivery): Promise<Intake> {
    const { jobs, ignored } = mapWebhook({ name, delivery: id, payload }, settings);
    if (ignored !== undefined) {
      log.debug({ delivery: id, webhook: name, why: ignored }, "delivery ignored");
      return "ignored";
    }
    const outcome = await enqueueAll(queue, jobs);
    log.info({ delivery: id, webhook: name, keys: jobs.map((job) => job.key).join(","), outcome }, "delivery taken in");
    return outcome;
  }

  const probot = await openProbot(credentials, environment.apiUrl, take);
  const webhook = webhookRoute({
    ...probot,
    observe: (event, outcome: DeliveryOutcome, seconds) => {
      metrics.countDelivery(event, outcome, seconds);
      if (outcome === "refused") log.warn({ webhook: event }, "delivery refused");
    },
    onError: (error, delivery) => log.error({ err: error, delivery }, "delivery could not be stored"),
  });

  const worker = createWorker({
    github,
    queue,
    store,
    rules,
    permits: new Permits(environment.reviewConcurrency),
    observe: (record, error) => {
      metrics.countJob(record);
      logRun(log, record, error);
    },
  });

  async function lookForMissed(): Promise<void> {
    try {
      const done = await reconcile(github.app(), { store, queue, now: Date.now, sleep });
      if (done !== undefined) log.info({ ...done }, "looked for what was missed");
    } catch (error) {
      log.warn({ err: error }, "could not look for what was missed; it is tried again");
    }
    if (!stopping) timer = setTimeout(() => void lookForMissed(), RECONCILE_EVERY);
  }

  const running: Answer = { status: 200, body: "Weighbridge is running. Webhooks come to /api/github/webhooks.\n" };
  return {
    routes: {
      "/": { GET: () => running },
      "/healthz": { GET: () => ({ status: 200, body: "ok\n" }) },
      "/readyz": {
        GET: async () =>
          !stopping && (await isReady(queue)) ? { status: 200, body: "ready\n" } : { status: 503, body: "not ready\n" },
      },
      "/metrics": {
        GET: async () => {
          const { contentType, text } = await metrics.render();
          return { status: 200, contentType, body: text };
        },
      },
      [WEBHOOK_PATH]: { POST: webhook },
    },
    async start() {
      await queue.start(worker, { concurrency: JOBS_AT_ONCE });
      void lookForMissed();
    },
    async stop(graceMs) {
      stopping = true;
      clearTimeout(timer);
      await queue.stop(graceMs);
    },
  };
}
