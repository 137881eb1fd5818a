import { citeText } from "./citation.ts";
import type { ComparisonClaim } from "./claims.ts";
import type { MarkdownText } from "./markdown-text.ts";
import type { MetricDraft } from "./metric-draft.ts";
import { looseModelKey } from "./model-name.ts";

/** The row itself says that its figures are the paper's, not only some reference's. */
const PAPER = /\b(?:papers?|authors?'?|published|reported|theirs|original)\b/i;

/**
 * Tables with a row of the published figures and one of measured figures of the same metric. Whether both rows are of one model their
 * names may not tell (`FooNet-S of the authors` over `mine`), so that the figures are not paired.
 */
export function readTableComparisons(text: MarkdownText, drafts: readonly MetricDraft[]): ComparisonClaim[] {
  const tables = new Map<string, MetricDraft[]>();
  for (const draft of drafts) {
    const table = /^table \d+/.exec(draft.group)?.[0] ?? "";
    const key = `${table}|${draft.metric}`;
    const members = tables.get(key);
    if (members === undefined) tables.set(key, [draft]);
    else members.push(draft);
  }
  const found: ComparisonClaim[] = [];
  for (const members of tables.values()) {
    const paper = members.find((draft) => draft.role === "paper");
    const measured = members.filter((draft) => draft.role === "measured");
    if (paper === undefined || measured.length === 0) continue;
    const { start, end } = paper.context;
    const related = PAPER.test(text.text.slice(start, Math.min(end, start + 400)));
    if (related || measured.some((draft) => mayBeOne(draft, paper))) {
      found.push({ hasFigure: true, evidence: citeText(text, start, end) });
    }
  }
  return found;
}

function mayBeOne(a: MetricDraft, b: MetricDraft): boolean {
  if (a.model === undefined || b.model === undefined) return true;
  const [one, two] = [looseModelKey(a.model), looseModelKey(b.model)];
  return one.startsWith(two) || two.startsWith(one);
}
