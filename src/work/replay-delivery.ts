import { z } from "zod";
import type { Job, NewJob, Worker } from "../queue/queue.ts";
import type { Store } from "../store/store.ts";
import { Permits } from "./permits.ts";
import type { GitHubPort, PullRequestSite } from "./ports.ts";
import type { ReviewRecord } from "./review-record.ts";
import { mapWebhook, type Webhook } from "./webhook-event.ts";
import { readWorkEvent } from "./work-event.ts";
import { createWorker, type WorkerDependencies } from "./worker.ts";

/** Jobs that one delivery may lead to; a policy may concern hundreds of pull requests. */
const JOBS_LIMIT = 50;
/** What the App would try again soon is tried again; nobody waits before a terminal for longer than this, in milliseconds. */
const TRIES = 5;
const WAIT_LIMIT = 10_000;

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

const payloadForm = z.record(z.string(), z.unknown());

/** A stored delivery in GitHub's form, or as `{event, payload}`; the payload alone where `event` is named. Undefined for anything else. */
export function readDelivery(stored: unknown, event?: string): Webhook | undefined {
  if (event !== undefined) {
    const payload = payloadForm.safeParse(stored).data;
    return payload === undefined ? undefined : { name: event, delivery: "replay", payload };
  }
  const told = deliveryForm.safeParse(stored);
  if (told.success) return { name: told.data.event, delivery: told.data.guid, payload: told.data.request.payload };
  const plain = plainForm.safeParse(stored);
  if (!plain.success) return undefined;
  const { event: named, name = named, id, guid = String(id ?? "replay"), payload } = plain.data;
  return name === undefined ? undefined : { name, delivery: guid, payload };
}

export interface ReplayOptions {
  readonly appId: number;
  readonly github: GitHubPort;
  readonly store: Store;
  readonly rules: WorkerDependencies["rules"];
  readonly say: (text: string) => void;
  readonly wait: (milliseconds: number) => Promise<unknown>;
}

/** What the App did with the delivery when it came is not remembered here: a check of ours may well stand on a commit that is new to it. */
function lookingFirst(github: GitHubPort): GitHubPort {
  return {
    pullRequest(installation, repo, number): PullRequestSite {
      const site = github.pullRequest(installation, repo, number);
      return {
        readState: () => site.readState(),
        read: (settings) => site.read(settings),
        gather: (submission, policy) => site.gather(submission, policy),
        begin: (sha, options) => site.begin(sha, { ...options, isNewHead: false }),
        publish: (sha, publication, onChecked) => site.publish(sha, publication, onChecked),
        publishCheck: (sha, check) => site.publishCheck(sha, check),
        endCheck: (sha, check) => site.endCheck(sha, check),
        permissionOf: (login) => site.permissionOf(login),
        react: (id, reaction) => site.react(id, reaction),
        reply: (id, marker, text) => site.reply(id, marker, text),
        requests: () => site.requests(),
      };
    },
    installation: (installation) => github.installation(installation),
    app: () => github.app(),
  };
}

/** What came of a run, for the person who wants to know what went wrong. */
function described(record: ReviewRecord, error: unknown): string {
  const { key, outcome, cause, skipped, milliseconds } = record;
  const { reads = 0, writes = 0, conditional = 0 } = record.requests ?? {};
  const why = error === undefined ? "" : `: ${error instanceof Error ? error.message : String(error)}`;
  const notes = [skipped, cause].filter((note) => note !== undefined).join(", ");
  const came = { done: "done", retry: "not done, the App would try again", failed: "failed" }[outcome];
  const requests = `${reads} reads, ${writes} writes, ${conditional} from the cache`;
  return `${key}: ${came}${notes === "" ? "" : ` (${notes})`} in ${milliseconds} ms, ${requests}${why}`;
}

async function runJob(
  { key, lane, event, delivery }: NewJob,
  worker: Worker,
  { say, wait }: Pick<ReplayOptions, "say" | "wait">,
): Promise<void> {
  const signal = new AbortController().signal;
  for (let attempt = 1; ; attempt++) {
    const deliveries = delivery === undefined ? [] : [delivery];
    const job: Job = { id: key, key, lane, events: [event], deliveries, attempt, enqueuedAt: new Date() };
    const disposition = await worker(job, signal);
    if (disposition.outcome !== "retry" || attempt === TRIES || disposition.afterMs > WAIT_LIMIT) return;
    say(`${key}: tried again in ${disposition.afterMs} ms\n`);
    await wait(disposition.afterMs);
  }
}

/** Runs one delivery through the very mapping and worker of the App, and the jobs that come of it. Returns what each job came to. */
export async function replayDelivery(webhook: Webhook, options: ReplayOptions): Promise<readonly ReviewRecord[]> {
  const { appId, github, store, rules, say } = options;
  const { jobs, ignored } = mapWebhook(webhook, { appId });
  if (ignored !== undefined) say(`ignored: ${ignored}\n`);
  const waiting: NewJob[] = [...jobs];
  const records = new Map<string, ReviewRecord>();
  const worker = createWorker({
    github: lookingFirst(github),
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
      records.set(record.key, record);
      say(`${described(record, error)}\n`);
    },
  });
  for (let run = 0; run < JOBS_LIMIT; run++) {
    const next = waiting.shift();
    if (next === undefined) break;
    await runJob(next, worker, options);
    if (readWorkEvent(next.event)?.type === "ticket") {
      say("Which pull requests link a ticket is known to the App's own storage alone; replay one of theirs.\n");
    }
  }
  if (waiting.length > 0) say(`${waiting.length} more jobs are left out\n`);
  return [...records.values()];
}
