import { defineRule } from "../engine/define-rule.ts";
import { addedLines } from "../submission/added-lines.ts";
import { citeDiff, citeFile, citeHead } from "../submission/citation.ts";
import type { FileChange } from "../submission/diff.ts";
import type { Evidence } from "../submission/evidence.ts";
import { findLineNaming, lineNaming, linesOf, modelNames } from "../submission/model-naming.ts";
import { matchesAnyPattern } from "../submission/path-pattern.ts";
import type { RepositoryLayout } from "../submission/repository-layout.ts";

/** Prose pages that are neither the documentation's own nor a reference script's README: `README.rst` documented models once. */
function isOtherPage(path: string, layout: RepositoryLayout): boolean {
  return /\.(?:rst|md)$/.test(path) && !matchesAnyPattern(path, [...layout.documentation, ...layout.referenceScripts]);
}

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
    "included-elsewhere": { text: "The model is documented outside the documentation's own pages: {paths}." },
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
    "no-model": { text: "The diff adds no model that the documentation could name." },
  },
  check({ contribution, diff, head, layout }, verdict) {
    const names = modelNames(contribution);
    if (names.models.length === 0) return verdict.notApplicable("no-model", {});
    const present = diff.files.filter((file) => file.status !== "removed");
    const naming = (files: readonly FileChange[]) =>
      files.flatMap((file) => {
        const line = lineNaming(addedLines(file), names);
        return line === undefined ? [] : [citeDiff(file.path, line.line, line.text)];
      });
    const paths = (all: readonly Evidence[]) => all.map((one) => one.path ?? "");

    const isPage = (path: string) => matchesAnyPattern(path, layout.documentation);
    const changed = present.filter((file) => isPage(file.path));
    const documented = naming(changed);
    const [first, ...rest] = documented;
    if (first !== undefined) return verdict.pass("included", { paths: paths(documented) }, [first, ...rest]);

    const pages = head.paths.filter(isPage);
    for (const path of pages) {
      const line = findLineNaming(linesOf(head.read(path)), names.models);
      if (line !== undefined) {
        return verdict.pass("already-there", { paths: [path] }, [citeHead(path, line.line, line.text)]);
      }
    }

    // A package's docstring listed its models before there were pages for them.
    const docstrings = contribution.files.flatMap((file) => {
      const docstring = file.path.endsWith("/__init__.py") ? file.head?.docstring : undefined;
      const change = present.find((one) => one.path === file.path);
      if (docstring === undefined || change === undefined) return [];
      const lines = addedLines(change).filter((one) => one.line >= docstring.line && one.line <= docstring.endLine);
      const line = lineNaming(lines, names);
      return line === undefined ? [] : [citeDiff(file.path, line.line, line.text)];
    });
    const elsewhere = [...docstrings, ...naming(present.filter((file) => isOtherPage(file.path, layout)))];
    const [other, ...others] = elsewhere;
    if (other !== undefined) {
      return verdict.pass("included-elsewhere", { paths: paths(elsewhere) }, [other, ...others]);
    }

    const [page, ...morePages] = changed.map((file) => citeFile(file.path));
    if (page !== undefined) {
      return verdict.unsure("not-named", { paths: changed.map((file) => file.path), models: names.models }, [
        page,
        ...morePages,
      ]);
    }
    const isKnownToBeMissing = layout.documentation.every(
      (pattern) => pattern.includes("*") || head.has(pattern) === false,
    );
    const searched = pages.slice(0, 5).map((path) => ({ ...citeFile(path), source: "head" as const, searched: true }));
    if (searched.length === 0 && isKnownToBeMissing) return verdict.notApplicable("no-documentation", {});
    const [where, ...more] =
      searched.length > 0
        ? searched
        : diff.files.slice(0, 5).map((file) => ({ ...citeFile(file.path), searched: true }));
    if (where === undefined) return verdict.notApplicable("no-documentation", {});
    return verdict.fail("none", { models: names.models, example: names.models[0] ?? "" }, [where, ...more]);
  },
});
