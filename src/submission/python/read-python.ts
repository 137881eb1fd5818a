import type { PartialParse, Tree, TreeCursor } from "@lezer/common";
import { parser } from "@lezer/python";
import { maskSource } from "./mask-source.ts";
import type { Assignment, Call, ClassDefinition, FunctionDefinition, Import, PythonModule } from "./python-module.ts";
import { readClass, readDecorators, readDocstring, readFunction } from "./read-definitions.ts";
import { readExports, readMisspeltExports } from "./read-exports.ts";
import { type CallSink, gatherCalls, MAX_DEPTH, readExpression } from "./read-expression.ts";
import { readImports } from "./read-imports.ts";
import { readAssignments } from "./read-statements.ts";
import { indexLines, type Source } from "./source.ts";

/** Most characters of a file that are read; the rest is cut off at a line's end. */
const MAX_FILE_CHARACTERS = 2 * 1024 * 1024;

const MAX_SYNTAX_ERRORS = 100;

/**
 * Most steps that the parser may take while it recovers from syntax errors, about five for each error. Such a step costs a
 * hundred times one through good code, so text that is not Python at all must not be read to its end.
 */
const MAX_RECOVERY_STEPS = 2000;

interface ModuleParts {
  readonly imports: Import[];
  readonly functions: FunctionDefinition[];
  readonly classes: ClassDefinition[];
  readonly assignments: Assignment[];
  readonly sink: CallSink;
}

/**
 * Reads what one Python file defines, without running it. Never throws: a file with syntax errors, or one cut at 2 MiB, yields
 * what could be read. Definitions, imports and assignments count as the module's own also inside `if`, `try` and `with` blocks.
 */
export function readPython(path: string, text: string): PythonModule {
  const source = boundSource(text);
  const { tree, damaged } = parse(maskSource(source.text));
  const cursor = tree.cursor();
  const calls: Call[] = [];
  const parts: ModuleParts = {
    imports: [],
    functions: [],
    classes: [],
    assignments: [],
    sink: { calls, loops: 0 },
  };
  const docstring = readDocstring(source, cursor);
  readBlock(source, cursor, parts, 0);
  const exports = readExports(parts.assignments, calls);
  const misspelt = exports ? undefined : readMisspeltExports(parts.assignments);
  return {
    path,
    syntaxErrors: damaged || endsInError(tree) ? readSyntaxErrors(source, tree) : [],
    imports: parts.imports,
    functions: parts.functions,
    classes: parts.classes,
    assignments: parts.assignments,
    calls,
    ...(exports ? { exports } : {}),
    ...(misspelt ? { misspeltExports: misspelt } : {}),
    ...(docstring ? { docstring } : {}),
  };
}

/** `damaged` is false when the parser met no error on its way; one at the very end is seen in the tree alone. */
function parse(text: string): { tree: Tree; damaged: boolean } {
  const running = parser.startParse(text);
  const observable = "recovering" in running;
  let recovered = 0;
  for (;;) {
    const tree = running.advance();
    if (tree) return { tree, damaged: recovered > 0 || !observable };
    if (isRecovering(running) && ++recovered === MAX_RECOVERY_STEPS) running.stopAt(running.parsedPos);
  }
}

/** The parser's own count of steps since the last error is not part of its typings; without it no parse is cut short. */
function isRecovering(running: PartialParse): boolean {
  return "recovering" in running && typeof running.recovering === "number" && running.recovering > 0;
}

/** Whether the last nodes on every level were closed by force, as where a file breaks off. */
function endsInError(tree: Tree): boolean {
  const cursor = tree.cursor();
  while (cursor.lastChild()) if (cursor.type.isError) return true;
  return false;
}

function boundSource(whole: string): Source {
  const start = whole.startsWith("\uFEFF") ? 1 : 0;
  let end = whole.length;
  if (end - start > MAX_FILE_CHARACTERS) {
    const lineEnd = whole.lastIndexOf("\n", start + MAX_FILE_CHARACTERS);
    end = lineEnd > start ? lineEnd : start + MAX_FILE_CHARACTERS;
  }
  const text = whole.slice(start, end);
  return { text, lines: indexLines(text) };
}

function readBlock(source: Source, cursor: TreeCursor, parts: ModuleParts, depth: number): void {
  if (depth >= MAX_DEPTH || !cursor.firstChild()) return;
  do readStatement(source, cursor, parts, depth);
  while (cursor.nextSibling());
  cursor.parent();
}

function readStatement(source: Source, cursor: TreeCursor, parts: ModuleParts, depth: number): void {
  const { sink } = parts;
  switch (cursor.name) {
    case "ImportStatement":
      parts.imports.push(...readImports(source, cursor));
      break;
    case "FunctionDefinition": {
      const definition = readFunction(source, cursor, [], depth);
      if (definition) parts.functions.push(definition);
      break;
    }
    case "ClassDefinition": {
      const definition = readClass(source, cursor, [], depth);
      if (definition) parts.classes.push(definition);
      break;
    }
    case "DecoratedStatement":
      readDecorated(source, cursor, parts, depth);
      break;
    case "AssignStatement":
    case "UpdateStatement":
      parts.assignments.push(...readAssignments(source, cursor, sink, depth));
      break;
    case "ForStatement":
    case "WhileStatement":
      sink.loops++;
      readBlock(source, cursor, parts, depth + 1);
      sink.loops--;
      break;
    case "CallExpression":
      readExpression(source, cursor, sink, depth);
      break;
    default:
      if (cursor.name.endsWith("Expression")) gatherCalls(source, cursor, sink, depth);
      else readBlock(source, cursor, parts, depth + 1);
  }
}

function readDecorated(source: Source, cursor: TreeCursor, parts: ModuleParts, depth: number): void {
  const decorators = readDecorators(source, cursor, depth);
  if (!cursor.firstChild()) return;
  do {
    if (cursor.name === "FunctionDefinition") {
      const definition = readFunction(source, cursor, decorators, depth);
      if (definition) parts.functions.push(definition);
    } else if (cursor.name === "ClassDefinition") {
      const definition = readClass(source, cursor, decorators, depth);
      if (definition) parts.classes.push(definition);
    }
  } while (cursor.nextSibling());
  cursor.parent();
}

function readSyntaxErrors(source: Source, tree: Tree): { line: number }[] {
  const errors: { line: number }[] = [];
  let last = 0;
  // Not by the cursor's `next`, which looks up through all levels at each step and takes the square of a text's depth.
  tree.iterate({
    enter(node) {
      if (errors.length >= MAX_SYNTAX_ERRORS) return false;
      const line = node.type.isError ? source.lines.lineAt(node.from) : last;
      // The grammar knows no bare `yield`, which Python accepts.
      if (line === last || (node.from === node.to && /^Yield/.test(node.node.parent?.name ?? ""))) return true;
      last = line;
      errors.push({ line });
      return errors.length < MAX_SYNTAX_ERRORS;
    },
  });
  return errors;
}
