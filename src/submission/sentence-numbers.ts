import type { Span } from "./markdown-text.ts";

/** A number of a sentence that may be a metric's value. Offsets count characters of the sentence. */
export interface NumberWord extends Span {
  readonly text: string;
  readonly written: number;
  readonly percent: boolean;
}

/** With a decimal point, or with a comma as German or French writes it. */
const NUMBER = /\d{2},\d{1,2}(?![\d,.])|\d{1,4}(?:\.\d{1,8})?/g;
/** Units and words after a number that make it something else than a metric's value. */
const UNIT =
  /^ ?(?:[x\u00d7]|[MGBKk]B?\b|ms\b|secs?\b|s\b|h(?:ours?|rs?)?\b|min(?:utes?)?\b|days?\b|fps\b|img|images?\b|px\b|pixels?\b|[GMT]?FLOPs?\b|params?\b|parameters\b|epochs?\b|GPUs?\b|pp\b|p\.p|points?\b|pts?\b|percentage\b|times\b|million|billion|layers?\b|classes\b|steps?\b|iterations?\b|%? ?(?:of(?! (?:the |their )?(?:papers?|authors?|original|official|reference|published)\b)|more|fewer|less|faster|slower|smaller|larger|speed))/i;
const RELATIVE_AFTER =
  /^ ?%?(?: [a-z@\d-]{1,20}){0,2} ?\b(?:higher|lower|better|worse|more|less|gains?|improvements?|drops?|increases?|decreases?|above|below|faster|slower|difference|gap|boost|degradation|behind|off|loss|away|margin)\b/i;
const RELATIVE_BEFORE =
  /(?:\bby(?: (?:about|around|~|approximately|roughly|over|up to))?|\b(?:gains?|improvements?|drops?|differences?|gap|boost|increases?|decreases?|decline|tolerance|margin|threshold|within|plus|minus|deviation|std|variance)(?: (?:of|is|in))?(?: (?:about|around|approximately|roughly|only|at most))?|\b(?:drops|increases|improves|rises|differs|off|los(?:es?|t|ing)|gain(?:s|ed|ing)|costs?)|[+\u00b1<\u2264\u2265-]|(?<![-=])>)[ ~\u2248(]{0,3}$/i;
const DASH = /(?:^|[^\s\d%])\s{1,40}-\s{1,4}$/;
/** What stands between two numbers, or two names, of a list. */
export const LISTED = /^ ?(?:\/|and|,|&|\|) ?$/;

/** Numbers of a sentence that no sign, unit or word makes something else than a value. */
export function findNumbers(words: string): NumberWord[] {
  const numbers: NumberWord[] = [];
  for (const match of words.matchAll(NUMBER)) {
    const start = match.index;
    const end = start + match[0].length;
    const before = words.slice(Math.max(0, start - 40), start);
    if (/[\w.@/#$\\^]$|\d,$|[A-Za-z]-$/.test(before) && !/[A-Za-z0-9]\/$/.test(before)) continue;
    const sign = /^ ?(?:%|percent\b)/.exec(words.slice(end, end + 9))?.[0] ?? "";
    const percent = sign !== "";
    const rest = words.slice(end + sign.length, end + sign.length + 60);
    if (!percent && /^\w|^\.\d|^-[A-Za-z\d]|^:\d/.test(rest)) continue;
    if (!/[.,]/.test(match[0]) && !percent) continue;
    if (UNIT.test(rest)) continue;
    // `foonet_s - 82.3`: a dash between a name and its figure is no minus.
    const isNegative = !DASH.test(before) && RELATIVE_BEFORE.test(before);
    if (isNegative || RELATIVE_AFTER.test(rest)) continue;
    numbers.push({ start, end, text: match[0], written: Number(match[0].replace(",", ".")), percent });
    if (numbers.length >= 40) break;
  }
  return numbers;
}
