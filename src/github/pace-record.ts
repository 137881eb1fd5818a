import { z } from "zod";
import type { Json } from "../queue/queue.ts";
import type { Store } from "../store/store.ts";

const SPACE = "github-pace";
const HOUR = 60 * 60_000;
/** The writes of an hour, and a limit that may last for two. */
const KEPT = 3 * HOUR;

/** What of an installation's pace must not be forgotten. Times are milliseconds since 1970, oldest first. */
export interface Pace {
  readonly sent: readonly number[];
  readonly atOnce: readonly number[];
  readonly blockedUntil: number;
  readonly penalties: number;
}

const times = z.array(z.number()).max(1_000);
const stored = z.object({
  at: z.number(),
  /** Each how long after the one before it, the first after `at`: some five characters for each of 500. */
  sent: times,
  atOnce: times,
  blockedUntil: z.number(),
  penalties: z.number().int().min(0).max(100),
});

/** One row of the store with one installation's pace. Whatever the store does, the writes go on: it is then as if there were none. */
export class PaceRecord {
  readonly #store: Pick<Store, "get" | "put">;
  readonly #key: string;
  #latest: (() => Pace) | undefined;
  #saving: Promise<void> | undefined;

  constructor(store: Pick<Store, "get" | "put">, installation: number) {
    this.#store = store;
    this.#key = String(installation);
  }

  /** What stands there; undefined when nothing does, or when what was given to {@link keep} is on its way. */
  async read(): Promise<Pace | undefined> {
    const found = stored.safeParse(await this.#store.get(SPACE, this.#key).catch(() => undefined)).data;
    if (found === undefined || this.#saving !== undefined) return undefined;
    const { at, blockedUntil, penalties } = found;
    return { sent: timesOf(at, found.sent), atOnce: timesOf(at, found.atOnce), blockedUntil, penalties };
  }

  /** Stores what `pace` says when its turn comes: one write is under way at a time, and stands for all changes that came before it. */
  keep(pace: () => Pace): void {
    this.#latest = pace;
    this.#saving ??= this.#save();
  }

  async #save(): Promise<void> {
    while (this.#latest !== undefined) {
      const pace = this.#latest();
      this.#latest = undefined;
      await this.#store.put(SPACE, this.#key, recordOf(pace), KEPT).catch(() => undefined);
    }
    // In the same breath as the last look: what is given later must find that nothing is under way.
    this.#saving = undefined;
  }
}

function recordOf({ sent, atOnce, blockedUntil, penalties }: Pace): Json {
  const at = Math.min(sent[0] ?? Number.POSITIVE_INFINITY, atOnce[0] ?? Number.POSITIVE_INFINITY);
  const from = Number.isFinite(at) ? at : 0;
  return { at: from, sent: gapsOf(from, sent), atOnce: gapsOf(from, atOnce), blockedUntil, penalties };
}

function gapsOf(from: number, times: readonly number[]): number[] {
  return times.map((time, index) => time - (times[index - 1] ?? from));
}

function timesOf(from: number, gaps: readonly number[]): number[] {
  let time = from;
  return gaps.map((gap) => {
    time += gap;
    return time;
  });
}
