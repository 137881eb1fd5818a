import { formatValue } from "./format-value.ts";
import { gatherConstants, type ModuleConstants, type ResolvedField } from "./module-constants.ts";
import type { Assignment, ClassDefinition, PythonModule, PythonValue } from "./python-module.ts";
import { readUrlTables } from "./read-url-tables.ts";
import type { WeightsEntry } from "./weights-entry.ts";

/** Hosts many files' worth of real entries; a file with more is not read to its end. */
const MAX_ENTRIES = 2000;

/**
 * Weights entries that a models file declares, in order of their lines: members of weights enums, and entries of URL tables such as
 * `model_urls`. An empty enum yields one entry without a member name that is `declaredEmpty`; an alias yields one with `aliasOf`.
 */
export function readWeights(module: PythonModule): WeightsEntry[] {
  const constants = gatherConstants(module);
  const entries = readUrlTables(module, constants);
  for (const definition of module.classes) {
    if (entries.length >= MAX_ENTRIES) break;
    if (isWeightsClass(definition)) entries.push(...readEnum(module, definition, constants));
  }
  return entries.sort((one, other) => one.line - other.line).slice(0, MAX_ENTRIES);
}

/** Whether a Python text holds a word that every weights entry needs: without one it declares none, and need not be parsed for any. */
export function mayDeclareWeights(text: string): boolean {
  return text.includes("Weight") || /url|cfgs|configs/i.test(text);
}

function lastName(path: string): string {
  return path.slice(path.lastIndexOf(".") + 1);
}

function isEntryCall(value: PythonValue): value is PythonValue & { kind: "call" } {
  return value.kind === "call" && /^_?(?:Weights?|WeightsEntry|WeightEntry)$/.test(lastName(value.callee));
}

function isWeightsClass(definition: ClassDefinition): boolean {
  if (definition.bases.some((base) => /(?:Weights|WeightsEnum)$/.test(base))) return true;
  return definition.assignments.some((assignment) => isEntryCall(assignment.value));
}

function readEnum(module: PythonModule, definition: ClassDefinition, shared: ModuleConstants): WeightsEntry[] {
  const container = definition.name;
  if (definition.empty) {
    const { line, endLine } = definition;
    return [
      { path: module.path, form: "enum", container, member: "", line, endLine, ...noContents, declaredEmpty: true },
    ];
  }
  const own = definition.assignments.some(
    (assignment) => !isEntryCall(assignment.value) && assignment.target.startsWith("_"),
  );
  const constants = own ? gatherConstants(module, definition.assignments) : shared;
  const members = new Set(definition.assignments.map((assignment) => assignment.target));
  return definition.assignments.slice(0, MAX_ENTRIES).flatMap((assignment) => {
    const entry = readMember(module.path, container, assignment, constants, members);
    return entry ? [entry] : [];
  });
}

const noContents = { meta: [], metrics: [], partial: false } as const;

function readMember(
  path: string,
  container: string,
  assignment: Assignment,
  constants: ModuleConstants,
  members: ReadonlySet<string>,
): WeightsEntry | undefined {
  const { target: member, line, endLine } = assignment;
  const place = { path, form: "enum", container, member, line, endLine } as const;
  // Names of one leading underscore are the class's own helpers, not trained variants.
  if (member.startsWith("_") || /[^\w]/.test(member)) return undefined;
  let value = assignment.value;
  if (value.kind === "name") {
    const constant = members.has(value.name) ? undefined : constants.valueOf(value.name, line);
    if (!constant) return { ...place, ...noContents, aliasOf: value.name, declaredEmpty: false };
    value = constant;
  }
  switch (value.kind) {
    case "call":
      return { ...place, ...readEntryCall(value, constants) };
    case "none":
      return { ...place, ...noContents, declaredEmpty: true };
    case "string": {
      if (isPlaceholder(value.value)) return { ...place, ...noContents, declaredEmpty: true };
      if (!value.value.includes("://")) return undefined;
      return { ...place, ...noContents, url: { value: value.value, line: value.line }, declaredEmpty: false };
    }
    case "expression":
      return value.text === "..." ? { ...place, ...noContents, declaredEmpty: true } : undefined;
    default:
      return undefined;
  }
}

/** Whether a string stands where a URL should stand, and only says that one is to come. */
function isPlaceholder(text: string): boolean {
  return text.trim() === "" || /^[<\s]*(?:todo|tbd|tba|fixme|xxx|placeholder|dummy|none|n\/a|url)\b/i.test(text);
}

type EntryContents = Pick<WeightsEntry, "url" | "transforms" | "meta" | "metrics" | "partial" | "declaredEmpty">;

function readEntryCall(call: PythonValue & { kind: "call" }, constants: ModuleConstants): EntryContents {
  const [first, second, third] = call.args;
  const given = (name: string, positional: PythonValue | undefined): PythonValue | undefined =>
    call.keywords.find((keyword) => keyword.name === name)?.value ?? positional;
  const url = given("url", first);
  const transforms = given("transforms", second);
  const metaValue = given("meta", third);
  const spread = call.keywords.some((keyword) => keyword.name === undefined) || call.args.some(isStarred);
  const address = url && constants.stringOf(url);
  const placeholder =
    url === undefined ? !spread && isEntryCall(call) : url.kind === "none" || isPlaceholder(address ?? "?");
  const meta = metaValue && constants.dictOf(metaValue);
  const fields = [...(meta?.fields ?? [])];
  const metrics = readMetrics(fields, constants);
  return {
    ...(url && address !== undefined && address !== "" ? { url: { value: address, line: url.line } } : {}),
    ...(transforms ? { transforms: { text: formatValue(transforms), line: transforms.line } } : {}),
    meta: fields.map(([key, field]) => ({ key, value: field.value, line: field.line })),
    metrics: metrics.found,
    partial: spread || !isEntryCall(call) || (metaValue !== undefined && !meta?.complete) || !metrics.complete,
    declaredEmpty: placeholder,
  };
}

function isStarred(value: PythonValue): boolean {
  return value.kind === "expression" && value.operation?.operator === "*";
}

type MetricEntry = WeightsEntry["metrics"][number];

/** Keys of the older flat form, where figures stand beside `num_params` and the like. */
function isFlatMetric(key: string): boolean {
  return key.length <= 80 && (FLAT_NAME.test(key) || FLAT_ENDING.test(key));
}

const FLAT_NAME =
  /^(?:acc(?:@\d|\d)?|acc(?:uracy)?_?top-?\d|top-?\d(?:_acc(?:uracy)?)?|(?:box_|mask_|kp_|keypoint_)?map|m?iou|mean_iou|pixel_acc(?:uracy)?|epe|fl-all)$/i;
const FLAT_ENDING = /(?:_epe|_f[1l]-all|[_-](?:acc@\d|miou|map))$/i;

function readMetrics(
  fields: readonly (readonly [string, ResolvedField])[],
  constants: ModuleConstants,
): { found: MetricEntry[]; complete: boolean } {
  const found: MetricEntry[] = [];
  let complete = true;
  for (const [key, field] of fields) {
    if (key === "_metrics" || key === "metrics")
      complete = readMetricDict(field.value, undefined, constants, found, 0) && complete;
    else if (isFlatMetric(key)) {
      const number = constants.numberOf(field.value);
      if (number) found.push({ metric: key, ...number, line: field.line });
      else complete = false;
    }
  }
  return { found, complete };
}

/** Adds the leaves below one dict of metrics; false when a part of it could not be read. */
function readMetricDict(
  value: PythonValue,
  dataset: string | undefined,
  constants: ModuleConstants,
  found: MetricEntry[],
  depth: number,
): boolean {
  const dict = constants.dictOf(value);
  if (!dict || depth > 4) return false;
  let complete = dict.complete;
  for (const [key, field] of dict.fields) {
    const number = constants.numberOf(field.value);
    if (number) found.push({ ...(dataset !== undefined ? { dataset } : {}), metric: key, ...number, line: field.line });
    else if (field.value.kind !== "none")
      complete = readMetricDict(field.value, dataset ?? key, constants, found, depth + 1) && complete;
  }
  return complete;
}
