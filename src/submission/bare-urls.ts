import type { Span } from "./markdown-text.ts";

interface BareUrl extends Span {
  /** As written; `http://` is put before a `www.` name, as GitHub does. */
  readonly href: string;
}

const OPENING = /https?:\/\/|ftp:\/\/|www\./gi;
// Beside GFM's white space and `<`: characters that no URL may hold, and full-width punctuation that Chinese text sets without a space.
const STOP = /[\s<>"`|\u3001\u3002\u300a-\u3011\uff01\uff08\uff09\uff0c\uff1a\uff1b\uff1f]/g;
const STOP_QUOTED = new RegExp(`${STOP.source}|'`, "g");
const TRAILING = new Set([".", ",", ":", ";", "!", "?", '"', "'", "*", "_", "~", "\\"]);
/** Opening bracket by closing one. */
const PAIRS: ReadonlyMap<string, string> = new Map([
  [")", "("],
  ["]", "["],
  ["}", "{"],
]);
const OPENED: ReadonlyMap<string, string> = new Map([...PAIRS].map(([close, open]) => [open, close]));

const HOST_START = /[\p{L}\p{N}[]/u;

function matchFrom(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

/** Length of a URL's rest without the punctuation and unbalanced closing brackets that belong to the sentence around it. */
function trimmedLength(rest: string): number {
  const label = rest.indexOf("](");
  let end = label < 0 ? rest.length : label;
  const surplus = new Map([...PAIRS.keys()].map((close) => [close, 0]));
  for (let at = 0; at < end; at++) {
    const character = rest[at] ?? "";
    const close = PAIRS.has(character) ? character : OPENED.get(character);
    if (close !== undefined) surplus.set(close, (surplus.get(close) ?? 0) + (close === character ? 1 : -1));
  }
  while (end > 0) {
    const character = rest[end - 1] ?? "";
    const over = surplus.get(character) ?? 0;
    if (character === ";") {
      const entity = /&[A-Za-z0-9#]{1,30};$/.exec(rest.slice(Math.max(0, end - 32), end));
      end -= entity?.[0].length ?? 1;
    } else if (TRAILING.has(character)) end--;
    else if (over > 0) {
      surplus.set(character, over - 1);
      end--;
    } else break;
  }
  return end;
}

/**
 * Bare URLs (`http`, `https`, `ftp`, `www.`) in any string, by GFM's autolink rules: punctuation and unbalanced brackets at the
 * end are not part. Offsets count characters of `text`; linear in `to - from`.
 */
export function findUrls(text: string, from = 0, to = text.length): readonly BareUrl[] {
  // The patterns see the range alone: a search that ran on to the end of the text each time would cost its square.
  const range = text.slice(from, to);
  const urls: BareUrl[] = [];
  let at = 0;
  for (;;) {
    const opening = matchFrom(OPENING, range, at);
    if (opening === null) return urls;
    const start = opening.index;
    const host = start + opening[0].length;
    const isQuoted = range[start - 1] === "'";
    const stop = matchFrom(isQuoted ? STOP_QUOTED : STOP, range, host)?.index ?? range.length;
    at = Math.max(host, stop);
    if (start > 0 && /[A-Za-z0-9]/.test(range[start - 1] ?? "")) {
      at = host;
      continue;
    }
    const end = host + trimmedLength(range.slice(host, stop));
    const written = range.slice(start, end);
    const isName = /^www/i.test(written);
    if (end <= host || !HOST_START.test(range[host] ?? "") || (isName && !written.slice(4).includes("."))) continue;
    urls.push({ href: isName ? `http://${written}` : written, start: from + start, end: from + end });
  }
}
