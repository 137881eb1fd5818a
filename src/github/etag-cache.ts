import { createHash } from "node:crypto";
import { z } from "zod";
import type { Json } from "../queue/queue.ts";
import type { Store } from "../store/store.ts";

const SPACE = "github-etags";
/** GitHub ties an ETag to the token, and a token lives for an hour. */
const KEPT = 60 * 60_000;
/** An answer larger than this, in characters of JSON, is not kept. */
const LONGEST = 512 * 1024;
/** Answers kept at most: each has one place that its key names, and a later one takes the place of an earlier. */
const PLACES = 1_024;

const entry = z.object({
  key: z.string(),
  etag: z.string(),
  link: z.string().optional(),
  // A text is an answer that broke off: it was never JSON.
  data: z.unknown().refine((data) => typeof data !== "string"),
});

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

  /** Undefined for what is not worth its room: a tree never changes, and its listing is kept elsewhere. */
  static key(installation: number, url: string, accept: string): string | undefined {
    if (url.includes("/git/trees/")) return undefined;
    return createHash("sha256").update(`${installation}\n${accept}\n${url}`).digest("hex");
  }

  async get(key: string): Promise<CachedAnswer | undefined> {
    const found = entry.safeParse(await this.#store.get(SPACE, placeOf(key)));
    return found.success && found.data.key === key ? { ...found.data, data: found.data.data as Json } : undefined;
  }

  async put(key: string, answer: CachedAnswer): Promise<void> {
    if (JSON.stringify(answer.data).length > LONGEST) return;
    const { etag, link, data } = answer;
    await this.#store.put(SPACE, placeOf(key), { key, etag, data, ...(link === undefined ? {} : { link }) }, KEPT);
  }
}

function placeOf(key: string): string {
  return String(Number.parseInt(key.slice(0, 8), 16) % PLACES);
}
