import type { Clock } from "../../src/github/write-pacer.ts";

/** Time that passes only where someone sleeps. */
export class ManualClock implements Clock {
  #now: number;
  readonly slept: number[] = [];

  constructor(now: number = Date.now()) {
    this.#now = now;
  }

  readonly now = (): number => this.#now;

  readonly sleep = async (milliseconds: number): Promise<void> => {
    this.slept.push(milliseconds);
    await Promise.resolve();
    this.#now += milliseconds;
  };

  advance(milliseconds: number): void {
    this.#now += milliseconds;
  }
}
