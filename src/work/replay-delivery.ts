import { z } from "zod";
import type { Job, NewJob } from "../queue/queue.ts";
import type { Store } from "../store/store.ts";
import { Permits } from "./permits.ts";
import type { GitHubPort } from "./ports.ts";
import type { ReviewRecord } from "./review-record.ts";
import { mapWebhook, type Webhook } from "./webhook-event.ts";
import { createWorker, type WorkerDependencies } from "./worker.ts";

/** Jobs that one delivery may lead to; a policy may concern hundreds of pull requests. */
const JOBS_LIMIT = 50;

const plainForm = z.object({
  event: z.string().optional(),
  name: z.string().optional(),
  id: z.union([z.string(), z.number()]).optional(),
  guid: z.string().optional(),
  payload: z.record(z.string(), z.unknown()),
});
/** As GitHub's API tells a delivery: `GET /app/hook/deliveries/ID`. */
const deliveryForm = z.object({
  guid: z.string(),
  event: z.string(),
  request: z.object({ payload: z.record(z.string(), z.unknown()) }),
});

/** A stored delivery in GitHub's form, or as `{event, payload}`; undefined for anything else. */
export function readDelivery(stored: unknown): Webhook | undefined {
  const told = deliveryForm.safeParse(stored);
  if (told.success) return { name: told.data.event, delivery: told.data.guid, payload: told.data.request.payload };
  const plain = plainForm.safeParse(stored);
  if (!plain.success) return undefined;
  const { event, name = event, id, guid = String(id ?? "replay"), payload } = plain.data;
  return name === undefined ? undefined : { name, delivery: guid, payload };
}

export interface ReplayOptions {
  readonly appId: number;
  readonly github: GitHubPort;
  readonly store: Store;
  readonly rules: WorkerDependencies["rules"];
  readonly say: (text: string) => void;
}

/** Runs one delivery through the very mapping and worker of the App, and the jobs that come of it. Returns what each run came to. */
export async function replayDelivery(webhook: Webhook, options: ReplayOptions): Promise<readonly ReviewRecord[]> {
  const { appId, github, store, rules, say } = options;
  const { jobs, ignored } = mapWebhook(webhook, { appId });
  if (ignored !== undefined) say(`ignored: ${ignored}\n`);
  const waiting: NewJob[] = [...jobs];
  const records: ReviewRecord[] = [];
  const worker = createWorker({
    github,
    store,
    rules,
    permits: new Permits(1),
    queue: {
      enqueue: async (job) => {
        waiting.push(job);
        return "stored";
      },
    },
    observe: (record, error) => {
      records.push(record);
      const why = error === undefined ? "" : `: ${error instanceof Error ? error.message : String(error)}`;
      const { reads = 0, writes = 0, conditional = 0 } = record.requests ?? {};
      const cause = record.cause === undefined ? "" : ` (${record.cause})`;
      say(
        `${record.key}: ${record.outcome}${cause} in ${record.milliseconds} ms, ${reads} reads, ${writes} writes, ${conditional} from the cache${why}\n`,
      );
    },
  });
  const signal = new AbortController().signal;
  for (let run = 0; run < JOBS_LIMIT; run++) {
    const next = waiting.shift();
    if (next === undefined) return records;
    const job: Job = {
      id: String(run),
      key: next.key,
      lane: next.lane,
      events: [next.event],
      deliveries: next.delivery === undefined ? [] : [next.delivery],
      attempt: 1,
      enqueuedAt: new Date(),
    };
    await worker(job, signal);
  }
  if (waiting.length > 0) say(`${waiting.length} more jobs are left out\n`);
  return records;
}
