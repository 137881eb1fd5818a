import type { EmbeddedDatabase, Statement } from "../queue/embedded-database.ts";
import type { Json } from "../queue/queue.ts";
import type { NoticeSink } from "../queue/queue-notice.ts";
import { storedText } from "../queue/stored-text.ts";
import type { Store } from "./store.ts";

const PRUNE_EVERY_MS = 60 * 60_000;

/** The store of one process, in the file of its queue. */
export class EmbeddedStore implements Store {
  readonly #pruning: NodeJS.Timeout;
  readonly #get: Statement;
  readonly #put: Statement;
  readonly #delete: Statement;
  readonly #list: Statement;
  readonly #prune: Statement;

  constructor(database: EmbeddedDatabase, notice: NoticeSink = () => undefined) {
    this.#get = database.prepare(
      "SELECT value FROM entry WHERE space = ? AND key = ? AND (expires_at IS NULL OR expires_at > ?)",
    );
    this.#put = database.prepare("INSERT OR REPLACE INTO entry (space, key, value, expires_at) VALUES (?, ?, ?, ?)");
    this.#delete = database.prepare("DELETE FROM entry WHERE space = ? AND key = ?");
    this.#list = database.prepare(
      `SELECT key, value FROM entry WHERE space = ? AND key >= ? AND substr(key, 1, length(?)) = ? AND (expires_at IS NULL OR expires_at > ?)
       ORDER BY key LIMIT ?`,
    );
    this.#prune = database.prepare("DELETE FROM entry WHERE expires_at <= ?");
    this.#prune.run(Date.now());
    this.#pruning = setInterval(() => {
      try {
        this.#prune.run(Date.now());
      } catch (error) {
        notice({ kind: "storage-error", error });
      }
    }, PRUNE_EVERY_MS);
    this.#pruning.unref();
  }

  async get(space: string, key: string): Promise<Json | undefined> {
    const row = this.#get.get(storedText(space), storedText(key), Date.now()) as { value: string } | undefined;
    return row === undefined ? undefined : (JSON.parse(row.value) as Json);
  }

  async put(space: string, key: string, value: Json, ttlMs?: number): Promise<void> {
    const expiresAt = ttlMs === undefined ? null : Math.floor(Date.now() + ttlMs);
    this.#put.run(storedText(space), storedText(key), JSON.stringify(value), expiresAt);
  }

  async delete(space: string, key: string): Promise<void> {
    this.#delete.run(storedText(space), storedText(key));
  }

  async list(
    space: string,
    prefix: string,
    limit: number,
  ): Promise<readonly { readonly key: string; readonly value: Json }[]> {
    const from = storedText(prefix);
    const rows = this.#list.all(storedText(space), from, from, from, Date.now(), limit) as {
      key: string;
      value: string;
    }[];
    return rows.map((row) => ({ key: row.key, value: JSON.parse(row.value) as Json }));
  }

  async close(): Promise<void> {
    clearInterval(this.#pruning);
  }
}
