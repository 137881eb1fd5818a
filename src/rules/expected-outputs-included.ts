import { defineRule } from "../engine/define-rule.ts";
import { namesWord } from "../submission/added-lines.ts";
import { citeFile, citeHead } from "../submission/citation.ts";
import { expectedOutputPaths } from "../submission/expected-output.ts";
import { matchesAnyPattern } from "../submission/path-pattern.ts";

export default defineRule({
  id: "expected-outputs-included",
  clause: "include-expected-files",
  kinds: ["new-architecture"],
  level: "required",
  reads: ["contribution", "diff", "head", "layout"],
  summary: "The expected outputs of each variant are in the diff.",
  messages: {
    included: { text: "Expected outputs are there for {models}." },
    partly: {
      text: "Expected outputs are there for {present}, but not for {absent}.",
      fix: "Generate those of the other variants, unless the tests leave them out.\n---\nEXPECTTEST_ACCEPT=1 pytest test/test_models.py -k {example}",
    },
    excluded: {
      text: "There are no expected outputs for {absent}, and the tests name that variant: they may leave it out.",
      fix: "If the tests compare this variant with expected outputs, generate them.\n---\nEXPECTTEST_ACCEPT=1 pytest test/test_models.py -k {example}",
    },
    detection: {
      text: "There are no expected outputs for {absent}; not every {task} model has them.",
      fix: "If the tests compare this model with expected outputs, generate them.\n---\nEXPECTTEST_ACCEPT=1 pytest test/test_models.py -k {example}",
    },
    none: {
      text: "The diff holds no expected outputs for {absent}.",
      fix: "Generate them with the model tests and add the files.\n---\nEXPECTTEST_ACCEPT=1 pytest test/test_models.py -k {example}",
    },
    "no-builders": { text: "The diff adds no public builder that the tests would run." },
    "no-mechanism": { text: "The repository has no model tests that compare with expected outputs." },
  },
  check({ contribution, diff, head, layout }, verdict) {
    const builders = contribution.builders.filter((one) => !one.quantized);
    if (builders.length === 0) return verdict.notApplicable("no-builders", {});
    const inDiff = new Set(diff.files.filter((file) => file.status !== "removed").map((file) => file.path));
    const pathOf = (name: string) =>
      expectedOutputPaths(name, layout).find((path) => inDiff.has(path) || head.has(path) === true);
    const present = builders.filter((one) => pathOf(one.name) !== undefined);
    const absent = builders.filter((one) => pathOf(one.name) === undefined);
    const [first, ...rest] = present.map((one) => citeFile(pathOf(one.name) ?? ""));
    const names = (all: typeof builders) => all.map((one) => one.name);
    const example = absent[0]?.name ?? "";
    if (absent.length === 0 && first !== undefined) {
      return verdict.pass("included", { models: names(present) }, [first, ...rest]);
    }
    if (first !== undefined) {
      return verdict.unsure("partly", { present: names(present), absent: names(absent), example }, [first, ...rest]);
    }
    const suites = head.paths.filter((path) => matchesAnyPattern(path, layout.tests));
    const suite = suites.find(
      (path) => head.read(path)?.includes("assertExpected") || head.read(path)?.includes("_assert_expected"),
    );
    if (suite === undefined) return verdict.notApplicable("no-mechanism", {});
    const lines = head.read(suite)?.split("\n") ?? [];
    const named = lines.findIndex((line) => absent.every((one) => namesWord(line, one.name)));
    if (named >= 0) {
      return verdict.unsure("excluded", { absent: names(absent), example }, [
        citeHead(suite, named + 1, lines[named] ?? ""),
      ]);
    }
    const where = { ...citeFile(suite), source: "head" as const, searched: true };
    const detection = absent.find((one) => one.task.startsWith("detection"));
    if (detection !== undefined) {
      return verdict.unsure("detection", { absent: names(absent), task: detection.task, example }, [where]);
    }
    return verdict.fail("none", { absent: names(absent), example }, [where]);
  },
});
