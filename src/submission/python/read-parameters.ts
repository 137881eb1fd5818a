import type { TreeCursor } from "@lezer/common";
import type { Parameter } from "./python-module.ts";
import { type Source, sourceText } from "./source.ts";

/** Parameters of the `ParamList` at the cursor; the markers `*` and `/` only set the form of those around them. */
export function readParameters(source: Source, cursor: TreeCursor): Parameter[] {
  const parameters: Parameter[] = [];
  if (!cursor.firstChild()) return parameters;
  let form: Parameter["form"] = "positional";
  let later: Parameter["form"] = "positional";
  let current: { name: string; annotation?: string; defaultText?: string; line: number } | undefined;
  let hasDefault = false;
  const finish = (): void => {
    if (current) parameters.push({ ...current, form });
    current = undefined;
    hasDefault = false;
    form = later;
  };
  do {
    switch (cursor.name) {
      case "(":
      case ")":
      case "Comment":
        break;
      case ",":
        finish();
        break;
      case "*":
        form = "star";
        later = "keyword-only";
        break;
      case "**":
        form = "double-star";
        break;
      case "AssignOp":
        hasDefault = true;
        break;
      case "TypeDef":
        if (current) current.annotation = readTypeText(source, cursor);
        break;
      default: {
        if (cursor.type.isError) break;
        if (current && hasDefault) current.defaultText = sourceText(source, cursor.from, cursor.to);
        else if (cursor.name === "VariableName")
          current = { name: source.text.slice(cursor.from, cursor.to), line: source.lines.lineAt(cursor.from) };
      }
    }
  } while (cursor.nextSibling());
  finish();
  cursor.parent();
  return parameters;
}

/** Annotation of the `TypeDef` at the cursor, without its `:` or `->`. */
export function readTypeText(source: Source, cursor: TreeCursor): string {
  const text = sourceText(source, cursor.from, cursor.to);
  return (text.startsWith("->") ? text.slice(2) : text.slice(1)).trim();
}
