import { matchesAnyPattern } from "./path-pattern.ts";
import type { PythonValue } from "./python/python-module.ts";
import { readPython } from "./python/read-python.ts";
import type { RepositoryLayout } from "./repository-layout.ts";
import type { Tree } from "./tree.ts";

const COMPARISON = /\b_?assert_?[eE]xpected\b/;
const SKIPPING = /skip|exclu|ignore|big|slow/i;

/** Paths at which the expected outputs of a builder may stand. */
export function expectedOutputPaths(builder: string, layout: RepositoryLayout): string[] {
  return layout.expectedOutputs.map((pattern) => pattern.replaceAll("{model}", builder));
}

/** Test files at head that compare a model's outputs with expected ones. */
export function findExpectedOutputTests(head: Tree, layout: RepositoryLayout): string[] {
  return head.paths.filter((path) => matchesAnyPattern(path, layout.tests) && COMPARISON.test(head.read(path) ?? ""));
}

/** Models that a test file lists under a name that speaks of leaving out, with the line of each. */
export function skippedModels(path: string, text: string): ReadonlyMap<string, number> {
  const skipped = new Map<string, number>();
  const add = (value: PythonValue | undefined): void => {
    if (value?.kind === "string") skipped.set(value.value, value.line);
    else if (value?.kind === "dict") for (const entry of value.entries) add(entry.key);
    else if (value !== undefined && "items" in value) for (const item of value.items) add(item);
  };
  for (const { target, value } of readPython(path, text).assignments) if (SKIPPING.test(target)) add(value);
  return skipped;
}
