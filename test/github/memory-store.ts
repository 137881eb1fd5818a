import type { Json } from "../../src/queue/queue.ts";
import type { Store } from "../../src/store/store.ts";

/** A store for one test; values pass through JSON as they would through a database. */
export class MemoryStore implements Store {
  readonly entries = new Map<string, string>();

  async get(space: string, key: string): Promise<Json | undefined> {
    const found = this.entries.get(`${space}/${key}`);
    return found === undefined ? undefined : (JSON.parse(found) as Json);
  }

  async put(space: string, key: string, value: Json): Promise<void> {
    this.entries.set(`${space}/${key}`, JSON.stringify(value));
  }

  async delete(space: string, key: string): Promise<void> {
    this.entries.delete(`${space}/${key}`);
  }

  async list(space: string, prefix: string, limit: number): Promise<readonly { key: string; value: Json }[]> {
    const start = `${space}/${prefix}`;
    return [...this.entries]
      .filter(([key]) => key.startsWith(start))
      .slice(0, limit)
      .map(([key, value]) => ({ key: key.slice(space.length + 1), value: JSON.parse(value) as Json }));
  }

  async close(): Promise<void> {}
}
