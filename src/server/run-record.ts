import type { QueueNotice } from "../queue/queue-notice.ts";
import type { ReviewRecord } from "../work/review-record.ts";
import type { Log } from "./log.ts";

/** The one line of a run: who, what, how long, how many requests, and how it ended. */
export function logRun(log: Log, record: ReviewRecord, error?: unknown): void {
  const { repo, pullRequest, requests, deliveries, waitedMs, milliseconds, because, ...rest } = record;
  const fields = {
    ...rest,
    ...(repo === undefined ? {} : { repo }),
    ...(pullRequest === undefined ? {} : { pullRequest }),
    because: because.join(","),
    deliveries: deliveries.join(","),
    ms: milliseconds,
    waitedMs,
    apiReads: requests?.reads ?? 0,
    apiWrites: requests?.writes ?? 0,
    apiCached: requests?.conditional ?? 0,
  };
  switch (record.outcome) {
    case "done":
      log.info(fields, record.conclusion === undefined ? "job done" : "pull request reviewed");
      break;
    case "retry":
      // Every job meets this until the operator mends it.
      if (record.cause === "credentials-refused")
        log.error({ ...fields, err: error }, "GitHub refuses the App's credentials");
      else log.warn({ ...fields, err: error }, "job will be tried again");
      break;
    case "failed":
      log.error({ ...fields, err: error }, "job failed for good");
      break;
  }
}

/** What the queue does by itself. Retries and failures of a run have their own line already, but for those whose process died. */
export function logNotice(log: Log, notice: QueueNotice): void {
  switch (notice.kind) {
    case "failed":
      if (notice.cause === "process-ended") {
        const { key, attempt, cause } = notice;
        log.error({ key, attempt, cause }, "job failed for good: the process ended each time");
      }
      break;
    case "retried":
      break;
    case "recovered":
    case "released":
      log.info(
        { key: notice.key },
        notice.kind === "recovered" ? "job of a dead process taken up again" : "job put back",
      );
      break;
    case "lease-lost":
      log.warn("the claim on the running jobs was lost; they run again");
      break;
    case "storage-error":
      log.error({ err: notice.error }, "the storage does not answer as it should");
      break;
  }
}
