import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { QueueCounts } from "../queue/queue.ts";
import type { ReviewRecord } from "../work/review-record.ts";

/** What became of a delivery. */
export type DeliveryOutcome = "stored" | "merged" | "duplicate" | "ignored" | "refused" | "failed";

export interface Metrics {
  countDelivery(event: string, outcome: DeliveryOutcome, seconds: number): void;
  countJob(record: ReviewRecord): void;
  /** Prometheus' text format. */
  render(): Promise<{ readonly contentType: string; readonly text: string }>;
}

/** A label takes only names that we know: what strangers send must not make series without end. */
const EVENTS = new Set([
  "pull_request",
  "issue_comment",
  "check_run",
  "check_suite",
  "merge_group",
  "issues",
  "push",
  "installation",
  "installation_repositories",
  "ping",
]);

/** How long metrics wait for the queue to count, in milliseconds. */
const COUNT_TIMEOUT = 2_000;

async function countsInTime(counts: () => Promise<QueueCounts>): Promise<QueueCounts | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), COUNT_TIMEOUT);
  });
  try {
    return await Promise.race([counts(), late]);
  } catch {
    return undefined;
  } finally {
    clearTimeout(timer);
  }
}

/** Opens the metrics of a process. `counts` is asked at each scrape. */
export function openMetrics(counts: () => Promise<QueueCounts>): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry, prefix: "weighbridge_" });
  const deliveries = new Counter({
    name: "weighbridge_deliveries_total",
    help: "Webhook deliveries by event and what became of them.",
    labelNames: ["event", "outcome"],
    registers,
  });
  const answers = new Histogram({
    name: "weighbridge_delivery_seconds",
    help: "Time until a delivery was answered.",
    buckets: [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 1, 5, 10],
    registers,
  });
  const jobs = new Counter({
    name: "weighbridge_jobs_total",
    help: "Runs of jobs by outcome and cause.",
    labelNames: ["outcome", "cause"],
    registers,
  });
  const reviews = new Histogram({
    name: "weighbridge_review_seconds",
    help: "Duration of a run that reviewed a pull request.",
    buckets: [0.25, 0.5, 1, 2, 5, 10, 20, 40, 80],
    registers,
  });
  const requests = new Counter({
    name: "weighbridge_github_requests_total",
    help: "Requests to GitHub's API: reads, writes, and reads answered from the cache at no cost.",
    labelNames: ["kind"],
    registers,
  });
  const queue = new Gauge({
    name: "weighbridge_queue_jobs",
    help: "Jobs in the queue by state.",
    labelNames: ["state"],
    registers,
    async collect() {
      const now = await countsInTime(counts);
      if (now === undefined) {
        queue.reset();
        oldest.reset();
        return;
      }
      queue.set({ state: "waiting" }, now.waiting);
      queue.set({ state: "active" }, now.active);
      queue.set({ state: "failed" }, now.failed);
      oldest.set(now.oldestWaitingMs / 1000);
    },
  });
  const oldest = new Gauge({
    name: "weighbridge_queue_oldest_seconds",
    help: "Age of the oldest waiting job.",
    registers,
  });
  return {
    countDelivery(event, outcome, seconds) {
      deliveries.inc({ event: EVENTS.has(event) ? event : "other", outcome });
      answers.observe(seconds);
    },
    countJob(record) {
      jobs.inc({ outcome: record.outcome, cause: record.cause ?? "" });
      if (record.conclusion !== undefined) reviews.observe(record.milliseconds / 1000);
      const { reads = 0, writes = 0, conditional = 0 } = record.requests ?? {};
      requests.inc({ kind: "read" }, reads);
      requests.inc({ kind: "write" }, writes);
      requests.inc({ kind: "cached" }, conditional);
    },
    async render() {
      return { contentType: registry.contentType, text: await registry.metrics() };
    },
  };
}
