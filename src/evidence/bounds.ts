/** Bounds of the evidence that one review may gather. A policy may set each of them. */
export interface EvidenceBounds {
  /** Seconds for one fetch: name lookup, connection, headers, redirects and body together. */
  readonly timeoutSeconds: number;
  /** Seconds for all evidence of a review, counted from its first fetch. */
  readonly totalSeconds: number;
  /** Requests of a review; each redirect counts as one. */
  readonly requests: number;
  /** Fetches that run at the same time. */
  readonly concurrency: number;
  /** Redirects that one fetch follows. */
  readonly redirects: number;
  /** Bytes read of one checkpoint by ranges. */
  readonly checkpointBytes: number;
  /** Bytes read of one log, after decompression. */
  readonly logBytes: number;
  /** A checkpoint up to this many bytes is read whole for its hash. */
  readonly hashBytes: number;
}

const MIB = 1024 * 1024;

export const DEFAULT_BOUNDS: EvidenceBounds = {
  timeoutSeconds: 10,
  totalSeconds: 20,
  requests: 40,
  concurrency: 4,
  redirects: 3,
  checkpointBytes: 4 * MIB,
  logBytes: 8 * MIB,
  hashBytes: 64 * MIB,
};

/** Bytes read of an API answer or a paper's page: a hundred open pull requests take about 3 MB. */
export const DOCUMENT_BYTES = 8 * MIB;
