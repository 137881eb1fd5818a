import { citeText } from "./citation.ts";
import type { Command, CommandArgument } from "./command.ts";
import type { Launch, LaunchOption, LaunchWord } from "./command-launch.ts";
import { countGpus, readLaunch } from "./command-launch.ts";
import { judgeRole } from "./command-role.ts";
import { type CommandSource, readCommandSources } from "./command-sources.ts";
import { CommandVariables, modelsNamed } from "./command-variables.ts";
import type { Evidence } from "./evidence.ts";
import type { MarkdownText } from "./markdown-text.ts";
import type { ShellStatement } from "./shell.ts";
import { readShell } from "./shell.ts";
import { baseNameOf, isLauncher, isProgram, isScript } from "./shell-programs.ts";
import type { ShellWord } from "./shell-words.ts";

type CommandStatement = Extract<ShellStatement, { kind: "command" }>;

/** A text that holds more commands than this is a listing. */
const COMMAND_LIMIT = 400;
/** More models than this are no command's. */
const MODEL_LIMIT = 64;
/** Longer texts of 64 KiB have lines too short for commands. */
const LINE_LIMIT = 8000;
/** Words of a sentence that goes on behind a command. */
const SENTENCE_WORD =
  /^(?:and|then|to|with|for|which|where|that|the|is|was|are|were|gives?|gave|does|fails?|failed|will|but|on|using|from|as|so|because|should|works?|i|we|it|you|this|instead|after|before|when|while|if|or)$/i;

const MODEL_OPTION = /^(?:-a|--model|--arch|--model[-_]name|--architecture|--backbone[-_]arch)$/;
const BATCH_OPTION =
  /^(?:-b|--batch[-_]?size|--samples[-_]per[-_]gpu|--bs|--train[-_]batch[-_]size|--per[-_]device[-_]train[-_]batch[-_]size|--batch[-_]size[-_]per[-_]gpu)$/;

/** Writes a word so that a shell reads it back; placeholders stay readable. */
function writeWord(text: string): string {
  if (text !== "" && !/[\s"'`;&|()*?!\\]/.test(text)) return text;
  if (/^<[^<>]*>$/.test(text) || /^[\w=-]*<[^<>"]*>$/.test(text)) return text;
  return /['$]/.test(text) ? `"${text.replace(/["\\]/g, "\\$&")}"` : `'${text}'`;
}

class CommandReader {
  readonly commands: Command[] = [];
  private readonly text: MarkdownText;
  private readonly variables: CommandVariables;

  constructor(text: MarkdownText) {
    this.text = text;
    this.variables = new CommandVariables(text);
  }

  readSource(source: CommandSource): void {
    this.variables.context = source.models;
    let remark = "";
    let directives: LaunchOption[] = [];
    for (const statement of readShell(source.lines)) {
      if (this.commands.length >= COMMAND_LIMIT) return;
      if (statement.kind === "assignment") {
        this.variables.assign(statement);
      } else if (statement.kind === "comment") {
        remark = statement.text;
        const named = modelsNamed(remark);
        if (named.length > 0) this.variables.context = named;
        directives = [...directives, ...this.readDirective(statement)].slice(-20);
      } else {
        const words = source.form === "prose" ? beforeSentence(statement.words) : statement.words;
        if (!this.isCommand(words, source)) continue;
        this.addCommand({ ...statement, words }, source, remark === "" ? source.context : remark, directives);
        remark = "";
      }
    }
  }

  /** `#SBATCH --nodes=2` sets what the commands of a batch script run on. */
  private readDirective(statement: { readonly text: string; readonly start: number }): LaunchOption[] {
    const match = /^SBATCH\s(.{1,300})$/.exec(statement.text);
    if (match === null) return [];
    return readShell([{ text: `sbatch ${match[1] ?? ""}`, start: 0 }]).flatMap((one) =>
      one.kind === "command" ? (readLaunch(this.plainWords(one)).stages[0]?.options ?? []) : [],
    );
  }

  private plainWords(statement: CommandStatement): LaunchWord[] {
    return statement.words.map((word) => ({ text: word.text, all: [word.text], source: word }));
  }

  private isCommand(words: readonly ShellWord[], source: CommandSource): boolean {
    const head = words[0]?.text ?? "";
    if (!isProgram(head)) return false;
    const rest = words.slice(1).map((word) => word.text);
    if (!isLauncher(head) && isScript(head)) {
      // A script's bare name is a mention; with a flag it is a command whose interpreter is left out.
      const flags = rest.filter((word) => /^--?[A-Za-z]/.test(word)).length;
      if (head.endsWith(".py") && !head.startsWith("./")) return flags > (source.form === "code" ? 0 : 1);
      return source.form === "code" || rest.length > 0;
    }
    if (source.form === "code")
      return !isLauncher(head) || head === "mim" || rest.some((word) => /^-|[./$<{]/.test(word));
    const runs =
      rest.some((word) => isScript(word) || word === "-m" || word === "-c" || word.startsWith("--wrap")) ||
      head === "mim";
    if (source.form === "inline" || source.form === "cell") {
      return isLauncher(head) ? runs && rest.length > 1 : rest.length > 0 && /[a-z]/.test(rest[0] ?? "");
    }
    const flags = rest.some((word) => /^--?[A-Za-z]/.test(word));
    const script = rest.findIndex((word) => isScript(word));
    return (
      isLauncher(head) &&
      runs &&
      (flags || (script >= 0 && /\.sh$/.test(rest[script] ?? "") && rest.length > script + 1))
    );
  }

  private addCommand(
    statement: CommandStatement,
    source: CommandSource,
    context: string,
    directives: readonly LaunchOption[],
  ): void {
    const own = new Map<string, readonly string[]>();
    for (const assignment of statement.assignments) {
      own.set(
        assignment.name,
        assignment.values.flatMap((word) => this.variables.resolve(word, own).all),
      );
    }
    const unresolved = new Set<string>();
    const open = new Set<ShellWord>();
    const words: LaunchWord[] = [];
    const end = source.form === "prose" ? (statement.words.at(-1)?.end ?? statement.end) : statement.end;
    for (const word of statement.words) {
      const resolved = this.variables.resolve(word, own);
      for (const name of resolved.unresolved) unresolved.add(name);
      if (resolved.unresolved.length > 0) open.add(word);
      let text = resolved.text;
      if (/^(?:\.\.\.|…)$/.test(text)) unresolved.add(text);
      if (source.form !== "code") text = text.replace(/(?<=[\w"'])[,;:.!?]$/, "").replace(/^`(.{0,200})`$/, "$1");
      words.push({ text, all: resolved.text === text ? resolved.all : [text], source: word });
    }
    const wrapped = wrappedCommand(words);
    const launch = wrapped === undefined ? readLaunch(words) : this.readWrapped(wrapped, words);
    const environment = new Map<string, string>();
    for (const [name, values] of own) environment.set(name, values[0] ?? "");
    const cite = (from: number, to: number): Evidence =>
      source.cell === undefined
        ? citeText(this.text, from, to)
        : citeText(this.text, source.cell.start, source.cell.end);
    const toArgument = (option: LaunchOption): CommandArgument => ({
      flag: option.flag,
      values: option.values.map((value) => value.text),
      evidence: cite(option.source.start, Math.max(option.source.end, option.values.at(-1)?.source.end ?? 0)),
    });
    const { role, reason } = judgeRole(launch, context);
    const models = new Set<string>();
    for (const option of launch.options) {
      const source = option.values[0]?.source;
      if (source !== undefined && MODEL_OPTION.test(option.flag) && !open.has(source)) {
        for (const name of option.alternatives) if (name !== "") models.add(name);
      }
    }
    for (const word of launch.positionals) {
      if (!/^(?:model|arch)=./.test(word.text) || open.has(word.source)) continue;
      for (const name of word.all) models.add(name.slice(name.indexOf("=") + 1));
    }
    const named = launch.options.findLast((option) => BATCH_OPTION.test(option.flag))?.values[0]?.text;
    const batched: Launch =
      directives.length > 0
        ? { ...launch, stages: [{ program: "sbatch", options: directives }, ...launch.stages] }
        : launch;
    const gpus = countGpus(batched, environment);
    const prefix = statement.assignments.map((one) => `${one.name}=${writeWord((own.get(one.name) ?? [])[0] ?? "")}`);
    const cut = end < statement.end ? this.text.text.slice(statement.start, end) : statement.text;
    this.commands.push({
      role,
      roleReason: reason,
      text: cut,
      normalised: [...prefix, ...words.map((word) => writeWord(word.text))].join(" "),
      launcher: launch.launcher,
      launcherArguments: launch.stages.flatMap((stage) => stage.options).map(toArgument),
      ...(launch.script !== undefined ? { script: launch.script } : {}),
      arguments: launch.options.map(toArgument),
      positionals: launch.positionals.map((word) => word.text),
      unresolved: [...unresolved],
      models: [...models].slice(0, MODEL_LIMIT),
      ...(gpus !== undefined ? { gpus } : {}),
      ...(named !== undefined && /^\d{1,6}$/.test(named) ? { batchSize: Number(named) } : {}),
      evidence: cite(statement.start, end),
    });
  }

  /** `sbatch --wrap "python train.py …"`: what is wrapped is what counts. */
  private readWrapped(wrapped: LaunchWord, words: readonly LaunchWord[]): Launch {
    const outer = readLaunch(words);
    const inner = readShell([{ text: wrapped.text.replace(/^--wrap=/, ""), start: wrapped.source.start }])
      .filter((one): one is CommandStatement => one.kind === "command")
      .map((one) => readLaunch(this.plainWords(one).map((word) => ({ ...word, source: wrapped.source }))))
      .findLast((one) => one.script !== undefined);
    if (inner === undefined) return outer;
    const stages = outer.stages.map(({ program, options }) => ({
      program,
      options: options.filter((option) => option.flag !== "--wrap"),
    }));
    return {
      ...inner,
      launcher: stages.length > 0 ? outer.launcher : inner.launcher,
      stages: [...stages, ...inner.stages],
    };
  }
}

/** The words of a command that a sentence goes on behind. */
function beforeSentence(words: readonly ShellWord[]): readonly ShellWord[] {
  const at = words.findIndex((word, index) => index > 1 && SENTENCE_WORD.test(word.text));
  return at < 0 ? words : words.slice(0, at);
}

/** The word that holds a command of its own: behind `sbatch --wrap`, `bash -c`. */
function wrappedCommand(words: readonly LaunchWord[]): LaunchWord | undefined {
  const at = words.findIndex((word, index) => {
    if (word.text === "--wrap" || word.text.startsWith("--wrap=")) return true;
    return /^-[a-z]{0,2}c$/.test(word.text) && /^(?:ba|z)?sh$/.test(baseNameOf(words[index - 1]?.text ?? ""));
  });
  const found = words[at];
  return found?.text.startsWith("--wrap=") ? found : words[at + 1 === 0 ? words.length : at + 1];
}

/**
 * Commands of a text in the order in which they stand: out of code blocks and spans, table cells, and prose lines that
 * begin with a launcher. Each is classed as training, evaluation or other, its launcher and script are found through
 * wrappers, and its variables are replaced by what the text says of them.
 */
export function readCommands(text: MarkdownText): Command[] {
  const reader = new CommandReader(text);
  let lines = 0;
  for (const source of readCommandSources(text)) {
    const left = LINE_LIMIT - lines;
    if (left <= 0) break;
    reader.readSource(source.lines.length > left ? { ...source, lines: source.lines.slice(0, left) } : source);
    lines += source.lines.length;
  }
  return reader.commands;
}

/** Key under which two writings of one command agree: spaces, quotes, variables and `--a=b` for `--a b` make no difference. */
export function commandKey(command: Command): string {
  return command.normalised.replace(/(^| )(--?[A-Za-z][\w-]*)=/g, "$1$2 ");
}
