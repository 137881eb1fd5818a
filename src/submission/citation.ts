import type { Evidence } from "./evidence.ts";
import { quoteOf } from "./evidence.ts";
import type { MarkdownText } from "./markdown-text.ts";
import type { PullRequest } from "./pull-request.ts";

/** Line (from 1) of a character offset. */
export function lineAt(text: MarkdownText, offset: number): number {
  let low = 0;
  let high = text.lineStarts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((text.lineStarts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low + 1;
}

/** Cites the characters `start`..`end` of a description or comment. */
export function citeText(text: MarkdownText, start: number, end: number): Evidence {
  const line = lineAt(text, start);
  const endLine = lineAt(text, Math.max(start, end - 1));
  return {
    source: text.origin.source,
    ...(text.origin.source === "comment" ? { comment: text.origin.index } : {}),
    line,
    ...(endLine > line ? { endLine } : {}),
    column: start - (text.lineStarts[line - 1] ?? 0) + 1,
    quote: quoteOf(text.text.slice(start, end)),
  };
}

/** Cites a whole text as searched in vain. */
export function citeSearched(text: MarkdownText): Evidence {
  const last = text.lineStarts.length;
  return {
    source: text.origin.source,
    ...(text.origin.source === "comment" ? { comment: text.origin.index } : {}),
    line: 1,
    ...(last > 1 ? { endLine: last } : {}),
    searched: true,
    quote: quoteOf(text.text),
  };
}

export function citeTitle(pullRequest: PullRequest): Evidence {
  return { source: "title", line: 1, quote: quoteOf(pullRequest.title) };
}

/** Cites a line of the head file as the diff brings it. */
export function citeDiff(path: string, line: number, text: string, endLine?: number): Evidence {
  return {
    source: "diff",
    path,
    line,
    ...(endLine !== undefined && endLine > line ? { endLine } : {}),
    quote: quoteOf(text),
  };
}

/** Cites a changed file as a whole: a binary file, or one whose place is what matters. */
export function citeFile(path: string): Evidence {
  return { source: "diff", path, quote: path };
}

/** Cites a line of a file at head (unchanged context included). */
export function citeHead(path: string, line: number, text: string, endLine?: number): Evidence {
  return {
    source: "head",
    path,
    line,
    ...(endLine !== undefined && endLine > line ? { endLine } : {}),
    quote: quoteOf(text),
  };
}
