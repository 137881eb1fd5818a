import { defineRule } from "../engine/define-rule.ts";
import { addedLines } from "../submission/added-lines.ts";
import { citeDiff, citeFile, citeHead } from "../submission/citation.ts";
import { findLineNaming, lineNaming, linesOf, modelNames } from "../submission/model-naming.ts";
import { matchesAnyPattern } from "../submission/path-pattern.ts";

export default defineRule({
  id: "reference-scripts-extended",
  clause: "extend-reference-scripts",
  alsoClauses: ["document-training-command"],
  kinds: ["new-architecture"],
  level: "required",
  reads: ["contribution", "diff", "head", "layout"],
  summary: "The reference scripts or their README cover the model.",
  messages: {
    extended: { text: "The reference scripts are extended: {paths}." },
    "already-there": { text: "The reference scripts at head name the model already: {paths}." },
    none: {
      text: "Neither the reference scripts nor their README mention {models}.",
      fix: "Add the training command of each variant to the README of the reference scripts.\n---\n### <model>\n```\ntorchrun --nproc_per_node=8 train.py --model {example} …\n```",
    },
    "no-scripts": { text: "The repository has no reference scripts at the places that the policy names." },
    "no-model": { text: "The diff adds no model that the reference scripts could train." },
  },
  check({ contribution, diff, head, layout }, verdict) {
    const names = modelNames(contribution);
    const [example] = names.models;
    if (example === undefined) return verdict.notApplicable("no-model", {});
    const isReference = (path: string) => matchesAnyPattern(path, layout.referenceScripts);
    const changed = diff.files.filter((file) => file.status !== "removed" && isReference(file.path));
    const [first, ...rest] = changed.map((file) => {
      const line = lineNaming(addedLines(file), names) ?? addedLines(file)[0];
      return line === undefined ? citeFile(file.path) : citeDiff(file.path, line.line, line.text);
    });
    if (first !== undefined)
      return verdict.pass("extended", { paths: changed.map((file) => file.path) }, [first, ...rest]);
    const files = head.paths.filter(isReference);
    for (const path of files.filter((one) => one.endsWith(".md"))) {
      const line = findLineNaming(linesOf(head.read(path)), names.models);
      if (line !== undefined) {
        return verdict.pass("already-there", { paths: [path] }, [citeHead(path, line.line, line.text)]);
      }
    }
    const readmes = files.filter((one) => one.endsWith(".md"));
    const [where, ...more] = (readmes.length > 0 ? readmes : files)
      .slice(0, 6)
      .map((path) => ({ ...citeFile(path), source: "head" as const, searched: true }));
    if (where === undefined) return verdict.notApplicable("no-scripts", {});
    return verdict.fail("none", { models: names.models, example }, [where, ...more]);
  },
});
