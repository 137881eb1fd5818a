/** Where a quoted passage stands. The names are part of the JSON contract. */
export type EvidenceSource =
  | "title"
  | "description"
  | "comment"
  | "pull-request"
  | "diff"
  | "head"
  | "base"
  | "ticket"
  | "log"
  | "checkpoint"
  | "paper"
  | "url";

/**
 * A passage that a verdict rests on. `quote` stands literally at the place cited: within `line`..`endLine` of the
 * text, of the file at that revision, or of the resource behind `url`. Lines and columns count from 1.
 */
export interface Evidence {
  readonly source: EvidenceSource;
  /** Repository path, for `diff`, `head` and `base`. A `diff` line is a line of the head file unless `removed` is set. */
  readonly path?: string;
  /** Position in the conversation, oldest first, counted from 0, for `comment`. */
  readonly comment?: number;
  readonly url?: string;
  readonly line?: number;
  readonly endLine?: number;
  readonly column?: number;
  /** The cited line exists only before the change; `line` then counts in the base file. */
  readonly removed?: boolean;
  /** The passage was searched and the thing is not in it; `quote` is how it begins. */
  readonly searched?: boolean;
  readonly quote: string;
}

/** Longest quote that a verdict carries, in characters. */
export const QUOTE_LIMIT = 240;

/** First line of `text`, trimmed and cut to the quote limit; it stays a literal part of `text`. */
export function quoteOf(text: string): string {
  const trimmed = text.trim();
  const newline = trimmed.indexOf("\n");
  const line = (newline < 0 ? trimmed : trimmed.slice(0, newline)).trimEnd();
  return line.length > QUOTE_LIMIT ? line.slice(0, QUOTE_LIMIT) : line;
}
