import nock from "nock";
import { DEFAULT_BOUNDS } from "../../src/evidence/bounds.ts";
import { gatherFacts } from "../../src/evidence/gather-facts.ts";
import { EvidenceQuestions } from "../../src/github/evidence-questions.ts";
import { gatherFromGitHub } from "../../src/github/gather-from-github.ts";
import type { TicketClaim } from "../../src/submission/claims.ts";
import type { Facts } from "../../src/submission/facts.ts";
import { readSubmission } from "../../src/submission/read-submission.ts";
import type { Submission } from "../../src/submission/submission.ts";
import { spokenWorld } from "../evidence/spoken-world.ts";
import { endOfStandIn, GitHubStandIn, REF } from "./github-stand-in.ts";
import { bot, type HeldTicket, person, type TrackerWorld, ticketOf } from "./tracker-world.ts";

let github: GitHubStandIn;
beforeEach(() => {
  github = new GitHubStandIn();
});
afterEach(() => {
  expect(github.problems).toEqual([]);
  nock.cleanAll();
});
afterAll(endOfStandIn);

const claim = (number: number, repo = "acme/vision", isRoadmap = false): TicketClaim => ({
  ...{ key: `${repo}#${number}`, repo, number, url: `https://github.com/${repo}/issues/${number}`, form: "number" },
  ...{ isPullRequest: false, isRoadmap, evidence: { source: "description", line: 1, quote: `#${number}` } },
});

function submissionOf(tickets: readonly TicketClaim[]): Submission {
  const tree = { paths: [], complete: true, read: () => undefined };
  const submission = readSubmission(
    {
      pullRequest: {
        ...{ repo: "acme/vision", number: 7, title: "Add FooNet", author: "ada", state: "open", draft: false },
        ...{ url: "https://github.com/acme/vision/pull/7", labels: [], linkedIssues: [] },
        ...{ requestedReviewers: [], assignees: [] },
      },
      ...{ body: "", bodyComplete: true, head: tree, base: tree },
    } as unknown as Parameters<typeof readSubmission>[0],
    { layout: {}, templates: [], maintainers: [], roadmapIssues: [] } as unknown as Parameters<
      typeof readSubmission
    >[1],
  );
  return { ...submission, claims: { ...submission.claims, tickets } };
}

/** As the command line asks: REST alone. */
async function byRest(submission: Submission, tracker: TrackerWorld): Promise<Facts> {
  const reader = spokenWorld({});
  const get = async (path: string) => {
    const { status, body } = tracker.rest(path) ?? { status: 404, body: {} };
    const asked = spokenWorld({ [path]: status === 200 ? (body as object) : status });
    return await asked.github.get(path);
  };
  const world = { ...reader, github: { get } };
  const { claims, pullRequest, contribution } = submission;
  const { tickets, openPullRequests } = await gatherFacts(claims, pullRequest, contribution, world, DEFAULT_BOUNDS);
  return { ...(tickets && { tickets }), ...(openPullRequests && { openPullRequests }) };
}

async function byApp(submission: Submission): Promise<Facts> {
  const questions = new EvidenceQuestions(REF.repo);
  const asking = { client: github.client(), questions, bounds: DEFAULT_BOUNDS };
  const { asked: _, ...facts } = await gatherFromGitHub(submission, asking);
  return facts;
}

const remarks = (count: number) =>
  Array.from({ length: count }, (_, at) => ({
    author: at % 7 === 3 ? bot("stale") : at % 11 === 5 ? null : person(`user-${at % 130}`),
    association: at === count - 1 ? "MEMBER" : "NONE",
  }));
const pulls = (count: number): HeldTicket[] =>
  Array.from({ length: count }, (_, at) =>
    ticketOf(1000 + at, {
      ...{ isPullRequest: true, title: `Change ${at}`, isDraft: at % 3 === 0 },
      author: at % 5 === 0 ? bot("dependabot") : at % 5 === 1 ? null : person(`author-${at}`),
    }),
  );
const OWN = ticketOf(7, { title: "Add FooNet", isPullRequest: true, author: person("ada") });
const lookups = () =>
  github.requests.map(({ method, path }) => `${method} ${path}`).filter((one) => !one.includes("access_tokens"));

/** Each world with the requests that the App needs for it beyond one in GraphQL. */
const WORLDS: readonly (readonly [string, readonly HeldTicket[], number])[] = [
  [
    "a ticket that a member answered",
    [ticketOf(3, { comments: remarks(12), labels: ["new model", "help wanted"] })],
    0,
  ],
  ["a ticket nobody answered, without words", [ticketOf(3, { body: "", title: "x".repeat(3000) })], 0],
  ["a ticket of an account that is gone", [ticketOf(3, { author: null, assignees: ["ada", "grace"] })], 0],
  [
    "a ticket by a bot, with a mannequin",
    [
      ticketOf(3, {
        author: bot("triage"),
        association: "CONTRIBUTOR",
        comments: [{ author: { login: "old", type: "Mannequin" }, association: "MANNEQUIN" }],
      }),
    ],
    0,
  ],
  ["a hundred comments", [ticketOf(3, { comments: remarks(100) })], 0],
  ["two hundred comments", [ticketOf(3, { comments: remarks(200) })], 0],
  ["201 comments", [ticketOf(3, { comments: remarks(201) })], 1],
  ["499 comments", [ticketOf(3, { comments: remarks(499) })], 2],
  ["500 comments", [ticketOf(3, { comments: remarks(500) })], 0],
  ["a thousand comments", [ticketOf(3, { comments: remarks(1000) })], 0],
  ["a closed ticket", [ticketOf(3, { state: "closed", stateReason: "completed", comments: remarks(2) })], 2],
  ["a duplicate", [ticketOf(3, { state: "closed", stateReason: "duplicate" })], 1],
  ["no such ticket", [], 1],
  ["an open pull request instead", [ticketOf(3, { isPullRequest: true, comments: remarks(3) })], 0],
  ["a merged pull request instead", [ticketOf(3, { isPullRequest: true, state: "closed", isMerged: true })], 0],
  ["199 other open pull requests", [ticketOf(3), ...pulls(199)], 0],
  ["278 other open pull requests", [ticketOf(3), ...pulls(278)], 1],
  ["499 other open pull requests", [ticketOf(3), ...pulls(499)], 2],
  ["700 other open pull requests", [ticketOf(3), ...pulls(700)], 4],
];

test.each(WORLDS)("%s: the same facts by both roads", async (_, tickets, more) => {
  github.tracker.tickets = [...tickets, OWN];
  const submission = submissionOf([claim(3)]);
  const facts = await byApp(submission);
  expect(facts).toEqual(await byRest(submission, github.tracker));
  expect(facts.openPullRequests).toMatchObject({ status: "known" });
  expect(lookups()).toHaveLength(1 + more);
});

test("many tickets, of several repositories, some of which are not to be seen", async () => {
  const { tracker } = github;
  tracker.tickets = [
    ...[ticketOf(3), ticketOf(4, { comments: remarks(5) }), ticketOf(2707, { comments: remarks(150) }), OWN],
    ticketOf(3, { repo: "other/lab", title: "Theirs" }),
  ];
  tracker.refused.set("acme/vision#9", 403);
  tracker.refused.set("acme/vision#11", 410);
  tracker.hidden.add("secret/lab");
  const submission = submissionOf([
    ...[claim(2707, "acme/vision", true), claim(3), claim(4), claim(3), claim(9), claim(11), claim(12)],
    ...[claim(3, "other/lab"), claim(8, "other/lab"), claim(1, "secret/lab"), claim(99)],
  ]);
  const facts = await byApp(submission);
  expect(facts).toEqual(await byRest(submission, tracker));
  expect([...(facts.tickets ?? [])].map(([key, { status }]) => `${key} ${status}`)).toEqual([
    "acme/vision#3 known",
    "acme/vision#4 known",
    "acme/vision#9 unreachable",
    "acme/vision#11 refuted",
    "acme/vision#12 refuted",
    "other/lab#3 known",
    "other/lab#8 unreachable",
    "secret/lab#1 unreachable",
    "acme/vision#99 refuted",
  ]);
});

test.each([
  ["GitHub fails", { answer: { status: 502, body: { message: "Bad Gateway" } } }],
  [
    "GitHub takes too long",
    { answer: { status: 200, body: { data: null, errors: [{ message: "Something went wrong" }] } } },
  ],
  ["the connection breaks", "refused-before" as const],
])("%s in GraphQL: REST has the word", async (_, fault) => {
  github.tracker.tickets = [ticketOf(3, { comments: remarks(3) }), OWN, ...pulls(3)];
  github.fail("WeighbridgeEvidence", fault);
  const submission = submissionOf([claim(3)]);
  expect(await byApp(submission)).toEqual(await byRest(submission, github.tracker));
});

describe("limits", () => {
  const LIMITED = {
    status: 403,
    body: { message: "You have exceeded a secondary rate limit" },
    headers: { "retry-after": "90" },
  };
  const ISSUE = "GET /repos/{owner}/{repo}/issues/{issue_number}";
  const limit = { name: "WorkError", cause: "secondary-limit", afterMs: expect.any(Number) };

  test.each([
    ["in GraphQL", "WeighbridgeEvidence"],
    ["in REST", ISSUE],
  ])("one that is reached %s fails the run, and nothing more is asked", async (_, kind) => {
    // A closed ticket is asked for in REST as well.
    github.tracker.tickets = [ticketOf(3, { state: "closed", stateReason: "not_planned" }), OWN];
    github.fail(kind, { answer: LIMITED });
    const submission = submissionOf([claim(3)]);
    await expect(byApp(submission)).rejects.toMatchObject(limit);
    github.forget();
    await expect(byApp(submission)).rejects.toMatchObject(limit);
    expect(lookups()).toEqual([]);
  });

  test("GraphQL's own limit, told with 200", async () => {
    const errors = [{ type: "RATE_LIMITED", message: "API rate limit exceeded" }];
    github.fail("WeighbridgeEvidence", { answer: { status: 200, body: { data: null, errors } } });
    await expect(byApp(submissionOf([claim(3)]))).rejects.toMatchObject({ cause: "primary-limit" });
  });

  test("what is merely refused, or fails, stays unreachable", async () => {
    github.tracker.tickets = [OWN];
    for (const [status, reason] of [
      [403, "GitHub does not allow access to it"],
      [502, "GitHub failed with 502"],
    ] as const) {
      github.tracker.refused.set("acme/vision#3", status);
      const facts = await byApp(submissionOf([claim(3)]));
      expect(facts.tickets?.get("acme/vision#3")).toMatchObject({ status: "unreachable", reason });
    }
  });

  test("an answer that is the same as before is counted so", async () => {
    github.tracker.tickets = [OWN];
    const client = github.client();
    const asking = () => ({ client, questions: new EvidenceQuestions(REF.repo), bounds: DEFAULT_BOUNDS });
    const body = { title: "t", state: "closed", state_reason: "not_planned", comments: 0 };
    github.fail(ISSUE, { answer: { status: 200, body, headers: { etag: '"1"' } } });
    const first = await gatherFromGitHub(submissionOf([claim(3)]), asking());
    github.fail(ISSUE, { answer: { status: 304, headers: { etag: '"1"' } } });
    const second = await gatherFromGitHub(submissionOf([claim(3)]), asking());
    expect(second).toEqual(first);
    expect(second.tickets?.get("acme/vision#3")).toMatchObject({ status: "known" });
    expect(client.tally.counts).toMatchObject({ reads: 3, notModified: 1, writes: 0 });
  });
});
