import type { WeightsChange } from "./contribution.ts";
import type { PythonModule } from "./python/python-module.ts";
import type { WeightsEntry } from "./python/weights-entry.ts";

/** Address of a checkpoint file with its host and hash taken off: `resnet50-0676ba61.pth` and `resnet50-11ad3fa6.pth` are alike. */
function stemOf(url: string): string {
  const name = url.slice(url.lastIndexOf("/") + 1);
  return name.replace(/-[0-9a-f]{6,64}(?=\.)/, "");
}

function metricsOf(entry: WeightsEntry): string {
  return entry.metrics
    .map((one) => `${one.dataset ?? ""} ${one.metric} ${one.value}`)
    .sort()
    .join("|");
}

/** Whether two addresses lead to one training: the metrics say so, or without metrics a name that differs in its hash alone. */
function isSameTraining(entry: WeightsEntry, previous: WeightsEntry, figuresChanged: boolean): boolean {
  const metrics = metricsOf(entry);
  if (metrics !== metricsOf(previous)) return false;
  if (metrics !== "") return true;
  return !figuresChanged && stemOf(entry.url?.value ?? "") === stemOf(previous.url?.value ?? "");
}

/** What the comparison of a file's weights entries needs to know of everything around them. */
export interface WeightsSurroundings {
  /** Whether base has the checkpoint, at this or at another address. */
  isKnown(url: string): boolean;
  /** Whether the entry, which the file did not have, belongs to a port of a model that the library has. */
  isPorted(entry: WeightsEntry): boolean;
  /** Whether the pull request changes the figures that the documentation gives for the entry's model. */
  hasNewFigures(entry: WeightsEntry): boolean;
}

type Change = Pick<WeightsChange, "change" | "entry" | "previous">;

function changeOf(
  entry: WeightsEntry,
  previous: WeightsEntry | undefined,
  around: WeightsSurroundings,
): WeightsChange["change"] | undefined {
  const url = entry.url?.value;
  if (previous === undefined || previous.declaredEmpty || previous.aliasOf !== undefined) {
    return (url !== undefined && around.isKnown(url)) || around.isPorted(entry) ? "moved" : "added";
  }
  const before = previous.url?.value;
  if (url === undefined || url === before) return undefined;
  if (around.isKnown(url)) return "moved";
  if (before === undefined) return previous.partial ? undefined : "added";
  return isSameTraining(entry, previous, around.hasNewFigures(entry)) ? "rehashed" : "replaced";
}

/**
 * Compares one file's weights entries before and after. Aliases and empty declarations are no weights; what changes in an entry beside
 * its URL makes no new weights either.
 */
export function compareWeights(
  head: readonly WeightsEntry[],
  base: readonly WeightsEntry[],
  around: WeightsSurroundings,
): Change[] {
  const key = (entry: WeightsEntry) => `${entry.form} ${entry.container} ${entry.member}`;
  const before = new Map(base.map((entry) => [key(entry), entry]));
  return head.flatMap((entry): Change[] => {
    if (entry.aliasOf !== undefined || entry.declaredEmpty) return [];
    const previous = before.get(key(entry));
    const change = changeOf(entry, previous, around);
    return change === undefined ? [] : [{ change, entry, ...(previous === undefined ? {} : { previous }) }];
  });
}

function compact(name: string): string {
  return name.toLowerCase().replaceAll("_", "");
}

/** Builder that a weights entry belongs to: by a builder's annotations and decorators, else by name. */
export function modelOfWeights(entry: WeightsEntry, module: PythonModule): string {
  if (entry.form === "enum") {
    const naming = module.functions.find(
      (one) =>
        !one.name.startsWith("_") &&
        (one.parameters.some((parameter) => parameter.annotation?.includes(entry.container)) ||
          one.decorators.some((decorator) =>
            decorator.keywords.some((keyword) => JSON.stringify(keyword.value).includes(`"${entry.container}`)),
          )),
    );
    if (naming !== undefined) return naming.name;
    const stem = compact(entry.container.replace(/_?(?:Quantized)?_?Weights$/i, ""));
    const named = module.functions.find((one) => compact(one.name) === stem);
    return named?.name ?? entry.container.replace(/_?(?:Quantized)?_?Weights$/i, "").toLowerCase();
  }
  const names = module.functions.map((one) => one.name).filter((name) => !name.startsWith("_"));
  const exact = names.find((name) => name === entry.member);
  if (exact !== undefined) return exact;
  const prefix = names
    .filter((name) => entry.member.startsWith(name))
    .sort((left, right) => right.length - left.length)[0];
  return prefix ?? entry.member;
}
