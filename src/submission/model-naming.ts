import { type NumberedLine, namesWord } from "./added-lines.ts";
import type { Contribution } from "./contribution.ts";

/** Names by which a text may speak of a contribution's models. */
export interface ModelNames {
  /** The builders, or where the diff adds none, the models whose weights it brings, or the model classes. */
  readonly models: readonly string[];
  /** Model classes and modules: they speak of the family rather than of one variant. */
  readonly families: readonly string[];
}

export function modelNames(contribution: Contribution): ModelNames {
  const classes = contribution.modules.filter((one) => one.isModel).map((one) => one.name);
  const builders = contribution.builders.map((one) => one.name);
  const stems = contribution.builders.map((one) => one.path.slice(one.path.lastIndexOf("/") + 1).replace(/\.py$/, ""));
  const models = [builders, contribution.models, classes].find((names) => names.length > 0) ?? [];
  const families = [...classes, ...stems.filter((stem) => stem !== "__init__" && !stem.startsWith("_"))];
  return { models: [...new Set(models)], families: [...new Set(families)] };
}

const WORD = /\w+/g;

/** First line that holds one of `names` as a word of its own; case counts unless `loose`. Linear, however many names there are. */
export function findLineNaming<Line extends { readonly text: string }>(
  lines: readonly Line[],
  names: readonly string[],
  loose = false,
): Line | undefined {
  const wanted = new Set(loose ? names.map((name) => name.toLowerCase()) : names);
  if (wanted.size === 0) return undefined;
  return lines.find(({ text }) => (loose ? text.toLowerCase() : text).match(WORD)?.some((word) => wanted.has(word)));
}

/** First of some lines that names one of the models; their own names are sought before those of the family. */
export function lineNaming(lines: readonly NumberedLine[], { models, families }: ModelNames): NumberedLine | undefined {
  return findLineNaming(lines, models) ?? findLineNaming(lines, families, true);
}

/** The lines of a text, numbered from 1. */
export function linesOf(text: string | undefined): NumberedLine[] {
  return (text ?? "").split("\n").map((line, at) => ({ line: at + 1, text: line }));
}

/** Whether a text names this very model, however it is spelt: `swin_v2_t` is named by “Swin V2-T”. */
export function namesModel(text: string, model: string): boolean {
  if (namesWord(text, model, true)) return true;
  const plain = (words: string) => words.toLowerCase().replace(/[^a-z0-9]+/g, "");
  const whole = plain(model);
  return whole.length > 3 && plain(text).includes(whole);
}

/**
 * Whether a text speaks of a model by name or by family: `swin_v2_t` is spoken of by “Swin Transformer”. Families shorter than three
 * letters are too common to tell.
 */
export function speaksOfModel(text: string, model: string): boolean {
  if (namesModel(text, model)) return true;
  const family = /^[a-z]+/.exec(model.toLowerCase())?.[0] ?? "";
  return family.length >= 3 && new RegExp(`(?:^|[^a-z])${family}`, "i").test(text);
}
