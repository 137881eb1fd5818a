import type { LogicalLine } from "./shell-lines.ts";
import { offsetOf, physicalEnd } from "./shell-lines.ts";

/** A piece of a word. */
export type ShellPart =
  | { readonly kind: "literal"; readonly text: string }
  /** `$NAME`, `${NAME}`, `${NAME:-fallback}`; `text` as written. */
  | { readonly kind: "variable"; readonly name: string; readonly text: string; readonly fallback?: string }
  /** `<path to data>`, `{model}`, `[MODEL]`: something the reader is to fill in. Alternatives as in `{a,b}` and `<a|b>`. */
  | {
      readonly kind: "placeholder";
      readonly name: string;
      readonly text: string;
      readonly alternatives: readonly string[];
    };

export interface ShellWord {
  readonly parts: readonly ShellPart[];
  /** Quotes and escapes removed, variables and placeholders as written. */
  readonly text: string;
  /** Offsets in the source. */
  readonly start: number;
  readonly end: number;
}

/** A token of a logical line; `from` and `to` are indexes of the logical line. */
export type ShellToken =
  | { readonly kind: "word"; readonly word: ShellWord; readonly from: number; readonly to: number }
  | { readonly kind: "operator"; readonly text: string; readonly from: number; readonly to: number };

const PLACEHOLDER_LIMIT = 80;
const NAME = /[A-Za-z0-9_]/;
/** A run of characters that mean nothing to a shell. */
const ORDINARY = /[\w./:,=+~^%@!?*#()-]+/y;

class WordReader {
  readonly tokens: ShellToken[] = [];
  private readonly line: LogicalLine;
  private readonly text: string;
  private at = 0;
  private parts: ShellPart[] = [];
  private literal: string[] = [];
  private begin = -1;
  private optionals = 0;
  /** Quotes that have no partner further on end with their physical line; once known, nothing is searched again. */
  private readonly broken = new Set<string>();

  constructor(line: LogicalLine) {
    this.line = line;
    this.text = line.text;
  }

  read(): ShellToken[] {
    while (this.at < this.text.length) this.step(this.text[this.at] ?? "");
    this.endWord();
    return this.tokens;
  }

  private step(character: string): void {
    const next = this.text[this.at + 1] ?? "";
    if (character === " " || character === "\t" || character === "\u00a0") {
      this.endWord();
      this.at++;
    } else if (character === "\\") {
      // A backslash before a blank is a continuation mark whose line end got lost, or an escaped blank in a path.
      const blank = next === "" || /\s/.test(next);
      if (blank && (this.begin < 0 || next === "" || /[\s-]/.test(this.text[this.at + 2] ?? "-"))) {
        this.endWord();
      } else {
        this.open();
        this.literal.push(/[A-Za-z0-9]/.test(next) ? `\\${next}` : next);
      }
      this.at += 2;
    } else if (character === "'" || character === '"' || character === "“" || character === "‘") {
      this.open();
      this.readQuoted(character);
    } else if (character === "`") {
      this.open();
      this.readUntil("`", this.text.indexOf("`", this.at + 1));
    } else if (character === "$") {
      this.open();
      this.readDollar();
    } else if (character === "<" || character === "{" || character === "[") {
      this.readBracket(character, next);
    } else if (character === "]" && this.optionals > 0) {
      this.optionals--;
      this.at++;
    } else if (character === ">") {
      this.readRedirection(next);
    } else if (character === ";" || character === "|" || character === "&") {
      this.readOperator(character, next);
    } else {
      this.open();
      // Rich-text editors turn `--flag` into a dash.
      const dash = (character === "–" || character === "—") && this.begin === this.at && /[A-Za-z]/.test(next);
      ORDINARY.lastIndex = this.at + 1;
      const end = ORDINARY.test(this.text) ? ORDINARY.lastIndex : this.at + 1;
      this.literal.push(dash ? `--${this.text.slice(this.at + 1, end)}` : this.text.slice(this.at, end));
      this.at = end;
    }
  }

  private open(): void {
    if (this.begin < 0) this.begin = this.at;
  }

  private flush(): void {
    if (this.literal.length === 0) return;
    this.parts.push({ kind: "literal", text: this.literal.join("") });
    this.literal = [];
  }

  private endWord(): void {
    if (this.begin < 0) return;
    this.flush();
    const from = this.begin;
    this.begin = -1;
    if (this.at === from) return;
    const word: ShellWord = {
      parts: this.parts,
      text: this.parts.map((part) => part.text).join(""),
      start: offsetOf(this.line, from),
      end: offsetOf(this.line, this.at - 1) + 1,
    };
    this.parts = [];
    this.tokens.push({ kind: "word", word, from, to: this.at });
  }

  private operator(text: string, length: number): void {
    this.endWord();
    this.tokens.push({ kind: "operator", text, from: this.at, to: this.at + length });
    this.at += length;
  }

  private readOperator(character: string, next: string): void {
    if (character === "&" && next === ">") {
      this.endWord();
      this.at++;
      this.readRedirection(this.text[this.at + 1] ?? "");
      return;
    }
    const previous = this.text[this.at - 1] ?? " ";
    // `&` inside a word is part of a URL.
    if (character === "&" && next !== "&" && /\S/.test(next) && /\S/.test(previous) && this.begin >= 0) {
      this.literal.push(character);
      this.at++;
      return;
    }
    const twice = next === character || (character === "|" && next === "&");
    this.operator(twice ? character + next : character, twice ? 2 : 1);
  }

  /** A redirection and its target belong to no word. */
  private readRedirection(next: string): void {
    const previous = this.text[this.at - 1] ?? " ";
    if (next === "=" && /\S/.test(previous) && this.begin >= 0) {
      this.literal.push(">");
      this.at++;
      return;
    }
    // `2>`: the number is no word of its own.
    if (this.begin >= 0 && this.at - this.begin === 1 && /\d/.test(previous)) {
      this.begin = -1;
      this.literal = [];
    }
    this.endWord();
    const from = this.at;
    while (this.at < this.text.length && /[<>&|]/.test(this.text[this.at] ?? "")) this.at++;
    while (this.text[this.at] === " " || this.text[this.at] === "\t") this.at++;
    while (this.at < this.text.length && !/[\s;|&]/.test(this.text[this.at] ?? "")) this.at++;
    this.tokens.push({ kind: "operator", text: ">", from, to: this.at });
  }

  private readQuoted(quote: string): void {
    const close = quote === "“" ? "”" : quote === "‘" ? "’" : quote;
    const limit = this.broken.has(close) ? physicalEnd(this.line, this.at) : this.text.length;
    let end = this.at + 1;
    while (end < limit && this.text[end] !== close) {
      if (quote === '"' && this.text[end] === "\\") end++;
      end++;
    }
    if (end >= limit && limit === this.text.length) {
      this.broken.add(close);
      end = physicalEnd(this.line, this.at);
    }
    end = Math.min(end, limit);
    this.at++;
    while (this.at < end) {
      const character = this.text[this.at] ?? "";
      if (character === "$") {
        this.readDollar(end);
      } else if (character === "<" && this.readPlaceholder(">", end)) {
        // read
      } else if (character === "{" && this.readPlaceholder("}", end)) {
        // read
      } else {
        if (character === "\\" && quote === '"' && /["\\$`]/.test(this.text[this.at + 1] ?? "")) this.at++;
        this.literal.push(this.text[this.at] ?? "");
        this.at++;
      }
    }
    if (this.text[this.at] === close) this.at++;
  }

  /** Takes everything up to `close` literally; without a partner the rest of the physical line. */
  private readUntil(mark: string, close: number): void {
    const end = close < 0 || this.broken.has(mark) ? physicalEnd(this.line, this.at) : close + 1;
    if (close < 0) this.broken.add(mark);
    this.literal.push(this.text.slice(this.at, Math.max(end, this.at + 1)));
    this.at = Math.max(end, this.at + 1);
  }

  private readDollar(limit = this.text.length): void {
    const next = this.text[this.at + 1] ?? "";
    if (next === "(") {
      let depth = 0;
      let end = this.at + 1;
      for (; end < limit; end++) {
        if (this.text[end] === "(") depth++;
        else if (this.text[end] === ")" && --depth === 0) break;
      }
      this.literal.push(this.text.slice(this.at, Math.min(end + 1, limit)));
      this.at = Math.min(end + 1, limit);
      return;
    }
    if (next === "{") {
      const close = this.closing("}", this.at + 2, Math.min(limit, this.at + 2 + 100));
      const match = close < 0 ? null : /^[!#]?([A-Za-z_]\w*|\d|[@*#?])/.exec(this.text.slice(this.at + 2, close));
      if (close >= 0 && match !== null) {
        const inner = this.text.slice(this.at + 2, close);
        const rest = inner.slice(match[0].length);
        const fallback = /^:?[-=]/.exec(rest);
        this.variable(match[1] ?? "", close + 1, fallback === null ? undefined : rest.slice(fallback[0].length));
        return;
      }
    }
    let end = this.at + 1;
    const environment = this.text.startsWith("$env:", this.at);
    if (environment) end += 4;
    if (/[A-Za-z_]/.test(next)) {
      while (end < limit && NAME.test(this.text[end] ?? "")) end++;
    } else if (/[\d@*#?]/.test(next)) {
      end++;
    }
    if (end === this.at + 1) {
      this.literal.push("$");
      this.at++;
      return;
    }
    this.variable(this.text.slice(this.at + (environment ? 5 : 1), end), end, undefined);
  }

  private variable(name: string, end: number, fallback: string | undefined): void {
    this.flush();
    this.parts.push({
      kind: "variable",
      name,
      text: this.text.slice(this.at, end),
      ...(fallback !== undefined ? { fallback } : {}),
    });
    this.at = end;
  }

  private closing(mark: string, from: number, limit: number): number {
    for (let index = from; index < limit; index++) if (this.text[index] === mark) return index;
    return -1;
  }

  private readBracket(character: string, next: string): void {
    if (character === "[") {
      const atStart = this.begin < 0;
      if (atStart && (next === "-" || (next === " " && this.text[this.at + 2] === "-"))) {
        this.optionals++;
        this.at += next === " " ? 2 : 1;
        return;
      }
      this.open();
      if (this.readPlaceholder("]")) return;
    } else if (character === "{") {
      this.open();
      if (this.readPlaceholder("}")) return;
    } else {
      const wasOpen = this.begin >= 0;
      this.open();
      if (this.readPlaceholder(">")) return;
      if (!wasOpen) this.begin = -1;
      if (next !== "=") {
        this.readRedirection(next);
        return;
      }
      this.open();
    }
    this.literal.push(character);
    this.at++;
  }

  /** Reads `<…>`, `{…}` or `[…]` as a placeholder where its content looks like one. */
  private readPlaceholder(close: string, limit = this.text.length): boolean {
    const end = this.closing(close, this.at + 1, Math.min(limit, this.at + 1 + PLACEHOLDER_LIMIT));
    if (end < 0) return false;
    const inner = this.text.slice(this.at + 1, end);
    let alternatives: string[] = [];
    if (close === ">") {
      if (!/^[$\w./~-]/.test(inner) || /\s$/.test(inner) || /[<;&"`=]/.test(inner)) return false;
      if (/^[\w.-]+(?:[|,][\w.-]+)+$/.test(inner)) alternatives = inner.split(/[|,]/);
    } else if (close === "}") {
      if (/^[\w.-]+(?:[|,][\w.-]+)+$/.test(inner)) alternatives = inner.split(/[|,]/);
      else if (!/^[A-Za-z_]\w*$/.test(inner)) return false;
    } else if (/^[\w.-]+(?:\|[\w.-]+)+$/.test(inner)) {
      alternatives = inner.split("|");
    } else if (!/^[A-Z][A-Z0-9_]{2,}$/.test(inner) && !/^[A-Za-z_]+(?: [A-Za-z_]+)+$/.test(inner)) {
      return false;
    }
    this.flush();
    this.parts.push({ kind: "placeholder", name: inner, text: this.text.slice(this.at, end + 1), alternatives });
    this.at = end + 1;
    return true;
  }
}

/** Splits a logical line into words and operators. Never fails: what makes no sense is taken literally. */
export function readWords(line: LogicalLine): ShellToken[] {
  return new WordReader(line).read();
}
