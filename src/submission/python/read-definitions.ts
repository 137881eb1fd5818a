import type { TreeCursor } from "@lezer/common";
import type {
  Assignment,
  Call,
  ClassDefinition,
  Decorator,
  FunctionDefinition,
  Parameter,
  PythonValue,
} from "./python-module.ts";
import { type CallSink, gatherCalls, MAX_DEPTH, readArgumentList, readExpression } from "./read-expression.ts";
import { readParameters, readTypeText } from "./read-parameters.ts";
import { readAssignments } from "./read-statements.ts";
import { nodeName, type Source, sourceText } from "./source.ts";
import { shapeOfStringLiteral } from "./string-literal.ts";

/** A docstring; line `n` of its text stands at `line + n` of the file. */
type Docstring = NonNullable<FunctionDefinition["docstring"]>;

interface BodyParts {
  readonly sink: CallSink;
  readonly assignments: Assignment[];
  readonly returned: PythonValue[];
  readonly raises: { text: string; line: number }[];
}

/** The function definition at the cursor; undefined when its name is missing. */
export function readFunction(
  source: Source,
  cursor: TreeCursor,
  decorators: readonly Decorator[],
  depth: number,
): FunctionDefinition | undefined {
  const line = source.lines.lineAt(cursor.from);
  const endLine = endLineOf(source, cursor);
  const calls: Call[] = [];
  const body: BodyParts = { sink: { calls, loops: 0 }, assignments: [], returned: [], raises: [] };
  let name: string | undefined;
  let parameters: Parameter[] = [];
  let returns: string | undefined;
  let docstring: Docstring | undefined;
  if (!cursor.firstChild()) return undefined;
  do {
    if (cursor.name === "VariableName") name ??= source.text.slice(cursor.from, cursor.to);
    else if (cursor.name === "ParamList") parameters = readParameters(source, cursor);
    else if (cursor.name === "TypeDef") returns = readTypeText(source, cursor);
    else if (cursor.name === "Body") {
      docstring = readDocstring(source, cursor);
      readBody(source, cursor, body, true, depth + 1);
    }
  } while (cursor.nextSibling());
  cursor.parent();
  if (name === undefined) return undefined;
  return {
    name,
    line,
    endLine,
    decorators,
    parameters,
    ...(returns !== undefined ? { returns } : {}),
    ...(docstring ? { docstring } : {}),
    calls,
    assignments: body.assignments,
    returned: body.returned,
    raises: body.raises,
  };
}

/** The class definition at the cursor; undefined when its name is missing. */
export function readClass(
  source: Source,
  cursor: TreeCursor,
  decorators: readonly Decorator[],
  depth: number,
): ClassDefinition | undefined {
  const line = source.lines.lineAt(cursor.from);
  const endLine = endLineOf(source, cursor);
  let name: string | undefined;
  let bases: string[] = [];
  let docstring: Docstring | undefined;
  const methods: FunctionDefinition[] = [];
  const assignments: Assignment[] = [];
  let empty = false;
  if (!cursor.firstChild()) return undefined;
  do {
    if (cursor.name === "VariableName") name ??= source.text.slice(cursor.from, cursor.to);
    else if (cursor.name === "ArgList") bases = readBases(source, cursor);
    else if (cursor.name === "Body") {
      docstring = readDocstring(source, cursor);
      empty = isEmptyBody(cursor);
      readClassBody(source, cursor, methods, assignments, depth + 1);
    }
  } while (cursor.nextSibling());
  cursor.parent();
  if (name === undefined) return undefined;
  return {
    name,
    line,
    endLine,
    bases,
    decorators,
    ...(docstring ? { docstring } : {}),
    methods,
    assignments,
    empty,
  };
}

/** Decorators of the `DecoratedStatement` at the cursor. */
export function readDecorators(source: Source, cursor: TreeCursor, depth: number): Decorator[] {
  const decorators: Decorator[] = [];
  if (!cursor.firstChild()) return decorators;
  do {
    if (cursor.name === "Decorator") decorators.push(readDecorator(source, cursor, depth));
  } while (cursor.nextSibling());
  cursor.parent();
  return decorators;
}

/** The string that opens the body (or module) at the cursor, content as written between the quotes. */
export function readDocstring(source: Source, cursor: TreeCursor): Docstring | undefined {
  if (!cursor.firstChild()) return undefined;
  let docstring: Docstring | undefined;
  do {
    if (cursor.name === ":" || cursor.name === "Comment") continue;
    if (cursor.name === "StatementGroup" && cursor.firstChild()) {
      docstring = docstringOf(source, cursor);
      cursor.parent();
    } else docstring = docstringOf(source, cursor);
    break;
  } while (cursor.nextSibling());
  cursor.parent();
  return docstring;
}

function docstringOf(source: Source, cursor: TreeCursor): Docstring | undefined {
  if (cursor.name !== "ExpressionStatement" || !cursor.firstChild()) return undefined;
  const { from, to } = cursor;
  const line = source.lines.lineAt(from);
  const endLine = source.lines.lineAt(Math.max(from, to - 1));
  let docstring: Docstring | undefined;
  if (nodeName(cursor) === "String") {
    const shape = shapeOfStringLiteral(source.text, from, to);
    docstring = { text: source.text.slice(shape.contentFrom, shape.contentTo), line, endLine };
  } else if (nodeName(cursor) === "ContinuedString") {
    const value = readExpression(source, cursor, { calls: [], loops: 0 }, 0);
    if (value.kind === "string") docstring = { text: value.value, line, endLine };
  }
  cursor.parent();
  return docstring;
}

function readDecorator(source: Source, cursor: TreeCursor, depth: number): Decorator {
  const line = source.lines.lineAt(cursor.from);
  let name = "";
  let args: PythonValue[] = [];
  let keywords: Decorator["keywords"] = [];
  const sink: CallSink = { calls: [], loops: 0 };
  if (cursor.firstChild()) {
    do {
      if (cursor.name === "ArgList") ({ args, keywords } = readArgumentList(source, cursor, sink, depth + 1));
      else if (cursor.name === "CallExpression") {
        const value = readExpression(source, cursor, sink, depth + 1);
        if (value.kind === "call") ({ callee: name } = value);
      } else if (cursor.name !== "At" && cursor.name !== "Comment" && !cursor.type.isError)
        name += sourceText(source, cursor.from, cursor.to).trim();
    } while (cursor.nextSibling());
    cursor.parent();
  }
  return { name, args, keywords, line };
}

function readBases(source: Source, cursor: TreeCursor): string[] {
  const bases: string[] = [];
  if (!cursor.firstChild()) return bases;
  let pending: string | undefined;
  let unpacked = false;
  do {
    if (cursor.name === ",") {
      if (pending !== undefined && !unpacked) bases.push(pending);
      pending = undefined;
      unpacked = false;
    } else if (cursor.name === "AssignOp" || cursor.name === "**") unpacked = true;
    else if (cursor.name !== "(" && cursor.name !== ")" && cursor.name !== "Comment" && !cursor.type.isError)
      pending = sourceText(source, cursor.from, cursor.to);
  } while (cursor.nextSibling());
  cursor.parent();
  if (pending !== undefined && !unpacked) bases.push(pending);
  return bases;
}

function readClassBody(
  source: Source,
  cursor: TreeCursor,
  methods: FunctionDefinition[],
  assignments: Assignment[],
  depth: number,
): void {
  if (depth >= MAX_DEPTH || !cursor.firstChild()) return;
  do {
    switch (cursor.name) {
      case "FunctionDefinition": {
        const method = readFunction(source, cursor, [], depth);
        if (method) methods.push(method);
        break;
      }
      case "DecoratedStatement": {
        const decorators = readDecorators(source, cursor, depth);
        if (!cursor.firstChild()) break;
        do {
          if (nodeName(cursor) !== "FunctionDefinition") continue;
          const method = readFunction(source, cursor, decorators, depth);
          if (method) methods.push(method);
        } while (cursor.nextSibling());
        cursor.parent();
        break;
      }
      case "AssignStatement":
      case "UpdateStatement":
        assignments.push(...readAssignments(source, cursor, { calls: [], loops: 0 }, depth));
        break;
      case "ClassDefinition":
        break;
      default:
        if (!cursor.name.endsWith("Expression")) readClassBody(source, cursor, methods, assignments, depth + 1);
    }
  } while (cursor.nextSibling());
  cursor.parent();
}

/** Gathers calls everywhere below the cursor; `own` is false inside nested definitions, whose returns and raises are theirs. */
function readBody(source: Source, cursor: TreeCursor, body: BodyParts, own: boolean, depth: number): void {
  if (depth >= MAX_DEPTH || !cursor.firstChild()) return;
  do {
    switch (cursor.name) {
      case "CallExpression":
        readExpression(source, cursor, body.sink, depth);
        break;
      case "AssignStatement":
      case "UpdateStatement":
        {
          const assignments = readAssignments(source, cursor, body.sink, depth);
          if (own) body.assignments.push(...assignments);
        }
        break;
      case "ReturnStatement":
        readReturn(source, cursor, body, own, depth);
        break;
      case "RaiseStatement":
        if (own)
          body.raises.push({
            text: sourceText(source, cursor.from, cursor.to).split(/\s+/).join(" ").trim(),
            line: source.lines.lineAt(cursor.from),
          });
        gatherCalls(source, cursor, body.sink, depth);
        break;
      case "FunctionDefinition":
      case "ClassDefinition":
        readBody(source, cursor, body, false, depth + 1);
        break;
      case "ForStatement":
      case "WhileStatement":
        body.sink.loops++;
        readBody(source, cursor, body, own, depth + 1);
        body.sink.loops--;
        break;
      default:
        if (cursor.name.endsWith("Expression")) gatherCalls(source, cursor, body.sink, depth);
        else readBody(source, cursor, body, own, depth + 1);
    }
  } while (cursor.nextSibling());
  cursor.parent();
}

function readReturn(source: Source, cursor: TreeCursor, body: BodyParts, own: boolean, depth: number): void {
  const line = source.lines.lineAt(cursor.from);
  const items: PythonValue[] = [];
  let comma = false;
  if (!cursor.firstChild()) return;
  do {
    if (cursor.name === ",") comma = true;
    else if (cursor.name !== "return" && cursor.name !== "*" && cursor.name !== "Comment" && !cursor.type.isError)
      items.push(readExpression(source, cursor, body.sink, depth));
  } while (cursor.nextSibling());
  cursor.parent();
  const first = items[0];
  if (own && first) body.returned.push(comma ? { kind: "tuple", items, line } : first);
}

function isEmptyBody(cursor: TreeCursor): boolean {
  if (!cursor.firstChild()) return false;
  let empty = true;
  do {
    if (cursor.name === ":" || cursor.name === "Comment" || cursor.name === "PassStatement") continue;
    if (cursor.name !== "ExpressionStatement" || !cursor.firstChild()) {
      empty = false;
      continue;
    }
    if (!/^(?:String|ContinuedString|Ellipsis)$/.test(nodeName(cursor))) empty = false;
    cursor.parent();
  } while (cursor.nextSibling());
  cursor.parent();
  return empty;
}

function endLineOf(source: Source, cursor: TreeCursor): number {
  let end = cursor.to;
  // A block ends behind its last line feed.
  for (let back = 0; back < 200 && end > cursor.from && /\s/.test(source.text[end - 1] ?? ""); back++) end--;
  return source.lines.lineAt(Math.max(cursor.from, end - 1));
}
