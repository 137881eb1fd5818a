import type { Queue } from "../queue/queue.ts";
import { mapWebhook } from "../work/webhook-event.ts";
import type { AppCredentials, Environment } from "./environment.ts";
import type { Answer, Routes } from "./http-server.ts";
import type { Log } from "./log.ts";
import { WEBHOOK_PATH } from "./manifest.ts";
import type { DeliveryOutcome, Metrics } from "./metrics.ts";
import { type Delivery, type Intake, webhookRoute } from "./webhook-route.ts";

/** `/readyz` says no when the queue takes longer to answer, in milliseconds. */
const READY_TIMEOUT = 2_000;

export interface IntakeOptions {
  readonly environment: Pick<Environment, "apiUrl">;
  readonly credentials: AppCredentials;
  readonly queue: Queue;
  readonly metrics: Metrics;
  readonly log: Log;
  /** No while the process ends: nothing more is to be sent here. */
  readonly isOpen: () => boolean;
}

/** Each event of a delivery is one job; the outcome of the whole is that of the one which asks for most. */
async function enqueueAll(queue: Queue, jobs: ReturnType<typeof mapWebhook>["jobs"]): Promise<Intake> {
  const outcomes = new Set<Intake>();
  for (const job of jobs) outcomes.add(await queue.enqueue(job));
  for (const outcome of ["stored", "merged", "duplicate"] as const) if (outcomes.has(outcome)) return outcome;
  return "ignored";
}

async function canBeReached(queue: Queue): Promise<boolean> {
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

export interface IntakeRoutes {
  readonly routes: Routes;
  /** Loads what webhooks need, which is half of the program's start. One that comes sooner waits for it. */
  load(): Promise<void>;
}

/** What the App answers: webhooks, whose work is stored before they are answered, and what operators ask. */
export function openIntake(options: IntakeOptions): IntakeRoutes {
  const { environment, credentials, queue, metrics, log, isOpen } = options;
  const settings = { appId: credentials.appId };

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

  type Opened = Awaited<ReturnType<typeof import("./probot-app.ts")["openProbot"]>>;
  let opened: Promise<Opened> | undefined;
  function probot(): Promise<Opened> {
    opened ??= import("./probot-app.ts").then(({ openProbot }) => openProbot(credentials, environment.apiUrl, take));
    return opened;
  }
  const webhook = webhookRoute({
    verify: async (body, signature) => await (await probot()).verify(body, signature),
    take: async (delivery) => await (await probot()).take(delivery),
    observe: (event, outcome: DeliveryOutcome, seconds) => {
      metrics.countDelivery(event, outcome, seconds);
      if (outcome === "refused") log.warn({ webhook: event }, "delivery refused");
    },
    onError: (error, delivery) => log.error({ err: error, delivery }, "delivery could not be stored"),
  });
  const running: Answer = { status: 200, body: `Weighbridge is running. Webhooks come to ${WEBHOOK_PATH}.\n` };
  const routes: Routes = {
    "/": { GET: () => running },
    "/healthz": { GET: () => ({ status: 200, body: "ok\n" }) },
    "/readyz": {
      GET: async () =>
        isOpen() && (await canBeReached(queue))
          ? { status: 200, body: "ready\n" }
          : { status: 503, body: "not ready\n" },
    },
    "/metrics": {
      GET: async () => {
        const { contentType, text } = await metrics.render();
        return { status: 200, contentType, body: text };
      },
    },
    [WEBHOOK_PATH]: { POST: webhook },
  };
  return {
    routes,
    async load() {
      await probot();
    },
  };
}
