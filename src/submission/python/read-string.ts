import type { TreeCursor } from "@lezer/common";
import type { PythonValue } from "./python-module.ts";
import { expressionAt, nodeName, type Source, sourceText } from "./source.ts";
import { decodeEscapes, shapeOfStringLiteral } from "./string-literal.ts";

/** Reads what is put into an f-string; the cursor stands at the replacement and is left there. */
type ReadReplacement = (cursor: TreeCursor) => PythonValue;

/** Value of the string at the cursor, of several written side by side too; bytes are expressions. */
export function readString(source: Source, cursor: TreeCursor, readReplacement: ReadReplacement): PythonValue {
  const { from, to } = cursor;
  const line = source.lines.lineAt(from);
  if (cursor.name !== "ContinuedString") return readLiteral(source, cursor, readReplacement);
  const parts: PythonValue[] = [];
  if (cursor.firstChild()) {
    do {
      if (nodeName(cursor) === "String" || nodeName(cursor) === "FormatString")
        parts.push(readLiteral(source, cursor, readReplacement));
    } while (cursor.nextSibling());
    cursor.parent();
  }
  if (parts.every((part) => part.kind === "string"))
    return { kind: "string", value: parts.map((part) => part.value).join(""), line };
  const text = sourceText(source, from, to);
  const operands = parts.flatMap((part) =>
    part.kind === "expression" ? (part.operation?.operands ?? [part]) : [part],
  );
  return { kind: "expression", text, line, operation: { operator: "f-string", operands } };
}

function readLiteral(source: Source, cursor: TreeCursor, readReplacement: ReadReplacement): PythonValue {
  const { from, to } = cursor;
  const line = source.lines.lineAt(from);
  const shape = shapeOfStringLiteral(source.text, from, to);
  if (shape.prefix.includes("b")) return expressionAt(source, from, to);
  const raw = shape.prefix.includes("r");
  const formatted = cursor.name === "FormatString";
  const textBetween = (start: number, end: number): string => {
    const content = source.text.slice(start, end);
    const plain = formatted ? content.replaceAll("{{", "{").replaceAll("}}", "}") : content;
    return raw ? plain : decodeEscapes(plain);
  };
  const operands: PythonValue[] = [];
  let copied = shape.contentFrom;
  if (formatted && cursor.firstChild()) {
    do {
      if (nodeName(cursor) !== "FormatReplacement") continue;
      if (cursor.from > copied)
        operands.push({ kind: "string", value: textBetween(copied, cursor.from), line: source.lines.lineAt(copied) });
      copied = cursor.to;
      operands.push(readReplacement(cursor));
    } while (cursor.nextSibling());
    cursor.parent();
  }
  if (operands.length === 0) return { kind: "string", value: textBetween(shape.contentFrom, shape.contentTo), line };
  if (copied < shape.contentTo)
    operands.push({ kind: "string", value: textBetween(copied, shape.contentTo), line: source.lines.lineAt(copied) });
  return {
    kind: "expression",
    text: sourceText(source, from, to),
    line,
    operation: { operator: "f-string", operands },
  };
}
