/** One option of a command line with the words that follow it. */
export interface GivenArgument {
  /** As written, `--lr`, `-b`, `-b32`, or `--lr=0.1` where it was not split. */
  readonly flag: string;
  readonly values: readonly string[];
}

/** Whether what a word will be is known only when the command runs, or is left to the reader. */
export function isUnknownWord(word: string): boolean {
  return /[$`*…]|<[^<>]*>|[{}]|\.\.\.|%\w+%|^\[[A-Za-z]/.test(word);
}

/**
 * Joins to the option before it what argparse takes for its value though it begins with a dash: a negative number, unless the
 * script has options that look like one; and a word with a space in it.
 */
export function joinDashedValues(given: readonly GivenArgument[], hasNegativeFlags: boolean): GivenArgument[] {
  const joined: { flag: string; values: string[] }[] = [];
  for (const { flag, values } of given) {
    const last = joined.at(-1);
    if (last && isValueWithDash(flag, hasNegativeFlags)) last.values.push(flag, ...values);
    else joined.push({ flag, values: [...values] });
  }
  return joined;
}

function isValueWithDash(flag: string, hasNegativeFlags: boolean): boolean {
  if (flag === "-") return true;
  if (flag.includes(" ") && !flag.includes("=")) return true;
  return !hasNegativeFlags && /^-(?:\d|\.\d)/.test(flag);
}
