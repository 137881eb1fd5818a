import nock from "nock";
import { readPullRequestName } from "../../src/github/pull-request-name.ts";
import { type GitHubAccess, openPullRequest } from "../../src/github/read-pull-request.ts";
import { IntakeError } from "../../src/intake/intake-error.ts";
import { PRESETS } from "../../src/policy/presets.ts";
import { problemsOfExchange } from "./graphql-answer-schema.ts";
import type { GraphqlRequest } from "./graphql-schema.ts";

const API = "https://api.github.com";
const NAME = { repo: "acme/vision", number: 7 };
const { paths: layout, templates } = PRESETS.torchvision;
const SETTINGS = { layout, templates };
const sha = (digit: string) => digit.repeat(40);

beforeAll(() => {
  nock.disableNetConnect();
});
afterEach(() => {
  nock.cleanAll();
});
afterAll(() => {
  nock.restore();
});

const user = (login: string, type = "User") => ({
  login,
  id: 1,
  node_id: "MDQ6VXNlcjE=",
  avatar_url: `https://avatars.githubusercontent.com/${login}`,
  html_url: `https://github.com/${login}`,
  type,
  site_admin: false,
});

const PULL = {
  url: `${API}/repos/acme/vision/pulls/7`,
  id: 1,
  node_id: "PR_1",
  html_url: "https://github.com/acme/vision/pull/7",
  number: 7,
  state: "open",
  locked: false,
  title: "Add FooNet",
  user: user("ada"),
  body: "Fixes #3\r\n",
  created_at: "2024-05-01T10:00:00Z",
  updated_at: "2024-05-02T10:00:00Z",
  merged_at: null,
  assignee: null,
  assignees: [user("alan")],
  requested_reviewers: [user("grace")],
  requested_teams: [{ id: 1, name: "Models", slug: "models", privacy: "closed" }],
  labels: [{ id: 1, name: "new model", color: "ededed", default: false, description: null }],
  draft: true,
  head: { label: "ada:foo", ref: "foo", sha: sha("a"), user: user("ada"), repo: null },
  base: {
    label: "acme:main",
    ref: "main",
    sha: sha("b"),
    user: user("acme"),
    repo: { id: 1, name: "vision", full_name: "acme/vision" },
  },
  merged: false,
  changed_files: 4,
};

const file = (filename: string, changes: object) => ({
  sha: sha("1"),
  filename,
  status: "modified",
  additions: 0,
  deletions: 0,
  changes: 0,
  blob_url: `https://github.com/acme/vision/blob/x/${filename}`,
  raw_url: `https://github.com/acme/vision/raw/x/${filename}`,
  contents_url: `${API}/repos/acme/vision/contents/${filename}`,
  ...changes,
});

const FILES = [
  file("torchvision/models/foo.py", {
    status: "added",
    additions: 2,
    patch: "@@ -0,0 +1,2 @@\n+import torch\n+__all__ = ['foo']\n\\ No newline at end of file",
  }),
  file("torchvision/models/__init__.py", {
    sha: sha("2"),
    additions: 1,
    patch: "@@ -1 +1,2 @@\n from .bar import *\n+from .foo import *",
  }),
  file("test/expect/ModelTester.test_foo_expect.pkl", { status: "added" }),
  file("torchvision/models/big.py", { sha: sha("4"), additions: 9000, deletions: 1 }),
];

const entry = (path: string, id: string, size = 20) => ({
  path,
  mode: "100644",
  type: "blob",
  sha: id,
  size,
  url: `${API}/x`,
});
const TREE = {
  sha: sha("a"),
  url: `${API}/x`,
  tree: [
    { path: "torchvision", mode: "040000", type: "tree", sha: sha("9"), url: `${API}/x` },
    entry("torchvision/models/foo.py", sha("1")),
    entry("torchvision/models/__init__.py", sha("2")),
    entry("torchvision/models/bar.py", sha("3")),
    entry("torchvision/models/big.py", sha("4")),
    entry("references/classification/train.py", sha("5")),
    entry("references/classification/data.bin", sha("6")),
    entry("hubconf.py", sha("7"), 5_000_000),
    entry("test/expect/ModelTester.test_foo_expect.pkl", sha("8")),
    { path: "torchvision/link.py", mode: "120000", type: "blob", sha: sha("c"), size: 9, url: `${API}/x` },
  ],
  truncated: false,
};

const remark = (login: string, body: string, at: string, changes: object = {}) => ({
  id: 1,
  node_id: "IC_1",
  user: user(login),
  body,
  created_at: at,
  updated_at: at,
  author_association: "MEMBER",
  html_url: "https://github.com/acme/vision/pull/7#issuecomment-1",
  ...changes,
});
const COMMENTS = [
  remark("ada", "Acc@1 70.1", "2024-05-03T10:00:00Z", { author_association: "CONTRIBUTOR" }),
  remark("weighbridge[bot]", "3 of 14 requirements missing", "2024-05-01T10:01:00Z", {
    user: user("weighbridge[bot]", "Bot"),
  }),
];
const REVIEWS = [
  {
    id: 1,
    user: user("grace"),
    body: "Where is the log?",
    state: "COMMENTED",
    submitted_at: "2024-05-02T10:00:00Z",
    author_association: "OWNER",
  },
  {
    id: 2,
    user: user("grace"),
    body: "",
    state: "APPROVED",
    submitted_at: "2024-05-04T10:00:00Z",
    author_association: "OWNER",
  },
];

/** A GitHub that answers everything about the pull request but its blobs. */
function answer(changes: { readonly pull?: object; readonly files?: readonly object[] } = {}): nock.Scope {
  const repository = "/repos/acme/vision";
  return nock(API)
    .get(`${repository}/pulls/7`)
    .reply(200, { ...PULL, ...changes.pull })
    .get(`${repository}/pulls/7/files`)
    .query({ per_page: 100, page: 1 })
    .reply(200, changes.files ?? FILES)
    .get(`${repository}/issues/7/comments`)
    .query({ per_page: 100, page: 1 })
    .reply(200, COMMENTS)
    .get(`${repository}/pulls/7/reviews`)
    .query({ per_page: 100, page: 1 })
    .reply(200, REVIEWS)
    .get(`${repository}/git/trees/${sha("a")}`)
    .query({ recursive: "1" })
    .reply(200, TREE);
}

const TEXTS: Readonly<Record<string, string>> = {
  [sha("2")]: "from .bar import *\nfrom .foo import *\n",
  [sha("3")]: "bar = 1\n",
  [sha("4")]: "big = 1\n",
  [sha("5")]: "import argparse\n",
};

/** What GitHub could not have answered of that which these tests answer in its place. */
const unlike: string[] = [];
afterEach(() => {
  expect(unlike.splice(0)).toEqual([]);
});

const held = (answerTo: (query: string) => object) => (_uri: string, body: nock.Body) => {
  const request = body as unknown as GraphqlRequest;
  const given = answerTo(request.query);
  unlike.push(...problemsOfExchange(request, given));
  return given;
};

/** No file that is asked for is there. */
const noFiles = (query: string): Readonly<Record<string, unknown>> =>
  Object.fromEntries([...query.matchAll(/\bb\d+(?=: object)/g)].map(([alias]) => [alias, null]));

function answerGraphql(scope: nock.Scope): { readonly queries: string[] } {
  const queries: string[] = [];
  const given = held((query) => {
    queries.push(query);
    const objects = [...query.matchAll(/(b\d+): object\(oid: "([0-9a-f]{40})"\)/g)].map(([, alias, oid]) => [
      alias,
      { text: TEXTS[oid ?? ""] ?? null, isTruncated: false },
    ]);
    const closing = { nodes: [{ number: 3, repository: { nameWithOwner: "acme/vision" } }] };
    return {
      data: { repository: { pullRequest: { closingIssuesReferences: closing }, ...Object.fromEntries(objects) } },
    };
  });
  scope.post("/graphql").reply(200, given);
  return { queries };
}

const read = (access: GitHubAccess = { token: "t" }) => openPullRequest(NAME, access).read(SETTINGS);

describe("a pull request read with a token", () => {
  test("what GitHub says of it", async () => {
    const scope = answer();
    answerGraphql(scope);
    const input = await read();
    expect(input.pullRequest).toEqual({
      repo: "acme/vision",
      number: 7,
      title: "Add FooNet",
      author: "ada",
      url: "https://github.com/acme/vision/pull/7",
      labels: ["new model"],
      state: "open",
      draft: true,
      createdAt: "2024-05-01T10:00:00Z",
      requestedReviewers: ["grace", "acme/models"],
      assignees: ["alan"],
      linkedIssues: ["acme/vision#3"],
      headSha: sha("a"),
      baseSha: sha("b"),
      baseRef: "main",
    });
    expect([input.body, input.bodyComplete]).toEqual(["Fixes #3\r\n", true]);
    expect(scope.isDone()).toBe(true);
  });

  test("the conversation, oldest first, without bots and empty reviews", async () => {
    answerGraphql(answer());
    expect((await read()).conversation).toEqual([
      {
        author: "grace",
        association: "OWNER",
        createdAt: "2024-05-02T10:00:00Z",
        kind: "review",
        body: "Where is the log?",
      },
      {
        author: "ada",
        association: "CONTRIBUTOR",
        createdAt: "2024-05-03T10:00:00Z",
        kind: "comment",
        body: "Acc@1 70.1",
      },
    ]);
  });

  test("the diff: hunks, a binary file, a file whose patch GitHub leaves out", async () => {
    answerGraphql(answer());
    const { diff } = await read();
    expect(diff?.problems).toEqual([]);
    expect(diff?.files.map((one) => [one.path, one.status, one.binary, one.patchMissing, one.hunks.length])).toEqual([
      ["torchvision/models/foo.py", "added", false, false, 1],
      ["torchvision/models/__init__.py", "modified", false, false, 1],
      ["test/expect/ModelTester.test_foo_expect.pkl", "added", true, false, 0],
      ["torchvision/models/big.py", "modified", false, true, 0],
    ]);
    expect(diff?.files[0]?.hunks[0]?.lines.map((line) => [line.kind, line.newLine, line.text])).toEqual([
      ["added", 1, "import torch"],
      ["added", 2, "__all__ = ['foo']"],
    ]);
  });

  test("texts come in one request; what stands in the diff, is binary, too large or a link is not asked for", async () => {
    const { queries } = answerGraphql(answer());
    const { head, base } = await read();
    expect(queries).toHaveLength(1);
    const asked = [...(queries[0] ?? "").matchAll(/oid: "(.)/g)].map(([, digit]) => digit);
    expect(asked).toEqual(["2", "4", "5", "3"]);
    expect(head.read("torchvision/models/foo.py")).toBe("import torch\n__all__ = ['foo']\n");
    expect(head.read("torchvision/models/__init__.py")).toBe("from .bar import *\nfrom .foo import *\n");
    expect(base.read("torchvision/models/__init__.py")).toBe("from .bar import *\n");
    expect(head.read("torchvision/models/big.py")).toBe("big = 1\n");
    expect(base.read("torchvision/models/big.py")).toBeUndefined();
    expect(base.read("references/classification/train.py")).toBe("import argparse\n");
    expect([head.has("hubconf.py"), head.has("setup.py"), base.has("torchvision/models/foo.py")]).toEqual([
      true,
      false,
      false,
    ]);
  });

  test("the policy of the base branch costs one more request, and the pull request is asked for once", async () => {
    const scope = answer()
      .get("/repos/acme/vision/contents/.github%2Fweighbridge.yml")
      .query({ ref: "main" })
      .matchHeader("accept", /raw/)
      .reply(200, "enforce: true\n", { "content-type": "application/vnd.github.raw; charset=utf-8" });
    answerGraphql(scope);
    const opened = openPullRequest(NAME, { token: "t" });
    expect(await opened.readPolicy()).toBe("enforce: true\n");
    await opened.read(SETTINGS);
    expect(scope.isDone()).toBe(true);
  });

  test("a repository without a policy", async () => {
    nock(API)
      .get("/repos/acme/vision/pulls/7")
      .reply(200, PULL)
      .get("/repos/acme/vision/contents/.github%2Fweighbridge.yml")
      .query({ ref: "main" })
      .reply(404, { message: "Not Found" });
    expect(await openPullRequest(NAME, { token: "t" }).readPolicy()).toBeUndefined();
  });

  test("files in pages, and a list that GitHub cut says so", async () => {
    const many = Array.from({ length: 100 }, (_, index) =>
      file(`docs/${index}.md`, { additions: 1, patch: "@@ -0,0 +1 @@\n+x" }),
    );
    const scope = answer({ pull: { changed_files: 3500 }, files: many })
      .get("/repos/acme/vision/pulls/7/files")
      .query({ per_page: 100, page: 2 })
      .reply(200, FILES);
    answerGraphql(scope);
    const { diff, base } = await read();
    expect(diff?.files).toHaveLength(104);
    expect(diff?.problems).toEqual([{ line: 1, reason: "GitHub lists only the first 104 changed files." }]);
    expect(base.has("setup.py")).toBeUndefined();
  });

  test("merged, deleted author, renamed and emptied files", async () => {
    const files = [
      file("b.py", { status: "renamed", previous_filename: "a.py" }),
      file("empty.py", { status: "added", sha: "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391" }),
      file("mode.sh", { status: "changed" }),
      file("same.py", { status: "unchanged" }),
    ];
    answerGraphql(
      answer({ pull: { state: "closed", merged_at: "2024-06-01T00:00:00Z", user: null, body: null }, files }),
    );
    const { pullRequest, body, diff } = await read();
    expect([pullRequest.state, pullRequest.author, body]).toEqual(["merged", "ghost", null]);
    expect(diff?.files.map((one) => [one.path, one.previousPath, one.status, one.binary])).toEqual([
      ["b.py", "a.py", "renamed", false],
      ["empty.py", undefined, "added", false],
      ["mode.sh", undefined, "modified", true],
    ]);
  });

  test("what GitHub withholds is not known; the rest is reviewed all the same", async () => {
    const forbidden = { message: "Resource not accessible by personal access token" };
    nock(API)
      .get("/repos/acme/vision/pulls/7")
      .reply(200, PULL)
      .get("/repos/acme/vision/pulls/7/files")
      .query(true)
      .reply(200, FILES)
      .get("/repos/acme/vision/issues/7/comments")
      .query(true)
      .reply(403, forbidden)
      .get("/repos/acme/vision/pulls/7/reviews")
      .query(true)
      .reply(200, REVIEWS)
      .get(`/repos/acme/vision/git/trees/${sha("a")}`)
      .query(true)
      .reply(404, { message: "Not Found" })
      .post("/graphql")
      .reply(502, "<html>");
    const input = await read();
    expect([input.conversation, input.diff?.files.length, input.head.has("hubconf.py")]).toEqual([
      undefined,
      4,
      undefined,
    ]);
    expect(input.head.read("torchvision/models/foo.py")).toBe("import torch\n__all__ = ['foo']\n");
    expect(input.pullRequest.linkedIssues).toEqual([]);
  });
});

describe("errors of GraphQL", () => {
  const linkedRefused = { type: "FORBIDDEN", path: ["repository", "pullRequest"], message: "Resource not accessible" };

  test("what it answers beside them counts", async () => {
    const b0 = { text: "from .bar import *\nfrom .foo import *\n", isTruncated: false };
    const repository = (query: string) => ({ ...noFiles(query), pullRequest: null, b0 });
    answer()
      .post("/graphql")
      .reply(
        200,
        held((query) => ({ data: { repository: repository(query) }, errors: [linkedRefused] })),
      );
    const { head, pullRequest } = await read();
    expect(head.read("torchvision/models/__init__.py")).toBe("from .bar import *\nfrom .foo import *\n");
    expect(pullRequest.linkedIssues).toEqual([]);
  });

  test("without an answer the texts are not known", async () => {
    answer()
      .post("/graphql")
      .reply(
        200,
        held(() => ({ data: { repository: null }, errors: [linkedRefused] })),
      );
    expect((await read()).head.read("references/classification/train.py")).toBeUndefined();
  });

  test("its rate limit is a limit like the others", async () => {
    answer()
      .post("/graphql")
      .reply(
        200,
        held(() => ({ errors: [{ type: "RATE_LIMITED", message: "API rate limit exceeded" }] })),
      );
    await expect(read()).rejects.toThrow("GitHub's rate limit is used up; it is lifted within the hour.");
  });
});

describe("without a token", () => {
  test("blobs are read one by one, and no authorization is sent", async () => {
    const scope = answer();
    for (const digit of ["2", "3", "4", "5"]) {
      scope.get(`/repos/acme/vision/git/blobs/${sha(digit)}`).reply(function respond() {
        expect(this.req.headers.authorization).toBeUndefined();
        const content = Buffer.from(TEXTS[sha(digit)] ?? "").toString("base64");
        return [200, { sha: sha(digit), size: 20, encoding: "base64", content }];
      });
    }
    const { head } = await read({});
    expect(head.read("references/classification/train.py")).toBe("import argparse\n");
    expect(scope.isDone()).toBe(true);
  });
});

describe("GitHub Enterprise Server", () => {
  test("REST and GraphQL both go to its host", async () => {
    const scope = nock("https://ghe.example.org")
      .get("/api/v3/repos/acme/vision/pulls/7")
      .reply(200, { ...PULL, changed_files: 0 })
      .get(/^\/api\/v3\/repos\/acme\/vision\/(pulls|issues)\/7\/(files|comments|reviews)/)
      .times(3)
      .reply(200, [])
      .get(`/api/v3/repos/acme/vision/git/trees/${sha("a")}?recursive=1`)
      .reply(200, TREE)
      .post("/api/graphql")
      .reply(
        200,
        held((query) => ({
          data: { repository: { ...noFiles(query), pullRequest: { closingIssuesReferences: { nodes: [] } } } },
        })),
      );
    await read({ token: "t", apiUrl: "https://ghe.example.org/api/v3/" });
    expect(scope.isDone()).toBe(true);
  });
});

describe("refusals are one line with the remedy", () => {
  const refuse = (status: number, body: object | string, headers: Record<string, string> = {}) =>
    nock(API).get("/repos/acme/vision/pulls/7").reply(status, body, headers);

  async function complaint(access: GitHubAccess = { token: "t" }): Promise<string> {
    try {
      await read(access);
    } catch (error) {
      expect(error).toBeInstanceOf(IntakeError);
      return (error as Error).message;
    }
    throw new Error("it was read");
  }

  test("401", async () => {
    refuse(401, { message: "Bad credentials" });
    expect(await complaint()).toBe(
      "acme/vision#7: GitHub refuses the token. Set GITHUB_TOKEN to a valid one, or unset it.",
    );
  });

  test("403", async () => {
    refuse(403, { message: "Resource not accessible by integration" });
    expect(await complaint()).toBe(
      "acme/vision#7: GitHub does not let this be read. Give the token read access to contents, issues and pull requests.",
    );
  });

  test("404 with and without a token", async () => {
    refuse(404, { message: "Not Found" });
    expect(await complaint()).toContain(
      "GitHub knows no such pull request. See whether the name is right and the token may",
    );
    refuse(404, { message: "Not Found" });
    expect(await complaint({})).toContain("a private repository needs GITHUB_TOKEN.");
  });

  test("the primary limit, with the time at which it ends", async () => {
    const headers = { "x-ratelimit-remaining": "0", "x-ratelimit-reset": "1717243200" };
    refuse(403, { message: "API rate limit exceeded for 192.0.2.1." }, headers);
    expect(await complaint({})).toBe(
      "acme/vision#7: GitHub's rate limit is used up; it is lifted at 2024-06-01 12:00:00 UTC. Wait until then, or set GITHUB_TOKEN for a higher limit.",
    );
  });

  test("the secondary limit, in a later request that could otherwise be done without", async () => {
    nock(API)
      .get("/repos/acme/vision/pulls/7")
      .reply(200, PULL)
      .get("/repos/acme/vision/issues/7/comments")
      .query(true)
      .reply(403, { message: "You have exceeded a secondary rate limit." }, { "retry-after": "60" })
      .get(/.*/)
      .times(3)
      .reply(200, []);
    expect(await complaint()).toBe(
      "acme/vision#7: GitHub's rate limit is used up; it is lifted in 60 seconds. Wait until then.",
    );
  });

  test("a server in trouble, a connection that breaks, an answer of another form", async () => {
    refuse(503, "<html>Unicorn</html>");
    expect(await complaint()).toBe("acme/vision#7: GitHub answers 503. Try again in a minute.");
    nock(API).get("/repos/acme/vision/pulls/7").replyWithError("getaddrinfo ENOTFOUND api.github.com");
    expect(await complaint()).toContain("acme/vision#7: GitHub cannot be reached (");
    refuse(200, { message: "hello" });
    expect(await complaint()).toContain("acme/vision#7: GitHub's answer is not of the known form (at title).");
  });
});

describe("readPullRequestName", () => {
  test.each([
    ["acme/vision#7", API],
    ["https://github.com/acme/vision/pull/7", API],
    ["https://www.github.com/acme/vision/pull/7/files#diff-1", API],
    ["https://ghe.example.org/acme/vision/pull/7?w=1", "https://ghe.example.org/api/v3"],
    ["http://localhost:3000/acme/vision/pull/7", "http://localhost:3000"],
  ])("%s", (text, apiUrl) => {
    expect(readPullRequestName(text, apiUrl)).toEqual(NAME);
  });

  test.each([
    "vision#7",
    "acme/vision",
    "acme/vision#0",
    "https://github.com/acme/vision/issues/7",
    "a/b/c#1",
    "-x/y#1",
    "../..#1",
  ])("%s names none", (text) => {
    expect(() => readPullRequestName(text, API)).toThrow("this names no pull request");
  });

  test("a URL of another host is refused: the token is not for it", () => {
    expect(() => readPullRequestName("https://evil.example/acme/vision/pull/7", API)).toThrow(
      "the host evil.example does not belong to the API https://api.github.com. For GitHub Enterprise Server add --api-url https://evil.example/api/v3.",
    );
  });
});
