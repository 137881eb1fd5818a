import { type Document, isMap, isScalar, LineCounter, parseDocument, visit } from "yaml";

/** A place in a text; both count from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** A YAML text, read within bounds, that still knows where each thing stands. */
export interface YamlText {
  readonly value: unknown;
  /** Place of the value at a path, or of its key when `key` is asked for; of the nearest thing around it if it is not there. */
  readonly locate: (path: readonly PropertyKey[], part: "key" | "value") => Position;
}

export interface YamlFault extends Position {
  readonly fault: string;
}

const SIZE_LIMIT = 64 * 1024;
const LINES_LIMIT = 2_000;
const MARKS_LIMIT = 4_000;
const DEPTH_LIMIT = 24;
const INDENT_LIMIT = 64;
const ALIASES_LIMIT = 20;
const FAULTS_LIMIT = 20;

const MARKS = new Set([..."[]{},\"'&*!|>%"]);

/**
 * Refuses what would cost the YAML parser too much: it recurses over nesting, and a deep enough text ends the process. Counts
 * generously, in one pass, without telling strings from structure.
 */
function findExcess(text: string): YamlFault | undefined {
  let line = 1;
  let lineStart = 0;
  let depth = 0;
  let nested = 0;
  let marks = 0;
  let indent = 0;
  let indented = true;
  for (let at = 0; at < text.length; at++) {
    const char = text[at] ?? "";
    if (char === "\n") {
      line++;
      lineStart = at + 1;
      nested = 0;
      indent = 0;
      indented = true;
    } else if (indented && (char === " " || char === "\t")) indent++;
    else indented = false;
    if (MARKS.has(char)) marks++;
    if (char === "[" || char === "{") depth++;
    else if (char === "]" || char === "}") depth = Math.max(0, depth - 1);
    else if ((char === "-" || char === "?" || char === ":") && /^\s?$/.test(text[at + 1] ?? "")) nested++;
    const place = { line, column: at - lineStart + 1 };
    if (line > LINES_LIMIT) return { ...place, fault: `more than ${LINES_LIMIT} lines` };
    if (marks > MARKS_LIMIT) return { ...place, fault: `more than ${MARKS_LIMIT} brackets, quotes and commas` };
    if (depth > DEPTH_LIMIT || nested > DEPTH_LIMIT)
      return { ...place, fault: `more than ${DEPTH_LIMIT} levels of nesting` };
    if (indent > INDENT_LIMIT) return { ...place, fault: `an indentation of more than ${INDENT_LIMIT} columns` };
  }
  return undefined;
}

function duplicateKeys(document: Document, place: (offset: number) => Position): YamlFault[] {
  const faults: YamlFault[] = [];
  visit(document, {
    Map(_, map) {
      const seen = new Set<unknown>();
      for (const { key } of map.items) {
        if (!isScalar(key)) continue;
        if (seen.has(key.value))
          faults.push({ ...place(key.range?.[0] ?? 0), fault: `the key ${String(key.value)} a second time` });
        seen.add(key.value);
      }
    },
  });
  return faults;
}

/** Reads one YAML document. Anchors are expanded a few times at most; custom tags and merge keys are refused. Never throws. */
export function readYaml(text: string): YamlText | { readonly faults: readonly YamlFault[] } {
  if (text.length > SIZE_LIMIT) {
    return {
      faults: [{ line: 1, column: 1, fault: `${text.length} characters, more than the ${SIZE_LIMIT} allowed` }],
    };
  }
  const excess = findExcess(text);
  if (excess !== undefined) return { faults: [excess] };
  const counter = new LineCounter();
  const place = (offset: number): Position => {
    const { line, col } = counter.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  try {
    // The parser compares every key with every other; duplicates are looked for below in linear time.
    const document = parseDocument(text, {
      schema: "core",
      merge: false,
      uniqueKeys: false,
      prettyErrors: false,
      lineCounter: counter,
    });
    const faults = [...document.errors, ...document.warnings].map((one) => ({
      ...place(one.pos[0]),
      fault: one.message.split("\n", 1)[0] ?? "",
    }));
    faults.push(...duplicateKeys(document, place));
    if (faults.length > 0) return { faults: faults.slice(0, FAULTS_LIMIT) };
    const value: unknown = document.toJS({ maxAliasCount: ALIASES_LIMIT });
    return { value, locate: (path, part) => place(offsetOf(document, path, part)) };
  } catch (error) {
    return { faults: [{ line: 1, column: 1, fault: error instanceof Error ? error.message : String(error) }] };
  }
}

function offsetOf(document: Document, path: readonly PropertyKey[], part: "key" | "value"): number {
  let node: unknown = document.contents;
  let offset = document.contents?.range?.[0] ?? 0;
  for (const [index, step] of path.entries()) {
    const last = index === path.length - 1;
    let next: unknown;
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(step));
      if (pair === undefined) return offset;
      next = last && part === "key" ? pair.key : (pair.value ?? pair.key);
    } else next = document.getIn([...path.slice(0, index + 1)], true);
    const range = rangeOf(next);
    if (range === undefined) return offset;
    offset = range;
    node = next;
  }
  return offset;
}

function rangeOf(node: unknown): number | undefined {
  if (typeof node !== "object" || node === null || !("range" in node) || !Array.isArray(node.range)) return undefined;
  const start: unknown = node.range[0];
  return typeof start === "number" ? start : undefined;
}
