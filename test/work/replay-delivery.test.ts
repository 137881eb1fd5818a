import { RULES } from "../../src/rules/index.ts";
import { dryRun } from "../../src/work/dry-run.ts";
import { MemoryStore } from "../../src/work/memory-store.ts";
import { readDelivery, replayDelivery } from "../../src/work/replay-delivery.ts";
import { comment, FakeGitHub, HEAD, REPO } from "./fake-github.ts";

const PAYLOAD = {
  action: "opened",
  installation: { id: 5 },
  repository: { name: "vision", full_name: REPO },
  pull_request: { number: 12, state: "open", head: { sha: HEAD } },
};

test.each<readonly [string, unknown, string, string]>([
  ["GitHub's form", { id: 1, guid: "g", event: "push", request: { headers: {}, payload: { a: 1 } } }, "push", "g"],
  ["event and payload", { event: "push", payload: { a: 1 } }, "push", "replay"],
  ["name, id and payload", { name: "push", id: 7, payload: { a: 1 } }, "push", "7"],
])("%s is read", (_, stored, name, delivery) => {
  expect(readDelivery(stored)).toEqual({ name, delivery, payload: { a: 1 } });
});

test.each([null, "push", [], { payload: {} }, { event: "push" }, { event: 1, payload: {} }])("%j is none", (stored) => {
  expect(readDelivery(stored)).toBeUndefined();
});

async function replay(payload: object, name: string, write: boolean, prepare: (github: FakeGitHub) => void = () => {}) {
  const github = new FakeGitHub();
  prepare(github);
  const said: string[] = [];
  const say = (text: string) => said.push(text);
  const records = await replayDelivery(
    { name, delivery: "g", payload },
    { appId: 1, github: write ? github : dryRun(github, say), store: new MemoryStore(), rules: RULES, say },
  );
  return { github, records, said: said.join("") };
}

test("it says what would be written, and writes nothing", async () => {
  const { github, records, said } = await replay(PAYLOAD, "pull_request", false, ({ pulls }) => {
    pulls.get(12)?.comments?.push(comment(1, "stranger", "/weighbridge help"));
  });
  expect(github.did).toEqual([]);
  expect(records).toMatchObject([{ key: `${REPO}#12`, outcome: "done" }]);
  expect(said).toContain(`would begin a check on ${HEAD}`);
  expect(said).toMatch(/check on a{40}: neutral: \d+ of \d+ requirements missing/);
  expect(said).toContain("--- comment ---");
  expect(said).toContain("would reply to comment 1");
  expect(said).toContain("would react to comment 1 with +1");
  expect(said).toMatch(/acme\/vision#12: done in \d+ ms, 1 reads, 2 writes, 3 from the cache/);
});

test("with leave to publish it writes", async () => {
  const { github } = await replay(PAYLOAD, "pull_request", true);
  expect(github.did).toEqual(["begin a", "publish a neutral"]);
});

test("the jobs that come of a delivery are done too", async () => {
  const push = { ...PAYLOAD, ref: "refs/heads/main", commits: [{ modified: [".github/weighbridge.yml"] }] };
  const { records } = await replay(push, "push", false);
  expect(records.map((record) => record.key)).toEqual([`${REPO} policy main`, `${REPO}#12`]);
});

test("what is ignored says why", async () => {
  const { records, said } = await replay({ ...PAYLOAD, action: "locked" }, "pull_request", false);
  expect(records).toEqual([]);
  expect(said).toBe("ignored: an action that changes no verdict\n");
});
