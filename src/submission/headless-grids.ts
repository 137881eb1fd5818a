import type { Cell, MarkdownText, Table } from "./markdown-text.ts";
import { roleOf } from "./metric-draft.ts";
import { findMetricNames, type MetricName } from "./metric-name.ts";

type Grid = Pick<Table, "start" | "end" | "header" | "rows">;

/** A name and one to three figures, and nothing else: `foonet_50 78.47 94.09`. */
const ROW =
  /^\s{0,12}(?:[-*+\u2022]\s)?[`*]{0,3}([A-Za-z][\w.+()/-]{2,60})[`*]{0,3}:?((?:\s{0,12}[\s/,|]\s{0,12}\d{1,3}\.\d{1,4} ?%?){1,3})\s*$/;
const FIGURE = /\d{1,3}\.\d{1,4}/g;
/** Longest line that is looked at, and how many lines above a row may say what its figures are. */
const LONGEST = 200;
const REACH = 4;

interface Row {
  readonly cells: readonly Cell[];
  readonly values: readonly number[];
}

/**
 * Rows of a model's name and its figures without a header over them. A line above names the metrics, or the figures are two that lie
 * as far apart as top-1 and top-5 accuracy do. Linear in the text.
 *
 * @param read - What has been read as tables with a header, besides those with pipes.
 */
export function readHeadlessGrids(text: MarkdownText, read: readonly Pick<Grid, "start" | "end">[] = []): Grid[] {
  const grids: Grid[] = [];
  const covered = [...text.tables, ...read].sort((a, b) => a.start - b.start);
  let next = 0;
  let rows: Row[] = [];
  let firstLine = 0;
  const lineAt = (line: number): { words: string; start: number } => {
    const start = text.lineStarts[line] ?? text.text.length;
    const end = Math.max(start, (text.lineStarts[line + 1] ?? text.text.length + 1) - 1);
    return { words: text.statements.slice(start, Math.min(end, start + LONGEST + 1)), start };
  };
  const finish = (): void => {
    const header = rows.length === 0 ? undefined : headerOf(rows, linesAbove(firstLine, lineAt));
    const [first] = rows;
    const last = rows.at(-1)?.cells.at(-1);
    if (header !== undefined && first !== undefined && last !== undefined) {
      const start = first.cells[0]?.start ?? 0;
      const at = (words: string): Cell => ({ text: words, start, end: start });
      grids.push({
        start,
        end: last.end,
        header: [at(""), ...header.map(at)],
        rows: rows.map((row) => row.cells),
      });
    }
    rows = [];
  };
  for (let line = 0; line < text.lineStarts.length; line++) {
    const { words, start } = lineAt(line);
    while ((covered[next]?.end ?? Number.POSITIVE_INFINITY) <= start) next++;
    const isCovered = (covered[next]?.start ?? Number.POSITIVE_INFINITY) <= start;
    const row = isCovered || words.length > LONGEST ? undefined : readRow(words, start);
    if (row === undefined || (rows[0] !== undefined && rows[0].cells.length !== row.cells.length)) finish();
    if (row === undefined) continue;
    if (rows.length === 0) firstLine = line;
    rows.push(row);
  }
  finish();
  return grids;
}

function readRow(words: string, start: number): Row | undefined {
  const match = ROW.exec(words);
  const [whole, name, figures] = match ?? [];
  // A setting of one word (`lr 0.1`) is no model.
  if (whole === undefined || name === undefined || figures === undefined || !/[\d_-]/.test(name)) return undefined;
  if (findMetricNames(name).length > 0) return undefined;
  const from = words.indexOf(name);
  const offset = words.lastIndexOf(figures);
  const cells: Cell[] = [{ text: name, start: start + from, end: start + from + name.length }];
  const values: number[] = [];
  for (const one of figures.matchAll(FIGURE)) {
    const at = start + offset + one.index;
    cells.push({ text: one[0], start: at, end: at + one[0].length });
    values.push(Number(one[0]));
  }
  return { cells, values };
}

function linesAbove(line: number, lineAt: (line: number) => { words: string }): readonly string[] {
  const above: string[] = [];
  for (let at = line - 1; at >= 0 && at >= line - REACH; at--) above.push(lineAt(at).words);
  return above;
}

/** Names of the columns behind the model's, one for each figure; undefined when nothing tells them. */
function headerOf(rows: readonly Row[], above: readonly string[]): readonly string[] | undefined {
  const width = rows[0]?.values.length ?? 0;
  for (const words of above) {
    const names = findMetricNames(words);
    if (names.length === 0) continue;
    if (names.length === width) return names.map((name, index) => headOf(words, name, names[index + 1]?.start));
    const [only] = names;
    if (names.length > 1 || only === undefined) return undefined;
    if (width === 1) return [words.slice(only.start, only.end)];
    return !only.exact && !only.error && width === 2 && rows.every(isTopPair) ? ["acc@1", "acc@5"] : undefined;
  }
  return width === 2 && rows.every(isTopPair) ? ["acc@1", "acc@5"] : undefined;
}

/** A metric's name, with the words behind it that say whose its values are: `top-1 in paper`. */
function headOf(words: string, { start, end }: MetricName, next = words.length): string {
  return roleOf(words.slice(end, next)) === "paper" ? words.slice(start, next).trim() : words.slice(start, end);
}

function isTopPair({ values: [first = 0, second = 0] }: Row): boolean {
  return first >= 40 && second < 100 && second - first >= 1.5 && second - first <= 30;
}
