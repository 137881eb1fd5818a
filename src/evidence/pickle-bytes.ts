import { StatedFailure } from "./failure.ts";

const UTF8 = new TextDecoder();
/** Longest line of a text opcode; honest ones hold a name or a number. */
const LONGEST_LINE = 64 * 1024;
const NEWLINE = 10;

/** Reads a pickle's bytes in order. Throws a {@link StatedFailure} where they end too early. */
export class PickleBytes {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  at: number;

  constructor(bytes: Uint8Array, at: number) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.at = at;
  }

  /** Unsigned integer of 1, 2 or 4 bytes, least significant first. */
  unsigned(size: 1 | 2 | 4): number {
    const at = this.#step(size);
    if (size === 1) return this.#view.getUint8(at);
    return size === 2 ? this.#view.getUint16(at, true) : this.#view.getUint32(at, true);
  }

  signed(): number {
    return this.#view.getInt32(this.#step(4), true);
  }

  double(): number {
    return this.#view.getFloat64(this.#step(8), false);
  }

  /** A length of 8 bytes. One beyond what a number holds exactly is beyond the end all the same. */
  length(): number {
    return Number(this.#view.getBigUint64(this.#step(8), true));
  }

  take(count: number): Uint8Array {
    const at = this.#step(count);
    return this.#bytes.subarray(at, at + count);
  }

  text(count: number): string {
    return UTF8.decode(this.take(count));
  }

  /** Text up to the next newline, which is skipped. */
  line(): string {
    const limit = Math.min(this.#bytes.length, this.at + LONGEST_LINE);
    let end = this.at;
    while (end < limit && this.#bytes[end] !== NEWLINE) end += 1;
    if (end === limit) throw new StatedFailure("its pickle ends early");
    const text = UTF8.decode(this.#bytes.subarray(this.at, end));
    this.at = end + 1;
    return text;
  }

  #step(count: number): number {
    const at = this.at;
    if (count > this.#bytes.length - at) throw new StatedFailure("its pickle ends early");
    this.at = at + count;
    return at;
  }
}

/** A little-endian two's-complement integer of any length; NaN for one that a number does not hold exactly. */
export function longOf(bytes: Uint8Array): number {
  if (bytes.length > 8) return Number.NaN;
  let value = 0n;
  for (let at = bytes.length - 1; at >= 0; at -= 1) value = (value << 8n) | BigInt(bytes[at] ?? 0);
  const signed = BigInt.asIntN(bytes.length * 8, value);
  return Number.isSafeInteger(Number(signed)) ? Number(signed) : Number.NaN;
}

/** The text of a `STRING` opcode's line: a quoted literal with escapes, as Python 2 wrote it. */
export function quotedText(line: string): string {
  const literal = line.trimEnd();
  const quote = literal[0];
  if (literal.length < 2 || (quote !== "'" && quote !== '"') || !literal.endsWith(quote)) {
    throw new StatedFailure("its pickle is broken");
  }
  return unescaped(literal.slice(1, -1));
}

const SINGLE: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r", "\\": "\\", "'": "'", '"': '"' };

/** Undoes backslash escapes, so that a name cannot hide behind them. */
export function unescaped(text: string): string {
  if (!text.includes("\\")) return text;
  return text.replace(
    /\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{1,3})|([\s\S]))/g,
    (whole, hex?: string, short?: string, long?: string, octal?: string, single?: string) => {
      const code = hex ?? short ?? long;
      if (code !== undefined) return characterOf(Number.parseInt(code, 16));
      if (octal !== undefined) return characterOf(Number.parseInt(octal, 8));
      return (single === undefined ? undefined : SINGLE[single]) ?? whole;
    },
  );
}

function characterOf(code: number): string {
  return code <= 0x10ffff ? String.fromCodePoint(code) : "\ufffd";
}
