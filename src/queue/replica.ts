import { randomUUID } from "node:crypto";
import type { PostgresDatabase, Session } from "./postgres-database.ts";
import type { ProcessIdentity } from "./process-identity.ts";
import { isGone, ownIdentity } from "./process-identity.ts";
import type { NoticeSink } from "./queue-notice.ts";

const HEARTBEAT_MS = 2_500;
/** A process unheard of for so long is dead to the others, who notice it with their next heartbeat: within 14 s in all. */
const LEASE_MS = 11_000;
/** So long after its last heartbeat a process aborts its own work, before another may take it up. */
const GIVE_UP_MS = 8_000;

/** What the queue does at the turns of a membership. */
export interface ReplicaEvents {
  /** Takes back what the dead process `replica` worked on. */
  recover(session: Session, replica: string): Promise<void>;
  recovered(): void;
  /** The lease was lost: what runs must end now. */
  lost(): Promise<void>;
  /** Holds a new lease. */
  joined(): void;
}

/** This process among those that work on the queue: alive by its heartbeat, and watching that of the others. */
export class Replica {
  readonly #database: PostgresDatabase;
  readonly #notice: NoticeSink;
  readonly #events: ReplicaEvents;
  readonly #identity: ProcessIdentity = ownIdentity();
  #id = randomUUID();
  #lostLease = false;
  #rejoining = false;
  #heardAt = 0;
  #left = false;
  #timer: NodeJS.Timeout | undefined;
  #beating: Promise<void> = Promise.resolve();

  private constructor(database: PostgresDatabase, notice: NoticeSink, events: ReplicaEvents) {
    this.#database = database;
    this.#notice = notice;
    this.#events = events;
  }

  /** Enters this process and takes up what dead ones left behind. */
  static async join(database: PostgresDatabase, notice: NoticeSink, events: ReplicaEvents): Promise<Replica> {
    const replica = new Replica(database, notice, events);
    await replica.#enter();
    await replica.#bury();
    replica.#next();
    return replica;
  }

  /** Names the lease under which jobs are claimed; another one after it was lost. */
  get id(): string {
    return this.#id;
  }

  /** Tells that the others have declared this process dead. */
  loseLease(): void {
    this.#lostLease = true;
  }

  /** Ends the membership; an orderly end leaves no claims and no trace. */
  async leave({ orderly }: { readonly orderly: boolean }): Promise<void> {
    this.#left = true;
    clearTimeout(this.#timer);
    await this.#beating;
    if (!orderly) return;
    await this.#database
      .query("DELETE FROM weighbridge.replica WHERE id = $1", [this.#id])
      .catch((error: unknown) => this.#notice({ kind: "storage-error", error }));
  }

  #next(): void {
    if (this.#left) return;
    this.#timer = setTimeout(() => {
      this.#beating = this.#beat().finally(() => this.#next());
    }, HEARTBEAT_MS);
  }

  async #beat(): Promise<void> {
    try {
      if (!this.#lostLease) await this.#say();
      if (this.#lostLease) await this.#rejoin();
      await this.#bury();
    } catch (error) {
      this.#notice({ kind: "storage-error", error });
    }
  }

  /** Renews the lease; gives it up by itself when the database stays silent. */
  async #say(): Promise<void> {
    const begun = performance.now();
    let giveUp: NodeJS.Timeout | undefined;
    const late = new Promise<"late">((resolve) => {
      giveUp = setTimeout(() => resolve("late"), Math.max(0, this.#heardAt + GIVE_UP_MS - begun));
    });
    const renewed = this.#database.query("UPDATE weighbridge.replica SET seen_at = now() WHERE id = $1 RETURNING id", [
      this.#id,
    ]);
    try {
      const answer = await Promise.race([renewed, late]);
      if (answer === "late" || answer.length === 0) this.#lostLease = true;
      else this.#heardAt = begun;
    } catch (error) {
      if (performance.now() >= this.#heardAt + GIVE_UP_MS) this.#lostLease = true;
      throw error;
    } finally {
      clearTimeout(giveUp);
      renewed.catch(() => undefined);
    }
  }

  async #rejoin(): Promise<void> {
    // Under a name of its own, so that what still runs for the old one can change nothing.
    if (!this.#rejoining) this.#notice({ kind: "lease-lost" });
    this.#rejoining = true;
    await this.#events.lost();
    this.#id = randomUUID();
    await this.#enter();
    this.#rejoining = false;
    this.#lostLease = false;
    this.#events.joined();
  }

  async #enter(): Promise<void> {
    const { scope, pid, started } = this.#identity;
    const begun = performance.now();
    await this.#database.query("INSERT INTO weighbridge.replica (id, scope, pid, started) VALUES ($1, $2, $3, $4)", [
      this.#id,
      scope,
      pid,
      started,
    ]);
    this.#heardAt = begun;
  }

  /** Ends the membership of dead processes and takes their work back. */
  async #bury(): Promise<void> {
    const rows = await this.#database.query(
      `SELECT id, scope, pid, started, seen_at < now() - $2 * interval '1 millisecond' AS silent FROM weighbridge.replica WHERE id <> $1`,
      [this.#id, LEASE_MS],
    );
    for (const row of rows) {
      const identity = { scope: String(row.scope), pid: Number(row.pid), started: String(row.started) };
      const gone = isGone(identity, this.#identity);
      if (gone || row.silent === true) await this.#buryOne(String(row.id), gone);
    }
  }

  async #buryOne(id: string, gone: boolean): Promise<void> {
    await this.#database.transact(async (session) => {
      // It may have been heard of again since, or be buried by another at this moment.
      const [row] = await session.query(
        `SELECT id FROM weighbridge.replica WHERE id = $1 AND ($3 OR seen_at < now() - $2 * interval '1 millisecond') FOR UPDATE SKIP LOCKED`,
        [id, LEASE_MS, gone],
      );
      if (row === undefined) return;
      await this.#events.recover(session, id);
      await session.query("DELETE FROM weighbridge.replica WHERE id = $1", [id]);
    });
    this.#events.recovered();
  }
}
