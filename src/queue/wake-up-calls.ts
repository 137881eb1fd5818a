import type pg from "pg";
import type { PostgresDatabase } from "./postgres-database.ts";
import { CHANNEL } from "./postgres-statements.ts";
import type { NoticeSink } from "./queue-notice.ts";

const RECONNECT_MS = 1_000;

/** Hears through LISTEN that there is something to do, wherever it was stored, and tells others by NOTIFY. */
export class WakeUpCalls {
  readonly #database: PostgresDatabase;
  readonly #notice: NoticeSink;
  readonly #wake: () => void;
  #client: pg.Client | undefined;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;
  #wanted = false;
  #calling: Promise<void> | undefined;

  constructor(database: PostgresDatabase, notice: NoticeSink, wake: () => void) {
    this.#database = database;
    this.#notice = notice;
    this.#wake = wake;
  }

  /** Listens from now on, also over broken connections. */
  async listen(): Promise<void> {
    if (this.#client !== undefined || this.#closed) return;
    const client = this.#database.createClient();
    this.#client = client;
    client.on("notification", () => this.#wake());
    client.on("error", (error) => this.#restart(client, error));
    client.on("end", () => this.#restart(client, undefined));
    try {
      await client.connect();
      await client.query(`LISTEN ${CHANNEL}`);
      // What came while nobody listened.
      this.#wake();
    } catch (error) {
      this.#restart(client, error);
    }
  }

  /**
   * Wakes this process and, without being waited for, the others. Not within the transaction that stores: PostgreSQL lets transactions that notify commit
   * only one after the other, each with its own wait for the disk. Calls that come while one is on its way share the next.
   */
  call(): void {
    this.#wake();
    this.#wanted = true;
    this.#calling ??= this.#callOthers().finally(() => {
      this.#calling = undefined;
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    const client = this.#client;
    this.#client = undefined;
    await this.#calling;
    await client?.end().catch(() => undefined);
  }

  async #callOthers(): Promise<void> {
    try {
      while (this.#wanted) {
        this.#wanted = false;
        await this.#database.query("SELECT pg_notify($1, '')", [CHANNEL], "call");
      }
    } catch (error) {
      // Their poll finds what they were not told of.
      this.#notice({ kind: "storage-error", error });
    }
  }

  #restart(client: pg.Client, error: unknown): void {
    if (this.#client !== client || this.#closed) return;
    this.#client = undefined;
    if (error !== undefined) this.#notice({ kind: "storage-error", error });
    client.end().catch(() => undefined);
    this.#timer = setTimeout(() => void this.listen(), RECONNECT_MS);
  }
}
