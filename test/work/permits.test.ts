import { Permits } from "../../src/work/permits.ts";

const signal = new AbortController().signal;

/** Work that goes on until it is let go; tells how much of it runs. */
function held() {
  const releases: (() => void)[] = [];
  const begun: string[] = [];
  const work = (name: string) => () => {
    begun.push(name);
    return new Promise<string>((resolve) => releases.push(() => resolve(name)));
  };
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  return { begun, releases, work, settle };
}

test("so many reviews run at a time, the others in the order in which they came", async () => {
  const permits = new Permits(2);
  const { begun, releases, work, settle } = held();
  const all = ["a", "b", "c", "d"].map((name) => permits.review(signal, work(name)));
  await settle();
  expect(begun).toEqual(["a", "b"]);
  releases[1]?.();
  await settle();
  expect(begun).toEqual(["a", "b", "c"]);
  releases[0]?.();
  releases[2]?.();
  await settle();
  releases[3]?.();
  expect(await Promise.all(all)).toEqual(["a", "b", "c", "d"]);
});

test("one installation that is full does not hold up another", async () => {
  const permits = new Permits(1);
  const { begun, releases, work, settle } = held();
  const full = Array.from({ length: 13 }, (_, index) => permits.pullRequest(1, signal, work(`one ${index}`)));
  const other = permits.pullRequest(2, signal, work("other"));
  await settle();
  expect(begun).toHaveLength(13);
  expect(begun.at(-1)).toBe("other");
  releases[0]?.();
  await settle();
  expect(begun.at(-1)).toBe("one 12");
  for (const release of releases) release();
  await Promise.all([...full, other]);
});

test("what is aborted while it waits gives its place in the queue up, and what failed its place", async () => {
  const permits = new Permits(1);
  const { releases, work, settle } = held();
  const first = permits.review(signal, work("first"));
  const controller = new AbortController();
  const second = permits.review(controller.signal, work("second"));
  const third = permits.review(signal, () => Promise.reject(new Error("broken")));
  const fourth = permits.review(signal, work("fourth"));
  controller.abort(new Error("the process must end"));
  await expect(second).rejects.toThrow("the process must end");
  await expect(permits.review(controller.signal, work("fifth"))).rejects.toThrow("the process must end");
  releases[0]?.();
  expect(await first).toBe("first");
  await expect(third).rejects.toThrow("broken");
  await settle();
  releases[1]?.();
  expect(await fourth).toBe("fourth");
});
