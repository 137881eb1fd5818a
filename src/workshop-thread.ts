import { constants, platform, setPriority } from "node:os";
import { type MessagePort, parentPort, workerData } from "node:worker_threads";
import { openGitHubPort } from "./github/github-port.ts";
import type { Job } from "./queue/queue.ts";
import { RULES } from "./rules/index.ts";
import { DistantStorage } from "./server/distant-storage.ts";
import { openLog } from "./server/log.ts";
import { lookForMissed } from "./server/look-for-missed.ts";
import { logRun } from "./server/run-record.ts";
import { sentError, type WorkshopNews, type WorkshopOrder, type WorkshopSettings } from "./server/workshop-message.ts";
import { Permits } from "./work/permits.ts";
import { createWorker } from "./work/worker.ts";

/** Does the jobs that the main thread gives to this one, and looks for what was missed. Whatever breaks outside of a job ends the process. */
function work(port: MessagePort, { environment, credentials }: WorkshopSettings): void {
  const { appId, privateKey } = credentials;
  const { apiUrl, checkName, reviewConcurrency } = environment;
  const log = openLog(environment);
  const tell = (news: WorkshopNews) => port.postMessage(news);
  const storage = new DistantStorage((number, call) => tell({ type: "call", number, call }));
  const github = openGitHubPort({ appId, privateKey, apiUrl, checkName, store: storage });
  const worker = createWorker({
    github,
    queue: storage,
    store: storage,
    rules: RULES,
    permits: new Permits(reviewConcurrency),
    observe: (record, error) => {
      logRun(log, record, error);
      tell({ type: "run", record });
    },
  });
  const running = new Map<number, AbortController>();

  async function run(number: number, job: Job): Promise<void> {
    const controller = new AbortController();
    running.set(number, controller);
    try {
      tell({ type: "ended", number, value: await worker(job, controller.signal) });
    } catch (error) {
      tell({ type: "ended", number, error: sentError(error) });
    } finally {
      running.delete(number);
    }
  }

  const stopLooking = lookForMissed(() => github.app(), { store: storage, queue: storage }, log);
  port.on("message", (order: WorkshopOrder) => {
    switch (order.type) {
      case "job":
        void run(order.number, order.job);
        break;
      case "abort":
        running.get(order.number)?.abort(new DOMException("The process must end.", "AbortError"));
        break;
      case "answer":
        storage.answered(order);
        break;
      case "stop":
        stopLooking();
        port.close();
        break;
    }
  });
}

/** Webhooks go before reviews also where both want the processor. Only Linux gives a thread a priority of its own. */
function giveWay(): void {
  if (platform() === "linux") setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
}

giveWay();
if (parentPort !== null) work(parentPort, workerData as WorkshopSettings);
