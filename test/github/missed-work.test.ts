import nock from "nock";
import { failedDeliveries, redeliver } from "../../src/github/deliveries.ts";
import { listInstallations, listRepositories, openPullRequestsWithoutCheck } from "../../src/github/missed-work.ts";
import { CLOSED_TITLE, SUPERSEDED_TITLE, UNREVIEWED_TITLE } from "../../src/report/publication.ts";
import { exampleOf, problemsOfBody } from "./github-schema.ts";
import { APP, endOfStandIn, GitHubStandIn, REF, sha } from "./github-stand-in.ts";
import { problemsOfExchange } from "./graphql-answer-schema.ts";
import type { GraphqlRequest } from "./graphql-schema.ts";

const API = "https://api.github.com";
const DELIVERIES = "/app/hook/deliveries";
let github: GitHubStandIn;
beforeEach(() => {
  github = new GitHubStandIn();
  // These tests answer for themselves; only tokens are stood in for.
  nock.cleanAll();
  nock(API)
    .persist()
    .post("/app/installations/1/access_tokens")
    .reply(201, exampleOf("POST", "/app/installations/{installation_id}/access_tokens", "201"));
});
afterEach(() => {
  nock.cleanAll();
});
afterAll(endOfStandIn);

test("a request that GitHub's schema does not allow is noticed by these tests", () => {
  const path = "/repos/acme/vision/check-runs";
  expect(problemsOfBody("POST", path, { name: "x", head_sha: "y" })).toEqual([]);
  expect(problemsOfBody("POST", path, { name: "x" }).join()).toContain("head_sha");
  expect(problemsOfBody("POST", path, { name: "x", head_sha: "y", sha: "z" })).toEqual(["/sha is unknown to GitHub"]);
  const annotations = Array.from({ length: 51 }, () => ({
    ...{ path: "a", start_line: 1, end_line: 1, annotation_level: "notice", message: "m" },
  }));
  const output = { title: "t", summary: "s", annotations };
  expect(problemsOfBody("POST", path, { name: "x", head_sha: "y", output }).join()).toContain("50");
});

test("open pull requests without a finished check of ours", async () => {
  const pull = (number: number, runs: object[], oid = sha("a")) => ({
    number,
    headRefOid: sha("a"),
    commits: { nodes: [{ commit: { oid, checkSuites: { nodes: [{ checkRuns: { nodes: runs } }] } } }] },
  });
  let id = 1;
  const run = (number: number, status: string, title = "All is well", minutesAgo = 300) => ({
    ...{ databaseId: id++, status, title, externalId: `acme/vision#${number}`, startedAt: "2026-05-01T10:00:00Z" },
    completedAt: status === "COMPLETED" ? new Date(github.clock.now() - minutesAgo * 60_000).toISOString() : null,
  });
  const head = (number: number, ...runs: object[]) => pull(number, runs);
  const [earlier, later] = [run(15, "COMPLETED"), run(15, "COMPLETED", SUPERSEDED_TITLE)];
  const mistaken = [
    head(10, run(10, "COMPLETED", SUPERSEDED_TITLE)),
    head(11, run(11, "COMPLETED", CLOSED_TITLE)),
    head(12, run(12, "COMPLETED", UNREVIEWED_TITLE, 59)),
    head(13, run(13, "COMPLETED", UNREVIEWED_TITLE, 61)),
    // The newest tells, in whatever order they come.
    head(15, earlier, later),
    head(16, run(16, "COMPLETED", SUPERSEDED_TITLE), run(16, "COMPLETED")),
    head(17, run(17, "IN_PROGRESS", SUPERSEDED_TITLE)),
  ];
  const page = (nodes: object[], endCursor: string | null) => ({
    data: { repository: { pullRequests: { pageInfo: { hasNextPage: endCursor !== null, endCursor }, nodes } } },
  });
  const problems: string[] = [];
  const answerWith = (answer: object) => (_uri: string, body: nock.Body) => {
    problems.push(...problemsOfExchange(body as unknown as GraphqlRequest, answer));
    return answer;
  };
  nock(API)
    .post("/graphql", (body) => body.variables.after === null && body.variables.appId === APP.id)
    .reply(
      200,
      answerWith(page([pull(1, [run(1, "COMPLETED")]), pull(2, []), pull(3, [run(3, "IN_PROGRESS")])], "c1")),
    );
  nock(API)
    .post("/graphql", (body) => body.variables.after === "c1")
    .reply(
      200,
      answerWith(page([pull(4, [run(9, "COMPLETED")]), pull(5, [run(5, "COMPLETED")], sha("e")), ...mistaken], null)),
    );
  expect(await openPullRequestsWithoutCheck(github.client(), REF)).toEqual([
    { number: 2, headSha: sha("a"), begunAt: undefined },
    { number: 3, headSha: sha("a"), begunAt: "2026-05-01T10:00:00Z" },
    { number: 4, headSha: sha("a"), begunAt: undefined },
    { number: 5, headSha: sha("a"), begunAt: undefined },
    { number: 10, headSha: sha("a"), begunAt: undefined },
    { number: 11, headSha: sha("a"), begunAt: undefined },
    { number: 13, headSha: sha("a"), begunAt: "2026-05-01T10:00:00Z" },
    { number: 15, headSha: sha("a"), begunAt: undefined },
    { number: 17, headSha: sha("a"), begunAt: "2026-05-01T10:00:00Z" },
  ]);
  expect(problems).toEqual([]);
});

test("installations that are not suspended, and repositories that are not archived", async () => {
  const [installation] = exampleOf<object[]>("GET", "/app/installations");
  nock(API)
    .get("/app/installations?per_page=100&page=1")
    .reply(200, [
      { ...installation, id: 1, suspended_at: null },
      { ...installation, id: 2, suspended_at: "2026-01-01T00:00:00Z" },
    ]);
  expect(await listInstallations(github.app.self())).toEqual([1]);
  const listed = exampleOf<{ repositories: object[] }>("GET", "/installation/repositories");
  const [repository] = listed.repositories;
  nock(API)
    .get("/installation/repositories?per_page=100&page=1")
    .reply(200, {
      ...listed,
      repositories: [
        { ...repository, full_name: "acme/vision", archived: false },
        { ...repository, full_name: "acme/old", archived: true },
      ],
    });
  expect(await listRepositories(github.client())).toEqual(["acme/vision"]);
});

describe("deliveries", () => {
  const [example] = exampleOf<object[]>("GET", DELIVERIES);
  const now = () => github.clock.now();
  const delivery = (id: number, guid: string, status: string, minutesAgo: number, code = 0) => ({
    ...{ ...example, id, guid, status, status_code: code, event: "pull_request", action: "opened" },
    delivered_at: new Date(now() - minutesAgo * 60_000).toISOString(),
  });

  test("those of which no attempt succeeded, oldest first, page by page until they are too old", async () => {
    nock(API)
      .get(`${DELIVERIES}?per_page=100`)
      .reply(
        200,
        [
          delivery(9, "redelivered", "OK", 1),
          delivery(8, "lost-twice", "Invalid HTTP Response: 503", 2),
          delivery(7, "fine", "OK", 3),
        ],
        { link: `<${API}${DELIVERIES}?per_page=100&cursor=v1_6>; rel="next"` },
      );
    nock(API)
      .get(`${DELIVERIES}?per_page=100&cursor=v1_6`)
      .reply(
        200,
        [
          delivery(6, "lost-twice", "timed out", 4),
          delivery(5, "lost", "failed to connect to host", 5),
          delivery(4, "redelivered", "timed out", 6),
          delivery(3, "too-old", "timed out", 90),
        ],
        { link: `<${API}${DELIVERIES}?per_page=100&cursor=v1_2>; rel="next"` },
      );
    const found = await failedDeliveries(github.app.self(), now() - 60 * 60_000);
    expect(found.map((one) => [one.id, one.guid])).toEqual([
      [5, "lost"],
      [8, "lost-twice"],
    ]);
  });

  test.each([
    ["OK", 200, true],
    ["Accepted", 202, true],
    ["Accepted", 0, false],
    ["Invalid HTTP Response: 302", 302, false],
    ["Invalid HTTP Response: 503", 503, false],
  ])("%s with code %i was taken: %s", async (status, code, isTaken) => {
    nock(API)
      .get(`${DELIVERIES}?per_page=100`)
      .reply(200, [delivery(9, "one", status, 1, code)]);
    const found = await failedDeliveries(github.app.self(), now() - 60 * 60_000);
    expect(found.map((one) => one.guid)).toEqual(isTaken ? [] : ["one"]);
  });

  test("one is asked for again as the App", async () => {
    const scope = nock(API, { reqheaders: { authorization: /^bearer / } })
      .post(`${DELIVERIES}/5/attempts`)
      .reply(202, {});
    await redeliver(github.app.self(), 5);
    expect(scope.isDone()).toBe(true);
  });
});
