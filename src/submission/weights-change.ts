import type { WeightsChange } from "./contribution.ts";
import type { PythonModule } from "./python/python-module.ts";
import type { WeightsEntry } from "./python/weights-entry.ts";

/** Weights that the base already had, wherever they stood. */
export interface KnownWeights {
  readonly urls: ReadonlySet<string>;
}

/** File name of a weights URL with its hash taken off: `resnet50-0676ba61.pth` and `resnet50-11ad3fa6.pth` are alike. */
function stemOf(url: string): string {
  const name = url.slice(url.lastIndexOf("/") + 1);
  const dash = name.lastIndexOf("-");
  const hash = dash < 0 ? "" : name.slice(dash + 1).split(".")[0];
  return hash !== undefined && /^[0-9a-f]{6,64}$/.test(hash) ? url.slice(0, url.length - name.length + dash) : url;
}

function sameMetrics(left: WeightsEntry, right: WeightsEntry): boolean {
  const line = (entry: WeightsEntry) =>
    entry.metrics
      .map((one) => `${one.dataset ?? ""} ${one.metric} ${one.value}`)
      .sort()
      .join("|");
  return line(left) === line(right);
}

function metaOf(entry: WeightsEntry): string {
  return JSON.stringify(
    entry.meta.map((field) => [field.key, field.value]),
    (key, value) => (key === "line" || key === "endLine" ? undefined : value),
  );
}

function changeOf(
  entry: WeightsEntry,
  previous: WeightsEntry | undefined,
  known: KnownWeights,
): WeightsChange["change"] | undefined {
  const url = entry.url?.value;
  if (previous === undefined || previous.declaredEmpty) {
    return url !== undefined && known.urls.has(url) ? "moved" : "added";
  }
  const before = previous.url?.value;
  if (url !== before) {
    if (url !== undefined && known.urls.has(url)) return "moved";
    if (url !== undefined && before !== undefined && stemOf(url) === stemOf(before) && sameMetrics(entry, previous))
      return "rehashed";
    if (url === undefined) return "edited";
    return before === undefined ? "added" : "replaced";
  }
  return metaOf(entry) !== metaOf(previous) || entry.transforms?.text !== previous.transforms?.text
    ? "edited"
    : undefined;
}

/**
 * Compares one file's weights entries before and after. Aliases and empty declarations are no weights. With `wrapsOnly` every entry
 * of a new file counts as moved: a port of a model to another interface brings its old checkpoints along.
 */
export function compareWeights(
  head: readonly WeightsEntry[],
  base: readonly WeightsEntry[],
  known: KnownWeights,
  wrapsOnly: boolean,
): Pick<WeightsChange, "change" | "entry" | "previous">[] {
  const key = (entry: WeightsEntry) => `${entry.form} ${entry.container} ${entry.member}`;
  const before = new Map(base.map((entry) => [key(entry), entry]));
  const changes: Pick<WeightsChange, "change" | "entry" | "previous">[] = [];
  for (const entry of head) {
    if (entry.aliasOf !== undefined || entry.declaredEmpty) continue;
    const previous = before.get(key(entry));
    const change = changeOf(entry, previous, known);
    if (change === undefined) continue;
    changes.push({
      change: wrapsOnly && change === "added" ? "moved" : change,
      entry,
      ...(previous === undefined ? {} : { previous }),
    });
  }
  return changes;
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
