import { Octokit } from "@octokit/rest";
import { ZodError } from "zod";
import { askAlong, askRest } from "../../src/github/ask-along.ts";
import { EvidenceQuestions } from "../../src/github/evidence-questions.ts";
import type { InstallationClient } from "../../src/github/installation-client.ts";
import { openPullRequestsWithoutCheck } from "../../src/github/missed-work.ts";
import { type OwnThread, type PullRequestState, readPullRequestState } from "../../src/github/pull-request-state.ts";
import { readBlobsAtOnce, readBlobTexts } from "../../src/github/read-blobs.ts";
import { ReviewThreads } from "../../src/github/review-threads.ts";
import { WorkError } from "../../src/queue/retry-causes.ts";
import { COMMENT_MARKER } from "../../src/report/comment.ts";
import { houseFiles } from "../meta/house-files.ts";
import { APP, endOfStandIn, GitHubStandIn, REF } from "./github-stand-in.ts";
import { type AnswerForm, answerForms } from "./graphql-answer-forms.ts";
import { problemsOfAnswer, problemsOfExchange } from "./graphql-answer-schema.ts";
import {
  countNodes,
  deprecatedFields,
  type GraphqlRequest,
  isRead,
  problemsOfRequest,
  readRequest,
} from "./graphql-schema.ts";

afterAll(endOfStandIn);

const OURS = { login: APP.slug, body: `${COMMENT_MARKER}\nIt stands.`, externalId: `${REF.repo}#${REF.number}` };
const THEIRS = { login: "ada", body: "It stands.", externalId: `${REF.repo}#1`, viewerDidAuthor: false };
const plain = (request: GraphqlRequest) => answerForms(request, OURS)[0]?.data ?? {};
const blobs = (count: number, digits = 40) =>
  Array.from({ length: count }, (_, index) => ({ path: `f${index}`, sha: index.toString(16).padStart(digits, "0") }));

/** A client that keeps what it is asked, as it goes over the wire. */
function clientThat(answer: (request: GraphqlRequest) => unknown): {
  client: InstallationClient;
  asked: GraphqlRequest[];
} {
  const asked: GraphqlRequest[] = [];
  const graphql = async (query: string, variables: Record<string, unknown>) => {
    const request: GraphqlRequest = JSON.parse(JSON.stringify({ query, variables }));
    asked.push(request);
    return answer(request);
  };
  return { client: { ...new GitHubStandIn().client(), graphql }, asked };
}

async function askedBy(work: (client: InstallationClient) => Promise<unknown>): Promise<readonly GraphqlRequest[]> {
  const { client, asked } = clientThat(plain);
  await work(client);
  return asked;
}

/** As the command line asks, with a token and no App. */
async function askedByReader(count: number): Promise<readonly GraphqlRequest[]> {
  const asked: GraphqlRequest[] = [];
  const fetch = async (_url: string, { body }: { readonly body: string }) => {
    const request: GraphqlRequest = { variables: {}, ...JSON.parse(body) };
    asked.push(request);
    return Response.json({ data: plain(request) });
  };
  await readBlobsAtOnce(new Octokit({ auth: "t", request: { fetch } }), REF.repo, REF.number, blobs(count));
  return asked;
}

const threads = (count: number, over: Partial<OwnThread>): OwnThread[] =>
  Array.from({ length: count }, (_, index) => ({
    ...{ nodeId: `PRRT_${index}`, resolved: false, resolvedBy: undefined, commentId: index, body: "b" },
    fingerprint: `rule:${index}`,
    ...over,
  }));

const settling = (count: number, over: Partial<OwnThread>, fingerprints: readonly string[]) =>
  askedBy((client) =>
    new ReviewThreads(client, REF).settle({ fingerprints, unjudgedRules: [] }, [], {
      threads: threads(count, over),
    } as unknown as PullRequestState),
  );
const holding = (count: number) => threads(count, {}).map((one) => one.fingerprint);
const questionsAbout = (tickets: number, wantsOpen: boolean) => {
  const questions = new EvidenceQuestions(REF.repo);
  questions.wantTickets(Array.from({ length: tickets }, (_, at) => ({ repo: REF.repo, number: at + 1 })));
  if (wantsOpen) questions.wantOpenPullRequests();
  return questions;
};
const EVIDENCE = (tickets: number, wantsOpen: boolean) =>
  askedBy((client) => askRest(client, questionsAbout(tickets, wantsOpen)));
const READER = (count: number) => askedByReader(count);
const TEXTS = (count: number, digits?: number) =>
  askedBy((client) => readBlobTexts((...words) => client.graphql(...words), REF.repo, blobs(count, digits)));

/** Whoever asks GitHub's GraphQL, in the sizes that can be. */
const ASKERS: readonly (readonly [string, requests: number, () => Promise<readonly GraphqlRequest[]>])[] = [
  [
    "the state of a pull request, with all pages of its conversation",
    20,
    () => askedBy((one) => readPullRequestState(one, REF)),
  ],
  ["a ticket", 4, () => EVIDENCE(1, false)],
  ["other open pull requests, as far as they are read on", 4, () => EVIDENCE(0, true)],
  ["more tickets than are asked for at once, and the others open", 6, () => EVIDENCE(11, true)],
  [
    "the state of a pull request with what is in question",
    20,
    () => askedBy((one) => readPullRequestState(one, REF, questionsAbout(10, true))),
  ],
  [
    "the texts of files with what is in question",
    1,
    () =>
      askedBy((one) => {
        const ask = (query: string, variables: Record<string, unknown>) =>
          askAlong(one, query, variables, [], questionsAbout(2, true));
        return readBlobTexts(ask, REF.repo, blobs(3));
      }),
  ],
  ["open pull requests", 20, () => askedBy((one) => openPullRequestsWithoutCheck(one, REF))],
  ["the text of 1 file", 1, () => TEXTS(1)],
  ["the texts of 300 files", 1, () => TEXTS(300)],
  ["texts of a repository with long ids", 1, () => TEXTS(2, 64)],
  ["linked issues, and no file", 1, () => READER(0)],
  ["linked issues with 1 file", 1, () => READER(1)],
  ["linked issues with 250 files", 3, () => READER(250)],
  ["1 thread closed", 1, () => settling(1, {}, [])],
  ["25 threads closed", 2, () => settling(25, {}, [])],
  ["60 threads closed of 90", 3, () => settling(90, {}, [])],
  ["1 thread opened again", 1, () => settling(1, { resolved: true, resolvedBy: "us" }, holding(1))],
  ["25 threads opened again", 2, () => settling(25, { resolved: true, resolvedBy: "us" }, holding(25))],
];

describe("what the App asks", () => {
  test.each(ASKERS)("%s: GitHub takes it", async (_, requests, asker) => {
    const asked = await asker();
    expect(asked).toHaveLength(requests);
    expect(asked.flatMap(problemsOfRequest)).toEqual([]);
  });

  test("no other document stands in the source", async () => {
    const all = (await Promise.all(ASKERS.map(([, , asker]) => asker()))).flat();
    const form = /\b(?:query|mutation) Weighbridge\w+/g;
    const written = houseFiles("src/*.ts").flatMap(({ text }) => text.match(form) ?? []);
    const sent = new Set(all.flatMap(({ query }) => query.match(form) ?? []));
    expect([...sent].sort()).toEqual([...written].sort());
    const named = /(?:^|[`"'])\s*(?:query|mutation|subscription)\s*(?!Weighbridge)(?:\w+\s*)?[({]/m;
    expect(houseFiles("src/github/*.ts").filter(({ text }) => named.test(text))).toEqual([]);
  });

  test("the most that GitHub may have to answer", async () => {
    const nodes = async (asker: Promise<readonly GraphqlRequest[]>) =>
      (await asker).map((one) => {
        const found = readRequest(one);
        return isRead(found) ? countNodes(found).nodes : found;
      });
    // Labels, assignees, reviewers, issues; suites and their runs; comments, reviews, threads and the first comment of each.
    const state = 100 + 50 + 50 + 20 + (1 + 10 + 10 * 50) + (100 + 100 + 100 + 100);
    const [first, further] = await nodes(askedBy((one) => readPullRequestState(one, REF)));
    expect([first, further]).toEqual([state, 400]);
    const [open] = await nodes(askedBy((one) => openPullRequestsWithoutCheck(one, REF)));
    expect(open).toBe(50 + 50 + 50 * 1 + 50 * 1 * 5);
    expect(await nodes(TEXTS(300))).toEqual([0]);
    // Assignees, labels, comments from both ends, of an issue and of a pull request; the open ones from both ends.
    const ticket = 2 * (20 + 100 + 100 + 100);
    expect(Math.max(...(await nodes(EVIDENCE(10, true))).map(Number))).toBe(10 * ticket + 200);
    expect(await nodes(READER(101))).toEqual([20, 0]);
  });

  test("of what GitHub means to take away, only ids of reviews and of their comments are asked", async () => {
    const all = (await Promise.all(ASKERS.map(([, , asker]) => asker()))).flat();
    expect([...new Set(all.flatMap(({ query }) => deprecatedFields(query)))].sort()).toEqual([
      "PullRequestReview.databaseId",
      "PullRequestReviewComment.databaseId",
    ]);
  });
});

describe("the measure itself", () => {
  const QUERY = `query Q($owner: String!, $count: Int!) {
    repository(owner: $owner, name: "vision") { issues(first: $count) { nodes { title author { login } milestone { number } } } }
  }`;
  const request = { query: QUERY, variables: { owner: "acme", count: 2 } };
  const answer = (over: object) => ({
    data: { repository: { issues: { nodes: [{ title: "t", author: { login: "ada" }, milestone: null, ...over }] } } },
  });
  const requestOf = (query: string, variables = {}) => problemsOfRequest({ query, variables }).join();

  test("a request that GitHub would not take is noticed", () => {
    expect(problemsOfRequest(request)).toEqual([]);
    expect(requestOf("query Q { viewer { logon } }")).toContain('Cannot query field "logon"');
    expect(requestOf("query Q { viewer { } }")).toContain("Syntax Error");
    expect(requestOf("query Q($a: Int) { viewer { login } }")).toContain('"$a" is never used');
    expect(requestOf(QUERY, { owner: "acme" })).toContain('"$count" of required type');
    expect(requestOf(QUERY, { owner: 7, count: 2 })).toContain("cannot represent a non string value");
    expect(requestOf(QUERY, { owner: "acme", count: 2, page: 1 })).toBe("$page is not declared");
    expect(requestOf(QUERY, { owner: "acme", count: 101 })).toBe("issues asks for 101 of 1 to 100");
    expect(requestOf("query Q { viewer { issues { nodes { title } } } }")).toBe(
      "issues asks for undefined of 1 to 100",
    );
    const deep =
      "repositories(first: 100) { nodes { issues(first: 100) { nodes { comments(first: 51) { nodes { body } } } } } }";
    expect(requestOf(`query Q { viewer { ${deep} } }`)).toBe("520100 nodes are asked for, of 500000");
  });

  test("an answer that GitHub could not give is noticed", () => {
    expect(problemsOfAnswer(request, answer({}))).toEqual([]);
    expect(problemsOfAnswer(request, answer({ author: null, milestone: { number: 3_000_000_000 } }))).toEqual([]);
    const at = "data.repository.issues.nodes.0";
    expect(problemsOfAnswer(request, answer({ title: null }))).toEqual([`${at}.title: is never null`]);
    expect(problemsOfAnswer(request, answer({ title: undefined }))).toEqual([`${at}.title: is missing`]);
    expect(problemsOfAnswer(request, answer({ author: {} }))).toEqual([`${at}.author.login: is missing`]);
    expect(problemsOfAnswer(request, answer({ state: "OPEN" }))).toEqual([`${at}.state: was not asked of Issue`]);
    expect(problemsOfAnswer(request, answer({ milestone: { number: "1" } }))).toEqual([
      `${at}.milestone.number: "1" is no Int`,
    ]);
    expect(problemsOfAnswer(request, { data: null })).toEqual(["data: is null without an error"]);
    const failed = { type: "FORBIDDEN", path: ["repository", "issues"], message: "Resource not accessible" };
    expect(problemsOfAnswer(request, { data: { repository: null }, errors: [failed] })).toEqual([]);
    expect(problemsOfAnswer(request, { ...answer({}), errors: [failed] })).toEqual([
      "errors.0: what failed at repository.issues is not null",
    ]);
  });
});

/** What GitHub may answer that the reader takes for an answer of unknown form. */
async function rejected(
  forms: readonly AnswerForm[],
  readIt: (form: AnswerForm) => Promise<unknown>,
): Promise<string[]> {
  const differences: string[] = [];
  for (const form of forms) {
    try {
      await readIt(form);
    } catch (error) {
      if (!(error instanceof ZodError) && !(error instanceof WorkError)) throw error;
      if (error instanceof ZodError || error.cause === "bug") differences.push(form.difference ?? "none");
    }
  }
  return differences;
}

describe("all that GitHub may answer is read", () => {
  const words = { ours: OURS, theirs: THEIRS };
  const formsOf = (request: GraphqlRequest | undefined, who: keyof typeof words) => {
    if (request === undefined) throw new Error("nothing was asked");
    const forms = answerForms(request, words[who]);
    expect(forms.flatMap((one) => problemsOfExchange(request, { data: one.data }))).toEqual([]);
    return forms;
  };
  const END = { repository: { pullRequest: null } };
  const inTurn = (answers: readonly unknown[]) => {
    const rest = [...answers];
    return clientThat(() => rest.shift() ?? END).client;
  };
  // Without these ids a second check, or a second comment, would be written with every review.
  const RUN_ID = "repository.pullRequest.commits.nodes.0.commit.checkSuites.nodes.0.checkRuns.nodes.0.databaseId null";
  const COMMENT_ID = "repository.pullRequest.comments.nodes.0.databaseId null";

  test.each([
    ["ours" as const, [RUN_ID, COMMENT_ID]],
    ["theirs" as const, [RUN_ID]],
  ])("of a pull request where what is said is %s", async (who, unread) => {
    const [request] = await askedBy((one) => readPullRequestState(one, REF));
    const forms = formsOf(request, who);
    expect(forms.length).toBeGreaterThan(90);
    expect(await rejected(forms, ({ data }) => readPullRequestState(inTurn([data]), REF))).toEqual(unread);
  });

  test("of a long conversation", async () => {
    const [first, further] = await askedBy((one) => readPullRequestState(one, REF));
    const [begin] = formsOf(first, "theirs");
    const forms = formsOf(further, "theirs");
    expect(forms.length).toBeGreaterThan(40);
    expect(await rejected(forms, ({ data }) => readPullRequestState(inTurn([begin?.data, data]), REF))).toEqual([]);
  });

  const clientThatGives = (data: unknown) => {
    const rest = [data];
    return clientThat(() => rest.shift() ?? { repository: null }).client;
  };

  test("of open pull requests", async () => {
    const [request] = await askedBy((one) => openPullRequestsWithoutCheck(one, REF));
    const forms = formsOf(request, "ours");
    expect(forms.length).toBeGreaterThan(20);
    const client = (data: unknown) => clientThatGives(data);
    expect(await rejected(forms, ({ data }) => openPullRequestsWithoutCheck(client(data), REF))).toEqual([]);
  });

  test("of tickets and other open pull requests: what is not whole is not believed", async () => {
    const [request] = await EVIDENCE(1, true);
    const forms = formsOf(request, "theirs");
    expect(forms.length).toBeGreaterThan(60);
    const readIt = async ({ data }: Pick<AnswerForm, "data">) => {
      const questions = questionsAbout(1, true);
      // One answer is all: the plain one says that there are seven of each, and shows one from either end.
      await askAlong(inTurn([data]), "query Q($a: Int) { viewer { login } }", {}, [], questions);
      questions.giveUp();
      return questions;
    };
    expect(await rejected(forms, readIt)).toEqual([]);
    const whole = JSON.parse(JSON.stringify(forms[0]?.data).replaceAll('"totalCount":7', '"totalCount":1'));
    const told = await readIt({ data: whole });
    expect(told.ticket({ repo: REF.repo, number: 1 })?.participants).toEqual([
      { login: "ada[bot]", association: "MEMBER" },
    ]);
    expect(told.openPullRequests).toEqual([
      { number: 7, title: "words", author: "ada[bot]", url: "https://github.com/acme/vision/pull/7", draft: true },
    ]);
    for (const place of ["t0", "open"]) {
      const untold = await readIt({ data: { ...whole, [place]: null } });
      expect(untold.ticket({ repo: REF.repo, number: 1 }) === undefined).toBe(place === "t0");
      expect(untold.openPullRequests === undefined).toBe(place === "open");
    }
  });

  test("of files and linked issues", async () => {
    const [request] = await READER(2);
    const forms = formsOf(request, "ours");
    expect(forms.length).toBeGreaterThan(15);
    const octokit = (data: unknown) =>
      new Octokit({ auth: "t", request: { fetch: async () => Response.json({ data }) } });
    const reader = ({ data }: AnswerForm) => readBlobsAtOnce(octokit(data), REF.repo, REF.number, blobs(2));
    expect(await rejected(forms, reader)).toEqual([]);
  });

  test("reviews that are withheld leave the conversation incomplete", async () => {
    const [first, further] = await askedBy((one) => readPullRequestState(one, REF));
    const [all] = formsOf(first, "theirs");
    const withheld = formsOf(first, "theirs").find((one) => one.difference === "repository.pullRequest.reviews null");
    const last = { pageInfo: { hasNextPage: false, endCursor: null }, nodes: [] };
    const end = { repository: { pullRequest: { comments: last, reviews: last, reviewThreads: last } } };
    const withheldLater = { repository: { pullRequest: { comments: last, reviews: null, reviewThreads: last } } };
    expect(further === undefined ? [] : problemsOfAnswer(further, { data: withheldLater })).toEqual([]);
    const complete = async (...answers: readonly unknown[]) =>
      (await readPullRequestState(inTurn(answers), REF)).remarksComplete;
    expect(await complete(all?.data, end)).toBe(true);
    expect(await complete(withheld?.data, end)).toBe(false);
    expect(await complete(all?.data, withheldLater)).toBe(false);
  });

  test("a comment without an id counts as a remark", async () => {
    const [request] = await askedBy((one) => readPullRequestState(one, REF));
    const unnumbered = formsOf(request, "theirs").find((one) => one.difference === COMMENT_ID);
    const { remarks, comment } = await readPullRequestState(inTurn([unnumbered?.data]), REF);
    expect(comment).toBeUndefined();
    expect(remarks.filter((one) => one.kind === "comment")).toEqual([
      expect.objectContaining({ id: undefined, author: "ada", body: "It stands." }),
    ]);
  });
});
