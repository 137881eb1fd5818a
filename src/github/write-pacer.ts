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

/** Turns of one installation. */
class Lane {
  readonly #clock: Clock;
  readonly #patience: number;
  readonly #waiting: Waiting[] = [];
  /** When writes were let go within the last hour, oldest first. */
  #sent: number[] = [];
  /** When urgent writes went at once within the last minute, oldest first. */
  #atOnce: number[] = [];
  #blockedUntil = 0;
  #penalties = 0;
  #running = false;

  constructor(clock: Clock, patience: number) {
    this.#clock = clock;
    this.#patience = patience;
  }

  get blockedFor(): number {
    return Math.max(0, this.#blockedUntil - this.#clock.now());
  }

  get isIdle(): boolean {
    return !this.#running && this.blockedFor === 0 && (this.#sent.at(-1) ?? 0) < this.#clock.now() - HOUR;
  }

  block(milliseconds: number | undefined): number {
    const penalty = Math.min(LONGEST_PENALTY, PENALTY * 2 ** this.#penalties);
    if (milliseconds === undefined) this.#penalties++;
    const wait = milliseconds ?? penalty;
    this.#blockedUntil = Math.max(this.#blockedUntil, this.#clock.now() + wait);
    return wait;
  }

  forgive(): void {
    this.#penalties = 0;
  }

  turn(urgent: boolean): Promise<void> {
    if (urgent && this.#goesAtOnce()) return Promise.resolve();
    return new Promise((go, giveUp) => {
      const entry = { urgent, since: this.#clock.now(), go, giveUp };
      const firstPatient = this.#waiting.findIndex((one) => !one.urgent);
      if (urgent && firstPatient >= 0) this.#waiting.splice(firstPatient, 0, entry);
      else this.#waiting.push(entry);
      void this.#run();
    });
  }

  #goesAtOnce(): boolean {
    // Who has been asked to slow down does so for all writes.
    if (this.#penalties > 0 || this.blockedFor > 0) return false;
    const now = this.#clock.now();
    this.#atOnce = this.#atOnce.filter((at) => at > now - MINUTE);
    if (this.#atOnce.length >= AT_ONCE_PER_MINUTE) return false;
    this.#atOnce.push(now);
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
        this.#sent.push(this.#clock.now());
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

/**
 * Keeps the writes of each installation as far apart as GitHub asks for, without one installation waiting for another. It also
 * remembers the limits that GitHub answered with, so that nothing is asked while they last: going on may get an app banned.
 */
export class WritePacer {
  readonly #lanes = new Map<number, Lane>();
  readonly #clock: Clock;
  readonly #patience: number;

  /** `patience`: longest wait for a turn, in milliseconds, before {@link PacedOut} is thrown. */
  constructor(clock: Clock = SYSTEM_CLOCK, patience = PATIENCE) {
    this.#clock = clock;
    this.#patience = patience;
  }

  #lane(installation: number): Lane {
    let lane = this.#lanes.get(installation);
    if (lane === undefined) {
      if (this.#lanes.size >= LANES_KEPT) {
        for (const [key, one] of this.#lanes) if (one.isIdle) this.#lanes.delete(key);
      }
      lane = new Lane(this.#clock, this.#patience);
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
  blockedFor(installation: number): number {
    return this.#lanes.get(installation)?.blockedFor ?? 0;
  }

  /**
   * GitHub answered with a limit. `milliseconds` undefined: it did not say for how long; then a minute, doubled each time. Returns the
   * wait.
   */
  block(installation: number, milliseconds: number | undefined): number {
    return this.#lane(installation).block(milliseconds);
  }

  /** GitHub takes writes again. */
  forgive(installation: number): void {
    this.#lanes.get(installation)?.forgive();
  }
}
