import type { Command } from "./command.ts";
import type { ArgumentProblem } from "./python/check-arguments.ts";

/** A command with its mistakes put right, as far as one can tell what was meant. */
export interface CorrectedCommand {
  readonly text: string;
  /** Every mistake was put right; else the text still holds some. */
  readonly complete: boolean;
}

/** Replaces what follows a flag, in its own word (`--opt=x`) or the next, when it is `value`; without `replacement` it goes. */
function replaceValue(
  words: readonly string[],
  flag: string,
  value: string,
  replacement?: string,
): string[] | undefined {
  for (const [index, word] of words.entries()) {
    if (word === `${flag}=${value}`) {
      return words.with(index, replacement === undefined ? flag : `${flag}=${replacement}`);
    }
    if (word !== flag || words[index + 1] !== value) continue;
    const rest = words.slice(index + 2);
    return [...words.slice(0, index + 1), ...(replacement === undefined ? [] : [replacement]), ...rest];
  }
  return undefined;
}

function replaceFlag(words: readonly string[], flag: string, replacement: string): string[] | undefined {
  const index = words.findIndex((word) => word === flag || word.startsWith(`${flag}=`));
  const word = words[index];
  return word === undefined ? undefined : words.with(index, replacement + word.slice(flag.length));
}

function correctOne(words: readonly string[], problem: ArgumentProblem): string[] | undefined {
  const { kind, flag, value, nearest } = problem;
  switch (kind) {
    case "unknown-flag":
      return nearest === undefined ? undefined : replaceFlag(words, flag, nearest);
    case "invalid-choice":
      return nearest === undefined || value === undefined ? undefined : replaceValue(words, flag, value, nearest);
    case "unexpected-value":
      return value === undefined ? undefined : replaceValue(words, flag, value);
    case "ambiguous-flag":
    case "invalid-type":
    case "missing-value":
    case "missing-required":
      return undefined;
  }
}

/** The command on one line, variables resolved, with every mistake put right for which it is clear what was meant. */
export function correctCommand(command: Command, problems: readonly ArgumentProblem[]): CorrectedCommand {
  let words = command.normalised.split(" ");
  let complete = true;
  for (const problem of problems) {
    const corrected = correctOne(words, problem);
    if (corrected === undefined) complete = false;
    else words = corrected;
  }
  return { text: words.join(" "), complete };
}
