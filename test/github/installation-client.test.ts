import { generateKeyPairSync } from "node:crypto";
import { jest } from "@jest/globals";
import nock from "nock";
import { EtagCache } from "../../src/github/etag-cache.ts";
import { workErrorOf } from "../../src/github/github-error.ts";
import { GitHubApp, type InstallationClient } from "../../src/github/installation-client.ts";
import { dispositionOf } from "../../src/queue/retry-causes.ts";
import type { Store } from "../../src/store/store.ts";
import { exampleOf } from "./github-schema.ts";
import { ManualClock } from "./manual-clock.ts";
import { MemoryStore } from "./memory-store.ts";

const API = "https://api.github.com";
const { privateKey } = generateKeyPairSync("rsa", {
  modulusLength: 2048,
  privateKeyEncoding: { type: "pkcs8", format: "pem" },
  publicKeyEncoding: { type: "spki", format: "pem" },
});
const TOKENS = "/app/installations/{installation_id}/access_tokens";

let clock: ManualClock;
let store: MemoryStore;
let app: GitHubApp;
let client: InstallationClient;
beforeEach(() => {
  nock.disableNetConnect();
  clock = new ManualClock(Date.parse("2026-05-01T10:00:00Z"));
  store = new MemoryStore();
  app = new GitHubApp({ appId: 4711, privateKey, store, clock });
  client = app.installation(1);
  nock(API)
    .persist()
    .post("/app/installations/1/access_tokens")
    .reply(201, { ...exampleOf("POST", TOKENS, "201"), token: "ghs_1" });
});
afterEach(() => {
  nock.cleanAll();
});
afterAll(() => {
  nock.restore();
});

const place = { owner: "acme", repo: "vision" };
const comment = () => client.octokit.rest.issues.createComment({ ...place, issue_number: 7, body: "hello" });
const label = () => client.octokit.rest.issues.getLabel({ ...place, name: "bug" });
const refuse = (status: number, headers: Record<string, string>, message = "no") =>
  nock(API).post("/repos/acme/vision/issues/7/comments").reply(status, { message }, headers);
const failure = async (work: Promise<unknown>) => workErrorOf(await work.catch((error: unknown) => error), true);

test("asks with the installation's token, one token for all its clients", async () => {
  const scope = nock(API, { reqheaders: { authorization: "token ghs_1" } })
    .get("/repos/acme/vision/labels/bug")
    .twice()
    .reply(200, exampleOf("GET", "/repos/{owner}/{repo}/labels/{name}"));
  await label();
  expect(client.tally.counts).toEqual({ reads: 1, notModified: 0, writes: 0, tokens: 1 });
  client = app.installation(1);
  await label();
  expect(client.tally.counts).toEqual({ reads: 1, notModified: 0, writes: 0, tokens: 0 });
  expect(scope.isDone()).toBe(true);
});

test("speaks as the App where the App itself is asked", async () => {
  nock(API, { reqheaders: { authorization: /^bearer ey/ } })
    .get("/app")
    .reply(200, { ...exampleOf("GET", "/app"), id: 4711, slug: "weighbridge" });
  expect(await app.identity()).toEqual({ id: 4711, slug: "weighbridge" });
  expect(await app.identity()).toEqual({ id: 4711, slug: "weighbridge" });
});

test("hears within the hour that the App was renamed", async () => {
  const named = (slug: string) =>
    nock(API)
      .get("/app")
      .reply(200, { ...exampleOf("GET", "/app"), id: 4711, slug });
  named("weighbridge");
  named("weighbridge-vision");
  expect((await app.identity()).slug).toBe("weighbridge");
  clock.advance(59 * 60_000);
  expect((await app.identity()).slug).toBe("weighbridge");
  clock.advance(60_000);
  expect((await app.identity()).slug).toBe("weighbridge-vision");
});

test("what failed of the App's identity is asked for again", async () => {
  nock(API).get("/app").reply(502);
  nock(API)
    .get("/app")
    .reply(200, { ...exampleOf("GET", "/app"), id: 4711, slug: "weighbridge" });
  await expect(app.identity()).rejects.toMatchObject({ cause: "bad-gateway" });
  expect((await app.identity()).slug).toBe("weighbridge");
});

test("an answer that has not changed comes from the cache", async () => {
  const body = exampleOf("GET", "/repos/{owner}/{repo}/labels/{name}");
  nock(API).get("/repos/acme/vision/labels/bug").reply(200, body, { etag: '"1"', link: "<x>; rel=next" });
  nock(API, { reqheaders: { "if-none-match": '"1"' } })
    .get("/repos/acme/vision/labels/bug")
    .reply(304);
  await label();
  const again = await label();
  expect(again).toMatchObject({ status: 200, data: body, headers: { link: "<x>; rel=next" } });
  expect(client.tally.counts).toEqual({ reads: 1, notModified: 1, writes: 0, tokens: 1 });
});

test("trees, which never change, are not kept beside their listing", async () => {
  const path = `/repos/acme/vision/git/trees/${"a".repeat(40)}`;
  nock(API, { badheaders: ["if-none-match"] })
    .get(path)
    .twice()
    .reply(200, { tree: [] }, { etag: '"1"' });
  const tree = () => client.octokit.rest.git.getTree({ ...place, tree_sha: "a".repeat(40) });
  await tree();
  expect((await tree()).data).toEqual({ tree: [] });
  expect([...store.entries.keys()].filter((one) => one.startsWith("github-etags/"))).toEqual([]);
});

test("answers are kept for an hour, and no more of them than there are places", async () => {
  const cache = new EtagCache(store);
  const asStore: Store = store;
  const put = jest.spyOn(asStore, "put");
  const keys = Array.from({ length: 3_000 }, (_, index) => EtagCache.key(1, `https://x/${index}`, "") ?? "");
  for (const key of keys) await cache.put(key, { etag: key, data: { key } });
  expect(store.entries.size).toBeLessThanOrEqual(1_024);
  expect(store.entries.size).toBeGreaterThan(900);
  expect(new Set(put.mock.calls.map(([, , , ttlMs]) => ttlMs))).toEqual(new Set([3_600_000]));
  // Whatever lost its place is gone, and none has another's answer.
  const found = await Promise.all(keys.map(async (key) => [key, (await cache.get(key))?.etag ?? key]));
  expect(found.filter(([key, etag]) => key !== etag)).toEqual([]);
});

test("what one installation was told is not given to another", async () => {
  const path = "/repos/acme/vision/labels/bug";
  const body = exampleOf("GET", "/repos/{owner}/{repo}/labels/{name}");
  nock(API)
    .post("/app/installations/2/access_tokens")
    .reply(201, exampleOf("POST", TOKENS, "201"));
  nock(API).get(path).reply(200, body, { etag: '"1"' });
  await label();
  nock(API, { badheaders: ["if-none-match"] })
    .get(path)
    .reply(404, { message: "Not Found" });
  client = app.installation(2);
  expect(await failure(label())).toMatchObject({ cause: "not-found" });
});

test("writes are a second apart, and reads are not", async () => {
  nock(API).post("/repos/acme/vision/issues/7/comments").thrice().reply(201, { id: 1 });
  nock(API).get("/repos/acme/vision/labels/bug").twice().reply(200, {});
  await comment();
  await label();
  await comment();
  await label();
  await comment();
  expect(clock.slept).toEqual([1_000, 1_000]);
  expect(client.tally.counts).toMatchObject({ reads: 2, writes: 3 });
});

describe("limits", () => {
  test("a secondary limit is waited out as long as retry-after says", async () => {
    refuse(403, { "retry-after": "120" }, "You have exceeded a secondary rate limit.");
    const error = await failure(comment());
    expect(error).toMatchObject({ cause: "secondary-limit", afterMs: 120_000 });
    expect(dispositionOf(error, 1)).toEqual({ outcome: "retry", cause: "secondary-limit", afterMs: 120_000 });
  });

  test("while it lasts nothing is asked at all", async () => {
    refuse(429, { "retry-after": "60" });
    await failure(comment());
    clock.advance(20_000);
    const before = client.tally.total;
    expect(await failure(label())).toMatchObject({ cause: "secondary-limit", afterMs: 40_000 });
    expect(client.tally.total).toBe(before);
    clock.advance(40_000);
    nock(API).get("/repos/acme/vision/labels/bug").reply(200, {});
    await label();
  });

  test("without retry-after it is a minute, then two", async () => {
    refuse(403, { "x-ratelimit-remaining": "4000" }, "You have exceeded a secondary rate limit. Please wait.");
    expect(await failure(comment())).toMatchObject({ cause: "secondary-limit", afterMs: 60_000 });
    clock.advance(60_000);
    refuse(403, {}, "You have triggered an abuse detection mechanism.");
    expect(await failure(comment())).toMatchObject({ cause: "secondary-limit", afterMs: 120_000 });
  });

  test("the primary limit is waited out until its reset", async () => {
    const reset = String(clock.now() / 1000 + 900);
    refuse(403, { "x-ratelimit-remaining": "0", "x-ratelimit-reset": reset }, "API rate limit exceeded");
    expect(await failure(comment())).toMatchObject({ cause: "primary-limit", afterMs: 901_000 });
  });

  test("GraphQL says so with 200", async () => {
    const reset = String(clock.now() / 1000 + 60);
    nock(API)
      .post("/graphql")
      .reply(
        200,
        { data: null, errors: [{ type: "RATE_LIMITED", message: "API rate limit exceeded" }] },
        { "x-ratelimit-remaining": "0", "x-ratelimit-reset": reset },
      );
    const error = await failure(client.graphql("query Q { viewer { login } }", {}));
    expect(error).toMatchObject({ cause: "primary-limit", afterMs: 61_000 });
    expect(await failure(label())).toMatchObject({ afterMs: 61_000 });
  });
});

describe("failures", () => {
  test("a 403 that is no limit says what is missing, and is not tried again", async () => {
    refuse(403, { "x-accepted-github-permissions": "issues=write" }, "Resource not accessible by integration");
    const error = await failure(comment());
    expect(error).toMatchObject({ cause: "permission-missing" });
    expect(error.message).toContain("issues=write");
    expect(dispositionOf(error, 1)).toEqual({ outcome: "failed", cause: "permission-missing" });
  });

  test.each([
    [404, "not-found"],
    [410, "not-found"],
    [422, "unprocessable"],
    [500, "github-unavailable"],
    [502, "bad-gateway"],
    [503, "github-unavailable"],
  ])("%i is %s", async (status, cause) => {
    refuse(status, {});
    expect(await failure(comment())).toMatchObject({ cause });
    expect(client.tally.counts.writes).toBe(1);
  });

  test("a write whose answer never came may have been carried out; a read is just tried again", async () => {
    const reset = Object.assign(new Error("read ECONNRESET"), { code: "ECONNRESET" });
    nock(API).post("/repos/acme/vision/issues/7/comments").replyWithError(reset);
    nock(API).get("/repos/acme/vision/labels/bug").replyWithError(reset);
    expect(await failure(comment())).toMatchObject({ cause: "answer-lost" });
    expect(await label().catch((error: unknown) => error)).toMatchObject({ cause: "network-error" });
  });

  test.each(["", '{"id": 1, "bo'])("an answer that breaks off (%j) counts as lost", async (body) => {
    nock(API).post("/repos/acme/vision/issues/7/comments").reply(201, body, { "content-type": "application/json" });
    expect(await failure(comment())).toMatchObject({ cause: "answer-lost" });
  });

  test.each(["", '[{"name":"b'])("a read that breaks off (%j) is tried again, and is not kept", async (body) => {
    const json = { "content-type": "application/json", etag: '"1"' };
    nock(API).get("/repos/acme/vision/labels/bug").reply(200, body, json);
    expect(await label().catch((error: unknown) => error)).toMatchObject({ cause: "network-error" });
    nock(API, { badheaders: ["if-none-match"] })
      .get("/repos/acme/vision/labels/bug")
      .reply(200, { name: "bug" }, json);
    expect((await label()).data).toEqual({ name: "bug" });
  });

  test("what an earlier version kept of an answer that broke off is not served", async () => {
    nock(API).get("/repos/acme/vision/labels/bug").reply(200, { name: "bug" }, { etag: '"1"' });
    await label();
    for (const [key, text] of store.entries) {
      if (key.startsWith("github-etags/")) store.entries.set(key, JSON.stringify({ ...JSON.parse(text), data: "" }));
    }
    nock(API, { badheaders: ["if-none-match"] })
      .get("/repos/acme/vision/labels/bug")
      .reply(200, { name: "new" });
    expect((await label()).data).toEqual({ name: "new" });
  });

  test.each([
    ["query Q { a }", "network-error"],
    ["mutation M { a }", "answer-lost"],
  ])("GraphQL's answer to %s breaks off", async (query, cause) => {
    nock(API).post("/graphql").reply(200, '{"data":{"a"', { "content-type": "application/json" });
    expect(await client.graphql(query, {}).catch((error: unknown) => error)).toMatchObject({ cause });
  });

  test("an installation that is gone leaves nothing to work on", async () => {
    nock(API).post("/app/installations/3/access_tokens").reply(404, { message: "Not Found" });
    client = app.installation(3);
    expect(await failure(label())).toMatchObject({ cause: "not-found" });
  });

  test("what may fail alone does not fail a query; what may not does", async () => {
    const answer = (path: string) => ({
      data: { repository: { id: 1 }, shared: null },
      errors: [{ type: "NOT_FOUND", path: [path], message: "Could not resolve" }],
    });
    nock(API).post("/graphql").reply(200, answer("shared"));
    expect(await client.graphql("query Q { a }", {}, ["shared"])).toEqual({ repository: { id: 1 }, shared: null });
    nock(API).post("/graphql").reply(200, answer("repository"));
    expect(await failure(client.graphql("query Q { a }", {}, ["shared"]))).toMatchObject({ cause: "not-found" });
  });
});

test("GitHub Enterprise Server is asked at its own address, GraphQL too", async () => {
  const ghes = "https://ghes.example.org";
  nock(ghes)
    .post("/api/v3/app/installations/1/access_tokens")
    .reply(201, { ...exampleOf("POST", TOKENS, "201"), token: "ghs_9" });
  nock(ghes)
    .post("/api/graphql")
    .times(3)
    .reply(200, { data: { ok: true } });
  nock(ghes).post("/api/v3/repos/acme/vision/issues/7/comments").reply(201, { id: 1 });
  nock(ghes).get("/api/v3/repos/acme/vision/labels/bug").reply(200, { name: "bug" });
  const server = new GitHubApp({
    appId: 4711,
    privateKey,
    apiUrl: `${ghes}/api/v3`,
    store: new MemoryStore(),
    clock,
  });
  client = server.installation(1);
  expect(await client.graphql("query Q { ok }", {})).toEqual({ ok: true });
  expect((await label()).data).toEqual({ name: "bug" });
  expect(client.tally.counts).toEqual({ reads: 2, notModified: 0, writes: 0, tokens: 1 });
  await client.graphql("query Q { ok }", {});
  expect(clock.slept).toEqual([]);
  await client.graphql("mutation M { ok }", {});
  await client.octokit.rest.issues.createComment({ ...place, issue_number: 7, body: "hello" });
  expect(clock.slept).toEqual([1_000]);
});
