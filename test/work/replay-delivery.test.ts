import { WorkError } from "../../src/queue/retry-causes.ts";
import { RULES } from "../../src/rules/index.ts";
import { dryRun } from "../../src/work/dry-run.ts";
import { MemoryStore } from "../../src/work/memory-store.ts";
import { readDelivery, replayDelivery } from "../../src/work/replay-delivery.ts";
import { comment, FakeGitHub, HEAD, NEXT_HEAD, REPO } from "./fake-github.ts";

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

test("with its event named, the payload alone is enough", () => {
  expect(readDelivery({ action: "opened" }, "pull_request")).toEqual({
    name: "pull_request",
    delivery: "replay",
    payload: { action: "opened" },
  });
  expect(readDelivery([], "pull_request")).toBeUndefined();
});

async function replay(payload: object, name: string, write: boolean, prepare: (github: FakeGitHub) => void = () => {}) {
  const github = new FakeGitHub();
  prepare(github);
  const waited: number[] = [];
  const wait = async (milliseconds: number) => waited.push(milliseconds);
  const said: string[] = [];
  const say = (text: string) => said.push(text);
  const records = await replayDelivery(
    { name, delivery: "g", payload },
    { appId: 1, github: write ? github : dryRun(github, say), store: new MemoryStore(), rules: RULES, say, wait },
  );
  return { github, records, waited, said: said.join("") };
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

test("a check that may stand is looked for, however new the commit seems", async () => {
  const looked: boolean[] = [];
  const group = {
    ...PAYLOAD,
    action: "checks_requested",
    merge_group: { head_sha: NEXT_HEAD, head_ref: `refs/heads/gh-readonly-queue/main/pr-12-${HEAD}` },
  };
  const watch = (github: FakeGitHub) => {
    const open = github.pullRequest.bind(github);
    github.pullRequest = (...words) => {
      const site = open(...words);
      return {
        ...site,
        begin: (sha, begin) => {
          looked.push(begin.isNewHead);
          return site.begin(sha, begin);
        },
      };
    };
  };
  await replay(PAYLOAD, "pull_request", true, watch);
  await replay(group, "merge_group", true, watch);
  expect(looked).toEqual([false, false]);
});

test("what the App would try again soon is tried again, a few times", async () => {
  const outage = await replay(PAYLOAD, "pull_request", false, ({ fails }) => {
    fails.set("read", () => new WorkError("github-unavailable", "GitHub is away"));
  });
  expect(outage.records).toMatchObject([{ outcome: "retry" }]);
  expect(outage.waited).toEqual([2_000, 4_000, 8_000]);
  expect(outage.said).toMatch(
    /acme\/vision#12: not done, the App would try again \(github-unavailable\) in \d+ ms, 1 reads, 2 writes, 3 from the cache: GitHub is away\n$/,
  );
  const mended = await replay(PAYLOAD, "pull_request", false, ({ fails }) => {
    let left = 2;
    fails.set("read", () => (left-- > 0 ? new WorkError("github-unavailable", "away") : (undefined as never)));
  });
  expect(mended.records).toMatchObject([{ outcome: "done" }]);
});

test("a ticket's pull requests are known to the App alone", async () => {
  const ticket = { ...PAYLOAD, action: "closed", issue: { number: 7 } };
  const { said } = await replay(ticket, "issues", false);
  expect(said).toMatch(/^acme\/vision ticket 7: done \(0 found\) in \d+ ms/);
  expect(said).toContain("Which pull requests link a ticket is known to the App's own storage alone");
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
