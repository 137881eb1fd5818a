import { readBuilders } from "./model-builder.ts";
import type { FunctionDefinition, PythonModule } from "./python/python-module.ts";

/** Keys that do not belong to what a function does. */
const BESIDES = new Set(["line", "endLine", "docstring", "annotation"]);

/** Letters and digits alone, under which `foonet_v1` and `FooNetV1` agree. */
function plain(text: string): string {
  return text.toLowerCase().replace(/[^a-z0-9{}[\]:,]+/g, "");
}

/** What a function takes, does and returns, with its own name, and what is named after it, taken out. */
function deedsOf({ name, parameters, calls, assignments, returned }: FunctionDefinition): string {
  const deeds = JSON.stringify({ parameters, calls, assignments, returned }, (key, value: unknown) =>
    BESIDES.has(key) ? undefined : value,
  );
  return plain(deeds).replaceAll(plain(name), "\u00a7");
}

/**
 * Builders that a file had under another name: one that it no longer has did the same. A deprecated alias that is left behind is no
 * builder of its own.
 */
export function findRenamedBuilders(head: PythonModule, base: PythonModule): ReadonlySet<string> {
  const namesAtHead = new Set(readBuilders(head).map((one) => one.name));
  const gone = new Set(readBuilders(base).map((one) => one.name));
  for (const name of namesAtHead) gone.delete(name);
  if (gone.size === 0) return new Set();
  const had = new Set(base.functions.map((one) => one.name));
  const deeds = new Set(base.functions.filter((one) => gone.has(one.name)).map(deedsOf));
  const renamed = head.functions.filter(
    (one) => namesAtHead.has(one.name) && !had.has(one.name) && deeds.has(deedsOf(one)),
  );
  return new Set(renamed.map((one) => one.name));
}
