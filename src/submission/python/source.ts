import type { TreeCursor } from "@lezer/common";
import type { PythonValue } from "./python-module.ts";

/** Longest source text that a value, a default or an annotation carries, in characters. */
export const MAX_SOURCE_TEXT = 400;

/** Line numbers (from 1) of character offsets in one text. */
export interface SourceLines {
  lineAt(offset: number): number;
}

/** Indexes the line feeds of a text once; each look-up is a binary search. */
export function indexLines(text: string): SourceLines {
  const starts: number[] = [0];
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  let last = 0;
  return {
    lineAt(offset) {
      // Reading goes forward, so the answer is nearly always the last one or the next.
      const lastStart = starts[last] ?? 0;
      let low = offset >= lastStart ? last : 0;
      let high = offset >= lastStart ? starts.length - 1 : last;
      const next = starts[low + 1];
      if (next === undefined || offset < next) high = low;
      while (low < high) {
        const middle = (low + high + 1) >> 1;
        if ((starts[middle] ?? 0) <= offset) low = middle;
        else high = middle - 1;
      }
      last = low;
      return low + 1;
    },
  };
}

/** One text with its line index: what the readers of expressions and statements share. */
export interface Source {
  readonly text: string;
  readonly lines: SourceLines;
}

/** Name of the cursor's node; a call, so that a comparison made before the cursor moved says nothing about it afterwards. */
export function nodeName(cursor: TreeCursor): string {
  return cursor.name;
}

/** Source text between two offsets, cut at {@link MAX_SOURCE_TEXT}. */
export function sourceText(source: Source, from: number, to: number): string {
  return source.text.slice(from, Math.min(to, from + MAX_SOURCE_TEXT));
}

/** An expression of which only the source text is kept. */
export function expressionAt(source: Source, from: number, to: number): PythonValue {
  return { kind: "expression", text: sourceText(source, from, to), line: source.lines.lineAt(from) };
}
