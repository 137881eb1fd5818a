import type { WeightsChange } from "./contribution.ts";
import type { FunctionDefinition, PythonModule } from "./python/python-module.ts";
import type { WeightsEntry } from "./python/weights-entry.ts";

/**
 * Address of a checkpoint file with its host, hash and ending taken off: `resnet50-0676ba61.pth`, `resnet50-11ad3fa6.pth` and
 * `resnet50-0676ba61.safetensors` are alike.
 */
function stemOf(url: string): string {
  const name = url.slice(url.lastIndexOf("/") + 1);
  return name.replace(/\.(?:pth|pt|pkl|bin|ckpt|safetensors)$/i, "").replace(/-[0-9a-f]{6,64}$/, "");
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

/** Characters of an entry's name that may name its builder. */
const NAME_LIMIT = 200;
const ENUM_ENDING = /_?(?:Quantized)?_?Weights$/i;

/** Builders by the words of their annotations and decorators, the enums' names among them; the first builder counts. */
function buildersByWord(functions: readonly FunctionDefinition[]): ReadonlyMap<string, string> {
  const byWord = new Map<string, string>();
  for (const { name, parameters, decorators } of functions) {
    const values = decorators.flatMap((one) => one.keywords.map((keyword) => JSON.stringify(keyword.value)));
    for (const text of [...parameters.map((one) => one.annotation ?? ""), ...values]) {
      for (const [word] of text.matchAll(/\w+/g)) if (!byWord.has(word)) byWord.set(word, name);
    }
  }
  return byWord;
}

/**
 * Gives the builder that each weights entry of a file belongs to: by the builders' annotations and decorators, else by name; the name
 * alone where the file has no such builder. All members of an enum belong to one.
 */
export function modelFinder(module: PythonModule): (entry: WeightsEntry) => string {
  const functions = module.functions.filter((one) => !one.name.startsWith("_"));
  const names = new Set(functions.map((one) => one.name));
  const byCompactName = new Map(functions.map((one) => [compact(one.name), one.name]));
  const byWord = buildersByWord(functions);
  return ({ form, container, member }) => {
    if (form === "enum") {
      const stem = container.replace(ENUM_ENDING, "");
      return byWord.get(container) ?? byCompactName.get(compact(stem)) ?? stem.toLowerCase();
    }
    // `resnet50_coco` and `resnet50_fbgemm` are checkpoints of the builder whose name they begin with, the longest one.
    for (let end = Math.min(member.length, NAME_LIMIT); end > 0; end--)
      if (names.has(member.slice(0, end))) return member.slice(0, end);
    return member;
  };
}
