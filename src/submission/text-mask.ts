import type { Span } from "./markdown-text.ts";

/** What a character of a text belongs to, as flags. */
export const CODE = 1;
/** Fences, backticks, tags, link definitions. */
export const MARKUP = 2;
export const COMMENT = 4;
export const QUOTE = 8;
export const TEMPLATE = 16;
export const LINK = 32;

/** Flags for each character of a text. */
export class Mask {
  private readonly flags: Uint8Array;

  constructor(length: number) {
    this.flags = new Uint8Array(length);
  }

  /** Whether the character at `offset` has one of `flags`. */
  has(offset: number, flags: number): boolean {
    return ((this.flags[offset] ?? 0) & flags) !== 0;
  }

  /** Gives a flag to every character of the spans. */
  mark(spans: Iterable<Span>, flag: number): void {
    for (const span of spans) this.replace(span, 0, flag);
  }

  /** Takes one flag from a span and gives it another. */
  replace(span: Span, from: number, to: number): void {
    const end = Math.min(span.end, this.flags.length);
    for (let at = span.start; at < end; at++) this.flags[at] = ((this.flags[at] ?? 0) & ~from) | to;
  }

  /** The longest runs within `span` that have none of `flags`. */
  clearRuns(span: Span, flags: number): readonly Span[] {
    const runs: Span[] = [];
    const end = Math.min(span.end, this.flags.length);
    for (let at = span.start; at < end; at++) {
      if (this.has(at, flags)) continue;
      const start = at;
      while (at < end && !this.has(at, flags)) at++;
      runs.push({ start, end: at });
    }
    return runs;
  }

  /** The text with spaces in place of every character that has one of `flags`; newlines stay. */
  blank(text: string, flags: number): string {
    const parts: string[] = [];
    let at = 0;
    for (const run of this.clearRuns({ start: 0, end: text.length }, flags)) {
      parts.push(text.slice(at, run.start).replace(/[^\n]/g, " "), text.slice(run.start, run.end));
      at = run.end;
    }
    parts.push(text.slice(at).replace(/[^\n]/g, " "));
    return parts.join("");
  }
}
