import type { TreeCursor } from "@lezer/common";
import type { Import, ImportedName } from "./python-module.ts";
import type { Source } from "./source.ts";

/** Imports of the `ImportStatement` at the cursor: one for `from … import …`, one for each module of a plain `import`. */
export function readImports(source: Source, cursor: TreeCursor): Import[] {
  const line = source.lines.lineAt(cursor.from);
  if (!cursor.firstChild()) return [];
  const imports = cursor.name === "from" ? [readFrom(source, cursor, line)] : readPlain(source, cursor, line);
  cursor.parent();
  return imports;
}

function readFrom(source: Source, cursor: TreeCursor, line: number): Import {
  let module = "";
  let level = 0;
  let star = false;
  const names: { name: string; alias?: string; line: number }[] = [];
  let named = false;
  let aliased = false;
  while (cursor.nextSibling()) {
    const text = source.text.slice(cursor.from, cursor.to);
    if (cursor.name === "import") named = true;
    else if (!named && cursor.name === "VariableName") module += text;
    else if (!named && /^\.+$/.test(text)) {
      if (module === "") level += text.length;
      else module += text;
    } else if (cursor.name === "*") star = true;
    else if (cursor.name === "as") aliased = true;
    else if (cursor.name === ",") aliased = false;
    else if (cursor.name === "VariableName") {
      const last = names.at(-1);
      if (aliased && last) last.alias = text;
      else names.push({ name: text, line: source.lines.lineAt(cursor.from) });
    }
  }
  return { module, level, names: names satisfies ImportedName[], star, line };
}

function readPlain(source: Source, cursor: TreeCursor, line: number): Import[] {
  const imports: { module: string; alias?: string }[] = [];
  let open = false;
  let aliased = false;
  while (cursor.nextSibling()) {
    const text = source.text.slice(cursor.from, cursor.to);
    if (cursor.name === ",") {
      open = false;
      aliased = false;
    } else if (cursor.name === "as") aliased = true;
    else if (cursor.name === "VariableName" || cursor.name === ".") {
      const last = imports.at(-1);
      if (!open || !last) imports.push({ module: text });
      else if (aliased) last.alias = text;
      else last.module += text;
      open = true;
    }
  }
  return imports.map((one) => ({ ...one, level: 0, names: [], star: false, line }));
}
