import { defineRule } from "../engine/define-rule.ts";
import { citeDiff, citeFile } from "../submission/citation.ts";
import { expectedOutputPaths } from "../submission/expected-output.ts";
import { addedLineNaming, modelNames } from "../submission/model-naming.ts";
import { matchesAnyPattern } from "../submission/path-pattern.ts";

export default defineRule({
  id: "tests-included",
  clause: "write-model-tests",
  alsoClauses: ["code-documentation-tests"],
  kinds: ["new-architecture"],
  level: "required",
  reads: ["contribution", "diff", "head", "layout"],
  summary: "Tests cover the model.",
  messages: {
    included: { text: "Tests cover the model: {paths}." },
    "by-registry": { text: "The test suite lists models by itself, and expected outputs are added: {paths}." },
    "not-named": {
      text: "Tests change ({paths}), but the added lines do not name the model.",
      fix: "Check that the tests run for every variant of {models}.",
    },
    none: {
      text: "The diff adds no test and no expected output for {models}.",
      fix: "Cover the model in the model tests (its parameters, its backward pass) and generate its expected outputs.\n---\nEXPECTTEST_ACCEPT=1 pytest test/test_models.py -k {example}",
    },
    "no-tests": { text: "The repository has no model tests at the places that the policy names." },
  },
  check({ contribution, diff, head, layout }, verdict) {
    const { builders } = modelNames(contribution);
    const isTest = (path: string) => matchesAnyPattern(path, layout.tests);
    const changed = diff.files.filter((file) => file.status !== "removed" && isTest(file.path));
    const naming = changed.flatMap((file) => {
      const line = addedLineNaming(file, contribution);
      return line === undefined ? [] : [citeDiff(file.path, line.line, line.text)];
    });
    const [first, ...rest] = naming;
    if (first !== undefined) {
      return verdict.pass("included", { paths: naming.map((one) => one.path ?? "") }, [first, ...rest]);
    }
    const added = new Set(diff.files.filter((file) => file.status !== "removed").map((file) => file.path));
    const outputs = builders.flatMap((name) => expectedOutputPaths(name, layout).filter((path) => added.has(path)));
    const [output, ...others] = outputs.map(citeFile);
    if (output !== undefined) return verdict.pass("by-registry", { paths: outputs }, [output, ...others]);
    const [file, ...more] = changed.map((one) => citeFile(one.path));
    if (file !== undefined) {
      return verdict.unsure("not-named", { paths: changed.map((one) => one.path), models: builders }, [file, ...more]);
    }
    const [suite, ...suites] = head.paths
      .filter(isTest)
      .slice(0, 5)
      .map((path) => ({ ...citeFile(path), source: "head" as const, searched: true }));
    if (suite === undefined) return verdict.notApplicable("no-tests", {});
    return verdict.fail("none", { models: builders, example: builders[0] ?? "<model>" }, [suite, ...suites]);
  },
});
