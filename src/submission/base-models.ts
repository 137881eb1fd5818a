import { hashInName } from "./checkpoint-url.ts";
import { placeModelPath } from "./model-path.ts";
import { matchesAnyPattern } from "./path-pattern.ts";
import { readPython } from "./python/read-python.ts";
import { scanCheckpoints, scanNames } from "./python/scan-python.ts";
import type { RepositoryLayout } from "./repository-layout.ts";
import type { Tree } from "./tree.ts";

/** What an address says of its contents, wherever the file is kept: the hash in its name, or a name that carries one too short to be told. */
function contentsOf(address: string): string | undefined {
  const hash = hashInName(address);
  if (hash !== undefined) return `-${hash}`;
  const name = address.slice(address.lastIndexOf("/") + 1);
  return /-[0-9a-f]{6,64}\./i.test(name) ? name : undefined;
}

interface Names {
  readonly plain: Set<string>;
  readonly quantized: Set<string>;
}

/**
 * What the models packages had before the change, as far as the base tree is known. Files that the pull request does not touch may be
 * missing from it; what their package and the hub file import by name is known all the same. Read when it is first asked for.
 */
export class BaseModels {
  readonly #base: Tree;
  readonly #layout: RepositoryLayout;
  #names: Names | undefined;
  #checkpoints: Set<string> | undefined;

  constructor(base: Tree, layout: RepositoryLayout) {
    this.#base = base;
    this.#layout = layout;
  }

  /** Whether base defines a function or class; quantized variants bear the names of their models. */
  defines(name: string, quantized: boolean): boolean {
    this.#names ??= this.#readNames();
    return (quantized ? this.#names.quantized : this.#names.plain).has(name);
  }

  /** Whether base has the checkpoint behind a URL, at this or at another address. */
  hasCheckpoint(url: string): boolean {
    this.#checkpoints ??= this.#readCheckpoints();
    return this.#checkpoints.has(url) || this.#checkpoints.has(contentsOf(url) ?? "");
  }

  *#files(): Generator<{ path: string; text: string; quantized: boolean }> {
    for (const path of this.#base.paths) {
      const place = placeModelPath(path, this.#layout);
      const text = place === undefined ? undefined : this.#base.read(path);
      if (place !== undefined && text !== undefined) yield { path, text, quantized: place.quantized };
    }
  }

  #readNames(): Names {
    const names: Names = { plain: new Set(), quantized: new Set() };
    for (const { path, text, quantized } of this.#files()) {
      const known = quantized ? names.quantized : names.plain;
      for (const name of scanNames(text)) known.add(name);
      if (path.endsWith("/__init__.py")) for (const name of importedNames(path, text)) known.add(name);
    }
    for (const path of this.#base.paths) {
      const text = matchesAnyPattern(path, this.#layout.hub) ? this.#base.read(path) : undefined;
      if (text !== undefined) for (const name of importedNames(path, text)) names.plain.add(name);
    }
    return names;
  }

  #readCheckpoints(): Set<string> {
    const checkpoints = new Set<string>();
    for (const { text } of this.#files()) {
      for (const address of scanCheckpoints(text)) {
        checkpoints.add(address);
        const contents = contentsOf(address);
        if (contents !== undefined) checkpoints.add(contents);
      }
    }
    return checkpoints;
  }
}

function importedNames(path: string, text: string): string[] {
  return readPython(path, text).imports.flatMap((one) => one.names.map((name) => name.name));
}
