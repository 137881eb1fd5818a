import { defineRule } from "../engine/define-rule.ts";
import { citeFile, citeHead } from "../submission/citation.ts";
import type { Contribution, ModelFile } from "../submission/contribution.ts";
import type { Evidence } from "../submission/evidence.ts";
import type { PythonModule } from "../submission/python/python-module.ts";
import { readPython } from "../submission/python/read-python.ts";
import type { Tree } from "../submission/tree.ts";

/** A file that brings something for users, with the names that it brings. */
interface PublicFile {
  readonly path: string;
  readonly status: ModelFile["status"];
  readonly module: PythonModule;
  readonly builders: readonly string[];
  readonly classes: readonly string[];
  readonly enums: readonly string[];
}

function publicFiles(contribution: Contribution): PublicFile[] {
  const models = contribution.modules.filter((one) => one.isModel && !one.name.startsWith("_"));
  const paths = new Set([...contribution.builders, ...models].map((one) => one.path));
  return contribution.files.flatMap((file) => {
    if (!paths.has(file.path) || file.head === undefined) return [];
    const { path, status } = file;
    const weights = contribution.newWeights.filter((one) => one.entry.path === path && one.entry.form === "enum");
    return [
      {
        path,
        status,
        module: file.head,
        builders: contribution.builders.filter((one) => one.path === path).map((one) => one.name),
        classes: models.filter((one) => one.path === path).map((one) => one.name),
        enums: [...new Set(weights.map((one) => one.entry.container))],
      },
    ];
  });
}

interface PackageImport {
  readonly packagePath: string;
  /** Names that the package does not import; undefined when its `__init__.py` could not be read. */
  readonly missing: readonly string[] | undefined;
  readonly evidence?: Evidence;
}

/** How the package that a file stands in imports it; undefined where the question does not arise. */
function findPackageImport(file: PublicFile, head: Tree): PackageImport | undefined {
  const folder = file.path.slice(0, Math.max(0, file.path.lastIndexOf("/")));
  const stem = file.path.slice(file.path.lastIndexOf("/") + 1).replace(/\.py$/, "");
  if (stem === "__init__") return undefined;
  const packagePath = `${folder}/__init__.py`;
  const text = head.read(packagePath);
  if (text === undefined) {
    // A module that the package already had is already imported by it.
    return file.status === "added" ? { packagePath, missing: undefined } : undefined;
  }
  const { imports, syntaxErrors } = readPython(packagePath, text);
  const ofModule = imports.filter(
    (one) => one.module === stem || one.module.endsWith(`.${stem}`) || one.names.some((item) => item.name === stem),
  );
  const whole = ofModule.find(
    (one) => one.star || one.names.some((item) => item.name === stem) || one.names.length === 0,
  );
  const named = new Set(ofModule.flatMap((one) => one.names.map((item) => item.name)));
  const expected = file.builders.length > 0 ? file.builders : file.classes;
  const missing = whole === undefined ? expected.filter((name) => !named.has(name)) : [];
  const [first] = whole === undefined ? ofModule : [whole];
  if (first === undefined && syntaxErrors.length > 0) return { packagePath, missing: undefined };
  // What the package had before, it imports somehow: through another module that is not known here.
  if (first === undefined && file.status !== "added") return undefined;
  const through = first === undefined ? findIndirectImport(folder, stem, imports, head) : undefined;
  if (through !== undefined) return { packagePath, missing: [], evidence: through };
  if (first === undefined) return { packagePath, missing: expected };
  return { packagePath, missing, evidence: citeHead(packagePath, first.line, text.split("\n")[first.line - 1] ?? "") };
}

/** The line by which a module that the package imports whole (`from .mobilenet import *`) imports the module in its turn. */
function findIndirectImport(
  folder: string,
  stem: string,
  imports: PythonModule["imports"],
  head: Tree,
): Evidence | undefined {
  for (const { module, star } of imports) {
    const path = `${folder}/${module.slice(module.lastIndexOf(".") + 1)}.py`;
    const text = star ? head.read(path) : undefined;
    // Parsing every module of a package for the one that imports this took longer than all the rest of a review.
    if (text === undefined || !text.includes(stem)) continue;
    const line = readPython(path, text).imports.find((one) => one.module === stem || one.module.endsWith(`.${stem}`));
    if (line !== undefined) return citeHead(path, line.line, text.split("\n")[line.line - 1] ?? "");
  }
  return undefined;
}

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
      text: "`__all__` names {names}; the package's `__init__.py` could not be read.",
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
    "no-all-before": {
      text: "{path} has no `__all__`, and had none before.",
      fix: "Consider defining it at the top of the module.\n---\n__all__ = [{example}]",
    },
    incomplete: {
      text: "`__all__` of {path} leaves out {names}.",
      fix: "Add the missing names.\n---\n{example}",
    },
    "enums-left-out": {
      text: "`__all__` of {path} names the builder functions, but leaves out the weights enums {names}.",
      fix: "If users are meant to have these names, add them.\n---\n{example}",
    },
    computed: {
      text: "`__all__` of {path} is put together in a way that could not be followed.",
      fix: "Check that it names {names}.",
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
    const passed: Evidence[] = [];
    const exportedNames: string[] = [];
    const unknownPackages: string[] = [];
    for (const file of publicFiles(contribution)) {
      const { path, module, builders, classes, enums } = file;
      const wanted = [...new Set([...classes, ...enums, ...builders])];
      const { exports, misspeltExports, syntaxErrors } = module;
      const asList = (names: readonly string[]) => names.map((name) => `    "${name}",`).join("\n");
      const whole = { ...citeFile(path), searched: true };
      if (exports === undefined) {
        if (misspeltExports !== undefined) {
          return verdict.fail("misspelt", { target: misspeltExports.target }, [
            citeHead(path, misspeltExports.line, misspeltExports.target),
          ]);
        }
        if (syntaxErrors.length > 0) return verdict.unsure("computed", { path, names: wanted }, [whole]);
        const example = wanted.map((name) => `"${name}"`).join(", ");
        return file.status === "added"
          ? verdict.fail("no-all", { path, example }, [whole])
          : verdict.unsure("no-all-before", { path, example }, [whole]);
      }
      const all = citeHead(path, exports.line, "__all__");
      const listed = new Set(exports.names.map((one) => one.name));
      const absent = wanted.filter((name) => !listed.has(name));
      if (absent.length > 0 && exports.partial) return verdict.unsure("computed", { path, names: absent }, [all]);
      // What the guide asks for is the builder functions; a class may be left out. Enums of weights are exported where the file exports others; before that form came up they were not.
      const exportsEnums = exports.names.some((one) => /Weights$/.test(one.name));
      const needed = absent.filter((name) => builders.includes(name) || (exportsEnums && enums.includes(name)));
      if (needed.length > 0) {
        return verdict.fail("incomplete", { path, names: needed, example: asList(needed) }, [all]);
      }
      if ([...module.classes, ...module.functions].some((one) => one.line < exports.line)) {
        return verdict.fail("after-the-code", { path }, [all]);
      }
      const absentEnums = absent.filter((name) => enums.includes(name));
      if (absentEnums.length > 0) {
        return verdict.unsure("enums-left-out", { path, names: absentEnums, example: asList(absentEnums) }, [all]);
      }
      const name = exports.names.find((one) => wanted.includes(one.name));
      passed.push(citeHead(path, name?.line ?? exports.line, name?.name ?? "__all__"));
      exportedNames.push(...wanted.filter((one) => listed.has(one)));

      const imported = findPackageImport(file, head);
      if (imported === undefined) continue;
      const { packagePath, missing, evidence } = imported;
      if (missing === undefined) unknownPackages.push(packagePath);
      else if (missing.length > 0) {
        const module = path.slice(path.lastIndexOf("/") + 1).replace(/\.py$/, "");
        const where = evidence ?? { ...citeFile(packagePath), source: "head" as const };
        return verdict.fail("not-imported", { package: packagePath, names: missing, module }, [
          { ...where, searched: true },
        ]);
      } else if (evidence !== undefined) passed.push(evidence);
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
