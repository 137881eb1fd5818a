import { renderWorkflowCommands } from "../../src/report/workflow-commands.ts";
import { hostileReview } from "./hostile-review.ts";
import { HOSTILE, randomWords, sequence } from "./hostile-words.ts";
import { buildReview, evidence, verdict } from "./review-fixture.ts";

test("levels, places and escapes", () => {
  const review = buildReview({
    verdicts: [
      verdict({
        rule: "public-api-exported",
        verdict: "fail",
        text: "100% of it\nis missing: a, b",
        fix: "Add it.\n---\nx = 1",
        evidence: [evidence({ source: "diff", path: "a,b:c%.py", line: 3, endLine: 5 })],
      }),
      verdict({
        rule: "paper-linked",
        verdict: "fail",
        level: "recommended",
        text: "No paper.",
        evidence: [evidence({ searched: true })],
      }),
      verdict({
        rule: "ticket-agreed",
        verdict: "unsure",
        level: "note",
        text: "Not sure.",
        evidence: [evidence({ source: "title" })],
      }),
      verdict({ rule: "waived", verdict: "fail", waiver: { by: "m", at: "t", reason: "r" } }),
      verdict(),
    ],
  });
  expect(renderWorkflowCommands(review).split("\n")).toEqual([
    "::error file=a%2Cb%3Ac%25.py,line=3,endLine=5,title=public-api-exported::100%25 of it%0Ais missing: a, b%0AAdd it.%0Ax = 1",
    "::warning title=paper-linked::No paper.",
    "::notice title=ticket-agreed::Not sure.",
  ]);
});

test("each finding has its own annotation", () => {
  const finding = (line: number) => ({
    text: `line ${line}`,
    evidence: evidence({ source: "head" as const, path: "a.py", line }),
  });
  expect(
    renderWorkflowCommands(
      buildReview({ verdicts: [verdict({ verdict: "fail", findings: [finding(1), finding(9)] })] }),
    ),
  ).toBe("::error file=a.py,line=1,title=paper-linked::line 1\n::error file=a.py,line=9,title=paper-linked::line 9");
});

test("GitHub shows ten of a level: the tenth says what the rest is", () => {
  const fails = (count: number) =>
    renderWorkflowCommands(
      buildReview({
        verdicts: Array.from({ length: count }, (_, index) =>
          verdict({ rule: `r${index}`, verdict: "fail", text: "x" }),
        ),
      }),
    ).split("\n");
  expect(fails(10).length).toBe(10);
  expect(fails(10)[9]).toBe("::error title=r9::x");
  expect(fails(12).length).toBe(10);
  expect(fails(12)[9]).toBe("::error title=3 more::Not shown one by one: r9, r10, r11");
});

test("a stranger cannot start a command of their own", () => {
  const next = sequence(3);
  for (const words of [...HOSTILE, ...Array.from({ length: 100 }, () => randomWords(next))]) {
    for (const line of renderWorkflowCommands(hostileReview(words)).split("\n")) {
      expect(line).toMatch(
        /^::(?:error|warning|notice) (?:file=[^,:\r]*,)?(?:line=\d+,)?(?:endLine=\d+,)?title=[^,:]+::/,
      );
    }
  }
});

test("nothing to say, nothing said", () => {
  expect(renderWorkflowCommands(buildReview({ verdicts: [verdict()] }))).toBe("");
});
