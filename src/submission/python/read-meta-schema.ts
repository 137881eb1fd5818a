import type { PythonValue } from "./python-module.ts";
import { readPython } from "./read-python.ts";

/** The meta fields that a repository's own test of its weights demands. */
export interface MetaSchema {
  readonly path: string;
  /** Line of the table of defaults. */
  readonly line: number;
  /** Fields that every entry needs, and those of each task. A field in `_metrics` reads `_metrics.Dataset.metric`. */
  readonly all: readonly string[];
  readonly tasks: ReadonlyMap<string, readonly string[]>;
}

const TEST = /^def test_schema_meta_validation\b/;

function fieldsOf(value: PythonValue, names: ReadonlyMap<string, PythonValue>, depth = 0): string[] | undefined {
  if (depth > 4) return undefined;
  switch (value.kind) {
    case "list":
    case "set":
    case "tuple":
      return value.items.flatMap((item) => {
        if (item.kind === "string") return [item.value];
        if (item.kind === "tuple")
          return [item.items.flatMap((part) => (part.kind === "string" ? [part.value] : [])).join(".")];
        return [];
      });
    case "call":
      return value.callee === "set" && value.args.length === 0 ? [] : undefined;
    case "name": {
      const target = names.get(value.name);
      return target === undefined ? undefined : fieldsOf(target, names, depth + 1);
    }
    case "expression": {
      // A shared list with additions: `classification_fields | {"backend"}`.
      const parts = value.text.split(/\s[|+]\s/);
      if (parts.length < 2) return undefined;
      const fields = parts.map((part) => {
        const parsed = readPython("", `x = ${part}`).assignments[0]?.value;
        return parsed === undefined || parsed.kind === "expression" ? undefined : fieldsOf(parsed, names, depth + 1);
      });
      return fields.includes(undefined) ? undefined : fields.flatMap((one) => one ?? []);
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
