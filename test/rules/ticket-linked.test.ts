import ticketLinked from "../../src/rules/ticket-linked.ts";
import { judge } from "./submission-fixture.ts";

const on = (body: string | null, more: object = {}) => judge(ticketLinked, { kind: "new-architecture", body, ...more });

test("an issue of the repository, cited where it stands", () => {
  const verdict = on("Intro.\n\nFixes #3995 and https://github.com/pytorch/vision/issues/12");
  expect(verdict).toMatchObject({ verdict: "pass", message: "linked", data: { tickets: ["#3995", "#12"] } });
  expect(verdict.evidence[0]).toMatchObject({ source: "description", line: 3 });
  expect("Fixes #3995 and https://github.com/pytorch/vision/issues/12").toContain(verdict.evidence[0]?.quote);
});

test("the author's comment counts, a stranger's does not", () => {
  const comment = (author: string) => on("No link.", { comments: [{ author, body: "Fixes #77" }] });
  expect(comment("contributor")).toMatchObject({
    verdict: "pass",
    evidence: [{ source: "comment", comment: 0, line: 1 }],
  });
  expect(comment("passer-by")).toMatchObject({ verdict: "fail", message: "none" });
});

test("nothing, an empty body and numbers that are no tickets", () => {
  for (const body of [
    null,
    "",
    "#1 on the leaderboard",
    "```\nFixes #3995\n```",
    "<!-- Fixes #3995 -->",
    "> Fixes #3995",
  ]) {
    expect(on(body)).toMatchObject({
      verdict: "fail",
      message: "none",
      evidence: [{ source: "description", searched: true }],
    });
  }
});

test("pull requests are no tickets", () => {
  expect(on("Continues PR #6198 and https://github.com/pytorch/vision/pull/6105")).toMatchObject({
    verdict: "fail",
    message: "pull-requests-only",
    data: { references: ["#6198", "#6105"] },
  });
});

test("the umbrella issue alone, and issues of other repositories, are for a person to decide", () => {
  expect(on("See #2707")).toMatchObject({ verdict: "unsure", message: "roadmap-only" });
  expect(on("Closes other/repo#4")).toMatchObject({
    verdict: "unsure",
    message: "elsewhere",
    data: { tickets: ["other/repo#4"] },
  });
  expect(on("See #2707, closes #31")).toMatchObject({ verdict: "pass", data: { tickets: ["#31"] } });
});

test("a discussion page and a number without its sign are for a person to look at", () => {
  const url = "https://github.com/pytorch/vision/discussions/5410";
  expect(on(`Adds FooNet.\nDiscussed in ${url}.`)).toMatchObject({
    verdict: "unsure",
    message: "discussion",
    data: { reference: url },
    evidence: [{ line: 2, quote: url }],
  });
  expect(on("This addresses issue 5410.")).toMatchObject({
    verdict: "unsure",
    message: "number-without-sign",
    data: { reference: "issue 5410" },
    evidence: [{ line: 1, quote: "issue 5410" }],
  });
  expect(on(`Fixes #31, see also ${url}`)).toMatchObject({ verdict: "pass", data: { tickets: ["#31"] } });
  expect(on("Ticket 5, issue 2.1")).toMatchObject({ verdict: "fail", message: "none" });
});
