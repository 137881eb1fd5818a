import type { ArgumentDefinition } from "./argument-definition.ts";
import { formatValue } from "./format-value.ts";
import type { ModuleConstants } from "./module-constants.ts";
import type { Call, PythonValue } from "./python-module.ts";

/** Most choices that are listed; a `range` beyond it counts as unknown. */
const MAX_CHOICES = 256;

/** The definition that an `add_argument` call makes; undefined when its names are not literal. */
export function readArgumentDefinition(call: Call, constants: ModuleConstants): ArgumentDefinition | undefined {
  const keyword = (name: string): PythonValue | undefined =>
    call.keywords.find((candidate) => candidate.name === name)?.value;
  const dest = keyword("dest");
  const destName = dest && constants.stringOf(dest);
  const names = call.args.map((argument) => constants.stringOf(argument));
  const known = names.filter((name) => name !== undefined);
  if (known.length !== names.length || (known.length === 0 && destName === undefined)) return undefined;
  const first = known[0];
  const positional = first === undefined || !first.startsWith("-");
  const action = readAction(call, constants);
  const nargs = readNargs(keyword("nargs"), constants);
  const type = readType(keyword("type"));
  const choices = readChoices(keyword("choices"), constants);
  const given = keyword("default");
  const help = keyword("help");
  const helpText = help && constants.stringOf(help);
  const flags = positional ? [first ?? destName ?? ""] : known;
  return {
    flags: action === "BooleanOptionalAction" ? flags.flatMap(withNegation) : flags,
    positional,
    dest: destName ?? (positional ? (first ?? "") : deriveDest(known)),
    ...(type !== undefined ? { type } : {}),
    ...(choices ? { choices } : {}),
    ...(given ? { defaultText: formatValue(given) } : {}),
    required: positional ? isRequiredPositional(nargs) : isTrue(keyword("required")),
    action,
    ...(nargs !== undefined ? { nargs } : {}),
    ...(helpText !== undefined ? { help: helpText } : {}),
    line: call.line,
  };
}

/** As argparse does it: the first long option without its dashes, else the first option. */
function deriveDest(flags: readonly string[]): string {
  const chosen = flags.find((flag) => flag.startsWith("--") && flag.length > 2) ?? flags[0] ?? "";
  return chosen.replace(/^-+/, "").replaceAll("-", "_");
}

function withNegation(flag: string): readonly string[] {
  return flag.startsWith("--") ? [flag, `--no-${flag.slice(2)}`] : [flag];
}

function isTrue(value: PythonValue | undefined): boolean {
  return value?.kind === "boolean" && value.value;
}

function isRequiredPositional(nargs: string | undefined): boolean {
  return nargs === undefined || nargs === "+" || /^[1-9]\d*$/.test(nargs);
}

function readAction(call: Call, constants: ModuleConstants): string {
  if (call.keywords.some((keyword) => keyword.name === undefined)) return "unknown";
  const value = call.keywords.find((keyword) => keyword.name === "action")?.value;
  if (!value) return "store";
  const text = constants.stringOf(value);
  if (text !== undefined) return text;
  return value.kind === "name" ? value.name.slice(value.name.lastIndexOf(".") + 1) : "unknown";
}

function readNargs(value: PythonValue | undefined, constants: ModuleConstants): string | undefined {
  if (!value || value.kind === "none") return undefined;
  const number = constants.numberOf(value);
  if (number) return String(number.value);
  const text = constants.stringOf(value);
  if (text !== undefined) return text;
  const named = formatValue(value);
  if (/(?:^|\.)REMAINDER$/.test(named)) return "...";
  if (/(?:^|\.)OPTIONAL$/.test(named)) return "?";
  if (/(?:^|\.)ZERO_OR_MORE$/.test(named)) return "*";
  return /(?:^|\.)ONE_OR_MORE$/.test(named) ? "+" : named;
}

function readType(value: PythonValue | undefined): string | undefined {
  if (!value || value.kind === "none") return undefined;
  return formatValue(value);
}

function readChoices(
  value: PythonValue | undefined,
  constants: ModuleConstants,
  depth = 0,
): readonly string[] | undefined {
  if (!value || depth > 8) return undefined;
  switch (value.kind) {
    case "list":
    case "tuple":
    case "set":
      return readChoiceItems(value.items, constants, depth);
    case "name":
      return readChoices(constants.valueOf(value.name, value.line), constants, depth + 1);
    case "call": {
      if (value.callee === "range") return readRange(value.args, constants);
      const keys = /^(.{1,100})\.keys$/.exec(value.callee)?.[1];
      if (keys !== undefined && value.args.length === 0)
        return readChoices({ kind: "name", name: keys, line: value.line }, constants, depth + 1);
      const only = value.args[0];
      if (/^(?:list|tuple|sorted|set|frozenset)$/.test(value.callee) && only)
        return readChoices(only, constants, depth + 1);
      return readKeys(value, constants);
    }
    case "expression": {
      if (value.operation?.operator !== "+") return readKeys(value, constants);
      const parts = value.operation.operands.map((operand) => readChoices(operand, constants, depth + 1));
      return parts.every((part) => part !== undefined) ? parts.flat().slice(0, MAX_CHOICES) : undefined;
    }
    default:
      return readKeys(value, constants);
  }
}

function readKeys(value: PythonValue, constants: ModuleConstants): readonly string[] | undefined {
  const dict = constants.dictOf(value);
  return dict?.complete ? [...dict.fields.keys()] : undefined;
}

function readChoiceItems(
  items: readonly PythonValue[],
  constants: ModuleConstants,
  depth: number,
): readonly string[] | undefined {
  const choices: string[] = [];
  for (const item of items) {
    if (choices.length > MAX_CHOICES) return undefined;
    const text =
      constants.stringOf(item) ?? (constants.numberOf(item) ? String(constants.numberOf(item)?.value) : undefined);
    if (text !== undefined) choices.push(text);
    else if (item.kind === "none") choices.push("None");
    else if (item.kind === "boolean") choices.push(item.value ? "True" : "False");
    else if (item.kind === "expression" && item.operation?.operator === "*" && item.operation.operands[0]) {
      const inner = readChoices(item.operation.operands[0], constants, depth + 1);
      if (!inner) return undefined;
      choices.push(...inner);
    } else return undefined;
  }
  return choices.length > MAX_CHOICES ? undefined : choices;
}

function readRange(args: readonly PythonValue[], constants: ModuleConstants): readonly string[] | undefined {
  const numbers = args.map((argument) => constants.numberOf(argument)?.value);
  const [first, second, third = 1] = numbers;
  if (first === undefined || numbers.includes(undefined) || third === 0) return undefined;
  const start = second === undefined ? 0 : first;
  const end = second ?? first;
  if (Math.abs((end - start) / third) > MAX_CHOICES) return undefined;
  const choices: string[] = [];
  for (let at = start; third > 0 ? at < end : at > end; at += third) choices.push(String(at));
  return choices;
}
