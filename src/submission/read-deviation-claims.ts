import { citeText } from "./citation.ts";
import type { DeviationClaim } from "./claims.ts";
import { readDeviationHeading, readStance, readUnderHeading } from "./deviation-words.ts";
import type { Heading, MarkdownText } from "./markdown-text.ts";
import type { Sentence } from "./sentence.ts";
import { indexAt, splitSentences } from "./sentence.ts";

/**
 * Reads the statements that model, implementation or training differ from the paper, the original or its recipe, or that they do not. What is said
 * under a heading about deviations counts too; the heading alone does not, nor do questions, plans and results.
 */
export function readDeviationClaims(text: MarkdownText): DeviationClaim[] {
  const sentences = splitSentences(text);
  const claims = new Map<number, DeviationClaim>();
  const cited = (sentence: Sentence, says: DeviationClaim["says"]): void => {
    if (!claims.has(sentence.start)) claims.set(sentence.start, { says, evidence: citeSentence(text, sentence) });
  };
  let paragraphNames = false;
  sentences.forEach((sentence, index) => {
    const previous = sentences[index - 1];
    const near = previous !== undefined && !text.text.slice(previous.end, sentence.start).includes("\n\n");
    const stance = isHeading(sentence) ? undefined : readStance(sentence.text, near && paragraphNames);
    const introduces = /:\s*$/.test(sentence.text);
    if (stance?.says !== undefined && (!introduces || followsUnder(text, sentences, index)))
      cited(sentence, stance.says);
    paragraphNames = stance?.namesReference ?? false;
  });
  for (const heading of text.headings) {
    const topic = readDeviationHeading(heading.text);
    if (topic) readSection(text, sentences, heading, cited);
  }
  return [...claims.entries()].sort(([a], [b]) => a - b).map(([, claim]) => claim);
}

/**
 * A heading, a line of bold words that serves as one, or a box of a checklist, which is most often a template's whether it is ticked
 * or not: it announces something and says nothing.
 */
function isHeading({ text }: Sentence): boolean {
  const line = text.trim();
  return /^#{1,6}\s/.test(line) || /^(?:[-*+]\s)?\[[ xX]\]/.test(line) || /^(?:\*\*[^*]+\*\*|__[^_]+__):?$/.test(line);
}

/** Whether a sentence that ends in a colon has something under it: words, code or a picture. */
function followsUnder(text: MarkdownText, sentences: readonly Sentence[], index: number): boolean {
  const sentence = sentences[index];
  if (sentence === undefined) return false;
  const next = sentences[index + 1];
  const end = next === undefined ? text.text.length : next.start;
  if (text.statements.slice(sentence.end, end).trim() !== "") return true;
  return next !== undefined && next.leadIn === sentence.text && !isHeading(next);
}

function readSection(
  text: MarkdownText,
  sentences: readonly Sentence[],
  heading: Heading,
  cite: (sentence: Sentence, says: DeviationClaim["says"]) => void,
): void {
  let index = Math.max(0, indexAt(sentences, heading.section.start));
  while (index < sentences.length && (sentences[index]?.start ?? 0) < heading.section.start) index++;
  const under = sentences[index];
  if (under === undefined || under.end > heading.section.end || isHeading(under)) return;
  if (text.statements.slice(under.start, under.end).trim() === "") return;
  const says = readUnderHeading(under.text);
  if (says !== undefined) cite(under, says);
}

function citeSentence(text: MarkdownText, sentence: Sentence): DeviationClaim["evidence"] {
  const written = text.text.slice(sentence.start, sentence.end);
  const start = sentence.start + (written.length - written.trimStart().length);
  return citeText(text, start, sentence.start + written.trimEnd().length);
}
