import { generateKeyPairSync } from "node:crypto";
import nock from "nock";
import { openGitHubPort } from "../../src/github/github-port.ts";
import type { Job } from "../../src/queue/queue.ts";
import { RULES } from "../../src/rules/index.ts";
import { Permits } from "../../src/work/permits.ts";
import type { ReviewRecord } from "../../src/work/review-record.ts";
import { mapWebhook } from "../../src/work/webhook-event.ts";
import { createWorker } from "../../src/work/worker.ts";
import { APP, endOfStandIn, GitHubStandIn, REF, sha } from "./github-stand-in.ts";

const HEAD = sha("a");
const privateKey = generateKeyPairSync("rsa", { modulusLength: 2048 })
  .privateKey.export({ type: "pkcs8", format: "pem" })
  .toString();
/** The evidence of a claim is not fetched by these tests. */
const POLICY = "evidence:\n  enabled: false\n";

let github: GitHubStandIn;
beforeEach(() => {
  github = new GitHubStandIn();
  github.pull = { baseRef: { target: { file: { object: { text: POLICY, isTruncated: false } } } } };
});
afterEach(() => {
  expect(github.problems).toEqual([]);
  nock.cleanAll();
});
afterAll(endOfStandIn);

function setUp() {
  const { store } = github;
  const records: ReviewRecord[] = [];
  const errors: unknown[] = [];
  const port = openGitHubPort({
    appId: APP.id,
    privateKey,
    apiUrl: "https://api.github.com",
    checkName: "weighbridge",
    store,
  });
  const worker = createWorker({
    github: port,
    store,
    rules: RULES,
    permits: new Permits(1),
    queue: { enqueue: () => Promise.reject(new Error("nothing is to be enqueued")) },
    observe: (record, error) => {
      records.push(record);
      if (error !== undefined) errors.push(error);
    },
  });
  async function deliver(name: string, payload: object) {
    const { jobs } = mapWebhook(
      {
        name,
        delivery: "g",
        payload: { installation: { id: 1 }, repository: { name: "vision", full_name: REF.repo }, ...payload },
      },
      { appId: APP.id },
    );
    github.forget();
    for (const { key, lane, event } of jobs) {
      const job: Job = { id: "1", key, lane, events: [event], deliveries: ["g"], attempt: 1, enqueuedAt: new Date() };
      await worker(job, new AbortController().signal);
    }
    expect(errors).toEqual([]);
    return records.at(-1);
  }
  return { port, deliver };
}

const pullRequest = (action: string, over: object = {}) => ({
  action,
  pull_request: { number: REF.number, state: "open", head: { sha: HEAD } },
  ...over,
});

test("opened, then edited without a consequence: one check, one comment, and the second time nothing is written", async () => {
  const { deliver } = setUp();
  const first = await deliver("pull_request", pullRequest("opened"));
  expect(first).toMatchObject({ outcome: "done", headSha: HEAD, conclusion: "neutral" });
  expect(github.runs).toEqual([
    expect.objectContaining({
      head_sha: HEAD,
      external_id: "acme/vision#7",
      status: "completed",
      conclusion: "neutral",
    }),
  ]);
  expect(github.writes()[0]).toBe("POST /repos/{owner}/{repo}/check-runs in_progress");
  expect(github.count).toBeLessThanOrEqual(9);
  expect(first?.requests?.writes).toBe(github.writes().length);

  const second = await deliver("pull_request", pullRequest("edited", { changes: { title: { from: "x" } } }));
  expect(second?.outcome).toBe("done");
  expect(github.writes()).toEqual([]);
  expect(github.count).toBeLessThanOrEqual(4);
});

test("a command is obeyed and answered; our own reply is not read as one", async () => {
  const { deliver } = setUp();
  github.permissionRole = { permission: "read", role_name: "read" };
  github.comments.push({ id: 900, author: "stranger", type: "User", body: "/weighbridge waive paper-linked please" });
  const payload = {
    action: "created",
    issue: { number: REF.number, state: "open", pull_request: {} },
    comment: { user: { login: "stranger", type: "User" } },
  };
  await deliver("issue_comment", payload);
  expect(github.reactions).toEqual(["confused"]);
  const replies = () => github.comments.filter((one) => one.body.includes("write access"));
  expect(replies()).toHaveLength(1);
  await deliver("issue_comment", payload);
  expect(github.reactions).toEqual(["confused"]);
  expect(replies()).toHaveLength(1);
  // An edited comment is another one.
  for (const one of github.comments) if (one.id === 900) one.body = "/weighbridge waive ticket-linked please";
  await deliver("issue_comment", { ...payload, action: "edited" });
  expect(replies()).toHaveLength(2);
});

test("a comment is told with who edited it last", async () => {
  const { port } = setUp();
  const said = (id: number, over: object) => ({
    ...{ databaseId: id, body: "/weighbridge recheck", createdAt: "2026-05-02T10:00:00Z", lastEditedAt: null },
    ...{
      authorAssociation: "NONE",
      viewerDidAuthor: false,
      author: { __typename: "User", login: "ada" },
      editor: null,
    },
    ...over,
  });
  const nodes = [said(1, {}), said(2, { lastEditedAt: "2026-05-03T10:00:00Z", editor: { login: "grace" } })];
  github.pull = { ...github.pull, comments: { pageInfo: { hasNextPage: false, endCursor: null }, nodes } };
  expect((await port.pullRequest(1, REF.repo, REF.number).readState())?.comments).toEqual([
    { id: 1, author: "ada", body: "/weighbridge recheck", at: "2026-05-02T10:00:00Z" },
    { id: 2, author: "ada", editor: "grace", body: "/weighbridge recheck", at: "2026-05-03T10:00:00Z" },
  ]);
});

test("the merge queue's commit gets the verdict too", async () => {
  const { deliver } = setUp();
  const group = sha("c");
  await deliver("merge_group", {
    action: "checks_requested",
    merge_group: { head_sha: group, head_ref: `refs/heads/gh-readonly-queue/main/pr-7-${HEAD}` },
  });
  const ofGroup = github.runs.filter((one) => one.head_sha === group);
  expect(ofGroup).toHaveLength(1);
  expect(ofGroup[0]).toMatchObject({ status: "completed", conclusion: "neutral" });
});

test("what GitHub withholds is told by its cause", async () => {
  const { port } = setUp();
  github.fail("WeighbridgePullRequest", {
    answer: { status: 200, body: { data: null, errors: [{ type: "FORBIDDEN", message: "Resource not accessible" }] } },
  });
  const site = port.pullRequest(1, REF.repo, REF.number);
  await site.begin(HEAD, { isNewHead: true, restart: false });
  await expect(site.readState()).rejects.toMatchObject({ cause: "permission-missing" });
});

test("a pull request that is gone has no state", async () => {
  const { port } = setUp();
  github.fail("WeighbridgePullRequest", {
    answer: {
      status: 200,
      body: { data: { repository: { nameWithOwner: REF.repo, pullRequest: null }, shared: null } },
    },
  });
  expect(await port.pullRequest(1, REF.repo, REF.number).readState()).toBeUndefined();
});
