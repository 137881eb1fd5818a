import { PacedOut, WritePacer } from "../../src/github/write-pacer.ts";
import type { Json } from "../../src/queue/queue.ts";
import { ManualClock } from "./manual-clock.ts";
import { MemoryStore } from "./memory-store.ts";

const START = 1_000_000;
const HOUR = 60 * 60_000;

/** Lets what is being stored come to its end. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

class CountingStore extends MemoryStore {
  reads = 0;
  writes = 0;

  override get(space: string, key: string): Promise<Json | undefined> {
    this.reads++;
    return super.get(space, key);
  }

  override put(space: string, key: string, value: Json): Promise<void> {
    this.writes++;
    return super.put(space, key, value);
  }
}

async function times(pacer: WritePacer, clock: ManualClock, installation: number, count: number): Promise<number[]> {
  const at: number[] = [];
  for (let index = 0; index < count; index++) {
    await pacer.turn(installation);
    at.push(clock.now() - START);
  }
  return at;
}

test("writes of one installation are a second apart; the first goes at once", async () => {
  const clock = new ManualClock(START);
  expect(await times(new WritePacer({ clock }), clock, 1, 4)).toEqual([0, 1_000, 2_000, 3_000]);
});

test("another installation does not wait for it", async () => {
  const clock = new ManualClock(START);
  const pacer = new WritePacer({ clock });
  await pacer.turn(1);
  await pacer.turn(2);
  expect(clock.slept).toEqual([]);
});

test("no more than 500 in an hour: then a turn is not waited for", async () => {
  const clock = new ManualClock(START);
  const pacer = new WritePacer({ clock });
  const at = await times(pacer, clock, 1, 500);
  expect(at.at(-1)).toBe(499_000);
  const refused = await pacer.turn(1).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(PacedOut);
  expect(refused).toMatchObject({ afterMs: 60 * 60_000 - 499_000 });
  await pacer.turn(2);
  clock.advance(60 * 60_000 - 499_000);
  await pacer.turn(1);
});

test("never more than 80 within a minute", async () => {
  const clock = new ManualClock(START);
  const at = await times(new WritePacer({ clock }), clock, 1, 200);
  for (const [index, time] of at.entries()) {
    const within = at.slice(0, index + 1).filter((one) => one > time - 60_000);
    expect(within.length).toBeLessThanOrEqual(80);
  }
});

test("what is urgent waits for no other write", async () => {
  const clock = new ManualClock(START);
  const pacer = new WritePacer({ clock });
  await pacer.turn(1);
  await pacer.turn(1, true);
  await pacer.turn(1, true);
  expect(clock.slept).toEqual([]);
  await pacer.turn(1);
  expect(clock.slept).toEqual([1_000]);
});

test("fifty checks appear at once; past a hundred in a minute they take turns, before what is not urgent", async () => {
  const clock = new ManualClock(START);
  const pacer = new WritePacer({ clock });
  for (let index = 0; index < 100; index++) await pacer.turn(1, true);
  expect(clock.slept).toEqual([]);
  const order: string[] = [];
  const turn = (name: string, urgent: boolean) => pacer.turn(1, urgent).then(() => order.push(name));
  await Promise.all([turn("first", false), turn("second", false), turn("check a", true), turn("check b", true)]);
  expect(order).toEqual(["first", "check a", "check b", "second"]);
  expect(clock.slept).toEqual([1_000, 1_000, 1_000]);
  clock.advance(60_000);
  for (let index = 0; index < 100; index++) await pacer.turn(1, true);
  expect(clock.slept).toHaveLength(3);
});

test("once GitHub has asked to slow down, urgent writes take turns too, until a write succeeds", async () => {
  const clock = new ManualClock(START);
  const pacer = new WritePacer({ clock });
  pacer.block(1, undefined);
  clock.advance(60_000);
  const at: number[] = [];
  const turn = () => pacer.turn(1, true).then(() => at.push(clock.now() - START - 60_000));
  await Promise.all([turn(), turn()]);
  expect(at).toEqual([0, 1_000]);
  pacer.forgive(1);
  await Promise.all([turn(), turn()]);
  expect(at).toEqual([0, 1_000, 1_000, 1_000]);
});

test("a turn too far off is refused instead of waited for, and the others still get theirs", async () => {
  const clock = new ManualClock(START);
  const pacer = new WritePacer({ clock, patience: 2_500 });
  const outcomes = await Promise.allSettled(Array.from({ length: 5 }, () => pacer.turn(1)));
  expect(outcomes.map((one) => one.status)).toEqual(["fulfilled", "fulfilled", "fulfilled", "rejected", "rejected"]);
});

test("a limit without a time is a minute, doubled each time up to a quarter of an hour, until a write succeeds", () => {
  const pacer = new WritePacer({ clock: new ManualClock(START) });
  const waits = Array.from({ length: 6 }, () => pacer.block(1, undefined));
  expect(waits).toEqual([60_000, 120_000, 240_000, 480_000, 900_000, 900_000]);
  pacer.forgive(1);
  expect(pacer.block(1, undefined)).toBe(60_000);
});

test("a limit lasts as long as GitHub says, for that installation alone", async () => {
  const clock = new ManualClock(START);
  const pacer = new WritePacer({ clock });
  pacer.block(1, 90_000);
  expect([await pacer.blockedFor(1), await pacer.blockedFor(2)]).toEqual([90_000, 0]);
  clock.advance(90_000);
  expect(await pacer.blockedFor(1)).toBe(0);
});

test("no limit lasts longer than two hours, whatever a clock says", async () => {
  const clock = new ManualClock(START);
  const pacer = new WritePacer({ clock });
  expect(pacer.block(1, 30 * HOUR)).toBe(2 * HOUR);
  expect(await pacer.blockedFor(1)).toBe(2 * HOUR);
});

describe("over restarts, and from one process to the next", () => {
  test("the writes of the last hour count", async () => {
    const clock = new ManualClock(START);
    const store = new MemoryStore();
    await times(new WritePacer({ clock, store }), clock, 1, 500);
    const next = new WritePacer({ clock, store });
    expect(await next.turn(1).catch((error: unknown) => error)).toMatchObject({ afterMs: HOUR - 499_000 });
    await next.turn(2);
    clock.advance(HOUR - 499_000);
    await next.turn(1);
  });

  test("writes stay a second apart", async () => {
    const clock = new ManualClock(START);
    const store = new MemoryStore();
    await new WritePacer({ clock, store }).turn(1);
    await new WritePacer({ clock, store }).turn(1);
    expect(clock.slept).toEqual([1_000]);
  });

  test("a limit lasts, and the next one is the longer for it", async () => {
    const clock = new ManualClock(START);
    const store = new MemoryStore();
    new WritePacer({ clock, store }).block(1, undefined);
    const next = new WritePacer({ clock, store });
    expect([await next.blockedFor(1), await next.blockedFor(2)]).toEqual([60_000, 0]);
    expect(next.block(1, undefined)).toBe(120_000);
    next.forgive(1);
    await settled();
    const last = new WritePacer({ clock, store });
    expect(await last.blockedFor(1)).toBe(120_000);
    expect(last.block(1, undefined)).toBe(60_000);
  });

  test("checks that appeared at once count", async () => {
    const clock = new ManualClock(START);
    const store = new MemoryStore();
    const first = new WritePacer({ clock, store });
    for (let index = 0; index < 100; index++) {
      await first.turn(1, true);
      clock.advance(10);
    }
    await settled();
    const next = new WritePacer({ clock, store });
    await next.turn(1);
    await next.turn(1, true);
    expect(clock.slept).toEqual([1_000]);
  });

  test("what another did is learnt once the lane has rested here for some seconds, and not asked for before", async () => {
    const clock = new ManualClock(START);
    const store = new CountingStore();
    const [one, other] = [new WritePacer({ clock, store }), new WritePacer({ clock, store })];
    await one.turn(1);
    for (let index = 0; index < 10; index++) await one.blockedFor(1);
    expect(store.reads).toBe(1);
    await other.turn(1);
    other.block(1, 60_000);
    await settled();
    clock.advance(5_001);
    expect(await one.blockedFor(1)).toBe(60_000 - 5_001);
    expect(store.reads).toBe(3);
  });

  test("many turns at once are stored together, in one small row", async () => {
    const clock = new ManualClock(START);
    const store = new CountingStore();
    const pacer = new WritePacer({ clock, store });
    await Promise.all(Array.from({ length: 100 }, () => pacer.turn(1, true)));
    await settled();
    expect(store.writes).toBe(2);
    await times(pacer, clock, 1, 500);
    expect(store.entries.size).toBe(1);
    expect(store.entries.get("github-pace/1")?.length).toBeLessThan(4_000);
  });

  test("a store that fails or holds something else does not hold up the writes", async () => {
    const clock = new ManualClock(START);
    const broken = {
      get: () => Promise.reject(new Error("no connection")),
      put: () => Promise.reject(new Error("no connection")),
    };
    expect(await times(new WritePacer({ clock, store: broken }), clock, 1, 3)).toEqual([0, 1_000, 2_000]);
    for (const value of [null, [], { at: "x" }, { at: 0, sent: [1e9], atOnce: [], blockedUntil: 0, penalties: -1 }]) {
      const store = new MemoryStore();
      await store.put("github-pace", "1", value);
      expect(await new WritePacer({ clock, store }).blockedFor(1)).toBe(0);
    }
  });

  test("another machine's clock that is ahead does not hold up the writes", async () => {
    const clock = new ManualClock(START);
    const store = new MemoryStore();
    const ahead = new ManualClock(START + 10 * HOUR);
    const other = new WritePacer({ clock: ahead, store });
    await other.turn(1);
    other.block(1, HOUR);
    await settled();
    const pacer = new WritePacer({ clock, store });
    expect(await pacer.blockedFor(1)).toBe(2 * HOUR);
    clock.advance(2 * HOUR);
    await pacer.turn(1);
    expect(clock.slept).toEqual([]);
  });
});
