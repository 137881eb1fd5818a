import type { Enqueued, Json, NewJob } from "../queue/queue.ts";
import type { Store } from "../store/store.ts";
import { Asked } from "./asked.ts";
import type { Outcome, StorageCall, WorkshopStorage } from "./workshop-message.ts";

/** The storage as the workshop's thread sees it. The main thread holds it alone: two connections to one SQLite file would wait for each other. */
export class DistantStorage implements WorkshopStorage, Store {
  readonly #send: (number: number, call: StorageCall) => void;
  readonly #asked = new Asked<unknown>();

  constructor(send: (number: number, call: StorageCall) => void) {
    this.#send = send;
  }

  get(space: string, key: string): Promise<Json | undefined> {
    return this.#ask({ name: "get", values: [space, key] });
  }

  put(space: string, key: string, value: Json, ttlMs?: number): Promise<void> {
    return this.#ask({ name: "put", values: [space, key, value, ttlMs] });
  }

  delete(space: string, key: string): Promise<void> {
    return this.#ask({ name: "delete", values: [space, key] });
  }

  list(space: string, prefix: string, limit: number): ReturnType<Store["list"]> {
    return this.#ask({ name: "list", values: [space, prefix, limit] });
  }

  enqueue(job: NewJob): Promise<Enqueued> {
    return this.#ask({ name: "enqueue", values: [job] });
  }

  answered(outcome: Outcome<unknown>): void {
    this.#asked.settle(outcome);
  }

  async close(): Promise<void> {
    // It is the main thread's to close.
  }

  #ask<Name extends keyof WorkshopStorage>(
    call: Extract<StorageCall, { name: Name }>,
  ): ReturnType<WorkshopStorage[Name]> {
    return this.#asked.ask((number) => this.#send(number, call)) as ReturnType<WorkshopStorage[Name]>;
  }
}
