/**
 * Strangers' words made harmless for GitHub's Markdown. A code span is the one place where GitHub neither sends mentions, nor links
 * numbers, hashes and addresses, nor reads HTML; so every word that could mean anything is shown in one.
 */

const INVISIBLE =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u061c\u115f\u1160\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb\u{1d173}-\u{1d17a}\u{e0000}-\u{e0fff}]/gu;
const LONE_SURROGATE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
const ESCAPE_SEQUENCE = /\u001b(?:\[[0-?]{0,64}[ -/]{0,8}[@-~]|[@-Z\\-_])?/g;

/** Longest message or fix line in a report, in characters. */
export const TEXT_LIMIT = 1_000;
/** Longest quote in a report, in characters. */
const QUOTE_SHOWN = 120;

/** Cuts to `limit` characters, never through a surrogate pair, and says so with an ellipsis. */
export function shorten(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const end = Math.max(0, limit - 1);
  const last = text.charCodeAt(end - 1);
  return `${text.slice(0, last >= 0xd800 && last <= 0xdbff ? end - 1 : end).trimEnd()}…`;
}

/** Removes control, bidirectional and zero-width characters; tabs and newlines stay. */
export function visible(text: string): string {
  return text
    .replace(ESCAPE_SEQUENCE, "")
    .replace(/\r\n?|[\u0085\u2028\u2029]/g, "\n")
    .replace(INVISIBLE, "")
    .replace(LONE_SURROGATE, "\ufffd");
}

/** One visible line: white space becomes single spaces. Bounded before anything is scanned. */
export function oneLine(text: string, limit: number): string {
  return shorten(
    visible(text.slice(0, limit * 4))
      .split(/\s/)
      .filter((word) => word !== "")
      .join(" "),
    limit,
  );
}

function longestRun(text: string, character: string): number {
  let longest = 0;
  let run = 0;
  for (const one of text) {
    run = one === character ? run + 1 : 0;
    if (run > longest) longest = run;
  }
  return longest;
}

/** Characters that mean something to Markdown, to HTML or to GitHub's own linking, as HTML entities. */
function entities(text: string): string {
  return text.replace(/[\\`*_~[\]<>&|$:@#!^]|(?<=www)\./gi, (one) => `&#${one.charCodeAt(0)};`);
}

/** A code span that shows `text` literally, on one line. */
export function codeSpan(text: string, limit: number = QUOTE_SHOWN): string {
  const line = oneLine(text, limit);
  if (line === "") return "(empty)";
  const marks = "`".repeat(longestRun(line, "`") + 1);
  const pad = line.startsWith("`") || line.endsWith("`") ? " " : "";
  return `${marks}${pad}${line}${pad}${marks}`;
}

const PLAIN_WORD = /^[\p{L}\p{M}\p{N}.,;:!?()'"%+=/…–—‘’“”°²³×±→≤≥\u00b7-]+$/u;
const RISKY = [
  // Options, and runs that would rule or underline a line.
  /(?:^|\()[-+]{1,2}[A-Za-z-]/,
  /^[:=+-]{2,}/,
  // GitHub's emoji, addresses, issue numbers and commit hashes.
  /:[A-Za-z0-9+-]+:/,
  /:\/\/|www\./i,
  /\bgh-\d/i,
  /(?<![A-Za-z0-9])(?=[0-9]*[a-f])(?=[a-f]*[0-9])[0-9a-f]{7,}(?![A-Za-z0-9])/i,
  // File names, dotted names and paths.
  /[\p{L}\p{N}]\.\p{L}[\p{L}\p{N}]/u,
  /^\/|\/.*[./]/,
];

function isPlain(core: string): boolean {
  return PLAIN_WORD.test(core) ? !RISKY.some((form) => form.test(core)) : core === "&";
}

const TRAILING = new Set([".", ",", ";", ":", "!", "?", ")", '"', "'", "”", "’"]);
const LEADING = new Set(["(", '"', "'", "“", "‘"]);

/** `norm_layer()` and `f(x)` keep their own closing bracket. */
function closesInside(text: string): boolean {
  return text.endsWith(")") && text.split("(").length >= text.split(")").length;
}

function word(text: string): string {
  if (isPlain(text)) {
    if (/^\d{1,9}[.)]$/.test(text)) return `${text.slice(0, -1)}\\${text.slice(-1)}`;
    return text === "-" || text === "+" || /^=+$/.test(text) ? `\\${text}` : text;
  }
  let start = 0;
  let end = text.length;
  while (start < end && LEADING.has(text[start] ?? "")) start++;
  while (end > start + 1 && TRAILING.has(text[end - 1] ?? "") && !closesInside(text.slice(start, end))) end--;
  const core = text.slice(start, end);
  return `${text.slice(0, start)}${isPlain(core) ? core : codeSpan(core, TEXT_LIMIT)}${text.slice(end)}`;
}

/**
 * Plain text, strangers' words included, as one line of Markdown without any markup but code spans. Text between backticks is taken as
 * meant for a code span.
 */
export function inline(text: string, limit: number = TEXT_LIMIT): string {
  const pieces = oneLine(text, limit).split("`");
  const out: string[] = [];
  for (const [index, piece] of pieces.entries()) {
    const closed = index < pieces.length - 1;
    if (index % 2 === 1 && closed && piece.trim() !== "") out.push(codeSpan(piece, limit));
    else
      out.push(
        piece
          .split(" ")
          .map((one) => (one === "" ? "" : word(one)))
          .join(" "),
      );
  }
  return joinSpans(out);
}

/** Two code spans, or a span and a word's own, must not touch: their backticks would run together. */
function joinSpans(pieces: readonly string[]): string {
  let out = "";
  for (const piece of pieces) out += out.endsWith("`") && piece.startsWith("`") ? ` ${piece}` : piece;
  return out;
}

/**
 * Markdown of this module as a table's cell. A pipe ends a cell even inside a code span, and renderers disagree about escaping one behind
 * a backslash; such a span is written as HTML's own code element with entities.
 */
export function tableCell(markdown: string): string {
  let out = "";
  let at = 0;
  while (at < markdown.length) {
    const open = markdown.indexOf("`", at);
    if (open < 0) break;
    let start = open;
    while (markdown[start] === "`") start++;
    const marks = markdown.slice(open, start);
    let close = markdown.indexOf(marks, start);
    while (close >= 0 && markdown[close + marks.length] === "`") {
      while (markdown[close] === "`") close++;
      close = markdown.indexOf(marks, close);
    }
    const end = close < 0 ? markdown.length : close + marks.length;
    const content = markdown.slice(start, close < 0 ? end : close);
    out += markdown.slice(at, open);
    out += content.includes("|") ? `<code>${entities(content.trim())}</code>` : markdown.slice(open, end);
    at = end;
  }
  return (out + markdown.slice(at)).replaceAll("|", "&#124;");
}

/** A fenced block that nothing inside can close. `indent` is put before every line, for a block inside a list item. */
export function fence(text: string, language = "", indent = "", limit = 4_000): string {
  const content = shorten(visible(text.slice(0, limit * 4)), limit)
    .replace(/^\n+/, "")
    .trimEnd();
  const marks = "`".repeat(Math.max(3, longestRun(content, "`") + 1));
  return [`${marks}${language}`, ...content.split("\n"), marks]
    .map((line) => (line === "" ? "" : indent + line))
    .join("\n");
}

/** A link with an address of ours: anything that could end the address early is percent-encoded. Undefined unless http or https. */
export function link(label: string, url: string | undefined): string {
  if (url === undefined || !/^https?:\/\/[^\s<>"'`\\^{}|]+$/.test(url)) return label;
  return `[${label}](${url.replace(/[()]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`)})`;
}
