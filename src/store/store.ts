import type { Json } from "../queue/queue.ts";

/** Small durable state beside the queue: caches, waivers, the last good policy. Losing it loses nothing that GitHub cannot tell again. */
export interface Store {
  get(space: string, key: string): Promise<Json | undefined>;
  /** Replaces what is there. With `ttlMs` it is forgotten after that time. */
  put(space: string, key: string, value: Json, ttlMs?: number): Promise<void>;
  delete(space: string, key: string): Promise<void>;
  list(
    space: string,
    prefix: string,
    limit: number,
  ): Promise<readonly { readonly key: string; readonly value: Json }[]>;
  close(): Promise<void>;
}
