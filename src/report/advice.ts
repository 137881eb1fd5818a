/** Advice in words, and the literal example that stands below a line `---` of a rule's fix. */
export interface Advice {
  readonly words: readonly string[];
  readonly example: string;
}

const FIX_LIMIT = 8_000;

/** Takes a rule's fix apart. */
export function adviceOf(fix: string): Advice {
  const lines = fix.slice(0, FIX_LIMIT).split("\n");
  const rule = lines.findIndex((line) => line.trim() === "---");
  const words = (rule < 0 ? lines : lines.slice(0, rule)).map((line) => line.trim()).filter((line) => line !== "");
  const example = rule < 0 ? [] : lines.slice(rule + 1);
  while (example[0]?.trim() === "") example.shift();
  return { words, example: example.join("\n").trimEnd() };
}

/** A rule's fix as running text, for tools that show no Markdown. */
export function adviceText(fix: string): string {
  const { words, example } = adviceOf(fix);
  return [...words, ...(example === "" ? [] : [example])].join("\n");
}
