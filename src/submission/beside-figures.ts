import { clauseOf } from "./clause.ts";
import type { FigureRole, MetricDraft } from "./metric-draft.ts";
import { roleOf } from "./metric-draft.ts";
import { fromErrorRate, isShare, onMetricScale } from "./metric-scale.ts";
import { type ModelMention, soleModel } from "./model-mention.ts";
import { LINK_MARK, type Sentence } from "./sentence.ts";
import type { NumberWord } from "./sentence-numbers.ts";

/** "before: box AP 37.1, mask AP 33.9": whose figures all of the line are. */
const LINE_LABEL =
  /^[\s>*+_-]{0,10}(?:before|old|previous(?:ly)?|baseline|after|ours?|paper|original|official|reported|authors|theirs)(?: [\w.-]{1,20}){0,2} ?[*_]{0,3}:/i;
/** Furthest that the values of several runs lie apart, as a share of the first. */
const RUN_SPREAD = 0.02;
/** Furthest that a published or former figure without a metric's name may lie from the measured one, as a share of it. */
const NEAR = 0.04;
/** "(was 60.3/91.2)": what stood there before, up to the figure itself. */
const FORMER = /\((?:was|were|formerly|previously|before|old)\W{1,3}(?:\d{1,3}\.\d{1,4} ?%? ?\/ ?)?$/i;

/** Whose the figures of a number's line are, where its first words tell. */
export function labelOf(words: string, number: NumberWord): FigureRole | undefined {
  const line = words.slice(words.lastIndexOf("\n", number.start) + 1, number.start);
  const label = LINE_LABEL.exec(line)?.[0] ?? "";
  const rest = line.slice(label.length);
  // Behind "Paper: <link>" or "Original: ours is at" other words say whose the figure is.
  return rest.includes(LINK_MARK) || roleOf(rest) === "measured" ? undefined : roleOf(label);
}

/** `mIoU 59.8, 60.0, 59.7`: the values of further runs, where no other model is named that they might belong to. */
export function runsAfter(
  words: string,
  first: NumberWord,
  numbers: readonly NumberWord[],
  taken: ReadonlySet<NumberWord>,
  mentions: readonly ModelMention[],
): NumberWord[] {
  if ((mentions.length > 0 && soleModel(mentions) === undefined) || /\brespectively\b/i.test(words)) return [];
  const runs: NumberWord[] = [];
  let previous = first;
  for (const number of numbers.slice(numbers.indexOf(first) + 1)) {
    const gap = words.slice(previous.end, number.start);
    if (taken.has(number) || !/^ ?%?(?:,|,? and|,? ?&|;) $/.test(gap)) break;
    if (Math.abs(number.written - first.written) > first.written * RUN_SPREAD) break;
    runs.push(number);
    previous = number;
  }
  return runs.length > 1 || /\b(?:runs?|seeds?|trials?|twice|repetitions)\b/i.test(words) ? runs : [];
}

/** `Acc@1 76.1, Acc@5 92.9 (paper: 76.4)`: a published or former figure that names no metric is of the one whose value it is near. */
export function figuresNear(
  { text: words, start }: Sentence,
  numbers: readonly NumberWord[],
  taken: ReadonlySet<NumberWord>,
  drafts: readonly MetricDraft[],
): MetricDraft[] {
  const measured = drafts.filter(
    (draft) => draft.role === "measured" && isShare(draft.metric) && Number(draft.text) > 1,
  );
  if (measured.length < 2) return [];
  const found: MetricDraft[] = [];
  for (const number of numbers) {
    if (taken.has(number) || number.written <= 1) continue;
    const former = FORMER.test(words.slice(Math.max(0, number.start - 40), number.start));
    if (!former && roleOf(clauseOf(words, number)) !== "paper") continue;
    const role: FigureRole = former ? "baseline" : "paper";
    const [nearest, next] = measured
      .map((draft) => ({ draft, distance: Math.abs(Number(draft.text) - number.written) }))
      .sort((a, b) => a.distance - b.distance);
    if (nearest === undefined || next === undefined || nearest.distance > number.written * NEAR) continue;
    if (next.distance < 2 * nearest.distance) continue;
    const { group, metric, value: own, text } = nearest.draft;
    if ([...drafts, ...found].some((draft) => draft.group === group && draft.role === role)) continue;
    const isError = own !== onMetricScale(metric, Number(text));
    found.push({
      ...nearest.draft,
      value: isError ? fromErrorRate(number.written) : number.written,
      text: number.text,
      place: { start: start + number.start, end: start + number.end },
      role,
    });
  }
  return found;
}

/** Whether a number lies nearer to another one before it than to `first`, or so far from both that neither can be told. */
export function isNearerTo(numbers: readonly NumberWord[], number: NumberWord, first: NumberWord): boolean {
  const distance = Math.abs(number.written - first.written);
  const least = distance > number.written * NEAR ? 2 * distance : distance;
  return numbers.some(
    (other) =>
      other !== first &&
      other.end <= number.start &&
      other.written > 1 &&
      Math.abs(number.written - other.written) < least,
  );
}
