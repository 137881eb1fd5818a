import { PacedOut, WritePacer } from "../../src/github/write-pacer.ts";
import { ManualClock } from "./manual-clock.ts";

const START = 1_000_000;

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
  expect(await times(new WritePacer(clock), clock, 1, 4)).toEqual([0, 1_000, 2_000, 3_000]);
});

test("another installation does not wait for it", async () => {
  const clock = new ManualClock(START);
  const pacer = new WritePacer(clock);
  await pacer.turn(1);
  await pacer.turn(2);
  expect(clock.slept).toEqual([]);
});

test("no more than 500 in an hour: then a turn is not waited for", async () => {
  const clock = new ManualClock(START);
  const pacer = new WritePacer(clock);
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
  const at = await times(new WritePacer(clock), clock, 1, 200);
  for (const [index, time] of at.entries()) {
    const within = at.slice(0, index + 1).filter((one) => one > time - 60_000);
    expect(within.length).toBeLessThanOrEqual(80);
  }
});

test("what is urgent waits for no other write", async () => {
  const clock = new ManualClock(START);
  const pacer = new WritePacer(clock);
  await pacer.turn(1);
  await pacer.turn(1, true);
  await pacer.turn(1, true);
  expect(clock.slept).toEqual([]);
  await pacer.turn(1);
  expect(clock.slept).toEqual([1_000]);
});

test("fifty checks appear at once; past a hundred in a minute they take turns, before what is not urgent", async () => {
  const clock = new ManualClock(START);
  const pacer = new WritePacer(clock);
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
  const pacer = new WritePacer(clock);
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
  const pacer = new WritePacer(clock, 2_500);
  const outcomes = await Promise.allSettled(Array.from({ length: 5 }, () => pacer.turn(1)));
  expect(outcomes.map((one) => one.status)).toEqual(["fulfilled", "fulfilled", "fulfilled", "rejected", "rejected"]);
});

test("a limit without a time is a minute, doubled each time up to a quarter of an hour, until a write succeeds", () => {
  const pacer = new WritePacer(new ManualClock(START));
  const waits = Array.from({ length: 6 }, () => pacer.block(1, undefined));
  expect(waits).toEqual([60_000, 120_000, 240_000, 480_000, 900_000, 900_000]);
  pacer.forgive(1);
  expect(pacer.block(1, undefined)).toBe(60_000);
});

test("a limit lasts as long as GitHub says, for that installation alone", () => {
  const clock = new ManualClock(START);
  const pacer = new WritePacer(clock);
  pacer.block(1, 90_000);
  expect([pacer.blockedFor(1), pacer.blockedFor(2)]).toEqual([90_000, 0]);
  clock.advance(90_000);
  expect(pacer.blockedFor(1)).toBe(0);
});
