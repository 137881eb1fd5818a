import nock from "nock";
import { readPullRequestState } from "../../src/github/pull-request-state.ts";
import { readSubmissionInput } from "../../src/github/read-submission-input.ts";
import { openReviewSite } from "../../src/github/review-site.ts";
import { PRESETS } from "../../src/policy/presets.ts";
import { COMMENT_MARKER } from "../../src/report/comment.ts";
import type { Publication } from "../../src/report/publication.ts";
import { endOfStandIn, GitHubStandIn, REF, sha } from "./github-stand-in.ts";

const { paths: layout, templates } = PRESETS.torchvision;
const SETTINGS = { layout, templates };
const HEAD = sha("a");

let github: GitHubStandIn;
beforeEach(() => {
  github = new GitHubStandIn();
  const blob = (path: string, id: string) => ({ path, mode: "100644", type: "blob", sha: id, size: 20, url: "x" });
  github.tree = [
    blob("torchvision/models/foo.py", sha("1")),
    blob("torchvision/models/__init__.py", sha("2")),
    blob("references/classification/train.py", sha("5")),
    blob("hubconf.py", sha("7")),
  ];
});
afterEach(() => {
  expect(github.problems).toEqual([]);
  nock.cleanAll();
});
afterAll(endOfStandIn);

const publication = (words: string): Publication => ({
  check: {
    ...{
      title: words,
      summary: words,
      text: words,
      conclusion: "failure",
      annotations: [],
      detailsUrl: "https://example.org",
    },
    actions: [{ label: "Re-check", description: "Once more", identifier: "recheck" }],
  },
  comment: `${COMMENT_MARKER}\n${words}`,
  standingComment: undefined,
  inline: [
    {
      ...{ path: "torchvision/models/foo.py", line: 2, side: "RIGHT", fingerprint: `rule:${"0".repeat(16)}` },
      body: `x <!-- weighbridge:finding rule:${"0".repeat(16)} -->`,
      otherwise: {
        ...{ path: "torchvision/models/foo.py", startLine: 2, endLine: 2, level: "warning", title: "t", message: "m" },
      },
    },
  ],
  standing: { fingerprints: [`rule:${"0".repeat(16)}`], unjudgedRules: [] },
  labels: { add: [], remove: [] },
});

async function reviewOnce(words: string, isNewHead = false) {
  const client = github.client();
  const site = openReviewSite(client, REF);
  await site.begin(HEAD, { isNewHead });
  const state = await readPullRequestState(client, REF);
  const input = await readSubmissionInput(client, state, SETTINGS);
  await site.publish(HEAD, publication(words), { state });
  return { client, state, input };
}

test("a first review takes eight requests, one after an edit four at most, one without a change two", async () => {
  const first = await reviewOnce("Three are missing.", true);
  expect(github.count).toBe(8);
  expect(first.client.tally.counts).toEqual({ reads: 4, notModified: 0, writes: 4, tokens: 1 });
  github.forget();
  const second = await reviewOnce("Two are missing.");
  expect(github.count).toBe(3);
  expect(second.client.tally.counts).toEqual({ reads: 1, notModified: 0, writes: 2, tokens: 0 });
  github.forget();
  await reviewOnce("Two are missing.");
  expect(github.count).toBe(1);
  expect(github.writes()).toEqual([]);
});

test("the input is what the command line's reader makes of the same pull request", async () => {
  github.comments.push(
    { id: 1, author: "ada", type: "User", body: "Acc@1 70.1" },
    { id: 2, author: "weighbridge", type: "Bot", body: `${COMMENT_MARKER}\nold` },
  );
  const { input } = await reviewOnce("x", true);
  expect(input.pullRequest).toEqual({
    repo: "acme/vision",
    number: 7,
    title: "Add FooNet",
    author: "ada",
    url: "https://github.com/acme/vision/pull/7",
    labels: [],
    state: "open",
    draft: false,
    createdAt: "2026-05-01T10:00:00Z",
    requestedReviewers: ["grace"],
    assignees: [],
    linkedIssues: ["acme/vision#3"],
    headSha: HEAD,
    baseSha: sha("b"),
    baseRef: "main",
  });
  expect(input.body).toBe("Adds FooNet.");
  expect(input.conversation).toEqual([
    { author: "ada", association: "NONE", createdAt: "2026-05-02T10:00:00Z", kind: "comment", body: "Acc@1 70.1" },
  ]);
  expect(input.head.read("torchvision/models/foo.py")).toBe("import torch\nx = 1\n");
  expect(input.head.read("hubconf.py")).toBe(`# ${sha("7")}\n`);
  expect(input.base.has("torchvision/models/foo.py")).toBe(false);
});

test("a push asks only for texts that no review has read", async () => {
  await reviewOnce("x", true);
  github.pull = { headRefOid: sha("c") };
  github.files = [{ ...github.files[0], contents_url: `https://api.github.com/x?ref=${sha("c")}` }];
  github.tree = [
    ...github.tree,
    { path: "references/classification/new.py", mode: "100644", type: "blob", sha: sha("e"), size: 3 },
  ];
  github.forget();
  const client = github.client();
  await readSubmissionInput(client, await readPullRequestState(client, REF), SETTINGS);
  const asked = github.requests
    .map(({ body }) => String(body?.query ?? ""))
    .find((one) => one.includes("WeighbridgeFiles"));
  expect(asked?.match(/oid: "\w+"/g)).toEqual([`oid: "${sha("e")}"`]);
});

test("a list of files of another head is not taken for this one's", async () => {
  github.files = [{ ...github.files[0], contents_url: `https://api.github.com/x?ref=${sha("f")}` }];
  const client = github.client();
  const state = await readPullRequestState(client, REF);
  await expect(readSubmissionInput(client, state, SETTINGS)).rejects.toMatchObject({
    cause: "github-unavailable",
    afterMs: 1_000,
  });
});

test("when all texts at once are too much for GitHub they come in smaller requests", async () => {
  const id = (index: number) => index.toString(16).padStart(40, "0");
  github.tree = Array.from({ length: 160 }, (_, index) => ({
    ...{ path: `references/classification/f${index}.py`, mode: "100644", type: "blob", sha: id(index + 1), size: 3 },
  }));
  github.fail("WeighbridgeFiles", {
    answer: {
      status: 200,
      body: { data: null, errors: [{ message: "Something went wrong while executing your query." }] },
    },
  });
  const client = github.client();
  const input = await readSubmissionInput(client, await readPullRequestState(client, REF), SETTINGS);
  expect(input.head.read("references/classification/f159.py")).toBe(`# ${id(160)}\n`);
  expect(client.tally.counts.reads).toBe(1 + 2 + 1 + 3);
});

test("an outage is no reason to review with less", async () => {
  github.fail("GET /repos/{owner}/{repo}/git/trees/{tree_sha}", { answer: { status: 502, body: {} } });
  const client = github.client();
  const state = await readPullRequestState(client, REF);
  await expect(readSubmissionInput(client, state, SETTINGS)).rejects.toMatchObject({ cause: "bad-gateway" });
});

describe("the state", () => {
  const state = () => readPullRequestState(github.client(), REF);

  test("the policy is the base branch's, else the organisation's", async () => {
    expect((await state()).policy).toBeUndefined();
    github.shared = { object: { text: "enforce: true\n", isTruncated: false } };
    expect((await state()).policy).toEqual({
      from: "organisation",
      file: "acme/.github/.github/weighbridge.yml",
      text: "enforce: true\n",
    });
    github.pull = { baseRef: { target: { file: { object: { text: "enforce: false\n", isTruncated: false } } } } };
    expect((await state()).policy).toEqual({
      from: "base",
      file: "acme/vision/.github/weighbridge.yml",
      text: "enforce: false\n",
    });
    github.pull = { baseRef: { target: { file: { object: { text: null, isTruncated: false } } } } };
    expect((await state()).policy).toMatchObject({ from: "base", text: undefined });
  });

  test("an organisation without such a repository is no failure; a base that may not be read is one", async () => {
    github.graphqlErrors = [{ type: "NOT_FOUND", path: ["shared"], message: "Could not resolve to a Repository" }];
    expect((await state()).policy).toBeUndefined();
    github.pull = { baseRef: { target: null } };
    github.graphqlErrors = [
      {
        type: "FORBIDDEN",
        path: ["repository", "pullRequest", "baseRef", "target"],
        message: "Resource not accessible",
      },
    ];
    await expect(state()).rejects.toMatchObject({ cause: "permission-missing" });
  });

  test("no such pull request leaves nothing to work on", async () => {
    github.fail("WeighbridgePullRequest", {
      answer: {
        status: 200,
        body: {
          data: { repository: { nameWithOwner: "acme/vision", pullRequest: null }, shared: null },
          errors: [{ type: "NOT_FOUND", path: ["repository", "pullRequest"], message: "Could not resolve" }],
        },
      },
    });
    await expect(state()).rejects.toMatchObject({ cause: "not-found" });
  });

  test("a long conversation is read on, and only what has more", async () => {
    const comment = (index: number) => ({
      ...{
        databaseId: index,
        body: `remark ${index}`,
        createdAt: `2026-05-02T10:00:${String(index).padStart(2, "0")}Z`,
      },
      ...{ lastEditedAt: null, authorAssociation: "MEMBER", author: { __typename: "User", login: "grace" } },
      ...{ viewerDidAuthor: false, editor: null },
    });
    github.pull = { comments: { pageInfo: { hasNextPage: true, endCursor: "c1" }, nodes: [comment(1)] } };
    const further = {
      repository: {
        pullRequest: { comments: { pageInfo: { hasNextPage: false, endCursor: null }, nodes: [comment(2)] } },
      },
    };
    github.fail("WeighbridgeConversation", { answer: { status: 200, body: { data: further } } });
    const { remarks, remarksComplete } = await state();
    expect(remarksComplete).toBe(true);
    expect(remarks.map((one) => [one.id, one.author, one.body])).toEqual([
      [1, "grace", "remark 1"],
      [2, "grace", "remark 2"],
    ]);
    expect(github.requests.at(-1)?.body.variables).toMatchObject({
      comments: "c1",
      withComments: true,
      withReviews: false,
      withThreads: false,
    });
  });

  test("a conversation longer than is read says so", async () => {
    const page = { pageInfo: { hasNextPage: true, endCursor: "next" }, nodes: [] };
    github.pull = { comments: page };
    const further = { data: { repository: { pullRequest: { comments: page } } } };
    for (let request = 0; request < 19; request++) {
      github.fail("WeighbridgeConversation", { answer: { status: 200, body: further } });
    }
    expect(await state()).toMatchObject({ remarks: [], remarksComplete: false, commentsComplete: false });
    expect(github.count).toBe(20);
  });

  test("reviews that are withheld say nothing of the comments", async () => {
    github.graphqlErrors = [
      { type: "FORBIDDEN", path: ["repository", "pullRequest", "closingIssuesReferences"], message: "no" },
    ];
    github.pull = { reviews: null, closingIssuesReferences: null };
    expect(await state()).toMatchObject({ remarksComplete: false, commentsComplete: true });
  });

  test("what the App itself wrote is ours under whatever name it had then", async () => {
    const node = {
      ...{ databaseId: 9, body: `${COMMENT_MARKER}\nold`, createdAt: "2026-05-02T10:00:00Z", lastEditedAt: null },
      ...{ authorAssociation: "NONE", viewerDidAuthor: true, editor: null },
      author: { __typename: "Bot", login: "weighbridge-before" },
    };
    github.pull = { comments: { pageInfo: { hasNextPage: false, endCursor: null }, nodes: [node] } };
    expect(await state()).toMatchObject({ comment: { id: 9 }, remarks: [{ isBot: true }] });
  });

  test("who edited a comment is known", async () => {
    const node = {
      ...{ databaseId: 9, body: "/weighbridge recheck", createdAt: "2026-05-02T10:00:00Z" },
      ...{ lastEditedAt: "2026-05-03T10:00:00Z", authorAssociation: "NONE", viewerDidAuthor: false },
      ...{ author: { __typename: "User", login: "ada" }, editor: { login: "grace" } },
    };
    github.pull = { comments: { pageInfo: { hasNextPage: false, endCursor: null }, nodes: [node] } };
    expect((await state()).remarks).toMatchObject([{ author: "ada", editor: "grace" }]);
  });

  test.each([
    [{ login: "weighbridge[bot]", isViewer: false }, "us"],
    [{ login: "Weighbridge", isViewer: false }, "us"],
    [{ login: "weighbridge-before[bot]", isViewer: true }, "us"],
    [{ login: "grace", isViewer: false }, "another"],
    [null, "unnamed"],
  ])("a thread that %j resolved was resolved by %s", async (resolvedBy, expected) => {
    const author = { __typename: "Bot", login: "weighbridge" };
    const body = `x <!-- weighbridge:finding rule:${"0".repeat(16)} -->`;
    const node = {
      ...{ id: "PRRT_1", isResolved: true, resolvedBy },
      comments: { nodes: [{ databaseId: 1, body, viewerDidAuthor: true, author }] },
    };
    github.pull = { reviewThreads: { pageInfo: { hasNextPage: false, endCursor: null }, nodes: [node] } };
    expect((await state()).threads).toMatchObject([{ nodeId: "PRRT_1", resolved: true, resolvedBy: expected }]);
  });
});
