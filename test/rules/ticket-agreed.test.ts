import ticketAgreed from "../../src/rules/ticket-agreed.ts";
import type { Fact } from "../../src/submission/facts.ts";
import { modelFile } from "./contribution-files.ts";
import { judge } from "./submission-fixture.ts";

const head = { "torchvision/models/foonet.py": modelFile("foonet50", "FooNet") };
const REPO = "pytorch/vision";
const maintainer = { login: "a-maintainer", association: "MEMBER" };
const reader = { login: "reader", association: "NONE" };

function ticket(number: number, more: object = {}): Fact<unknown> {
  const title = "Add FooNet";
  return {
    status: "known",
    value: {
      key: `${REPO}#${number}`,
      isPullRequest: false,
      title,
      body: "It is small and good.",
      state: "open",
      author: "reader",
      authorAssociation: "NONE",
      assignees: [],
      labels: [],
      participants: [reader, maintainer],
      ...more,
    },
    evidence: { source: "ticket", url: `https://github.com/${REPO}/issues/${number}`, quote: title },
  };
}

const on = (tickets: Record<string, Fact<unknown>>, body = "Closes #12", more: object = {}) =>
  judge(ticketAgreed, { kind: "new-architecture", body, head, facts: { tickets }, ...more });
const one = (more: object) => on({ [`${REPO}#12`]: ticket(12, more) });

test("a maintainer took part", () => {
  const verdict = one({});
  expect(verdict).toMatchObject({
    verdict: "pass",
    message: "agreed",
    data: { ticket: "#12", title: "Add FooNet", maintainers: ["a-maintainer"] },
  });
  expect(verdict.evidence.map((cited) => [cited.source, cited.quote])).toEqual([
    ["description", "Closes #12"],
    ["ticket", "Add FooNet"],
  ]);
});

test("it was closed as done", () => {
  expect(one({ state: "closed", stateReason: "completed" })).toMatchObject({ verdict: "pass", message: "agreed" });
  expect(one({ state: "closed" })).toMatchObject({ verdict: "pass", message: "agreed" });
});

test("it was rejected", () => {
  expect(one({ state: "closed", stateReason: "not_planned" })).toMatchObject({
    verdict: "fail",
    message: "rejected",
    data: { ticket: "#12", reason: "not planned" },
  });
  expect(one({ state: "closed", stateReason: "duplicate" })).toMatchObject({ data: { reason: "a duplicate" } });
});

test("it does not exist, it is a pull request, it could not be read", () => {
  const refuted: Fact<unknown> = {
    status: "refuted",
    reason: "404",
    evidence: { source: "ticket", url: "https://github.com/pytorch/vision/issues/12", quote: "404 Not Found" },
  };
  expect(on({ [`${REPO}#12`]: refuted })).toMatchObject({ verdict: "fail", message: "does-not-exist" });
  expect(one({ isPullRequest: true })).toMatchObject({ verdict: "fail", message: "is-pull-request" });
  const unreachable: Fact<unknown> = { status: "unreachable", reason: "timed out", url: "https://github.com" };
  expect(on({ [`${REPO}#12`]: unreachable })).toMatchObject({
    verdict: "not-assessed",
    message: "unreachable",
    data: { reason: "timed out" },
  });
  expect(on({})).toMatchObject({ verdict: "not-assessed", message: "unreachable" });
});

test("somebody else is assigned", () => {
  expect(one({ assignees: ["reader"] })).toMatchObject({
    verdict: "fail",
    message: "assigned-elsewhere",
    data: { ticket: "#12", assignees: ["reader"] },
  });
  // The contributor spoke there: the work may have been handed over.
  const withContributor = [reader, maintainer, { login: "Contributor", association: "NONE" }];
  expect(one({ assignees: ["reader"], participants: withContributor })).toMatchObject({ verdict: "unsure" });
  // Who is assigned without a word of their own has rights in the repository.
  expect(one({ assignees: ["silent"] })).toMatchObject({ verdict: "unsure", message: "assigned-elsewhere" });
  expect(one({ assignees: ["reader"], participants: undefined })).toMatchObject({ verdict: "unsure" });
});

test("the contributor or a maintainer is assigned", () => {
  expect(one({ assignees: ["CONTRIBUTOR"] })).toMatchObject({ verdict: "pass" });
  expect(one({ assignees: ["reader", "contributor"] })).toMatchObject({ verdict: "pass" });
  expect(one({ assignees: ["a-maintainer"] })).toMatchObject({ verdict: "pass" });
  // On the policy's list, though GitHub no longer counts them to the project.
  expect(one({ assignees: ["fmassa"] })).toMatchObject({ verdict: "pass" });
});

test("no maintainer took part", () => {
  expect(one({ participants: [reader] })).toMatchObject({ verdict: "fail", message: "no-maintainer" });
  const bots = [
    reader,
    { login: "facebook-github-bot", association: "MEMBER" },
    { login: "x[bot]", association: "OWNER" },
  ];
  expect(one({ participants: bots })).toMatchObject({ verdict: "fail", message: "no-maintainer" });
  expect(one({ participants: [reader, { login: "contributor", association: "NONE" }] })).toMatchObject({
    verdict: "fail",
  });
});

test("a maintainer who has left the project since, by the policy's list or the conversation", () => {
  const left = (login: string) => [reader, { login, association: "CONTRIBUTOR" }];
  expect(one({ participants: left("fmassa") })).toMatchObject({ verdict: "pass", data: { maintainers: ["fmassa"] } });
  const comments = [{ author: "then-member", association: "MEMBER", body: "Nice." }];
  expect(
    on({ [`${REPO}#12`]: ticket(12, { participants: left("then-member") }) }, "Closes #12", { comments }),
  ).toMatchObject({ verdict: "pass" });
  expect(one({ participants: left("unknown") })).toMatchObject({
    verdict: "unsure",
    message: "contributors-only",
    data: { contributors: ["unknown"] },
  });
});

test("the ticket of a maintainer, and of a contributor who is one", () => {
  const own = { author: "a-maintainer", authorAssociation: "MEMBER" };
  expect(one({ ...own, participants: [maintainer] })).toMatchObject({ verdict: "pass" });
  const contributor = { login: "contributor", association: "MEMBER" };
  expect(one({ participants: [reader, contributor] })).toMatchObject({
    verdict: "pass",
    data: { maintainers: ["contributor"] },
  });
});

test("who took part is not known", () => {
  expect(one({ participants: undefined })).toMatchObject({ verdict: "unsure", message: "participants-unknown" });
  expect(one({ participants: undefined, author: "a", authorAssociation: "OWNER" })).toMatchObject({ verdict: "pass" });
});

test("it is about something else", () => {
  expect(one({ title: "Crash on Windows", body: "" })).toMatchObject({
    verdict: "unsure",
    message: "other-subject",
    data: { title: "Crash on Windows", models: ["foonet50"] },
  });
});

test("of several tickets one is agreed on", () => {
  const tickets = {
    [`${REPO}#12`]: ticket(12, { isPullRequest: true }),
    [`${REPO}#13`]: ticket(13, { state: "closed", stateReason: "not_planned" }),
    [`${REPO}#14`]: ticket(14),
  };
  expect(on(tickets, "Continues #12, see #13, closes #14")).toMatchObject({ verdict: "pass", data: { ticket: "#14" } });
});

test("a ticket that could not be read is not overruled by a mention in passing", () => {
  const unreachable: Fact<unknown> = { status: "unreachable", reason: "timed out", url: "https://github.com" };
  const tickets = { [`${REPO}#12`]: unreachable, [`${REPO}#13`]: ticket(13, { isPullRequest: true }) };
  expect(on(tickets, "Closes #12, see #13")).toMatchObject({ verdict: "not-assessed", message: "unreachable" });
});

test("the umbrella issue tells of a model only where it names it", () => {
  const roadmap = (body: string) => on({ [`${REPO}#2707`]: ticket(2707, { title: "Models", body }) }, "Part of #2707");
  expect(roadmap("- [ ] FooNet")).toMatchObject({ verdict: "pass", message: "on-roadmap" });
  expect(roadmap("- [ ] BarNet")).toMatchObject({ verdict: "not-assessed", message: "roadmap-only" });
});

test("tickets of other repositories tell nothing of an agreement here", () => {
  expect(on({ "other/repo#4": ticket(4) }, "Closes other/repo#4")).toMatchObject({
    verdict: "not-assessed",
    message: "no-ticket",
  });
  expect(on({}, "No ticket.")).toMatchObject({ verdict: "not-assessed", message: "no-ticket" });
});

test("tickets were not looked up", () => {
  expect(judge(ticketAgreed, { kind: "new-weights", body: "Closes #12" })).toMatchObject({
    verdict: "not-assessed",
    message: "part-absent",
  });
});
