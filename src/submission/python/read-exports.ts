import type { Assignment, Call, Exports, PythonModule, PythonValue } from "./python-module.ts";

interface Gathered {
  readonly names: Map<string, { name: string; line: number }>;
  /** Constants that were put in already: each is followed once, so that a chain of them stays linear. */
  readonly followed: Set<string>;
  partial: boolean;
}

/** `__all__` put together from its assignments, `+=`, and calls of `extend` and `append`; undefined when there is none. */
export function readExports(assignments: readonly Assignment[], calls: readonly Call[]): Exports | undefined {
  const gathered: Gathered = { names: new Map(), followed: new Set(), partial: false };
  const own = assignments.filter((assignment) => assignment.target === "__all__");
  const changes = calls.filter((call) => call.callee.startsWith("__all__."));
  const first = own[0];
  const line = Math.min(first?.line ?? Number.POSITIVE_INFINITY, changes[0]?.line ?? Number.POSITIVE_INFINITY);
  if (!Number.isFinite(line)) return undefined;
  const constants = constantsOf(assignments);
  for (const assignment of own) gatherNames(assignment.value, constants, gathered, 0);
  for (const change of changes) gatherChange(change, constants, gathered);
  return {
    names: [...gathered.names.values()].sort((one, other) => one.line - other.line),
    line,
    form: first ? formOf(first.value) : "other",
    partial: gathered.partial,
  };
}

/** A list of strings under a name that is nearly `__all__`. */
export function readMisspeltExports(assignments: readonly Assignment[]): PythonModule["misspeltExports"] {
  for (const { target, value, line } of assignments) {
    if (!isNearlyAll(target) || (value.kind !== "list" && value.kind !== "tuple")) continue;
    if (value.items.length > 0 && value.items.every((item) => item.kind === "string")) return { target, line };
  }
  return undefined;
}

function isNearlyAll(target: string): boolean {
  if (target === "__all__" || target.length > 10) return false;
  const letters = target.toLowerCase().replaceAll("_", "");
  return letters === "all" || (target.startsWith("__") && target.endsWith("__") && /^(?:a+l+|al+s)$/.test(letters));
}

function constantsOf(assignments: readonly Assignment[]): ReadonlyMap<string, PythonValue> {
  const constants = new Map<string, PythonValue>();
  for (const { target, operator, value } of assignments) if (operator === "=") constants.set(target, value);
  return constants;
}

function gatherChange(change: Call, constants: ReadonlyMap<string, PythonValue>, gathered: Gathered): void {
  const method = change.callee.slice("__all__.".length);
  const argument = change.args[0];
  if (change.repeated === true) gathered.partial = true;
  if (argument && (method === "extend" || method === "__iadd__")) gatherNames(argument, constants, gathered, 0);
  else if (argument?.kind === "string" && method === "append") addName(argument.value, argument.line, gathered);
  else if (method !== "sort") gathered.partial = true;
}

function gatherNames(
  value: PythonValue,
  constants: ReadonlyMap<string, PythonValue>,
  gathered: Gathered,
  depth: number,
): void {
  if (depth > 100) {
    gathered.partial = true;
    return;
  }
  const gather = (inner: PythonValue): void => gatherNames(inner, constants, gathered, depth + 1);
  switch (value.kind) {
    case "list":
    case "tuple":
    case "set":
      for (const item of value.items) {
        if (item.kind === "string") addName(item.value, item.line, gathered);
        else if (item.kind === "expression" && item.operation?.operator === "*")
          item.operation.operands.forEach(gather);
        else gathered.partial = true;
      }
      return;
    case "expression":
      if (value.operation?.operator === "+") value.operation.operands.forEach(gather);
      else gathered.partial = true;
      return;
    case "call": {
      const only = value.args[0];
      const plain = value.args.length === 1 && (value.keywords.length === 0 || value.callee === "sorted");
      if (only && plain && /^(?:list|tuple|sorted|set)$/.test(value.callee)) gather(only);
      else gathered.partial = true;
      return;
    }
    case "name": {
      if (value.name === "__all__" || gathered.followed.has(value.name)) return;
      gathered.followed.add(value.name);
      const constant = constants.get(value.name);
      if (constant) gather(constant);
      else gathered.partial = true;
      return;
    }
    default:
      gathered.partial = true;
  }
}

function addName(name: string, line: number, gathered: Gathered): void {
  if (!gathered.names.has(name)) gathered.names.set(name, { name, line });
}

function formOf(value: PythonValue): Exports["form"] {
  if (value.kind === "list" || value.kind === "tuple") return value.kind;
  return value.kind === "expression" && value.operation?.operator === "+" ? "sum" : "other";
}
