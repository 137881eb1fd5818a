import { setTimeout as sleep } from "node:timers/promises";
import type { Store } from "../../src/store/store.ts";

/** One engine under test, with an empty storage for each test. */
export interface StoreEngine {
  open(): Promise<Store>;
  close(): Promise<void>;
}

/** Every sentence of `store.ts`, for any engine. */
export function describeStore(name: string, prepare: () => Promise<StoreEngine>): void {
  describe(name, () => {
    let engine: StoreEngine;
    let store: Store;

    beforeEach(async () => {
      engine = await prepare();
      store = await engine.open();
    });
    afterEach(() => engine.close());

    test("gives back what was put, by space and key", async () => {
      const value = { text: 'a "b" \u0000 \ud83d\ude00', list: [1, null, true, { deep: -1.5e-7 }] };
      await store.put("etag", "GET /repos/a b/%2F", value);
      await store.put("waiver", "GET /repos/a b/%2F", null);
      expect(await store.get("etag", "GET /repos/a b/%2F")).toEqual(value);
      expect(await store.get("waiver", "GET /repos/a b/%2F")).toBeNull();
      expect(await store.get("etag", "get /repos/a b/%2F")).toBeUndefined();
      expect(await store.get("other", "GET /repos/a b/%2F")).toBeUndefined();
    });

    test("replaces what is there", async () => {
      await store.put("s", "k", { a: 1, b: 2 });
      await store.put("s", "k", { a: 3 });
      expect(await store.get("s", "k")).toEqual({ a: 3 });
    });

    test("deletes, also what is not there", async () => {
      await store.put("s", "k", 1);
      await store.delete("s", "k");
      await store.delete("s", "k");
      expect(await store.get("s", "k")).toBeUndefined();
    });

    test("forgets after the time, unless it is put again without one", async () => {
      await store.put("s", "short", 1, 30);
      await store.put("s", "long", 2, 3_600_000);
      await store.put("s", "kept", 3, 30);
      await store.put("s", "kept", 4);
      expect(await store.get("s", "long")).toBe(2);
      await sleep(60);
      expect(await store.get("s", "short")).toBeUndefined();
      expect(await store.get("s", "kept")).toBe(4);
      expect((await store.list("s", "", 9)).map((entry) => entry.key)).toEqual(["kept", "long"]);
    });

    test("lists by prefix, in the order of the keys, up to a limit", async () => {
      for (const key of ["a/2", "a/10", "a%", "a_x", "A/1", "b", "a/é", "a"]) await store.put("s", key, key);
      await store.put("t", "a/1", "other space");
      expect(await store.list("s", "a/", 9)).toEqual(["a/10", "a/2", "a/é"].map((key) => ({ key, value: key })));
      expect((await store.list("s", "a/", 2)).map((entry) => entry.key)).toEqual(["a/10", "a/2"]);
      expect((await store.list("s", "a%", 9)).map((entry) => entry.key)).toEqual(["a%"]);
      expect((await store.list("s", "a_", 9)).map((entry) => entry.key)).toEqual(["a_x"]);
      expect((await store.list("s", "", 9)).map((entry) => entry.key)).toEqual([
        "A/1",
        "a",
        "a%",
        "a/10",
        "a/2",
        "a/é",
        "a_x",
        "b",
      ]);
      expect(await store.list("s", "zzz", 9)).toEqual([]);
    });

    test("keeps it over a restart", async () => {
      await store.put("s", "k", ["kept"]);
      await engine.close();
      store = await engine.open();
      expect(await store.get("s", "k")).toEqual(["kept"]);
    });

    test("refuses a key with a NUL", async () => {
      await expect(store.put("s", "a\0b", 1)).rejects.toThrow(RangeError);
      await expect(store.get("s\0", "a")).rejects.toThrow(RangeError);
    });
  });
}
