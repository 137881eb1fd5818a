import { citeFigure } from "./cite-figure.ts";
import type { DeclaredMetric } from "./claims.ts";
import type { MarkdownText, Span } from "./markdown-text.ts";
import type { Figure, MetricClaim } from "./metric.ts";
import { canonicalMetric } from "./model-name.ts";

/** A figure so exact that another one equals it by design only; behind a sign or a unit it is another thing. */
const EXACT = /(?<![\w.@/$+-])\d{1,3}\.\d{2,6}(?![\w.]|\.\d| ?(?:[MGTk]B?|s|ms|sec|h|hours|min|GFLOPS|img)\b)/g;
/** "(paper: 83.62)", "original 83.6" in what follows on the same line. */
const PUBLISHED =
  /\b(?:papers?|original|official|reported|published|authors?)(?:'s?)?(?: (?:values?|results?|is|was|has|reports|claims?)){0,2}[ :=(~]{1,4}(\d{1,3}\.\d{1,6})/i;
/** Figures of one text that are looked at. */
const MOST = 500;

/**
 * Figures of a text that name no metric, but are those of the weights' meta in the diff: `foonet_s: 83.700 / 96.722 (paper: 83.62)`.
 * The meta says what they measure.
 */
export function readDeclaredFigures(text: MarkdownText, declared: readonly DeclaredMetric[]): MetricClaim[] {
  const byValue = new Map<number, DeclaredMetric>();
  for (const one of declared) {
    const value = Number(one.text);
    if (/\.\d{2}/.test(one.text) && value > 1 && !byValue.has(value)) byValue.set(value, one);
  }
  if (byValue.size === 0) return [];
  const claims: MetricClaim[] = [];
  const found = new Set<DeclaredMetric>();
  let looked = 0;
  for (const match of text.statements.matchAll(EXACT)) {
    if (++looked > MOST) break;
    const one = byValue.get(Number(match[0]));
    const metric = one === undefined ? undefined : canonicalMetric(one.metric);
    if (one === undefined || metric === undefined || found.has(one)) continue;
    found.add(one);
    const place = { start: match.index, end: match.index + match[0].length };
    const paper = metric === "acc@5" ? undefined : publishedAfter(text, place);
    claims.push({
      model: one.model,
      weights: one.weights,
      ...(one.dataset === undefined ? {} : { dataset: one.dataset }),
      metric,
      measured: figureOf(text, match[0], place),
      ...(paper === undefined ? {} : { paper }),
      form: "prose",
    });
  }
  return claims;
}

function publishedAfter(text: MarkdownText, { end }: Span): Figure | undefined {
  const rest = text.statements.slice(end, end + 80);
  const line = rest.split("\n", 1)[0] ?? "";
  const match = PUBLISHED.exec(line);
  const written = match?.[1];
  if (match === null || written === undefined) return undefined;
  const start = end + match.index + match[0].length - written.length;
  return figureOf(text, written, { start, end: start + written.length });
}

function figureOf(text: MarkdownText, written: string, place: Span): Figure {
  const context = { start: Math.max(0, place.start - 60), end: place.end + 20 };
  return { text: written, value: Number(written), evidence: citeFigure(text, place, context) };
}
