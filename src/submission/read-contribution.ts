import { addedLines } from "./added-lines.ts";
import { BaseModels } from "./base-models.ts";
import type { Contribution, NewBuilder, NewModule, WeightsChange } from "./contribution.ts";
import type { Diff } from "./diff.ts";
import { type ModelBuilder, readBuilders } from "./model-builder.ts";
import { type ChangedModelFile, readModelFiles } from "./model-files.ts";
import { modelKey } from "./model-name.ts";
import { matchesAnyPattern } from "./path-pattern.ts";
import type { ClassDefinition } from "./python/python-module.ts";
import type { WeightsEntry } from "./python/weights-entry.ts";
import { findRenamedBuilders } from "./renamed-builders.ts";
import type { RepositoryLayout } from "./repository-layout.ts";
import { isTorchModule } from "./torch-module.ts";
import type { Tree } from "./tree.ts";
import { compareWeights, modelFinder, type WeightsSurroundings } from "./weights-change.ts";

/** Characters of documented figures that are searched for a model whose checkpoint changed its hash. */
const FIGURES_LIMIT = 65_536;

interface NewClass {
  readonly file: ChangedModelFile;
  readonly definition: ClassDefinition;
}

function findClasses(file: ChangedModelFile, base: BaseModels): NewClass[] {
  const module = file.addsNames ? file.head : undefined;
  if (module === undefined) return [];
  return module.classes
    .filter((one) => isTorchModule(one, module) && file.mayBeNew(one.line) && !base.defines(one.name, file.quantized))
    .map((definition) => ({ file, definition }));
}

/** Whether a builder only wraps a class that the library has, in the prototype area: a port, not a new model. */
function isPort(builder: ModelBuilder, file: ChangedModelFile, newClasses: ReadonlySet<string>): boolean {
  const { builds } = builder;
  if (!file.prototype || builds === undefined || newClasses.has(builds)) return false;
  return (
    file.head?.imports.some(
      (one) =>
        /(?:^|\.)models(?:\.|$)/.test(one.module) &&
        !one.module.includes("prototype") &&
        one.names.some((name) => (name.alias ?? name.name) === builds),
    ) ?? false
  );
}

interface FoundBuilders {
  readonly added: readonly NewBuilder[];
  /** Names of builders that bring an existing model to another interface. */
  readonly ported: ReadonlySet<string>;
}

function findBuilders(file: ChangedModelFile, base: BaseModels, newClasses: ReadonlySet<string>): FoundBuilders {
  const ported = new Set<string>();
  const added: NewBuilder[] = [];
  const { path, task, prototype, quantized } = file;
  const module = file.addsNames && !file.internal ? file.head : undefined;
  let renamed: ReadonlySet<string> | undefined;
  for (const builder of module === undefined ? [] : readBuilders(module)) {
    if (!file.mayBeNew(builder.line) || base.defines(builder.name, quantized)) continue;
    if (module !== undefined && file.base !== undefined) renamed ??= findRenamedBuilders(module, file.base);
    const { builds } = builder;
    if (renamed?.has(builder.name) && (builds === undefined || base.defines(builds, quantized))) continue;
    if (isPort(builder, file, newClasses)) ported.add(builder.name);
    else {
      const { line, ...known } = builder;
      added.push({ ...known, path, task, prototype, quantized, evidence: file.cite(line) });
    }
  }
  return { added, ported };
}

/** Tells which of the new classes are models, and which are their parts. */
function readModules(classes: readonly NewClass[], builders: readonly NewBuilder[]): NewModule[] {
  const built = new Set(builders.map((one) => one.builds));
  const withBuilders = new Set(builders.map((one) => one.path));
  return classes.map(({ file, definition }): NewModule => {
    const { name, line } = definition;
    const { path, prototype } = file;
    // Where no builder says which class is the model, the file itself does: by what it exports, or by its name.
    const speaksForFile =
      file.status === "added" &&
      !file.internal &&
      !withBuilders.has(path) &&
      (file.head?.exports?.names.some((one) => one.name === name) || modelKey(name) === modelKey(stemOf(path)));
    return { name, path, prototype, isModel: built.has(name) || speaksForFile, definition, evidence: file.cite(line) };
  });
}

function stemOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1).replace(/\.py$/, "");
}

/** Letters and digits alone, under which `TinyNet-B` in a table agrees with the builder `tinynet_b`. */
function plain(text: string): string {
  return text.toLowerCase().replace(/[^a-z0-9\n]+/g, "");
}

/** Lines with figures that the diff adds to documentation and to the references' README files, in plain letters. */
function readFigureLines(diff: Diff, layout: RepositoryLayout): string {
  const pages = diff.files.filter(
    ({ path }) =>
      matchesAnyPattern(path, layout.documentation) ||
      (path.endsWith(".md") && matchesAnyPattern(path, layout.referenceScripts)),
  );
  const lines = pages.flatMap((file) => addedLines(file).filter(({ text }) => /\d\.\d/.test(text)));
  return plain(
    lines
      .map((one) => one.text)
      .join("\n")
      .slice(0, FIGURES_LIMIT),
  );
}

/** Whether a new prototype file defines no model and imports none that the pull request brings: it can only wrap existing ones. */
function wrapsOnly(file: ChangedModelFile, brought: ReadonlySet<string>): boolean {
  const head = file.prototype && file.status === "added" ? file.head : undefined;
  if (head === undefined) return false;
  return (
    !head.classes.some((one) => isTorchModule(one, head)) &&
    !head.imports.some((one) => one.names.some((name) => brought.has(name.name)))
  );
}

function findWeights(
  file: ChangedModelFile,
  base: BaseModels,
  isPorted: (entry: WeightsEntry, model: string) => boolean,
  hasNewFigures: (model: string) => boolean,
): WeightsChange[] {
  const { prototype, quantized } = file;
  // Without entries at head there is nothing to compare, and neither version need be parsed for it.
  const module = file.addsCheckpoints && file.headWeights.length > 0 ? file.head : undefined;
  if (module === undefined) return [];
  const modelOf = modelFinder(module);
  const around: WeightsSurroundings = {
    isKnown: (url) => base.hasCheckpoint(url),
    isPorted: (entry) => isPorted(entry, modelOf(entry)),
    hasNewFigures: (entry) => hasNewFigures(modelOf(entry)),
  };
  return compareWeights(file.headWeights, file.baseWeights, around).flatMap((one): WeightsChange[] => {
    const line = one.entry.url?.line ?? one.entry.line;
    if (!file.mayBeNew(line)) return [];
    return [{ ...one, model: modelOf(one.entry), prototype, quantized, evidence: file.cite(line) }];
  });
}

/**
 * Reads what a diff does to the library's models: new builders, new module classes, and weights entries added or readdressed.
 * What only moved between files of the models packages, or stands in them under another interface, is not new.
 */
export function readContribution(diff: Diff, head: Tree, base: Tree, layout: RepositoryLayout): Contribution {
  const files = readModelFiles(diff, head, base, layout);
  const before = new BaseModels(base, layout);
  const classes = files.flatMap((file) => findClasses(file, before));
  const newClasses = new Set(classes.map((one) => one.definition.name));
  const found = files.map((file) => findBuilders(file, before, newClasses));
  const builders = found.flatMap((one) => one.added);
  const modules = readModules(classes, builders);

  const brought = new Set([...modules, ...builders].map((one) => one.name));
  let figures: string | undefined;
  const hasNewFigures = (model: string) => {
    figures ??= readFigureLines(diff, layout);
    const name = plain(model);
    return name !== "" && figures.includes(name);
  };
  const released = new Set<string>();
  const weightsOf = (file: ChangedModelFile, ported: ReadonlySet<string>) => {
    const wraps = wrapsOnly(file, brought);
    const isPorted = (entry: WeightsEntry, model: string) =>
      (wraps || ported.has(model)) && !released.has(entry.url?.value ?? "");
    return findWeights(file, before, isPorted, hasNewFigures);
  };
  // What a port wraps is new all the same when the pull request brings the checkpoint in the released model too.
  const entries = files.map((file, at) => ({ file, ported: found[at]?.ported ?? new Set<string>() }));
  const ofReleased = entries
    .filter(({ file }) => !file.prototype)
    .map(({ file, ported }) => ({ file, changes: weightsOf(file, ported) }));
  for (const { changes } of ofReleased) {
    for (const { change, entry } of changes) {
      if (change !== "moved" && change !== "rehashed") released.add(entry.url?.value ?? "");
    }
  }
  const ofPrototypes = entries
    .filter(({ file }) => file.prototype)
    .map(({ file, ported }) => ({ file, changes: weightsOf(file, ported) }));
  const byFile = new Map([...ofReleased, ...ofPrototypes].map(({ file, changes }) => [file, changes]));
  const weights = files.flatMap((file) => byFile.get(file) ?? []);

  const newWeights = weights.filter((one) => one.change === "added" || one.change === "replaced");
  const models = [...new Set([...builders.map((one) => one.name), ...newWeights.map((one) => one.model)])];
  return { files, builders, modules, weights, models, newWeights };
}
