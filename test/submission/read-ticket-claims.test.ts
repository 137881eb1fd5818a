import { readMarkdown } from "../../src/submission/read-markdown.ts";
import { readTicketClaims } from "../../src/submission/read-ticket-claims.ts";

const CONTEXT = { repo: "pytorch/vision", number: 6000, roadmapIssues: ["pytorch/vision#2707"] };

function read(body: string) {
  return readTicketClaims(readMarkdown(body, { source: "description" }), CONTEXT);
}

/** `repo#number`, without the repository where it is the target; P: pull request, R: roadmap; then the keyword. */
function brief(body: string): string {
  return read(body)
    .map(
      (claim) =>
        claim.key.replace("pytorch/vision", "") +
        (claim.isPullRequest ? "P" : "") +
        (claim.isRoadmap ? "R" : "") +
        (claim.keyword !== undefined ? `:${claim.keyword}` : ""),
    )
    .join(" ");
}

test.each([
  ["Ticket: github.com/pytorch/vision/issues/6777", "#6777:ticket"],
  ["Moved to mygithub.com/pytorch/vision/issues/6777", ""],
  ["Fixes #123", "#123:fixes"],
  ["fixes: #123", "#123:fixes"],
  ["Closes GH-123", "#123:closes"],
  ["Resolves #1 and resolves #2", "#1:resolves #2:resolves"],
  ["Fixes #11, #12 and #13", "#11:fixes #12:fixes #13:fixes"],
  ["Part of #3911", "#3911:part of"],
  ["This is a subtask of https://github.com/pytorch/vision/issues/3911", "#3911:subtask of"],
  ["Fixes partially #2707", "#2707R:fixes partially"],
  ["Partially fixes #44", "#44:partially fixes"],
  ["Related to [this issue](https://github.com/pytorch/vision/issues/44#issuecomment-1)", "#44:related to"],
  ["We follow the discussion in #4444.", "#4444:discussion in"],
  ["PR #12 is needed", "#12P"],
  ["PRs #12, #13 and #14", "#12P #13P #14P"],
  ["as a follow-up of #12", "#12P"],
  ["This reverts #12.", "#12P"],
  ["see pull request #12", "#12P:see"],
  ["Superseded by #77", "#77P"],
  ["Continuation of #77", "#77P"],
  ["Builds on top of #88", "#88P"],
  ["We got #1 on the ImageNet leaderboard", ""],
  ["see step #2 of the guide", ""],
  ["# 3", ""],
  ["1. #44\n2. #45", "#44 #45"],
  ["`#123` and\n```\n#124\n```", ""],
  ["colour #123456 and #fff", ""],
  ["Ref pytorch/pytorch#9999", "pytorch/pytorch#9999:ref"],
  ["https://github.com/pytorch/vision/pull/6000/files is this", ""],
  ["> #44\n\nyes", ""],
  ["<!-- Fixes #44 -->", ""],
  ["#1: add model\n#2: add tests", ""],
  ["Fixes:\n- #123\n- #124", "#123:fixes #124:fixes"],
  ["Implements the model requested in #55", "#55:implements"],
  ["Issue: #55", "#55:issue"],
  ["for #55", "#55:for"],
  ["[#55](https://github.com/pytorch/vision/issues/55)", "#55"],
  ["[#55](https://jira.example.com/55)", ""],
  ["**#55**", "#55"],
  ["_#55_", "#55"],
  ["(#55)", "#55"],
  ["GPU #0 and #1", ""],
  ["After #55 is merged", "#55P"],
  ["#55 (PR)", "#55P"],
  ["fixes the regression introduced in #55", "#55P:fixes"],
  ["the issue #55 was fixed by PR #56", "#55:issue #56P:fixed"],
  ["x#55 foo/#56 &#57; a.b#58", ""],
  ["Addresses Flowers102 dataset in #5108.", "#5108:addresses"],
  ["Towards #4644", "#4644:towards"],
  ["Closes https://github.com/pytorch/vision/issues/55.", "#55:closes"],
  ["https://github.com/pytorch/vision/pull/55", "#55P"],
  ['See the [ticket](https://github.com/pytorch/vision/issues/55 "t").', "#55:see"],
  ['<a href="https://github.com/pytorch/vision/issues/55">x</a>', "#55"],
  ["Fixes [the request][1]\n\n[1]: https://github.com/pytorch/vision/issues/55", "#55:fixes"],
  ["This enables the work on #4611.", "#4611"],
  ["Same approach as #4611 which added VGG", "#4611P"],
  ["Cherrypicking from #5444 the op", "#5444P:from"],
  ["Closes issue #12 (see PR #13)", "#12:closes #13P:see"],
  ["we use tip #4 of the paper", ""],
])("%j names %j", (body, expected) => {
  expect(brief(body)).toBe(expected);
});

test("a claim cites keyword and number where they stand", () => {
  expect(read("Adds FooNet.\r\n\r\nThis resolves #440 and resolves #1422")).toEqual([
    {
      key: "pytorch/vision#440",
      repo: "pytorch/vision",
      number: 440,
      url: "https://github.com/pytorch/vision/issues/440",
      keyword: "resolves",
      form: "number",
      isPullRequest: false,
      isRoadmap: false,
      evidence: { source: "description", line: 3, column: 6, quote: "resolves #440" },
    },
    {
      key: "pytorch/vision#1422",
      repo: "pytorch/vision",
      number: 1422,
      url: "https://github.com/pytorch/vision/issues/1422",
      keyword: "resolves",
      form: "number",
      isPullRequest: false,
      isRoadmap: false,
      evidence: { source: "description", line: 3, column: 24, quote: "resolves #1422" },
    },
  ]);
});

test("a URL is kept as written, and an issue of another repository with its repository", () => {
  const [claim] = read("Towards https://github.com/pytorch/pytorch/issues/12#issuecomment-9");
  expect(claim).toMatchObject({
    key: "pytorch/pytorch#12",
    repo: "pytorch/pytorch",
    form: "url",
    url: "https://github.com/pytorch/pytorch/issues/12#issuecomment-9",
  });
});

test("one mention that shows a pull request is enough, unless an issue's address says otherwise", () => {
  expect(brief("See #44. We reverted PR #44.")).toBe("#44P:see");
  expect(brief("See https://github.com/pytorch/vision/issues/44. As PR #44 says.")).toBe("#44:see");
});

test("a closing word beats an earlier mention", () => {
  expect(brief("As in #44. Fixes #44.")).toBe("#44:fixes");
});

test.each(["#1 ".repeat(22000), "fixes #12, ".repeat(6000), "a/".repeat(32000), "_".repeat(65536), "PR #"])(
  "hostile text yields a value (%#)",
  (body) => {
    expect(Array.isArray(read(body))).toBe(true);
  },
);
