import { readMarkdownBlocks } from "./markdown-blocks.ts";
import { readBoldHeadings } from "./markdown-headings.ts";
import type { MarkdownReading } from "./markdown-reading.ts";
import type { Cell, CodeBlock, Heading, Span } from "./markdown-text.ts";
import { COMMENT, MARKUP, type Mask, QUOTE, TEMPLATE } from "./text-mask.ts";

const LONGEST_TEMPLATE = 65_536;
const HIDDEN = MARKUP | COMMENT | QUOTE | TEMPLATE;
const LIST_MARK = /^[\s>]*(?:[-*+]|\d{1,9}[.)])?\s*$/;
const CHECKBOX = /^\[[ xX]\][ \t]+/;

// Forms of instruction that many templates share. Few, and none that holds a figure, a link or code: that would be the author's.
const INSTRUCTION =
  /^please (?:[a-z]+ly )?(?:describe|provide|explain|include|list|specify|summari[sz]e|fill|delete|remove|replace)\b/i;
const CONDITION = /^if (?:(?:this|the|your) (?:pr|pull request|modification|change)|so|not|any)\b/i;
const CONDITION_END = /\b(?:please|it is better to)\b/i;
const QUESTION = /^does (?:this|the|your) (?:pr|pull request|modification|change)\b[^?]*\?$/i;
const THANKS =
  /^(?:thanks|thank you)(?: very much| so much| a lot)? for (?:your (?:contribution|interest|pull request|pr)|contributing|submitting|opening)\b/i;
const PLEDGE =
  /^(?:i have|i've|my (?:code|changes?|pr|pull request)|any dependent changes|new and existing|pre-?commit|the (?:modification|documentation|code) (?:is|has|have|follows))\b/i;
const EMPTY_REFERENCE = /^(?:fix(?:es)?|close[sd]?|resolve[sd]?)[ :]*#[ ]*(?:\(issue\)|\[issue\]|issue|<[^<>]*>)?\.?$/i;
const SPECIFIC = /\d|`|https?:|www\.|\]\(|@\w/;

interface TemplateText {
  readonly lines: ReadonlySet<string>;
  readonly units: ReadonlySet<string>;
  readonly headings: ReadonlySet<string>;
  readonly code: ReadonlySet<string>;
  readonly rows: ReadonlySet<string>;
}

const NOTHING: TemplateText = {
  lines: new Set(),
  units: new Set(),
  headings: new Set(),
  code: new Set(),
  rows: new Set(),
};

function normalise(text: string): string {
  const plain = text.trim().replace(CHECKBOX, "").replace(/\s+/g, " ").toLowerCase();
  return /[\p{L}\p{N}]/u.test(plain) ? plain : "";
}

function sliceOf(text: string, { start, end }: Span): string {
  return text.slice(start, end);
}

function codeText(block: CodeBlock): string {
  return normalise(block.lines.map((line) => line.text).join("\n"));
}

function rowText(row: readonly Cell[]): string {
  return normalise(row.map((cell) => cell.text).join(" | "));
}

/** Rows that stand in the template already; a table that holds nothing else goes with its header. */
function templateRows(reading: MarkdownReading, known: TemplateText): readonly Span[] {
  return reading.tables.flatMap((table) => {
    const rows = table.rows.filter((row) => known.rows.has(rowText(row)));
    if (rows.length === 0) return [];
    if (rows.length === table.rows.length) return [{ start: table.start, end: table.end }];
    return rows.map((row) => ({ start: row[0]?.start ?? 0, end: row.at(-1)?.end ?? 0 }));
  });
}

function readTemplate(template: string | undefined): TemplateText {
  if (template === undefined || template.length > LONGEST_TEMPLATE) return NOTHING;
  try {
    const text = template.replace(/\r\n?/g, "\n");
    const { units, headings, code, tables } = readMarkdownBlocks(text);
    const paragraphs = units.filter(({ kind }) => kind === "paragraph");
    const known = {
      lines: new Set(paragraphs.flatMap(({ lines }) => lines.map((line) => normalise(sliceOf(text, line))))),
      units: new Set(paragraphs.map(({ lines }) => normalise(lines.map((line) => sliceOf(text, line)).join(" ")))),
      headings: new Set([...headings, ...readBoldHeadings(text, units)].map((heading) => normalise(heading.text))),
      code: new Set(code.filter(({ block }) => block.form !== "inline").map(({ block }) => codeText(block))),
      rows: new Set(tables.flatMap((table) => table.rows.map(rowText))),
    };
    for (const set of Object.values(known)) set.delete("");
    return known;
  } catch {
    return NOTHING;
  }
}

function isInstruction(line: string): boolean {
  const isItem = CHECKBOX.test(line);
  const plain = line.replace(CHECKBOX, "");
  if (THANKS.test(plain) || EMPTY_REFERENCE.test(plain)) return true;
  if (SPECIFIC.test(plain)) return false;
  if (INSTRUCTION.test(plain) || QUESTION.test(plain) || (isItem && PLEDGE.test(plain))) return true;
  return CONDITION.test(plain) && CONDITION_END.test(plain);
}

/** A line with the list mark before it. */
function withListMark(text: string, { start, end }: Span): Span {
  const lineStart = text.lastIndexOf("\n", start - 1) + 1;
  return start - lineStart < 100 && LIST_MARK.test(text.slice(lineStart, start))
    ? { start: lineStart, end }
    : { start, end };
}

function templateLines(text: string, reading: MarkdownReading, known: TemplateText, byForm: boolean): readonly Span[] {
  const lines: Span[] = [];
  for (const unit of reading.units) {
    if (unit.kind !== "paragraph") continue;
    const isWhole = known.units.has(normalise(unit.lines.map((line) => sliceOf(text, line)).join(" ")));
    for (const line of unit.lines) {
      const written = sliceOf(text, line).trim();
      if (isWhole || known.lines.has(normalise(written)) || (byForm && isInstruction(written))) lines.push(line);
    }
  }
  return lines;
}

/**
 * Marks what the author left of the template as it was, and returns it: lines, paragraphs, rows of tables and code blocks equal to one of
 * `template` but for white space and ticks, and, when `byForm`, common instructions of templates. A heading or a label that ends
 * in a colon stays when the author wrote something below it: then it says what that is.
 */
export function markTemplate(
  text: string,
  reading: MarkdownReading,
  headings: readonly Heading[],
  mask: Mask,
  byForm: boolean,
  template: string | undefined,
): readonly Span[] {
  const known = readTemplate(template);
  const spans: Span[] = [];
  const take = (span: Span): void => {
    const taken = withListMark(text, span);
    spans.push(taken);
    mask.mark([taken], TEMPLATE);
  };
  const isAnswered = (span: Span): boolean =>
    mask.clearRuns(span, HIDDEN).some((run) => /[\p{L}\p{N}]/u.test(sliceOf(text, run)));

  for (const { block, outer } of reading.code) {
    if (block.form !== "inline" && known.code.has(codeText(block))) take(outer);
  }
  for (const row of templateRows(reading, known)) {
    spans.push(row);
    mask.mark([row], TEMPLATE);
  }
  const headingStarts = new Set(headings.map(({ start }) => start));
  const lines = templateLines(text, reading, known, byForm).filter(({ start }) => !headingStarts.has(start));
  const isLabel = (span: Span): boolean => /[:：]\**$/.test(sliceOf(text, span).trimEnd());
  for (const line of lines) if (!isLabel(line)) take(line);

  const labels = [
    ...lines.filter(isLabel).map((span) => ({ span, section: undefined })),
    ...headings
      .filter((heading) => known.headings.has(normalise(heading.text)))
      .map((heading) => ({ span: { start: heading.start, end: heading.end }, section: heading.section })),
  ].sort((a, b) => b.span.start - a.span.start);
  const stops = [...new Set([...headings, ...lines].map(({ start }) => start))].sort((a, b) => a - b);
  for (const { span, section } of labels) {
    while ((stops.at(-2) ?? -1) > span.start) stops.pop();
    const next = stops.at(-1) ?? text.length;
    const below = section ?? { start: span.end, end: next > span.start ? next : text.length };
    if (!isAnswered(below)) take(span);
  }
  return spans.sort((a, b) => a.start - b.start);
}
