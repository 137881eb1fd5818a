import type { HtmlTag } from "./html-tags.ts";
import type { CodeBlock, Heading, Link, Span, Table } from "./markdown-text.ts";

/** A paragraph, list item or heading: its lines without container marks. */
export interface TextUnit {
  readonly kind: "paragraph" | "heading";
  readonly lines: readonly Span[];
}

/** What a reader of Markdown found, before it is decided what of it is the author's own. */
export interface MarkdownReading {
  /** Each code block with the span of the whole construct, fences and backticks included. */
  readonly code: { readonly block: CodeBlock; readonly outer: Span }[];
  readonly comments: Span[];
  readonly tags: HtmlTag[];
  /** Link definitions, which GitHub does not show. */
  readonly definitions: Span[];
  readonly quotes: Span[];
  readonly units: TextUnit[];
  /** Running text in which bare URLs may stand; a URL never crosses the end of one. */
  readonly regions: Span[];
  readonly links: Link[];
  readonly tables: Table[];
  /** The section is filled in when all headings are known. */
  readonly headings: Omit<Heading, "section">[];
}

export function emptyReading(): MarkdownReading {
  return {
    code: [],
    comments: [],
    tags: [],
    definitions: [],
    quotes: [],
    units: [],
    regions: [],
    links: [],
    tables: [],
    headings: [],
  };
}
