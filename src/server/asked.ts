import { type Outcome, receivedError } from "./workshop-message.ts";

interface Waiting<T> {
  readonly resolve: (value: T) => void;
  readonly reject: (error: Error) => void;
}

/** What one thread has asked of the other and not heard of yet. */
export class Asked<T> {
  readonly #waiting = new Map<number, Waiting<T>>();
  #last = 0;

  /** `send` is given the number under which the outcome is to come back. Rejects with the error that the other thread met. */
  ask(send: (number: number) => void): Promise<T> {
    const number = ++this.#last;
    return new Promise((resolve, reject) => {
      this.#waiting.set(number, { resolve, reject });
      send(number);
    });
  }

  settle(outcome: Outcome<T>): void {
    const waiting = this.#waiting.get(outcome.number);
    this.#waiting.delete(outcome.number);
    if ("error" in outcome) waiting?.reject(receivedError(outcome.error));
    else waiting?.resolve(outcome.value);
  }
}
