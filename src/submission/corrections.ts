import type { MetricName } from "./metric-name.ts";
import type { NumberWord } from "./sentence-numbers.ts";

/** "EDIT: …": what was said above is put right. */
const CORRECTION =
  /^[\s>*+_-]{0,10}(?:edit(?:ed)?|updated?|correction|corrected|erratum|errata) ?\d{0,2}\b[^:;.]{0,30}[:;]/i;
/** What may stand before the figure that is right: "box AP was from another epoch, it's 37.4". */
const CORRECTED =
  /(?:\bit(?:['\u2019]s| is)|\bis(?: now| actually| really)?|\bshould (?:be|read|have been)|\bactually|\bcorrect(?:ed)? (?:value|figure|number|one) is) $/i;
/** How far from its metric's name that figure may stand, in characters. */
const CORRECTION_REACH = 120;

/** Whether a sentence puts right what was said above. */
export function isCorrection(words: string): boolean {
  return CORRECTION.test(words);
}

/** The figure that a correction gives for a metric, however it stands behind the name. */
export function correctedValue(
  words: string,
  name: MetricName,
  names: readonly MetricName[],
  numbers: readonly NumberWord[],
  taken: ReadonlySet<NumberWord>,
): NumberWord | undefined {
  const end = Math.min(
    names.find((other) => other.start >= name.end)?.start ?? words.length,
    name.end + CORRECTION_REACH,
  );
  return numbers.find(
    (one) =>
      one.start >= name.end && one.end <= end && !taken.has(one) && CORRECTED.test(words.slice(name.end, one.start)),
  );
}
