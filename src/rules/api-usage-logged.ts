import { defineRule } from "../engine/define-rule.ts";
import type { Finding } from "../engine/verdict.ts";
import { citeDiff } from "../submission/citation.ts";

const LOGGING = /(?:^|\.)_log_api_usage_once$/;

export default defineRule({
  id: "api-usage-logged",
  clause: "layer-constructors-and-usage-log",
  kinds: ["new-architecture"],
  level: "required",
  reads: ["contribution"],
  summary: "Each public model class logs its use in its constructor.",
  messages: {
    logged: { text: "The use of {classes} is logged." },
    "not-logged": {
      text: "{classes} does not call `_log_api_usage_once(self)` in its constructor.",
      fix: "Call it right after `super().__init__()`.\n---\n_log_api_usage_once(self)",
    },
    "no-model-class": { text: "The diff adds no public model class; existing ones log their use themselves." },
  },
  check({ contribution }, verdict) {
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
