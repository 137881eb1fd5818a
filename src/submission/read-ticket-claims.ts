import { citeText } from "./citation.ts";
import type { TicketClaim } from "./claims.ts";
import type { MarkdownText, Span } from "./markdown-text.ts";
import type { Sentence } from "./sentence.ts";
import { sentenceAt, splitSentences } from "./sentence.ts";
import { readStatedUrls } from "./stated-url.ts";
import { isIssueByWords, isOrdinal, isPullRequestByWords, readTicketKeyword } from "./ticket-words.ts";

export interface TicketContext {
  /** `owner/name` and number of the pull request that the text belongs to. */
  readonly repo: string;
  readonly number: number;
  /** `owner/name#number`. */
  readonly roadmapIssues: readonly string[];
}

interface Reference extends Span {
  readonly repo: string;
  readonly number: number;
  readonly form: "number" | "url";
  readonly url: string;
  /** A bare `#N`: in prose it may be an ordinal. */
  readonly bare: boolean;
  /** The address says that it is a pull request. */
  readonly isPull: boolean;
  /** The link's own words, which may say what it is. */
  readonly label: string;
}

interface Reading {
  readonly reference: Reference;
  readonly keyword?: { readonly text: string; readonly start: number; readonly closing: boolean };
  readonly isPullRequest: boolean;
}

/** No description that a person wrote refers to more. */
const REFERENCE_LIMIT = 1000;
const NUMBER =
  /(?<![A-Za-z0-9/#&.\\-])(?:([A-Za-z0-9][\w-]{0,38}\/[\w.-]{1,100})?#|GH-)(\d{1,7})(?![A-Za-z0-9%]|[.,-]\d)/g;
const SEPARATOR = /^(?:[\s,;&/+*_()-]|\band\b|\bor\b|\bas well as\b|\balso\b){1,12}$/i;

/**
 * Reads the issues and pull requests that a text refers to, each once, in order of first mention. The pull request's own number, ordinals
 * (`step #2`), code, quotes and comments are left out. Linear in the text.
 */
export function readTicketClaims(text: MarkdownText, context: TicketContext): TicketClaim[] {
  const sentences = splitSentences(text);
  const references = [...linkReferences(text), ...numberReferences(text, context)]
    .sort((a, b) => a.start - b.start)
    .slice(0, REFERENCE_LIMIT);
  const byKey = new Map<string, Reading>();
  let previous: Reading | undefined;
  for (const reference of references) {
    const reading = readReference(reference, sentenceAt(sentences, reference.start), previous, context);
    if (reading === undefined) continue;
    previous = reading;
    if (sameRepo(reference.repo, context.repo) && reference.number === context.number) continue;
    const key = `${reference.repo.toLowerCase()}#${reference.number}`;
    const known = byKey.get(key);
    byKey.set(key, known === undefined ? reading : mergeReadings(known, reading));
  }
  const roadmap = new Set(context.roadmapIssues.map((issue) => issue.toLowerCase()));
  return [...byKey.entries()].map(([key, reading]) => toClaim(text, reading, roadmap.has(key)));
}

function linkReferences(text: MarkdownText): Reference[] {
  return readStatedUrls(text).flatMap((url): Reference[] => {
    const address = url.form === "code" ? undefined : url.address;
    if (address === undefined) return [];
    const isApi = address.host === "api.github.com" && address.segments[0] === "repos";
    if (address.host !== "github.com" && !isApi) return [];
    const [owner = "", name = "", kind = "", number = ""] = isApi ? address.segments.slice(1) : address.segments;
    if (!/^(?:issues?|pulls?)$/.test(kind) || !/^\d{1,7}$/.test(number)) return [];
    return [
      {
        start: url.start,
        end: url.end,
        repo: `${owner}/${name}`,
        number: Number(number),
        form: "url",
        url: url.href,
        bare: false,
        isPull: kind.startsWith("pull"),
        label: url.label,
      },
    ];
  });
}

function numberReferences(text: MarkdownText, context: TicketContext): Reference[] {
  const linked = [...text.links].sort((a, b) => a.start - b.start);
  const references: Reference[] = [];
  let next = 0;
  let linkedUntil = 0;
  for (const match of text.prose.matchAll(NUMBER)) {
    while (next < linked.length && (linked[next]?.start ?? 0) <= match.index) {
      linkedUntil = Math.max(linkedUntil, linked[next]?.end ?? 0);
      next++;
    }
    if (match.index < linkedUntil) continue;
    if (references.length >= REFERENCE_LIMIT) break;
    const repo = match[1] ?? context.repo;
    references.push({
      start: match.index,
      end: match.index + match[0].length,
      repo,
      number: Number(match[2]),
      form: "number",
      url: `https://github.com/${repo}/issues/${match[2]}`,
      bare: match[1] === undefined && match[0].startsWith("#"),
      isPull: false,
      label: "",
    });
  }
  return references;
}

function readReference(
  reference: Reference,
  sentence: Sentence | undefined,
  previous: Reading | undefined,
  context: TicketContext,
): Reading | undefined {
  const words = sentence?.text ?? "";
  const offset = sentence?.start ?? reference.start;
  const at = reference.start - offset;
  const listed = previous !== undefined && previous.reference.end > offset;
  const between = listed ? words.slice(Math.max(0, previous.reference.end - offset), at) : "";
  const continued = listed && SEPARATOR.test(between.slice(-40)) && between.length <= 40;
  const from = listed ? Math.max(0, previous.reference.end - offset) : 0;
  const before = words.slice(from, at);
  const after = words.slice(reference.end - offset, reference.end - offset + 80);
  const own = readTicketKeyword(before, from + offset);
  const introduced = own ?? (from === 0 ? readTicketKeyword(sentence?.leadIn ?? "", -1) : undefined);
  const keyword = introduced ?? (continued ? previous.keyword : undefined);

  if (reference.number === 0) return undefined;
  if (
    reference.bare &&
    isOrdinal(reference.number, before, after, keyword !== undefined || continued, context.number)
  ) {
    return undefined;
  }
  const byWords =
    !isIssueByWords(before, reference.label) &&
    (isPullRequestByWords(before, after, reference.label) ||
      (continued && own === undefined && isPullByWordsAlone(previous)));
  return {
    reference,
    ...(keyword !== undefined ? { keyword } : {}),
    isPullRequest: reference.isPull || (byWords && !isIssueUrl(reference)),
  };
}

/** An address with `/issues/` in it was copied from an issue's page; the words around cannot make it a pull request. */
function isIssueUrl(reference: Reference): boolean {
  return reference.form === "url" && !reference.isPull;
}

function isPullByWordsAlone(reading: Reading): boolean {
  return reading.isPullRequest && !reading.reference.isPull;
}

function mergeReadings(first: Reading, second: Reading): Reading {
  const better =
    (first.keyword === undefined && second.keyword !== undefined) ||
    (first.keyword?.closing === false && second.keyword?.closing === true)
      ? second
      : first;
  const isIssue = isIssueUrl(first.reference) || isIssueUrl(second.reference);
  const isPull = first.reference.isPull || second.reference.isPull;
  return { ...better, isPullRequest: isPull || (!isIssue && (first.isPullRequest || second.isPullRequest)) };
}

function toClaim(text: MarkdownText, reading: Reading, isRoadmap: boolean): TicketClaim {
  const { reference, keyword, isPullRequest } = reading;
  const begins = keyword !== undefined && keyword.start >= 0 ? keyword.start : reference.start;
  const near = reference.start - begins <= 120 && !text.text.slice(begins, reference.start).includes("\n");
  return {
    key: `${reference.repo}#${reference.number}`,
    repo: reference.repo,
    number: reference.number,
    url: isPullRequest && reference.form === "number" ? reference.url.replace("/issues/", "/pull/") : reference.url,
    ...(keyword !== undefined ? { keyword: keyword.text } : {}),
    form: reference.form,
    isPullRequest,
    isRoadmap,
    evidence: citeText(text, near ? begins : reference.start, reference.end),
  };
}

function sameRepo(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
