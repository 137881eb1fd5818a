import type { Evaluation, Grade, RuleScore, ScoredCase } from "./score.ts";

const TITLES: { readonly [G in Exclude<Grade, "right">]: string } = {
  accusation: "Wrong accusations (a fail where the label says met or not-applicable)",
  miss: "Misses (a pass where the label says missing or contradicted)",
  open: "Open (no pass or fail where one was due)",
};

const HEADER = [
  "rule",
  "right",
  "scored",
  "right %",
  "accused",
  "missed",
  "unsure",
  "not assessed",
  "other",
  "coverage %",
];

function percent(part: number, whole: number): string {
  return whole === 0 ? "-" : ((100 * part) / whole).toFixed(1);
}

function row(score: RuleScore): string[] {
  return [
    score.rule,
    String(score.right),
    String(score.scored),
    percent(score.right, score.scored),
    String(score.accusations),
    String(score.misses),
    String(score.unsure),
    String(score.notAssessed),
    String(score.unanswered),
    percent(score.decided, score.due),
  ];
}

function table(rows: readonly (readonly string[])[]): string {
  const widths = HEADER.map((_, column) => Math.max(...rows.map((cells) => cells[column]?.length ?? 0)));
  return rows
    .map((cells) =>
      cells
        .map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

function caseLine(one: ScoredCase): string {
  const text = one.text === "" ? "" : `: ${one.text.split("\n", 1)[0]?.slice(0, 160) ?? ""}`;
  return `  ${one.rule}  ${one.name}  label ${one.label}, answer ${one.answer}${text}`;
}

/** The table for a terminal, with the cases behind it that are not right. Plain text, ends in a newline. */
export function renderEvaluation(evaluation: Evaluation): string {
  const { kind, rules, total } = evaluation;
  const scored = rules.filter((score) => score.scored > 0);
  const blocks = [
    `${evaluation.pulls} pull requests. Kind right: ${kind.right} of ${kind.scored} (${percent(kind.right, kind.scored)} %).`,
    table([HEADER, ...scored.map(row), row(total)]),
    `Right ${percent(total.right, total.scored)} %, wrong accusations ${percent(total.accusations, total.scored)} % of scored labels, coverage ${percent(total.decided, total.due)} %.`,
  ];
  if (kind.wrong.length > 0) {
    const lines = kind.wrong.map((one) => {
      const label = one.alternative === undefined ? one.label : `${one.label} or ${one.alternative}`;
      return `  ${one.name}  label ${label}, answer ${one.answer}: ${one.reason}`;
    });
    blocks.push(["Wrong kind", ...lines].join("\n"));
  }
  for (const grade of ["accusation", "miss", "open"] as const) {
    const cases = evaluation.cases.filter((one) => one.grade === grade);
    if (cases.length > 0) blocks.push([TITLES[grade], ...cases.map(caseLine)].join("\n"));
  }
  return `${blocks.join("\n\n")}\n`;
}
