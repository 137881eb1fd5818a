import { defineRule } from "../engine/define-rule.ts";
import type { Finding } from "../engine/verdict.ts";
import { citeDiff } from "../submission/citation.ts";
import type { Contribution } from "../submission/contribution.ts";
import { placeModelPath } from "../submission/model-path.ts";
import type { RepositoryLayout } from "../submission/repository-layout.ts";
import type { Tree } from "../submission/tree.ts";

/** A class of the kind that logs its use where the convention is followed. */
const MODEL_CLASS = /^class [A-Z]\w*\((?:torch\.)?nn\.Module\):/m;

/** Whether the models of base log their use; undefined when base has no model file that is known. */
function isConvention(base: Tree, layout: RepositoryLayout): boolean | undefined {
  const texts = base.paths.flatMap((path) => {
    const text = placeModelPath(path, layout) === undefined ? undefined : base.read(path);
    return text !== undefined && MODEL_CLASS.test(text) ? [text] : [];
  });
  return texts.length === 0 ? undefined : texts.some((text) => text.includes("_log_api_usage_once"));
}

function isOlderForm(contribution: Contribution): boolean {
  const forms = new Set(contribution.files.flatMap((file) => file.headWeights.map((entry) => entry.form)));
  return forms.has("model_urls") && !forms.has("enum");
}

const LOGGING = /(?:^|\.)_log_api_usage_once$/;

export default defineRule({
  id: "api-usage-logged",
  clause: "layer-constructors-and-usage-log",
  kinds: ["new-architecture"],
  level: "required",
  reads: ["contribution", "base", "layout"],
  summary: "Each public model class logs its use in its constructor.",
  messages: {
    logged: { text: "The use of {classes} is logged." },
    "not-logged": {
      text: "`_log_api_usage_once(self)` is not called in the constructor of {classes}.",
      fix: "Call it right after `super().__init__()`.\n---\n_log_api_usage_once(self)",
    },
    "convention-unknown": {
      text: "`_log_api_usage_once(self)` is not called in the constructor of {classes}. The weights are declared in the older form, and whether the models of that code base log their use could not be read.",
      fix: "If the other models do so, call it right after `super().__init__()`.\n---\n_log_api_usage_once(self)",
    },
    "no-convention": { text: "The models that the code base has do not log their use." },
    "no-model-class": { text: "The diff adds no public model class; existing ones log their use themselves." },
  },
  check({ contribution, base, layout }, verdict) {
    const models = contribution.modules.filter(
      (one) =>
        one.isModel && !one.name.startsWith("_") && one.definition.bases.some((base) => /(?:^|\.)Module$/.test(base)),
    );
    const callOf = (one: (typeof models)[number]) =>
      one.definition.methods
        .find((method) => method.name === "__init__")
        ?.calls.find((call) => LOGGING.test(call.callee));
    const silent = models.filter((one) => callOf(one) === undefined);
    const [first, ...rest] = silent;
    if (first !== undefined) {
      const convention = isConvention(base, layout);
      if (convention === false) return verdict.notApplicable("no-convention", {});
      // Dictionaries of URLs are older than the logging; code that declares weights so tells nothing of the convention.
      if (convention === undefined && isOlderForm(contribution)) {
        const classes = silent.map((one) => one.name);
        return verdict.unsure("convention-unknown", { classes }, [first.evidence, ...rest.map((one) => one.evidence)]);
      }
      const findings = silent.map(
        (one): Finding => ({ text: `${one.name} does not log its use`, evidence: one.evidence }),
      );
      return verdict.fail(
        "not-logged",
        { classes: silent.map((one) => one.name) },
        [first.evidence, ...rest.map((one) => one.evidence)],
        findings,
      );
    }
    const [call, ...calls] = models.flatMap((one) => {
      const logging = callOf(one);
      return logging === undefined ? [] : [citeDiff(one.path, logging.line, logging.callee)];
    });
    if (call === undefined) return verdict.notApplicable("no-model-class", {});
    return verdict.pass("logged", { classes: models.map((one) => one.name) }, [call, ...calls]);
  },
});
