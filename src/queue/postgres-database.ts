import pg from "pg";
import { POSTGRES_SCHEMA } from "./postgres-schema.ts";
import type { NoticeSink } from "./queue-notice.ts";
import { WorkError } from "./retry-causes.ts";
import { messageOf, StorageError } from "./storage-error.ts";

const CONNECT_MS = 5_000;
const STATEMENT_MS = 30_000;
/** Enough for the answers to webhooks beside the jobs; a small server allows a hundred in all. */
const CONNECTIONS = 8;
/** Any number will do that no other program takes for its advisory lock. */
const MIGRATION_LOCK = 7_304_115_209;

export interface Row {
  readonly [column: string]: unknown;
}

/** Runs statements: the pool, or one connection within a transaction. */
export interface Session {
  /** `name` has the server prepare the statement once. */
  query(sql: string, values?: readonly unknown[], name?: string): Promise<readonly Row[]>;
}

/** A PostgreSQL database that any number of processes share. */
export class PostgresDatabase implements Session {
  /** Host, port and name, for messages; never the password. */
  readonly place: string;
  readonly #url: string;
  readonly #pool: pg.Pool;

  private constructor(url: string, place: string, notice: NoticeSink) {
    this.#url = url;
    this.place = place;
    this.#pool = new pg.Pool({ ...settings(url), max: CONNECTIONS, query_timeout: STATEMENT_MS });
    // An idle connection that breaks is replaced by the pool; unheard, its error would end the process.
    this.#pool.on("error", (error) => notice({ kind: "storage-error", error }));
  }

  /** Connects and brings the schema up to date. Throws a {@link StorageError} when it cannot. */
  static async open(url: string, notice: NoticeSink = () => undefined): Promise<PostgresDatabase> {
    const database = new PostgresDatabase(url, placeOf(url), notice);
    try {
      await database.#migrate();
      return database;
    } catch (error) {
      await database.close();
      if (error instanceof StorageError) throw error;
      throw new StorageError(`${database.place}: ${explain(error)} Check DATABASE_URL and that the server runs.`, {
        cause: error,
      });
    }
  }

  async query(sql: string, values: readonly unknown[] = [], name?: string): Promise<readonly Row[]> {
    return (await answered(() => this.#pool.query<Row>(statement(sql, values, name)))).rows;
  }

  /** Does all of `work` or nothing; anew when another transaction was in its way. */
  async transact<T>(work: (session: Session) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#transactOnce(work);
      } catch (error) {
        if (attempt >= 5 || !isCollision(error)) throw error;
      }
    }
  }

  /** A connection of its own, not yet connected, for LISTEN. */
  createClient(): pg.Client {
    return new pg.Client(settings(this.#url));
  }

  async close(): Promise<void> {
    await this.#pool.end();
  }

  async #transactOnce<T>(work: (session: Session) => Promise<T>): Promise<T> {
    const client = await answered(() => this.#pool.connect());
    // Between two statements nobody else would hear of a broken connection, and an unheard error ends the process.
    const ignore = (): void => undefined;
    client.on("error", ignore);
    let broken = false;
    try {
      const session: Session = {
        query: async (sql, values = [], name) =>
          (await answered(() => client.query<Row>(statement(sql, values, name)))).rows,
      };
      await session.query("BEGIN");
      const result = await work(session);
      await session.query("COMMIT");
      return result;
    } catch (error) {
      broken = await client.query("ROLLBACK").then(
        () => false,
        () => true,
      );
      throw error;
    } finally {
      client.off("error", ignore);
      client.release(broken);
    }
  }

  async #migrate(): Promise<void> {
    await this.transact(async (session) => {
      // Replicas that start at once take turns; the later ones find the work done.
      await session.query("SELECT pg_advisory_xact_lock($1)", [MIGRATION_LOCK]);
      await session.query("CREATE SCHEMA IF NOT EXISTS weighbridge");
      await session.query("CREATE TABLE IF NOT EXISTS weighbridge.schema_version (version integer NOT NULL)");
      const [row] = await session.query("SELECT max(version) AS version FROM weighbridge.schema_version");
      const version = Number(row?.version ?? 0);
      if (version > POSTGRES_SCHEMA.length) {
        throw new StorageError(
          `${this.place}: a newer Weighbridge set up this database. Start that version, or set DATABASE_URL to another database.`,
        );
      }
      for (const step of POSTGRES_SCHEMA.slice(version)) await session.query(step);
      if (version < POSTGRES_SCHEMA.length) {
        await session.query("INSERT INTO weighbridge.schema_version VALUES ($1)", [POSTGRES_SCHEMA.length]);
      }
    });
  }
}

/** The SQLSTATE of an error of the server's; empty for any other. */
export function sqlStateOf(error: unknown): string {
  const code = error instanceof pg.DatabaseError ? error.code : undefined;
  return code ?? "";
}

function settings(url: string): pg.ClientConfig {
  return {
    connectionString: url,
    application_name: "weighbridge",
    connectionTimeoutMillis: CONNECT_MS,
    statement_timeout: STATEMENT_MS,
    keepAlive: true,
  };
}

function statement(sql: string, values: readonly unknown[], name: string | undefined): pg.QueryConfig {
  return name === undefined ? { text: sql, values: [...values] } : { name, text: sql, values: [...values] };
}

/** Errors that are not the server's own answer, such as a broken connection or a full pool, can be retried. */
async function answered<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof pg.DatabaseError) throw error;
    throw new WorkError("store-busy", `The database did not answer: ${messageOf(error)}`, { source: error });
  }
}

/** Unique violation, serialisation failure, deadlock: right by the next try. */
function isCollision(error: unknown): boolean {
  return ["23505", "40001", "40P01"].includes(sqlStateOf(error));
}

function placeOf(url: string): string {
  try {
    const client = new pg.Client({ connectionString: url });
    return `postgres://${client.host}:${client.port}/${client.database ?? ""}`;
  } catch {
    throw new StorageError(
      "DATABASE_URL is not the address of a PostgreSQL database. It should look like postgres://user:password@host:5432/name.",
    );
  }
}

function explain(error: unknown): string {
  const source = error instanceof WorkError ? error.source : error;
  const state = sqlStateOf(source);
  if (state === "28P01" || state === "28000") return "the server refuses the user or the password.";
  if (state === "3D000") return "the server has no such database.";
  if (state === "42501") return "the user may not create the schema weighbridge there.";
  if (state !== "") return `the server says: ${messageOf(source)}.`;
  return `the database cannot be reached (${messageOf(source)}).`;
}
