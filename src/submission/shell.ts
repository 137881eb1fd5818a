import type { SourceLine } from "./shell-lines.ts";
import { joinLines, type LogicalLine, offsetOf, writtenText } from "./shell-lines.ts";
import { isProgram } from "./shell-programs.ts";
import type { ShellPart, ShellToken, ShellWord } from "./shell-words.ts";
import { readWords } from "./shell-words.ts";

/** One statement of a shell text. Offsets are those of the source; prompts and comments lie outside. */
export type ShellStatement =
  | {
      readonly kind: "command";
      /** Variables set for this command alone. */
      readonly assignments: readonly ShellAssignment[];
      readonly words: readonly ShellWord[];
      /** As written, over its lines, without prompts and comments. */
      readonly text: string;
      readonly start: number;
      readonly end: number;
    }
  | ({ readonly kind: "assignment" } & ShellAssignment)
  /** Text behind the `#`. */
  | { readonly kind: "comment"; readonly text: string; readonly start: number; readonly end: number };

export interface ShellAssignment {
  readonly name: string;
  /** More than one for a list, and for the variable of a loop. */
  readonly values: readonly ShellWord[];
  /** Stands in a comment: an alternative to what is set elsewhere. */
  readonly commented: boolean;
  /** Comment behind it, without the `#`. */
  readonly remark: string;
  readonly start: number;
  readonly end: number;
}

type WordToken = Extract<ShellToken, { kind: "word" }>;

const KEYWORDS = new Set(["do", "then", "else", "if", "while", "until", "{", "(", "!"]);
const ENDINGS = new Set(["done", "fi", "esac", "}", ")"]);
const DECLARATIONS = new Set(["export", "set", "declare", "local", "readonly", "setx", "env"]);

/** A word without its first characters. */
function dropStart(word: ShellWord, length: number): ShellWord {
  const parts: ShellPart[] = [];
  let left = length;
  for (const part of word.parts) {
    const cut = Math.min(left, part.text.length);
    left -= cut;
    if (cut === 0) parts.push(part);
    else if (cut < part.text.length) parts.push({ kind: "literal", text: part.text.slice(cut) });
  }
  return { parts, text: word.text.slice(length), start: word.start + length, end: word.end };
}

/** `NAME=…`; also `$NAME=…`, which people write. */
function nameOfAssignment(word: ShellWord): string | undefined {
  const [first, second] = word.parts;
  if (first?.kind === "variable") {
    return second?.kind === "literal" && second.text.startsWith("=") && !first.text.startsWith("${")
      ? first.name
      : undefined;
  }
  return first?.kind === "literal" ? /^([A-Za-z_]\w{0,80})\+?=/.exec(first.text)?.[1] : undefined;
}

/** A list's members: brackets, commas, quotes and the words between alternatives are taken away. */
function membersOf(words: readonly ShellWord[]): ShellWord[] {
  const members: ShellWord[] = [];
  for (const word of words) {
    if (/^(?:or|and|\||\/|,)$/.test(word.text)) continue;
    if (word.parts.some((part) => part.kind !== "literal")) {
      members.push(word);
      continue;
    }
    for (const text of word.text.split(/[,()[\]'"]/)) {
      if (text !== "") members.push({ ...word, parts: [{ kind: "literal", text }], text });
    }
  }
  return members;
}

class StatementReader {
  readonly statements: ShellStatement[] = [];
  private line: LogicalLine = { text: "", segments: [] };

  readLine(line: LogicalLine): void {
    this.line = line;
    if (line.segments.length > 0) {
      let group: WordToken[] = [];
      let end = 0;
      let piped = false;
      for (const token of readWords(line)) {
        if (token.kind === "word") {
          group.push(token);
          end = token.to;
        } else if (token.text === ">") {
          end = token.to;
        } else {
          this.readSimple(group, end, piped);
          group = [];
          piped = token.text === "|" || token.text === "|&";
        }
      }
      this.readSimple(group, end, piped);
    }
    if (line.comment !== undefined) this.readComment(line.comment, line.segments.length > 0);
  }

  private readSimple(all: readonly WordToken[], end: number, piped: boolean): void {
    // What a command's output is piped into (tee, grep) is no command of its own interest.
    if (piped || all.length === 0) return;
    let at = 0;
    while (KEYWORDS.has(all[at]?.word.text ?? "")) at++;
    let words = all.slice(at);
    const first = words[0];
    if (first === undefined || ENDINGS.has(first.word.text)) return;
    if (first.word.text.startsWith("(") && first.word.text.length > 1) {
      words = [{ ...first, word: dropStart(first.word, 1), from: first.from + 1 }, ...words.slice(1)];
    }
    const head = words[0]?.word.text ?? "";
    if (head === "for" && words[2]?.word.text === "in") {
      this.assign(
        words[1]?.word.text ?? "",
        words.slice(3).map((token) => token.word),
        words,
      );
      return;
    }
    if (/^[A-Za-z_]\w{0,80}$/.test(head) && /^[:?]?=$/.test(words[1]?.word.text ?? "") && words.length > 2) {
      this.assign(head, this.valuesOf(words.slice(2)), words);
      return;
    }
    let index =
      DECLARATIONS.has(head) && words[1] !== undefined && nameOfAssignment(words[1].word) !== undefined ? 1 : 0;
    const begin = words[index];
    const assignments: ShellAssignment[] = [];
    for (;;) {
      const token = words[index];
      const name = token === undefined ? undefined : nameOfAssignment(token.word);
      if (token === undefined || name === undefined) break;
      let value = dropStart(token.word, token.word.text.indexOf("=") + 1);
      let values = [value];
      index++;
      if (value.text.startsWith("(") || value.text.startsWith("[")) {
        const list = [token];
        const close = value.text.startsWith("(") ? ")" : "]";
        while (!(list.at(-1)?.word.text ?? "").endsWith(close) && words[index] !== undefined) {
          const member = words[index];
          if (member !== undefined) list.push(member);
          index++;
        }
        values = membersOf([value, ...list.slice(1).map((member) => member.word)]);
      } else if (value.text === "" && words.length === index + 1 && !isProgram(words[index]?.word.text ?? "")) {
        value = words[index]?.word ?? value;
        values = [value];
        index++;
      }
      assignments.push({
        name,
        values,
        commented: false,
        remark: this.remark(),
        start: token.word.start,
        end: value.end,
      });
    }
    const rest = words.slice(index);
    if (rest.length === 0 || begin === undefined) {
      for (const assignment of assignments) this.statements.push({ kind: "assignment", ...assignment });
      return;
    }
    const from = begin.from;
    this.statements.push({
      kind: "command",
      assignments,
      words: rest.map((token) => token.word),
      text: writtenText(this.line, from, end),
      start: offsetOf(this.line, from),
      end: offsetOf(this.line, end - 1) + 1,
    });
  }

  private remark(): string {
    return this.line.comment?.text.slice(1).trim() ?? "";
  }

  private valuesOf(tokens: readonly WordToken[]): ShellWord[] {
    const words = tokens.map((token) => token.word);
    const first = words[0];
    if (words.length <= 1 && (first === undefined || !/[,[(]/.test(first.text))) return words;
    return membersOf(words);
  }

  private assign(name: string, values: readonly ShellWord[], tokens: readonly WordToken[]): void {
    const start = tokens[0]?.word.start ?? 0;
    const end = tokens.at(-1)?.word.end ?? start;
    if (/^[A-Za-z_]\w{0,80}$/.test(name) && values.length > 0) {
      this.statements.push({ kind: "assignment", name, values, commented: false, remark: this.remark(), start, end });
    }
  }

  /** A comment, or an assignment that is commented out. */
  private readComment(comment: SourceLine, trailing: boolean): void {
    const marks = /^#+\s*/.exec(comment.text)?.[0].length ?? 0;
    const text = comment.text.slice(marks);
    const start = comment.start + marks;
    const match =
      trailing || text.length > 400
        ? null
        : /^(?:export )?([A-Za-z_]\w{0,80})\s?[:?]?=\s?(["'\w./(["][^=]*)$/.exec(text);
    if (match !== null) {
      const value: ShellWord = {
        parts: [{ kind: "literal", text: match[2] ?? "" }],
        text: match[2] ?? "",
        start: start + text.length - (match[2] ?? "").length,
        end: start + text.length,
      };
      const values = membersOf([value]).filter((member) => !/\s/.test(member.text.trim()));
      if (values.length > 0) {
        this.statements.push({
          kind: "assignment",
          name: match[1] ?? "",
          values: values.map((member) => ({
            ...member,
            text: member.text.trim(),
            parts: [{ kind: "literal", text: member.text.trim() }],
          })),
          commented: true,
          remark: "",
          start,
          end: start + text.length,
        });
        return;
      }
    }
    this.statements.push({ kind: "comment", text: text.trimEnd(), start, end: start + text.length });
  }
}

/**
 * Reads the lines of a shell text as people write them in pull requests: with prompts, output, placeholders and broken
 * continuations. Every line that is no comment yields statements; whether a statement's first word is a program is for
 * the caller to judge. Linear, never throws.
 */
export function readShell(lines: readonly SourceLine[]): ShellStatement[] {
  const reader = new StatementReader();
  for (const line of joinLines(lines)) reader.readLine(line);
  return reader.statements;
}
