import { accessSync, constants, mkdirSync } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { join } from "node:path";
import Database from "libsql";
import { Checkpoints } from "./checkpoints.ts";
import { EMBEDDED_SCHEMA } from "./embedded-schema.ts";
import { codeOf, messageOf, StorageError } from "./storage-error.ts";

type Connection = InstanceType<typeof Database>;

/** Pages of the write-ahead log, 32 MiB of them, at which a commit brings them over by itself: where {@link Checkpoints} does not keep up. */
const LONGEST_LOG = 8_000;

/** Changes that come within this time, in milliseconds, are brought to the disk together. */
const FLUSH_EVERY_MS = 25;

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
  readonly #checkpoints: Checkpoints;
  #closed = false;
  #flushing: Promise<void> | undefined;
  #unflushed = false;

  private constructor(connection: Connection, lock: Connection, wal: FileHandle, checkpoints: Checkpoints) {
    this.#connection = connection;
    this.#lock = lock;
    this.#wal = wal;
    this.#checkpoints = checkpoints;
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
      connection.exec(
        `PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON; PRAGMA wal_autocheckpoint = ${LONGEST_LOG};`,
      );
      migrate(connection, path);
      const wal = await open(`${path}-wal`, "r+");
      await syncDirectory(dataDir);
      return new EmbeddedDatabase(connection, lock, wal, new Checkpoints(path));
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
    this.#closed = true;
    await this.#flushing;
    await this.#checkpoints.close();
    await this.#wal.close();
    this.#connection.close();
    this.#lock.close();
  }

  async #flush(onError: (error: unknown) => void): Promise<void> {
    while (this.#unflushed) {
      this.#unflushed = false;
      await this.#wal.datasync().catch(onError);
      // Under load the disk is asked some forty times a second, not once for each change.
      if (!this.#closed) await new Promise((resolve) => setTimeout(resolve, FLUSH_EVERY_MS));
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
