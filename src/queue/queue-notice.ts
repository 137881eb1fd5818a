/** What a queue does by itself, for the log and the metrics. */
export type QueueNotice =
  | {
      readonly kind: "retried";
      readonly key: string;
      readonly attempt: number;
      readonly cause: string;
      readonly afterMs: number;
      readonly error?: unknown;
    }
  | {
      readonly kind: "failed";
      readonly key: string;
      readonly attempt: number;
      readonly cause: string;
      readonly error?: unknown;
    }
  /** Its process died or was stopped before the job ended: it runs again. */
  | { readonly kind: "recovered" | "released"; readonly key: string }
  /** This process could not keep its claim on what it works on, so that work was aborted and another process may do it. */
  | { readonly kind: "lease-lost" }
  /** The storage did not answer as it should; the queue tries again by itself. */
  | { readonly kind: "storage-error"; readonly error: unknown };

/** Takes a notice; must not throw. */
export type NoticeSink = (notice: QueueNotice) => void;
