import type { Segment } from "./inline-source.ts";
import type { Span } from "./markdown-text.ts";

/** One cell of a pipe row as written. */
export interface RowCell extends Span {
  /** The cell's Markdown, with `\|` as `|`. */
  readonly content: string;
  readonly segments: readonly Segment[];
}

function readCell(source: string, from: number, to: number): RowCell {
  let start = from;
  let end = to;
  while (start < end && source[start]?.trim() === "") start++;
  while (end > start && source[end - 1]?.trim() === "") end--;
  const segments: Segment[] = [];
  let content = "";
  let at = start;
  for (let pipe = source.indexOf("|", start); pipe >= 0 && pipe < end; pipe = source.indexOf("|", pipe + 1)) {
    segments.push({ content: content.length, source: at, length: pipe - 1 - at });
    content += source.slice(at, pipe - 1);
    at = pipe;
  }
  segments.push({ content: content.length, source: at, length: end - at });
  return { start, end, content: content + source.slice(at, end), segments };
}

/**
 * Splits the row at `start`..`end` of `source` as GFM does: at pipes that no backslash escapes, the outer pipes being optional.
 */
export function splitRow(source: string, start: number, end: number): readonly RowCell[] {
  let from = start;
  let to = end;
  while (from < to && source[from]?.trim() === "") from++;
  while (to > from && source[to - 1]?.trim() === "") to--;
  const cells: RowCell[] = [];
  let last = from;
  for (let at = from; at <= to; at++) {
    if (at < to && (source[at] !== "|" || (at > from && source[at - 1] === "\\"))) continue;
    const isOuter = at === last && (last === from || at === to);
    if (!isOuter) cells.push(readCell(source, last, at));
    last = at + 1;
  }
  return cells;
}

/** Whether a row is the line that sets columns apart from the header: `:---:` in each cell. */
export function isDelimiterRow(cells: readonly RowCell[]): boolean {
  return cells.length > 0 && cells.every(({ content }) => /^:?-+:?$/.test(content));
}
