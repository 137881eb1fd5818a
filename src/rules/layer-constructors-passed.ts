import { defineRule } from "../engine/define-rule.ts";
import type { Finding } from "../engine/verdict.ts";
import { citeDiff } from "../submission/citation.ts";
import type { FunctionDefinition, Parameter } from "../submission/python/python-module.ts";

const LAYER = /(?:^|_)(?:norm|activation|act|conv|dropout|attn|attention|pool|pooling|downsample|mlp|block)_layer$/;
/** Names that mean a layer in a model class; in a building block they may be sub-networks that the model has built. */
const PLAIN_LAYER = /^(?:norm|activation|act)$/;
/** Settings that only bear a layer's name. */
const PLAIN_VALUE = /^(?:Optional\[)?(?:bool|int|float|str)\b/;
const CONSTRUCTOR = /\bCallable\b|\bType\[|\btype\[/;
/** A parameter of any name that takes what builds a module. */
const MODULE_CONSTRUCTOR = /^(?:Optional\[)?(?:Callable\[.{0,80}\bModule\]|[Tt]ype\[(?:torch\.)?(?:nn\.)?Module\])/;
const INSTANCE = /^(?:Optional\[)?(?:torch\.)?(?:nn\.)?Module\]?(?: \| None)?$/;
const INSTANCE_DEFAULT = /^(?:torch\.)?nn\.[A-Z]\w*\(/;

const CONSTRUCTOR_DEFAULT = /^(?:torch\.)?(?:nn\.)?[A-Z]\w*$|^(?:functools\.)?partial\(/;

/** What a parameter takes, by its annotation, its default, and whether the constructor calls it to get a layer. */
function formOf(
  { name, annotation, defaultText }: Parameter,
  method: FunctionDefinition,
): "constructor" | "instance" | "open" {
  const preset = defaultText ?? "";
  if (CONSTRUCTOR.test(annotation ?? "") || (preset !== "None" && CONSTRUCTOR_DEFAULT.test(preset)))
    return "constructor";
  if (method.calls.some((call) => call.callee === name)) return "constructor";
  return INSTANCE.test(annotation ?? "") || INSTANCE_DEFAULT.test(preset) ? "instance" : "open";
}

export default defineRule({
  id: "layer-constructors-passed",
  clause: "layer-constructors-and-usage-log",
  kinds: ["new-architecture"],
  level: "required",
  reads: ["contribution"],
  summary: "Configurable layers are passed as constructors, not as instances.",
  messages: {
    constructors: { text: "Configurable layers are passed as constructors: {parameters}." },
    instances: {
      text: "Configurable layers are passed as instances: {parameters}. An instance cannot be built anew for each place.",
      fix: "Take a constructor and build the layer where it is used.\n---\n{example}: Callable[..., nn.Module] = nn.BatchNorm2d,",
    },
    untyped: {
      text: "Layers are configurable ({parameters}), but their annotations do not say whether a constructor or an instance is meant.",
      fix: "Annotate them.\n---\n{example}: Callable[..., nn.Module],",
    },
    "none-configurable": { text: "No new module has a configurable layer." },
  },
  check({ contribution }, verdict) {
    const found = contribution.modules.flatMap((one) =>
      one.definition.methods
        .filter((method) => method.name === "__init__")
        .flatMap((method) =>
          method.parameters
            .filter(
              (parameter) =>
                (LAYER.test(parameter.name) ||
                  (one.isModel && PLAIN_LAYER.test(parameter.name)) ||
                  MODULE_CONSTRUCTOR.test(parameter.annotation ?? "")) &&
                !PLAIN_VALUE.test(parameter.annotation ?? ""),
            )
            .map((parameter) => ({
              module: one,
              parameter,
              form: formOf(parameter, method),
              evidence: citeDiff(one.path, parameter.line, parameter.name),
            })),
        ),
    );
    const label = (all: typeof found) => [...new Set(all.map((one) => `${one.module.name}(${one.parameter.name})`))];
    const instances = found.filter((one) => one.form === "instance");
    const [instance, ...more] = instances;
    if (instance !== undefined) {
      const findings = instances.map(
        (one): Finding => ({
          text: `${one.parameter.name} of ${one.module.name} takes an instance`,
          evidence: one.evidence,
        }),
      );
      return verdict.fail(
        "instances",
        { parameters: label(instances), example: instance.parameter.name },
        [instance.evidence, ...more.map((one) => one.evidence)],
        findings,
      );
    }
    const constructors = found.filter((one) => one.form === "constructor");
    const [first, ...rest] = constructors;
    if (first !== undefined) {
      return verdict.pass("constructors", { parameters: label(constructors) }, [
        first.evidence,
        ...rest.slice(0, 9).map((one) => one.evidence),
      ]);
    }
    const [untyped] = found;
    if (untyped !== undefined) {
      return verdict.unsure("untyped", { parameters: label(found), example: untyped.parameter.name }, [
        untyped.evidence,
      ]);
    }
    return verdict.notApplicable("none-configurable", {});
  },
});
