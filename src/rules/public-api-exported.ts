import { defineRule } from "../engine/define-rule.ts";
import { citeDiff, citeFile, citeHead } from "../submission/citation.ts";
import type { Evidence } from "../submission/evidence.ts";
import { readPython } from "../submission/python/read-python.ts";

export default defineRule({
  id: "public-api-exported",
  clause: "export-public-api",
  kinds: ["new-architecture"],
  level: "required",
  reads: ["contribution", "head"],
  summary: "`__all__` names the model's public API, and the package imports the module.",
  messages: {
    exported: { text: "`__all__` names {names}, and the package imports the module." },
    "exported-package-unknown": {
      text: "`__all__` names {names}; the package's `__init__.py` was not available.",
      fix: "Check that {package} imports the module.",
    },
    misspelt: {
      text: "The public names are assigned to `{target}` instead of `__all__`, so nothing limits or announces them.",
      fix: "Rename it.\n---\n__all__ = [",
    },
    "no-all": {
      text: "{path} defines no `__all__`.",
      fix: "Define it at the top of the module.\n---\n__all__ = [{example}]",
    },
    incomplete: {
      text: "`__all__` of {path} leaves out {names}.",
      fix: "Add the missing names.\n---\n{example}",
    },
    "after-the-code": {
      text: "`__all__` of {path} stands below the code.",
      fix: "Move it to the top of the module, right under the imports.",
    },
    "not-imported": {
      text: "{package} does not import {names}.",
      fix: "Import the module in the package.\n---\nfrom .{module} import *",
    },
    "no-builders": { text: "The diff adds no public builder or model class." },
  },
  check({ contribution, head }, verdict) {
    const models = contribution.modules.filter((one) => one.isModel);
    const paths = [...new Set([...contribution.builders, ...models].map((one) => one.path))];
    const passed: Evidence[] = [];
    const exportedNames: string[] = [];
    const unknownPackages: string[] = [];
    for (const path of paths) {
      const module = contribution.files.find((file) => file.path === path)?.head;
      if (module === undefined) continue;
      const builders = contribution.builders.filter((one) => one.path === path).map((one) => one.name);
      const classes = models.filter((one) => one.path === path && !one.name.startsWith("_")).map((one) => one.name);
      const enums = contribution.newWeights
        .filter((one) => one.entry.path === path && one.entry.form === "enum")
        .map((one) => one.entry.container);
      const wanted = [...new Set([...classes, ...enums, ...builders])];
      const { exports, misspeltExports } = module;
      if (exports === undefined) {
        if (misspeltExports !== undefined) {
          return verdict.fail("misspelt", { target: misspeltExports.target }, [
            citeDiff(path, misspeltExports.line, misspeltExports.target),
          ]);
        }
        const example = wanted.map((name) => `"${name}"`).join(", ");
        return verdict.fail("no-all", { path, example }, [{ ...citeFile(path), searched: true }]);
      }
      const listed = new Set(exports.names.map((one) => one.name));
      const absent = wanted.filter((name) => !listed.has(name));
      if (absent.length > 0 && !exports.partial) {
        const example = absent.map((name) => `    "${name}",`).join("\n");
        return verdict.fail("incomplete", { path, names: absent, example }, [citeHead(path, exports.line, "__all__")]);
      }
      const code = Math.min(
        ...[...module.classes, ...module.functions].map((one) => one.line),
        Number.POSITIVE_INFINITY,
      );
      if (exports.line > code)
        return verdict.fail("after-the-code", { path }, [citeHead(path, exports.line, "__all__")]);
      const name = exports.names.find((one) => wanted.includes(one.name));
      passed.push(citeHead(path, name?.line ?? exports.line, name?.name ?? "__all__"));
      exportedNames.push(...wanted);

      const folder = path.slice(0, path.lastIndexOf("/"));
      const stem = path.slice(path.lastIndexOf("/") + 1).replace(/\.py$/, "");
      const packagePath = `${folder}/__init__.py`;
      const text = stem === "__init__" ? undefined : head.read(packagePath);
      if (text === undefined) {
        // A module that the package already had is already imported by it.
        const isNew = contribution.files.find((file) => file.path === path)?.status === "added";
        if (stem !== "__init__" && isNew) unknownPackages.push(packagePath);
        continue;
      }
      const imports = readPython(packagePath, text).imports.filter(
        (one) => one.module === stem || one.module.endsWith(`.${stem}`) || one.names.some((item) => item.name === stem),
      );
      const found = imports.flatMap((one) => one.names.map((item) => item.name));
      const star = imports.find((one) => one.star || one.names.some((item) => item.name === stem));
      const missing = star === undefined ? builders.filter((item) => !found.includes(item)) : [];
      if (imports.length === 0 || missing.length > 0) {
        const names = missing.length > 0 ? missing : builders;
        return verdict.fail("not-imported", { package: packagePath, names, module: stem }, [
          { source: "head", path: packagePath, searched: true, quote: imports[0] === undefined ? "" : stem },
        ]);
      }
      const line = (star ?? imports[0])?.line ?? 1;
      passed.push(citeHead(packagePath, line, text.split("\n")[line - 1] ?? ""));
    }
    const [first, ...rest] = passed;
    if (first === undefined) return verdict.notApplicable("no-builders", {});
    const [unknown] = unknownPackages;
    if (unknown !== undefined) {
      return verdict.unsure("exported-package-unknown", { names: exportedNames, package: unknown }, [first, ...rest]);
    }
    return verdict.pass("exported", { names: exportedNames }, [first, ...rest]);
  },
});
