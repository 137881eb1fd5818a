import { citeFigure } from "./cite-figure.ts";
import type { ComparisonClaim } from "./claims.ts";
import type { Command } from "./command.ts";
import type { MarkdownText, Span } from "./markdown-text.ts";
import type { Figure, Metric, MetricClaim } from "./metric.ts";
import type { MetricDraft } from "./metric-draft.ts";
import { readMetricGrids } from "./metric-grid.ts";
import { knownModels } from "./model-mention.ts";
import { modelKey } from "./model-name.ts";
import { readMetricProse } from "./read-metric-prose.ts";
import { readMetricTables } from "./read-metric-tables.ts";
import { readResultClaims } from "./read-result-claims.ts";
import { readTableComparisons } from "./table-comparisons.ts";

export { readComparisonStatements } from "./read-comparison-statements.ts";

/** What is known when a text's metrics are read. */
export interface MetricContext {
  /** The commands of this very text. */
  readonly commands: readonly Command[];
  /** Names known from the diff or the title. */
  readonly models: readonly string[];
}

/** Most claims of one text. */
const MOST = 500;

/**
 * The metric claims of a text: from result lines, tables and sentences, in the order in which they stand. Values are on the
 * metric's own scale; a value that only the paper or older weights have is no claim. Never throws.
 */
export function readMetricClaims(text: MarkdownText, context: MetricContext): MetricClaim[] {
  return [...readResults(text, context).metrics];
}

/** What a text says of results. */
export interface Results {
  readonly metrics: readonly MetricClaim[];
  /** Tables that hold the published figures in rows of their own. */
  readonly comparisons: readonly ComparisonClaim[];
}

/** The metric claims of a text, as `readMetricClaims` gives them, and the comparisons that its tables make. Never throws. */
export function readResults(text: MarkdownText, context: MetricContext): Results {
  const known = knownModels([...context.models, ...context.commands.flatMap((command) => command.models)]);
  const results = readResultClaims(text, context.commands, known);
  const grids = readMetricGrids(text);
  const elsewhere = [...results.consumed, ...grids];
  const prose = readMetricProse(text, known).filter((draft) => !elsewhere.some((span) => overlaps(span, draft.place)));
  const tables = readMetricTables(text, grids, known);
  const lines = results.drafts.filter((draft) => !tables.some((cell) => overlaps(cell.place, draft.place)));
  const drafts = [...lines, ...tables, ...prose];
  drafts.sort((a, b) => a.place.start - b.place.start);
  return {
    metrics: withoutRepeats(withLoneFigures(text, drafts)).slice(0, MOST),
    comparisons: readTableComparisons(text, tables),
  };
}

function overlaps(a: Span, b: Span): boolean {
  return a.start < b.end && b.start < a.end;
}

/** Joins the figures of one group, and gives a paper's value that stands alone to the one claim that it can belong to. */
function withLoneFigures(text: MarkdownText, drafts: readonly MetricDraft[]): MetricClaim[] {
  const groups = new Map<string, MetricDraft[]>();
  for (const draft of drafts) {
    const key = `${draft.group}|${draft.metric}|${draft.role === "paper" ? false : (draft.ema ?? false)}`;
    const members = groups.get(key);
    if (members === undefined) groups.set(key, [draft]);
    else members.push(draft);
  }
  const used = new Set<MetricDraft>();
  const claims: MetricClaim[] = [];
  for (const draft of drafts) {
    if (draft.role !== "measured") continue;
    const group = groups.get(`${draft.group}|${draft.metric}|${draft.ema ?? false}`) ?? [];
    const shared = draft.ema ? (groups.get(`${draft.group}|${draft.metric}|false`) ?? []) : group;
    const paper = onlyOf(shared, "paper", draft.dataset);
    const baseline = onlyOf(group, "baseline", draft.dataset);
    if (paper !== undefined) used.add(paper);
    claims.push(claimOf(text, draft, paper, baseline));
  }
  for (const draft of drafts) {
    if (draft.role !== "paper" || used.has(draft) || draft.form === "table") continue;
    attach(text, claims, draft);
  }
  return claims;
}

/** The one figure of a role; of several, the one that is of the same dataset. */
function onlyOf(drafts: readonly MetricDraft[], role: MetricDraft["role"], dataset?: string): MetricDraft | undefined {
  const found = drafts.filter((draft) => draft.role === role);
  if (found.length < 2) return found[0];
  const same = found.filter((draft) => dataset !== undefined && draft.dataset === dataset);
  return same.length === 1 ? same[0] : undefined;
}

function attach(text: MarkdownText, claims: MetricClaim[], paper: MetricDraft): void {
  const fitting = claims.filter(
    (claim) =>
      claim.paper === undefined &&
      sameMetric(claim.metric, paper.metric) &&
      agree(claim.model, paper.model) &&
      (claim.dataset === undefined || paper.dataset === undefined || claim.dataset === paper.dataset),
  );
  const only = fitting[0];
  if (only === undefined || fitting.length > 1) return;
  claims[claims.indexOf(only)] = { ...only, paper: figureOf(text, paper) };
}

function sameMetric(a: Metric, b: Metric): boolean {
  const plain = (metric: Metric): string => (metric === "accuracy" ? "acc@1" : metric);
  return plain(a) === plain(b);
}

function agree(a: string | undefined, b: string | undefined): boolean {
  return a === undefined || b === undefined || modelKey(a) === modelKey(b);
}

function claimOf(
  text: MarkdownText,
  draft: MetricDraft,
  paper: MetricDraft | undefined,
  baseline: MetricDraft | undefined,
): MetricClaim {
  return {
    ...(draft.model === undefined ? {} : { model: draft.model }),
    ...(draft.weights === undefined ? {} : { weights: draft.weights }),
    ...(draft.dataset === undefined ? {} : { dataset: draft.dataset }),
    metric: draft.metric,
    measured: figureOf(text, draft),
    ...(paper === undefined ? {} : { paper: figureOf(text, paper) }),
    ...(baseline === undefined ? {} : { baseline: figureOf(text, baseline) }),
    form: draft.form,
    ...(draft.ema ? { ema: true } : {}),
  };
}

function figureOf(text: MarkdownText, draft: MetricDraft): Figure {
  return { text: draft.text, value: draft.value, evidence: citeFigure(text, draft.place, draft.context) };
}

/** The same value said twice of the same thing is one claim; the one with the paper's value beside it is kept. */
function withoutRepeats(claims: readonly MetricClaim[]): MetricClaim[] {
  const kept = new Map<string, MetricClaim>();
  for (const claim of claims) {
    const key = `${modelKey(claim.model ?? "")}|${claim.weights ?? ""}|${claim.dataset ?? ""}|${claim.metric}|${claim.ema ?? false}|${claim.measured.value}`;
    const other = kept.get(key);
    if (other === undefined || (other.paper === undefined && claim.paper !== undefined)) kept.set(key, claim);
  }
  return [...kept.values()];
}
