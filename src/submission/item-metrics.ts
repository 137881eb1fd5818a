import type { MarkdownText } from "./markdown-text.ts";
import { roleOf } from "./metric-draft.ts";
import type { MetricName } from "./metric-name.ts";
import { findMetricNames } from "./metric-name.ts";
import type { Sentence } from "./sentence.ts";
import { indexAt } from "./sentence.ts";
import type { NumberWord } from "./sentence-numbers.ts";
import { LISTED } from "./sentence-numbers.ts";

/** A name and a sign after it, before an item's first number. */
const SUBJECT =
  /^[\s>*+\u2022-]{0,12}[`*_"[]{0,4}[A-Za-z][\w .+\\/()-]{1,60}[`*_"\]]{0,4}(?: ?(?:[:=\u2192]|->|\u2013|\u2014|-)) {0,3}[*_~\u2248]{0,3}$/;

/**
 * `- foonet_s: 78.2 (paper 78.4)` under `Results (top-1):` leaves the metric to the words above; a pair `79.3 / 94.5` behind a
 * model's name is top-1 and top-5.
 */
export function namesOfItem(text: MarkdownText, sentence: Sentence, numbers: readonly NumberWord[]): MetricName[] {
  const { text: words, isItem, leadIn } = sentence;
  const [first, second] = numbers;
  // The name may be set as code, which a sentence leaves out.
  if (first === undefined || !SUBJECT.test(text.statements.slice(sentence.start, sentence.start + first.start)))
    return [];
  const isPair = second !== undefined && LISTED.test(words.slice(first.end, second.start).replace("%", ""));
  const above = isItem ? namesAbove(text, sentence.start, leadIn) : [];
  const metrics = new Set(above.map((name) => name.metric));
  const at = (name: MetricName, number: NumberWord): MetricName => ({
    ...name,
    start: number.start,
    end: number.start,
  });
  const [name, next] = above;
  if (name !== undefined && metrics.size === 1) return [at(name, first)];
  if (name !== undefined && next !== undefined && metrics.size === 2 && above.length === 2 && isPair) {
    return [at(name, first), at(next, second)];
  }
  if (above.length > 0 || !isPair || !isTopPair(first, second)) return [];
  const rank = (metric: "acc@1" | "acc@5", number: NumberWord): MetricName => ({
    metric,
    error: false,
    validation: false,
    ema: false,
    exact: true,
    start: number.start,
    end: number.start,
  });
  return [rank("acc@1", first), rank("acc@5", second)];
}

/** What the line over a list names, or the heading over it; a heading that says only whose figures follow leaves it to the one before. */
function namesAbove(text: MarkdownText, offset: number, leadIn: string | undefined): MetricName[] {
  const led = leadIn === undefined ? [] : findMetricNames(leadIn);
  if (led.length > 0) return led;
  const at = indexAt(text.headings, offset);
  const heading = text.headings[at]?.text ?? "";
  const names = findMetricNames(heading);
  return names.length > 0 || roleOf(heading) === undefined ? names : findMetricNames(text.headings[at - 1]?.text ?? "");
}

/** Two percentages as far apart as top-1 and top-5 accuracy are. */
function isTopPair(first: NumberWord, second: NumberWord): boolean {
  const gap = second.written - first.written;
  return first.written >= 40 && second.written < 100 && gap >= 1.5 && gap <= 30 && /\.\d/.test(second.text);
}
