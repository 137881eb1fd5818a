import type { MarkdownText } from "./markdown-text.ts";
import type { ShellAssignment } from "./shell.ts";
import type { ShellWord } from "./shell-words.ts";

/** A word with its variables replaced. */
interface ResolvedWord {
  /** With the first value of each variable. */
  readonly text: string;
  /** With each value of its variables; one entry when nothing varies. */
  readonly all: readonly string[];
  /** What nothing defines: `$NAME`, `<placeholder>`, `{name}`. */
  readonly unresolved: readonly string[];
}

/** More alternatives than this are no list of models. */
const VALUES_LIMIT = 32;
const WELL_KNOWN =
  /^(?:HOME|PWD|OLDPWD|USER|LOGNAME|HOSTNAME|SHELL|PATH|PYTHONPATH|TMPDIR|RANDOM|LD_LIBRARY_PATH|CUDA_VISIBLE_DEVICES|CUDA_HOME|CONDA_PREFIX|CONDA_DEFAULT_ENV|VIRTUAL_ENV|PYTHON|SLURM_[A-Z_]+|MASTER_ADDR|MASTER_PORT|[@*#?])$/;

const MODEL_NAME = /^(?:model|arch|backbone|net|variant|m)$|model|arch(?:itecture)?$|variant/i;
const VALUE = /^[\w.+@/~-]*[\w+/]$/;

function unique(values: readonly string[]): string[] {
  return [...new Set(values)].slice(0, VALUES_LIMIT);
}

const LEAD =
  /^(?:[\s:([{"'*]|one of|any of|either|in|from|among|the|following|values?|models?|variants?|e\.g\.|i\.e\.){1,12}/i;
const SEPARATOR =
  /^(?:\s{0,2}(?:,|;|\/|\|)\s{0,2}(?:or |and )?|\s{1,2}(?:or|and|&)\s{1,2}|["'*]{1,3}\s{0,2}(?:,|or |and )\s{0,2})["'*]{0,3}/;
const VERB_BEHIND =
  /^[>}`'"]{0,3} (?:can|could|may|should|must|is|are|was|were|will|has|have|gives|reaches|means|being|in)\b/;

/** Names at the head of a text without code marks, as far as separators hold them together. */
function readPlainList(text: string, named: boolean): string[] {
  const items: string[] = [];
  let rest = text;
  for (let count = 0; count < VALUES_LIMIT; count++) {
    const word = /^[\w.+@/~-]{1,200}/.exec(rest)?.[0].replace(/[.,]{1,3}$/, "") ?? "";
    if (word === "" || !VALUE.test(word) || !(named || /[\d_]/.test(word))) break;
    if (items.length > 0 && /[\d_]/.test(items[0] ?? "") && !/[\d_]/.test(word)) break;
    rest = rest.slice(word.length);
    if (VERB_BEHIND.test(rest)) break;
    items.push(word);
    const separator = SEPARATOR.exec(rest)?.[0];
    if (separator === undefined) {
      // A list of names goes on with a separator; a sentence goes on without.
      return items.length === 1 && named && /^ [a-z]/.test(rest) && !/[\d_]/.test(word) ? [] : items;
    }
    rest = rest.slice(separator.length);
  }
  return items;
}

/** Items of a list in prose: `a, b`, `a` or `b`, [a, b]. Ends where a word is no name. */
function readList(text: string, named: boolean): string[] {
  const head = text.slice(0, 700);
  let rest = head.slice(LEAD.exec(head)?.[0].length ?? 0);
  if (!rest.startsWith("`")) return unique(readPlainList(rest, named));
  const items: string[] = [];
  for (let count = 0; count < VALUES_LIMIT && rest.startsWith("`"); count++) {
    const close = rest.indexOf("`", 1);
    if (close < 0) break;
    items.push(
      ...readPlainList(
        rest
          .slice(1, close)
          .trim()
          .replace(/^[[({"']{1,3}/, ""),
        true,
      ),
    );
    rest = rest.slice(close + 1);
    const separator = SEPARATOR.exec(rest)?.[0];
    if (separator === undefined) break;
    rest = rest.slice(separator.length);
    if (/^`[^`]{1,80}` (?:can|could|may|should|must|is|are)\b/.test(rest)) break;
  }
  return unique(items);
}

const DEFINITION =
  /[$<{`'"]{0,3}\b([A-Za-z_][A-Za-z0-9_]{0,60}(?:[ -][a-z]{1,20}){0,3}?)\b[>}`'"]{0,3}[ ]?(can be|could be|may be|should be|must be|is one of|is either|is any of|one of|was|were|are|is|in|being|stands for|refers to|replaced (?:by|with)|set to|∈|:?=|:)[ ]?/g;

/** The prose with its code spans, which alone tell a name from a word. */
function proseWithCode(text: MarkdownText): string {
  const pieces: string[] = [];
  let from = 0;
  for (const block of text.code) {
    const ticked = text.text[block.start - 1] === "`" && text.text[block.end] === "`";
    if (block.form !== "inline" || !ticked || block.start - 1 < from) continue;
    pieces.push(text.prose.slice(from, block.start - 1), text.text.slice(block.start - 1, block.end + 1));
    from = block.end + 1;
  }
  pieces.push(text.prose.slice(from));
  return pieces.join("");
}

/** What the prose of a text says of variables and placeholders: "where `$MODEL` is one of `a`, `b`". */
function readDefinitions(text: MarkdownText): Map<string, string[]> {
  const definitions = new Map<string, string[]>();
  const statements = proseWithCode(text);
  DEFINITION.lastIndex = 0;
  for (let match = DEFINITION.exec(statements); match !== null; match = DEFINITION.exec(statements)) {
    const name = match[1] ?? "";
    const verb = match[2] ?? "";
    let behind = statements.slice(DEFINITION.lastIndex, DEFINITION.lastIndex + 700);
    // The next candidate may begin inside this one: "for MODEL in model_variant is".
    DEFINITION.lastIndex = match.index + Math.max(1, match[0].length - verb.length - 2);
    if (definitions.has(name)) continue;
    const lineEnd = behind.indexOf("\n");
    const sameLine = lineEnd < 0 ? behind : behind.slice(0, lineEnd);
    let values: string[] = [];
    if (/^[:\s]*$/.test(sameLine)) {
      // A list under it, one item a line.
      behind = behind.slice(lineEnd + 1);
      for (const line of behind.split("\n").slice(0, VALUES_LIMIT)) {
        const item = /^\s{0,8}(?:[-*+]|\d{1,2}[.)])\s{1,4}(.{1,200})$/.exec(line);
        if (item === null) {
          if (line.trim() === "" && values.length === 0) continue;
          break;
        }
        values.push(...readList(item[1] ?? "", false).slice(0, 1));
      }
      values = unique(values);
    } else {
      values = readList(sameLine, /^(?:can|could|may|must|is one|is either|is any|one of|in$|∈)/.test(verb));
    }
    if (values.length === 0) continue;
    // "where model variant can be": the words before the name belong to the sentence.
    const words = name.split(" ");
    for (let from = 0; from < words.length; from++) {
      const key = words.slice(from).join(" ");
      if (!definitions.has(key)) definitions.set(key, values);
    }
  }
  return definitions;
}

const LINE_WORD =
  /^(?:train(?:ing|ed)?|evaluat(?:e|ion|ing)|validat(?:e|ion|ing)|test(?:ing)?|for|the|commands?|script|with|and|or|of|model|models|#+|-+)$/i;

/** Models that a line such as "For `swin_t`:" or "Training swin_t and swin_s" puts over what follows. */
export function modelsNamed(line: string): string[] {
  if (line.length > 200) return [];
  const names: string[] = [];
  for (const token of line
    .trim()
    .replace(/:$/, "")
    .split(/[\s,&`*]+/)) {
    if (token === "" || LINE_WORD.test(token)) continue;
    if (!/^[A-Za-z][\w.-]*$/.test(token) || !/[\d_]/.test(token)) return [];
    names.push(token);
  }
  return unique(names);
}

/** The variables of one text, as they stand while its commands are read from top to bottom. */
export class CommandVariables {
  private readonly text: MarkdownText;
  private readonly values = new Map<string, { set: string[]; alternatives: string[]; used: boolean }>();
  private prose: Map<string, string[]> | undefined;
  /** Models that the lines above the command name: "For `swin_t`:". */
  context: readonly string[] = [];

  constructor(text: MarkdownText) {
    this.text = text;
  }

  assign(assignment: ShellAssignment): void {
    const values = unique(
      assignment.values
        .slice(0, VALUES_LIMIT)
        .flatMap((word) => this.resolve(word, new Map()).all)
        .map((value) => value.trim()),
    ).filter((value) => value !== "" && value.length < 300);
    if (values.length === 0) return;
    const remark = /^(?:or|one of|choices?:?|options?:?|alternatives?:?|either|e\.g\.?|also|any of)\b(.*)$/i.exec(
      assignment.remark,
    );
    const known = this.values.get(assignment.name);
    const entry =
      known === undefined || (known.used && !assignment.commented) ? { set: [], alternatives: [], used: false } : known;
    const alternatives = remark === null ? [] : readList(remark[1] ?? "", true);
    if (!assignment.commented) entry.set = unique([...entry.set, ...values]);
    entry.alternatives = unique([...entry.alternatives, ...(assignment.commented ? values : []), ...alternatives]);
    this.values.set(assignment.name, entry);
  }

  /** Values of a name, undefined when nothing defines it. */
  lookUp(name: string): readonly string[] | undefined {
    const entry = this.values.get(name);
    if (entry !== undefined) {
      entry.used = true;
      return unique([...entry.set, ...entry.alternatives]);
    }
    this.prose ??= readDefinitions(this.text);
    const told = this.prose.get(name);
    if (told !== undefined) return told;
    return this.context.length > 0 && MODEL_NAME.test(name) ? this.context : undefined;
  }

  /** Replaces the variables of a word; `own` holds what the command itself sets. */
  resolve(word: ShellWord, own: ReadonlyMap<string, readonly string[]>): ResolvedWord {
    const unresolved: string[] = [];
    const columns: (readonly string[])[] = [];
    for (const part of word.parts) {
      if (part.kind === "literal") {
        columns.push([part.text]);
        continue;
      }
      if (part.kind === "placeholder" && part.alternatives.length > 0) {
        columns.push(part.alternatives.slice(0, VALUES_LIMIT));
        continue;
      }
      const name = part.kind === "placeholder" ? part.name.replace(/^\$/, "") : part.name;
      const values = own.get(name) ?? this.lookUp(name);
      if (values !== undefined && values.length > 0) {
        columns.push(values);
      } else if (part.kind === "variable" && part.fallback !== undefined && part.fallback !== "") {
        columns.push([part.fallback]);
      } else {
        columns.push([part.text]);
        if (part.kind === "placeholder" || !WELL_KNOWN.test(part.name)) unresolved.push(part.text);
      }
    }
    const count = Math.max(1, ...columns.map((column) => column.length));
    const all: string[] = [];
    for (let index = 0; index < count; index++) {
      all.push(columns.map((column) => column[index] ?? column[0] ?? "").join(""));
    }
    return { text: all[0] ?? "", all: unique(all), unresolved };
  }
}
