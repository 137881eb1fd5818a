import { DEFAULT_BOUNDS } from "../../src/evidence/bounds.ts";
import { gatherEach } from "../../src/evidence/gather-each.ts";
import { gatherFacts, noFacts } from "../../src/evidence/gather-facts.ts";
import { gatherOpenPullRequests } from "../../src/evidence/gather-open-pull-requests.ts";
import type { Claims } from "../../src/submission/claims.ts";
import type { Contribution } from "../../src/submission/contribution.ts";
import type { Fact } from "../../src/submission/facts.ts";
import type { PullRequest } from "../../src/submission/pull-request.ts";
import { spokenWorld } from "./spoken-world.ts";

const pullRequest: PullRequest = {
  repo: "zoo/vision",
  number: 9,
  title: "Add Heron",
  author: "asker",
  url: "https://github.com/zoo/vision/pull/9",
  labels: [],
  state: "open",
  draft: false,
  requestedReviewers: [],
  assignees: [],
  linkedIssues: [],
};
const claims: Claims = {
  tickets: [
    {
      key: "zoo/vision#5",
      repo: "zoo/vision",
      number: 5,
      url: "https://github.com/zoo/vision/issues/5",
      form: "number",
      isPullRequest: false,
      isRoadmap: false,
      evidence: { source: "description", line: 1, quote: "#5" },
    },
  ],
  papers: [
    {
      url: "https://arxiv.org/abs/2401.00001",
      venue: "arxiv",
      label: "paper",
      about: "model",
      evidence: { source: "description", line: 2, quote: "paper" },
    },
  ],
  repositories: [],
  maintainers: [],
  metrics: [],
  commands: [],
  logs: [],
  checkpoints: [],
  deviations: [],
  declaredModels: [],
  declaredMetrics: [],
  comparisons: [],
  recipes: [],
  configurations: [],
  pictures: [],
  places: [],
  sourceStatements: [],
};
const contribution = (models: readonly string[]): Contribution => ({
  files: [],
  builders: [],
  modules: [],
  weights: [],
  models,
  newWeights: [],
});
const pull = (number: number, title: string) => ({ number, title, user: { login: "x" }, draft: number % 2 === 0 });
const OPEN = "/repos/zoo/vision/pulls?state=open&per_page=100&page=1";

test("offline nothing is asked, so nothing is assessed", () => {
  expect(noFacts()).toEqual({});
});

test("an empty world leaves every fact unreachable", async () => {
  const facts = await gatherFacts(claims, pullRequest, undefined, spokenWorld({}), DEFAULT_BOUNDS);
  expect(facts.tickets?.get("zoo/vision#5")).toMatchObject({ status: "unreachable", reason: "not recorded" });
  expect(facts.papers?.get("https://arxiv.org/abs/2401.00001")).toMatchObject({ status: "unreachable" });
  expect(facts.openPullRequests).toEqual({
    status: "unreachable",
    reason: "not recorded",
    url: "https://github.com/zoo/vision/pulls",
  });
});

test("open pull requests are of interest to a model alone", async () => {
  const world = spokenWorld({ [OPEN]: [] });
  const none = await gatherFacts(claims, pullRequest, contribution([]), world, DEFAULT_BOUNDS);
  expect(none.openPullRequests).toBeUndefined();
  const model = await gatherFacts(claims, pullRequest, contribution(["heron"]), world, DEFAULT_BOUNDS);
  expect(model.openPullRequests).toMatchObject({ status: "known", value: [], evidence: { quote: "[]" } });
});

test("the other open pull requests, page by page", async () => {
  const first = Array.from({ length: 100 }, (_, index) => pull(200 - index, `change ${200 - index}`));
  const world = spokenWorld({
    [OPEN]: first,
    [OPEN.replace("&page=1", "&page=2")]: [
      pull(9, "Add Heron"),
      pull(8, "Heron, too"),
      { number: 7, title: "x", user: null },
    ],
  });
  const fact = await gatherOpenPullRequests(pullRequest, world.github, () => undefined);
  if (fact.status !== "known") throw new Error(fact.status);
  expect(fact.value).toHaveLength(102);
  expect(fact.value.slice(100)).toEqual([
    { number: 8, title: "Heron, too", author: "x", url: "https://github.com/zoo/vision/pull/8", draft: true },
    { number: 7, title: "x", author: "ghost", url: "https://github.com/zoo/vision/pull/7", draft: false },
  ]);
  expect(fact.evidence).toEqual({
    source: "url",
    url: "https://github.com/zoo/vision/pulls",
    searched: true,
    quote: "change 200",
  });
});

test("a list with a hole is no list", async () => {
  const world = spokenWorld({ [OPEN]: Array.from({ length: 100 }, (_, index) => pull(index + 10, "x")) });
  const fact = await gatherOpenPullRequests(pullRequest, world.github, () => undefined);
  expect(fact).toMatchObject({ status: "unreachable", reason: "not recorded" });
});

describe("gathering each", () => {
  const question = (key: string) => ({ key, url: `https://files.example/${key}` });
  const known = (value: string): Fact<string> => ({ status: "known", value, evidence: { source: "url", quote: "" } });

  test("what throws is unreachable, and so is what is late", async () => {
    const facts = await gatherEach(
      ["good", "bad", "late", "next"].map(question),
      { concurrency: 1, seconds: 0.1 },
      ({ key }) => {
        if (key === "bad") return Promise.reject(new Error("inner detail"));
        return key === "late" ? new Promise(() => undefined) : Promise.resolve(known(key));
      },
    );
    expect(facts.get("good")).toMatchObject({ status: "known" });
    expect(facts.get("bad")).toEqual({
      status: "unreachable",
      reason: "the lookup failed",
      url: "https://files.example/bad",
    });
    expect(facts.get("late")).toMatchObject({ status: "unreachable", reason: "there was no answer within 0.1 s" });
    expect(facts.get("next")).toMatchObject({ status: "unreachable", reason: "there was no answer within 0.1 s" });
  });

  test("each key once, so many at a time", async () => {
    let running = 0;
    let most = 0;
    const asked: string[] = [];
    const facts = await gatherEach(
      ["a", "b", "a", "c", "d", "e"].map(question),
      { concurrency: 2, seconds: 5 },
      async ({ key }) => {
        asked.push(key);
        running += 1;
        most = Math.max(most, running);
        await new Promise((resolve) => setTimeout(resolve, 5));
        running -= 1;
        return known(key);
      },
    );
    expect([...facts.keys()]).toEqual(["a", "b", "c", "d", "e"]);
    expect([asked.length, most]).toEqual([5, 2]);
  });
});
