import type { Token } from "markdown-it";
import { textWithinHtml } from "./html-block-text.ts";
import { scanHtml } from "./html-tags.ts";
import { locateLines, type Segment, sourceSpan } from "./inline-source.ts";
import { type ParsedBlocks, parseBlocks, plainText } from "./markdown-parser.ts";
import { emptyReading, type MarkdownReading } from "./markdown-reading.ts";
import type { Cell, CodeBlock, Link, Span } from "./markdown-text.ts";
import { type RowCell, splitRow } from "./table-row.ts";

const ALERT = /^[ \t]*>[ \t]*\[!(?:note|tip|important|warning|caution)\][ \t]*$/i;

/** One parse: the document, or the text of one HTML block. Positions in `source` plus `offset` are positions in the document. */
interface Region {
  readonly source: string;
  readonly offset: number;
  readonly lines: readonly Span[];
  readonly blocks: ParsedBlocks;
}

interface Progress {
  readonly reading: MarkdownReading;
  readonly text: string;
  readonly usedLabels: Set<string>;
  readonly defined: { readonly label: string; readonly span: Span }[];
  /** Up to where a comment hides what follows, whatever blocks stand there. */
  hiddenUntil: number;
}

function linesOf(source: string): readonly Span[] {
  const lines: Span[] = [];
  let start = 0;
  for (let end = source.indexOf("\n"); end >= 0; end = source.indexOf("\n", start)) {
    lines.push({ start, end });
    start = end + 1;
  }
  lines.push({ start, end: source.length });
  return lines;
}

function shifted(span: Span, offset: number): Span {
  return { start: span.start + offset, end: span.end + offset };
}

/** Span of the lines that a block token covers, from the first character of its content. */
function blockSpan(region: Region, token: Token): Span {
  const [first, after] = token.map ?? [0, 0];
  const start = region.blocks.contentStarts.get(first) ?? region.lines[first]?.start ?? 0;
  return { start, end: Math.max(start, region.lines[after - 1]?.end ?? start) };
}

/** Code lines as they stand in the source from line `first` on: what container marks and indentation leave of each. */
function codeLines(region: Region, text: string, content: string, first: number): CodeBlock["lines"] {
  if (content === "") return [];
  const written = (content.endsWith("\n") ? content.slice(0, -1) : content).split("\n");
  return written.map((line, index) => {
    const span = region.lines[first + index] ?? { start: region.source.length, end: region.source.length };
    const plain = span.end - span.start >= line.length && region.source.endsWith(line, span.end);
    const start = Math.max(span.start, span.end - (plain ? line : line.replace(/^ +/, "")).length) + region.offset;
    return { text: text.slice(start, span.end + region.offset), start };
  });
}

function readCode(region: Region, token: Token, { reading, text }: Progress): void {
  const isFence = token.type === "fence";
  const [first] = token.map ?? [0];
  const outer = shifted(blockSpan(region, token), region.offset);
  const lines = codeLines(region, text, token.content, isFence ? first + 1 : first);
  const last = lines.at(-1);
  const start = lines[0]?.start ?? outer.end;
  reading.code.push({
    block: {
      form: isFence ? "fenced" : "indented",
      language: isFence ? (/^\S*/.exec(token.info.trim())?.[0] ?? "").toLowerCase() : "",
      start,
      end: last === undefined ? start : last.start + last.text.length,
      lines,
    },
    outer,
  });
}

function readCodeSpan(
  region: Region,
  token: Token,
  segments: readonly Segment[],
  content: string,
  { reading, text }: Progress,
): void {
  const [open, close] = token.map ?? [0, 0];
  let from = open + token.markup.length;
  let to = close - token.markup.length;
  const inner = content.slice(from, to);
  if (/^[ \n]/.test(inner) && /[ \n]$/.test(inner) && inner.trim() !== "") {
    from++;
    to--;
  }
  const lines: { text: string; start: number }[] = [];
  for (const line of content.slice(from, to).split("\n")) {
    const span = shifted(sourceSpan(segments, from, from + line.length), region.offset);
    lines.push({ text: text.slice(span.start, span.end), start: span.start });
    from += line.length + 1;
  }
  const first = lines[0]?.start ?? 0;
  const last = lines.at(-1);
  reading.code.push({
    block: {
      form: "inline",
      language: "",
      start: first,
      end: last === undefined ? first : last.start + last.text.length,
      lines,
    },
    outer: shifted(sourceSpan(segments, open, close), region.offset),
  });
}

function attribute(token: Token, name: string): string {
  return token.attrs?.find(([key]) => key === name)?.[1]?.toString() ?? "";
}

function labelOf(token: Token): string | undefined {
  const label: unknown = token.meta?.label;
  return typeof label === "string" ? label : undefined;
}

function linkForm(token: Token): Link["form"] {
  if (token.markup === "autolink") return "autolink";
  return labelOf(token) === undefined ? "inline" : "reference";
}

function readInline(region: Region, token: Token, segments: readonly Segment[], progress: Progress): void {
  const { reading } = progress;
  for (const segment of segments) {
    const start = segment.source + region.offset;
    if (segment.length > 0) reading.regions.push({ start, end: start + segment.length });
  }
  const children = token.children ?? [];
  children.forEach((child, index) => {
    if (child.map === null) return;
    const [from, to] = child.map;
    const span = shifted(sourceSpan(segments, from, to), region.offset);
    if (child.type === "code_inline") readCodeSpan(region, child, segments, token.content, progress);
    else if (child.type === "html_inline") {
      const html = scanHtml(progress.text.slice(span.start, span.end), span.start);
      const [tag] = html.tags;
      if (tag?.start === span.start) reading.tags.push(tag);
      if (html.comments[0]?.start === span.start) reading.comments.push(span);
    } else {
      const isImage = child.type === "image";
      const label = labelOf(child);
      if (label !== undefined) progress.usedLabels.add(label);
      let close = index;
      while (!isImage && close < children.length && children[close]?.type !== "link_close") close++;
      reading.links.push({
        form: isImage ? "image" : linkForm(child),
        href: attribute(child, isImage ? "src" : "href"),
        text: isImage ? plainText(child.children) : plainText(children, index + 1, close),
        ...span,
      });
    }
  });
}

function readParagraph(region: Region, token: Token, kind: "paragraph" | "heading", progress: Progress): void {
  const [first, after] = token.map ?? [0, 0];
  const segments = locateLines(region.source, token.content, region.lines.slice(first, after));
  readInline(region, token, segments, progress);
  progress.reading.units.push({
    kind,
    lines: segments.map(({ source, length }) => shifted({ start: source, end: source + length }, region.offset)),
  });
}

function readHeading(region: Region, open: Token, inline: Token, progress: Progress): void {
  const span = blockSpan(region, open);
  if (open.markup.startsWith("#")) {
    // An ATX heading's content stands between hashes, so it is no suffix of its line.
    const start = region.source.indexOf(inline.content, span.start + open.markup.length);
    const segment = { content: 0, source: start < 0 ? span.start : start, length: inline.content.length };
    readInline(region, inline, [segment], progress);
    progress.reading.units.push({ kind: "heading", lines: [shifted(span, region.offset)] });
  } else readParagraph(region, inline, "heading", progress);
  progress.reading.headings.push({
    level: Number(open.tag.slice(1)),
    text: plainText(inline.children),
    ...shifted(span, region.offset),
  });
}

function rowCells(region: Region, row: Token, isFirst: boolean): readonly RowCell[] {
  const [line] = row.map ?? [0];
  const span = region.lines[line] ?? { start: 0, end: 0 };
  let start = isFirst ? (region.blocks.contentStarts.get(line) ?? span.start) : span.start;
  while (start < span.end && /[ \t>]/.test(region.source[start] ?? "")) start++;
  return splitRow(region.source, start, span.end);
}

/** Reads the table that opens at `at`; returns the index of its closing token. */
function readTable(region: Region, at: number, progress: Progress): number {
  const { tokens } = region.blocks;
  const open = tokens[at];
  const rows: Cell[][] = [];
  let cells: readonly RowCell[] = [];
  let row: Cell[] = [];
  let index = at + 1;
  for (; index < tokens.length; index++) {
    const token = tokens[index];
    if (token === undefined || token.type === "table_close") break;
    if (token.type === "tr_open") {
      cells = rowCells(region, token, rows.length === 0);
      row = [];
      rows.push(row);
    } else if (token.type === "inline") {
      const cell = cells[row.length];
      const end = cells.at(-1)?.end ?? 0;
      if (cell === undefined || cell.content !== token.content) {
        row.push({ start: end + region.offset, end: end + region.offset, text: plainText(token.children) });
      } else {
        readInline(region, token, cell.segments, progress);
        row.push({ ...shifted(cell, region.offset), text: plainText(token.children) });
      }
    }
  }
  const [header, ...body] = rows;
  if (open !== undefined && header !== undefined) {
    progress.reading.tables.push({
      form: "markdown",
      ...shifted(blockSpan(region, open), region.offset),
      header,
      rows: body,
    });
  }
  return index;
}

function readQuote(region: Region, token: Token, reading: MarkdownReading): void {
  const [first, after] = token.map ?? [0, 0];
  for (let line = first; line < after; line++) {
    const span = region.lines[line];
    if (span === undefined) break;
    // A line without the mark continues the quoted paragraph for the parser; for its author it is the answer.
    if (line > first && region.source.slice(span.start, span.end).trimStart()[0] !== ">") continue;
    reading.quotes.push(shifted(span, region.offset));
  }
}

function isAlert(region: Region, token: Token): boolean {
  const span = region.lines[token.map?.[0] ?? 0];
  return span !== undefined && ALERT.test(region.source.slice(span.start, span.end));
}

/**
 * Reads an HTML block. GitHub shows Markdown inside as it is written; a command, table or link is the author's statement all
 * the same, so the text between the tags is read as Markdown.
 */
function readHtmlBlock(region: Region, token: Token, progress: Progress): void {
  const { reading, text } = progress;
  const block = shifted(blockSpan(region, token), region.offset);
  const start = Math.max(block.start, progress.hiddenUntil);
  if (start >= block.end) return;
  const source = text.slice(start, block.end);
  const html = scanHtml(source, start);
  for (const tag of html.tags) reading.tags.push(tag);
  for (const comment of html.comments) reading.comments.push(comment);
  if (html.openComment !== undefined) {
    const close = text.indexOf("-->", html.openComment + 4);
    progress.hiddenUntil = close < 0 ? text.length : close + 3;
    reading.comments.push({ start: html.openComment, end: progress.hiddenUntil });
  }
  const inner = textWithinHtml(source, start, html);
  if (inner.trim() === "") return;
  const blocks = parseBlocks(inner, "html", region.blocks.references);
  readRegion({ source: inner, offset: start, lines: linesOf(inner), blocks }, progress);
}

function readRegion(region: Region, progress: Progress): void {
  const { tokens } = region.blocks;
  const { reading } = progress;
  let quoteDepth = 0;
  for (let index = 0; index < tokens.length; index++) {
    const token = tokens[index];
    if (token === undefined) break;
    switch (token.type) {
      case "fence":
      case "code_block":
        readCode(region, token, progress);
        break;
      case "html_block":
        readHtmlBlock(region, token, progress);
        break;
      case "blockquote_open":
        if (quoteDepth++ === 0 && !isAlert(region, token)) readQuote(region, token, reading);
        break;
      case "blockquote_close":
        quoteDepth--;
        break;
      case "reference_definition": {
        const [first, after] = token.map ?? [0, 0];
        const span = { start: region.lines[first]?.start ?? 0, end: region.lines[after - 1]?.end ?? 0 };
        reading.definitions.push(shifted(span, region.offset));
        const label = labelOf(token);
        if (label !== undefined)
          progress.defined.push({ label, span: shifted(blockSpan(region, token), region.offset) });
        break;
      }
      case "heading_open": {
        const inline = tokens[index + 1];
        if (inline !== undefined) readHeading(region, token, inline, progress);
        index++;
        break;
      }
      case "table_open":
        index = readTable(region, index, progress);
        break;
      case "inline":
        readParagraph(region, token, "paragraph", progress);
        break;
    }
  }
}

/** Links that are defined and never used: GitHub shows nothing of them, yet the author did give the address. */
function readUnusedDefinitions(progress: Progress, references: ParsedBlocks["references"]): void {
  for (const { label, span } of progress.defined) {
    const href = references[label]?.href ?? "";
    if (progress.usedLabels.has(label) || !/^https?:\/\//i.test(href)) continue;
    progress.usedLabels.add(label);
    progress.reading.links.push({ form: "reference", href, text: label.toLowerCase(), ...span });
  }
}

/** Reads Markdown as GitHub does. Throws where markdown-it does. */
export function readMarkdownBlocks(text: string): MarkdownReading {
  const source = text.replaceAll("\0", "\ufffd");
  const blocks = parseBlocks(source, "document");
  const progress: Progress = { reading: emptyReading(), text, usedLabels: new Set(), defined: [], hiddenUntil: 0 };
  readRegion({ source, offset: 0, lines: linesOf(source), blocks }, progress);
  readUnusedDefinitions(progress, blocks.references);
  return progress.reading;
}
