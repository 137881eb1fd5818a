import { setTimeout as sleep } from "node:timers/promises";

/** Waits for a condition; gives up after a minute. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  const end = performance.now() + 60_000;
  while (!(await condition())) {
    if (performance.now() > end) throw new Error("What was waited for did not come to pass.");
    await sleep(5);
  }
}

/** A promise that whoever holds it fulfils. */
export class Gate<T = void> {
  readonly promise: Promise<T>;
  #open: (value: T) => void = () => undefined;

  constructor() {
    this.promise = new Promise((resolve) => {
      this.#open = resolve;
    });
  }

  resolve(value: T): void {
    this.#open(value);
  }
}
