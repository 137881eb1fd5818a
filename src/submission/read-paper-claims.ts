import { citeDiff, citeText } from "./citation.ts";
import type { PaperClaim } from "./claims.ts";
import type { Evidence } from "./evidence.ts";
import { quoteOf } from "./evidence.ts";
import type { MarkdownText } from "./markdown-text.ts";
import type { PaperAddress } from "./paper-address.ts";
import { readArxivId, readPaperAddress } from "./paper-address.ts";
import { readPaperSubject } from "./paper-subject.ts";
import { findUrls } from "./read-markdown.ts";
import { sentenceAt, splitSentences } from "./sentence.ts";
import { readStatedUrls } from "./stated-url.ts";

const WRITTEN_ARXIV =
  /(?<![\w/.-])(?:arxiv(?: preprint)?[\s:]{1,3}(?:arxiv:)?|paper(?: id)?\s?[:=]\s?|eprint\s?=\s?[{"]\s?)((?:[a-z-]{2,18}(?:\.[a-z]{2})?\/\d{7}|\d{4}\.\d{4,5})(?:v\d{1,3})?)(?![\w/])/gi;
const WRITTEN_DOI = /(?<![\w/.-])doi[\s:]{1,3}(10\.\d{4,9}\/[^\s"'<>)\]},;]{1,200})/gi;

/** A mention of a paper without an address, with the address that it stands for. */
interface WrittenPaper {
  readonly start: number;
  readonly end: number;
  readonly url: string;
  readonly address: PaperAddress;
}

interface Found {
  readonly position: number;
  readonly claim: PaperClaim;
}

/**
 * Reads the papers that a text links or cites by identifier, each once, in order. A paper that is called a dataset's or a technique's
 * in one place and the model's in another is the model's.
 */
export function readPaperClaims(text: MarkdownText): PaperClaim[] {
  const found: Found[] = [];
  const taken: { readonly start: number; readonly end: number }[] = [];
  for (const url of readStatedUrls(text)) {
    taken.push(url);
    const address = readPaperAddress(url.address);
    if (address === undefined) continue;
    found.push({
      position: url.start,
      claim: {
        url: url.href,
        ...address,
        label: url.label !== "" ? quoteOf(url.label) : wordsAround(url.before, url.after),
        about: readPaperSubject(address.id, url.label, url.before, url.after),
        evidence: citeText(text, url.start, url.end),
      },
    });
  }
  const sentences = splitSentences(text);
  let next = 0;
  for (const written of findWrittenPapers(text.statements)) {
    while (next < taken.length && (taken[next]?.end ?? 0) <= written.start) next++;
    if ((taken[next]?.start ?? Number.POSITIVE_INFINITY) < written.end) continue;
    const sentence = sentenceAt(sentences, written.start);
    const offset = sentence?.start ?? written.start;
    const before = sentence?.text.slice(0, written.start - offset) ?? "";
    const after = sentence?.text.slice(written.end - offset) ?? "";
    found.push({
      position: written.start,
      claim: {
        url: written.url,
        ...written.address,
        label: wordsAround(before, after),
        about: readPaperSubject(written.address.id, "", before, after),
        evidence: citeText(text, written.start, written.end),
      },
    });
  }
  return eachOnce(found.sort((a, b) => a.position - b.position).map(({ claim }) => claim));
}

/**
 * Reads the papers that a source file (Python, reStructuredText, Markdown) names in docstrings, comments and texts, restricted to the given head
 * lines (from 1). Evidence cites the line in the diff.
 */
export function readPaperClaimsOfSource(path: string, text: string, lines?: ReadonlySet<number>): PaperClaim[] {
  const claims: PaperClaim[] = [];
  let number = 0;
  for (let start = 0, end = -1; end < text.length; start = end + 1) {
    end = text.indexOf("\n", start);
    if (end < 0) end = text.length;
    number++;
    if (lines !== undefined && !lines.has(number)) continue;
    const line = text.slice(start, end).replace(/\r$/, "");
    if (mayNamePaper(line)) claims.push(...claimsOfLine(path, text, line, start, number));
  }
  return eachOnce(claims);
}

function claimsOfLine(path: string, text: string, line: string, start: number, number: number): PaperClaim[] {
  const claims: PaperClaim[] = [];
  const read = line.slice(0, LINE_LIMIT);
  const wordsBefore = (at: number) => wordsAbove(text, start) + read.slice(0, at);
  const urls = urlsOf(read);
  for (const url of urls) {
    const address = readPaperAddress(url.href);
    if (address === undefined || (address.venue === "pdf" && !isReference(line))) continue;
    claims.push(sourceClaim(url.href, address, wordsBefore(url.start), citeDiff(path, number, line)));
  }
  for (const paper of findWrittenPapers(read)) {
    if (urls.some((url) => url.start < paper.end && paper.start < url.end)) continue;
    claims.push(sourceClaim(paper.url, paper.address, wordsBefore(paper.start), citeDiff(path, number, line)));
  }
  return claims;
}

/** Whether a line of a source holds what could name a paper: most lines do not, and need not be read. */
export function mayNamePaper(line: string): boolean {
  return /https?:\/\/|www\.|arxiv|doi|eprint|paper/i.test(line);
}

/** Characters of the lines above that are read with a line. */
const WORDS_ABOVE = 200;

/** The end of a paragraph's words that stand above a line, from the last URL on. */
function wordsAbove(text: string, lineStart: number): string {
  let words = "";
  for (let end = lineStart - 1; end >= 0 && words.length < WORDS_ABOVE; ) {
    const start = text.lastIndexOf("\n", end - 1) + 1;
    const line = text.slice(start, end).replace(/\r$/, "");
    if (line.trim() === "") break;
    const read = line.slice(0, LINE_LIMIT);
    const last = urlsOf(read).at(-1);
    words = `${read.slice(last?.end ?? 0)} ${words}`;
    if (last !== undefined) break;
    end = start - 1;
  }
  return words.slice(-WORDS_ABOVE);
}

function urlsOf(line: string): ReturnType<typeof findUrls> {
  return /https?:\/\/|www\./i.test(line) ? findUrls(line) : [];
}

/** Longest part of a source line that is read, in characters. */
const LINE_LIMIT = 2000;

function sourceClaim(url: string, address: PaperAddress, before: string, evidence: Evidence): PaperClaim {
  const label = before
    .slice(before.lastIndexOf("`") + 1)
    .replace(/[<\s([#:"']{1,8}$/, "")
    .replace(/^[\s"']{1,8}/, "");
  return {
    url,
    ...address,
    label: quoteOf(label),
    about: readPaperSubject(address.id, before.includes("`") ? label : "", before, ""),
    evidence,
  };
}

/** A `.pdf` in code may be anything; in a comment or a sentence it is a reference. */
function isReference(line: string): boolean {
  return !/^\s*[\w.]+\s?=|^\s*["'][^"']*["']\s?[,:]/.test(line);
}

function findWrittenPapers(text: string): readonly WrittenPaper[] {
  const found: WrittenPaper[] = [];
  for (const match of text.matchAll(WRITTEN_ARXIV)) {
    const id = readArxivId(match[1] ?? "");
    if (id === undefined) continue;
    const url = `https://arxiv.org/abs/${id}`;
    found.push({ start: match.index, end: match.index + match[0].length, url, address: { venue: "arxiv", id } });
  }
  for (const match of text.matchAll(WRITTEN_DOI)) {
    const id = (match[1] ?? "").replace(/[.:]$/, "");
    const address = readPaperAddress(`https://doi.org/${id}`);
    if (address === undefined) continue;
    found.push({ start: match.index, end: match.index + match[0].length, url: `https://doi.org/${id}`, address });
  }
  return found.sort((a, b) => a.start - b.start);
}

function wordsAround(before: string, after: string): string {
  const words = `${before.slice(-80)}\u2026${after.slice(0, 40)}`.replace(/\s+/g, " ").trim();
  return quoteOf(words);
}

function eachOnce(claims: readonly PaperClaim[]): PaperClaim[] {
  const byPaper = new Map<string, PaperClaim>();
  for (const claim of claims) {
    const key = (claim.id ?? claim.url).toLowerCase();
    const known = byPaper.get(key);
    if (known === undefined || (known.about === "other" && claim.about === "model" && isSaidOfModel(claim))) {
      byPaper.set(key, claim);
    }
  }
  return [...byPaper.values()];
}

/** A second, bare mention proves nothing; one that calls the paper the model's own does. */
function isSaidOfModel(claim: PaperClaim): boolean {
  return /\b(?:model|architecture|network)\b/i.test(claim.label);
}
