import type { HtmlTag } from "./html-tags.ts";
import { withoutTags } from "./html-tags.ts";
import { plainMarkdown } from "./markdown-parser.ts";
import type { Cell, Table } from "./markdown-text.ts";

const DEEPEST_TABLE = 3;
const MOST_CELLS = 20_000;
const WIDEST_SPAN = 50;
const TALLEST_SPAN = 200;

interface OpenTable {
  readonly start: number;
  readonly rows: Cell[][];
  /** Cells that reach into rows below, by column. */
  readonly carried: Map<number, { readonly cell: Cell; left: number }>;
  row?: Cell[];
  cell?: HtmlTag;
}

function spanOf(tag: HtmlTag, attribute: string, most: number): number {
  const value = Number.parseInt(tag.attributes.get(attribute) ?? "1", 10);
  return value >= 1 ? Math.min(value, most) : 1;
}

/** A cell of the source from `from` to `to`, blanks around it left out. */
export function htmlCell(text: string, from: number, to: number): Cell {
  let start = from;
  let end = to;
  while (start < end && text[start]?.trim() === "") start++;
  while (end > start && text[end - 1]?.trim() === "") end--;
  return { start, end, text: plainMarkdown(withoutTags(text.slice(start, end))) };
}

/** Tables of the tags in order. A cell that spans columns or rows stands in each of them, as a reader sees it. */
export function readHtmlTables(text: string, tags: readonly HtmlTag[]): readonly Table[] {
  const tables: Table[] = [];
  const open: OpenTable[] = [];
  let depth = 0;
  let cells = 0;

  const addCarried = (table: OpenTable): void => {
    for (;;) {
      const column = table.row?.length ?? 0;
      const carried = table.carried.get(column);
      if (carried === undefined || cells >= MOST_CELLS) return;
      table.row?.push(carried.cell);
      cells++;
      if (--carried.left === 0) table.carried.delete(column);
    }
  };
  const closeCell = (table: OpenTable, end: number): void => {
    const tag = table.cell;
    if (tag === undefined || table.row === undefined) return;
    delete table.cell;
    addCarried(table);
    const cell = htmlCell(text, tag.end, end);
    const below = spanOf(tag, "rowspan", TALLEST_SPAN) - 1;
    for (let column = spanOf(tag, "colspan", WIDEST_SPAN); column > 0 && cells < MOST_CELLS; column--) {
      if (below > 0) table.carried.set(table.row.length, { cell, left: below });
      table.row.push(cell);
      cells++;
    }
  };
  const closeRow = (table: OpenTable, end: number): void => {
    closeCell(table, end);
    if (table.row === undefined) return;
    addCarried(table);
    if (table.row.length > 0) table.rows.push(table.row);
    delete table.row;
  };
  const closeTable = (end: number): void => {
    const table = open.pop();
    if (table === undefined) return;
    closeRow(table, end);
    const [header, ...rows] = table.rows;
    if (header !== undefined) tables.push({ form: "html", start: table.start, end, header, rows });
  };

  for (const tag of tags) {
    if (tag.name === "table") {
      if (!tag.closing) {
        depth++;
        if (depth <= DEEPEST_TABLE) open.push({ start: tag.start, rows: [], carried: new Map() });
      } else if (depth > 0) {
        if (depth <= DEEPEST_TABLE) closeTable(tag.end);
        depth--;
      }
      continue;
    }
    const table = depth > DEEPEST_TABLE ? undefined : open.at(-1);
    if (table === undefined) continue;
    if (tag.name === "thead" || tag.name === "tbody" || tag.name === "tfoot") {
      closeRow(table, tag.start);
    } else if (tag.name === "tr") {
      closeRow(table, tag.start);
      if (!tag.closing) table.row = [];
    } else if (tag.name === "td" || tag.name === "th") {
      closeCell(table, tag.start);
      if (tag.closing || cells >= MOST_CELLS) continue;
      table.row ??= [];
      table.cell = tag;
    }
  }
  while (open.length > 0) closeTable(text.length);
  return tables.sort((a, b) => a.start - b.start);
}
