import { unescapeMarkdown } from "./markdown-escapes.ts";
import { emptyReading, type MarkdownReading } from "./markdown-reading.ts";
import type { CodeBlock } from "./markdown-text.ts";

const FENCE = /^[ \t]{0,12}(?:[-*+] )?(`{3,}|~{3,})([^`\n]*)$/;
const QUOTE = /^ {0,3}>/;
const HEADING = /^ {0,3}(#{1,6})[ \t]+(\S.*)$/;
const LINK =
  /\[([^[\]\n]{0,1000})\]\(<?([^\s()<>]{1,4000}(?:\([^\s()<>]{0,1000}\)[^\s()<>]{0,1000})?)>?(?: "[^"\n]{0,1000}")?\)/g;

function readCodeSpans(line: string, offset: number, reading: MarkdownReading): void {
  if (!line.includes("`")) return;
  const runs = [...line.matchAll(/`+/g)].map((run) => ({ at: run.index, length: run[0].length, next: -1 }));
  const later = new Map<number, number>();
  for (let index = runs.length - 1; index >= 0; index--) {
    const run = runs[index];
    if (run === undefined) continue;
    run.next = later.get(run.length) ?? -1;
    later.set(run.length, index);
  }
  for (let index = 0; index < runs.length; index++) {
    const open = runs[index];
    const close = runs[open?.next ?? -1];
    if (open === undefined || close === undefined) continue;
    const start = offset + open.at + open.length;
    const end = offset + close.at;
    const text = line.slice(open.at + open.length, close.at);
    reading.code.push({
      block: { form: "inline", language: "", start, end, lines: [{ text, start }] },
      outer: { start: offset + open.at, end: end + close.length },
    });
    index = open.next;
  }
}

/**
 * Reads Markdown line by line: fences, code spans, comments, quotes, ATX headings and inline links. The fallback for texts whose
 * size or nesting the full parser is not given.
 */
export function readMarkdownLines(text: string, lineStarts: readonly number[]): MarkdownReading {
  const reading = emptyReading();
  let fence: { mark: string; language: string; outerStart: number; lines: CodeBlock["lines"][number][] } | undefined;
  let commentStart: number | undefined;
  const closeFence = (end: number): void => {
    if (fence === undefined) return;
    const first = fence.lines[0];
    const last = fence.lines.at(-1);
    const start = first?.start ?? end;
    reading.code.push({
      block: {
        form: "fenced",
        language: fence.language,
        start,
        end: last === undefined ? start : last.start + last.text.length,
        lines: fence.lines,
      },
      outer: { start: fence.outerStart, end },
    });
    fence = undefined;
  };
  for (let index = 0; index < lineStarts.length; index++) {
    const start = lineStarts[index] ?? 0;
    const end = index + 1 < lineStarts.length ? (lineStarts[index + 1] ?? 0) - 1 : text.length;
    const line = text.slice(start, end);
    if (commentStart !== undefined) {
      const close = line.indexOf("-->");
      if (close < 0) continue;
      reading.comments.push({ start: commentStart, end: start + close + 3 });
      commentStart = undefined;
      continue;
    }
    const mark = FENCE.exec(line);
    if (fence !== undefined) {
      const run = mark?.[1] ?? "";
      if (run.startsWith(fence.mark) && (mark?.[2] ?? "").trim() === "") closeFence(end);
      else fence.lines.push({ text: line, start });
      continue;
    }
    if (mark !== null) {
      const language = (mark[2] ?? "").trim().split(/\s/, 1)[0] ?? "";
      fence = { mark: mark[1] ?? "", language: language.toLowerCase(), outerStart: start, lines: [] };
      continue;
    }
    if (QUOTE.test(line)) reading.quotes.push({ start, end });
    const heading = HEADING.exec(line);
    if (heading !== null) {
      reading.headings.push({
        start,
        end,
        level: (heading[1] ?? "").length,
        text: unescapeMarkdown(heading[2] ?? "").trim(),
      });
    }
    let visible = line;
    const open = line.indexOf("<!--");
    if (open >= 0) {
      const close = line.indexOf("-->", open + 4);
      if (close < 0) commentStart = start + open;
      else reading.comments.push({ start: start + open, end: start + close + 3 });
      visible = line.slice(0, open);
    }
    readCodeSpans(visible, start, reading);
    reading.regions.push({ start, end: start + visible.length });
    if (heading === null && visible.trim() !== "") {
      reading.units.push({ kind: "paragraph", lines: [{ start, end: start + visible.length }] });
    }
    if (visible.includes("](")) {
      for (const link of visible.matchAll(LINK)) {
        const isImage = visible[link.index - 1] === "!";
        reading.links.push({
          form: isImage ? "image" : "inline",
          href: unescapeMarkdown(link[2] ?? ""),
          text: unescapeMarkdown(link[1] ?? ""),
          start: start + link.index - (isImage ? 1 : 0),
          end: start + link.index + link[0].length,
        });
      }
    }
  }
  if (commentStart !== undefined) reading.comments.push({ start: commentStart, end: text.length });
  closeFence(text.length);
  return reading;
}
