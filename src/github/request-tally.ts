/** Requests of one piece of work, by kind. */
export interface RequestCounts {
  /** Reads that GitHub answered with content. GraphQL queries are reads. */
  readonly reads: number;
  /** Reads that GitHub answered with 304: they cost nothing of the primary limit. */
  readonly notModified: number;
  readonly writes: number;
  /** Installation tokens that were asked for; one an hour and installation. */
  readonly tokens: number;
}

export type RequestKind = keyof RequestCounts;

/** Counts every request that left the process, retried ones and failed ones too. */
export class RequestTally {
  readonly #counts: Record<RequestKind, number> = { reads: 0, notModified: 0, writes: 0, tokens: 0 };

  count(kind: RequestKind): void {
    this.#counts[kind]++;
  }

  get counts(): RequestCounts {
    return { ...this.#counts };
  }

  get total(): number {
    const { reads, notModified, writes, tokens } = this.#counts;
    return reads + notModified + writes + tokens;
  }
}
