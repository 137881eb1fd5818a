import type { Link, MarkdownText, Span } from "./markdown-text.ts";

/** Stands in a sentence for a URL or image, so that "differs from https://…" keeps its object. */
export const LINK_MARK = "\uFFFC";

export interface Sentence extends Span {
  /** The author's words, as long as the span: link targets, bare URLs, images and code are blanked, link texts kept. */
  readonly text: string;
  /** The words that introduce it: a line ending in a colon before a list, a link or a block. */
  readonly leadIn?: string;
  /** Begins a list item. */
  readonly isItem: boolean;
}

/** Longest sentence; a longer one is cut, so that no pattern ever sees more. */
const SENTENCE_LIMIT = 1000;

const ABBREVIATION =
  /(?:^|[\s(])(?:e\.g|i\.e|vs|cf|al|fig|figs|eq|sec|tab|approx|w\.r\.t|incl|ref|refs|no|dr|st|etc|resp|e\.t\.c)\.$/i;
const ITEM = /^[ \t>]{0,40}(?:[-*+\u2022]|\d{1,3}[.)]|[a-z]\))[ \t]/i;
const BLOCK = /^[ \t>]{0,40}(?:#{1,6}(?:[ \t]|$)|\||-{3}|={3}|\*{3}|_{3})/;

/** `prose` with link targets, bare URLs and images blanked; offsets stay. */
function maskLinks(text: MarkdownText): string {
  const links = [...text.links].sort((a, b) => a.start - b.start || b.end - a.end);
  const parts: string[] = [];
  let position = 0;
  for (const link of links) {
    if (link.start < position || link.end > text.prose.length) continue;
    const authored = text.prose.slice(link.start, link.end);
    parts.push(text.prose.slice(position, link.start), maskLink(link, authored));
    position = link.end;
  }
  parts.push(text.prose.slice(position));
  return parts.join("");
}

function maskLink(link: Link, authored: string): string {
  if (link.form === "html" || authored.trim() === "") return authored;
  if (link.form === "inline" || link.form === "reference") {
    const close = authored.search(/\]\s?[([]/);
    const label = close < 0 ? authored.slice(1) : authored.slice(1, close);
    if (authored.startsWith("[") && !label.startsWith("![") && !/^<?https?:\/\//i.test(label)) {
      return ` ${label.replace(/\]$/, " ")}`.padEnd(authored.length, " ");
    }
  }
  return LINK_MARK.padEnd(authored.length, " ");
}

/** Texts never change, and every reader of claims asks for the same sentences. */
const KNOWN = new WeakMap<MarkdownText, readonly Sentence[]>();

/** Splits what the author wrote into sentences, list items, headings and table rows, in order. */
export function splitSentences(text: MarkdownText): readonly Sentence[] {
  const known = KNOWN.get(text);
  if (known !== undefined) return known;
  const sentences = readSentences(text);
  KNOWN.set(text, sentences);
  return sentences;
}

function readSentences(text: MarkdownText): readonly Sentence[] {
  const masked = maskLinks(text);
  const sentences: Sentence[] = [];
  let leadIn: string | undefined;
  let itemsFollow = false;
  let start = -1;
  let startIsItem = false;

  const finish = (end: number): void => {
    if (start < 0) return;
    let from = start;
    while (from < end) {
      const to = Math.min(end, from + SENTENCE_LIMIT);
      add(from, to, startIsItem && from === start);
      from = to;
    }
    start = -1;
  };
  const add = (from: number, to: number, isItem: boolean): void => {
    const words = masked.slice(from, to);
    if (words.trim() === "") return;
    if (!isItem && itemsFollow) leadIn = undefined;
    sentences.push({ start: from, end: to, text: words, isItem, ...(leadIn !== undefined ? { leadIn } : {}) });
    if (
      /[:\uFF1A]$/.test(
        words
          .slice(-40)
          .trimEnd()
          .replace(/[*_]{1,3}$/, ""),
      )
    ) {
      leadIn = words;
      itemsFollow = false;
    } else {
      itemsFollow = leadIn !== undefined;
    }
  };

  let previous = "";
  for (let index = 0; index < text.lineStarts.length; index++) {
    const lineStart = text.lineStarts[index] ?? 0;
    const lineEnd = (text.lineStarts[index + 1] ?? masked.length + 1) - 1;
    const line = masked.slice(lineStart, lineEnd);
    const isItem = ITEM.test(line);
    const isBlock = BLOCK.test(line) || line.includes(" | ");
    if (line.trim() === "" || isItem || isBlock || !continues(previous, line)) finish(Math.max(0, lineStart - 1));
    if (line.trim() !== "") {
      if (start < 0) {
        start = lineStart;
        startIsItem = isItem;
      }
      const breaks = isBlock ? [] : sentenceEnds(line);
      for (const at of breaks) {
        finish(lineStart + at);
        if (lineStart + at < lineEnd) {
          start = lineStart + at;
          startIsItem = false;
        }
      }
      if (isBlock) finish(lineEnd);
    }
    previous = isBlock ? "" : line;
  }
  finish(masked.length);
  return sentences;
}

/** Whether a line goes on with the sentence of the line before: hard-wrapped text does, a new statement does not. */
function continues(previous: string, line: string): boolean {
  const before = previous.trimEnd();
  if (before === "" || /[.!?:;\u3002]$/.test(before)) return false;
  if (before.endsWith(",")) return true;
  return before.length >= 65 || /^[ \t]*[a-z(#]/.test(line);
}

function sentenceEnds(line: string): readonly number[] {
  const ends: number[] = [];
  for (let at = 0; at < line.length; at++) {
    const character = line[at];
    if (character === "\u3002") ends.push(at + 1);
    if (character !== "." && character !== "!" && character !== "?") continue;
    let after = at + 1;
    while (after < line.length && /[)\]"'*_\u201D]/.test(line[after] ?? "")) after++;
    const next = line[after];
    if (next !== undefined && !/\s/.test(next)) continue;
    const following = line.slice(after, after + 40).trimStart();
    if (/^[a-z]/.test(following) && !/[a-z]{4}$/.test(line.slice(Math.max(0, at - 4), at))) continue;
    if (character === "." && ABBREVIATION.test(line.slice(Math.max(0, at - 12), at + 1))) continue;
    ends.push(after);
  }
  return ends;
}

/** The sentence that holds an offset, or the last one before it. */
export function sentenceAt(sentences: readonly Sentence[], offset: number): Sentence | undefined {
  return sentences[indexAt(sentences, offset)];
}

/** Position of the last span, in order of their starts, that begins at or before an offset; -1 when none does. */
export function indexAt(spans: readonly Span[], offset: number): number {
  let low = 0;
  let high = spans.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    if ((spans[middle]?.start ?? 0) <= offset) low = middle + 1;
    else high = middle - 1;
  }
  return high;
}
