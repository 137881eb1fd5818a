import type { Review } from "../engine/review.ts";
import type { LedgerRow } from "../submission/ledger.ts";
import type { Figure } from "../submission/metric.ts";
import { oneLine } from "./escape.ts";
import { distance, onScale } from "./ledger-table.ts";

const shown = (figure: Figure | undefined): string => (figure === undefined ? "" : oneLine(onScale(figure), 12));

const COLUMNS: readonly { readonly head: string; readonly cell: (row: LedgerRow) => string }[] = [
  { head: "model", cell: (row) => oneLine(row.weights ?? row.model, 48) },
  { head: "metric", cell: (row) => row.metric },
  { head: "description", cell: (row) => shown(row.description) },
  { head: "meta", cell: (row) => shown(row.meta) },
  { head: "docs", cell: (row) => shown(row.documentation) },
  { head: "readme", cell: (row) => shown(row.readme) },
  { head: "log", cell: (row) => shown(row.log) },
  { head: "paper", cell: (row) => shown(row.paper) },
  {
    head: "difference",
    cell: (row) => (row.difference === undefined ? "" : row.agrees ? "agree" : distance(row.difference, false)),
  },
];
const ROWS_SHOWN = 30;

/** The ledger as aligned lines, its head first and rows that differ before the others; empty when nothing stands in two places. */
export function ledgerLines(review: Review): readonly { readonly text: string; readonly agrees: boolean }[] {
  const rows = review.ledger.filter((row) => row.difference !== undefined || row.toPaper !== undefined);
  if (rows.length === 0) return [];
  const sorted = rows.toSorted((a, b) => Number(a.agrees) - Number(b.agrees)).slice(0, ROWS_SHOWN);
  const cells = sorted.map((row) => COLUMNS.map((column) => column.cell(row)));
  const used = COLUMNS.map((_, at) => cells.some((row) => row[at] !== ""));
  const widths = COLUMNS.map(({ head }, at) => Math.max(head.length, ...cells.map((row) => row[at]?.length ?? 0)));
  const line = (values: readonly string[]) =>
    values
      .map((value, at) => (at < 2 ? value.padEnd(widths[at] ?? 0) : value.padStart(widths[at] ?? 0)))
      .filter((_, at) => used[at])
      .join("  ")
      .trimEnd();
  return [
    { text: line(COLUMNS.map(({ head }) => head)), agrees: true },
    ...cells.map((row, at) => ({ text: line(row), agrees: sorted[at]?.agrees ?? true })),
    ...(rows.length > ROWS_SHOWN ? [{ text: `and ${rows.length - ROWS_SHOWN} more`, agrees: true }] : []),
  ];
}
