import { type AddedLine, addedLines, namesWord } from "./added-lines.ts";
import type { Contribution } from "./contribution.ts";
import type { FileChange } from "./diff.ts";

/** Names by which a text may speak of a contribution's models: builders, model classes, their modules. */
export function modelNames(contribution: Contribution): { builders: string[]; others: string[] } {
  const builders =
    contribution.builders.length > 0 ? contribution.builders.map((one) => one.name) : [...contribution.models];
  const classes = contribution.modules.filter((one) => one.isModel).map((one) => one.name);
  const stems = contribution.builders.map((one) => one.path.slice(one.path.lastIndexOf("/") + 1).replace(/\.py$/, ""));
  const others = [...new Set([...classes, ...stems.filter((stem) => stem !== "__init__" && !stem.startsWith("_"))])];
  return { builders, others };
}

/** First added line of a change that names one of the models; builder names are sought first. */
export function addedLineNaming(file: FileChange, contribution: Contribution): AddedLine | undefined {
  const { builders, others } = modelNames(contribution);
  const lines = addedLines(file);
  return (
    lines.find((one) => builders.some((name) => namesWord(one.text, name))) ??
    lines.find((one) => others.some((name) => namesWord(one.text, name, true)))
  );
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
