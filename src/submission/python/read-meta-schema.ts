import type { PythonValue } from "./python-module.ts";
import { readPython } from "./read-python.ts";

/** The meta fields that a repository's own test of its weights demands. */
export interface MetaSchema {
  readonly path: string;
  /** Line of the table of defaults. */
  readonly line: number;
  /** Fields that every entry needs, and those of each task. A metric reads `metrics.acc@1` or `_metrics.ImageNet-1K.acc@1`. */
  readonly all: readonly string[];
  readonly tasks: ReadonlyMap<string, readonly string[]>;
}

const DEPTH = 8;
const TEST = /^def test_schema_meta_validation\b/;

type Names = ReadonlyMap<string, PythonValue>;

function fieldsOfItem(item: PythonValue, names: Names, depth: number): string[] | undefined {
  if (item.kind === "string") return [item.value];
  if (item.kind === "tuple") {
    const parts = item.items.flatMap((part) => (part.kind === "string" ? [part.value] : []));
    return parts.length === item.items.length ? [parts.join(".")] : undefined;
  }
  const starred =
    item.kind === "expression" && item.operation?.operator === "*" ? item.operation.operands[0] : undefined;
  return starred === undefined ? undefined : fieldsOf(starred, names, depth + 1);
}

/** Fields that a list, tuple or set names, also through constants and sums of them; undefined when a part cannot be read. */
function fieldsOf(value: PythonValue, names: Names, depth = 0): string[] | undefined {
  if (depth > DEPTH) return undefined;
  const all = (parts: readonly (string[] | undefined)[]): string[] | undefined =>
    parts.includes(undefined) ? undefined : parts.flatMap((one) => one ?? []);
  switch (value.kind) {
    case "list":
    case "set":
    case "tuple":
      return all(value.items.map((item) => fieldsOfItem(item, names, depth)));
    case "dict":
      // `{}` is an empty dict, but means an empty set to whoever writes it here.
      return value.entries.length === 0 ? [] : undefined;
    case "call": {
      if (!/^(?:set|list|tuple|frozenset)$/.test(value.callee)) return undefined;
      const [only] = value.args;
      return only === undefined ? [] : fieldsOf(only, names, depth + 1);
    }
    case "name": {
      const target = names.get(value.name);
      return target === undefined ? undefined : fieldsOf(target, names, depth + 1);
    }
    case "expression": {
      const { operator, operands = [] } = value.operation ?? {};
      if (operator !== "|" && operator !== "+") return undefined;
      return all(operands.map((operand) => fieldsOf(operand, names, depth + 1)));
    }
    default:
      return undefined;
  }
}

/** Reads the schema out of the repository's test file; undefined when the file holds none that can be read. */
export function readMetaSchema(path: string, text: string): MetaSchema | undefined {
  const lines = text.split("\n");
  const start = lines.findIndex((line) => TEST.test(line));
  if (start < 0) return undefined;
  let end = start + 1;
  while (end < lines.length && (lines[end] === "" || /^\s/.test(lines[end] ?? ""))) end++;
  const body = lines.slice(start + 1, end).map((line) => line.replace(/^ {4}/, ""));
  const { assignments } = readPython(path, body.join("\n"));
  const names = new Map(assignments.map((one) => [one.target, one.value]));
  const defaults = assignments.find((one) => one.target === "defaults" && one.value.kind === "dict");
  if (defaults?.value.kind !== "dict") return undefined;
  const tasks = new Map<string, readonly string[]>();
  for (const entry of defaults.value.entries) {
    if (entry.key?.kind !== "string") continue;
    const fields = fieldsOf(entry.value, names);
    if (fields !== undefined) tasks.set(entry.key.value, fields);
  }
  return { path, line: start + 1 + defaults.line, all: tasks.get("all") ?? [], tasks };
}
