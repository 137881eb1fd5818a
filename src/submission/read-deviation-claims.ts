import { citeText } from "./citation.ts";
import type { DeviationClaim } from "./claims.ts";
import { readDeviationHeading, readStance, readUnderHeading } from "./deviation-words.ts";
import type { Heading, MarkdownText } from "./markdown-text.ts";
import type { Sentence } from "./sentence.ts";
import { indexAt, LINK_MARK, splitSentences } from "./sentence.ts";
import { sourceNames } from "./source-names.ts";

/**
 * Reads the statements that model, implementation or training differ from the paper, the original or its recipe, or that they do not. What is said
 * under a heading about deviations counts too; the heading alone does not, nor do questions, plans and results.
 *
 * @param repositories - `owner/name` of the implementations that are linked: their links and names stand for the original.
 */
export function readDeviationClaims(text: MarkdownText, repositories: readonly string[] = []): DeviationClaim[] {
  const sources = repositories.map((one) => one.toLowerCase());
  const names = sourceNames(repositories, []);
  const sentences = splitSentences(text);
  const claims = new Map<number, DeviationClaim>();
  const cited = (sentence: Sentence, says: DeviationClaim["says"]): void => {
    if (!claims.has(sentence.start)) claims.set(sentence.start, { says, evidence: citeSentence(text, sentence) });
  };
  let paragraphNames = false;
  sentences.forEach((sentence, index) => {
    const previous = sentences[index - 1];
    const near = previous !== undefined && !text.text.slice(previous.end, sentence.start).includes("\n\n");
    const words = nameReferences(text, sentence, names, sources);
    const stance = isHeading(sentence) ? undefined : readStance(words, near && paragraphNames);
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

/** Words behind which a name or a link is what something is measured against. */
const MEASURED_AGAINST =
  /\b(?:unlike|identical to|same as|differ\w{0,4} from|different (?:from|than|to)|compared (?:to|with)|deviat\w{1,4} from|contrast to|contrary to|equivalent to|diverg\w{1,4} from|consistent with)\s{1,3}(?:(?:in|at|the|that of|those of|what is in)\s{1,3}){0,2}(?:\uFFFC|[A-Za-z]\w{1,60}(?:[.-]\w{1,40}){0,4})/gi;
/** An aside that tells how a port was checked. */
const CHECKED = /\([^()]{0,160}\b(?:outputs?|logits|predictions)\b[^()]{0,160}\)/i;

/** A sentence's words, in which links and names of the linked implementations read "the original code". */
function nameReferences(
  text: MarkdownText,
  sentence: Sentence,
  names: ReadonlySet<string>,
  sources: readonly string[],
): string {
  if (sources.length === 0) return sentence.text;
  let isNamed = false;
  const words = sentence.text.replace(MEASURED_AGAINST, (said, at: number) => {
    const from = said.search(/\S+$/);
    const last = said.slice(from);
    const place = sentence.start + at + from;
    const isSource =
      last === LINK_MARK
        ? isLinkTo(text.text.slice(place, place + 300).toLowerCase(), sources)
        : names.has(last.toLowerCase());
    isNamed ||= isSource;
    return isSource ? `${said.slice(0, from)}the original code` : said;
  });
  return isNamed ? words.replace(CHECKED, " ") : words;
}

function isLinkTo(written: string, sources: readonly string[]): boolean {
  const url = /^[<[(]{0,2}https?:\/\/[^\s)>\]]{1,280}/.exec(written)?.[0];
  return sources.some((source) => {
    const at = url?.indexOf(`/${source}`) ?? -1;
    return at >= 0 && !/^[\w-]/.test(url?.slice(at + source.length + 1) ?? "");
  });
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
