import { addedLines } from "./added-lines.ts";
import { BaseModels } from "./base-models.ts";
import type { Contribution, NewBuilder, NewModule, WeightsChange } from "./contribution.ts";
import type { Diff } from "./diff.ts";
import { type ModelBuilder, readBuilders } from "./model-builder.ts";
import { type ChangedModelFile, readModelFiles } from "./model-files.ts";
import { modelKey } from "./model-name.ts";
import { namesModel } from "./model-naming.ts";
import { matchesAnyPattern } from "./path-pattern.ts";
import type { WeightsEntry } from "./python/weights-entry.ts";
import type { RepositoryLayout } from "./repository-layout.ts";
import { isTorchModule } from "./torch-module.ts";
import type { Tree } from "./tree.ts";
import { compareWeights, modelOfWeights, type WeightsSurroundings } from "./weights-change.ts";

/** A builder that only wraps a class of the models package in the prototype area is a port, not a new model. */
function isPort(builder: ModelBuilder, file: ChangedModelFile): boolean {
  const { head } = file;
  if (!file.prototype || head === undefined || head.classes.some((one) => one.name === builder.builds)) return false;
  return head.imports.some(
    (one) =>
      /(?:^|\.)models(?:\.|$)/.test(one.module) &&
      !one.module.includes("prototype") &&
      one.names.some((name) => name.name === builder.builds),
  );
}

interface FoundBuilders {
  readonly added: readonly NewBuilder[];
  /** Names of builders that bring an existing model to another interface. */
  readonly ported: ReadonlySet<string>;
}

function findBuilders(file: ChangedModelFile, base: BaseModels): FoundBuilders {
  const ported = new Set<string>();
  const added: NewBuilder[] = [];
  const { path, task, prototype, quantized } = file;
  const module = file.addsNames && !file.internal ? file.head : undefined;
  for (const builder of module === undefined ? [] : readBuilders(module)) {
    if (!file.mayBeNew(builder.line) || base.defines(builder.name, quantized)) continue;
    if (isPort(builder, file)) ported.add(builder.name);
    else {
      const { line, ...known } = builder;
      added.push({ ...known, path, task, prototype, quantized, evidence: file.cite(line) });
    }
  }
  return { added, ported };
}

function fileStem(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1).replace(/\.py$/, "");
}

function findModules(file: ChangedModelFile, base: BaseModels, builders: readonly NewBuilder[]): NewModule[] {
  const module = file.addsNames ? file.head : undefined;
  if (module === undefined) return [];
  const built = new Set(builders.map((one) => one.builds));
  const exported = new Set(module.exports?.names.map((one) => one.name));
  // Where no builder says which class is the model, the file itself does: by what it exports, or by its name.
  const alone = file.status === "added" && !file.internal && !builders.some((one) => one.path === file.path);
  const stem = modelKey(fileStem(file.path));
  const speaksForFile = (name: string) => alone && (exported.has(name) || modelKey(name) === stem);
  return module.classes
    .filter((one) => isTorchModule(one, module) && file.mayBeNew(one.line) && !base.defines(one.name, file.quantized))
    .map((definition): NewModule => {
      const { name, line } = definition;
      const isModel = built.has(name) || speaksForFile(name);
      return { name, path: file.path, prototype: file.prototype, isModel, definition, evidence: file.cite(line) };
    });
}

/** Lines with figures that the diff adds to documentation and to the references' README files. */
function figureLines(diff: Diff, layout: RepositoryLayout): string[] {
  const pages = diff.files.filter(
    ({ path }) =>
      matchesAnyPattern(path, layout.documentation) ||
      (path.endsWith(".md") && matchesAnyPattern(path, layout.referenceScripts)),
  );
  return pages.flatMap((file) =>
    addedLines(file).flatMap(({ text }) => (/\d\.\d/.test(text) && text.length < 1000 ? [text] : [])),
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
  const module = file.addsCheckpoints ? file.head : undefined;
  if (module === undefined) return [];
  const around: WeightsSurroundings = {
    isKnown: (url) => base.hasCheckpoint(url),
    isPorted: (entry) => isPorted(entry, modelOfWeights(entry, module)),
    hasNewFigures: (entry) => hasNewFigures(modelOfWeights(entry, module)),
  };
  return compareWeights(file.headWeights, file.baseWeights, around)
    .filter((one) => file.mayBeNew(one.entry.url?.line ?? one.entry.line))
    .map((one) => ({
      ...one,
      model: modelOfWeights(one.entry, module),
      prototype,
      quantized,
      evidence: file.cite(one.entry.url?.line ?? one.entry.line),
    }));
}

/**
 * Reads what a diff does to the library's models: new builders, new module classes, and weights entries added or readdressed.
 * What only moved between files of the models packages, or stands in them under another interface, is not new.
 */
export function readContribution(diff: Diff, head: Tree, base: Tree, layout: RepositoryLayout): Contribution {
  const files = readModelFiles(diff, head, base, layout);
  const before = new BaseModels(base, layout);
  const found = files.map((file) => findBuilders(file, before));
  const builders = found.flatMap((one) => one.added);
  const modules = files.flatMap((file) => findModules(file, before, builders));

  const brought = new Set([...modules, ...builders].map((one) => one.name));
  let figures: readonly string[] | undefined;
  const hasNewFigures = (model: string) => {
    figures ??= figureLines(diff, layout);
    return figures.some((line) => namesModel(line, model));
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
