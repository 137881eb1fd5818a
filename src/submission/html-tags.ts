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

// What GitHub lets through, or takes out with no trace. `<path to imagenet>` is no element but a placeholder that its author wrote.
const ELEMENTS = new Set(
  (
    "a abbr article aside b bdo big blockquote body br caption center cite code col colgroup dd del details dfn div dl dt em " +
    "figcaption figure font footer h1 h2 h3 h4 h5 h6 h7 h8 head header hr html i iframe img input ins kbd li link main mark meta " +
    "nav ol p picture pre q rp rt ruby s samp script section small source span strike strong style sub summary sup svg table " +
    "tbody td tfoot th thead time tr tt u ul var video wbr"
  ).split(" "),
);
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

/** Finds tags of HTML elements, and comments; `offset` is added to every position. What follows a tag that never ends is text. */
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
        const name = (tag[2] ?? "").toLowerCase();
        const { attributes } = rest;
        const span = { start: offset + at, end: offset + end };
        if (ELEMENTS.has(name)) tags.push({ name, closing: tag[1] === "/", attributes, ...span });
      }
    }
    at = source.indexOf("<", end);
  }
  return { tags, comments };
}

/** What a reader sees of a piece of HTML that holds inline Markdown at most: `<br>` a space, other tags and comments gone. */
export function withoutTags(source: string): string {
  if (!source.includes("<")) return source;
  return source.replace(/<[^<>]*>/g, (whole) => {
    const name = /^<\/?([A-Za-z][A-Za-z0-9]*|!)/.exec(whole)?.[1]?.toLowerCase() ?? "";
    if (name === "br") return " ";
    return name === "!" || ELEMENTS.has(name) ? "" : whole;
  });
}
