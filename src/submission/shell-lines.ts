import { isLauncher, isProgram, isPython, isScript } from "./shell-programs.ts";

/** One line of a text with the offset of its first character. */
export interface SourceLine {
  readonly text: string;
  readonly start: number;
}

/** The part of a physical line that belongs to a command. */
interface Segment {
  readonly text: string;
  /** Index in the logical line. */
  readonly at: number;
  /** Offset in the source. */
  readonly offset: number;
  /** What follows on the physical line before the next part: the continuation mark, or nothing. */
  readonly tail: string;
}

/** A command line with its continuation lines put together; prompts and comments removed. */
export interface LogicalLine {
  readonly text: string;
  readonly segments: readonly Segment[];
  /** Comment at the end of the line, or the whole of it. */
  readonly comment?: SourceLine;
}

/** A prompt longer than this is output. */
const PROMPT_LIMIT = 160;

function skipSpaces(text: string, from: number): number {
  let at = from;
  while (at < text.length && (text[at] === " " || text[at] === "\t" || text[at] === "\u00a0")) at++;
  return at;
}

function wordAt(text: string, from: number): string {
  let end = from;
  while (end < text.length && end - from < PROMPT_LIMIT && !/\s/.test(text[end] ?? "")) end++;
  return text.slice(from, end);
}

function beginsCommand(text: string, from: number): boolean {
  const word = wordAt(text, from);
  return isProgram(word) || /^[A-Za-z_]\w{0,60}=\S/.test(word);
}

/** A `#` before it tells a root prompt from a comment only when a program with its arguments follows. */
function beginsPlainCommand(text: string, from: number): boolean {
  const word = wordAt(text, from);
  if (!isProgram(word)) return false;
  const next = wordAt(text, skipSpaces(text, from + word.length));
  if (isLauncher(word)) return next.startsWith("-") || isScript(next) || isLauncher(next) || next === "launch";
  if (/^(?:pip3?|git|conda|apt|apt-get|docker)$/.test(word)) return /^[a-z-]{2,20}$/.test(next);
  return isScript(word) || next.startsWith("-") || /[./_]/.test(next);
}

/** Whether every `#` line of the block is a command at a root prompt, and no command stands without one. */
function hasRootPrompts(lines: readonly SourceLine[]): boolean {
  let prompts = 0;
  let continued = false;
  for (const { text } of lines) {
    const inside = continued;
    continued = text.trimEnd().endsWith("\\");
    if (inside) continue;
    const at = skipSpaces(text, 0);
    if (text[at] === "#") {
      if (!beginsPlainCommand(text, skipSpaces(text, at + 1))) return false;
      prompts++;
    } else if (beginsCommand(text, at)) {
      return false;
    }
  }
  return prompts > 0;
}

/** Index behind a shell prompt, 0 when there is none. */
function promptLength(text: string, rootPrompts: boolean): number {
  let at = skipSpaces(text, 0);
  if (text[at] === "(") {
    const close = text.indexOf(")", at);
    if (close > 0 && close - at < 60) {
      const behind = skipSpaces(text, close + 1);
      if (beginsCommand(text, behind)) return behind;
      at = behind;
    }
  }
  const first = text[at];
  if (first === "➜") {
    at = skipSpaces(text, at + 1);
    if (beginsCommand(text, at)) return at;
    at = skipSpaces(text, at + wordAt(text, at).length);
    if (text.startsWith("git:(", at)) at = skipSpaces(text, at + wordAt(text, at).length);
    if (text[at] === "✗" || text[at] === "✔") at = skipSpaces(text, at + 1);
    return at;
  }
  const spaced = /\s/.test(text[at + 1] ?? "");
  if ((first === "$" || first === "❯" || first === "λ") && spaced) return skipSpaces(text, at + 1);
  if (first === "#" && rootPrompts) return skipSpaces(text, at + 1);
  if (first === "!" || first === "%" || first === ">" || first === "+") {
    let behind = at;
    while (text[behind] === first && behind - at < 3) behind++;
    behind = skipSpaces(text, behind);
    if (first === ">" && text[behind] === "!") behind = skipSpaces(text, behind + 1);
    if (beginsCommand(text, behind)) return behind;
  }
  if (beginsCommand(text, at)) return 0;
  // `Training: torchrun …`
  const label = /^[A-Za-z][A-Za-z ()_-]{0,40}:\s{1,4}/.exec(text.slice(at, at + 60));
  if (label !== null && beginsPlainCommand(text, at + label[0].length)) return at + label[0].length;
  // `user@host:~/dir$ cmd`, `[user@host dir]$ cmd`, `~/dir % cmd`, `PS C:\dir> cmd`, `In [3]: !cmd`
  const limit = Math.min(text.length - 1, at + PROMPT_LIMIT);
  for (let index = at; index < limit; index++) {
    const character = text[index];
    if (character === '"' || character === "'" || character === "`" || character === "=") return 0;
    if (character === "#" && !text.slice(at, index).includes("@")) continue;
    if (
      character === "$" ||
      character === "%" ||
      character === "#" ||
      character === ">" ||
      character === "❯" ||
      character === "!"
    ) {
      const behind = skipSpaces(text, index + 1);
      if (behind === index + 1 && character !== ">" && character !== "!") continue;
      if (beginsCommand(text, behind)) return behind;
    }
  }
  return 0;
}

/** Index of the `#` that begins a comment, -1 when there is none. `quote` is the quote that the line before left open. */
function findComment(text: string, from: number, quote: string): { readonly at: number; readonly quote: string } {
  let open = quote;
  for (let index = from; index < text.length; index++) {
    const character = text[index];
    if (open !== "") {
      if (character === "\\" && open === '"') index++;
      else if (character === open) open = "";
    } else if (character === "\\") {
      if (!/\s/.test(text[index + 1] ?? "")) index++;
    } else if (character === '"' || character === "'") {
      open = character;
    } else if (character === "#" && (index === from || /\s/.test(text[index - 1] ?? ""))) {
      return { at: index, quote: "" };
    }
  }
  return { at: -1, quote: open };
}

const FLAG_LINE = /^(?:\[\s?)?(?:--?[A-Za-z]|[–—][A-Za-z])/;

function programOf(text: string): string {
  let at = skipSpaces(text, 0);
  for (let count = 0; count < 8; count++) {
    const word = wordAt(text, at);
    if (!/^[A-Za-z_]\w{0,60}=/.test(word)) return word;
    at = skipSpaces(text, at + word.length);
  }
  return "";
}

/** Continuation marks of a line: backslashes, or the caret and backtick of other shells, with spaces around. */
function continuationAt(text: string): number {
  const trimmed = text.trimEnd();
  let end = trimmed.length;
  while (end > 0 && trimmed[end - 1] === "\\") end--;
  if (end < trimmed.length) return end;
  if ((trimmed.endsWith(" ^") || trimmed.endsWith(" `")) && trimmed.length > 2) return trimmed.length - 1;
  return -1;
}

class LineJoiner {
  readonly lines: LogicalLine[] = [];
  private segments: Segment[] = [];
  private parts: string[] = [];
  private length = 0;
  private comment: SourceLine | undefined;
  /** The last line ended in a continuation mark. */
  open = false;
  quote = "";
  /** Program of the command that a line of flags may go on with. */
  launcher = "";
  private indentation = 0;
  private hasScript = false;

  begin(text: string): void {
    this.close();
    this.launcher = programOf(text);
    if (!isLauncher(this.launcher) && !isScript(this.launcher)) this.launcher = "";
    this.indentation = skipSpaces(text, 0);
  }

  add(text: string, offset: number, tail: string): void {
    const previous = this.parts.at(-1) ?? "";
    const glued =
      this.segments.length === 0 || this.quote !== "" || (this.open && !/^\s/.test(text) && /[/=,]$/.test(previous));
    if (!glued) {
      this.parts.push(" ");
      this.length++;
    }
    this.segments.push({ text, at: this.length, offset, tail });
    this.parts.push(text);
    this.length += text.length;
    this.hasScript ||= /\.(?:py|sh)(?![\w.])/.test(text) || / -m (?!\S{0,60}(?:launch|\.run)\b)/.test(text);
  }

  remark(comment: SourceLine): void {
    if (this.segments.length === 0) this.lines.push({ text: "", segments: [], comment });
    else this.comment ??= comment;
  }

  /** A line without a continuation mark before it goes on all the same: people wrap long commands by hand. */
  goesOn(text: string): boolean {
    if (this.launcher === "" || this.segments.length === 0) return false;
    const at = skipSpaces(text, 0);
    if (FLAG_LINE.test(text.slice(at, at + 4))) return true;
    const word = wordAt(text, at);
    if (!this.hasScript && isScript(word) && !word.startsWith("./"))
      return isPython(this.launcher) || this.launcher === "torchrun";
    return (
      at > this.indentation && !isProgram(word) && / --[a-z]/.test(text.slice(at, at + 2000)) && !/[:#|]/.test(text)
    );
  }

  close(): void {
    if (this.segments.length > 0) {
      const text = this.parts.join("");
      this.lines.push({
        text,
        segments: this.segments,
        ...(this.comment !== undefined ? { comment: this.comment } : {}),
      });
    }
    this.segments = [];
    this.parts = [];
    this.length = 0;
    this.comment = undefined;
    this.open = false;
    this.quote = "";
    this.launcher = "";
    this.hasScript = false;
  }
}

/** Puts continuation lines together and takes prompts and comments away. Linear in the size of the text. */
export function joinLines(lines: readonly SourceLine[]): LogicalLine[] {
  const joiner = new LineJoiner();
  const rootPrompts = hasRootPrompts(lines);
  for (const { text, start } of lines) {
    let from = skipSpaces(text, 0);
    if (from === text.length) {
      joiner.close();
      continue;
    }
    const goesOn = joiner.open || joiner.goesOn(text);
    if (goesOn) {
      // The second prompt of an interactive shell; `> file` is a redirection.
      if (text[from] === ">" && /^>\s+-/.test(text.slice(from, from + 12))) from = skipSpaces(text, from + 1);
      else from = 0;
    } else {
      from = promptLength(text, rootPrompts);
    }
    const found = findComment(
      text,
      goesOn && joiner.quote !== "" ? from : skipSpaces(text, from),
      goesOn ? joiner.quote : "",
    );
    const comment = found.at >= 0 ? { text: text.slice(found.at), start: start + found.at } : undefined;
    const code = found.at >= 0 ? text.slice(from, found.at) : text.slice(from);
    if (code.trim() === "" && comment !== undefined) {
      // Inside a continued command a comment line is left out and the command goes on.
      if (!goesOn) joiner.close();
      joiner.remark(comment);
      continue;
    }
    const mark = continuationAt(code);
    const kept = mark >= 0 ? code.slice(0, mark) : code.trimEnd();
    if (!goesOn) joiner.begin(code);
    joiner.add(kept, start + from, mark >= 0 ? code.slice(mark).trimEnd() : "");
    if (comment !== undefined) joiner.remark(comment);
    joiner.open = mark >= 0;
    joiner.quote = mark >= 0 ? found.quote : "";
  }
  joiner.close();
  return joiner.lines;
}

function segmentIndex(line: LogicalLine, index: number): number {
  let low = 0;
  let high = line.segments.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((line.segments[middle]?.at ?? 0) <= index) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Source offset of an index of a logical line. */
export function offsetOf(line: LogicalLine, index: number): number {
  const segment = line.segments[segmentIndex(line, index)];
  return segment === undefined ? 0 : segment.offset + Math.min(index - segment.at, segment.text.length);
}

/** Index at which the physical line ends that holds an index of a logical line. */
export function physicalEnd(line: LogicalLine, index: number): number {
  const segment = line.segments[segmentIndex(line, index)];
  return segment === undefined ? index : segment.at + segment.text.length;
}

/** A stretch of a logical line as written, over its physical lines. */
export function writtenText(line: LogicalLine, from: number, to: number): string {
  const pieces: string[] = [];
  for (let index = segmentIndex(line, from); index < line.segments.length; index++) {
    const segment = line.segments[index];
    if (segment === undefined || segment.at >= to) break;
    const end = segment.at + segment.text.length;
    const piece = segment.text.slice(Math.max(0, from - segment.at), to - segment.at);
    pieces.push(end < to ? piece + segment.tail : piece);
  }
  return pieces.join("\n").trimEnd();
}
