import type { Span } from "./markdown-text.ts";

/** A piece of inline content that stands unbroken in the source. */
export interface Segment {
  /** Offset in the inline content. */
  readonly content: number;
  /** Offset in the source. */
  readonly source: number;
  readonly length: number;
}

/** Source offset of an offset in inline content; `segments` are in order. */
function sourceOffset(segments: readonly Segment[], content: number): number {
  let low = 0;
  let high = segments.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((segments[middle]?.content ?? 0) <= content) low = middle;
    else high = middle - 1;
  }
  const segment = segments[low];
  return segment === undefined ? 0 : segment.source + Math.max(0, Math.min(content - segment.content, segment.length));
}

/** Source span of a non-empty range of inline content. */
export function sourceSpan(segments: readonly Segment[], start: number, end: number): Span {
  const from = sourceOffset(segments, start);
  return { start: from, end: end > start ? sourceOffset(segments, end - 1) + 1 : from };
}

const TRIMMED = /[ \t\n\v\f\r]/;

function trimmedEnd(source: string, start: number, end: number): number {
  let at = end;
  while (at > start && TRIMMED.test(source[at - 1] ?? "")) at--;
  return at;
}

/**
 * Finds the lines of inline content in the source: each is what remains of its source line once container marks and indentation
 * are gone. `lines` are the spans of the source lines that the block covers.
 */
export function locateLines(source: string, content: string, lines: readonly Span[]): readonly Segment[] {
  const segments: Segment[] = [];
  let line = 0;
  while (
    line < lines.length - 1 &&
    trimmedEnd(source, lines[line]?.start ?? 0, lines[line]?.end ?? 0) === lines[line]?.start
  )
    line++;
  let at = 0;
  for (const written of content.split("\n")) {
    const span = lines[line++];
    if (span === undefined) break;
    const isLast = at + written.length >= content.length;
    const end = isLast ? trimmedEnd(source, span.start, span.end) : span.end;
    const plain = end - span.start >= written.length && source.endsWith(written, end);
    // A tab of which only a part is indentation reaches the content as spaces.
    const text = plain ? written : written.replace(/^ +/, "");
    const start = Math.max(span.start, end - text.length);
    segments.push({ content: at + written.length - text.length, source: start, length: end - start });
    at += written.length + 1;
  }
  return segments;
}
