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

test("a delivery that cannot be asked for is not asked for again", async () => {
  const { github, store, dependencies } = setUp();
  github.failed = [{ id: 1, guid: "one", event: "push" }];
  const app = { ...github.app(), redeliver: () => Promise.reject(new Error("422")) };
  await expect(reconcile(app, dependencies)).rejects.toThrow("422");
  await store.delete("reconcile-turn", "round");
  expect(await reconcile(github.app(), dependencies)).toMatchObject({ redelivered: 0 });
});

test("pull requests without a check are asked for", async () => {
  const { github, enqueued, dependencies } = setUp();
  github.missed.set(REPO, [{ number: 12, headSha: HEAD, begunAt: undefined }]);
  expect(await reconcileInstallation(5, github.installation(), dependencies)).toBe(1);
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
  await reconcileInstallation(5, github.installation(), dependencies);
  await reconcileInstallation(5, github.installation(), dependencies);
  expect(enqueued.map((job) => job.key)).toEqual([`${REPO}#12`]);
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
  for (let round = 0; round < 5; round++) await reconcileInstallation(5, site, dependencies);
  expect(seen).toHaveLength(100);
  expect(new Set(seen.slice(0, 50)).size).toBe(50);
});

test("an installation without repositories", async () => {
  const { github, dependencies } = setUp();
  github.repositories.length = 0;
  expect(await reconcileInstallation(5, github.installation(), dependencies)).toBe(0);
});
