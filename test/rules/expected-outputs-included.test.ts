import rule from "../../src/rules/expected-outputs-included.ts";
import { judge } from "./submission-fixture.ts";
import { QUANTIZED, TINYNET, withTinynet } from "./tinynet.ts";

const SUITE = "test/test_models.py";
const COMPARES = "def test_classification_model(model_fn):\n    _assert_expected(out.cpu(), model_name, prec=0.1)\n";
const output = (name: string) => `test/expect/ModelTester.test_${name}_expect.pkl`;

test("one file for each builder", () => {
  const binary = [output("tinynet_s"), output("tinynet_b")];
  expect(judge(rule, { ...withTinynet(), binary })).toMatchObject({
    verdict: "pass",
    message: "included",
    data: { models: ["tinynet_s", "tinynet_b"] },
    evidence: binary.map((path) => ({ source: "diff", path, quote: path })),
  });
});

test("some files, and the rest in a list of what the tests skip", () => {
  const binary = [output("tinynet_s")];
  expect(judge(rule, { ...withTinynet(), binary, shared: { [SUITE]: COMPARES } })).toMatchObject({
    verdict: "unsure",
    message: "partly",
    data: { present: ["tinynet_s"], absent: ["tinynet_b"], example: "tinynet_b" },
    evidence: [{ path: output("tinynet_s") }],
  });
  const skipping = `${COMPARES}skipped_big_models = {\n    "tinynet_b": {("Windows", "cpu")},\n}\n`;
  expect(judge(rule, { ...withTinynet(), binary, shared: { [SUITE]: skipping } })).toMatchObject({
    verdict: "pass",
    message: "included",
    data: { models: ["tinynet_s"] },
    evidence: [{ path: output("tinynet_s") }, { source: "head", path: SUITE, line: 4 }],
  });
});

test("all variants skipped by the tests", () => {
  const skipping = `${COMPARES}skipped_big_models = {"tinynet_b": 1, "tinynet_s": 2}\n`;
  expect(judge(rule, { ...withTinynet(), shared: { [SUITE]: skipping } })).toMatchObject({
    verdict: "not-applicable",
    message: "skipped",
    data: { absent: ["tinynet_s", "tinynet_b"] },
  });
});

test("tests that name every variant may leave it out", () => {
  const naming = `${COMPARES}_model_params = {\n    "tinynet_s": {},\n    "tinynet_b": {},\n}\n`;
  expect(judge(rule, { ...withTinynet(), shared: { [SUITE]: naming } })).toMatchObject({
    verdict: "unsure",
    message: "named",
    evidence: [{ source: "head", path: SUITE, line: 4, quote: '"tinynet_s": {},' }],
  });
});

test("no file at all: asked of classification models, doubted for detection", () => {
  expect(judge(rule, { ...withTinynet(), shared: { [SUITE]: COMPARES } })).toMatchObject({
    verdict: "fail",
    message: "none",
    data: { absent: ["tinynet_s", "tinynet_b"], example: "tinynet_s" },
    evidence: [{ source: "head", path: SUITE, searched: true }],
  });
  const head = { "torchvision/models/detection/tinynet.py": TINYNET };
  expect(judge(rule, { head, shared: { [SUITE]: COMPARES } })).toMatchObject({
    verdict: "unsure",
    message: "other-task",
    data: { task: "detection" },
  });
});

test("no comparison in the tests, and nothing that they would run", () => {
  expect(judge(rule, { ...withTinynet(), shared: { [SUITE]: "def test_x():\n    pass\n" } })).toMatchObject({
    verdict: "not-applicable",
    message: "no-mechanism",
  });
  expect(judge(rule, { kind: "new-architecture", head: QUANTIZED })).toMatchObject({
    verdict: "not-applicable",
    message: "no-builders",
  });
});
