import { defineRule } from "../engine/define-rule.ts";
import { addedLines } from "../submission/added-lines.ts";
import { citeDiff, citeFile, citeHead } from "../submission/citation.ts";
import { expectedOutputPaths, findExpectedOutputTests } from "../submission/expected-output.ts";
import { lineNaming, modelNames } from "../submission/model-naming.ts";
import { matchesAnyPattern } from "../submission/path-pattern.ts";

/** How a test suite lists the models of the library instead of naming them. */
const ENUMERATION =
  /\b(?:get_available_\w+_models|get_models_from_module|list_models|list_model_fns)\(|\bmodels(?:\.\w+)?\.__dict__/;

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
    enumerated: { text: "{path} runs over every model of the library, so the new ones are covered." },
    "perhaps-enumerated": {
      text: "{path} lists models by itself, but no expected outputs for {models} are added.",
      fix: "Check that the tests run for this model.\n---\npytest {path} -k {example}",
    },
    "not-named": {
      text: "Tests change ({paths}), but the added lines do not name the model.",
      fix: "Check that the tests run for every variant of {models}.",
    },
    none: {
      text: "The diff adds no test and no expected output for {models}.",
      fix: "Cover the model in the model tests (its parameters, its backward pass) and generate its expected outputs.\n---\nEXPECTTEST_ACCEPT=1 pytest test/test_models.py -k {example}",
    },
    "no-tests": { text: "The repository has no model tests at the places that the policy names." },
    "no-model": { text: "The diff adds no model that tests could cover." },
  },
  check({ contribution, diff, head, layout }, verdict) {
    const names = modelNames(contribution);
    const { models } = names;
    const example = models[0];
    if (example === undefined) return verdict.notApplicable("no-model", {});
    const isTest = (path: string) => matchesAnyPattern(path, layout.tests);
    const present = diff.files.filter((file) => file.status !== "removed");
    const changed = present.filter((file) => isTest(file.path));
    const naming = changed.flatMap((file) => {
      const line = lineNaming(addedLines(file), names);
      return line === undefined ? [] : [citeDiff(file.path, line.line, line.text)];
    });
    const [first, ...rest] = naming;
    if (first !== undefined) {
      return verdict.pass("included", { paths: naming.map((one) => one.path ?? "") }, [first, ...rest]);
    }
    const added = new Set(present.map((file) => file.path));
    const outputs = models.flatMap((name) => expectedOutputPaths(name, layout).filter((path) => added.has(path)));
    const [output, ...others] = outputs.map(citeFile);
    if (output !== undefined) return verdict.pass("by-registry", { paths: outputs }, [output, ...others]);

    const [file, ...more] = changed.map((one) => citeFile(one.path));
    if (file !== undefined) {
      return verdict.unsure("not-named", { paths: changed.map((one) => one.path), models }, [file, ...more]);
    }
    const suites = head.paths.filter(isTest);
    const comparing = findExpectedOutputTests(head, layout);
    // The suite that compares outputs is the one that runs the models; others only look at their weights or names.
    for (const path of new Set([...comparing, ...suites])) {
      const lines = head.read(path)?.split("\n") ?? [];
      const at = lines.findIndex((line) => ENUMERATION.test(line));
      if (at < 0) continue;
      const evidence = citeHead(path, at + 1, lines[at] ?? "");
      if (comparing.length === 0) return verdict.pass("enumerated", { path }, [evidence]);
      // Classification models all have expected outputs; of the others, some are run without.
      const needsOutputs = contribution.builders.some((one) => one.task === "classification" && !one.quantized);
      if (!needsOutputs) return verdict.unsure("perhaps-enumerated", { path, models, example }, [evidence]);
    }
    const [suite, ...moreSuites] = suites
      .slice(0, 5)
      .map((path) => ({ ...citeFile(path), source: "head" as const, searched: true }));
    if (suite === undefined) return verdict.notApplicable("no-tests", {});
    return verdict.fail("none", { models, example }, [suite, ...moreSuites]);
  },
});
