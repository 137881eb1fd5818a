import type { Queue } from "../queue/queue.ts";
import type { Store } from "../store/store.ts";
import { Permits } from "../work/permits.ts";
import type { GitHubPort } from "../work/ports.ts";
import { reconcile } from "../work/reconcile.ts";
import { createWorker, type WorkerDependencies } from "../work/worker.ts";
import type { Environment } from "./environment.ts";
import type { Log } from "./log.ts";
import type { Metrics } from "./metrics.ts";
import { logRun } from "./run-record.ts";

/** Jobs at work at the same time. Most of them wait for one of the few places to review, with their check in progress. */
const JOBS_AT_ONCE = 64;
const RECONCILE_EVERY = 5 * 60 * 1000;

export interface WorkshopOptions {
  readonly environment: Pick<Environment, "reviewConcurrency">;
  readonly queue: Queue;
  readonly store: Store;
  readonly github: GitHubPort;
  readonly rules: WorkerDependencies["rules"];
  readonly metrics: Metrics;
  readonly log: Log;
}

export interface Workshop {
  /** Drains: running jobs get `graceMs`, then they are put back. */
  stop(graceMs: number): Promise<void>;
}

const sleep = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds).unref());

/** Begins to work on the queue, and to look for what was missed: at once, and every five minutes. */
export async function startWork(options: WorkshopOptions): Promise<Workshop> {
  const { environment, queue, store, github, rules, metrics, log } = options;
  let stopping = false;
  let timer: NodeJS.Timeout | undefined;
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

  async function lookForMissed(atStart: boolean): Promise<void> {
    try {
      const done = await reconcile(github.app(), { store, queue, now: Date.now, sleep }, { atStart });
      if (done !== undefined) log.info({ ...done }, "looked for what was missed");
    } catch (error) {
      log.warn({ err: error }, "could not look for what was missed; it is tried again");
    }
    if (!stopping) timer = setTimeout(() => void lookForMissed(false), RECONCILE_EVERY);
  }

  await queue.start(worker, { concurrency: JOBS_AT_ONCE });
  void lookForMissed(true);
  return {
    async stop(graceMs) {
      stopping = true;
      clearTimeout(timer);
      await queue.stop(graceMs);
    },
  };
}
