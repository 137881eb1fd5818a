import type { Store } from "../store/store.ts";
import { PaceRecord } from "./pace-record.ts";

/** Content writes of one installation: at least this far apart, in milliseconds, and no more than these in a minute and an hour. */
const SPACING = 1_000;
const PER_MINUTE = 80;
const PER_HOUR = 500;
/**
 * Urgent writes that go at once, in a minute: a check that must appear within two seconds, also for the fiftieth pull request of a burst. They take 500
 * of the 900 points that GitHub gives for a minute; what is beyond waits for its turn, before all that is not urgent.
 */
const AT_ONCE_PER_MINUTE = 100;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** The least wait after a secondary limit that names none; doubled each time it is hit again, up to {@link LONGEST_PENALTY}. */
const PENALTY = MINUTE;
const LONGEST_PENALTY = 15 * MINUTE;
/** The longest that GitHub's limits last is an hour; a clock that is off may say more. */
const LONGEST_BLOCK = 2 * HOUR;
/** A lane that has rested for so long in this process may have been another's meanwhile. */
const RESTED = 5_000;

/** Thrown instead of waiting when the turn is too far off to hold a worker for it. */
export class PacedOut extends Error {
  /** Milliseconds until there is room. */
  readonly afterMs: number;

  constructor(afterMs: number) {
    super(`no write is allowed for another ${Math.ceil(afterMs / 1000)} seconds`);
    this.name = "PacedOut";
    this.afterMs = afterMs;
  }
}

export interface Clock {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly sleep: (milliseconds: number) => Promise<void>;
}

export const SYSTEM_CLOCK: Clock = {
  now: Date.now,
  sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
};

interface Waiting {
  readonly urgent: boolean;
  readonly since: number;
  readonly go: () => void;
  readonly giveUp: (error: PacedOut) => void;
}

/** Two lists of times as one, without what stands in both: the latest `most`, oldest first. */
function together(some: readonly number[], others: readonly number[], most: number): readonly number[] {
  return [...new Set([...some, ...others])].sort((a, b) => a - b).slice(-most);
}

/** Turns of one installation. */
class Lane {
  readonly #clock: Clock;
  readonly #patience: number;
  readonly #record: PaceRecord | undefined;
  readonly #waiting: Waiting[] = [];
  /** When writes were let go within the last hour, oldest first. */
  #sent: readonly number[] = [];
  /** When urgent writes went at once within the last minute, oldest first. */
  #atOnce: readonly number[] = [];
  #blockedUntil = 0;
  #penalties = 0;
  #running = false;
  /** When this process last had to do with the lane. */
  #usedAt = Number.NEGATIVE_INFINITY;
  #recalling: Promise<void> | undefined;

  constructor(clock: Clock, patience: number, record: PaceRecord | undefined) {
    this.#clock = clock;
    this.#patience = patience;
    this.#record = record;
  }

  get isIdle(): boolean {
    return !this.#running && this.#blockedFor() === 0 && (this.#sent.at(-1) ?? 0) < this.#clock.now() - HOUR;
  }

  async blockedFor(): Promise<number> {
    await this.#recall();
    return this.#blockedFor();
  }

  block(milliseconds: number | undefined): number {
    const penalty = Math.min(LONGEST_PENALTY, PENALTY * 2 ** this.#penalties);
    if (milliseconds === undefined) this.#penalties++;
    const wait = Math.min(milliseconds ?? penalty, LONGEST_BLOCK);
    this.#blockedUntil = Math.max(this.#blockedUntil, this.#clock.now() + wait);
    this.#keep();
    return wait;
  }

  forgive(): void {
    if (this.#penalties === 0) return;
    this.#penalties = 0;
    this.#keep();
  }

  turn(urgent: boolean): Promise<void> {
    const recalling = this.#recall();
    return recalling === undefined ? this.#take(urgent) : recalling.then(() => this.#take(urgent));
  }

  #take(urgent: boolean): Promise<void> {
    if (urgent && this.#goesAtOnce()) return Promise.resolve();
    return new Promise((go, giveUp) => {
      const entry = { urgent, since: this.#clock.now(), go, giveUp };
      const firstPatient = this.#waiting.findIndex((one) => !one.urgent);
      if (urgent && firstPatient >= 0) this.#waiting.splice(firstPatient, 0, entry);
      else this.#waiting.push(entry);
      void this.#run();
    });
  }

  /** Learns what became of the lane elsewhere, once it has rested here: another process may have had it, or this one may be new. */
  #recall(): Promise<void> | undefined {
    const now = this.#clock.now();
    const rested = now - this.#usedAt;
    this.#usedAt = now;
    if (rested > RESTED && this.#record !== undefined) {
      this.#recalling ??= this.#read(this.#record).finally(() => {
        this.#recalling = undefined;
      });
    }
    return this.#recalling;
  }

  async #read(record: PaceRecord): Promise<void> {
    const pace = await record.read();
    if (pace === undefined) return;
    const now = this.#clock.now();
    // The clock of who wrote it may be ahead: none of its times may weigh more than this moment.
    const past = (times: readonly number[]) => times.map((time) => Math.min(time, now));
    this.#sent = together(this.#sent, past(pace.sent), PER_HOUR);
    this.#atOnce = together(this.#atOnce, past(pace.atOnce), AT_ONCE_PER_MINUTE);
    this.#blockedUntil = Math.max(this.#blockedUntil, Math.min(pace.blockedUntil, now + LONGEST_BLOCK));
    this.#penalties = pace.penalties;
    // Put right there too, or each look would find the same times ahead of its own moment.
    const latest = Math.max(pace.blockedUntil - LONGEST_BLOCK, pace.sent.at(-1) ?? 0, pace.atOnce.at(-1) ?? 0);
    if (latest > now) this.#keep();
  }

  #keep(): void {
    this.#record?.keep(() => ({
      sent: this.#sent,
      atOnce: this.#atOnce,
      blockedUntil: this.#blockedUntil,
      penalties: this.#penalties,
    }));
  }

  #blockedFor(): number {
    return Math.max(0, this.#blockedUntil - this.#clock.now());
  }

  #goesAtOnce(): boolean {
    // Who has been asked to slow down does so for all writes.
    if (this.#penalties > 0 || this.#blockedFor() > 0) return false;
    const now = this.#clock.now();
    const recent = this.#atOnce.filter((at) => at > now - MINUTE);
    if (recent.length >= AT_ONCE_PER_MINUTE) return false;
    this.#atOnce = [...recent, now];
    this.#keep();
    return true;
  }

  /** Milliseconds until the next write may go. */
  #wait(): number {
    const now = this.#clock.now();
    this.#sent = this.#sent.filter((at) => at > now - HOUR);
    const last = this.#sent.at(-1);
    const waits = [this.#blockedUntil - now, last === undefined ? 0 : last + SPACING - now];
    const inMinute = this.#sent.at(-PER_MINUTE);
    if (inMinute !== undefined) waits.push(inMinute + MINUTE - now);
    const inHour = this.#sent.at(-PER_HOUR);
    if (inHour !== undefined) waits.push(inHour + HOUR - now);
    return Math.max(0, ...waits);
  }

  async #run(): Promise<void> {
    if (this.#running) return;
    this.#running = true;
    try {
      for (let next = this.#waiting[0]; next !== undefined; next = this.#waiting[0]) {
        const wait = this.#wait();
        const waited = this.#clock.now() - next.since;
        if (waited + wait > this.#patience) {
          this.#waiting.shift();
          next.giveUp(new PacedOut(Math.max(wait, SPACING)));
          continue;
        }
        if (wait > 0) {
          await this.#clock.sleep(wait);
          // Something more urgent may have come, or a limit.
          continue;
        }
        this.#waiting.shift();
        this.#sent = [...this.#sent, this.#clock.now()];
        this.#keep();
        next.go();
      }
    } finally {
      this.#running = false;
    }
  }
}

/** A busy installation has some thirty reviews under way, of three writes each: most find their turn while they wait, and need not be made again. */
const PATIENCE = 60_000;
/** Lanes are forgotten when there are more of them than this and they have been idle for an hour. */
const LANES_KEPT = 200;

export interface WritePacerOptions {
  readonly clock?: Clock;
  /** Longest wait for a turn, in milliseconds, before {@link PacedOut} is thrown. */
  readonly patience?: number;
  /** Keeps the pace over restarts, and over processes that have an installation one after the other. */
  readonly store?: Pick<Store, "get" | "put">;
}

/**
 * Keeps the writes of each installation as far apart as GitHub asks for, without one installation waiting for another. It also
 * remembers the limits that GitHub answered with, so that nothing is asked while they last: going on may get an app banned.
 */
export class WritePacer {
  readonly #lanes = new Map<number, Lane>();
  readonly #clock: Clock;
  readonly #patience: number;
  readonly #store: Pick<Store, "get" | "put"> | undefined;

  constructor({ clock = SYSTEM_CLOCK, patience = PATIENCE, store }: WritePacerOptions = {}) {
    this.#clock = clock;
    this.#patience = patience;
    this.#store = store;
  }

  #lane(installation: number): Lane {
    let lane = this.#lanes.get(installation);
    if (lane === undefined) {
      if (this.#lanes.size >= LANES_KEPT) {
        for (const [key, one] of this.#lanes) if (one.isIdle) this.#lanes.delete(key);
      }
      const record = this.#store === undefined ? undefined : new PaceRecord(this.#store, installation);
      lane = new Lane(this.#clock, this.#patience, record);
      this.#lanes.set(installation, lane);
    }
    return lane;
  }

  /**
   * Resolves when the next write may be sent. Urgent is what is no content and must appear at once: the beginning of a check. It waits for no other
   * write unless there are very many of it, or GitHub has asked the installation to slow down; then it goes before what is not urgent.
   */
  turn(installation: number, urgent = false): Promise<void> {
    return this.#lane(installation).turn(urgent);
  }

  /** Milliseconds for which nothing may be asked of GitHub in this installation's name; 0 when nothing forbids it. */
  blockedFor(installation: number): Promise<number> {
    return this.#lane(installation).blockedFor();
  }

  /**
   * GitHub answered with a limit. `milliseconds` undefined: it did not say for how long; then a minute, doubled each time. Returns the
   * wait, two hours at most.
   */
  block(installation: number, milliseconds: number | undefined): number {
    return this.#lane(installation).block(milliseconds);
  }

  /** GitHub takes writes again. */
  forgive(installation: number): void {
    this.#lanes.get(installation)?.forgive();
  }
}
