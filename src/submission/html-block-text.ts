import type { HtmlTag, ScannedHtml } from "./html-tags.ts";
import type { Span } from "./markdown-text.ts";

/** The spans of `<pre>` elements among a block's tags. */
function preformatted(tags: readonly HtmlTag[], end: number): readonly Span[] {
  const spans: Span[] = [];
  let start: number | undefined;
  for (const tag of tags) {
    if (tag.name !== "pre") continue;
    if (!tag.closing) start ??= tag.start;
    else if (start !== undefined) {
      spans.push({ start, end: tag.end });
      start = undefined;
    }
  }
  if (start !== undefined) spans.push({ start, end });
  return spans;
}

/**
 * The text of an HTML block with spaces in place of tags, comments and `<pre>` elements; newlines stay. `offset` is where the
 * block stands in the text that `html` was scanned with.
 */
export function textWithinHtml(source: string, offset: number, html: ScannedHtml): string {
  const end = offset + source.length;
  const hidden: Span[] = [...html.tags, ...html.comments, ...preformatted(html.tags, end)];
  if (html.openComment !== undefined) hidden.push({ start: html.openComment, end });
  const parts: string[] = [];
  let at = 0;
  for (const span of hidden.sort((a, b) => a.start - b.start)) {
    const from = Math.max(at, span.start - offset);
    const to = Math.max(from, span.end - offset);
    parts.push(source.slice(at, from), source.slice(from, to).replace(/[^\n]/g, " "));
    at = to;
  }
  parts.push(source.slice(at));
  return parts.join("");
}
