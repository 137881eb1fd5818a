import { htmlCell } from "./html-table.ts";
import type { HtmlTag } from "./html-tags.ts";
import type { MarkdownReading } from "./markdown-reading.ts";
import type { CodeBlock, Heading, Link } from "./markdown-text.ts";

/** By index of a tag: index of the next closing tag of that name at or after it. */
function closingTags(tags: readonly HtmlTag[], name: string): readonly number[] {
  const next: number[] = new Array(tags.length);
  let found = -1;
  for (let index = tags.length - 1; index >= 0; index--) {
    const tag = tags[index];
    if (tag?.closing && tag.name === name) found = index;
    next[index] = found;
  }
  return next;
}

function codeLanguage(tag: HtmlTag | undefined): string {
  const byClass = /(?:^|[\s-])(?:language|source)-([\w+-]+)/.exec(
    tag?.attributes.get("class")?.slice(0, 200) ?? "",
  )?.[1];
  return (tag?.attributes.get("lang") ?? byClass ?? "").toLowerCase();
}

function htmlCode(text: string, open: HtmlTag, close: HtmlTag, inner: readonly HtmlTag[]): CodeBlock {
  let start = open.end;
  let end = close.start;
  const first = inner[0];
  const last = inner.at(-1);
  if (first?.name === "code" && !first.closing && text.slice(start, first.start).trim() === "") start = first.end;
  if (last?.name === "code" && last.closing && text.slice(last.end, end).trim() === "" && last.start >= start)
    end = last.start;
  if (text[start] === "\n" && start < end) start++;
  if (text[end - 1] === "\n" && end > start) end--;
  let at = start;
  const lines = text
    .slice(start, end)
    .split("\n")
    .map((line) => {
      const located = { text: line, start: at };
      at += line.length + 1;
      return located;
    });
  return { form: "html", language: codeLanguage(open) || codeLanguage(first), start, end, lines };
}

/** Reads `<pre>` and `<code>`; returns the tags that stand outside of them. */
export function readHtmlCode(
  text: string,
  tags: readonly HtmlTag[],
  code: MarkdownReading["code"],
): readonly HtmlTag[] {
  const closing: Readonly<Record<string, readonly number[]>> = {
    pre: closingTags(tags, "pre"),
    code: closingTags(tags, "code"),
  };
  const outside: HtmlTag[] = [];
  let blankLine = -1;
  for (let index = 0; index < tags.length; index++) {
    const tag = tags[index];
    if (tag === undefined) break;
    const closeIndex = tag.closing ? -1 : (closing[tag.name]?.[index] ?? -1);
    const close = tags[closeIndex];
    if (close !== undefined && tag.name === "code" && blankLine < tag.end) {
      const blank = text.indexOf("\n\n", tag.end);
      blankLine = blank < 0 ? text.length : blank;
    }
    // Inline code does not reach over a blank line: there, a tag was left open.
    if (close === undefined || (tag.name === "code" && blankLine < close.start)) {
      outside.push(tag);
      continue;
    }
    const block = htmlCode(text, tag, close, tags.slice(index + 1, closeIndex));
    code.push({ block, outer: { start: tag.start, end: close.end } });
    index = closeIndex;
  }
  return outside;
}

/** Links and images written as HTML. */
export function readHtmlLinks(text: string, tags: readonly HtmlTag[]): readonly Link[] {
  const links: Link[] = [];
  let open: HtmlTag | undefined;
  const close = (textEnd: number, end: number): void => {
    const href = open?.attributes.get("href");
    if (open !== undefined && href !== undefined && href !== "") {
      links.push({ form: "html", href, text: htmlCell(text, open.end, textEnd).text, start: open.start, end });
    }
    open = undefined;
  };
  for (const tag of tags) {
    if (tag.name === "a") {
      if (open !== undefined) close(tag.closing ? tag.start : open.end, tag.closing ? tag.end : open.end);
      if (!tag.closing) open = tag;
    } else if (tag.name === "img") {
      const href = tag.attributes.get("src");
      if (href === undefined || href === "") continue;
      links.push({ form: "html", href, text: tag.attributes.get("alt") ?? "", start: tag.start, end: tag.end });
    }
  }
  if (open !== undefined) close(open.end, open.end);
  return links;
}

/** `<h1>` to `<h6>`. */
export function readHtmlHeadings(text: string, tags: readonly HtmlTag[]): readonly Omit<Heading, "section">[] {
  const headings: Omit<Heading, "section">[] = [];
  let open: HtmlTag | undefined;
  for (const tag of tags) {
    if (!/^h[1-6]$/.test(tag.name)) continue;
    if (!tag.closing) open = tag;
    else if (open !== undefined) {
      const level = Number(open.name.slice(1));
      headings.push({ level, text: htmlCell(text, open.end, tag.start).text, start: open.start, end: tag.end });
      open = undefined;
    }
  }
  return headings;
}
