import type { ConversationEntry } from "./pull-request.ts";

/** Where a Markdown text comes from. */
export type TextOrigin =
  | { readonly source: "description" }
  | { readonly source: "comment"; readonly index: number; readonly entry: ConversationEntry };

/** A half-open range of character offsets into {@link MarkdownText.text}. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export interface Link extends Span {
  /** Absolute target as written, entities decoded; never rewritten. */
  readonly href: string;
  /** Visible text; equals `href` for a bare URL. */
  readonly text: string;
  readonly form: "inline" | "reference" | "autolink" | "bare" | "image" | "html";
}

export interface CodeBlock extends Span {
  /** `start` and `end` span the content alone, without fences. */
  readonly form: "fenced" | "indented" | "inline" | "html";
  /** First word of a fence's info string, lower case; empty when there is none. */
  readonly language: string;
  /** The content's lines with the offset of each line's first character in the text. Container indentation is not part of a line. */
  readonly lines: readonly { readonly text: string; readonly start: number }[];
}

export interface Cell extends Span {
  /** The cell's plain text: emphasis, code marks, escapes and links reduced to what a reader sees. */
  readonly text: string;
}

export interface Table extends Span {
  readonly form: "markdown" | "html";
  readonly header: readonly Cell[];
  readonly rows: readonly (readonly Cell[])[];
}

export interface Heading extends Span {
  readonly level: number;
  /** Plain text of the heading. A line that is nothing but bold text and an optional colon counts as level 7. */
  readonly text: string;
  /** Offsets of the section under the heading, up to the next heading of the same or a higher level. */
  readonly section: Span;
}

export interface Mention extends Span {
  /** Login or `org/team`, without the at sign. */
  readonly login: string;
}

/**
 * A description or comment with what stands where. All offsets count characters of `text`, in which line ends are
 * single newlines; line and column numbers are those of the text as written.
 */
export interface MarkdownText {
  readonly origin: TextOrigin;
  readonly text: string;
  /** Offset of the first character of each line. */
  readonly lineStarts: readonly number[];
  /**
   * The author's own running text: same length as `text`, with spaces in place of code (blocks and spans), HTML comments and
   * tags, quoted replies, and untouched template text. Newlines stay.
   */
  readonly prose: string;
  /** Like `prose`, but with code kept: everything that the author states. */
  readonly statements: string;
  readonly links: readonly Link[];
  readonly code: readonly CodeBlock[];
  readonly tables: readonly Table[];
  readonly headings: readonly Heading[];
  readonly mentions: readonly Mention[];
  /** Ranges of template text that the author left as it was. */
  readonly template: readonly Span[];
}
