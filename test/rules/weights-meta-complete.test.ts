import rule from "../../src/rules/weights-meta-complete.ts";
import { judge } from "./submission-fixture.ts";
import { TINYNET_PATH } from "./tinynet.ts";

const SUITE = "test/test_extended_models.py";
const schema = (defaults: string) => ({
  [SUITE]: `import pytest\n\ndef test_schema_meta_validation(model_fn):\n    defaults = ${defaults}\n`,
});
const NESTED = schema(
  '{"all": {"num_params", "recipe", "_metrics"}, "models": {"categories", ("_metrics", "ImageNet-1K", "acc@1")}, "detection": {("_metrics", "COCO-val2017", "box_map")}, "quantization": {"backend", "unquantized"}, "optical_flow": set()}',
);
const entry = (meta: string, top = "") => `${top}class TinyNet_Weights(WeightsEnum):
    V1 = Weights(
        url="https://host/tinynet-0a1b2c3d.pth",
        meta=${meta},
    )
`;
const on = (text: string, shared: Record<string, string> = NESTED, path = TINYNET_PATH) =>
  judge(rule, { kind: "new-weights", head: { [path]: text }, shared });

test("all fields, shared dicts included", () => {
  const meta = '{**_COMMON, "num_params": 5, "_metrics": {"ImageNet-1K": {"acc@1": 70.1}}}';
  expect(on(entry(meta, '_COMMON = {"recipe": "r", "categories": _CATS}\n'))).toMatchObject({
    verdict: "pass",
    message: "complete",
    data: { entries: ["TinyNet_Weights.V1"], schema: SUITE },
    evidence: [
      { source: "diff", path: TINYNET_PATH, line: 3, endLine: 6, quote: "V1" },
      { source: "base", path: SUITE, line: 4, quote: expect.stringMatching(/^defaults = /) },
    ],
  });
});

test("fields that are not there, metrics among them", () => {
  expect(on(entry('{"recipe": "r", "categories": [], "_metrics": {"ImageNet-1K": {"acc@5": 90.0}}}'))).toMatchObject({
    verdict: "fail",
    message: "incomplete",
    data: {
      entries: ["TinyNet_Weights.V1"],
      schema: SUITE,
      fields: ["num_params", "_metrics.ImageNet-1K.acc@1"],
      example: 'meta={ "num_params": …, "_metrics.ImageNet-1K.acc@1": … },',
    },
    findings: [{ text: "TinyNet_Weights.V1 lacks num_params, _metrics.ImageNet-1K.acc@1" }],
  });
  const other = '{"num_params": 1, "recipe": "r", "categories": [], "_metrics": {"ImageNet-V2": {"acc@1": 60.0}}}';
  expect(on(entry(other))).toMatchObject({ data: { fields: ["_metrics.ImageNet-1K.acc@1"] } });
});

test("the fields of each task", () => {
  const meta = '{"num_params": 1, "recipe": "r", "_metrics": {"COCO-val2017": {"box_map": 37.0}}}';
  expect(on(entry(meta), NESTED, "torchvision/models/detection/tiny.py")).toMatchObject({ verdict: "pass" });
  expect(on(entry(meta), NESTED, "torchvision/models/optical_flow/tiny.py")).toMatchObject({ verdict: "pass" });
  // A task that the schema does not know demands what all models need.
  expect(on(entry(meta), NESTED, "torchvision/models/audio/tiny.py")).toMatchObject({ verdict: "pass" });
  expect(on(entry(meta), NESTED, "torchvision/models/quantization/tiny.py")).toMatchObject({
    verdict: "fail",
    data: { fields: ["backend", "unquantized"] },
  });
});

test("the schema's older forms: flat keys in lists, and metrics without a dataset", () => {
  const flat = schema('{"all": ["recipe"] + ["num_params"], "models": ["acc@1", "size"]}');
  const full = '{"recipe": "r", "num_params": 1, "size": (224, 224), "acc@1": 70.1}';
  expect(on(entry(full), flat)).toMatchObject({ verdict: "pass" });
  expect(on(entry('{"recipe": "r", "num_params": 1, "size": 1}'), flat)).toMatchObject({ data: { fields: ["acc@1"] } });
  const middle = schema('{"all": {"metrics"}, "models": {("metrics", "acc@1")}}');
  expect(on(entry('{"metrics": {"acc@1": 70.1}}'), middle)).toMatchObject({ verdict: "pass" });
  expect(on(entry('{"metrics": {"acc@5": 90.1}}'), middle)).toMatchObject({ data: { fields: ["metrics.acc@1"] } });
});

test("a meta that cannot be followed to its end proves nothing", () => {
  expect(on(entry('{**_IMPORTED, "num_params": 5}'))).toMatchObject({
    verdict: "unsure",
    message: "not-readable",
    evidence: [{ path: TINYNET_PATH, quote: "V1" }],
  });
});

test("a prototype is measured by what lasts, and never refused", () => {
  const path = "torchvision/prototype/models/tinynet.py";
  const text = (meta: string) =>
    `${entry(meta)}class TinyNet(nn.Module):\n    pass\ndef tinynet(weights=None, **kwargs):\n    return TinyNet()\n`;
  expect(on(text('{"num_params": 1, "recipe": "r", "_metrics": {"A": {"b": 1.0}}}'), NESTED, path)).toMatchObject({
    verdict: "pass",
  });
  expect(on(text('{"recipe": "r", "_metrics": {"A": {"b": 1.0}}}'), NESTED, path)).toMatchObject({
    verdict: "unsure",
    message: "prototype",
    data: { fields: ["num_params"] },
  });
  const ofPrototypes = { "test/test_prototype_models.py": NESTED[SUITE] ?? "" };
  expect(on(text('{"recipe": "r"}'), ofPrototypes, path)).toMatchObject({ verdict: "fail", message: "incomplete" });
});

test("no entry, where entries are how weights are declared", () => {
  const plain = "def tinynet(): ...\n";
  const evidence = [{ source: "diff", path: TINYNET_PATH, searched: true }];
  expect(on(plain)).toMatchObject({ verdict: "fail", message: "no-entries", evidence });
  const other = { "torchvision/models/resnet.py": "class ResNet_Weights(WeightsEnum):\n    pass\n" };
  expect(on(plain, other)).toMatchObject({ verdict: "fail", message: "no-entries", evidence });
  expect(on("class TinyNet_Weights(WeightsEnum):\n    pass\n", {})).toMatchObject({ message: "no-entries" });
});

test("the older form has no meta, and without a schema nothing is demanded", () => {
  expect(on('model_urls = {"tinynet": "https://host/tinynet-0a1b2c3d.pth"}\n')).toMatchObject({
    verdict: "not-applicable",
    message: "older-form",
  });
  expect(on("def tinynet(): ...\n", {})).toMatchObject({ verdict: "not-applicable", message: "older-form" });
  expect(on(entry("{}"), {})).toMatchObject({ verdict: "not-applicable", message: "no-schema" });
});
