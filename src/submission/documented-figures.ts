import { citeDiff } from "./citation.ts";
import type { Diff } from "./diff.ts";
import type { Figure, Metric } from "./metric.ts";
import { findMetricNames } from "./metric-name.ts";
import type { Tree } from "./tree.ts";

/** A figure that a changed line of the documentation gives in a table. */
export interface DocumentedFigure {
  readonly model: string;
  readonly metric: Metric;
  readonly figure: Figure;
  /** `readme`: the README of the reference scripts. */
  readonly where: "documentation" | "readme";
}

/** What a column of a table gives; undefined for a column of something else. */
type Column = { readonly metric: Metric; readonly error: boolean } | undefined;

interface TableLine {
  readonly header: readonly Column[];
  readonly cells: readonly string[];
}

const FILE_LIMIT = 400_000;
const LINE_LIMIT = 1_000;
const LINES_LIMIT = 2_000;
const FIGURES_LIMIT = 1_000;
const ALL_FILES_LIMIT = 2_000_000;

function columnOf(header: string): Column {
  const names = findMetricNames(header);
  const [only] = names;
  return only === undefined || names.length > 1 ? undefined : { metric: only.metric, error: only.error };
}

/** Start of each column of a reStructuredText simple table's border, or undefined when the line is none. */
function borderColumns(line: string): number[] | undefined {
  if (!/^[ =]+$/.test(line) || !/= +=/.test(line)) return undefined;
  const starts: number[] = [];
  for (let index = 0; index < line.length; index++) {
    if (line[index] === "=" && line[index - 1] !== "=") starts.push(index);
  }
  return starts;
}

function cutAt(line: string, starts: readonly number[]): string[] {
  return starts.map((start, index) => line.slice(start, starts[index + 1] ?? line.length).trim());
}

function simpleTables(lines: readonly string[], wanted: ReadonlySet<number>): Map<number, TableLine> {
  const found = new Map<number, TableLine>();
  let columns: number[] | undefined;
  let header: Column[] | undefined;
  for (const [index, line] of lines.entries()) {
    const border = borderColumns(line);
    if (border !== undefined) {
      // Border, header, border, rows, border: a border after rows ends the table.
      if (columns === undefined) columns = border;
      else if (header === undefined) {
        const above = lines[index - 1] ?? "";
        header = cutAt(above, columns).map(columnOf);
        columns = border;
      } else {
        columns = undefined;
        header = undefined;
      }
    } else if (line.trim() === "") {
      columns = undefined;
      header = undefined;
    } else if (columns !== undefined && header !== undefined && wanted.has(index + 1)) {
      const cells = cutAt(line, columns);
      // A row whose words straddle the border's columns is split by its own gaps.
      const gaps = line.trim().split(/ {2,}/);
      found.set(index + 1, { header, cells: gaps.length === header.length ? gaps : cells });
    }
  }
  return found;
}

function splitPipes(line: string): string[] {
  const cells = line.trim().split("|");
  if (cells[0]?.trim() === "") cells.shift();
  if (cells.at(-1)?.trim() === "") cells.pop();
  return cells.map((cell) => cell.replace(/[`*\\]/g, "").trim());
}

function pipeTables(lines: readonly string[], wanted: ReadonlySet<number>): Map<number, TableLine> {
  const found = new Map<number, TableLine>();
  let header: Column[] | undefined;
  for (const [index, line] of lines.entries()) {
    if (!line.includes("|")) header = undefined;
    else if (/^[\s|:-]+$/.test(line) && line.includes("-")) header = splitPipes(lines[index - 1] ?? "").map(columnOf);
    else if (header !== undefined && wanted.has(index + 1)) found.set(index + 1, { header, cells: splitPipes(line) });
  }
  return found;
}

function figuresOf(path: string, number: number, line: string, row: TableLine): Omit<DocumentedFigure, "where">[] {
  const model = row.cells[0] ?? "";
  if (!/\p{L}/u.test(model) || row.cells.length !== row.header.length) return [];
  return row.cells.slice(1).flatMap((cell, index) => {
    const known = row.header[index + 1];
    const digits = /^(\d{1,2}(?:\.\d{1,4})?)%?$/.exec(cell)?.[1];
    if (known === undefined || digits === undefined) return [];
    const decimals = digits.split(".")[1]?.length ?? 0;
    const text = known.error ? (100 - Number(digits)).toFixed(decimals) : digits;
    return [
      { model, metric: known.metric, figure: { text, value: Number(text), evidence: citeDiff(path, number, line) } },
    ];
  });
}

/** A line without its spacing. */
function bare(line: string): string {
  return line.slice(0, LINE_LIMIT).replace(/\s/g, "");
}

/**
 * Figures of the tables in documentation and READMEs that the diff adds. A row is read only when its table's head is known and names
 * the metric; anything less certain is left out.
 */
export function documentedFigures(diff: Diff, head: Tree): DocumentedFigure[] {
  let read = 0;
  const figures = diff.files.flatMap((file) => {
    const readme = /(?:^|\/)readme\.(?:md|rst)$/i.test(file.path);
    if (file.status === "removed" || !(readme || /^docs?\/.*\.(?:rst|md)$/.test(file.path))) return [];
    const text = head.read(file.path);
    if (text === undefined || text.length > FILE_LIMIT || read + text.length > ALL_FILES_LIMIT) return [];
    read += text.length;
    const lines = text.split("\n").map((line) => line.slice(0, LINE_LIMIT).trimEnd());
    const changed = file.hunks.flatMap((hunk) => hunk.lines);
    // A row that was only realigned with its table says nothing new.
    const before = new Set(changed.filter((line) => line.kind === "removed").map((line) => bare(line.text)));
    const numbers = changed.flatMap((line) =>
      line.kind === "added" && line.text.length > 3 && !before.has(bare(line.text)) ? (line.newLine ?? []) : [],
    );
    const added = new Set(numbers.slice(0, LINES_LIMIT));
    const rows = [...simpleTables(lines, added), ...pipeTables(lines, added)];
    return rows.flatMap(([number, row]) =>
      figuresOf(file.path, number, lines[number - 1] ?? "", row).map((one) => ({
        ...one,
        where: readme ? ("readme" as const) : ("documentation" as const),
      })),
    );
  });
  return figures.slice(0, FIGURES_LIMIT);
}
