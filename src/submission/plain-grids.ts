import type { Cell, MarkdownText, Table } from "./markdown-text.ts";
import { findMetricNames } from "./metric-name.ts";

type Grid = Pick<Table, "start" | "end" | "header" | "rows">;

/** A line cut into cells, and what cuts it. */
interface CutLine {
  readonly cut: "tab" | "spaces" | "comma";
  readonly cells: readonly Cell[];
}

/** Most lines below a header, and most cells of a line. */
const MOST_ROWS = 400;
const MOST_CELLS = 60;
/** Longest line that is cut; what is longer is a log's or a sentence. */
const LONGEST = 600;

const CUTS: readonly (readonly [CutLine["cut"], RegExp])[] = [
  ["tab", /\t/g],
  ["spaces", / {2,}/g],
  ["comma", /,/g],
];
/** A line of dashes under a header, as command lines draw it. */
const RULE = /^[\s>]*[-=+: \t]{3,}$/;
const NUMBER = /^["'*~]{0,3}\d{1,4}(?:\.\d{1,8})? ?%?["'*]{0,3}$/;
const SENTENCE = /[;={}]|\. [A-Z]|\d\.\d/;

/**
 * Tables without pipes, as spreadsheets, experiment trackers and command lines give them: cells set apart by tabs, by two or more
 * spaces, or by commas, under a header that names a metric. Linear in the text.
 */
export function readPlainGrids(text: MarkdownText): Grid[] {
  const grids: Grid[] = [];
  const covered = [...text.tables].sort((a, b) => a.start - b.start);
  let next = 0;
  const lineAt = (line: number): { words: string; start: number } => {
    const start = text.lineStarts[line] ?? text.text.length;
    const end = Math.max(start, (text.lineStarts[line + 1] ?? text.text.length + 1) - 1);
    return { words: end - start > LONGEST ? "" : text.statements.slice(start, end), start };
  };
  for (let line = 0; line + 1 < text.lineStarts.length; line++) {
    const { words, start } = lineAt(line);
    while ((covered[next]?.end ?? Number.POSITIVE_INFINITY) <= start) next++;
    if ((covered[next]?.start ?? Number.POSITIVE_INFINITY) <= start || words.trim() === "") continue;
    let below = line + 1;
    if (RULE.test(lineAt(below).words)) below++;
    const cut = cutLine(words, start);
    if (cut === undefined) continue;
    const header = withCorner(cut, words, lineAt(below).words);
    const first = rowUnder(header, lineAt(below));
    if (first === undefined || !isHeader(header)) continue;
    const rows: (readonly Cell[])[] = [first];
    while (rows.length < MOST_ROWS) {
      const row = rowUnder(header, lineAt(below + 1));
      if (row === undefined) break;
      rows.push(row);
      below++;
    }
    grids.push({ start, end: lineAt(below).start + lineAt(below).words.length, header: header.cells, rows });
    line = below;
  }
  return grids;
}

function isHeader({ cells }: CutLine): boolean {
  if (cells.some((cell) => cell.text.length > 60 || NUMBER.test(cell.text) || SENTENCE.test(cell.text))) return false;
  return cells.some((cell) => findMetricNames(cell.text).length > 0);
}

/** Over a column of names the header may have nothing: `          acc@1   acc@5`. */
function withCorner(header: CutLine, words: string, below: string): CutLine {
  if (header.cut !== "spaces" || !/^ {2}/.test(words)) return header;
  const row = cutLine(below, 0, "spaces");
  const start = header.cells[0]?.start ?? 0;
  return row?.cells.length === header.cells.length + 1
    ? { ...header, cells: [{ text: "", start, end: start }, ...header.cells] }
    : header;
}

/** The cells of a line that has as many as the header, and a number among them. */
function rowUnder(header: CutLine, { words, start }: { words: string; start: number }): readonly Cell[] | undefined {
  const row = cutLine(words, start, header.cut);
  if (row === undefined || row.cells.length !== header.cells.length) return undefined;
  // Sentences have commas too.
  if (header.cut === "comma" && row.cells.some((cell) => /\S\s+\S+\s+\S+\s+\S/.test(cell.text.slice(0, 80))))
    return undefined;
  return row.cells.some((cell) => NUMBER.test(cell.text)) ? row.cells : undefined;
}

function cutLine(words: string, start: number, by?: CutLine["cut"]): CutLine | undefined {
  if (words.includes("|")) return undefined;
  for (const [cut, pattern] of CUTS) {
    if (by !== undefined && cut !== by) continue;
    const body = cut === "tab" ? words.replace(/\s+$/, "") : words.trim();
    const indent = cut === "tab" ? 0 : words.length - words.trimStart().length;
    const pieces = body.split(pattern, MOST_CELLS + 1);
    if (pieces.length < 2 || pieces.length > MOST_CELLS) continue;
    const cells: Cell[] = [];
    let from = 0;
    pieces.forEach((piece, index) => {
      // A separator is as long as what lies before the next piece.
      const at = index === 0 ? 0 : body.indexOf(piece, from);
      const begin = at < 0 ? from : at;
      const shown = piece.trim();
      const lead = piece.length - piece.trimStart().length;
      const first = start + indent + begin + lead;
      cells.push({ text: shown.replace(/^["'`*]{1,3}|["'`*]{1,3}$/g, ""), start: first, end: first + shown.length });
      from = begin + piece.length;
    });
    return { cut, cells };
  }
  return undefined;
}
