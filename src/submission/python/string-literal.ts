const SIMPLE_ESCAPES: Readonly<Record<string, string>> = {
  n: "\n",
  t: "\t",
  r: "\r",
  "\\": "\\",
  "'": "'",
  '"': '"',
  a: "\x07",
  b: "\b",
  f: "\f",
  v: "\v",
};

/** The parts of a string literal's source: its lower-cased prefix letters and where its content begins and ends. */
export interface StringLiteralShape {
  readonly prefix: string;
  readonly contentFrom: number;
  readonly contentTo: number;
}

/** Finds prefix and quotes of the literal that stands at `from`..`to`; an unclosed literal's content goes to its end. */
export function shapeOfStringLiteral(text: string, from: number, to: number): StringLiteralShape {
  let at = from;
  while (at < to && at - from < 3 && text[at] !== '"' && text[at] !== "'") at++;
  const prefix = text.slice(from, at).toLowerCase();
  const quote = text[at] ?? '"';
  const triple = text.startsWith(quote + quote + quote, at) && to - at >= 3;
  const width = triple ? 3 : 1;
  const contentFrom = Math.min(at + width, to);
  const closed = to - contentFrom >= width && text.startsWith(triple ? quote + quote + quote : quote, to - width);
  return { prefix, contentFrom, contentTo: closed ? to - width : to };
}

/** Value of a literal's content with Python's escape sequences applied; unknown ones stay as written, as Python leaves them. */
export function decodeEscapes(content: string): string {
  let at = content.indexOf("\\");
  if (at === -1) return content;
  const parts: string[] = [];
  let copied = 0;
  while (at !== -1 && at + 1 < content.length) {
    const [decoded, length] = decodeEscape(content, at);
    if (decoded !== undefined) {
      parts.push(content.slice(copied, at), decoded);
      copied = at + length;
    }
    at = content.indexOf("\\", at + length);
  }
  parts.push(content.slice(copied));
  return parts.join("");
}

function decodeEscape(content: string, at: number): [decoded: string | undefined, length: number] {
  const letter = content[at + 1] ?? "";
  const simple = SIMPLE_ESCAPES[letter];
  if (simple !== undefined) return [simple, 2];
  if (letter === "\n") return ["", 2];
  if (letter === "\r") return ["", content[at + 2] === "\n" ? 3 : 2];
  if (letter === "x") return decodeCodePoint(content, at, 2, 16);
  if (letter === "u") return decodeCodePoint(content, at, 4, 16);
  if (letter === "U") return decodeCodePoint(content, at, 8, 16);
  const octal = /^[0-7]{1,3}/.exec(content.slice(at + 1, at + 4));
  if (octal) return [String.fromCharCode(Number.parseInt(octal[0], 8)), 1 + octal[0].length];
  return [undefined, 2];
}

function decodeCodePoint(content: string, at: number, digits: number, base: number): [string | undefined, number] {
  const text = content.slice(at + 2, at + 2 + digits);
  if (text.length !== digits || !/^[0-9a-fA-F]+$/.test(text)) return [undefined, 2];
  const code = Number.parseInt(text, base);
  return code <= 0x10ffff ? [String.fromCodePoint(code), 2 + digits] : [undefined, 2];
}
