import type { Verdict } from "../../src/engine/verdict.ts";
import { contentHash } from "../../src/report/content-hash.ts";
import { fingerprintIn } from "../../src/report/inline-comment.ts";
import { neutralPublication, type PublicationOptions, publicationOf } from "../../src/report/publication.ts";
import type { Diff } from "../../src/submission/diff.ts";
import { readDiff } from "../../src/submission/read-diff.ts";
import { buildReview, evidence, type ReviewParts, verdict } from "./review-fixture.ts";

const PATH = "torchvision/models/foonet.py";
/** Two hunks: lines 10 to 14 and 40 to 42 of the head file. */
const DIFF: Diff = readDiff(`diff --git a/${PATH} b/${PATH}
--- a/${PATH}
+++ b/${PATH}
@@ -10,3 +10,5 @@ import torch
 a
+b
+c
 d
 e
@@ -38,2 +40,3 @@ class FooNet
 x
+y
 z
`);

const OPTIONS: PublicationOptions = { inline: true, inlineLimit: 30, labels: { kind: {}, state: {} } };

function failed(line: number, over: Partial<Verdict> = {}): Verdict {
  return verdict({
    rule: "weights-meta-complete",
    verdict: "fail",
    text: "The meta lacks `num_params`.",
    fix: 'Add it.\n---\n"num_params": 1,',
    evidence: [evidence({ source: "diff", path: PATH, line, quote: `line ${line}` })],
    ...over,
  });
}

const publish = (parts: ReviewParts, options: Partial<PublicationOptions> = {}) =>
  publicationOf(buildReview({ diff: DIFF, ...parts }), { ...OPTIONS, ...options });

describe("where a finding is shown", () => {
  test.each([
    [11, "an added line"],
    [10, "a context line"],
    [14, "the last line of a hunk"],
    [42, "a line of the second hunk"],
  ])("line %i, %s, is commented on", (line) => {
    const { inline, check } = publish({ verdicts: [failed(line)] });
    expect(inline).toMatchObject([{ path: PATH, line, side: "RIGHT" }]);
    expect(inline[0]?.startLine).toBeUndefined();
    expect(check.annotations).toEqual([]);
  });

  test.each([9, 15, 39, 43])("line %i stands outside of every hunk and is annotated alone", (line) => {
    const { inline, check } = publish({ verdicts: [failed(line)] });
    expect(inline).toEqual([]);
    expect(check.annotations).toEqual([
      {
        path: PATH,
        startLine: line,
        endLine: line,
        level: "failure",
        title: "Weights meta complete",
        message: 'The meta lacks `num_params`.\nAdd it.\n"num_params": 1,',
      },
    ]);
  });

  test("a run of lines stays one where one hunk shows it, else its first line speaks", () => {
    const lines = (line: number, endLine: number) =>
      failed(line, { evidence: [evidence({ source: "diff", path: PATH, line, endLine, quote: "b" })] });
    expect(publish({ verdicts: [lines(11, 13)] }).inline).toMatchObject([{ startLine: 11, line: 13 }]);
    const [across] = publish({ verdicts: [lines(13, 41)] }).inline;
    expect(across).toMatchObject({ line: 13 });
    expect(across?.startLine).toBeUndefined();
  });

  test("what the head holds but the diff does not bring, a removed line, and what was looked for in vain", () => {
    const at = (over: object) => failed(11, { evidence: [evidence({ path: PATH, line: 11, quote: "b", ...over })] });
    const shown = (over: object) => {
      const { inline, check } = publish({ verdicts: [at(over)] });
      return [inline.length, check.annotations.length];
    };
    expect(shown({ source: "diff" })).toEqual([1, 0]);
    expect(shown({ source: "head" })).toEqual([0, 1]);
    expect(shown({ source: "diff", removed: true })).toEqual([0, 0]);
    expect(shown({ source: "diff", searched: true })).toEqual([0, 0]);
    expect(shown({ source: "base" })).toEqual([0, 0]);
    expect(shown({ source: "description" })).toEqual([0, 0]);
  });

  test("only what failed or is unsure; nothing that is waived, met or unjudged", () => {
    const waiver = { by: "grace", at: "2026-05-01", reason: "agreed" };
    const outcomes = (["pass", "unsure", "not-applicable", "not-assessed", "errored", "fail"] as const).map(
      (one, index) => failed(11, { verdict: one, rule: `rule-${"abcdef"[index]}` }),
    );
    const { inline } = publish({ verdicts: [...outcomes, failed(12, { waiver })] });
    expect(inline.map((one) => one.fingerprint.split(":")[0])).toEqual(["rule-f", "rule-b"]);
  });

  test("beyond the limit, or with inline comments off, the least grave become annotations", () => {
    const verdicts = [failed(10, { level: "note", rule: "minor" }), failed(11), failed(12, { rule: "also" })];
    const limited = publish({ verdicts }, { inlineLimit: 2 });
    expect(limited.inline.map((one) => one.line)).toEqual([11, 12]);
    expect(limited.check.annotations).toMatchObject([{ startLine: 10, level: "notice" }]);
    const off = publish({ verdicts }, { inline: false });
    expect([off.inline.length, off.check.annotations.length]).toEqual([0, 3]);
  });

  test("a column is given on one line alone", () => {
    const at = (over: object) =>
      publish({
        verdicts: [
          failed(99, { evidence: [evidence({ source: "head", path: PATH, line: 99, quote: "meta", ...over })] }),
        ],
      }).check.annotations[0];
    expect(at({ column: 5 })).toMatchObject({ startColumn: 5, endColumn: 9 });
    expect(at({ column: 5, endLine: 101 })).not.toHaveProperty("startColumn");
  });
});

describe("a fingerprint", () => {
  const fingerprintOf = (one: Verdict) => publish({ verdicts: [one] }).inline[0]?.fingerprint;
  const at = (line: number, quote: string) =>
    failed(line, { evidence: [evidence({ source: "diff", path: PATH, line, quote })] });

  test("outlives a move of the line, not a change of the words", () => {
    expect(fingerprintOf(at(11, "meta = {}"))).toBe(fingerprintOf(at(13, "meta = {}")));
    expect(fingerprintOf(at(11, "meta = {}"))).not.toBe(fingerprintOf(at(11, "meta = { }")));
    expect(fingerprintOf(at(11, "meta"))).not.toBe(
      fingerprintOf(failed(11, { rule: "other", evidence: at(11, "meta").evidence })),
    );
  });

  test("tells the same words on two lines apart", () => {
    const findings = [11, 12].map((line) => ({
      text: "No meta.",
      evidence: evidence({ source: "diff", path: PATH, line, quote: "same" }),
    }));
    const { inline, standing } = publish({ verdicts: [failed(11, { findings })] });
    expect(new Set(inline.map((one) => one.fingerprint)).size).toBe(2);
    expect(standing?.fingerprints).toEqual(inline.map((one) => one.fingerprint));
  });

  test("is read back from the comment, and from no other text", () => {
    const [comment] = publish({ verdicts: [failed(11)] }).inline;
    expect(comment?.fingerprint).toMatch(/^weights-meta-complete:[0-9a-f]{16}$/);
    expect(fingerprintIn(comment?.body ?? "")).toBe(comment?.fingerprint);
    expect(fingerprintIn("<!-- weighbridge:finding -->")).toBeUndefined();
    const planted = `"num_params": 5,  # <!-- weighbridge:finding tests-included:${"0".repeat(16)} -->`;
    expect(fingerprintIn(`\`\`\`suggestion\n${planted}\n\`\`\`\n\n${comment?.body ?? ""}`)).toBe(comment?.fingerprint);
    expect(fingerprintIn(`<!-- weighbridge:finding ${"a".repeat(100_000)}`)).toBeUndefined();
  });

  test("is the same on every machine", () => {
    expect(contentHash("")).toBe("811c9dc5dacd7450");
    expect(contentHash("a\nb")).not.toBe(contentHash("a\nc"));
    expect(contentHash("\ud83d\ude00")).toMatch(/^[0-9a-f]{16}$/);
  });
});

describe("a suggestion", () => {
  const suggested = (replacement: string, over: object = {}) =>
    publish({
      verdicts: [
        failed(11, {
          findings: [
            {
              text: "No meta.",
              evidence: evidence({ source: "diff", path: PATH, line: 11, quote: "b" }),
              suggestion: { path: PATH, line: 11, endLine: 12, replacement, ...over },
            },
          ],
        }),
      ],
    }).inline[0];

  test("stands letter for letter on the lines that it replaces", () => {
    const comment = suggested('    "num_params": 1,\n    "recipe": "x",');
    expect(comment).toMatchObject({ startLine: 11, line: 12 });
    expect(comment?.body).toContain('\n\n```suggestion\n    "num_params": 1,\n    "recipe": "x",\n```\n\n');
  });

  test("that takes lines away has no line of its own", () => {
    expect(suggested("")?.body).toContain("```suggestion\n```");
  });

  test("cannot be closed from inside", () => {
    expect(suggested("a\n```\nb")?.body).toContain("````suggestion\na\n```\nb\n````");
  });

  test.each([
    ["reaches out of the hunk", { endLine: 20 }],
    ["is for another file", { path: "other.py" }],
  ])("that %s is not offered; the example stands in its place", (_, over) => {
    const comment = suggested("x", over);
    expect(comment?.body).not.toContain("suggestion\n");
    expect(comment?.body).toContain('```\n"num_params": 1,\n```');
    expect(comment).toMatchObject({ line: 11 });
  });

  test("with characters that nobody sees is not offered", () => {
    expect(suggested("a\u202eb")?.body).not.toContain("```suggestion");
  });
});

describe("the check", () => {
  test("says the state in its title and fails when something required is missing", () => {
    const { check } = publish({ verdicts: [failed(11), verdict()] }, { detailsUrl: "https://example.org/7" });
    expect(check).toMatchObject({
      title: "1 of 2 requirements missing",
      conclusion: "failure",
      detailsUrl: "https://example.org/7",
    });
    expect(check.text).toContain("### Missing or not borne out");
    for (const { label, description, identifier } of check.actions) {
      expect([label.length <= 20, description.length <= 40, identifier.length <= 20]).toEqual([true, true, true]);
    }
  });

  test("a draft is reviewed and nothing is held against it", () => {
    const { check } = publish({ verdicts: [failed(99)], pullRequest: { draft: true } });
    expect(check.conclusion).toBe("neutral");
  });

  test("stays within GitHub's limits whatever strangers write", () => {
    const hostile = "@everyone <img src=x> `````` \u202e ".repeat(500);
    const verdicts = Array.from({ length: 300 }, (_, index) =>
      failed(99, {
        rule: `rule-${String.fromCharCode(97 + (index % 26))}`,
        text: hostile,
        fix: hostile,
        evidence: [evidence({ source: "diff", path: PATH, line: 99 + index, quote: hostile.slice(0, 240) })],
      }),
    );
    const { check } = publish({ verdicts });
    expect(check.text.length).toBeLessThanOrEqual(57_535);
    expect(check.summary.length).toBeLessThanOrEqual(65_535);
    expect(check.annotations).toHaveLength(300);
    for (const one of check.annotations) expect(one.message.length).toBeLessThanOrEqual(4_000);
  });
});

describe("comment and threads", () => {
  const none = { kind: "not-a-model-contribution" } as const;

  test("what is no model contribution gets no comment; one that stands shrinks", () => {
    const { comment, standingComment, inline } = publish({ kind: none });
    expect([comment, inline]).toEqual([undefined, []]);
    expect(standingComment).toBe(
      "<!-- weighbridge -->\nThis pull request adds no model and no weights, so there is nothing to weigh.",
    );
  });

  test.each([
    ["always", true, true],
    ["findings", true, false],
    ["never", false, false],
  ] as const)("post %s", (post, whenMissing, whenReady) => {
    expect(publish({ verdicts: [failed(11)] }, { post }).comment !== undefined).toBe(whenMissing);
    const ready = publish({ verdicts: [verdict()] }, { post });
    expect(ready.comment !== undefined).toBe(whenReady);
    expect(ready.standingComment !== undefined).toBe(!whenReady);
  });

  test("what was not judged this time is named, so that its threads stay open", () => {
    const { standing } = publish({
      verdicts: [
        failed(11),
        verdict({ rule: "log", verdict: "not-assessed" }),
        verdict({ rule: "x", verdict: "errored" }),
      ],
    });
    expect(standing?.unjudgedRules).toEqual(["log", "x"]);
  });

  test("when no review could be made only the check speaks", () => {
    const made = neutralPublication("The policy names @everyone.");
    expect(made.check).toMatchObject({ conclusion: "neutral", title: "No review could be made" });
    expect(made.check.summary).toContain("`@everyone`");
    expect([made.comment, made.standingComment, made.standing]).toEqual([undefined, undefined, undefined]);
  });
});

describe("labels", () => {
  const labels = {
    kind: { "new-architecture": "new model", "new-weights": "new weights" },
    state: { complete: "ready", incomplete: "needs work", unsure: "question" },
  };

  test("those that fit are added, ours that no longer fit are taken away, others stay", () => {
    const present = ["New Weights", "needs work", "ready", "bug"];
    expect(publish({ verdicts: [failed(11)], pullRequest: { labels: present } }, { labels }).labels).toEqual({
      add: ["new model"],
      remove: ["New Weights", "ready"],
    });
  });

  test("none without a policy that names some, and none left on what is no model contribution", () => {
    const parts: ReviewParts = {
      kind: { kind: "not-a-model-contribution" },
      pullRequest: { labels: ["new model", "bug"] },
    };
    expect(publish(parts).labels).toEqual({ add: [], remove: [] });
    expect(publish(parts, { labels }).labels).toEqual({ add: [], remove: ["new model"] });
  });
});
