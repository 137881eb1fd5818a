import type { PullRequest } from "../../src/submission/pull-request.ts";
import { readMaintainerClaims } from "../../src/submission/read-maintainer-claims.ts";
import { readMarkdown } from "../../src/submission/read-markdown.ts";

const PULL_REQUEST: PullRequest = {
  repo: "pytorch/vision",
  number: 6000,
  title: "Add FooNet",
  author: "me",
  url: "https://github.com/pytorch/vision/pull/6000",
  labels: [],
  state: "open",
  draft: false,
  requestedReviewers: [],
  assignees: [],
  linkedIssues: [],
};
const CONTEXT = { maintainers: ["boss", "other/core"], members: new Set(["mem"]) };

function read(body: string, pullRequest: PullRequest = PULL_REQUEST) {
  return readMaintainerClaims(readMarkdown(body, { source: "description" }), pullRequest, CONTEXT);
}

test.each([
  ["cc @boss @x", "boss/cc/true x/cc/undefined"],
  ["CC: @x, @me and @mem", "x/cc/undefined mem/cc/true"],
  ["@x could you review?", "x/ask/undefined"],
  ["based on @x's work", "x/mention/false"],
  ["Thanks to @x for the help", "x/mention/false"],
  ["We (@me and @x) implemented it", "x/mention/false"],
  ["as commented by @x", "x/mention/false"],
  ["implemented by @boss", "boss/mention/true"],
  ["@torch.jit.script and foo@bar.com", ""],
  ["@pytorch/core please", "pytorch/core/ask/true"],
  ["@dependabot[bot] @pytorch-bot", ""],
  ["It's based on @a, @b and @c 's work", "a/mention/false b/mention/false c/mention/false"],
  ["Based on @x's work. cc @x", "x/cc/undefined"],
  ["Discussed with @x offline", "x/mention/undefined"],
  ["Hi @x, thanks for the review!", "x/ask/undefined"],
])("%j calls %j", (body, expected) => {
  expect(
    read(body)
      .map((claim) => `${claim.login}/${claim.by}/${claim.isMaintainer}`)
      .join(" "),
  ).toBe(expected);
});

test("requested reviewers and assignees stand in the pull request itself", () => {
  const pullRequest = { ...PULL_REQUEST, requestedReviewers: ["boss", "x"], assignees: ["me", "ci-bot"] };
  expect(read("", pullRequest)).toEqual([
    {
      login: "boss",
      by: "requested-reviewer",
      isMaintainer: true,
      evidence: { source: "pull-request", quote: "boss" },
    },
    { login: "x", by: "requested-reviewer", evidence: { source: "pull-request", quote: "x" } },
  ]);
});

test("a comment does not repeat them", () => {
  const entry = { author: "me", association: "NONE", createdAt: "", kind: "comment", body: "" } as const;
  const text = readMarkdown("cc @x", { source: "comment", index: 3, entry });
  expect(readMaintainerClaims(text, { ...PULL_REQUEST, requestedReviewers: ["boss"] }, CONTEXT)).toEqual([
    { login: "x", by: "cc", evidence: { source: "comment", comment: 3, line: 1, column: 4, quote: "@x" } },
  ]);
});

test.each(["@a ".repeat(20000), "thanks to @abc, ".repeat(4000)])("hostile text yields a value (%#)", (body) => {
  expect(Array.isArray(read(body))).toBe(true);
});
