import type { FunctionDefinition, Import, PythonModule } from "./python-module.ts";

/** Gives the module at a path of the repository, or undefined when there is none. */
export type ReadModule = (path: string) => PythonModule | undefined;

export interface FoundFunction {
  readonly module: PythonModule;
  readonly definition: FunctionDefinition;
}

const MAX_REEXPORTS = 4;
const MAX_STAR_IMPORTS = 10;

interface Names {
  readonly functions: ReadonlyMap<string, FunctionDefinition>;
  /** What each imported name stands for: a module, or a name of one. */
  readonly imported: ReadonlyMap<string, { readonly import: Import; readonly name?: string }>;
  readonly stars: readonly Import[];
}

/** Finds functions across the files of a repository, by the imports between them. */
export class ImportResolver {
  readonly #read: ReadModule;
  readonly #names = new Map<PythonModule, Names>();
  readonly #found = new Map<string, FoundFunction | undefined>();

  constructor(read: ReadModule) {
    this.#read = read;
  }

  /**
   * The function that `callee` (`name` or `module.name`) means in `module`: its own, or one of a module that it imports.
   * Undefined when it cannot be found.
   */
  find(callee: string, module: PythonModule, depth = 0): FoundFunction | undefined {
    const key = `${module.path}\n${callee}`;
    const known = this.#found.get(key);
    if (known || this.#found.has(key)) return known;
    // Stands for "not found" meanwhile, so that modules which import each other in a circle come to an end.
    this.#found.set(key, undefined);
    const found = this.#findAnew(callee, module, depth);
    this.#found.set(key, found);
    return found;
  }

  #findAnew(callee: string, module: PythonModule, depth: number): FoundFunction | undefined {
    const names = this.#namesOf(module);
    const own = names.functions.get(callee);
    if (own) return { module, definition: own };
    if (depth > MAX_REEXPORTS) return undefined;
    const dot = callee.lastIndexOf(".");
    const name = callee.slice(dot + 1);
    const follow = (path: string, level: number, wanted: string): FoundFunction | undefined => {
      const next = this.#readImported(module.path, level, path);
      return next && next !== module ? this.find(wanted, next, depth + 1) : undefined;
    };
    const bound = names.imported.get(dot === -1 ? callee : callee.slice(0, dot));
    if (bound) {
      const { module: path, level } = bound.import;
      if (dot === -1) return bound.name === undefined ? undefined : follow(path, level, bound.name);
      if (bound.name === undefined) return follow(path, level, name);
      return follow(path === "" ? bound.name : `${path}.${bound.name}`, level, name);
    }
    if (dot !== -1) return undefined;
    for (const star of names.stars) {
      const found = follow(star.module, star.level, name);
      if (found) return found;
    }
    return undefined;
  }

  #namesOf(module: PythonModule): Names {
    const known = this.#names.get(module);
    if (known) return known;
    const functions = new Map(module.functions.map((definition) => [definition.name, definition]));
    const imported = new Map<string, { import: Import; name?: string }>();
    const stars: Import[] = [];
    for (const one of module.imports) {
      if (one.star && stars.length < MAX_STAR_IMPORTS) stars.push(one);
      for (const { name, alias } of one.names) imported.set(alias ?? name, { import: one, name });
      if (!one.star && one.names.length === 0) imported.set(one.alias ?? one.module, { import: one });
    }
    const names = { functions, imported, stars };
    this.#names.set(module, names);
    return names;
  }

  /** A script finds modules beside itself first, then from the repository's root. */
  #readImported(from: string, level: number, dotted: string): PythonModule | undefined {
    const folder = from.split("/").slice(0, -1);
    const parts = dotted === "" ? [] : dotted.split(".");
    const starts = level > 0 ? [folder.slice(0, Math.max(0, folder.length - level + 1))] : [folder, []];
    for (const start of starts) {
      const path = [...start, ...parts].join("/");
      const found =
        (parts.length > 0 ? this.#read(`${path}.py`) : undefined) ??
        this.#read(path === "" ? "__init__.py" : `${path}/__init__.py`);
      if (found) return found;
    }
    return undefined;
  }
}
