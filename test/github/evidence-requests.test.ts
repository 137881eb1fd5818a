import { generateKeyPairSync } from "node:crypto";
import { jest } from "@jest/globals";
import nock from "nock";
import { openGitHubPort } from "../../src/github/github-port.ts";
import { PRESETS } from "../../src/policy/presets.ts";
import type { Job } from "../../src/queue/queue.ts";
import { RULES } from "../../src/rules/index.ts";
import { Permits } from "../../src/work/permits.ts";
import type { ReviewRecord } from "../../src/work/review-record.ts";
import { mapWebhook } from "../../src/work/webhook-event.ts";
import { createWorker } from "../../src/work/worker.ts";
import {
  BASE_FILES,
  LACKING_FILES,
  MODEL_PATH,
  POLICY_PATH,
  RIGHT_BODY,
  TITLE,
  WRONG_BODY,
} from "../end-to-end/contribution.ts";
import { patchOf } from "../end-to-end/unified-patch.ts";
import { APP, endOfStandIn, GitHubStandIn, pullFile, REF, sha } from "./github-stand-in.ts";
import { person, ticketOf } from "./tracker-world.ts";

const privateKey = generateKeyPairSync("rsa", { modulusLength: 2048 })
  .privateKey.export({ type: "pkcs8", format: "pem" })
  .toString();
/** What is linked stands on a host that is never asked, so that only GitHub's own share of the evidence is. */
const elsewhere = (text: string) => text.replace(/https:\/\/[\w.]+/g, "https://files.example");
const HEAD_FILES = Object.entries({ ...BASE_FILES, ...LACKING_FILES }).flatMap(([path, text]) =>
  text === null || path === POLICY_PATH ? [] : [[path, elsewhere(text)] as const],
);
const {
  additions,
  deletions,
  text: patch,
} = patchOf(elsewhere(BASE_FILES[MODEL_PATH] ?? ""), elsewhere(LACKING_FILES[MODEL_PATH] ?? ""));
const BODY = elsewhere(`${WRONG_BODY}\n- Paper: https://arxiv.org/abs/2301.90001\n`);

/** The App itself leaves a second between two writes. */
jest.setTimeout(60_000);

let github: GitHubStandIn;
beforeEach(() => {
  github = new GitHubStandIn();
  github.files = [pullFile(MODEL_PATH, { status: "modified", patch, additions, deletions })];
  github.tree = HEAD_FILES.map(([path, text], at) => {
    const id = (at + 16).toString(16).padStart(40, "0");
    github.texts.set(id, text);
    return { path, mode: "100644", type: "blob", sha: id, size: text.length };
  });
  github.pull = { title: TITLE, body: BODY };
  const comments = [{ author: person("keeper"), association: "MEMBER" }];
  github.tracker.tickets = [
    ticketOf(4087, { title: "A longer recipe for kestrel_s", comments }),
    ticketOf(3, { title: "Kestrel", comments }),
    ticketOf(7, { title: TITLE, isPullRequest: true, author: person("ada") }),
    ticketOf(5, { title: "Fix a typo", isPullRequest: true }),
  ];
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
    ...{ appId: APP.id, privateKey, apiUrl: "https://api.github.com", checkName: "weighbridge", store },
  });
  const worker = createWorker({
    ...{ github: port, store, rules: RULES, permits: new Permits(1) },
    queue: { enqueue: () => Promise.reject(new Error("nothing is to be enqueued")) },
    observe: (record, error) => {
      records.push(record);
      if (error !== undefined) errors.push(error);
    },
  });
  async function deliver(action: string, over: object = {}) {
    const payload = {
      ...{ action, installation: { id: 1 }, repository: { name: "vision", full_name: REF.repo } },
      pull_request: { number: REF.number, state: "open", head: { sha: sha("a") } },
      ...over,
    };
    const { jobs } = mapWebhook({ name: "pull_request", delivery: "g", payload }, { appId: APP.id });
    github.forget();
    for (const { key, lane, event } of jobs) {
      const job: Job = { id: "1", key, lane, events: [event], deliveries: ["g"], attempt: 1, enqueuedAt: new Date() };
      await worker(job, new AbortController().signal);
    }
    return records.at(-1);
  }
  return { port, deliver, errors };
}

/** Requests as a reader would name them, those of the process itself (token, identity) apart. */
function asked(): string[] {
  return github.requests
    .filter(({ path }) => path !== "/app" && !path.endsWith("/access_tokens"))
    .map(({ method, path, template, body }) =>
      path === "/graphql" ? String(/^\w+ (\w+)/.exec(body.query)?.[1]) : `${method} ${template}`,
    );
}

const EDITED = { changes: { body: { from: "x" } } };
const FIRST = [
  "POST /repos/{owner}/{repo}/check-runs",
  "WeighbridgePullRequest",
  "GET /repos/{owner}/{repo}/git/trees/{tree_sha}",
  "GET /repos/{owner}/{repo}/pulls/{pull_number}/files",
  "WeighbridgeFiles",
  "PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}",
  "POST /repos/{owner}/{repo}/issues/{issue_number}/comments",
  "POST /repos/{owner}/{repo}/pulls/{pull_number}/reviews",
];
const AFTER_EDIT = [
  "WeighbridgePullRequest",
  "PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}",
  "PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}",
];
const moreOpen = (count: number) =>
  Array.from({ length: count }, (_, at) => ticketOf(100 + at, { isPullRequest: true, title: `Change ${at}` }));
const said = () => github.comments.at(-1)?.body ?? "";

test("a first review with all its evidence asks GitHub eight times, and one after an edit four times at most", async () => {
  const { deliver, errors } = setUp();
  const first = await deliver("opened");
  expect(asked()).toEqual(FIRST);
  expect(first?.requests).toMatchObject({ writes: 4 });
  // The ticket and the list were read.
  expect(said()).toContain("was discussed with keeper");
  expect(said()).toContain("None of the 1 other open pull request");

  github.pull = { ...github.pull, body: elsewhere(RIGHT_BODY) };
  await deliver("edited", EDITED);
  expect(asked()).toEqual(AFTER_EDIT);
  expect(said()).not.toContain("is no argument");

  await deliver("edited", EDITED);
  expect(asked()).toEqual(["WeighbridgePullRequest"]);

  // A ticket that no review has asked for takes one request more.
  github.tracker.tickets.push(ticketOf(12, { title: "Another ticket" }));
  github.pull = { ...github.pull, body: `${BODY}\nSee also #12.` };
  await deliver("edited", EDITED);
  expect(asked()).toEqual(["WeighbridgePullRequest", "WeighbridgeEvidence", ...AFTER_EDIT.slice(1)]);
  expect(errors).toEqual([]);
});

test("tickets are told as they are now, whatever they were at the last review", async () => {
  const { deliver } = setUp();
  await deliver("opened");
  const before = said();
  github.tracker.tickets = github.tracker.tickets.map((one) => ({ ...one, comments: [] }));
  await deliver("edited", EDITED);
  expect(asked()).toEqual(AFTER_EDIT);
  expect(said()).not.toBe(before);
});

test("the list of open pull requests is shared for ten minutes, and a long one is read on with the next request", async () => {
  const { deliver } = setUp();
  github.tracker.tickets.push(...moreOpen(276));
  await deliver("opened");
  expect(asked()).toEqual([...FIRST.slice(0, 5), "WeighbridgeEvidence", ...FIRST.slice(5)]);
  expect(said()).toContain("None of the 277 other open pull requests");

  const evidenceIn = () => github.requests.filter(({ body }) => /\bopen: repository/.test(String(body?.query)));
  await deliver("edited", EDITED);
  expect(evidenceIn()).toEqual([]);
  github.pull = { ...github.pull, headRefOid: sha("c") };
  github.files = github.files.map((one) => JSON.parse(JSON.stringify(one).replaceAll(sha("a"), sha("c"))));
  const [any] = github.tree;
  github.tree.push({ ...any, path: "torchvision/models/other.py", sha: sha("9") });
  const LIST = ["github-open-pulls", "acme/vision"] as const;
  const kept = JSON.parse(JSON.stringify(await github.store.get(...LIST)));
  await github.store.put(...LIST, { ...kept, at: kept.at - 11 * 60_000 });
  await deliver("synchronize", { pull_request: { number: REF.number, state: "open", head: { sha: sha("c") } } });
  expect(evidenceIn()).toHaveLength(2);
  expect(asked().filter((one) => one === "WeighbridgeEvidence")).toEqual([]);
  expect(asked().length).toBeLessThanOrEqual(8);
});

test("a reader who wants no evidence asks for no ticket along with the files", async () => {
  const { paths: layout, templates } = PRESETS.torchvision;
  const ticketsAlong = async (wish: { readonly asksEvidence?: boolean }) => {
    const site = setUp().port.pullRequest(1, REF.repo, REF.number);
    github.store.entries.clear();
    github.forget();
    await site.readState();
    await site.read({ layout, templates, ...wish });
    return github.requests.filter(({ body }) => /issueOrPullRequest/.test(String(body?.query))).length;
  };
  expect([
    await ticketsAlong({ asksEvidence: false }),
    await ticketsAlong({ asksEvidence: true }),
    await ticketsAlong({}),
  ]).toEqual([0, 1, 1]);
});

test("evidence that falls to GitHub's limit: no verdict is shown, and the run is to be made again", async () => {
  const { deliver, errors } = setUp();
  github.pull = { ...github.pull, body: BODY.replaceAll("#4087", "#12") };
  github.tracker.tickets.push(ticketOf(12, { state: "closed", stateReason: "completed", title: "Kestrel" }));
  const answer = { status: 403, body: { message: "secondary rate limit" }, headers: { "retry-after": "1" } };
  github.fail("GET /repos/{owner}/{repo}/issues/{issue_number}", { answer });
  const job = deliver("opened");
  await expect(job.catch((error: unknown) => error)).resolves.toMatchObject({ cause: "secondary-limit" });
  expect(errors).toHaveLength(1);
  expect(github.runs[0]).toMatchObject({ status: "in_progress" });
  expect(github.comments).toEqual([]);
});
