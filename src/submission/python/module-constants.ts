import type { Assignment, Call, PythonModule, PythonValue } from "./python-module.ts";

/** Longest string that constants put together, in characters: real URLs are far shorter, and sums of sums would grow without end. */
const MAX_STRING = 4096;
const MAX_FIELDS = 200;
const MAX_DEPTH = 24;

/** One key of a dict that was put together from displays, spreads and shared constants. */
export interface ResolvedField {
  readonly value: PythonValue;
  /** Where the key stands: the shared dict's own line, when it comes from one. */
  readonly line: number;
}

export interface ResolvedDict {
  readonly fields: ReadonlyMap<string, ResolvedField>;
  /** False when keys may be missing or overwritten: a part is imported, computed, or changed by statements elsewhere. */
  readonly complete: boolean;
}

/** What the names of one file stand for, as far as its module-level (and the given class-level) assignments tell. */
export interface ModuleConstants {
  /** The value that a name stands for at `line`: the last assignment before it, else the first after it. */
  valueOf(name: string, line: number): PythonValue | undefined;
  /** The string that literals, constants, `+` and plain f-strings make; undefined when any part is unknown. */
  stringOf(value: PythonValue): string | undefined;
  numberOf(value: PythonValue): { readonly value: number; readonly text: string } | undefined;
  /** Undefined when the value is no dict that can be read here. */
  dictOf(value: PythonValue): ResolvedDict | undefined;
}

/** Gathers the constants of a module; `extra` are assignments of a class, which come before those of the module. */
export function gatherConstants(module: PythonModule, extra: readonly Assignment[] = []): ModuleConstants {
  const byName = new Map<string, Assignment[]>();
  const changed = new Set<string>();
  for (const assignment of [...extra, ...module.assignments]) {
    const subscript = assignment.target.indexOf("[");
    if (subscript > 0) changed.add(assignment.target.slice(0, subscript));
    else if (assignment.operator !== "=") changed.add(assignment.target);
    else {
      const known = byName.get(assignment.target);
      if (known) known.push(assignment);
      else byName.set(assignment.target, [assignment]);
    }
  }
  for (const call of module.calls) addChanged(call, changed);
  return new Constants(byName, changed);
}

function addChanged(call: Call, changed: Set<string>): void {
  const dot = call.callee.lastIndexOf(".");
  if (dot > 0 && /^(?:update|pop|clear|setdefault|popitem)$/.test(call.callee.slice(dot + 1)))
    changed.add(call.callee.slice(0, dot));
}

class Constants implements ModuleConstants {
  readonly #byName: ReadonlyMap<string, readonly Assignment[]>;
  readonly #changed: ReadonlySet<string>;
  /** Each constant's value is put together once, so that chains of constants cost no more than their length. */
  readonly #strings = new Map<PythonValue, string | undefined>();
  readonly #dicts = new Map<PythonValue, ResolvedDict | undefined>();

  constructor(byName: ReadonlyMap<string, readonly Assignment[]>, changed: ReadonlySet<string>) {
    this.#byName = byName;
    this.#changed = changed;
  }

  valueOf(name: string, line: number): PythonValue | undefined {
    const assignments = this.#byName.get(name);
    if (!assignments) return undefined;
    if (assignments.length > 50) return assignments.at(-1)?.value;
    return (assignments.findLast((assignment) => assignment.line < line) ?? assignments[0])?.value;
  }

  stringOf(value: PythonValue): string | undefined {
    return this.#string(value, 0);
  }

  numberOf(value: PythonValue): { value: number; text: string } | undefined {
    let at: PythonValue | undefined = value;
    for (let depth = 0; at?.kind === "name" && depth < MAX_DEPTH; depth++) at = this.valueOf(at.name, at.line);
    return at?.kind === "number" ? { value: at.value, text: at.text } : undefined;
  }

  dictOf(value: PythonValue): ResolvedDict | undefined {
    return this.#dict(value, 0);
  }

  #string(value: PythonValue, depth: number): string | undefined {
    if (value.kind === "string") return value.value;
    if (depth > MAX_DEPTH || (value.kind !== "name" && value.kind !== "expression")) return undefined;
    if (this.#strings.has(value)) return this.#strings.get(value);
    // Stands for "unknown" while it is being worked out: a constant made of itself has no value.
    this.#strings.set(value, undefined);
    const text = this.#stringAnew(value, depth);
    this.#strings.set(value, text);
    return text;
  }

  #stringAnew(value: PythonValue, depth: number): string | undefined {
    if (value.kind === "name") {
      const constant = this.valueOf(value.name, value.line);
      return constant && !this.#changed.has(value.name) ? this.#string(constant, depth + 1) : undefined;
    }
    if (value.kind !== "expression" || !value.operation) return undefined;
    const { operator, operands } = value.operation;
    if (operator === "[]") {
      const item = this.#item(operands, depth);
      return item && this.#string(item.value, depth + 1);
    }
    if (operator !== "+" && operator !== "f-string") return undefined;
    let joined = "";
    for (const operand of operands) {
      const part = this.#string(operand, depth + 1);
      if (part === undefined || joined.length + part.length > MAX_STRING) return undefined;
      joined += part;
    }
    return joined;
  }

  #item(operands: readonly PythonValue[], depth: number): ResolvedField | undefined {
    const [object, index] = operands;
    if (!object || !index) return undefined;
    const key = this.#string(index, depth + 1);
    return key === undefined ? undefined : this.#dict(object, depth + 1)?.fields.get(key);
  }

  #dict(value: PythonValue, depth: number): ResolvedDict | undefined {
    if (depth > MAX_DEPTH) return undefined;
    if (this.#dicts.has(value)) return this.#dicts.get(value);
    this.#dicts.set(value, undefined);
    const dict = this.#dictAnew(value, depth);
    this.#dicts.set(value, dict);
    return dict;
  }

  #dictAnew(value: PythonValue, depth: number): ResolvedDict | undefined {
    switch (value.kind) {
      case "dict": {
        const parts = new DictParts();
        for (const entry of value.entries) {
          if (parts.full) break;
          if (entry.spread) parts.merge(this.#dict(entry.value, depth + 1));
          else parts.add(entry.key && this.#string(entry.key, depth + 1), entry.value, entry.line);
        }
        return parts.finish();
      }
      case "name": {
        const constant = this.valueOf(value.name, value.line);
        const dict = constant && this.#dict(constant, depth + 1);
        return dict && this.#changed.has(value.name) ? { ...dict, complete: false } : dict;
      }
      case "call":
        return this.#dictOfCall(value, depth);
      case "expression": {
        if (!value.operation) return undefined;
        const { operator, operands } = value.operation;
        if (operator === "[]") {
          const item = this.#item(operands, depth);
          return item && this.#dict(item.value, depth + 1);
        }
        if (operator !== "|") return undefined;
        const parts = new DictParts();
        for (const operand of operands) parts.merge(this.#dict(operand, depth + 1));
        return parts.finish();
      }
      default:
        return undefined;
    }
  }

  #dictOfCall(value: PythonValue & { kind: "call" }, depth: number): ResolvedDict | undefined {
    const parts = new DictParts();
    if (value.callee === "dict" || value.callee === "OrderedDict" || value.callee === "collections.OrderedDict") {
      for (const argument of value.args) parts.merge(this.#dict(argument, depth + 1));
      for (const keyword of value.keywords) {
        if (keyword.name === undefined) parts.merge(this.#dict(keyword.value, depth + 1));
        else parts.add(keyword.name, keyword.value, keyword.line);
      }
      return parts.finish();
    }
    const only = value.args.length === 0 ? undefined : value.args[0];
    if (value.callee.endsWith(".copy") && !only)
      return this.#dict({ kind: "name", name: value.callee.slice(0, -5), line: value.line }, depth + 1);
    if (/^(?:copy\.)?(?:deep)?copy$/.test(value.callee) && only) return this.#dict(only, depth + 1);
    return undefined;
  }
}

class DictParts {
  readonly #fields = new Map<string, ResolvedField>();
  #complete = true;

  get full(): boolean {
    if (this.#fields.size < MAX_FIELDS) return false;
    this.#complete = false;
    return true;
  }

  add(key: string | undefined, value: PythonValue, line: number): void {
    if (key === undefined) this.#complete = false;
    else if (!this.full) this.#fields.set(key, { value, line });
  }

  merge(dict: ResolvedDict | undefined): void {
    if (!dict?.complete) this.#complete = false;
    for (const [key, field] of dict?.fields ?? []) this.add(key, field.value, field.line);
  }

  finish(): ResolvedDict {
    return { fields: this.#fields, complete: this.#complete };
  }
}
