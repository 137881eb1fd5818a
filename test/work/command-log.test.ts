import { CommandLog } from "../../src/work/command-log.ts";
import { MemoryStore } from "../../src/work/memory-store.ts";
import type { Permission, SpokenComment } from "../../src/work/ports.ts";
import { comment } from "./fake-github.ts";

const KEY = "acme/vision#12";
const DAY = 24 * 60 * 60 * 1000;

/** A conversation that is read again and again; `did` lists what was written. */
function setUp() {
  const store = new MemoryStore();
  const permissions = new Map<string, Permission>([["keeper", "write"]]);
  const asked: string[] = [];
  const did: string[] = [];
  let now = Date.parse("2026-01-01T00:00:00Z");
  const site = {
    permissionOf: async (login: string) => {
      asked.push(login);
      return permissions.get(login) ?? "read";
    },
    react: async (id: number, reaction: string) => {
      did.push(`react ${id} ${reaction}`);
    },
    reply: async (id: number) => {
      did.push(`reply ${id}`);
    },
  };
  async function read(comments: readonly SpokenComment[] | undefined) {
    const log = new CommandLog(store, [{ id: "ticket-linked" }, { id: "paper-linked" }], () => now);
    const { settlement, answer } = await log.read(KEY, comments, "contributor", site);
    await answer();
    return settlement;
  }
  return {
    store,
    permissions,
    asked,
    did,
    read,
    wait: (milliseconds: number) => {
      now += milliseconds;
    },
  };
}

const WAIVE = "/weighbridge waive ticket-linked agreed";

test.each([
  ["is called otherwise now", "warden"],
  ["is deleted", "ghost"],
])("a waiver stands when the account of who gave it %s", async (_, login) => {
  const { read, did, asked } = setUp();
  const given = { by: "keeper", at: "2026-01-01T00:00:01Z", reason: "agreed" };
  expect(Object.fromEntries((await read([comment(1, "keeper", WAIVE)])).waivers)).toEqual({ "ticket-linked": given });
  expect(Object.fromEntries((await read([comment(1, login, WAIVE)])).waivers)).toEqual({ "ticket-linked": given });
  expect(did).toEqual(["react 1 +1"]);
  expect(asked).toEqual(["keeper"]);
});

test("words that somebody else wrote into a comment are theirs", async () => {
  const { read, did, asked } = setUp();
  const written = { ...comment(1, "contributor", `Thanks!\n\n${WAIVE}`), editor: "keeper" };
  expect((await read([written])).waivers.get("ticket-linked")?.by).toBe("keeper");
  // The author edits it in turn.
  const again = { ...written, body: `${WAIVE}\n/weighbridge waive paper-linked too`, editor: "contributor" };
  expect((await read([again])).waivers.size).toBe(0);
  expect(did).toEqual(["react 1 +1", "reply 1", "react 1 confused"]);
  expect(asked).toEqual(["keeper", "contributor"]);
});

test("who mends another word of a comment has not given its commands", async () => {
  const { read, did } = setUp();
  expect((await read([comment(1, "stranger", `Teh paper\n\n${WAIVE}`)])).waivers.size).toBe(0);
  const mended = { ...comment(1, "stranger", `The paper\n\n${WAIVE}`), editor: "keeper" };
  expect((await read([mended])).waivers.size).toBe(0);
  expect(did).toEqual(["reply 1", "react 1 confused"]);
});

describe("somebody without write access", () => {
  const spoken = (from: number, to: number, author = "stranger", word = "help") =>
    Array.from({ length: to - from + 1 }, (_, index) => comment(from + index, author, `/weighbridge ${word}`));

  test("gets five replies a day, then reactions, then nothing", async () => {
    const { read, did, wait } = setUp();
    await read(spoken(1, 4));
    // Deleting them does not give the replies back.
    await read(spoken(5, 30));
    expect(did.filter((one) => one.startsWith("reply"))).toEqual([1, 2, 3, 4, 5].map((id) => `reply ${id}`));
    expect(did.filter((one) => one.startsWith("react"))).toHaveLength(20);
    expect(did.at(-1)).toBe("react 20 +1");
    const before = did.length;
    await read(spoken(5, 30));
    expect(did).toHaveLength(before);
    wait(DAY);
    await read(spoken(5, 31));
    expect(did.slice(before)).toEqual(["reply 31", "react 31 +1"]);
  });

  test("takes nothing away from others", async () => {
    const { read, did } = setUp();
    await read([...spoken(1, 30), comment(40, "other", "/weighbridge help")]);
    expect(did.slice(-2)).toEqual(["reply 40", "react 40 +1"]);
  });

  test("gets no more by editing", async () => {
    const { read, did } = setUp();
    for (let time = 1; time <= 8; time++) await read([comment(1, "Stranger", `/weighbridge fly ${time}`)]);
    expect(did.filter((one) => one === "reply 1")).toHaveLength(5);
  });

  test("cannot write a maintainer's waiver out of memory", async () => {
    const { read } = setUp();
    const waiver = comment(1, "keeper", WAIVE);
    await read([waiver]);
    const settled = await read([waiver, ...spoken(2, 400)]);
    expect([...settled.waivers.keys()]).toEqual(["ticket-linked"]);
    expect([...(await read([waiver, ...spoken(2, 400)])).waivers.keys()]).toEqual(["ticket-linked"]);
  });
});

test("who has write access is always answered, and asked about only when it matters", async () => {
  const { read, did, asked } = setUp();
  const mistakes = Array.from({ length: 30 }, (_, index) => comment(index + 1, "keeper", "/weighbridge fly"));
  await read(mistakes.slice(0, 5));
  expect(asked).toEqual([]);
  await read(mistakes);
  expect(asked).toEqual(["keeper"]);
  expect(did.filter((one) => one.startsWith("reply"))).toHaveLength(30);
});
