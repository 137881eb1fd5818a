import type { Review } from "../engine/review.ts";
import type { LedgerRow } from "../submission/ledger.ts";
import type { Figure } from "../submission/metric.ts";
import { codeSpan, inline, link, tableCell } from "./escape.ts";
import type { Section } from "./limits.ts";
import { placeOf } from "./place.ts";

interface Column {
  readonly head: string;
  readonly cell: (row: LedgerRow, review: Review) => string;
}

/** As written, save that a fraction stands as the percentage that the other columns give: 0.302 as 30.2. */
export function onScale({ text, value }: Figure): string {
  const written = /^0?\.(\d{1,8})$/.exec(text.trim());
  const decimals = written?.[1]?.length;
  const fraction = decimals !== undefined && Math.abs(value - Number(text) * 100) < 1e-6 && value !== 0;
  return fraction ? value.toFixed(Math.max(0, decimals - 2)) : text;
}

function figureCell(figure: Figure | undefined, review: Review): string {
  if (figure === undefined) return "";
  const file = figure.evidence.path !== undefined;
  return link(inline(onScale(figure), 20), file ? placeOf(figure.evidence, review).url : undefined);
}

/** A number with as many decimals as it needs, up to four, and a true minus sign. */
export function distance(value: number, signed: boolean): string {
  const digits = Number(Math.abs(value).toFixed(4)).toString();
  const sign = value < 0 ? "−" : "+";
  return signed && digits !== "0" ? sign + digits : digits;
}

function differenceCell(row: LedgerRow): string {
  if (row.difference === undefined) return "";
  return row.agrees ? "agree" : `**${distance(row.difference, false)}**`;
}

const COLUMNS: readonly Column[] = [
  { head: "Dataset", cell: (row) => (row.dataset === undefined ? "" : inline(row.dataset, 40)) },
  { head: "Metric", cell: (row) => inline(row.metric, 40) },
  { head: "Description", cell: (row, review) => figureCell(row.description, review) },
  { head: "Weights meta", cell: (row, review) => figureCell(row.meta, review) },
  { head: "Docs", cell: (row, review) => figureCell(row.documentation, review) },
  { head: "README", cell: (row, review) => figureCell(row.readme, review) },
  { head: "Log", cell: (row, review) => figureCell(row.log, review) },
  { head: "Difference", cell: (row) => differenceCell(row) },
  { head: "Paper", cell: (row, review) => figureCell(row.paper, review) },
  { head: "Against paper", cell: (row) => (row.toPaper === undefined ? "" : distance(row.toPaper, true)) },
];

function name(row: LedgerRow): string {
  const named = row.weights ?? row.model;
  return named === "" ? "(not named)" : codeSpan(named, 80);
}

/** The ledger of claims as a table, rows that differ first. No items when nothing is claimed. */
export function ledgerSection(review: Review): Section {
  const rows = review.ledger.toSorted((a, b) => Number(a.agrees) - Number(b.agrees));
  const cells = rows.map((row) => COLUMNS.map((column) => column.cell(row, review)));
  const used = COLUMNS.map((_, index) => cells.some((row) => row[index] !== ""));
  const line = (values: readonly string[]) => `| ${values.join(" | ")} |`;
  const heads = ["Model", ...COLUMNS.filter((_, index) => used[index]).map((one) => one.head)];
  return {
    open: `### Ledger of claims\n\n${line(heads)}\n${line(heads.map(() => "---"))}\n`,
    items: rows.map((row, index) =>
      line([name(row), ...(cells[index] ?? []).filter((_, at) => used[at])].map(tableCell)),
    ),
    between: "\n",
    close: "",
  };
}
