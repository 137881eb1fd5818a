import { createHash } from "node:crypto";
import { z } from "zod";
import type { Json } from "../queue/queue.ts";
import type { Store } from "../store/store.ts";

const SPACE = "github-etags";
const DAY = 24 * 60 * 60 * 1000;
/** GitHub ties an ETag to the token, and a token lives for an hour; some servers do not. */
const KEPT = 7 * DAY;
/** An answer larger than this, in characters of JSON, is not kept. */
const LONGEST = 512 * 1024;

const entry = z.object({ etag: z.string(), link: z.string().optional(), data: z.unknown() });

export interface CachedAnswer {
  readonly etag: string;
  /** The header that leads to the next page. */
  readonly link?: string | undefined;
  readonly data: Json;
}

/** Answers to REST reads by address and form, with their ETags. What one installation was told is never given to another. */
export class EtagCache {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  static key(installation: number, url: string, accept: string): string {
    return createHash("sha256").update(`${installation}\n${accept}\n${url}`).digest("hex");
  }

  async get(key: string): Promise<CachedAnswer | undefined> {
    const found = entry.safeParse(await this.#store.get(SPACE, key));
    return found.success ? { ...found.data, data: found.data.data as Json } : undefined;
  }

  async put(key: string, answer: CachedAnswer): Promise<void> {
    if (JSON.stringify(answer.data).length > LONGEST) return;
    const { etag, link, data } = answer;
    await this.#store.put(SPACE, key, { etag, data, ...(link === undefined ? {} : { link }) }, KEPT);
  }
}
