import { PRESETS } from "../../src/policy/presets.ts";
import { expectedOutputPaths, findExpectedOutputTests, skippedModels } from "../../src/submission/expected-output.ts";

test("the path of a builder's expected outputs", () => {
  expect(expectedOutputPaths("tinynet", PRESETS.torchvision.paths)).toEqual([
    "test/expect/ModelTester.test_tinynet_expect.pkl",
  ]);
});

test("tests that compare, in either spelling", () => {
  const files: Record<string, string> = {
    "test/test_models.py": "    _assert_expected(out, name)\n",
    "test/test_old.py": "        self.assertExpected(out)\n",
    "test/test_ops.py": "    assert out\n",
    "torchvision/test_x.py": "    _assert_expected(out)\n",
  };
  const tree = { paths: Object.keys(files), read: (path: string) => files[path], has: () => undefined };
  expect(findExpectedOutputTests(tree, PRESETS.torchvision.paths)).toEqual(["test/test_models.py", "test/test_old.py"]);
});

test("models that are listed as skipped, as names or as keys, but no others", () => {
  const text = `skipped_big_models = {
    "tiny_h_14": {("Windows", "cpu")},
    "tiny_g": {},
}
skip_list = ("tiny_x",)
_model_params = {"tiny_s": {}}
`;
  expect([...skippedModels("test/test_models.py", text)]).toEqual([
    ["tiny_h_14", 2],
    ["tiny_g", 3],
    ["tiny_x", 5],
  ]);
});
