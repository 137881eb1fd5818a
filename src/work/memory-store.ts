import type { Json } from "../queue/queue.ts";
import type { Store } from "../store/store.ts";

/** A store that lasts as long as the process: for one delivery that is played again. */
export class MemoryStore implements Store {
  readonly #values = new Map<string, { readonly value: string; readonly until: number }>();

  static #place(space: string, key: string): string {
    return `${space}\n${key}`;
  }

  async get(space: string, key: string): Promise<Json | undefined> {
    const found = this.#values.get(MemoryStore.#place(space, key));
    return found === undefined || found.until <= Date.now() ? undefined : (JSON.parse(found.value) as Json);
  }

  async put(space: string, key: string, value: Json, ttlMs = Number.POSITIVE_INFINITY): Promise<void> {
    this.#values.set(MemoryStore.#place(space, key), { value: JSON.stringify(value), until: Date.now() + ttlMs });
  }

  async delete(space: string, key: string): Promise<void> {
    this.#values.delete(MemoryStore.#place(space, key));
  }

  async list(
    space: string,
    prefix: string,
    limit: number,
  ): Promise<readonly { readonly key: string; readonly value: Json }[]> {
    const start = MemoryStore.#place(space, prefix);
    return [...this.#values]
      .filter(([place, { until }]) => place.startsWith(start) && until > Date.now())
      .slice(0, limit)
      .map(([place, { value }]) => ({ key: place.slice(space.length + 1), value: JSON.parse(value) as Json }));
  }

  async close(): Promise<void> {
    this.#values.clear();
  }
}
