import { defineRule } from "../engine/define-rule.ts";
import { citeHead } from "../submission/citation.ts";
import { readPython } from "../submission/python/read-python.ts";

export default defineRule({
  id: "hub-entry-added",
  clause: "hub-import",
  kinds: ["new-architecture"],
  level: "required",
  reads: ["contribution", "head", "layout"],
  summary: "The hub file imports the new builders.",
  messages: {
    imported: { text: "{path} imports {names}." },
    "not-imported": {
      text: "{path} does not import {names}.",
      fix: "Import the new builders there.\n---\nfrom {module} import {names}",
    },
    "task-not-served": { text: "The hub file does not serve {tasks} models." },
    "prototype-only": { text: "The model is added to the prototype area, which the hub file does not serve." },
    "no-hub-file": { text: "The repository has no hub file that could be found." },
    "no-builders": { text: "The diff adds no public builder." },
  },
  check({ contribution, head, layout }, verdict) {
    const added = contribution.builders.filter((one) => !one.quantized);
    if (added.length === 0) return verdict.notApplicable("no-builders", {});
    const released = added.filter((one) => !one.prototype);
    if (released.length === 0) return verdict.notApplicable("prototype-only", {});
    const served = released.filter((one) => layout.hubTasks.includes(one.task));
    if (served.length === 0) {
      return verdict.notApplicable("task-not-served", { tasks: [...new Set(released.map((one) => one.task))] });
    }
    const path = layout.hub.find((candidate) => head.read(candidate) !== undefined);
    const text = path === undefined ? undefined : head.read(path);
    if (path === undefined || text === undefined) return verdict.notApplicable("no-hub-file", {});
    const { imports, functions, assignments } = readPython(path, text);
    // An entry is imported; in hub files of other libraries it may also be defined or assigned.
    const entries = [
      ...imports.flatMap((one) => one.names.map(({ name, line }) => ({ name, line }))),
      ...functions,
      ...assignments.map(({ target, line }) => ({ name: target, line })),
    ];
    const imported = new Map(entries.map((one) => [one.name, one.line] as const));
    const names = (all: typeof served) => all.map((one) => one.name);
    const missing = served.filter((one) => !imported.has(one.name));
    const star = imports.find(
      (one) =>
        one.star &&
        served.every((model) => one.module.startsWith(moduleOf(model.path).split(".").slice(0, -1).join("."))),
    );
    const [first] = served;
    if ((missing.length === 0 || star !== undefined) && first !== undefined) {
      const line = imported.get(first.name) ?? star?.line ?? 1;
      return verdict.pass("imported", { path, names: names(served) }, [
        citeHead(path, line, text.split("\n")[line - 1] ?? ""),
      ]);
    }
    const module = moduleOf(missing[0]?.path ?? "");
    const last = imports[imports.length - 1];
    const line = last?.line ?? 1;
    return verdict.fail("not-imported", { path, names: names(missing), module }, [
      { ...citeHead(path, line, text.split("\n")[line - 1] ?? ""), searched: true },
    ]);
  },
});

function moduleOf(path: string): string {
  return path.replace(/\.py$/, "").replaceAll("/", ".");
}
