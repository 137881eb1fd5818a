import { defineRule } from "../engine/define-rule.ts";
import { citeFile, citeHead } from "../submission/citation.ts";
import { expectedOutputPaths, findExpectedOutputTests, skippedModels } from "../submission/expected-output.ts";
import { findLineNaming, linesOf } from "../submission/model-naming.ts";

const GENERATE = "\n---\nEXPECTTEST_ACCEPT=1 pytest test/test_models.py -k {example}";

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
      fix: `Generate those of the other variants, unless the tests leave them out.${GENERATE}`,
    },
    skipped: { text: "The tests leave {absent} out; there are no expected outputs to give." },
    named: {
      text: "There are no expected outputs for {absent}, and the tests name that variant: they may leave it out.",
      fix: `If the tests compare this variant with expected outputs, generate them.${GENERATE}`,
    },
    "other-task": {
      text: "There are no expected outputs for {absent}; not every {task} model has them.",
      fix: `If the tests compare this model with expected outputs, generate them.${GENERATE}`,
    },
    none: {
      text: "The diff holds no expected outputs for {absent}.",
      fix: `Generate them with the model tests and add the files.${GENERATE}`,
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
    const outputs = builders.map((one) => ({ ...one, output: pathOf(one.name) }));
    const absent = outputs.filter((one) => one.output === undefined);
    const [first, ...rest] = outputs.flatMap((one) => (one.output === undefined ? [] : [citeFile(one.output)]));
    const names = (all: readonly { readonly name: string }[]) => all.map((one) => one.name);
    if (absent.length === 0 && first !== undefined) {
      return verdict.pass("included", { models: names(outputs) }, [first, ...rest]);
    }

    const suites = findExpectedOutputTests(head, layout);
    const skipped = suites.flatMap((path) => {
      const text = head.read(path) ?? "";
      if (!absent.some((one) => text.includes(one.name))) return [];
      const lines = text.split("\n");
      return [...skippedModels(path, text)].map(([name, line]) => ({
        name,
        evidence: citeHead(path, line, lines[line - 1] ?? ""),
      }));
    });
    const left = absent.filter((one) => !skipped.some((other) => other.name === one.name));
    const skips = skipped.filter((one) => absent.some((other) => other.name === one.name)).map((one) => one.evidence);
    if (first !== undefined) {
      const present = names(outputs.filter((one) => one.output !== undefined));
      if (left.length === 0) return verdict.pass("included", { models: present }, [first, ...rest, ...skips]);
      return verdict.unsure("partly", { present, absent: names(left), example: left[0]?.name ?? "" }, [first, ...rest]);
    }
    if (left.length === 0) return verdict.notApplicable("skipped", { absent: names(absent) }, skips);
    const [suite] = suites;
    if (suite === undefined) return verdict.notApplicable("no-mechanism", {});

    const example = left[0]?.name ?? "";
    for (const path of suites) {
      const words = new Set(head.read(path)?.match(/\w+/g));
      const line = findLineNaming(linesOf(head.read(path)), [example]);
      if (line !== undefined && left.every((one) => words.has(one.name))) {
        return verdict.unsure("named", { absent: names(left), example }, [citeHead(path, line.line, line.text)]);
      }
    }
    const where = { ...citeFile(suite), source: "head" as const, searched: true };
    const detection = left.find((one) => one.task.startsWith("detection"));
    if (detection !== undefined) {
      return verdict.unsure("other-task", { absent: names(left), task: detection.task, example }, [where]);
    }
    return verdict.fail("none", { absent: names(left), example }, [where]);
  },
});
