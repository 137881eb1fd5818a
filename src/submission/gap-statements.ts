import { citeText } from "./citation.ts";
import type { Evidence } from "./evidence.ts";
import type { MarkdownText } from "./markdown-text.ts";
import { findMetricNames } from "./metric-name.ts";
import { splitSentences } from "./sentence.ts";

const RESULT =
  /\b(?:accurac(?:y|ies)|accurate|results?|numbers?|performance|performs?|metrics?|scores?|figures?|values?|gap|gaps|discrepanc(?:y|ies))\b/i;
const REFERENCE =
  /\b(?:papers?|authors?|original\w{0,4}|official|published|publication|reported|reference|reproduc\w{1,5}|previous results)\b/i;
/** Words that only a shortfall is told with. */
const SHORTFALL =
  /\b(?:gaps?|discrepanc(?:y|ies)|shortfall|lower|below|worse|behind|less (?:than|accurate)|fall(?:s|ing)? short|drop(?:s|ped)?|degrad\w{1,6}|miss(?:es|ing)? (?:the|by)|not (?:yet )?(?:match\w{0,3}|reach\w{0,3}|reproduc\w{1,5})|(?:can|could|did|does|do)(?:n't| not) (?:fully |quite |exactly )?(?:match|reach|reproduce|achieve|get)|cannot (?:fully )?(?:match|reach|reproduce|achieve|get)|unable to|matching|further tune|slightly off)\b/i;
const MOST = 20;

/** Sentences that own up to a result that falls short of the published one. */
export function readGapStatements(text: MarkdownText): Evidence[] {
  const found: Evidence[] = [];
  for (const sentence of splitSentences(text)) {
    const words = sentence.text;
    if (/^\s{0,3}\|/.test(words) || !SHORTFALL.test(words)) continue;
    const speaksOfResult = RESULT.test(words) || findMetricNames(words).length > 0;
    if (!speaksOfResult && !REFERENCE.test(words)) continue;
    if (!REFERENCE.test(words) && !/\b(?:gaps?|discrepanc(?:y|ies)|matching|match|reach)\b/i.test(words)) continue;
    found.push(citeText(text, sentence.start, sentence.end));
    if (found.length >= MOST) break;
  }
  return found;
}
