import { plainMarkdown } from "./markdown-parser.ts";
import type { TextUnit } from "./markdown-reading.ts";
import type { Cell, Span, Table } from "./markdown-text.ts";
import { isDelimiterRow, type RowCell, splitRow } from "./table-row.ts";

interface PipeLine extends Span {
  readonly cells: readonly RowCell[];
}

function toCell({ start, end, content }: RowCell): Cell {
  return { start, end, text: plainMarkdown(content) };
}

function pipeLines(text: string, units: readonly TextUnit[]): readonly PipeLine[] {
  const lines: PipeLine[] = [];
  for (const unit of units) {
    if (unit.kind !== "paragraph") continue;
    for (const { start, end } of unit.lines) {
      const line = text.slice(start, end).trim();
      if (line.length < 3 || !line.startsWith("|") || !line.endsWith("|") || line.endsWith("\\|")) continue;
      const cells = splitRow(text, start, end);
      if (cells.length >= 2) lines.push({ start, end, cells });
    }
  }
  return lines;
}

/** Lines with nothing but blank lines between; a line of dashes belongs to a run however many cells it has. */
function runsOf(text: string, lines: readonly PipeLine[]): readonly (readonly PipeLine[])[] {
  const runs: PipeLine[][] = [];
  let end = 0;
  for (const line of lines) {
    const run = runs.at(-1);
    const isAdjacent = run !== undefined && /^[\s>]*$/.test(text.slice(end, line.start));
    if (isAdjacent && (isDelimiterRow(line.cells) || run[0]?.cells.length === line.cells.length)) run.push(line);
    else runs.push([line]);
    end = line.end;
  }
  return runs;
}

function endOfTextBefore(text: string, offset: number): number {
  let at = offset;
  while (at > 0 && text[at - 1]?.trim() === "") at--;
  return at;
}

/**
 * Adds to `tables` those that GFM does not see because the line of dashes is missing, broken or set apart by blank lines: at
 * least two lines that start and end with a pipe and have equally many cells, the first being the header. Rows that a blank line
 * cut off from a Markdown table go back to it.
 */
export function readLooseTables(text: string, units: readonly TextUnit[], tables: Table[]): void {
  const byEnd = new Map<number, number>();
  tables.forEach((table, index) => {
    byEnd.set(endOfTextBefore(text, table.end), index);
  });
  for (const run of runsOf(text, pipeLines(text, units))) {
    const [first] = run;
    const end = run.at(-1)?.end ?? 0;
    if (first === undefined) continue;
    const rows = run.filter(({ cells }) => !isDelimiterRow(cells)).map(({ cells }) => cells.map(toCell));
    const index = byEnd.get(endOfTextBefore(text, first.start)) ?? -1;
    const table = tables[index];
    if (table?.header.length === first.cells.length) {
      tables[index] = { ...table, end, rows: [...table.rows, ...rows] };
      continue;
    }
    const [header, ...body] = rows;
    if (header !== undefined && body.length > 0) {
      tables.push({ form: "markdown", start: first.start, end, header, rows: body });
    }
  }
}
