import { matchesAnyPattern } from "./path-pattern.ts";
import type { ScriptArguments } from "./python/argument-definition.ts";
import type { PythonModule } from "./python/python-module.ts";
import { readArguments } from "./python/read-arguments.ts";
import { readPython } from "./python/read-python.ts";
import type { RepositoryLayout } from "./repository-layout.ts";
import type { Tree } from "./tree.ts";

/** The reference scripts of one revision. A script is parsed when it is first asked for: most reviews need one of a dozen. */
export interface ReferenceScripts {
  /** Paths of the Python files that define command-line arguments. */
  readonly paths: readonly string[];
  read(path: string): ScriptArguments | undefined;
}

/** Most reference scripts that are looked at. */
const SCRIPT_LIMIT = 64;

/** Finds the reference scripts of a tree. */
export function openReferenceScripts(head: Tree, layout: RepositoryLayout): ReferenceScripts {
  const modules = new Map<string, PythonModule | undefined>();
  const scripts = new Map<string, ScriptArguments | undefined>();
  const readModule = (path: string): PythonModule | undefined => {
    if (!modules.has(path)) {
      const text = head.read(path);
      modules.set(path, text === undefined ? undefined : readPython(path, text));
    }
    return modules.get(path);
  };
  let paths: readonly string[] | undefined;
  return {
    get paths() {
      paths ??= head.paths
        .filter((path) => path.endsWith(".py") && matchesAnyPattern(path, layout.referenceScripts))
        .filter((path) => head.read(path)?.includes("add_argument"))
        .slice(0, SCRIPT_LIMIT);
      return paths;
    },
    read(path) {
      if (!scripts.has(path)) {
        const module = this.paths.includes(path) ? readModule(path) : undefined;
        scripts.set(path, module === undefined ? undefined : readArguments(module, readModule));
      }
      return scripts.get(path);
    },
  };
}
