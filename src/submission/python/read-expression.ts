import type { TreeCursor } from "@lezer/common";
import type { Call, DictEntry, Keyword, PythonValue } from "./python-module.ts";
import { readString } from "./read-string.ts";
import { expressionAt, MAX_SOURCE_TEXT, type Source, sourceText } from "./source.ts";

/** Python itself refuses deeper nesting of brackets or blocks; it also bounds our own recursion. */
export const MAX_DEPTH = 100;

/** Where the calls of one body are gathered, and how many loops surround the place that is being read. */
export interface CallSink {
  readonly calls: Call[];
  loops: number;
}

/**
 * Value of the expression at the cursor, which is left where it stood. Every call inside is added to `sink`, an outer call
 * before those in its arguments. What lies deeper than {@link MAX_DEPTH} is kept as text alone.
 */
export function readExpression(source: Source, cursor: TreeCursor, sink: CallSink, depth: number): PythonValue {
  const { from, to } = cursor;
  const line = source.lines.lineAt(from);
  switch (cursor.name) {
    case "String":
    case "FormatString":
    case "ContinuedString":
      return readString(source, cursor, (at) => readReplacement(source, at, sink, depth));
    case "Number":
      return readNumber(source.text.slice(from, to), line) ?? expressionAt(source, from, to);
    case "Boolean":
      return { kind: "boolean", value: source.text.startsWith("True", from), line };
    case "None":
      return { kind: "none", line };
    case "VariableName":
      return { kind: "name", name: source.text.slice(from, to), line };
  }
  if (depth >= MAX_DEPTH) return expressionAt(source, from, to);
  switch (cursor.name) {
    case "ParenthesizedExpression":
      return readParenthesized(source, cursor, sink, depth);
    case "MemberExpression":
      return readMember(source, cursor, sink, depth);
    case "CallExpression":
      return readCall(source, cursor, sink, depth);
    case "ArrayExpression":
      return { kind: "list", items: readItems(source, cursor, sink, depth), line };
    case "TupleExpression":
      return { kind: "tuple", items: readItems(source, cursor, sink, depth), line };
    case "SetExpression":
      return { kind: "set", items: readItems(source, cursor, sink, depth), line };
    case "DictionaryExpression":
      return { kind: "dict", entries: readDictEntries(source, cursor, sink, depth), line };
    case "UnaryExpression":
      return readUnary(source, cursor, sink, depth);
    case "BinaryExpression":
      return readBinary(source, cursor, sink, depth);
  }
  gatherCalls(source, cursor, sink, depth);
  return expressionAt(source, from, to);
}

/** Adds every call below the cursor's node to `sink` without building the values around them. */
export function gatherCalls(source: Source, cursor: TreeCursor, sink: CallSink, depth: number): void {
  if (depth >= MAX_DEPTH) return;
  const repeats = cursor.name.endsWith("ComprehensionExpression");
  if (!cursor.firstChild()) return;
  if (repeats) sink.loops++;
  do {
    if (cursor.name === "CallExpression") readCall(source, cursor, sink, depth + 1);
    else gatherCalls(source, cursor, sink, depth + 1);
  } while (cursor.nextSibling());
  if (repeats) sink.loops--;
  cursor.parent();
}

/** Arguments of the `ArgList` at the cursor, of a call, a decorator or a class. */
export function readArgumentList(
  source: Source,
  cursor: TreeCursor,
  sink: CallSink,
  depth: number,
): { args: PythonValue[]; keywords: Keyword[] } {
  const args: PythonValue[] = [];
  const keywords: Keyword[] = [];
  if (!cursor.firstChild()) return { args, keywords };
  let value: PythonValue | undefined;
  let keyword: string | undefined;
  let form: "plain" | "star" | "double-star" | "generator" = "plain";
  let inTargets = false;
  let start = 0;
  let end = 0;
  const finish = (): void => {
    if (value) {
      const line = source.lines.lineAt(start);
      if (form === "double-star") keywords.push({ value, line });
      else if (keyword !== undefined) keywords.push({ name: keyword, value, line });
      else if (form === "star") args.push(starred(source, start, end, value));
      else args.push(form === "generator" ? expressionAt(source, start, end) : value);
    }
    value = undefined;
    keyword = undefined;
    form = "plain";
  };
  do {
    switch (cursor.name) {
      case "(":
      case ")":
      case "Comment":
        break;
      case ",":
        // The commas of `for key, value in …` separate no arguments.
        if (!inTargets) finish();
        break;
      case "in":
        inTargets = false;
        break;
      case "*":
      case "**":
        form = cursor.name === "*" ? "star" : "double-star";
        start = cursor.from;
        break;
      case "AssignOp":
        if (value?.kind === "name") keyword = value.name;
        value = undefined;
        break;
      case "for":
      case "async":
        form = "generator";
        inTargets = cursor.name === "for";
        break;
      default:
        if (cursor.type.isError) break;
        if (!value && keyword === undefined && form === "plain") start = cursor.from;
        end = cursor.to;
        if (value) readExpression(source, cursor, sink, depth + 1);
        else value = readExpression(source, cursor, sink, depth + 1);
    }
  } while (cursor.nextSibling());
  finish();
  cursor.parent();
  return { args, keywords };
}

/** `*operand` as an item of a display or an argument list. */
export function starred(source: Source, from: number, to: number, operand: PythonValue): PythonValue {
  return {
    kind: "expression",
    text: sourceText(source, from, to),
    line: source.lines.lineAt(from),
    operation: { operator: "*", operands: [operand] },
  };
}

function readCall(source: Source, cursor: TreeCursor, sink: CallSink, depth: number): PythonValue {
  const { from, to } = cursor;
  if (depth >= MAX_DEPTH || !cursor.firstChild()) return expressionAt(source, from, to);
  const at = sink.calls.length;
  const call = {
    callee: "",
    args: [] as readonly PythonValue[],
    keywords: [] as readonly Keyword[],
    line: source.lines.lineAt(from),
    endLine: source.lines.lineAt(Math.max(from, to - 1)),
    ...(sink.loops > 0 ? { repeated: true } : {}),
  };
  sink.calls[at] = call;
  const callee = readExpression(source, cursor, sink, depth + 1);
  // Of a long callee its end says which method is called.
  call.callee =
    callee.kind === "name"
      ? callee.name
      : source.text.slice(Math.max(cursor.from, cursor.to - MAX_SOURCE_TEXT), cursor.to);
  while (cursor.nextSibling()) {
    if (cursor.name !== "ArgList") continue;
    const list = readArgumentList(source, cursor, sink, depth + 1);
    call.args = list.args;
    call.keywords = list.keywords;
  }
  cursor.parent();
  return {
    kind: "call",
    callee: call.callee,
    args: call.args,
    keywords: call.keywords,
    line: call.line,
    endLine: call.endLine,
  };
}

function readItems(source: Source, cursor: TreeCursor, sink: CallSink, depth: number): PythonValue[] {
  const items: PythonValue[] = [];
  if (!cursor.firstChild()) return items;
  let star = -1;
  do {
    switch (cursor.name) {
      case "[":
      case "]":
      case "(":
      case ")":
      case "{":
      case "}":
      case "Comment":
        break;
      case ",":
        star = -1;
        break;
      case "*":
        star = cursor.from;
        break;
      default: {
        if (cursor.type.isError) break;
        const value = readExpression(source, cursor, sink, depth + 1);
        items.push(star === -1 ? value : starred(source, star, cursor.to, value));
      }
    }
  } while (cursor.nextSibling());
  cursor.parent();
  return items;
}

function readDictEntries(source: Source, cursor: TreeCursor, sink: CallSink, depth: number): DictEntry[] {
  const entries: DictEntry[] = [];
  if (!cursor.firstChild()) return entries;
  let key: PythonValue | undefined;
  let afterColon = false;
  let spreadLine = 0;
  do {
    switch (cursor.name) {
      case "{":
      case "}":
      case "Comment":
        break;
      case ",":
        key = undefined;
        afterColon = false;
        spreadLine = 0;
        break;
      case ":":
        afterColon = true;
        break;
      case "**":
        spreadLine = source.lines.lineAt(cursor.from);
        break;
      default: {
        if (cursor.type.isError) break;
        const value = readExpression(source, cursor, sink, depth + 1);
        if (spreadLine > 0) entries.push({ value, spread: true, line: spreadLine });
        else if (afterColon && key) entries.push({ key, value, spread: false, line: key.line });
        else key = value;
      }
    }
  } while (cursor.nextSibling());
  cursor.parent();
  return entries;
}

function readParenthesized(source: Source, cursor: TreeCursor, sink: CallSink, depth: number): PythonValue {
  const { from, to } = cursor;
  let value: PythonValue | undefined;
  if (cursor.firstChild()) {
    do {
      if (cursor.name === "(" || cursor.name === ")" || cursor.name === "Comment" || cursor.type.isError) continue;
      value = readExpression(source, cursor, sink, depth + 1);
    } while (cursor.nextSibling());
    cursor.parent();
  }
  return value ?? expressionAt(source, from, to);
}

function readMember(source: Source, cursor: TreeCursor, sink: CallSink, depth: number): PythonValue {
  const { from, to } = cursor;
  const line = source.lines.lineAt(from);
  if (!cursor.firstChild()) return expressionAt(source, from, to);
  const object = readExpression(source, cursor, sink, depth + 1);
  let property: string | undefined;
  const indexes: PythonValue[] = [];
  let sliced = false;
  while (cursor.nextSibling()) {
    if (cursor.name === "PropertyName") property = source.text.slice(cursor.from, cursor.to);
    else if (cursor.name === ":" || cursor.name === ",") sliced = true;
    else if (cursor.name !== "." && cursor.name !== "[" && cursor.name !== "]" && cursor.name !== "Comment")
      indexes.push(readExpression(source, cursor, sink, depth + 1));
  }
  cursor.parent();
  if (property !== undefined && object.kind === "name")
    return { kind: "name", name: `${object.name}.${property}`, line };
  const text = sourceText(source, from, to);
  const index = indexes[0];
  if (property === undefined && index && indexes.length === 1 && !sliced)
    return { kind: "expression", text, line, operation: { operator: "[]", operands: [object, index] } };
  return { kind: "expression", text, line };
}

function readUnary(source: Source, cursor: TreeCursor, sink: CallSink, depth: number): PythonValue {
  const { from, to } = cursor;
  const sign = source.text[from];
  let operand: PythonValue | undefined;
  if (cursor.firstChild()) {
    while (cursor.nextSibling()) {
      if (!cursor.type.isError && cursor.name !== "Comment") operand = readExpression(source, cursor, sink, depth + 1);
    }
    cursor.parent();
  }
  if (operand?.kind === "number" && (sign === "-" || sign === "+")) {
    const value = sign === "-" ? -operand.value : operand.value;
    return { kind: "number", value, text: sourceText(source, from, to), line: source.lines.lineAt(from) };
  }
  return expressionAt(source, from, to);
}

function readBinary(source: Source, cursor: TreeCursor, sink: CallSink, depth: number): PythonValue {
  const { from, to } = cursor;
  const operands: PythonValue[] = [];
  let operator = "";
  if (!cursor.firstChild()) return expressionAt(source, from, to);
  do {
    if (cursor.name === "Comment" || cursor.type.isError) continue;
    // Operators are tokens such as `ArithOp`, `and`, `not`; operands begin anew only before and after them.
    if (cursor.name.endsWith("Op") || cursor.name === "and" || cursor.name === "or" || cursor.name === "in")
      operator += sourceText(source, cursor.from, cursor.to);
    else if (cursor.name === "not" || cursor.name === "is") operator += `${cursor.name} `;
    else operands.push(readExpression(source, cursor, sink, depth + 1));
  } while (cursor.nextSibling());
  cursor.parent();
  const value = { kind: "expression", text: sourceText(source, from, to), line: source.lines.lineAt(from) } as const;
  return operands.length === 2 ? { ...value, operation: { operator: operator.trim(), operands } } : value;
}

function readNumber(text: string, line: number): PythonValue | undefined {
  const value = Number(text.includes("_") ? text.replaceAll("_", "") : text);
  return Number.isNaN(value) ? undefined : { kind: "number", value, text, line };
}

/** The value put into an f-string; with a conversion or a format it is text alone, since its shape is then not its own. */
function readReplacement(source: Source, cursor: TreeCursor, sink: CallSink, depth: number): PythonValue {
  const { from, to } = cursor;
  let value: PythonValue | undefined;
  let plain = true;
  if (depth < MAX_DEPTH && cursor.firstChild()) {
    do {
      if (cursor.name === "{" || cursor.name === "}" || cursor.type.isError) continue;
      if (value || cursor.name.startsWith("Format")) {
        plain = false;
        gatherCalls(source, cursor, sink, depth + 1);
      } else value = readExpression(source, cursor, sink, depth + 1);
    } while (cursor.nextSibling());
    cursor.parent();
  }
  return plain && value ? value : expressionAt(source, from, to);
}
