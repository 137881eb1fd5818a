import { lineAt } from "./citation.ts";
import { modelsNamed } from "./command-variables.ts";
import type { Cell, MarkdownText, Span } from "./markdown-text.ts";
import type { SourceLine } from "./shell-lines.ts";
import { isLauncher, isScript, WRAPPERS } from "./shell-programs.ts";

/** A stretch of a text that may hold commands. */
export interface CommandSource {
  readonly form: "code" | "inline" | "cell" | "prose";
  readonly lines: readonly SourceLine[];
  readonly start: number;
  /** The cell's text has no offsets of its own: everything in it is cited as the cell. */
  readonly cell?: Span;
  /** The line of prose before it. */
  readonly context: string;
  /** Models that the line before it puts over it. */
  readonly models: readonly string[];
}

/** Languages in which a line that looks like a command is more likely something else. */
const OTHER_LANGUAGE =
  /^(?:py|python3?|pycon|diff|patch|json|ya?ml|toml|xml|html|css|jsx?|tsx?|javascript|typescript|c|cc|cpp|c\+\+|cxx|cuda|rust|go|java|r|ini|csv|svg|sql|tex|latex|md|markdown|mermaid)$/;

/** A line that is a command in whatever surroundings: a launcher with a script or module behind it, and a flag. */
function isClearlyCommand(text: string): boolean {
  const words = text
    .trim()
    .slice(0, 2000)
    .replace(/^[!%]\s?/, "")
    .split(/\s/);
  let at = 0;
  while (
    at < words.length &&
    (/^(?:[$!>]|[A-Z_][A-Z0-9_]*=\S*)$/.test(words[at] ?? "") || WRAPPERS.has(words[at] ?? ""))
  )
    at++;
  const [launcher = "", next = "", ...others] = words.slice(at);
  if (!isLauncher(launcher)) return false;
  if (!next.startsWith("-") && !isScript(next) && !isLauncher(next) && !/^(?:launch|run|train|test)$/.test(next))
    return false;
  const rest = [next, ...others];
  return (
    (rest.some((word) => isScript(word) || word === "-m") || launcher === "mim") &&
    rest.some((word) => word.startsWith("-") || word.endsWith("\\"))
  );
}

/** Keeps the lines from each clear command on, as long as it goes on. */
function clearLines(lines: readonly SourceLine[]): SourceLine[] {
  const kept: SourceLine[] = [];
  let open = false;
  for (const line of lines) {
    const goesOn = open || (kept.length > 0 && kept.at(-1)?.text !== "" && /^\s*--[a-z]/.test(line.text));
    if (goesOn || isClearlyCommand(line.text)) {
      kept.push(line);
      open = line.text.trimEnd().endsWith("\\");
    } else if (kept.length > 0 && kept.at(-1)?.text !== "") {
      kept.push({ text: "", start: line.start });
      open = false;
    }
  }
  return kept;
}

const ENTITY = /&(?:lt|gt|amp|quot|#39);/;
const CHARACTERS: Readonly<Record<string, string>> = { lt: "<", gt: ">", amp: "&", quot: '"', "#39": "'" };

function decodeEntities(text: string): string {
  return text.replace(/&(lt|gt|amp|quot|#39);/g, (_whole, name: string) => CHARACTERS[name] ?? "");
}

/** Commands of a cell that line breaks kept apart: a launcher behind a script begins a new one. */
function splitCell(text: string): string[] {
  const pieces: string[] = [];
  for (const piece of text.split(
    /\n|\s(?=(?:[A-Z_]{2,40}=\S{1,80} )?(?:torchrun|python3?|srun|sbatch|accelerate|deepspeed) )/,
  )) {
    const last = pieces.at(-1);
    if (last !== undefined && !/\.(?:py|sh)\b| -m /.test(last)) pieces[pieces.length - 1] = `${last} ${piece}`;
    else pieces.push(piece);
  }
  return pieces;
}

class SourceReader {
  private readonly text: MarkdownText;
  private readonly sources: CommandSource[] = [];

  constructor(text: MarkdownText) {
    this.text = text;
  }

  read(): CommandSource[] {
    for (const block of this.text.code) {
      const lines = OTHER_LANGUAGE.test(block.language) ? clearLines(block.lines) : block.lines;
      if (lines.length === 0) continue;
      if (block.form === "html" && lines.some((line) => ENTITY.test(line.text))) {
        const decoded = lines.map((line) => ({ text: decodeEntities(line.text), start: line.start }));
        this.add("code", decoded, block.start, block);
      } else {
        this.add(block.form === "inline" ? "inline" : "code", lines, block.start);
      }
    }
    this.readCells();
    this.readProse();
    return this.sources.sort((a, b) => a.start - b.start);
  }

  private add(form: CommandSource["form"], lines: readonly SourceLine[], start: number, cell?: Span): void {
    const context = form === "code" ? this.lineBefore(start) : "";
    this.sources.push({
      form,
      lines,
      start,
      context,
      models: modelsNamed(context.replace(/^[#\s>*-]+/, "")),
      ...(cell !== undefined ? { cell } : {}),
    });
  }

  /** Last line of prose before an offset, at most three lines up. */
  private lineBefore(start: number): string {
    const { prose, statements, lineStarts } = this.text;
    const own = lineAt(this.text, start) - 1;
    for (let index = own; index >= 0 && index > own - 4; index--) {
      const from = lineStarts[index] ?? 0;
      const next = index === own ? start : (lineStarts[index + 1] ?? start);
      const end = Math.min(next, from + 400);
      if (/[A-Za-z]/.test(prose.slice(from, end))) return statements.slice(from, end).trim();
    }
    return "";
  }

  private readCells(): void {
    const { code } = this.text;
    let next = 0;
    const cells: Cell[] = this.text.tables.flatMap((table) => [...table.header, ...table.rows.flat()]);
    cells.sort((a, b) => a.start - b.start);
    for (const cell of cells) {
      if (cell.text.length < 8) continue;
      while ((code[next]?.end ?? Number.POSITIVE_INFINITY) <= cell.start) next++;
      const block = code[next];
      // What stands in code marks is read there, with exact offsets.
      if (block !== undefined && block.start < cell.end && block.end - block.start > cell.text.length / 2) continue;
      const lines = splitCell(cell.text).map((line) => ({ text: line, start: cell.start }));
      this.add("cell", lines, cell.start, cell);
    }
  }

  private readProse(): void {
    const { prose, statements, lineStarts, tables } = this.text;
    const sorted = [...tables].sort((a, b) => a.start - b.start);
    let table = 0;
    let run: SourceLine[] = [];
    const close = () => {
      const first = run[0];
      if (first !== undefined) this.add("prose", run, first.start);
      run = [];
    };
    for (let index = 0; index < lineStarts.length; index++) {
      const start = lineStarts[index] ?? 0;
      const end = (lineStarts[index + 1] ?? statements.length + 1) - 1;
      while ((sorted[table]?.end ?? Number.POSITIVE_INFINITY) <= start) table++;
      const inTable = (sorted[table]?.start ?? Number.POSITIVE_INFINITY) <= start;
      const line = statements.slice(start, end);
      if (inTable || prose.slice(start, end).trim() === "") {
        close();
        continue;
      }
      const at = findLauncher(line, prose.slice(start, end));
      if (at >= 0) run.push({ text: line.slice(at), start: start + at });
      else if (run.length > 0) run.push({ text: line, start });
    }
    close();
  }
}

/** Index in a line of prose at which a command begins, -1 when there is none. */
function findLauncher(line: string, prose: string): number {
  let tries = 0;
  let at = 0;
  while (at < line.length && tries < 8) {
    while (at < line.length && /[\s(*>:]/.test(line[at] ?? "")) at++;
    let end = at;
    while (end < line.length && !/\s/.test(line[end] ?? "")) end++;
    const word = line.slice(at, Math.min(end, at + 200));
    const begins =
      isLauncher(word) ||
      word.endsWith(".sh") ||
      /\/[\w.-]{1,80}\.py$/.test(word) ||
      /^[A-Z][A-Z0-9_]{2,40}=/.test(word);
    if (begins && !/\s/.test(prose[at] ?? " ")) {
      tries++;
      if (beginsProseCommand(line.slice(at, at + 4000))) return at;
    }
    at = end;
  }
  return -1;
}

function beginsProseCommand(text: string): boolean {
  if (isClearlyCommand(text) || /^(?:bash|sh) [\w/.-]{1,100}\.sh\s*$/.test(text)) return true;
  // `./distributed_train.sh 8 /data --model …`.
  if (/^(?:bash |sh )?[\w/.-]{1,100}\.sh(?: [\w/.$={}-]{1,200}){0,3} --?[a-z]/.test(text)) return true;
  // `bash tools/dist_train.sh config.py 8`; or a command that goes on in the next line.
  return (
    /^(?:bash |sh )?[\w/.-]{1,100}\.sh \S{0,200}[/.]\S{1,200} \d/.test(text) ||
    /^[a-z][\w .=/-]{0,200}\\$/.test(text.trimEnd())
  );
}

/** Every part of a text that may hold commands, in order. */
export function readCommandSources(text: MarkdownText): CommandSource[] {
  return new SourceReader(text).read();
}
