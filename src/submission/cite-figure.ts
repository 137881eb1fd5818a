import { citeText, lineAt } from "./citation.ts";
import type { Evidence } from "./evidence.ts";
import { QUOTE_LIMIT } from "./evidence.ts";
import type { MarkdownText, Span } from "./markdown-text.ts";

/**
 * Cites a value with as much of `context` as stands on the value's own line and fits a quote, so that the quote always holds
 * the value itself.
 */
export function citeFigure(text: MarkdownText, value: Span, context: Span): Evidence {
  const line = lineAt(text, value.start);
  const lineStart = text.lineStarts[line - 1] ?? 0;
  const lineEnd = (text.lineStarts[line] ?? text.text.length + 1) - 1;
  let start = Math.max(lineStart, Math.min(context.start, value.start));
  let end = Math.min(lineEnd, Math.max(context.end, value.end));
  while (start < value.start && /\s/.test(text.text[start] ?? "")) start++;
  while (end > value.end && /\s/.test(text.text[end - 1] ?? "")) end--;
  if (end - start > QUOTE_LIMIT) {
    start = Math.max(start, value.end - QUOTE_LIMIT + 40);
    end = Math.min(end, start + QUOTE_LIMIT);
    if (end < value.end) {
      start = value.start;
      end = value.end;
    }
    while (start < value.start && /\s/.test(text.text[start] ?? "")) start++;
  }
  return citeText(text, start, end);
}

/** Offset in `text` at which an evidence of it begins. */
export function offsetOf(text: MarkdownText, evidence: Evidence): number {
  return (text.lineStarts[(evidence.line ?? 1) - 1] ?? 0) + (evidence.column ?? 1) - 1;
}
