import { EmbeddedDatabase } from "../queue/embedded-database.ts";
import { EmbeddedQueue } from "../queue/embedded-queue.ts";
import type { Queue } from "../queue/queue.ts";
import type { NoticeSink } from "../queue/queue-notice.ts";
import { EmbeddedStore } from "./embedded-store.ts";
import type { Store } from "./store.ts";

export interface StorageOptions {
  /** Address of a PostgreSQL database that any number of processes share. Without it the data directory serves one process. */
  readonly databaseUrl?: string | undefined;
  readonly dataDir: string;
  /** Hears what the queue does by itself. */
  readonly notice?: NoticeSink | undefined;
}

export interface Storage {
  readonly queue: Queue;
  readonly store: Store;
  /** Closes both; what still runs is aborted. */
  close(): Promise<void>;
}

/** Opens the queue and the store on the engine that the options name. Throws a `StorageError` that says what is wrong, where, and the remedy. */
export async function openStorage({ databaseUrl, dataDir, notice }: StorageOptions): Promise<Storage> {
  if (databaseUrl !== undefined && databaseUrl !== "") {
    // Loaded when it is wanted: a process that has no PostgreSQL starts sooner.
    const [{ PostgresDatabase }, { PostgresQueue }, { PostgresStore }] = await Promise.all([
      import("../queue/postgres-database.ts"),
      import("../queue/postgres-queue.ts"),
      import("./postgres-store.ts"),
    ]);
    const database = await PostgresDatabase.open(databaseUrl, notice);
    return together(new PostgresQueue(database, notice), new PostgresStore(database, notice), database);
  }
  const database = await EmbeddedDatabase.open(dataDir);
  return together(new EmbeddedQueue(database, notice), new EmbeddedStore(database, notice), database);
}

function together(queue: Queue, store: Store, database: { close(): Promise<void> }): Storage {
  let closing: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    await queue.close();
    await store.close();
    await database.close();
  };
  return {
    queue,
    store,
    close: () => {
      closing ??= close();
      return closing;
    },
  };
}
