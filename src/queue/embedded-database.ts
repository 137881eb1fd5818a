import { accessSync, constants, mkdirSync } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { join } from "node:path";
import Database from "libsql";
import { EMBEDDED_SCHEMA } from "./embedded-schema.ts";
import { codeOf, messageOf, StorageError } from "./storage-error.ts";

type Connection = InstanceType<typeof Database>;

/** A prepared statement with values for its question marks. */
export interface Statement {
  run(...values: readonly (string | number | null)[]): unknown;
  get(...values: readonly (string | number | null)[]): unknown;
  all(...values: readonly (string | number | null)[]): unknown[];
}

/** SQLite in one file of the data directory, held by one process alone. */
export class EmbeddedDatabase {
  readonly #connection: Connection;
  readonly #lock: Connection;
  readonly #wal: FileHandle;
  #flushing: Promise<void> | undefined;
  #unflushed = false;

  private constructor(connection: Connection, lock: Connection, wal: FileHandle) {
    this.#connection = connection;
    this.#lock = lock;
    this.#wal = wal;
  }

  /** Throws a {@link StorageError} when the directory cannot be written or another process holds it. */
  static async open(dataDir: string): Promise<EmbeddedDatabase> {
    prepareDirectory(dataDir);
    const lock = lockDirectory(dataDir);
    const path = join(dataDir, "weighbridge.db");
    let connection: Connection | undefined;
    try {
      connection = new Database(path, { timeout: 5_000 });
      // A committed change is in the write-ahead log, in the system's hands, which outlives this process; see `flushSoon` for power cuts.
      connection.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON;");
      migrate(connection, path);
      const wal = await open(`${path}-wal`, "r+");
      await syncDirectory(dataDir);
      return new EmbeddedDatabase(connection, lock, wal);
    } catch (error) {
      connection?.close();
      lock.close();
      if (error instanceof StorageError) throw error;
      throw new StorageError(
        `${path}: the database cannot be opened (${messageOf(error)}). Check that it is a file of Weighbridge's and that the disk has room.`,
        { cause: error },
      );
    }
  }

  prepare(sql: string): Statement {
    return this.#connection.prepare<unknown[]>(sql);
  }

  /** Does all of `work` or nothing. */
  transact<T>(work: () => T): T {
    this.#connection.exec("BEGIN IMMEDIATE");
    try {
      const result = work();
      this.#connection.exec("COMMIT");
      return result;
    } catch (error) {
      // After a full disk SQLite has rolled back by itself, and says so by refusing.
      if (this.#connection.inTransaction) this.#connection.exec("ROLLBACK");
      throw error;
    }
  }

  /**
   * Has what was committed brought to the disk soon, without waiting for it. A kill of the process loses nothing anyway; this narrows what a power cut
   * could take from half a minute, the system's own pace, to some milliseconds, where `synchronous = FULL` would hold up every answer to a webhook.
   */
  flushSoon(onError: (error: unknown) => void): void {
    this.#unflushed = true;
    this.#flushing ??= this.#flush(onError).finally(() => {
      this.#flushing = undefined;
    });
  }

  async close(): Promise<void> {
    await this.#flushing;
    await this.#wal.close();
    this.#connection.close();
    this.#lock.close();
  }

  async #flush(onError: (error: unknown) => void): Promise<void> {
    while (this.#unflushed) {
      this.#unflushed = false;
      await this.#wal.datasync().catch(onError);
    }
  }
}

function prepareDirectory(dataDir: string): void {
  try {
    mkdirSync(dataDir, { recursive: true });
    accessSync(dataDir, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new StorageError(
      `${dataDir}: the data directory cannot be written (${messageOf(error)}). Set DATA_DIR to a directory that this user may write.`,
      { cause: error },
    );
  }
}

/** Brings the names of new files to the disk, where the system can do that for a directory. */
async function syncDirectory(dataDir: string): Promise<void> {
  const directory = await open(dataDir, constants.O_RDONLY).catch(() => undefined);
  await directory?.sync().catch(() => undefined);
  await directory?.close();
}

/**
 * A lock of the operating system's on a file beside the database: it ends with the process, however that ends, so that nothing stale is left and no
 * process id need be trusted; and the database itself stays readable for an operator's tools.
 */
function lockDirectory(dataDir: string): Connection {
  const path = join(dataDir, "weighbridge.lock");
  let lock: Connection | undefined;
  try {
    lock = new Database(path, { timeout: 0 });
    lock.exec("BEGIN EXCLUSIVE");
    return lock;
  } catch (error) {
    lock?.close();
    const busy = codeOf(error) === "SQLITE_BUSY";
    throw new StorageError(
      busy
        ? `${dataDir}: another process uses this data directory. Stop it, or set DATA_DIR to a directory of its own; several processes share work through DATABASE_URL.`
        : `${path}: the lock cannot be taken (${messageOf(error)}). Set DATA_DIR to a directory on a local disk that this user may write.`,
      { cause: error },
    );
  }
}

function migrate(connection: Connection, path: string): void {
  const row = connection.prepare("SELECT user_version AS version FROM pragma_user_version").get();
  const version = Number(Reflect.get(Object(row), "version"));
  if (version > EMBEDDED_SCHEMA.length) {
    throw new StorageError(
      `${path}: a newer Weighbridge wrote this database. Start that version, or set DATA_DIR to another directory.`,
    );
  }
  EMBEDDED_SCHEMA.slice(version).forEach((step, index) => {
    connection.exec(`BEGIN IMMEDIATE; ${step}; PRAGMA user_version = ${version + index + 1}; COMMIT;`);
  });
  // Brings the write-ahead log into being.
  connection.exec(`PRAGMA user_version = ${EMBEDDED_SCHEMA.length}`);
}
