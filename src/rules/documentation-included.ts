import { defineRule } from "../engine/define-rule.ts";
import { namesWord } from "../submission/added-lines.ts";
import { citeDiff, citeFile, citeHead } from "../submission/citation.ts";
import { addedLineNaming, modelNames } from "../submission/model-naming.ts";
import { matchesAnyPattern } from "../submission/path-pattern.ts";

export default defineRule({
  id: "documentation-included",
  clause: "code-documentation-tests",
  alsoClauses: ["document-in-section", "document-construction", "document-metrics-and-paper"],
  kinds: ["new-architecture"],
  level: "required",
  reads: ["contribution", "diff", "head", "layout"],
  summary: "The documentation names the model.",
  messages: {
    included: { text: "The documentation names the model: {paths}." },
    "already-there": { text: "The documentation at head names the model already: {paths}." },
    "not-named": {
      text: "The documentation changes ({paths}), but the added lines do not name the model.",
      fix: "Check that the new pages list every variant of {models}.",
    },
    none: {
      text: "The documentation does not mention {models}.",
      fix: "Add the model to its section of the documentation: how to build each variant, its metrics, and the paper.\n---\n.. autosummary::\n    :toctree: generated/\n    :template: function.rst\n\n    {example}",
    },
    "no-documentation": { text: "The repository has no documentation pages at the places that the policy names." },
  },
  check({ contribution, diff, head, layout }, verdict) {
    const { builders } = modelNames(contribution);
    const isPage = (path: string) => matchesAnyPattern(path, layout.documentation);
    const changed = diff.files.filter((file) => file.status !== "removed" && isPage(file.path));
    const naming = changed.flatMap((file) => {
      const line = addedLineNaming(file, contribution);
      return line === undefined ? [] : [citeDiff(file.path, line.line, line.text)];
    });
    const [first, ...rest] = naming;
    if (first !== undefined) {
      return verdict.pass("included", { paths: naming.map((one) => one.path ?? "") }, [first, ...rest]);
    }
    const pages = head.paths.filter(isPage);
    for (const path of pages) {
      const lines = head.read(path)?.split("\n") ?? [];
      const at = lines.findIndex((line) => builders.some((name) => namesWord(line, name)));
      if (at >= 0) return verdict.pass("already-there", { paths: [path] }, [citeHead(path, at + 1, lines[at] ?? "")]);
    }
    const [page, ...others] = changed.map((file) => citeFile(file.path));
    if (page !== undefined) {
      return verdict.unsure("not-named", { paths: changed.map((file) => file.path), models: builders }, [
        page,
        ...others,
      ]);
    }
    const searched = pages.slice(0, 5).map((path) => ({ ...citeFile(path), source: "head" as const, searched: true }));
    const [where, ...more] =
      searched.length > 0
        ? searched
        : diff.files.slice(0, 5).map((file) => ({ ...citeFile(file.path), searched: true }));
    if (where === undefined) return verdict.notApplicable("no-documentation", {});
    return verdict.fail("none", { models: builders, example: builders[0] ?? "<model>" }, [where, ...more]);
  },
});
