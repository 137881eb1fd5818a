import { citeText } from "./citation.ts";
import type { ComparisonClaim } from "./claims.ts";
import type { MarkdownText } from "./markdown-text.ts";
import { namesPaper } from "./metric-draft.ts";
import { findMetricNames } from "./metric-name.ts";
import { splitSentences } from "./sentence.ts";
import { nameOriginals } from "./source-names.ts";

const COMPARES =
  /\b(?:better|worse|higher|lower|above|below|(?:more|less) accurate|match(?:es|ed|ing)?|(?:the )?same|similar|close(?:r)? to|comparable|on par|within|vs|versus|reproduc(?:e|es|ed|ing)|outperform\w{0,3}|whereas|wheras|than|equal\w{0,2}|slightly|exceed\w{0,3}|surpass\w{0,3}|identical)\b/i;
const RESULTS =
  /\b(?:accurac(?:y|ies)|accurate|results?|performance|metrics?|scores?|mAP|we (?:do|did|are|get|got|perform\w{0,3})|they (?:do|are|perform))\b/i;
/** "(paper: 1.43 / 2.71)", "original 79.0", "the paper, <link>, has 20.7": the value stands there, whatever joins it to the other. */
const BESIDE =
  /\b(?:papers?|original|official|reported|published|reference|theirs|authors?)(?:'s?)?(?: ?[(,]? ?\uFFFC {0,400}[),]?)?(?: \([^()]{1,160}\))?(?: (?:model zoo|repo(?:sitory)?|readme|table))?(?: (?:values?|results?|is|was|has|reports|states|gives|says|lists|shows|mentions|claims?)){0,2}[ :=(~]{1,4}\d{1,3}\.\d(?!\d{0,4} ?(?:[MGBKx\u00d7]|ms|GB|MB|GFLOPs)\b)/i;
/** "Paper: 69.4 (table 1)" at the beginning of a sentence, a line or a bracket: what the figure is of has been said before. */
const ANNOUNCED =
  /(?:^|[(\n;])(?:\[\^?\w{1,20}\]: )?[\s*_-]{0,4}(?:in |from )?(?:the )?(?:original |official )?(?:papers?|authors?|original|official|published|reported)(?:'s)?(?: ?[(,]? ?\uFFFC {0,400}[),]?)?(?: (?:values?|results?|numbers?|accuracy|reports|reported|says|lists|gives|states|mentions|claims?|has|is)){0,2}(?:[*_ ]{0,3}[:=]|(?<= (?:has|reports|reported|says|lists|gives|states|mentions|claims?))) {0,2}~?\d{1,3}\.\d(?!\d{0,4} ?(?:[MGBKx\u00d7]|ms|GB|MB|GFLOPs)\b)/i;
/** "vs 38.6 in the paper": a figure as large as a share in percent, and whose it is. */
const ATTRIBUTED =
  /(?<!\b(?:sec(?:tion)?|fig(?:ure)?|tab(?:le)?|eq(?:uation)?|chapter|appendix|version|rate|decay|ratio|size)\.? ?)(?<![\w.])[1-9]\d\.\d{1,3} ?%? (?:(?:reported|published|stated|given) )?(?:in|from|by|of) (?:the |their )?(?:original |official )?(?:papers?|authors?|publication|article)\b|\b(?:they|the authors) (?:report|claim|state|give|got|have|obtain)\w{0,2} (?:\w{1,20} ){0,4}[1-9]\d\.\d/i;
const INTENDS =
  /\b(?:will|should|would|could|might|may|can|cannot|plan(?:s|ned)?|to compare|todo|need(?:s|ed)? to|going to|hope\w{0,2}|try(?:ing)?|want|if|whether|not yet|once|until)\b|\?\s*$/i;
/** "77.4 vs. 77.8": two figures side by side are compared, whatever else the sentence intends. */
const SIDE_BY_SIDE =
  /\d{1,3}\.\d{1,4} ?%?(?: [\w@()-]{1,20}){0,3},? (?:vs\.?|versus) (?:[\w'@-]{1,20} ){0,4}\(?\d{1,3}\.\d/i;
const CODE_MATTERS =
  /\b(?:implementation|architecture|code|speed|latency|memory|faster|slower|api|style|config\w{0,9}|recipe|hyper-?parameters?|outputs?|layers?|naming|names?|structure|transforms?|pre-?processing|backward)\b/i;

/**
 * Sentences that compare measured results to the paper or the original, with or without both numbers.
 *
 * @param sources - Names of the implementations that are linked, as `sourceNames` gives them.
 */
export function readComparisonStatements(
  text: MarkdownText,
  sources: ReadonlySet<string> = new Set(),
): ComparisonClaim[] {
  const statements: ComparisonClaim[] = [];
  for (const sentence of splitSentences(text)) {
    const words = /\d/.test(sentence.text) ? nameOriginals(sentence.text, sources) : sentence.text;
    // A box of a checklist, ticked or not, is most often a template's.
    if (/^\s{0,12}[-*+] \[[ xX]\]/.test(words)) continue;
    if (
      !namesPaper(words) ||
      !(COMPARES.test(words) || BESIDE.test(words) || ATTRIBUTED.test(words)) ||
      (INTENDS.test(words) && !SIDE_BY_SIDE.test(words)) ||
      /^\s{0,3}\|/.test(words)
    )
      continue;
    const metrics = findMetricNames(words).length > 0;
    const named = metrics || BESIDE.test(words) || ANNOUNCED.test(words) || ATTRIBUTED.test(words);
    if (!named && (!RESULTS.test(words) || CODE_MATTERS.test(words))) continue;
    statements.push({
      hasFigure: /(?<![\w.@])\d{1,3}(?:\.\d|%| ?percent| points?)|(?<![\w.@])\d\.\d/.test(words),
      ...(metrics && !COMPARES.test(words) ? { alone: true } : {}),
      evidence: citeText(text, sentence.start, sentence.end),
    });
    if (statements.length >= 200) break;
  }
  return statements;
}
