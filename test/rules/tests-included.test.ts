import rule from "../../src/rules/tests-included.ts";
import { judge } from "./submission-fixture.ts";
import { TINYNET, withTinynet } from "./tinynet.ts";

const SUITE = "test/test_models.py";
const COMPARES = "def test_model(fn):\n    _assert_expected(out, name)\n";

test("a test that names a builder or the class", () => {
  expect(judge(rule, withTinynet({ [SUITE]: 'x = 1\n_model_params = {"tinynet_s": {}}\n' }))).toMatchObject({
    verdict: "pass",
    message: "included",
    data: { paths: [SUITE] },
    evidence: [{ source: "diff", path: SUITE, line: 2, quote: '_model_params = {"tinynet_s": {}}' }],
  });
  const own = "test/models/test_tinynet.py";
  expect(judge(rule, withTinynet({ [own]: "model = TinyNet()\n" }))).toMatchObject({ data: { paths: [own] } });
});

test("expected outputs of a variant prove coverage", () => {
  const output = "test/expect/ModelTester.test_tinynet_b_expect.pkl";
  expect(judge(rule, { ...withTinynet(), binary: [output] })).toMatchObject({
    verdict: "pass",
    message: "by-registry",
    evidence: [{ source: "diff", path: output }],
  });
});

test("a suite that lists models by itself and compares nothing covers them", () => {
  for (const line of [
    "    return [k for k, v in models.__dict__.items() if callable(v)]",
    "@pytest.mark.parametrize('model_fn', get_models_from_module(models))",
    "@pytest.mark.parametrize('model_fn', list_model_fns(models))",
  ]) {
    expect(judge(rule, { ...withTinynet(), shared: { [SUITE]: `import x\n${line}\n` } })).toMatchObject({
      verdict: "pass",
      message: "enumerated",
      data: { path: SUITE },
      evidence: [{ source: "head", path: SUITE, line: 2, quote: line.trim() }],
    });
  }
});

test("a suite that compares needs the outputs of a classification model; of others a person decides", () => {
  const suite = `${COMPARES}@parametrize(get_models_from_module(models.detection))\n`;
  expect(judge(rule, { ...withTinynet(), shared: { [SUITE]: suite } })).toMatchObject({
    verdict: "fail",
    message: "none",
    data: { models: ["tinynet_s", "tinynet_b"] },
    evidence: [{ source: "head", path: SUITE, searched: true }],
  });
  const head = { "torchvision/models/detection/tinynet.py": TINYNET };
  expect(judge(rule, { head, shared: { [SUITE]: suite } })).toMatchObject({
    verdict: "unsure",
    message: "perhaps-enumerated",
    data: { path: SUITE, example: "tinynet_s" },
    evidence: [{ line: 3 }],
  });
});

test("tests that change without naming the model are for a person to read", () => {
  expect(judge(rule, withTinynet({ [SUITE]: "def test_all():\n    pass\n" }))).toMatchObject({
    verdict: "unsure",
    message: "not-named",
    data: { paths: [SUITE] },
  });
});

test("a longer name that begins alike is another model", () => {
  expect(judge(rule, withTinynet({ [SUITE]: "def test_tinynet_s2():\n    pass\n" }))).toMatchObject({
    message: "not-named",
  });
});

test("no tests, and no model", () => {
  expect(judge(rule, withTinynet())).toMatchObject({ verdict: "not-applicable", message: "no-tests" });
  expect(judge(rule, { kind: "new-architecture", head: { "setup.py": "x = 1\n" } })).toMatchObject({
    verdict: "not-applicable",
    message: "no-model",
  });
});
