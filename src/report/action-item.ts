import type { Review } from "../engine/review.ts";
import type { Finding, Verdict } from "../engine/verdict.ts";
import type { Evidence } from "../submission/evidence.ts";
import { adviceOf } from "./advice.ts";
import { codeSpan, fence, inline, link, oneLine, TEXT_LIMIT } from "./escape.ts";
import { placeMarkdown, placeOf, placeText } from "./place.ts";
import { rulePage, ruleTitle } from "./rule-page.ts";

const PLACES_SHOWN = 3;
const FINDINGS_SHOWN = 8;

/** First sentence and the rest. A full stop inside a number, a path or an abbreviation ends nothing. */
function firstSentence(text: string): readonly [string, string] {
  const line = oneLine(text, TEXT_LIMIT);
  const end = /[.!?](?= [\p{Lu}`"'(])/u.exec(line);
  if (end === null || /\b(?:e\.g|i\.e|vs|cf|al|Fig|No)\.$/.test(line.slice(0, end.index + 1))) return [line, ""];
  return [line.slice(0, end.index + 1), line.slice(end.index + 2)];
}

function cite(evidence: Evidence, review: Review): string {
  const quote = evidence.quote.trim();
  const place = placeMarkdown(placeOf(evidence, review));
  return quote === "" || quote === evidence.path ? place : `${place}: ${codeSpan(quote)}`;
}

/** `a`, `a and b`, `a, b and 2 more`. */
function enumerate(names: readonly string[], shown: number): string {
  const more = names.length - shown;
  const list = more > 0 ? [...names.slice(0, shown), `${more} more`] : names;
  return list.length < 2 ? list.join("") : `${list.slice(0, -1).join(", ")} and ${list.at(-1) ?? ""}`;
}

function isSearched(verdict: Verdict): boolean {
  return verdict.evidence.length > 0 && verdict.evidence.every((one) => one.searched === true);
}

/** Places alone, each once. */
export function places(evidence: readonly Evidence[], review: Review, shown: number = PLACES_SHOWN): string {
  const named = evidence.map((one) => placeOf(one, review));
  const byText = new Map(named.map((one) => [placeText(one), placeMarkdown(one)] as const));
  return enumerate([...byText.values()], shown);
}

/** Places with the words that stand there. */
export function citations(evidence: readonly Evidence[], review: Review, shown: number = PLACES_SHOWN): string {
  const more = evidence.length - shown;
  return [...evidence.slice(0, shown).map((one) => cite(one, review)), ...(more > 0 ? [`and ${more} more`] : [])].join(
    "; ",
  );
}

/** Where a verdict's passages stand, with their words; where something was looked for in vain, the places alone. */
export function whereabouts(verdict: Verdict, review: Review, lead = "", shown: number = PLACES_SHOWN): string {
  if (verdict.evidence.length === 0) return "";
  if (isSearched(verdict)) return `Looked in: ${places(verdict.evidence, review, shown)}`;
  const found = verdict.evidence.filter((one) => one.searched !== true);
  return `${lead}${citations(found, review, shown)}`;
}

function findingItem(finding: Finding, verdict: Verdict, review: Review, indent: string): string {
  const place = placeOf(finding.evidence, review);
  // With one piece of evidence the place is said already, one line above.
  const [only] = verdict.evidence;
  const isKnown =
    verdict.evidence.length === 1 && only !== undefined && placeText(placeOf(only, review)) === placeText(place);
  const line = `${indent}- ${inline(finding.text)}${isKnown ? "" : ` (${placeMarkdown(place)})`}`;
  if (finding.suggestion === undefined) return line;
  return `${line}\n\n${fence(finding.suggestion.replacement, "", `${indent}  `, 1_500)}\n`;
}

/** A single finding may say no more than the message did. */
function saysMore(verdict: Verdict): boolean {
  const [first] = verdict.findings;
  if (first === undefined) return false;
  return verdict.findings.length > 1 || first.suggestion !== undefined || !verdict.text.includes(first.text);
}

function findingList(verdict: Verdict, review: Review, indent: string): string[] {
  if (!saysMore(verdict)) return [];
  const shown = verdict.findings.slice(0, FINDINGS_SHOWN).map((one) => findingItem(one, verdict, review, indent));
  const more = verdict.findings.length - shown.length;
  return [[...shown, ...(more > 0 ? [`${indent}- and ${more} more`] : [])].join("\n").trimEnd()];
}

/** One thing to do: what is so, why, the rule and where it stands, and how to put it right. */
export function actionItem(verdict: Verdict, review: Review, marker: string): string {
  const indent = " ".repeat(marker.length + 1);
  const [title, rest] = firstSentence(verdict.text);
  const where = whereabouts(verdict, review, "Where: ");
  const { words, example } = adviceOf(verdict.fix);
  const lead = verdict.verdict === "unsure" ? "What would help" : "How to fix";
  const paragraphs = [
    `${marker} **${inline(title) || ruleTitle(verdict.rule)}**`,
    ...(rest === "" ? [] : [`${indent}${inline(rest)}`]),
    `${indent}Rule: ${link(verdict.rule, rulePage(verdict.rule))}${where === "" ? "" : ` · ${where}`}`,
    ...findingList(verdict, review, indent),
    ...words.map((line, index) => `${indent}${index === 0 ? `${lead}: ` : ""}${inline(line)}`),
    ...(example === "" ? [] : [fence(example, "", indent)]),
  ];
  return paragraphs.join("\n\n");
}
