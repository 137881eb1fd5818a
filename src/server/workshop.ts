import { extname } from "node:path";
import { Worker as Thread } from "node:worker_threads";
import type { Disposition, Worker } from "../queue/queue.ts";
import type { Storage } from "../store/open-storage.ts";
import type { ReviewRecord } from "../work/review-record.ts";
import { Asked } from "./asked.ts";
import {
  type StorageCall,
  sentError,
  type WorkshopNews,
  type WorkshopOrder,
  type WorkshopSettings,
} from "./workshop-message.ts";

/**
 * Jobs at work at the same time, of one installation half as many: so many checks are in progress at once. Most of the jobs wait for one of
 * the few places to review.
 */
const JOBS_AT_ONCE = 256;

/** Mebibytes: half of what the engine would let pile up before it looks for garbage. */
const YOUNG_GENERATION = 24;

export interface WorkshopHearers {
  /** Hears of every run. */
  readonly onRun: (record: ReviewRecord) => void;
  /** The thread ended though nobody asked it to: the process must not live on without it. */
  readonly onLost: (error: unknown) => void;
}

export interface Workshop {
  /** Drains: running jobs get `graceMs`, then they are put back. Resolves when the thread has ended. */
  stop(graceMs: number): Promise<void>;
}

function perform({ queue, store }: Storage, call: StorageCall): Promise<unknown> {
  switch (call.name) {
    case "get":
      return store.get(...call.values);
    case "put":
      return store.put(...call.values);
    case "delete":
      return store.delete(...call.values);
    case "list":
      return store.list(...call.values);
    case "enqueue":
      return queue.enqueue(...call.values);
  }
}

/**
 * Has the queue's work done in a thread of its own: a review takes the processor for some hundredths of a second, and no webhook is to
 * wait for it. The storage stays with the caller.
 */
export async function openWorkshop(
  settings: WorkshopSettings,
  storage: Storage,
  { onRun, onLost }: WorkshopHearers,
): Promise<Workshop> {
  const thread = new Thread(new URL(`../workshop-thread${extname(import.meta.url)}`, import.meta.url), {
    workerData: settings,
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_GENERATION },
  });
  const give = (order: WorkshopOrder) => thread.postMessage(order);
  const jobs = new Asked<Disposition>();
  let stopping = false;

  async function answer(number: number, call: StorageCall): Promise<void> {
    try {
      give({ type: "answer", number, value: await perform(storage, call) });
    } catch (error) {
      give({ type: "answer", number, error: sentError(error) });
    }
  }

  thread.on("message", (news: WorkshopNews) => {
    if (news.type === "ended") jobs.settle(news);
    else if (news.type === "call") void answer(news.number, news.call);
    else onRun(news.record);
  });
  thread.on("error", onLost);
  const ended = new Promise<void>((resolve) => {
    thread.once("exit", (code) => {
      if (!stopping) onLost(new Error(`the thread ended with code ${code}`));
      resolve();
    });
  });

  const worker: Worker = (job, signal) =>
    jobs.ask((number) => {
      signal.addEventListener("abort", () => give({ type: "abort", number }), { once: true });
      give({ type: "job", number, job });
    });
  await storage.queue.start(worker, { concurrency: JOBS_AT_ONCE });
  return {
    async stop(graceMs) {
      await storage.queue.stop(graceMs);
      stopping = true;
      give({ type: "stop" });
      await ended;
    },
  };
}
