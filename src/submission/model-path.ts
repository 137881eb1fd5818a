import type { Task } from "./contribution.ts";
import { matchesAnyPattern, matchesPattern, patternRoot } from "./path-pattern.ts";
import type { RepositoryLayout } from "./repository-layout.ts";

/** Where a file stands within the models packages. */
export interface ModelPath {
  readonly task: Task;
  readonly prototype: boolean;
  readonly quantized: boolean;
  /** File name begins with an underscore: shared code, no public models. */
  readonly internal: boolean;
}

/** Places a Python file of the models packages; undefined for any other file. */
export function placeModelPath(path: string, layout: RepositoryLayout): ModelPath | undefined {
  if (!path.endsWith(".py")) return undefined;
  const pattern = layout.models
    .filter((candidate) => matchesPattern(path, candidate))
    .sort((left, right) => patternRoot(right).length - patternRoot(left).length)[0];
  if (pattern === undefined) return undefined;
  const root = patternRoot(pattern);
  const folders = path
    .slice(root === "" ? 0 : root.length + 1)
    .split("/")
    .slice(0, -1);
  const file = path.slice(path.lastIndexOf("/") + 1);
  return {
    task: folders.length === 0 ? "classification" : folders.join("/"),
    prototype: matchesAnyPattern(path, layout.prototype),
    quantized: folders.includes("quantization"),
    internal: file.startsWith("_") && file !== "__init__.py",
  };
}
