import type { FunctionDefinition, PythonModule } from "./python-module.ts";

/** Gives the module at a path of the repository, or undefined when there is none. */
export type ReadModule = (path: string) => PythonModule | undefined;

export interface FoundFunction {
  readonly module: PythonModule;
  readonly definition: FunctionDefinition;
}

const MAX_REEXPORTS = 4;

/**
 * The function that `callee` (`name` or `module.name`) means in `module`: its own, or one of a module that it imports and that
 * `read` gives. Undefined when it cannot be found.
 */
export function findFunction(
  callee: string,
  module: PythonModule,
  read: ReadModule,
  depth = 0,
): FoundFunction | undefined {
  const own = module.functions.find((definition) => definition.name === callee);
  if (own) return { module, definition: own };
  if (depth > MAX_REEXPORTS) return undefined;
  const dot = callee.lastIndexOf(".");
  const name = callee.slice(dot + 1);
  const follow = (found: PythonModule | undefined, wanted: string): FoundFunction | undefined =>
    found && found !== module ? findFunction(wanted, found, read, depth + 1) : undefined;
  const qualifier = dot === -1 ? undefined : callee.slice(0, dot);
  for (const imported of module.imports) {
    let found: FoundFunction | undefined;
    if (imported.names.length === 0 && !imported.star) {
      if (qualifier !== undefined && (imported.alias ?? imported.module) === qualifier)
        found = follow(readImported(module.path, imported.level, imported.module, read), name);
    } else if (imported.star) {
      if (qualifier === undefined)
        found = follow(readImported(module.path, imported.level, imported.module, read), name);
    } else {
      const wanted = imported.names.find((one) => (one.alias ?? one.name) === (qualifier ?? name));
      if (!wanted) continue;
      const path = imported.module === "" ? wanted.name : `${imported.module}.${wanted.name}`;
      found =
        qualifier === undefined
          ? follow(readImported(module.path, imported.level, imported.module, read), wanted.name)
          : follow(readImported(module.path, imported.level, path, read), name);
    }
    if (found) return found;
  }
  return undefined;
}

/** A script finds modules beside itself first, then from the repository's root. */
function readImported(from: string, level: number, dotted: string, read: ReadModule): PythonModule | undefined {
  const folder = from.split("/").slice(0, -1);
  const parts = dotted === "" ? [] : dotted.split(".");
  const starts = level > 0 ? [folder.slice(0, Math.max(0, folder.length - level + 1))] : [folder, []];
  for (const start of starts) {
    const path = [...start, ...parts].join("/");
    const found =
      (parts.length > 0 ? read(`${path}.py`) : undefined) ?? read(path === "" ? "__init__.py" : `${path}/__init__.py`);
    if (found) return found;
  }
  return undefined;
}
