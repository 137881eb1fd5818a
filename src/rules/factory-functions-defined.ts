import { defineRule } from "../engine/define-rule.ts";
import { citeFile, citeTitle } from "../submission/citation.ts";
import { unreadFiles } from "../submission/model-files.ts";

export default defineRule({
  id: "factory-functions-defined",
  clause: "factory-functions",
  kinds: ["new-architecture"],
  level: "required",
  reads: ["pullRequest", "contribution"],
  summary: "Each variant has a public builder function.",
  messages: {
    defined: { text: "Builder functions are defined: {names}." },
    none: {
      text: "No public function builds {classes}.",
      fix: "Add one builder per variant to {path}.\n---\n@register_model()\ndef <variant>(*, weights: Optional[<Variant>_Weights] = None, progress: bool = True, **kwargs: Any) -> {example}:\n    ...",
    },
    "no-code": {
      text: "The diff adds no model, so no builder function either.",
      fix: "Add the model with one builder per variant to the models package.",
    },
    unread: { text: "The text of {paths} was not available, and the builder functions may stand there." },
  },
  check({ pullRequest, contribution }, verdict) {
    const [first, ...rest] = contribution.builders;
    if (first !== undefined) {
      return verdict.pass("defined", { names: contribution.builders.map((one) => one.name) }, [
        first.evidence,
        ...rest.map((one) => one.evidence),
      ]);
    }
    const unread = unreadFiles(contribution.files).map((one) => one.path);
    if (unread.length > 0) return verdict.notAssessed("unread", { paths: unread }, unread.map(citeFile));
    const models = contribution.modules.filter((one) => one.isModel);
    const [model, ...others] = models;
    if (model !== undefined) {
      return verdict.fail("none", { classes: models.map((one) => one.name), path: model.path, example: model.name }, [
        model.evidence,
        ...others.map((one) => one.evidence),
      ]);
    }
    const [file] = contribution.files;
    const where = file === undefined ? citeTitle(pullRequest) : citeFile(file.path);
    return verdict.fail("no-code", {}, [{ ...where, searched: true }]);
  },
});
