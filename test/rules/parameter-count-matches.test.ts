import parameterCountMatches from "../../src/rules/parameter-count-matches.ts";
import type { CheckpointFact, Fact, TensorFact } from "../../src/submission/facts.ts";
import { checkpointAt, unreachableAt } from "./checkpoint-facts.ts";
import { modelFile } from "./contribution-files.ts";
import { judge } from "./submission-fixture.ts";

const PATH = "torchvision/models/foonet.py";
const URL = "https://download.pytorch.org/models/foonet50-0676ba61.pth";
const model = (parameters?: number) =>
  modelFile("foonet50", "FooNet", [{ member: "V1", url: URL, ...(parameters === undefined ? {} : { parameters }) }]);
const given = (stated: number | undefined, fact: Fact<unknown>, path = PATH, text = model(stated)) =>
  judge(parameterCountMatches, {
    kind: "new-weights",
    body: "",
    head: { [path]: text },
    facts: { checkpoints: { [URL]: fact } },
  });
const on = (stated: number | undefined, value: Partial<CheckpointFact>) => given(stated, checkpointAt(URL, value));
const tensor = (name: string, ...shape: readonly number[]): TensorFact => ({ name, dtype: "float32", shape });

test("the number is that of the tensors", () => {
  expect(on(25557032, { parameters: 25557032, buffers: 53120 })).toMatchObject({
    verdict: "pass",
    message: "matches",
    data: { entries: ["FooNet_Weights.V1 25,557,032"] },
  });
});

test("another number: the line put right", () => {
  const verdict = on(30919624, { parameters: 25557032, buffers: 53120 });
  expect(verdict).toMatchObject({
    verdict: "fail",
    message: "differs",
    data: { entry: "FooNet_Weights.V1", stated: "30,919,624", counted: "25,557,032", digits: "25557032" },
    evidence: [
      { source: "diff", path: PATH, quote: "30919624" },
      { source: "checkpoint", url: URL },
    ],
  });
  expect(verdict.findings[0]?.suggestion).toMatchObject({
    path: PATH,
    replacement: '            "num_params": 25557032,',
  });
});

test("buffers counted in", () => {
  expect(on(25610152, { parameters: 25557032, buffers: 53120 })).toMatchObject({
    verdict: "unsure",
    message: "with-buffers",
  });
});

test("frozen normalisation may be buffers", () => {
  expect(on(25500000, { parameters: 25557032, frozenNorms: 57032 })).toMatchObject({ verdict: "pass" });
});

test("a part that the builder drops, tensors that may be buffers, tied weights", () => {
  const body = [tensor("layer.weight", 10, 10), tensor("layer.bias", 10)];
  const cases: readonly (readonly [TensorFact[], string])[] = [
    [[tensor("aux1.fc.weight", 5, 4), tensor("aux2.fc.weight", 5, 4)], "the auxiliary heads"],
    [[tensor("classifier.weight", 5, 8)], "what stands under `classifier`"],
    [[tensor("a.rotary_table", 20), tensor("b.rotary_table", 20)], "what goes by the name `rotary_table`"],
  ];
  for (const [more, part] of cases) {
    expect(on(110, { parameters: 150, tensors: [...body, ...more] })).toMatchObject({
      verdict: "unsure",
      message: "part-left-out",
      data: { part },
    });
  }
});

test("quantized weights are packed and not counted", () => {
  const path = "torchvision/models/quantization/foonet.py";
  const text = model(30919624).replaceAll("FooNet_Weights", "FooNet_QuantizedWeights");
  expect(given(30919624, checkpointAt(URL, { parameters: 1 }), path, text)).toMatchObject({
    verdict: "not-assessed",
    message: "none",
  });
});

test("what cannot be told", () => {
  expect(on(30919624, { reasons: { tensors: "it is a legacy file" } })).toMatchObject({
    verdict: "not-assessed",
    message: "not-counted",
    data: { reason: "it is a legacy file" },
  });
  expect(given(30919624, unreachableAt(URL))).toMatchObject({ verdict: "not-assessed", data: { reason: "timed out" } });
  expect(on(undefined, { parameters: 1 })).toMatchObject({ verdict: "not-assessed", message: "none" });
});
