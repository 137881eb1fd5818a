import { defineRule } from "../engine/define-rule.ts";
import type { Cited } from "../engine/rule.ts";
import { citeFile, citeTitle } from "../submission/citation.ts";
import { unreadFiles } from "../submission/model-files.ts";

export default defineRule({
  id: "model-code-included",
  clause: "code-documentation-tests",
  kinds: ["new-architecture"],
  level: "required",
  reads: ["pullRequest", "contribution", "diff"],
  summary: "The model's implementation is in the diff.",
  messages: {
    included: { text: "The implementation is in {paths}." },
    none: {
      text: "The diff adds no model implementation to the models package.",
      fix: "Add the model's module to the models package.",
    },
    unread: { text: "The text of {paths} was not available, and the implementation may stand there." },
  },
  check({ pullRequest, contribution, diff }, verdict) {
    const models = contribution.modules.filter((one) => one.isModel);
    const parts = [...models, ...contribution.builders, ...contribution.modules];
    const paths = [...new Set(parts.map((one) => one.path))];
    const [first, ...rest] = paths.map((path) => parts.find((one) => one.path === path)?.evidence ?? citeFile(path));
    if (first !== undefined) return verdict.pass("included", { paths }, [first, ...rest]);
    const unread = unreadFiles(contribution.files).map((one) => one.path);
    if (unread.length > 0) return verdict.notAssessed("unread", { paths: unread }, unread.map(citeFile));
    const [file, ...others] = diff.files.map((one) => ({ ...citeFile(one.path), searched: true }));
    const searched: Cited =
      file === undefined ? [{ ...citeTitle(pullRequest), searched: true }] : [file, ...others.slice(0, 9)];
    return verdict.fail("none", {}, searched);
  },
});
