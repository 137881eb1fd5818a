import { citeDiff } from "./citation.ts";
import type { Contribution, ModelFile, NewBuilder, NewModule, WeightsChange } from "./contribution.ts";
import type { Diff, FileChange } from "./diff.ts";
import { type ModelPath, placeModelPath } from "./model-path.ts";
import type { ClassDefinition, FunctionDefinition, PythonModule, PythonValue } from "./python/python-module.ts";
import { readPython } from "./python/read-python.ts";
import { readWeights } from "./python/read-weights.ts";
import type { WeightsEntry } from "./python/weights-entry.ts";
import type { RepositoryLayout } from "./repository-layout.ts";
import type { Tree } from "./tree.ts";
import { compareWeights, type KnownWeights, modelOfWeights } from "./weights-change.ts";

interface PlacedFile extends ModelFile {
  readonly place: ModelPath;
  readonly change: FileChange;
  readonly text: string;
}

function readModelFile(change: FileChange, head: Tree, base: Tree, layout: RepositoryLayout): PlacedFile | undefined {
  const place = placeModelPath(change.path, layout);
  if (place === undefined || change.binary) return undefined;
  const text = change.status === "removed" ? undefined : head.read(change.path);
  const oldPath = change.previousPath ?? change.path;
  const oldText = change.status === "added" ? undefined : base.read(oldPath);
  const headModule = text === undefined ? undefined : readPython(change.path, text);
  const baseModule = oldText === undefined ? undefined : readPython(oldPath, oldText);
  return {
    path: change.path,
    task: place.task,
    prototype: place.prototype,
    status: change.status,
    ...(headModule === undefined ? {} : { head: headModule }),
    ...(baseModule === undefined ? {} : { base: baseModule }),
    headWeights: headModule === undefined ? [] : readWeights(headModule),
    baseWeights: baseModule === undefined ? [] : readWeights(baseModule),
    place,
    change,
    text: text ?? "",
  };
}

const MODULE_BASES = /(?:^|\.)(?:Module|Sequential|ModuleList|ModuleDict)$/;

/** Whether a class derives from `nn.Module`, as far as its own file and the shape of imported names tell. */
export function isTorchModule(definition: ClassDefinition, module: PythonModule, depth = 0): boolean {
  if (depth > 8) return false;
  return definition.bases.some((base) => {
    if (MODULE_BASES.test(base)) return true;
    const local = module.classes.find((other) => other.name === base && other !== definition);
    if (local !== undefined) return isTorchModule(local, module, depth + 1);
    return (
      /^[A-Z]/.test(base) &&
      !/(?:Enum|Weights|Dataset|Exception|Error|Tuple|Dict|Protocol|ABC|Transform|object)$/.test(base)
    );
  });
}

/** Names that are classes as far as a file tells: its own, and imported ones that are capitalised. */
function classNames(module: PythonModule): { own: ReadonlySet<string>; imported: ReadonlySet<string> } {
  return {
    own: new Set(module.classes.map((one) => one.name)),
    imported: new Set(
      module.imports
        .flatMap((one) => one.names.map((name) => name.alias ?? name.name))
        .filter((name) => /^[A-Z][A-Za-z0-9]*$/.test(name) && name !== name.toUpperCase()),
    ),
  };
}

/**
 * Name of the class that a builder constructs: what it returns is followed through local names, the file's private functions and
 * classes passed to them.
 */
export function builtClass(builder: FunctionDefinition, module: PythonModule, depth = 0): string | undefined {
  const { own, imported } = classNames(module);
  const isClass = (name: string) => own.has(name) || imported.has(name);
  const ofValue = (value: PythonValue, hops: number): string | undefined => {
    if (value.kind === "name" && hops < 4) {
      const assigned = builder.assignments.filter((one) => one.target === value.name).map((one) => one.value);
      for (const candidate of assigned.toReversed()) {
        const built = ofValue(candidate, hops + 1);
        if (built !== undefined) return built;
      }
      return undefined;
    }
    if (value.kind !== "call") return undefined;
    if (isClass(value.callee)) return value.callee;
    const target = depth < 4 ? module.functions.find((one) => one.name === value.callee && one !== builder) : undefined;
    if (target === undefined) return undefined;
    const passed = value.args.find((arg) => arg.kind === "name" && own.has(arg.name));
    return builtClass(target, module, depth + 1) ?? (passed?.kind === "name" ? passed.name : undefined);
  };
  for (const value of builder.returned) {
    const built = ofValue(value, 0);
    if (built !== undefined) return built;
  }
  const returns = builder.returns?.replace(/^["']|["']$/g, "");
  return returns !== undefined && isClass(returns) ? returns : undefined;
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

/** Whether a module-level function is a public model builder: registered, or shaped as one and returning a model. */
export function isBuilder(definition: FunctionDefinition, module: PythonModule): boolean {
  if (definition.name.startsWith("_") || !/^[a-z]/.test(definition.name)) return false;
  if (definition.decorators.some((one) => REGISTERING.test(one.name))) return true;
  if (definition.returned.length === 0) return false;
  if (!definition.parameters.some((one) => BUILDER_PARAMETERS.has(one.name) || one.form === "double-star"))
    return false;
  const built = builtClass(definition, module);
  if (built === undefined) {
    return definition.parameters.some((one) => one.name === "pretrained" || one.name === "weights");
  }
  const local = module.classes.find((one) => one.name === built);
  return local === undefined || isTorchModule(local, module);
}

function lineText(file: PlacedFile, line: number): string {
  let start = 0;
  for (let count = 1; count < line; count++) {
    const next = file.text.indexOf("\n", start);
    if (next < 0) return "";
    start = next + 1;
  }
  const end = file.text.indexOf("\n", start);
  return file.text.slice(start, end < 0 ? undefined : end);
}

function readNewModules(files: readonly PlacedFile[], knownAtBase: ReadonlySet<string>): NewModule[] {
  return files.flatMap((file) => {
    const module = file.head;
    if (module === undefined) return [];
    return module.classes
      .filter((one) => isTorchModule(one, module) && !knownAtBase.has(one.name))
      .map(
        (definition): NewModule => ({
          name: definition.name,
          path: file.path,
          prototype: file.prototype,
          isModel: false,
          definition,
          evidence: citeDiff(file.path, definition.line, lineText(file, definition.line)),
        }),
      );
  });
}

/** A prototype file that only wraps classes of the models package is a port, not a new model. */
function isPort(file: PlacedFile, built: string | undefined): boolean {
  if (!file.prototype || file.head === undefined) return false;
  if (built !== undefined && file.head.classes.some((one) => one.name === built)) return false;
  return file.head.imports.some(
    (one) =>
      /(?:^|\.)models(?:\.|$)/.test(one.module) &&
      !/prototype/.test(one.module) &&
      (one.level >= 2 || one.module.includes(".models") || one.level === 0) &&
      one.names.some((name) => name.name === built),
  );
}

function readNewBuilders(files: readonly PlacedFile[], knownAtBase: ReadonlySet<string>): NewBuilder[] {
  return files.flatMap((file) => {
    const module = file.head;
    if (module === undefined || file.place.internal) return [];
    return module.functions
      .filter((one) => isBuilder(one, module))
      .filter((one) => !knownAtBase.has(builderKey(one.name, file.place.quantized)))
      .flatMap((definition): NewBuilder[] => {
        const builds = builtClass(definition, module);
        if (isPort(file, builds)) return [];
        return [
          {
            name: definition.name,
            path: file.path,
            task: file.task,
            prototype: file.prototype,
            quantized: file.place.quantized,
            registered: definition.decorators.some((one) => /register_model$/.test(one.name)),
            definition,
            ...(builds === undefined ? {} : { builds }),
            evidence: citeDiff(file.path, definition.line, lineText(file, definition.line)),
          },
        ];
      });
  });
}

function builderKey(name: string, quantized: boolean): string {
  return `${quantized ? "quantized " : ""}${name}`;
}

interface KnownAtBase {
  readonly builders: ReadonlySet<string>;
  readonly classes: ReadonlySet<string>;
  readonly weights: KnownWeights;
}

/**
 * Names and weights that the models packages had before the change: from the changed files' base versions and from every other
 * models file that the base tree holds.
 */
function readKnownAtBase(files: readonly PlacedFile[], base: Tree, layout: RepositoryLayout): KnownAtBase {
  const builders = new Set<string>();
  const classes = new Set<string>();
  const urls = new Set<string>();
  const changed = new Set(files.map((file) => file.change.previousPath ?? file.path));
  const modules: { module: PythonModule; weights: readonly WeightsEntry[]; quantized: boolean }[] = [];
  for (const file of files) {
    if (file.base !== undefined)
      modules.push({ module: file.base, weights: file.baseWeights, quantized: file.place.quantized });
  }
  for (const path of base.paths) {
    const place = placeModelPath(path, layout);
    if (place === undefined || changed.has(path)) continue;
    const text = base.read(path);
    if (text === undefined) continue;
    const module = readPython(path, text);
    modules.push({ module, weights: readWeights(module), quantized: place.quantized });
  }
  for (const { module, weights, quantized } of modules) {
    for (const one of module.functions) builders.add(builderKey(one.name, quantized));
    for (const one of module.classes) classes.add(one.name);
    for (const entry of weights) if (entry.url !== undefined) urls.add(entry.url.value);
  }
  return { builders, classes, weights: { urls } };
}

/**
 * Reads what a diff does to the library's models: new builders, new module classes, and weights entries added or changed.
 * What only moved between files of the models packages is not new.
 */
export function readContribution(diff: Diff, head: Tree, base: Tree, layout: RepositoryLayout): Contribution {
  const files = diff.files
    .map((change) => readModelFile(change, head, base, layout))
    .filter((file): file is PlacedFile => file !== undefined);
  const known = readKnownAtBase(files, base, layout);
  const builders = readNewBuilders(files, known.builders);
  const built = new Set(builders.map((one) => one.builds));
  const modules = readNewModules(files, known.classes).map((one) => {
    const file = files.find((candidate) => candidate.path === one.path);
    const exported = file?.head?.exports?.names.some((name) => name.name === one.name) ?? false;
    return { ...one, isModel: built.has(one.name) || (exported && file?.status === "added" && !file.place.internal) };
  });
  const brought = new Set([...modules, ...builders].map((one) => one.name));
  const weights = files.flatMap((file): WeightsChange[] => {
    const module = file.head;
    if (module === undefined) return [];
    const wrapsOnly =
      file.prototype &&
      file.status === "added" &&
      !module.classes.some((one) => isTorchModule(one, module)) &&
      !module.imports.some((one) => one.names.some((name) => brought.has(name.name)));
    return compareWeights(file.headWeights, file.baseWeights, known.weights, wrapsOnly).map((change) => ({
      ...change,
      model: modelOfWeights(change.entry, module),
      prototype: file.prototype,
      quantized: file.place.quantized,
      evidence: citeDiff(
        file.path,
        change.entry.url?.line ?? change.entry.line,
        lineText(file, change.entry.url?.line ?? change.entry.line),
      ),
    }));
  });
  const newWeights = weights.filter((one) => one.change === "added" || one.change === "replaced");
  const models = [...new Set([...builders.map((one) => one.name), ...newWeights.map((one) => one.model)])];
  return { files, builders, modules, weights, models, newWeights };
}
