import { nearest } from "../nearest.ts";
import type { ArgumentDefinition, ScriptArguments } from "./argument-definition.ts";
import { type GivenArgument, isUnknownWord, joinDashedValues } from "./given-argument.ts";
import { nearestFlag } from "./nearest-flag.ts";
import { OptionTable } from "./option-table.ts";

/** Where a command and the script that it runs disagree, as argparse would find it. */
export interface ArgumentProblem {
  readonly kind:
    | "unknown-flag"
    | "ambiguous-flag"
    | "invalid-choice"
    | "invalid-type"
    | "missing-value"
    | "unexpected-value"
    | "missing-required";
  /** As the command writes it; for a missing one as the script defines it. */
  readonly flag: string;
  readonly value?: string;
  /** The flag, or the choice, that was most likely meant. */
  readonly nearest?: string;
  /** What the script takes: a type, the choices, the number of values, or the flags that a prefix may mean. */
  readonly expected?: string;
  /** Line of the `add_argument` call. */
  readonly definitionLine?: number;
  /** File of that line, where it is not the script. */
  readonly definitionPath?: string;
}

const MAX_PROBLEMS = 100;
/** Most options of one command that are checked; a real one has some thirty. */
const MAX_GIVEN = 1000;
/** Most unknown flags for which a near one is looked for. */
const MAX_SUGGESTIONS = 20;
const MAX_EXPECTED = 300;

/**
 * Checks the options of a command against a script, with argparse's own semantics: prefixes, `--a=b`, `-b32`, bundled switches,
 * negative numbers, `nargs`, types and choices. What only a run can tell (`$VARIABLES`, `<placeholders>`, custom types, a script
 * read in part) is never a problem. `positionals` are the words that belong to no option; without them none is missed.
 */
export function checkArguments(
  given: readonly GivenArgument[],
  script: ScriptArguments,
  positionals?: readonly string[],
): ArgumentProblem[] {
  const checker = new Checker(script, positionals);
  const read = given.slice(0, MAX_GIVEN);
  for (const argument of joinDashedValues(read, checker.table.hasNegativeFlags)) checker.check(argument);
  if (read.length === given.length) checker.checkRequired();
  return checker.problems.slice(0, MAX_PROBLEMS);
}

type Problem = Omit<ArgumentProblem, "definitionLine" | "definitionPath">;

class Checker {
  readonly problems: ArgumentProblem[] = [];
  readonly table: OptionTable;
  readonly #script: ScriptArguments;
  readonly #seen = new Set<string>();
  readonly #positionalsKnown: boolean;
  /** Words that fill positional arguments. */
  #freeWords: number;
  #suggestions = 0;
  /** A variable or an ellipsis may stand for any further arguments. */
  #open: boolean;

  constructor(script: ScriptArguments, positionals: readonly string[] | undefined) {
    this.#script = script;
    this.table = new OptionTable(script);
    this.#positionalsKnown = positionals !== undefined;
    this.#freeWords = positionals?.length ?? 0;
    this.#open = positionals?.some(isUnknownWord) ?? false;
  }

  check(argument: GivenArgument): void {
    if (this.problems.length >= MAX_PROBLEMS) return;
    const { flag, values } = argument;
    if (isUnknownWord(flag)) {
      this.#open = true;
      return;
    }
    if (!/^--?[^\s-]/.test(flag)) return;
    const match = this.table.match(flag);
    switch (match.kind) {
      case "help":
        this.#open = true;
        return;
      case "unknown": {
        if (!this.#script.complete) return;
        const meant = this.#suggestions++ < MAX_SUGGESTIONS ? nearestFlag(match.name, this.table.flags) : undefined;
        this.problems.push({
          kind: "unknown-flag",
          flag: match.name,
          ...(meant !== undefined ? { nearest: meant } : {}),
        });
        // Whatever it meant to set is not missing as well.
        for (const definition of this.table.definitionsOf(meant ?? "")) this.#seen.add(definition.dest);
        return;
      }
      case "ambiguous":
        if (!this.#script.complete) return;
        this.problems.push({
          kind: "ambiguous-flag",
          flag: match.name,
          expected: match.flags.join(", ").slice(0, MAX_EXPECTED),
        });
        return;
      case "bundle":
        for (const definitions of match.switches) this.#note(definitions);
        this.check({ flag: match.rest, values });
        return;
      case "option": {
        this.#note(match.definitions);
        const all = match.attached === undefined ? values : [match.attached, ...values];
        this.#checkValues(match.name, all, match.attached !== undefined, match.definitions);
      }
    }
  }

  /** A flag may be defined more than once (several parsers of one file); it is wrong only when no definition takes it. */
  #checkValues(
    flag: string,
    values: readonly string[],
    attached: boolean,
    definitions: readonly ArgumentDefinition[],
  ): void {
    let first: ArgumentProblem | undefined;
    for (const definition of definitions) {
      const { problem, consumed } = judgeValues(flag, values, attached, definition);
      if (!problem) {
        this.#takeFreeWords(flag, values.slice(consumed), definition);
        return;
      }
      first ??= locate(problem, definition);
    }
    if (first) this.problems.push(first);
  }

  /** Values beyond what an option takes are positional words, for which the script must have room. */
  #takeFreeWords(flag: string, words: readonly string[], definition: ArgumentDefinition): void {
    if (words.length === 0) return;
    this.#freeWords += words.length;
    if (words.some(isUnknownWord)) this.#open = true;
    const first = words.find((word) => !isUnknownWord(word));
    if (first === undefined || !this.#script.complete || this.#freeWords <= this.table.positionalRoom) return;
    this.problems.push(
      locate({ kind: "unexpected-value", flag, value: first, expected: describeCount(definition) }, definition),
    );
  }

  #note(definitions: readonly ArgumentDefinition[]): void {
    for (const definition of definitions) this.#seen.add(definition.dest);
  }

  checkRequired(): void {
    if (!this.#script.complete || this.#open) return;
    for (const definition of this.#script.arguments) {
      if (!definition.required || definition.positional || this.#seen.has(definition.dest)) continue;
      this.#seen.add(definition.dest);
      const flag =
        definition.flags.find((candidate) => candidate.startsWith("--")) ?? definition.flags[0] ?? definition.dest;
      this.problems.push(locate({ kind: "missing-required", flag }, definition));
    }
    if (!this.#positionalsKnown) return;
    const needed = this.table.requiredPositionals;
    for (const definition of needed.slice(this.#freeWords))
      this.problems.push(
        locate({ kind: "missing-required", flag: definition.flags[0] ?? definition.dest }, definition),
      );
  }
}

function locate(problem: Problem, definition: ArgumentDefinition): ArgumentProblem {
  const { line, path } = definition;
  return { ...problem, definitionLine: line, ...(path !== undefined ? { definitionPath: path } : {}) };
}

const SWITCH_ACTION = /^(?:store_true|store_false|store_const|append_const|count|help|version|BooleanOptionalAction)$/;
const VALUE_ACTION = /^(?:store|append|extend)$/;

/** Fewest and most values that an option takes; undefined when only a run can tell. */
function countOf(definition: ArgumentDefinition): { least: number; most: number } | undefined {
  const { action, nargs } = definition;
  if (SWITCH_ACTION.test(action)) return { least: 0, most: 0 };
  if (!VALUE_ACTION.test(action)) return undefined;
  if (nargs === undefined) return action === "extend" ? undefined : { least: 1, most: 1 };
  if (nargs === "?") return { least: 0, most: 1 };
  if (nargs === "*" || nargs === "...") return { least: 0, most: Number.POSITIVE_INFINITY };
  if (nargs === "+" || nargs === "A...") return { least: 1, most: Number.POSITIVE_INFINITY };
  return /^\d{1,6}$/.test(nargs) ? { least: Number(nargs), most: Number(nargs) } : undefined;
}

function describeCount(definition: ArgumentDefinition): string {
  const count = countOf(definition);
  if (!count) return "";
  if (count.most === 0) return "no value";
  if (count.most === Number.POSITIVE_INFINITY) return count.least === 0 ? "any number of values" : "one or more values";
  if (count.least === count.most) return count.most === 1 ? "one value" : `${count.most} values`;
  return "one value or none";
}

function judgeValues(
  flag: string,
  values: readonly string[],
  attached: boolean,
  definition: ArgumentDefinition,
): { problem?: Problem; consumed: number } {
  const count = countOf(definition);
  if (!count) return { consumed: values.length };
  const expected = describeCount(definition);
  const first = values[0];
  if (attached && count.most === 0 && first !== undefined)
    return { problem: { kind: "unexpected-value", flag, value: first, expected }, consumed: 0 };
  // `--flag=value` is that one value, whatever follows.
  const consumed = attached ? 1 : Math.min(values.length, count.most);
  // An unquoted variable may hold several words.
  if (consumed < count.least && !values.some(isUnknownWord)) {
    const type = definition.choices ? choicesText(definition.choices) : definition.type;
    const detail = count.least === 1 && type !== undefined ? `${expected}: ${type}` : expected;
    return { problem: { kind: "missing-value", flag, expected: detail.slice(0, MAX_EXPECTED) }, consumed };
  }
  for (const value of values.slice(0, consumed)) {
    const problem = judgeValue(flag, value, definition);
    if (problem) return { problem, consumed };
  }
  return { consumed };
}

function judgeValue(flag: string, value: string, definition: ArgumentDefinition): Problem | undefined {
  if (isUnknownWord(value)) return undefined;
  const { type, choices } = definition;
  if (type === "int" || type === "float") {
    if (!(type === "int" ? isInteger(value) : isFloat(value))) {
      return isStandIn(value) ? undefined : { kind: "invalid-type", flag, value, expected: type };
    }
    const number = toNumber(value);
    if (!choices || choices.length === 0 || choices.some((choice) => toNumber(choice) === number)) return undefined;
    return { kind: "invalid-choice", flag, value, expected: choicesText(choices) };
  }
  // Another type may turn the word into anything before it is compared.
  if (!choices || choices.length === 0 || (type !== undefined && type !== "str")) return undefined;
  if (choices.includes(value) || (isStandIn(value) && !choices.some(isStandIn))) return undefined;
  const meant = nearest(value, choices);
  return {
    kind: "invalid-choice",
    flag,
    value,
    ...(meant !== undefined ? { nearest: meant } : {}),
    expected: choicesText(choices),
  };
}

function choicesText(choices: readonly string[]): string {
  const text = choices.slice(0, 60).join(", ");
  return text.length > MAX_EXPECTED ? `${text.slice(0, MAX_EXPECTED - 1)}…` : text;
}

/** What Python's `int()` takes: no fraction, no exponent. */
function isInteger(text: string): boolean {
  return /^[+-]?\d+(?:_\d+)*$/.test(text.trim());
}

/** What Python's `float()` takes. */
function isFloat(text: string): boolean {
  const word = text.trim().replace(/(?<=\d)_(?=\d)/g, "");
  return /^[+-]?(?:(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?|inf(?:inity)?|nan)$/i.test(word);
}

function toNumber(text: string): number {
  return Number(text.trim().replaceAll("_", ""));
}

/** `N`, `LR` or `BATCH_SIZE` in the place of a value: the writer leaves it to the reader. */
function isStandIn(value: string): boolean {
  return /^[A-Z][A-Z_]*$/.test(value);
}
