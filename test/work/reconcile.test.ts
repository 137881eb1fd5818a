import { WorkError } from "../../src/queue/retry-causes.ts";
import { reconcile, reconcileInstallation } from "../../src/work/reconcile.ts";
import { FakeGitHub, HEAD, memoryStorage, REPO } from "./fake-github.ts";

function setUp() {
  const github = new FakeGitHub();
  const storage = memoryStorage();
  const dependencies = { ...storage, now: Date.now, sleep: async () => undefined };
  return { github, ...storage, dependencies };
}

test("a round asks once for each delivery that failed, and looks through every installation", async () => {
  const { github, store, enqueued, dependencies } = setUp();
  github.failed = [
    { id: 1, guid: "one", event: "pull_request" },
    { id: 2, guid: "two", event: "push" },
  ];
  expect(await reconcile(github.app(), dependencies)).toEqual({ redelivered: 2, installations: 2 });
  expect(await reconcile(github.app(), dependencies)).toBeUndefined();
  await store.delete("reconcile-turn", "round");
  github.failed.push({ id: 3, guid: "three", event: "push" });
  expect(await reconcile(github.app(), dependencies)).toEqual({ redelivered: 1, installations: 2 });
  expect(github.redelivered).toEqual([1, 2, 3]);
  expect(enqueued.map((job) => job.key)).toEqual([
    "installation 5",
    "installation 6",
    "installation 5",
    "installation 6",
  ]);
});

test("a start does not wait for the turn: deliveries failed while nobody listened", async () => {
  const { github, dependencies } = setUp();
  await reconcile(github.app(), dependencies);
  github.failed = [{ id: 1, guid: "one", event: "pull_request" }];
  expect(await reconcile(github.app(), dependencies, { atStart: true })).toEqual({ redelivered: 1, installations: 2 });
  expect(await reconcile(github.app(), dependencies)).toBeUndefined();
});

test("a delivery that fails again is asked for again, ever less often, eight times in all", async () => {
  const { github, dependencies } = setUp();
  github.failed = [{ id: 1, guid: "one", event: "push" }];
  let now = Date.now();
  const minutes: number[] = [];
  for (let minute = 0; minute < 3 * 24 * 60; minute += 5) {
    const before = github.redelivered.length;
    await reconcile(github.app(), { ...dependencies, now: () => now }, { atStart: true });
    if (github.redelivered.length > before) minutes.push(minute);
    now += 5 * 60_000;
  }
  expect(minutes).toEqual([0, 5, 15, 35, 75, 155, 315, 635]);
});

test("a delivery that GitHub refuses to send again keeps no other from it, and is noted", async () => {
  const { github, dependencies } = setUp();
  github.failed = [1, 2].map((id) => ({ id, guid: `guid ${id}`, event: "push" }));
  const app = github.app();
  const refusing = {
    ...app,
    redeliver: (id: number) =>
      id === 1 ? Promise.reject(new WorkError("unprocessable", "too old")) : app.redeliver(id),
  };
  expect(await reconcile(refusing, dependencies)).toEqual({ redelivered: 1, installations: 2 });
  expect(await reconcile(app, dependencies, { atStart: true })).toMatchObject({ redelivered: 0 });
});

test("an outage ends the round after the installations were asked for, and counts as no try", async () => {
  const { github, enqueued, dependencies } = setUp();
  github.failed = [{ id: 1, guid: "one", event: "push" }];
  const app = github.app();
  const down = { ...app, redeliver: () => Promise.reject(new WorkError("bad-gateway", "502")) };
  await expect(reconcile(down, dependencies)).rejects.toThrow("502");
  expect(enqueued).toHaveLength(2);
  const later = { ...dependencies, now: () => Date.now() + 5 * 60_000 };
  expect(await reconcile(app, later, { atStart: true })).toMatchObject({ redelivered: 1 });
});

test("pull requests without a check are asked for", async () => {
  const { github, enqueued, dependencies } = setUp();
  github.missed.set(REPO, [{ number: 12, headSha: HEAD, begunAt: undefined }]);
  expect(await reconcileInstallation(5, [], github.installation(), dependencies)).toEqual({ asked: 1, unread: 0 });
  expect(enqueued).toEqual([
    {
      key: `${REPO}#12`,
      lane: "5",
      event: { type: "review", installation: 5, repo: REPO, number: 12, head: HEAD, because: "reconcile" },
    },
  ]);
});

test("a check that was begun and forgotten is taken up once, a fresh one is left alone", async () => {
  const { github, enqueued, dependencies } = setUp();
  const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();
  github.missed.set(REPO, [
    { number: 12, headSha: HEAD, begunAt: ago(40) },
    { number: 13, headSha: HEAD, begunAt: ago(5) },
  ]);
  await reconcileInstallation(5, [], github.installation(), dependencies);
  await reconcileInstallation(5, [], github.installation(), dependencies);
  expect(enqueued.map((job) => job.key)).toEqual([`${REPO}#12`]);
});

test("repositories that have just come are looked at first, if the installation reaches them", async () => {
  const { github, dependencies } = setUp();
  github.repositories.length = 0;
  for (let index = 0; index < 50; index++) github.repositories.push(`acme/r${index}`);
  const seen: string[] = [];
  const site = {
    ...github.installation(),
    withoutCheck: async (repo: string) => {
      seen.push(repo);
      return [];
    },
  };
  await reconcileInstallation(5, ["acme/r44", "other/r1"], site, dependencies);
  expect(seen.slice(0, 2)).toEqual(["acme/r44", "acme/r0"]);
  expect(seen).toHaveLength(21);
});

test("a repository that cannot be read keeps no other from being looked at", async () => {
  const { github, enqueued, dependencies } = setUp();
  github.repositories.unshift("acme/blocked");
  github.missed.set(REPO, [{ number: 12, headSha: HEAD, begunAt: undefined }]);
  const site = github.installation();
  const blocked = {
    ...site,
    withoutCheck: (repo: string) =>
      repo === "acme/blocked" ? Promise.reject(new WorkError("permission-missing", "451")) : site.withoutCheck(repo),
  };
  expect(await reconcileInstallation(5, [], blocked, dependencies)).toEqual({ asked: 1, unread: 1 });
  expect(enqueued.map((job) => job.key)).toEqual([`${REPO}#12`]);
  const limited = { ...site, withoutCheck: () => Promise.reject(new WorkError("primary-limit", "later")) };
  await expect(reconcileInstallation(5, [], limited, dependencies)).rejects.toThrow("later");
});

test("of a repository that nothing is known of each open pull request is reviewed once, one after the other", async () => {
  const { github, enqueued, dependencies } = setUp();
  const [first] = github.pulls.values();
  if (first === undefined) throw new Error("no pull request");
  for (const number of [13, 14]) github.pulls.set(number, first);
  github.missed.set(REPO, [{ number: 13, headSha: HEAD, begunAt: undefined }]);
  const at = { ...dependencies, now: () => 1_000_000 };
  expect(await reconcileInstallation(5, [], github.installation(), at)).toEqual({ asked: 3, unread: 0 });
  expect(enqueued.map((job) => [job.key, job.delayMs])).toEqual([
    [`${REPO}#13`, undefined],
    [`${REPO}#12`, 15_000],
    [`${REPO}#14`, 30_000],
  ]);
  github.repositories.push("acme/other");
  await reconcileInstallation(5, [], github.installation(), at);
  expect(enqueued.slice(3).map((job) => [job.key, job.delayMs])).toEqual([
    [`${REPO}#13`, undefined],
    ["acme/other#12", 45_000],
    ["acme/other#13", 60_000],
    ["acme/other#14", 75_000],
  ]);
});

test("of many repositories each round takes the next ones", async () => {
  const { github, dependencies } = setUp();
  github.repositories.length = 0;
  for (let index = 0; index < 50; index++) github.repositories.push(`acme/r${index}`);
  const seen: string[] = [];
  const site = {
    ...github.installation(),
    withoutCheck: async (repo: string) => {
      seen.push(repo);
      return [];
    },
  };
  for (let round = 0; round < 5; round++) await reconcileInstallation(5, [], site, dependencies);
  expect(seen).toHaveLength(100);
  expect(new Set(seen.slice(0, 50)).size).toBe(50);
});

test("an installation without repositories", async () => {
  const { github, dependencies } = setUp();
  github.repositories.length = 0;
  expect(await reconcileInstallation(5, [], github.installation(), dependencies)).toEqual({ asked: 0, unread: 0 });
});
