import { DEFAULT_BOUNDS } from "../../src/evidence/bounds.ts";
import { gatherTickets } from "../../src/evidence/gather-tickets.ts";
import type { TicketClaim } from "../../src/submission/claims.ts";
import { type Sayings, spokenWorld } from "./spoken-world.ts";

const ticket = (number: number, repo = "zoo/vision", isRoadmap = false): TicketClaim => ({
  key: `${repo}#${number}`,
  repo,
  number,
  url: `https://github.com/${repo}/issues/${number}`,
  form: "number",
  isPullRequest: false,
  isRoadmap,
  evidence: { source: "description", line: 1, quote: `#${number}` },
});

const issue = (more: object = {}) => ({
  number: 5,
  title: "Add the Heron architecture",
  body: "It is small and fast.",
  state: "open",
  user: { login: "asker" },
  author_association: "NONE",
  comments: 2,
  html_url: "https://github.com/zoo/vision/issues/5",
  ...more,
});
const comment = (id: number, login: string | null, association: string) => ({
  id,
  user: login === null ? null : { login },
  author_association: association,
});
const COMMENTS = "/repos/zoo/vision/issues/5/comments?per_page=100&page=1";

async function gather(sayings: Sayings, tickets = [ticket(5)], reason?: string) {
  const world = spokenWorld(sayings, reason);
  const lines: string[] = [];
  const facts = await gatherTickets({ tickets }, "zoo/vision", world.github, DEFAULT_BOUNDS, (line) =>
    lines.push(line),
  );
  return { facts, asked: world.asked, lines };
}

test("an issue with who took part in it", async () => {
  const { facts, lines } = await gather({
    "/repos/zoo/vision/issues/5": issue({
      state: "closed",
      state_reason: "not_planned",
      assignees: [{ login: "someone" }],
      labels: [{ name: "new model" }, "old form"],
    }),
    [COMMENTS]: [comment(1, "keeper", "MEMBER"), comment(2, null, "NONE"), comment(3, "Asker", "CONTRIBUTOR")],
  });
  expect(facts.get("zoo/vision#5")).toEqual({
    status: "known",
    value: {
      key: "zoo/vision#5",
      isPullRequest: false,
      title: "Add the Heron architecture",
      body: "It is small and fast.",
      state: "closed",
      stateReason: "not_planned",
      author: "asker",
      authorAssociation: "NONE",
      assignees: ["someone"],
      labels: ["new model", "old form"],
      participants: [
        { login: "Asker", association: "CONTRIBUTOR" },
        { login: "keeper", association: "MEMBER" },
        { login: "ghost", association: "NONE" },
      ],
    },
    evidence: {
      source: "ticket",
      url: "https://github.com/zoo/vision/issues/5",
      quote: "Add the Heron architecture",
    },
  });
  expect(lines).toEqual(["asks GitHub for zoo/vision#5"]);
});

test("a pull request is told apart, by its own record too", async () => {
  const asIssue = await gather({ "/repos/zoo/vision/issues/5": issue({ comments: 0, pull_request: { url: "x" } }) });
  expect(asIssue.facts.get("zoo/vision#5")).toMatchObject({
    value: { isPullRequest: true, participants: [{ login: "asker", association: "NONE" }] },
  });
  const asPull = await gather({ "/repos/zoo/vision/pulls/5": issue({ comments: 0 }) });
  expect(asPull.facts.get("zoo/vision#5")).toMatchObject({ status: "known", value: { isPullRequest: true } });
});

test("a sparse answer is enough", async () => {
  const { facts } = await gather({ "/repos/zoo/vision/issues/5": { title: "x", state: "open", body: null } });
  expect(facts.get("zoo/vision#5")).toEqual({
    status: "known",
    value: {
      key: "zoo/vision#5",
      isPullRequest: false,
      title: "x",
      body: "",
      state: "open",
      author: "ghost",
      authorAssociation: "NONE",
      assignees: [],
      labels: [],
    },
    evidence: { source: "ticket", url: "https://github.com/zoo/vision/issues/5", quote: "x" },
  });
});

test("404 and 410 refute a ticket of the own repository", async () => {
  const missing = await gather({ "/repos/zoo/vision/issues/5": 404 });
  expect(missing.facts.get("zoo/vision#5")).toEqual({
    status: "refuted",
    reason: "zoo/vision#5 does not exist",
    evidence: { source: "ticket", url: "https://github.com/zoo/vision/issues/5", quote: "404 Not Found" },
  });
  const deleted = await gather({ "/repos/zoo/vision/issues/5": 410 });
  expect(deleted.facts.get("zoo/vision#5")).toMatchObject({ status: "refuted", reason: "zoo/vision#5 was deleted" });
});

test("404 of another repository proves nothing: it may be private", async () => {
  const { facts } = await gather({ "/repos/other/lab/issues/5": 404 }, [ticket(5, "other/lab")]);
  expect(facts.get("other/lab#5")).toEqual({
    status: "unreachable",
    reason: "GitHub answers 404: it does not exist or is not public",
    url: "https://github.com/other/lab/issues/5",
  });
});

test.each([
  ["not JSON", "<html>", "GitHub's answer has another shape than expected"],
  ["another shape", { message: "hello" }, "GitHub's answer has another shape than expected"],
  ["a list", [], "GitHub's answer has another shape than expected"],
  ["401", 401, "GitHub did not accept the token"],
  ["403", 403, "GitHub does not allow access to it"],
  ["429", 429, "GitHub's rate limit is used up"],
  ["502", 502, "GitHub failed with 502"],
  ["301 without a target", 301, "GitHub answered 301"],
])("%s proves nothing", async (_, saying, reason) => {
  const { facts } = await gather({ "/repos/zoo/vision/issues/5": saying });
  expect(facts.get("zoo/vision#5")).toMatchObject({ status: "unreachable", reason });
});

test("what is unreachable for another reason is not asked for twice", async () => {
  const { facts, asked } = await gather({}, [ticket(5)], "the host did not answer within 10 s");
  expect(facts.get("zoo/vision#5")).toMatchObject({
    status: "unreachable",
    reason: "the host did not answer within 10 s",
  });
  expect(asked).toEqual(["/repos/zoo/vision/issues/5"]);
});

test("participants are unknown while a page of comments is", async () => {
  const page = (from: number) =>
    Array.from({ length: 100 }, (_, index) => comment(from + index, `u${from + index}`, "NONE"));
  const two = COMMENTS.replace("&page=1", "&page=2");
  const short = await gather({ "/repos/zoo/vision/issues/5": issue({ comments: 150 }), [COMMENTS]: page(0) });
  expect(short.facts.get("zoo/vision#5")).not.toHaveProperty("value.participants");
  const full = await gather({
    "/repos/zoo/vision/issues/5": issue({ comments: 101 }),
    [COMMENTS]: page(0),
    [two]: [comment(100, "keeper", "OWNER")],
  });
  expect(full.facts.get("zoo/vision#5")).toHaveProperty("value.participants.length", 102);
  // A recorded listing gives the same to every page.
  const same = await gather({
    "/repos/zoo/vision/issues/5": issue({ comments: 100 }),
    [COMMENTS]: page(0),
    [two]: page(0),
  });
  expect(same.facts.get("zoo/vision#5")).toHaveProperty("value.participants.length", 101);
});

test("each ticket once, the roadmap last, ten at most", async () => {
  const tickets = [ticket(2707, "zoo/vision", true), ticket(5), ticket(5), ticket(6)];
  const { asked } = await gather({}, tickets, "late");
  expect(asked).toEqual(["5", "6", "2707"].map((number) => `/repos/zoo/vision/issues/${number}`));
  const many = await gather(
    {},
    Array.from({ length: 40 }, (_, index) => ticket(index + 1)),
    "late",
  );
  expect(many.facts.size).toBe(10);
});
