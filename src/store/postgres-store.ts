import type { PostgresDatabase } from "../queue/postgres-database.ts";
import type { Json } from "../queue/queue.ts";
import type { NoticeSink } from "../queue/queue-notice.ts";
import { storedText } from "../queue/stored-text.ts";
import type { Store } from "./store.ts";

const PRUNE_EVERY_MS = 60 * 60_000;

/** The store that all processes of one PostgreSQL database share. */
export class PostgresStore implements Store {
  readonly #database: PostgresDatabase;
  readonly #notice: NoticeSink;
  readonly #pruning: NodeJS.Timeout;

  constructor(database: PostgresDatabase, notice: NoticeSink = () => undefined) {
    this.#database = database;
    this.#notice = notice;
    this.#pruning = setInterval(() => this.#prune(), PRUNE_EVERY_MS);
    this.#pruning.unref();
  }

  async get(space: string, key: string): Promise<Json | undefined> {
    const [row] = await this.#database.query(
      "SELECT value FROM weighbridge.entry WHERE space = $1 AND key = $2 AND (expires_at IS NULL OR expires_at > now())",
      [storedText(space), storedText(key)],
      "get",
    );
    return row === undefined ? undefined : (JSON.parse(String(row.value)) as Json);
  }

  async put(space: string, key: string, value: Json, ttlMs?: number): Promise<void> {
    await this.#database.query(
      `INSERT INTO weighbridge.entry (space, key, value, expires_at) VALUES ($1, $2, $3, now() + $4::float8 * interval '1 millisecond')
       ON CONFLICT (space, key) DO UPDATE SET value = excluded.value, expires_at = excluded.expires_at`,
      [storedText(space), storedText(key), JSON.stringify(value), ttlMs ?? null],
      "put",
    );
  }

  async delete(space: string, key: string): Promise<void> {
    await this.#database.query("DELETE FROM weighbridge.entry WHERE space = $1 AND key = $2", [
      storedText(space),
      storedText(key),
    ]);
  }

  async list(
    space: string,
    prefix: string,
    limit: number,
  ): Promise<readonly { readonly key: string; readonly value: Json }[]> {
    const rows = await this.#database.query(
      `SELECT key, value FROM weighbridge.entry
       WHERE space = $1 AND key >= $2 AND starts_with(key, $2) AND (expires_at IS NULL OR expires_at > now()) ORDER BY key LIMIT $3`,
      [storedText(space), storedText(prefix), limit],
    );
    return rows.map((row) => ({ key: String(row.key), value: JSON.parse(String(row.value)) as Json }));
  }

  async close(): Promise<void> {
    clearInterval(this.#pruning);
  }

  #prune(): void {
    this.#database
      .query("DELETE FROM weighbridge.entry WHERE expires_at <= now()")
      .catch((error: unknown) => this.#notice({ kind: "storage-error", error }));
  }
}
