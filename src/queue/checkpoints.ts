import Connection from "libsql/promise";

const EVERY_MS = 1_000;

/**
 * Brings what stands in the write-ahead log of an SQLite file over into the file, beside the connection that writes, in a thread of the system's: done by
 * that connection itself, it is a wait for the disk in the midst of every few hundredth commit, with the whole process standing still.
 */
export class Checkpoints {
  readonly #connection: Connection;
  readonly #timer: NodeJS.Timeout;
  #running: Promise<void> | undefined;

  constructor(path: string) {
    this.#connection = new Connection(path, { timeout: 0 });
    this.#timer = setInterval(() => {
      this.#running ??= this.#run();
    }, EVERY_MS);
    this.#timer.unref();
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#running;
    this.#connection.close();
  }

  async #run(): Promise<void> {
    try {
      // It passes over what is being read, waits for nobody, and is next to nothing when all is done.
      await this.#connection.exec("PRAGMA wal_checkpoint(PASSIVE)");
    } catch {
      // What a full or failing disk refuses here it refuses the next commit too, and that is heard.
    } finally {
      this.#running = undefined;
    }
  }
}
