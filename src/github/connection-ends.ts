import { z } from "zod";

const PAGE = 100;

/** Both ends of a connection, a hundred nodes of each: twice as many in one request as a page from one end. */
export function endsSelection(field: string, args: string, node: string, prefix: string): string {
  const of = (alias: string, page: string, info: string) =>
    `${alias}: ${field}(${[args, page].filter(Boolean).join(", ")}) { totalCount pageInfo { ${info} } nodes { ${node} } }`;
  return `${of("head", `first: ${PAGE}, after: $${prefix}After`, "endCursor")} ${of("tail", `last: ${PAGE}, before: $${prefix}Before`, "startCursor")}`;
}

/** The variables that {@link endsSelection} uses. */
export function endsVariables(prefix: string): readonly string[] {
  return [`$${prefix}After: String`, `$${prefix}Before: String`];
}

export function endsForm<S extends z.ZodType>(node: S) {
  const nodes = z.array(node);
  const count = z.int().nonnegative();
  return {
    head: z.object({ totalCount: count, pageInfo: z.object({ endCursor: z.string().nullish() }), nodes }),
    tail: z.object({ totalCount: count, pageInfo: z.object({ startCursor: z.string().nullish() }), nodes }),
  };
}

export interface EndsPage<T> {
  readonly head: {
    readonly totalCount: number;
    readonly pageInfo: { readonly endCursor?: string | null | undefined };
    readonly nodes: readonly T[];
  };
  readonly tail: {
    readonly pageInfo: { readonly startCursor?: string | null | undefined };
    readonly nodes: readonly T[];
  };
}

/** What has been read of a connection from its two ends towards the middle. */
export class ConnectionEnds<T> {
  readonly #most: number;
  #head: readonly T[] = [];
  #tail: readonly T[] = [];
  #total: number | undefined;
  #after: string | undefined;
  #before: string | undefined;

  /** `most`: of a longer connection its first so many nodes are read. */
  constructor(most: number) {
    this.#most = most;
  }

  take({ head, tail }: EndsPage<T>): void {
    this.#head = [...this.#head, ...head.nodes];
    this.#tail = [...tail.nodes, ...this.#tail];
    this.#total = head.totalCount;
    this.#after = head.pageInfo.endCursor ?? this.#after;
    this.#before = tail.pageInfo.startCursor ?? this.#before;
  }

  /** Nodes that there are; undefined before anything was read. */
  get total(): number | undefined {
    return this.#total;
  }

  /** All nodes in their order, each once; undefined while some are missing. */
  get all(): readonly T[] | undefined {
    if (this.#total === undefined) return undefined;
    if (this.#head.length >= Math.min(this.#total, this.#most)) return this.#head.slice(0, this.#most);
    const twice = this.#head.length + this.#tail.length - this.#total;
    return twice < 0 || this.#total > this.#most ? undefined : [...this.#head, ...this.#tail.slice(twice)];
  }

  variables(prefix: string): Readonly<Record<string, string | null>> {
    return { [`${prefix}After`]: this.#after ?? null, [`${prefix}Before`]: this.#before ?? null };
  }
}
