import { decodeEntities } from "./markdown-escapes.ts";
import type { Span } from "./markdown-text.ts";

export interface HtmlTag extends Span {
  /** Lower case. */
  readonly name: string;
  readonly closing: boolean;
  readonly attributes: ReadonlyMap<string, string>;
}

export interface ScannedHtml {
  readonly tags: readonly HtmlTag[];
  /** Comments, declarations and processing instructions. */
  readonly comments: readonly Span[];
  /** Start of a comment that the source does not end. */
  readonly openComment?: number;
}

const TAG = /<(\/?)([A-Za-z][A-Za-z0-9-]*)(?=[\s/>])/y;
const ATTRIBUTE = /[^\s/>=]+/y;
const UNQUOTED = /[^\s>]*/y;

function matchAt(pattern: RegExp, source: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(source);
}

function skipSpace(source: string, from: number): number {
  let at = from;
  while (at < source.length && source[at]?.trim() === "") at++;
  return at;
}

/** Attributes from `from` on, and the offset after the tag's `>`; undefined when the tag does not end. */
function readAttributes(source: string, from: number): { attributes: Map<string, string>; end: number } | undefined {
  const attributes = new Map<string, string>();
  let at = from;
  for (;;) {
    at = skipSpace(source, at);
    const character = source[at];
    if (character === undefined) return undefined;
    if (character === ">") return { attributes, end: at + 1 };
    const name = matchAt(ATTRIBUTE, source, at)?.[0] ?? "";
    if (name === "") {
      at++;
      continue;
    }
    at = skipSpace(source, at + name.length);
    let value = "";
    if (source[at] === "=") {
      at = skipSpace(source, at + 1);
      const quote = source[at];
      if (quote === '"' || quote === "'") {
        const close = source.indexOf(quote, at + 1);
        if (close < 0) return undefined;
        value = source.slice(at + 1, close);
        at = close + 1;
      } else {
        value = matchAt(UNQUOTED, source, at)?.[0] ?? "";
        at += value.length;
      }
    }
    const key = name.toLowerCase();
    if (!attributes.has(key)) attributes.set(key, decodeEntities(value));
  }
}

/** Finds tags and comments; `offset` is added to every position. What follows a tag that never ends is text. */
export function scanHtml(source: string, offset: number): ScannedHtml {
  const tags: HtmlTag[] = [];
  const comments: Span[] = [];
  let at = source.indexOf("<");
  while (at >= 0) {
    let end = at + 1;
    if (source.startsWith("<!--", at)) {
      const close = /^<!--(?:-?>)/.test(source.slice(at, at + 6)) ? at + 2 : source.indexOf("-->", at + 4);
      if (close < 0) return { tags, comments, openComment: offset + at };
      end = source.indexOf(">", close) + 1;
      comments.push({ start: offset + at, end: offset + end });
    } else if (/^<(?:\?|![A-Za-z[])/.test(source.slice(at, at + 3))) {
      const close = source.indexOf(">", at);
      if (close < 0) break;
      end = close + 1;
      comments.push({ start: offset + at, end: offset + end });
    } else {
      const tag = matchAt(TAG, source, at);
      if (tag !== null) {
        const rest = readAttributes(source, at + tag[0].length);
        if (rest === undefined) break;
        end = rest.end;
        tags.push({
          name: (tag[2] ?? "").toLowerCase(),
          closing: tag[1] === "/",
          attributes: rest.attributes,
          start: offset + at,
          end: offset + end,
        });
      }
    }
    at = source.indexOf("<", end);
  }
  return { tags, comments };
}

/** What a reader sees of a piece of HTML that holds inline Markdown at most: `<br>` a space, other tags gone. */
export function withoutTags(source: string): string {
  return source.includes("<") ? source.replace(/<br[^<>]*>/gi, " ").replace(/<[/!]?[A-Za-z-][^<>]*>/g, "") : source;
}
