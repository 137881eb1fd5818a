import type { ArgumentDefinition, ScriptArguments } from "./argument-definition.ts";
import { gatherConstants, type ModuleConstants } from "./module-constants.ts";
import type { Call, FunctionDefinition, PythonModule, PythonValue } from "./python-module.ts";
import { readArgumentDefinition } from "./read-argument-definition.ts";
import { ImportResolver, type ReadModule } from "./resolve-import.ts";

/** Most arguments that one script has; a script that builds more is not read to its end, and not complete. */
const MAX_ARGUMENTS = 2000;
const MAX_CALL_DEPTH = 6;
const MAX_PARENTS = 100;

/**
 * The command-line interface of a script: every `add_argument` call in it, and those of imported functions and parent parsers
 * that `read` can give. Whatever could hide a flag makes the answer incomplete; see {@link ScriptArguments.complete}.
 */
export function readArguments(module: PythonModule, read: ReadModule = () => undefined): ScriptArguments {
  const reader = new ArgumentReader(read);
  const definitions = bodiesOf(module);
  reader.noteParsers(module.calls, module);
  for (const definition of definitions) reader.noteBody(definition, module);
  reader.readBody(module.calls, module, 0);
  for (const definition of definitions) reader.readBody(definition.calls, module, 0);
  if (module.assignments.some((assignment) => assignment.target === "sys.argv")) reader.complete = false;
  return {
    path: module.path,
    arguments: reader.found.map(({ path, ...definition }) =>
      path === module.path ? definition : { ...definition, path },
    ),
    complete: reader.complete && reader.parsers > 0,
    abbreviations: reader.abbreviations,
  };
}

function bodiesOf(module: PythonModule): readonly FunctionDefinition[] {
  return [...module.functions, ...module.classes.flatMap((definition) => definition.methods)];
}

function lastName(path: string): string {
  return path.slice(path.lastIndexOf(".") + 1);
}

/** Methods of a parser or group that add no argument, or that are looked at by themselves. */
const PARSER_METHODS =
  /^(?:add_argument|add_argument_group|add_mutually_exclusive_group|parse_args|parse_known_args|set_defaults|error|exit|print_help|print_usage|format_help|format_usage|get_default|parse_intermixed_args)$/;

/** Functions that take a parser or its result and add nothing to it. */
const HARMLESS = /^(?:print|str|repr|vars|type|isinstance|len|id|autocomplete)$/;

/** What makes parsers in one module: callees by the name that holds their result, and its functions that return a parser. */
interface Makers {
  readonly results: ReadonlyMap<string, string>;
  readonly functions: ReadonlySet<string>;
}

class ArgumentReader {
  readonly found: (ArgumentDefinition & { path: string })[] = [];
  complete = true;
  abbreviations = true;
  parsers = 0;
  readonly #imports: ImportResolver;
  readonly #makers = new Map<PythonModule, Makers>();
  readonly #constants = new Map<PythonModule, ModuleConstants>();
  /** Names that hold a parser or an argument group, in any body. */
  readonly #parserNames = new Set<string>();
  readonly #visited = new Set<FunctionDefinition>();

  constructor(read: ReadModule) {
    this.#imports = new ImportResolver(read);
  }

  noteBody(definition: FunctionDefinition, module: PythonModule): void {
    for (const { name } of definition.parameters)
      if (/^(?:arg_?)?parser$|_parser$|^group$/.test(name)) this.#parserNames.add(name);
    this.noteParsers(definition.calls, module);
  }

  noteParsers(calls: readonly Call[], module: PythonModule): void {
    for (const call of calls) {
      if (call.target === undefined) continue;
      const method = lastName(call.callee);
      if (
        /ArgumentParser$/.test(method) ||
        /^add_(?:argument|mutually_exclusive)_group$/.test(method) ||
        method === "add_parser"
      )
        this.#parserNames.add(call.target);
      else if (this.#makersOf(module).functions.has(call.callee)) this.#parserNames.add(call.target);
    }
  }

  readBody(calls: readonly Call[], module: PythonModule, depth: number): void {
    const rest = parsesTheRest(calls);
    for (const call of calls) {
      const method = lastName(call.callee);
      if (method === "add_argument" && call.callee !== method) this.#addArgument(call, module);
      else if (/ArgumentParser$/.test(method)) this.#addParser(call, module, depth);
      else if (method === "parse_known_args" || method === "parse_known_intermixed_args") {
        if (!rest) this.complete = false;
      } else if (/^(?:add_subparsers|_add_action|add_parser)$/.test(method)) this.complete = false;
      else if (call.callee.endsWith(".parse_args") || /\)\s*\.parse_args$/.test(call.callee))
        this.#readChained(call, module, depth);
      else if (!PARSER_METHODS.test(method)) this.#readPassedParser(call, module, depth);
    }
  }

  #constantsOf(module: PythonModule): ModuleConstants {
    const known = this.#constants.get(module);
    if (known) return known;
    const constants = gatherConstants(module);
    this.#constants.set(module, constants);
    return constants;
  }

  #makersOf(module: PythonModule): Makers {
    const known = this.#makers.get(module);
    if (known) return known;
    const results = new Map<string, string>();
    for (const body of [module.calls, ...bodiesOf(module).map((definition) => definition.calls)])
      for (const { target, callee } of body)
        if (target !== undefined && !results.has(target)) results.set(target, callee);
    const functions = new Set(module.functions.filter(returnsParser).map((definition) => definition.name));
    this.#makers.set(module, { results, functions });
    return { results, functions };
  }

  #addArgument(call: Call, module: PythonModule): void {
    if (call.repeated === true || this.found.length >= MAX_ARGUMENTS) this.complete = false;
    const definition = readArgumentDefinition(call, this.#constantsOf(module));
    if (!definition) this.complete = false;
    else if (this.found.length < MAX_ARGUMENTS) this.found.push({ ...definition, path: module.path });
  }

  #addParser(call: Call, module: PythonModule, depth: number): void {
    this.parsers++;
    if (lastName(call.callee) !== "ArgumentParser" || !isArgparse(call.callee, module)) this.complete = false;
    for (const { name, value } of call.keywords) {
      if (name === undefined || name === "prefix_chars" || name === "fromfile_prefix_chars") this.complete = false;
      else if (name === "allow_abbrev") this.abbreviations = value.kind !== "boolean" || value.value;
      else if (name === "parents") this.#addParents(value, module, depth);
    }
  }

  #addParents(value: PythonValue, module: PythonModule, depth: number): void {
    if ((value.kind !== "list" && value.kind !== "tuple") || value.items.length > MAX_PARENTS) {
      this.complete = false;
      return;
    }
    for (const item of value.items) {
      if (item.kind === "call") this.#include(item.callee, module, depth);
      else if (item.kind !== "name" || !this.#isReadParser(item.name, module, depth)) this.complete = false;
    }
  }

  /** Whether a name holds a parser whose arguments are read: one of this file, or what an imported function returns. */
  #isReadParser(name: string, module: PythonModule, depth: number): boolean {
    if (this.#parserNames.has(name)) return true;
    const maker = this.#makersOf(module).results.get(name);
    if (maker === undefined) return false;
    this.#include(maker, module, depth);
    return true;
  }

  /** `get_args_parser().parse_args()`, or `parser.parse_args()` of a parser that an imported function made. */
  #readChained(call: Call, module: PythonModule, depth: number): void {
    const maker = /^([\w.]{1,200})\(.{0,200}\)\s*\.parse_args$/s.exec(call.callee)?.[1];
    if (maker !== undefined) {
      if (!/ArgumentParser$/.test(maker)) this.#include(maker, module, depth);
      return;
    }
    const holder = call.callee.slice(0, -".parse_args".length);
    if (/^\w+$/.test(holder) && !this.#parserNames.has(holder)) this.#isReadParser(holder, module, depth);
  }

  #readPassedParser(call: Call, module: PythonModule, depth: number): void {
    const first = call.args[0];
    // Another name for `add_argument`, or a helper around it.
    if (first?.kind === "string" && /^--?[A-Za-z][\w-]*$/.test(first.value)) this.complete = false;
    if (HARMLESS.test(lastName(call.callee))) return;
    const passes = (value: PythonValue): boolean => value.kind === "name" && this.#parserNames.has(value.name);
    if (!call.args.some(passes) && !call.keywords.some((keyword) => passes(keyword.value))) return;
    if (/^(?:self|cls)\.\w+$/.test(call.callee)) {
      // A method of the same file is read with the file.
      const name = lastName(call.callee);
      if (!bodiesOf(module).some((definition) => definition.name === name)) this.complete = false;
      return;
    }
    this.#include(call.callee, module, depth);
  }

  /** Reads the body of a function that makes or fills a parser, wherever it is defined. */
  #include(callee: string, module: PythonModule, depth: number): void {
    const found = depth < MAX_CALL_DEPTH ? this.#imports.find(callee, module) : undefined;
    if (!found) {
      this.complete = false;
      return;
    }
    // Every body of the script itself is read anyway.
    if (depth === 0 && found.module === module) return;
    if (this.#visited.has(found.definition)) return;
    this.#visited.add(found.definition);
    this.noteBody(found.definition, found.module);
    this.readBody(found.definition.calls, found.module, depth + 1);
  }
}

function returnsParser(definition: FunctionDefinition): boolean {
  const made = new Set(
    definition.calls.filter((call) => /ArgumentParser$/.test(lastName(call.callee))).map((call) => call.target),
  );
  return definition.returned.some(
    (value) =>
      (value.kind === "name" && made.has(value.name)) ||
      (value.kind === "call" && /ArgumentParser$/.test(lastName(value.callee))),
  );
}

/** What `parse_known_args` left over goes to a second parser that refuses what it does not know. */
function parsesTheRest(calls: readonly Call[]): boolean {
  return calls.some((call) => lastName(call.callee) === "parse_args" && call.args[0]?.kind === "name");
}

/** Functions import argparse for themselves too, so its own name is believed unless the file gives it another meaning. */
function isArgparse(callee: string, module: PythonModule): boolean {
  const dot = callee.lastIndexOf(".");
  const bound = dot === -1 ? callee : callee.slice(0, dot);
  if (module.classes.some((definition) => definition.name === callee)) return false;
  for (const imported of module.imports) {
    if (imported.names.some((one) => (one.alias ?? one.name) === bound)) return imported.module === "argparse";
    if (imported.names.length === 0 && (imported.alias ?? imported.module) === bound)
      return imported.module === "argparse";
  }
  return dot === -1 ? callee === "ArgumentParser" : bound === "argparse";
}
