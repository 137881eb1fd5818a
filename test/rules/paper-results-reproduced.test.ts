import paperResultsReproduced from "../../src/rules/paper-results-reproduced.ts";
import { modelFile } from "./contribution-files.ts";
import { type Example, judge } from "./submission-fixture.ts";

const head = { "torchvision/models/foonet.py": modelFile("foonet50", "FooNet") };
const on = (body: string, more: Partial<Example> = {}) =>
  judge(paperResultsReproduced, { kind: "new-architecture", body, head, ...more });
const table = (metric: string, ...rows: readonly (readonly [string, string, string])[]) =>
  [
    `| Model | ${metric} | ${metric} (paper) |`,
    "|---|---|---|",
    ...rows.map(([model, measured, paper]) => `| ${model} | ${measured} | ${paper} |`),
    "",
  ].join("\n");

test("as good as the paper, within the tolerance, or better", () => {
  const verdict = on(table("Acc@1", ["foonet50", "81.2", "81.3"]));
  expect(verdict).toMatchObject({
    verdict: "pass",
    message: "reproduced",
    data: { rows: ["foonet50 acc@1 81.2 (published 81.3)"] },
    evidence: [
      { source: "description", line: 3 },
      { source: "description", line: 3 },
    ],
  });
  for (const [measured, paper] of [
    ["81.2", "81.7"],
    ["83.0", "81.3"],
    ["81.3", "81.3"],
  ] as const)
    expect(on(table("Acc@1", ["foonet50", measured, paper]))).toMatchObject({ verdict: "pass" });
});

test("one variant of several falls short", () => {
  const verdict = on(table("Acc@1", ["foonet18", "70.0", "70.1"], ["foonet50", "79.9", "81.3"]));
  expect(verdict).toMatchObject({
    verdict: "fail",
    message: "falls-short",
    data: { tolerance: "0.5 points", rows: ["foonet50 acc@1 79.9 (published 81.3)"] },
  });
  expect(verdict.evidence[0]?.quote).toContain("79.9");
  expect(verdict.evidence[1]?.quote).toContain("81.3");
});

test("error rates are read the other way round", () => {
  expect(on(table("top-1 error", ["foonet50", "18.7", "18.8"]))).toMatchObject({ verdict: "pass" });
  expect(on(table("top-1 error", ["foonet50", "20.1", "18.8"]))).toMatchObject({ verdict: "fail" });
});

test("end-point errors by share", () => {
  expect(on(table("EPE", ["foonet50", "1.50", "1.43"]))).toMatchObject({ verdict: "pass" });
  expect(on(table("EPE", ["foonet50", "1.60", "1.43"]))).toMatchObject({
    verdict: "fail",
    data: { tolerance: "5 percent" },
  });
  expect(on(table("EPE", ["foonet50", "1.20", "1.43"]))).toMatchObject({ verdict: "pass" });
});

test("the tolerances are the policy's", () => {
  const body = table("Acc@1", ["foonet50", "79.9", "81.3"]);
  expect(on(body, { options: { tolerance: 1.5 } })).toMatchObject({ verdict: "pass" });
  const flow = table("EPE", ["foonet50", "1.60", "1.43"]);
  expect(on(flow, { options: { relativeTolerance: 0.2 } })).toMatchObject({ verdict: "pass" });
});

test("the author names the gap", () => {
  const body = `${table("Acc@1", ["foonet50", "79.9", "81.3"])}\nThe accuracy is lower than in the paper because we train without JFT.`;
  const verdict = on(body);
  expect(verdict).toMatchObject({ verdict: "unsure", message: "gap-explained" });
  expect(verdict.evidence.at(-1)?.quote).toBe("The accuracy is lower than in the paper because we train without JFT.");
  const stranger = { author: "passer-by", body: "This is lower than the accuracy in the paper." };
  expect(on(table("Acc@1", ["foonet50", "79.9", "81.3"]), { comments: [stranger] })).toMatchObject({ verdict: "fail" });
});

test("the author's comment names the gap; other words are no reason", () => {
  const body = table("Acc@1", ["foonet50", "79.9", "81.3"]);
  const own = { author: "contributor", body: "We could not reproduce the numbers of the paper, see the recipe." };
  expect(on(body, { comments: [own] })).toMatchObject({ verdict: "unsure", message: "gap-explained" });
  for (const words of ["The weights follow the paper.", "Speed is lower than before.", "The learning rate is lower."])
    expect(on(`${body}\n${words}`)).toMatchObject({ verdict: "fail" });
});

test("a later, better run counts", () => {
  const body = table("Acc@1", ["foonet50", "79.9", "81.3"]);
  const entries = [
    {
      member: "IMAGENET1K_V1",
      url: "https://download.pytorch.org/models/foonet50-0676ba61.pth",
      metrics: { "ImageNet-1K": { "acc@1": "81.198" } },
    },
  ];
  const better = { "torchvision/models/foonet.py": modelFile("foonet50", "FooNet", entries) };
  expect(on(body, { head: better })).toMatchObject({ verdict: "pass" });
  const comment = { author: "contributor", body: table("Acc@1", ["foonet50", "81.1", "81.3"]) };
  expect(on(body, { comments: [comment] })).toMatchObject({ verdict: "pass" });
});

test("another dataset or another metric is another result", () => {
  const body = "On ImageNet foonet50 reaches 79.9 top-1. The paper gives no accuracy.";
  expect(on(body)).toMatchObject({ verdict: "not-assessed", message: "nothing-to-compare" });
  expect(on("")).toMatchObject({ verdict: "not-assessed", message: "nothing-to-compare" });
});
