import { findUrls } from "./bare-urls.ts";
import { readHtmlCode, readHtmlHeadings, readHtmlLinks } from "./html-elements.ts";
import { readHtmlTables } from "./html-table.ts";
import type { HtmlTag } from "./html-tags.ts";
import { readMarkdownBlocks } from "./markdown-blocks.ts";
import { decodeEntities, unescapeMarkdown } from "./markdown-escapes.ts";
import { readBoldHeadings, withSections } from "./markdown-headings.ts";
import { readMarkdownLines } from "./markdown-lines.ts";
import type { MarkdownReading } from "./markdown-reading.ts";
import { readLooseTables } from "./markdown-tables.ts";
import { markTemplate } from "./markdown-template.ts";
import type { Link, MarkdownText, Span, TextOrigin } from "./markdown-text.ts";
import { readMentions } from "./mentions.ts";
import { CODE, COMMENT, LINK, MARKUP, Mask, QUOTE, TEMPLATE } from "./text-mask.ts";

export { findUrls } from "./bare-urls.ts";
export { unescapeMarkdown } from "./markdown-escapes.ts";

/** GitHub takes 65,536 characters; what is far longer comes from elsewhere and is read line by line. */
const LONGEST_PARSED = 262_144;

function lineStartsOf(text: string): readonly number[] {
  const starts = [0];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return starts;
}

function read(text: string): MarkdownReading {
  if (text.length > LONGEST_PARSED) return readMarkdownLines(text, lineStartsOf(text));
  try {
    return readMarkdownBlocks(text);
  } catch {
    return readMarkdownLines(text, lineStartsOf(text));
  }
}

function bareLinks(text: string, mask: Mask, regions: readonly Span[]): readonly Link[] {
  const links: Link[] = [];
  for (const region of regions) {
    for (const { start: from, end: to } of mask.clearRuns(region, ~QUOTE)) {
      for (const { href, start, end } of findUrls(text, from, to)) {
        const target = decodeEntities(unescapeMarkdown(href));
        links.push({ href: target, text: target, form: "bare", start, end });
      }
    }
  }
  return links;
}

function byStart(a: Span, b: Span): number {
  return a.start - b.start || b.end - a.end;
}

function readHtml(text: string, reading: MarkdownReading, mask: Mask): void {
  const tags: readonly HtmlTag[] = reading.tags.filter((tag) => !mask.has(tag.start, COMMENT)).sort(byStart);
  const outside = readHtmlCode(text, tags, reading.code);
  mask.mark(outside, MARKUP);
  // One by one: spreading a hostile text's thousands into arguments would overflow the stack.
  for (const link of readHtmlLinks(text, outside)) reading.links.push(link);
  for (const heading of readHtmlHeadings(text, outside)) reading.headings.push(heading);
  for (const table of readHtmlTables(text, outside)) reading.tables.push(table);
}

function markCode(mask: Mask, code: MarkdownReading["code"]): void {
  for (const { outer, block } of code) {
    mask.mark([outer], MARKUP);
    for (const { start, text } of block.lines) mask.replace({ start, end: start + text.length }, MARKUP, CODE);
  }
}

/**
 * Reads a description or comment. Line ends become single newlines first; all offsets count characters of the result's `text`.
 * `template` is the repository's pull-request template, whose untouched parts are not the author's. What stands in comments, in
 * template text, or in another's words quoted by a comment, is in none of the lists; template headings alone are. Never throws.
 */
export function readMarkdown(raw: string | null, origin: TextOrigin, template?: string): MarkdownText {
  const text = (raw ?? "").replace(/\r\n?/g, "\n");
  const lineStarts = lineStartsOf(text);
  const reading = read(text);
  const mask = new Mask(text.length);
  mask.mark(reading.comments, COMMENT);
  readHtml(text, reading, mask);
  for (const heading of readBoldHeadings(text, reading.units)) reading.headings.push(heading);
  readLooseTables(text, reading.units, reading.tables);
  mask.mark(reading.definitions, MARKUP);
  markCode(mask, reading.code);
  mask.mark(reading.quotes, QUOTE);
  const headings = withSections(
    reading.headings.filter(({ start }) => !mask.has(start, COMMENT | CODE)).sort(byStart),
    text.length,
  );
  const spans = markTemplate(text, reading, headings, mask, origin.source === "description", template);

  const foreign = COMMENT | TEMPLATE | (origin.source === "comment" ? QUOTE : 0);
  const isOwn = ({ start }: Span): boolean => !mask.has(start, foreign);
  const links = reading.links.filter((link) => isOwn(link) && !mask.has(link.start, CODE));
  mask.mark(links, LINK);
  const prose = mask.blank(text, CODE | MARKUP | COMMENT | QUOTE | TEMPLATE);
  return {
    origin,
    text,
    lineStarts,
    prose,
    statements: mask.blank(text, MARKUP | COMMENT | QUOTE | TEMPLATE),
    links: [...links, ...bareLinks(text, mask, reading.regions).filter(isOwn)].sort(byStart),
    code: reading.code
      .map(({ block }) => block)
      .filter(isOwn)
      .sort(byStart),
    tables: reading.tables
      .filter(isOwn)
      .map((table) => ({ ...table, rows: table.rows.filter(([cell]) => cell === undefined || isOwn(cell)) }))
      .sort(byStart),
    headings: headings.filter(({ start }) => !mask.has(start, origin.source === "comment" ? QUOTE : 0)),
    mentions: readMentions(prose, (offset) => !mask.has(offset, LINK)),
    template: spans,
  };
}
