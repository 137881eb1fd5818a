import type { Call, FunctionDefinition, PythonModule, PythonValue } from "./python/python-module.ts";
import { isTorchModule } from "./torch-module.ts";

/** A public function, or a name bound to one, that returns a model. */
export interface ModelBuilder {
  readonly name: string;
  readonly line: number;
  /** Decorated so that the library's registry lists it. */
  readonly registered: boolean;
  /** Name of the class that is built, where it can be told. */
  readonly builds?: string;
}

const BUILDER_PARAMETERS = new Set([
  "weights",
  "pretrained",
  "progress",
  "num_classes",
  "pretrained_backbone",
  "weights_backbone",
]);
const REGISTERING = /(?:^|\.)(?:register_model|register_module|handle_legacy_interface)$/;
const PUBLIC_NAME = /^[a-z]\w*$/;
const CLASS_NAME = /^_?[A-Z]\w*$/;
const CONSTANT_NAME = /^[A-Z\d]*_[A-Z\d_]*$/;
/** Functions that are followed one into the other; real builders go through two or three. */
const DEPTH = 24;

type CallValue = PythonValue & { kind: "call" };

/** The names of one file by which calls are followed. */
interface FileNames {
  readonly functions: ReadonlyMap<string, FunctionDefinition>;
  readonly classes: ReadonlySet<string>;
  /** Imported names that look like classes. */
  readonly imported: ReadonlySet<string>;
  /** Class that each function builds, as far as it was asked for. */
  readonly built: Map<FunctionDefinition, string | undefined>;
}

const NAMES = new WeakMap<PythonModule, FileNames>();

function namesOf(module: PythonModule): FileNames {
  const known = NAMES.get(module);
  if (known !== undefined) return known;
  const imported = module.imports.flatMap((one) => one.names.map((name) => name.alias ?? name.name));
  const names: FileNames = {
    functions: new Map(module.functions.map((one) => [one.name, one])),
    classes: new Set(module.classes.map((one) => one.name)),
    imported: new Set(imported.filter((name) => CLASS_NAME.test(name) && !CONSTANT_NAME.test(name))),
    built: new Map(),
  };
  NAMES.set(module, names);
  return names;
}

/** The class that a name, or an attribute of a module (`models.TinyNet`), means, if it means one. */
function classOf(path: string, names: FileNames): string | undefined {
  if (names.classes.has(path) || names.imported.has(path)) return path;
  const last = path.slice(path.lastIndexOf(".") + 1);
  const isOfModule = last !== path && /^[a-z]/.test(path) && !path.startsWith("self.");
  return isOfModule && CLASS_NAME.test(last) && last !== "Module" ? last : undefined;
}

/** A class that a call hands on, as in `_resnet(Bottleneck, …)` or `build(ResNet, …)`. */
function passedClass(call: CallValue | Call, names: FileNames): string | undefined {
  for (const value of [...call.args, ...call.keywords.map((one) => one.value)]) {
    const passed = value.kind === "name" ? classOf(value.name, names) : undefined;
    if (passed !== undefined) return passed;
  }
  return undefined;
}

function builtByCall(call: CallValue, module: PythonModule, depth: number): string | undefined {
  const names = namesOf(module);
  const built = classOf(call.callee, names);
  if (built !== undefined) return built;
  const target = names.functions.get(call.callee);
  return (target && builtClass(target, module, depth + 1)) ?? passedClass(call, names);
}

/**
 * Name of the class that a function constructs: what it returns is followed through local names, the file's functions and the classes
 * passed to them.
 */
function builtClass(builder: FunctionDefinition, module: PythonModule, depth = 0): string | undefined {
  const { built } = namesOf(module);
  if (built.has(builder) || depth > DEPTH) return built.get(builder);
  // Stands for "not known" meanwhile, so that functions which call each other in a circle come to an end.
  built.set(builder, undefined);
  const answer = findBuiltClass(builder, module, depth);
  built.set(builder, answer);
  return answer;
}

function findBuiltClass(builder: FunctionDefinition, module: PythonModule, depth: number): string | undefined {
  const followed = new Set<string>();
  const values: PythonValue[] = [...builder.returned].reverse();
  for (let value = values.pop(); value !== undefined; value = values.pop()) {
    const built = value.kind === "call" ? builtByCall(value, module, depth) : undefined;
    if (built !== undefined) return built;
    if (value.kind !== "name" || followed.has(value.name)) continue;
    const { name } = value;
    followed.add(name);
    for (const assigned of builder.assignments) if (assigned.target === name) values.push(assigned.value);
  }
  return builder.returns === undefined ? undefined : classOf(builder.returns.replace(/["']/g, ""), namesOf(module));
}

/** Whether a function does nothing but call another builder of its file with its own parameters: another name for it. */
function isAlias(definition: FunctionDefinition, module: PythonModule): boolean {
  const [returned, ...others] = definition.returned;
  if (returned?.kind !== "call" || others.length > 0 || returned.callee === definition.name) return false;
  const own = new Set(definition.parameters.map((one) => one.name));
  const handsOn = (value: PythonValue) => value.kind !== "name" || own.has(value.name);
  const plain = [
    ...returned.args,
    ...returned.keywords.filter((one) => one.name !== undefined).map((one) => one.value),
  ];
  return (
    PUBLIC_NAME.test(returned.callee) &&
    namesOf(module).functions.has(returned.callee) &&
    plain.every(
      (value) => value.kind === "name" || (value.kind === "expression" && value.operation?.operator === "*"),
    ) &&
    plain.every(handsOn)
  );
}

function buildsModel(definition: FunctionDefinition, module: PythonModule): boolean {
  if (definition.returned.length === 0) return false;
  const { parameters } = definition;
  // Without registration a builder can be called as it is; what needs a name or a backbone first is a tool.
  if (parameters.some((one) => one.defaultText === undefined && one.form === "positional")) return false;
  if (!parameters.some((one) => BUILDER_PARAMETERS.has(one.name) || one.form === "double-star")) return false;
  const built = builtClass(definition, module);
  if (built === undefined) return parameters.some((one) => one.name === "pretrained" || one.name === "weights");
  const local = module.classes.find((one) => one.name === built);
  return local === undefined || isTorchModule(local, module);
}

/** Public model builders of a file: registered functions, functions shaped as builders, and names bound to a `partial` of one. */
export function readBuilders(module: PythonModule): ModelBuilder[] {
  const defined = module.functions.flatMap((one): ModelBuilder[] => {
    const registering = one.decorators.find((decorator) => REGISTERING.test(decorator.name));
    if (!PUBLIC_NAME.test(one.name) || isAlias(one, module)) return [];
    if (registering === undefined && !buildsModel(one, module)) return [];
    const builds = builtClass(one, module);
    return [
      {
        name: one.name,
        line: one.line,
        registered: registering !== undefined && !registering.name.endsWith("handle_legacy_interface"),
        ...(builds === undefined ? {} : { builds }),
      },
    ];
  });
  return [...defined, ...readBoundBuilders(module, new Set(defined.map((one) => one.name)))];
}

/** Names bound to `partial(function, …)` where the function of the file, public or not, returns a model. */
function readBoundBuilders(module: PythonModule, defined: ReadonlySet<string>): ModelBuilder[] {
  return module.assignments.flatMap((one): ModelBuilder[] => {
    const { value } = one;
    if (value.kind !== "call" || !/^(?:functools\.)?partial$/.test(value.callee)) return [];
    const [first] = value.args;
    if (first?.kind !== "name" || !PUBLIC_NAME.test(one.target) || defined.has(one.target)) return [];
    const target = namesOf(module).functions.get(first.name);
    const builds =
      target === undefined ? undefined : (builtClass(target, module) ?? passedClass(value, namesOf(module)));
    const local = module.classes.find((other) => other.name === builds);
    if (builds === undefined || (local !== undefined && !isTorchModule(local, module))) return [];
    return [{ name: one.target, line: one.line, registered: false, builds }];
  });
}
