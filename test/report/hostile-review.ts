import type { Review } from "../../src/engine/review.ts";
import type { Evidence } from "../../src/submission/evidence.ts";
import {
  buildReview,
  command,
  contribution,
  evidence,
  figure,
  metricClaim,
  TRAIN_SCRIPT,
  trainingLog,
  verdict,
  weights,
} from "./review-fixture.ts";

/** A review in which `words` stand wherever a stranger can put them. */
export function hostileReview(words: string): Review {
  const sources: readonly Partial<Evidence>[] = [
    { source: "title" },
    { source: "description", line: 3 },
    { source: "comment", comment: 1 },
    { source: "diff", path: words, line: 5 },
    { source: "base", path: words },
    { source: "log", url: words, line: 7 },
    { source: "url", url: `https://evil.example/${words}` },
  ];
  const all = sources.map((one) => evidence({ ...one, quote: words }));
  const say = `The description claims ${words} for ${words}. It is ${words}.`;
  const finding = {
    text: `${words} is no option; did you mean \`${words}\`?`,
    evidence: evidence({ source: "head", path: words, line: 2, quote: words }),
    suggestion: { path: words, line: 1, endLine: 2, replacement: words },
  };
  const fix = `Write ${words} instead.\n${words}\n---\n${words}`;
  const each = all.map((one, index) =>
    verdict({
      rule: `rule-${index}`,
      verdict: index % 2 === 0 ? "fail" : "unsure",
      text: say,
      fix,
      evidence: [one],
      findings: [finding],
    }),
  );
  return buildReview({
    pullRequest: { title: words, author: words, labels: [words], requestedReviewers: [words] },
    kind: { reason: words, evidence: all },
    verdicts: [
      ...each,
      verdict({
        rule: "all",
        verdict: "fail",
        level: "recommended",
        text: words,
        fix: words,
        evidence: all,
        findings: [finding, finding],
      }),
      verdict({
        rule: "searched",
        verdict: "fail",
        text: words,
        evidence: all.map((one) => ({ ...one, searched: true })),
      }),
      verdict({ rule: "met", text: words, evidence: all }),
      verdict({ rule: "away", verdict: "not-assessed", text: words, evidence: [] }),
      verdict({ rule: "never", verdict: "not-applicable", text: words, evidence: [] }),
      verdict({ rule: "broken", verdict: "errored", text: words, evidence: [] }),
      verdict({ rule: "waived", verdict: "fail", text: words, waiver: { by: words, at: words, reason: words } }),
    ],
    claims: {
      metrics: [
        metricClaim({
          model: words,
          weights: words,
          dataset: words,
          measured: figure(words, {}, 81.2),
          paper: figure(words, {}, 82),
        }),
        metricClaim({ model: "foonet_small", measured: figure("81.2"), paper: figure("81.4") }),
      ],
      commands: [
        command({
          text: words,
          normalised: words,
          script: "train.py",
          arguments: [{ flag: words, values: [words], evidence: evidence() }],
          evidence: all[1] ?? evidence(),
        }),
        command({ text: `x ${words}`, normalised: `x ${words}`, launcher: words, script: words, unresolved: [words] }),
        command({
          role: "evaluation",
          text: `y ${words}`,
          normalised: `y ${words}`,
          positionals: [words],
          launcherArguments: [],
        }),
      ],
      checkpoints: [
        { url: words, form: "file", whose: "trained", origin: "text", evidence: evidence() },
        { url: `https://evil.example/${words}`, form: "file", whose: "trained", origin: "text", evidence: evidence() },
      ],
    },
    facts: {
      logs: new Map([
        [
          words,
          {
            status: "known" as const,
            value: {
              log: trainingLog([{ metric: "acc@1", best: "79.9", dataset: words }], {
                arguments: new Map([["model", words]]),
              }),
              bytes: 1,
            },
            evidence: evidence(),
          },
        ],
      ]),
    },
    contribution: contribution(
      [
        weights(words, `${words}.${words}`, [[words, "acc@1", "81.198"]], {
          path: words,
          url: { value: words, line: 1 },
        }),
      ],
      [words],
    ),
    scripts: [TRAIN_SCRIPT],
  });
}
