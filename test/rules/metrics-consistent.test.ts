import metricsConsistent from "../../src/rules/metrics-consistent.ts";
import { modelFile } from "./contribution-files.ts";
import { type Example, judge } from "./submission-fixture.ts";

const MODEL = "torchvision/models/foonet.py";
const URL = "https://download.pytorch.org/models/foonet50-0676ba61.pth";
const entry = (value: string, member = "IMAGENET1K_V1", url = URL) => ({
  member,
  url,
  metrics: { "ImageNet-1K": { "acc@1": value } },
});
const model = (...values: readonly string[]) => ({
  [MODEL]: modelFile(
    "foonet50",
    "FooNet",
    values.map((value, index) => entry(value, `IMAGENET1K_V${index + 1}`, `${URL.slice(0, -12)}${index}676ba61.pth`)),
  ),
});

const on = (body: string, more: Partial<Example> = {}) =>
  judge(metricsConsistent, { kind: "new-weights", body, head: model("81.198"), ...more });

test("description and meta agree, to the digits given", () => {
  for (const figure of ["81.198", "81.2", "81.20"]) {
    const verdict = on(`foonet50 reaches Acc@1 ${figure}.`);
    expect(verdict).toMatchObject({ verdict: "pass", message: "consistent" });
    expect(verdict.evidence.map((one) => one.source)).toEqual(["description", "head"]);
  }
  expect(on("foonet50 has a top-1 error of 18.8.")).toMatchObject({ verdict: "pass" });
  expect(on("foonet50 has an acc@1 of 0.81198.")).toMatchObject({ verdict: "pass" });
});

test("description and meta differ", () => {
  const verdict = on("foonet50 reaches Acc@1 79.9 on ImageNet.");
  expect(verdict).toMatchObject({
    verdict: "fail",
    message: "differs",
    data: { rows: ["foonet50 acc@1 on ImageNet-1K is 79.9 in the description, 81.198 in the weights' meta"] },
  });
  expect(verdict.evidence[0]).toMatchObject({ source: "description", line: 1 });
  expect(verdict.evidence[0]?.quote).toContain("79.9");
  expect(verdict.evidence[1]).toMatchObject({ source: "head", path: MODEL, quote: "81.198" });
});

test("the documentation differs", () => {
  const docs = (value: string) => ({
    "docs/source/models.rst": [
      "=========  =======  =======",
      "Model      Acc@1    Acc@5",
      "=========  =======  =======",
      `FooNet-50  ${value}   95.000`,
      "=========  =======  =======",
      "",
    ].join("\n"),
  });
  expect(on("", { head: { ...model("81.198"), ...docs("81.198") } })).toMatchObject({ verdict: "pass" });
  expect(on("", { head: { ...model("81.198"), ...docs("79.900") } })).toMatchObject({
    verdict: "fail",
    message: "differs",
    data: { rows: ["foonet50 acc@1 on ImageNet-1K is 81.198 in the weights' meta, 79.900 in the documentation"] },
  });
});

test("a slight difference may come from measuring twice", () => {
  expect(on("foonet50 reaches Acc@1 81.150.")).toMatchObject({ verdict: "unsure", message: "slight" });
  expect(on("foonet50 reaches Acc@1 81.150.", { options: { slight: 0 } })).toMatchObject({
    verdict: "fail",
    message: "differs",
  });
});

test("a run of the conversation may be an early one", () => {
  const comments = [{ author: "contributor", body: "The run of last night: foonet50 Acc@1 79.9" }];
  expect(on("Work in progress.", { comments })).toMatchObject({
    verdict: "unsure",
    message: "ambiguous",
    data: { rows: ["foonet50 acc@1 on ImageNet-1K is 79.9 in a comment, 81.198 in the weights' meta"] },
  });
});

test("of several runs one is the meta's", () => {
  const body = "| Model | EMA | Acc@1 |\n|---|---|---|\n| foonet50 | no | 80.1 |\n| foonet50 | yes | 81.198 |\n";
  expect(on(body)).toMatchObject({ verdict: "pass" });
  const runs =
    "```\nTest: Acc@1 80.100 Acc@5 95.0\n```\nWith a batch size of 1:\n```\nTest: Acc@1 80.300 Acc@5 95.0\n```\n";
  expect(on(runs, { head: model("80.300") })).toMatchObject({ verdict: "pass" });
  expect(on(runs, { head: model("82.500") })).toMatchObject({ verdict: "unsure", message: "ambiguous" });
});

test("what the old weights reach is told for comparison", () => {
  const base = model("76.130");
  const head = model("76.130", "81.198");
  expect(on("The current weights of foonet50 reach Acc@1 76.13.", { base, head })).toMatchObject({
    verdict: "not-assessed",
    message: "said-once",
  });
  expect(on("From Acc@1 76.130 to Acc@1 81.198 for foonet50.", { base, head })).toMatchObject({ verdict: "pass" });
});

test("the paper's column, another dataset, another metric and another model are other figures", () => {
  for (const body of [
    "| Model | Acc@1 | Acc@1 (paper) |\n|---|---|---|\n| foonet50 | 81.198 | 79.0 |\n",
    "foonet50 Acc@1 81.198 Acc@5 95.1",
    "foonet50 reaches Acc@1 81.198 on ImageNet. On ImageNet-V2 it has Acc@1 70.1.",
    "foonet50 reaches Acc@1 81.198, resnet18 reaches Acc@1 69.758.",
  ])
    expect(on(body)).toMatchObject({ verdict: "pass", message: "consistent" });
});

test.each([
  "Better than resnet18, which reaches Acc@1 69.758.",
  "The paper reports 80.3 top-1.",
  "The previous weights had 79.0 top-1 accuracy.",
  "Before: Acc@1 79.0",
  "On ImageNet-V2 we get Acc@1 70.1.",
  "With test-time augmentation Acc@1 is 82.9.",
  "Without EMA: Acc@1 80.2",
  "With a resolution of 384 foonet50 gets Acc@1 83.2.",
  "At epoch 100 the model has Acc@1 74.2.",
  "The training accuracy is 92.1 top-1.",
  "We aim for Acc@1 82.0.",
  "It improves Acc@1 by 3.2 points.",
])("a figure of something else is no contradiction: %s", (body) => {
  expect(on(body)).toMatchObject({ verdict: "not-assessed", message: "said-once" });
});

test("two sets of weights of one model", () => {
  const head = model("76.130", "81.198");
  expect(on("V1 of foonet50 has Acc@1 76.130, V2 has Acc@1 81.198.", { head })).toMatchObject({ verdict: "pass" });
  // Which of the two a third figure belongs to, nobody can tell.
  expect(on("foonet50 has Acc@1 79.9.", { head })).toMatchObject({ verdict: "not-assessed", message: "said-once" });
});

test("the float model's figure beside quantized weights", () => {
  const quantized = modelFile("foonet50", "FooNet", [entry("80.004")]).replaceAll(
    "FooNet_Weights",
    "FooNet_QuantizedWeights",
  );
  const head = { "torchvision/models/quantization/foonet.py": quantized };
  expect(on("foonet50 has Acc@1 81.198.", { head })).toMatchObject({
    verdict: "unsure",
    message: "ambiguous",
  });
  expect(on("foonet50: Acc@1 80.004 (float: Acc@1 81.198)", { head })).toMatchObject({ verdict: "pass" });
});

test("nothing is said twice", () => {
  expect(on("")).toMatchObject({ verdict: "not-assessed", message: "said-once" });
});

test("of several runs one agrees; of a figure that an edit puts right, either", () => {
  expect(on("foonet50: Acc@1 81.021, 81.198, 80.877 in three runs.")).toMatchObject({ verdict: "pass" });
  expect(on("| | acc@1 |\n|--|--|\n| run 1 | 81.5 |\n| run 2 | 81.198 |")).toMatchObject({ verdict: "pass" });
  expect(on("foonet50: Acc@1 80.021, 80.198, 79.877 in three runs.")).toMatchObject({
    verdict: "unsure",
    message: "ambiguous",
  });
  const edited = "foonet50: Acc@1 82.3\n\nEDIT: the Acc@1 was of another epoch, it's 81.198.";
  expect(on(edited)).toMatchObject({ verdict: "pass" });
  expect(on(edited.replace("81.198", "80.5"))).toMatchObject({ verdict: "unsure", message: "ambiguous" });
});

test("a teacher's figures and those before are not the new weights'", () => {
  expect(on("before: Acc@1 79.5\nafter: Acc@1 81.198")).toMatchObject({ verdict: "pass" });
  expect(on("It reaches Acc@1 81.198, distilled from barnet_160.")).toMatchObject({ verdict: "pass" });
});
