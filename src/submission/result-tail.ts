import type { FigureRole } from "./metric-draft.ts";
import { fromErrorRate, onMetricScale } from "./metric-scale.ts";
import { scaledValue, type WrittenResult } from "./result-line.ts";

/** A value that stands behind the results of a line and is another's than theirs. */
export interface TailFigure {
  /** The result of the line that it is compared with. */
  readonly result: WrittenResult;
  readonly role: Exclude<FigureRole, "measured">;
  /** On the metric's own scale. */
  readonly value: number;
  readonly text: string;
  /** Column within the line, from 0. */
  readonly start: number;
}

const FIGURES = "(\\d{1,3}\\.\\d{1,4}) ?%?(?: ?\\/ ?(\\d{1,3}\\.\\d{1,4}))?";
const PUBLISHED = "papers?|orig(?:inal)?|official|reported|published|authors?|theirs|ref(?:erence)?";
/** `(paper: 72.41)`, `(was 60.3 / 91.2)`. */
const NAMED_BEFORE = new RegExp(
  `\\b(?:(${PUBLISHED})|was|old|prev(?:ious(?:ly)?)?|before|baseline|formerly)\\b(?:'s)?[ :=(~]{1,4}${FIGURES}(?![\\w.])`,
  "gi",
);
/** `(82.5 reported)`, `[78.4 in the paper]`. */
const NAMED_BEHIND = new RegExp(`[([,]${FIGURES} (?:(?:in|by|of|from) (?:the )?)?(${PUBLISHED})\\b`, "gi");
/** How far such a value may lie from the result that it is compared with, as a share of it. */
const REACH = 0.1;
/** Longest piece of a line that is looked at, in characters. */
const LONGEST = 400;

/** The published or former values that stand on a line behind the results which it reports. */
export function readResultTail(line: string, results: readonly WrittenResult[]): TailFigure[] {
  const from = results[0]?.end ?? 0;
  const tail = line.slice(from, from + LONGEST);
  const found: TailFigure[] = [];
  const add = (match: RegExpMatchArray, role: TailFigure["role"], texts: readonly (string | undefined)[]): void => {
    let at = match.index ?? 0;
    for (const text of texts) {
      if (text === undefined) continue;
      at = tail.indexOf(text, at);
      const result = nearest(Number(text), results);
      if (result !== undefined && !found.some((one) => one.result === result && one.role === role)) {
        found.push({ result, role, value: onScaleOf(result, Number(text)), text, start: from + at });
      }
      at += text.length;
    }
  };
  for (const match of tail.matchAll(NAMED_BEFORE)) {
    add(match, match[1] === undefined ? "baseline" : "paper", [match[2], match[3]]);
  }
  for (const match of tail.matchAll(NAMED_BEHIND)) add(match, "paper", [match[1], match[2]]);
  return found;
}

function onScaleOf({ metric, error }: WrittenResult, written: number): number {
  const scaled = onMetricScale(metric, written);
  return error ? fromErrorRate(scaled) : scaled;
}

/** The result that a value is near to, where one is clearly nearer than all others. */
function nearest(written: number, results: readonly WrittenResult[]): WrittenResult | undefined {
  const [first, second] = results
    .map((result) => ({ result, distance: Math.abs(scaledValue(result) - onScaleOf(result, written)) }))
    .sort((a, b) => a.distance - b.distance);
  if (first === undefined || first.distance > scaledValue(first.result) * REACH) return undefined;
  return second === undefined || second.distance >= 2 * first.distance ? first.result : undefined;
}
