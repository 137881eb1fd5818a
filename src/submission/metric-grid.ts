import { readHeadlessGrids } from "./headless-grids.ts";
import type { Cell, MarkdownText, Table } from "./markdown-text.ts";
import { readPlainGrids } from "./plain-grids.ts";

/** A table as a rectangle of cells. */
export interface MetricGrid {
  readonly start: number;
  readonly end: number;
  readonly header: readonly Cell[];
  readonly rows: readonly (readonly Cell[])[];
}

/** A line between rows of a table that a program drew. */
const DRAWN = /^ {0,3}\+[-=+]{2,400}\+ *$/;
/** Most cells of one text that are looked at. */
const MOST_CELLS = 4000;

/**
 * Tables of a text, runs of `| a | b |` lines that lack the delimiter line which would make them one or are drawn in code, and tables
 * without pipes or without a header.
 */
export function readMetricGrids(text: MarkdownText): MetricGrid[] {
  const grids: MetricGrid[] = [];
  let cells = 0;
  const plain = readPlainGrids(text);
  for (const table of [...text.tables, ...pipeRuns(text), ...plain, ...readHeadlessGrids(text, plain)]) {
    const rows: (readonly Cell[])[] = [];
    cells += table.header.length;
    for (const row of table.rows) {
      cells += row.length;
      if (cells > MOST_CELLS) break;
      rows.push(row);
    }
    grids.push(withWholeHeader({ ...table, rows }));
    if (cells > MOST_CELLS) break;
  }
  return grids;
}

/** Joins a second header line (`ImageNet | | COCO` above `Acc@1 | Acc@5 | box AP`) with the first. */
function withWholeHeader(table: Pick<Table, "start" | "end" | "header" | "rows">): MetricGrid {
  const { start, end, header, rows } = table;
  const [second, ...rest] = rows;
  if (second === undefined || rest.length === 0) return { start, end, header, rows };
  const numbers = second.some((cell) => /^\W{0,3}\d+(?:\.\d+)?\W{0,3}$/.test(cell.text));
  const names = second.filter((cell) => /[A-Za-z]/.test(cell.text)).length;
  const named = second.some((cell) => /@[15]\b|top-?[15]|\bm?AP\b|\bm?IoU\b|\bepe\b|\bacc/i.test(cell.text));
  if (numbers || names < 2 || !named || /@[15]\b|top-?[15]|\bAP\b/i.test(header.map((cell) => cell.text).join(" "))) {
    return { start, end, header, rows };
  }
  let above = "";
  const joined = second.map((cell, column) => {
    const over = (header[column]?.text ?? "").trim();
    if (over !== "") above = over;
    return { ...cell, text: `${above} ${cell.text}`.trim() };
  });
  return { start, end, header: joined, rows: rest };
}

function pipeRuns(text: MarkdownText): Pick<Table, "start" | "end" | "header" | "rows">[] {
  const runs: Pick<Table, "start" | "end" | "header" | "rows">[] = [];
  const covered = [...text.tables].sort((a, b) => a.start - b.start);
  let next = 0;
  let run: Cell[][] = [];
  let runStart = 0;
  let runEnd = 0;
  const finish = (): void => {
    const [header, ...rows] = run;
    if (header !== undefined && rows.length > 0) runs.push({ start: runStart, end: runEnd, header, rows });
    run = [];
  };
  for (let line = 0; line < text.lineStarts.length; line++) {
    const start = text.lineStarts[line] ?? 0;
    const end = (text.lineStarts[line + 1] ?? text.text.length + 1) - 1;
    while ((covered[next]?.end ?? Number.POSITIVE_INFINITY) <= start) next++;
    const inTable = (covered[next]?.start ?? Number.POSITIVE_INFINITY) < end;
    const words = inTable ? "" : text.statements.slice(start, Math.min(end, start + 4000));
    if (run.length > 0 && DRAWN.test(words)) continue;
    if (!/^ {0,3}\|/.test(words) || words.indexOf("|", words.indexOf("|") + 1) < 0) {
      finish();
      continue;
    }
    const cells = pipeCells(words, start);
    if (cells.every((cell) => /^:?-{1,100}:?$/.test(cell.text))) continue;
    if (run.length === 0) runStart = start;
    runEnd = end;
    run.push(cells);
  }
  finish();
  return runs;
}

function pipeCells(line: string, offset: number): Cell[] {
  const cells: Cell[] = [];
  let from = line.indexOf("|") + 1;
  for (;;) {
    let to = line.indexOf("|", from);
    while (to > 0 && line[to - 1] === "\\") to = line.indexOf("|", to + 1);
    const last = to < 0;
    const raw = line.slice(from, last ? line.length : to);
    const text = raw.trim();
    if (!last || text !== "") {
      const start = offset + from + (text === "" ? 0 : raw.length - raw.trimStart().length);
      cells.push({ text: text.replace(/[`*\\]/g, ""), start, end: start + text.length });
    }
    if (last || cells.length >= 200) return cells;
    from = to + 1;
  }
}
