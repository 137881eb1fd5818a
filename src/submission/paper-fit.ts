import { speaksOfModel } from "./model-naming.ts";

const TEXT_LIMIT = 400_000;
const TITLE_LIMIT = 400;
const CLASSES_LIMIT = 200;
/** Words of a title that no name is made of. */
const SMALL_WORD = /^(?:a|an|the|of|for|in|on|with|and|to|by|from|at|is|are|via|as|using|towards?)$/;

/** Words of letters and digits, lower case; TeX commands and braces gone. */
function wordsOf(text: string): string[] {
  return (
    text
      .replace(/\\[a-zA-Z]{1,20}\s?|[{}$^~]/g, "")
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? []
  );
}

/** What a pull request writes about its model: words in which a paper's title may be spelt out, and names of classes. */
export interface WrittenWords {
  /** Lower case, a space before and after each. */
  readonly words: string;
  readonly classes: readonly string[];
}

/** Reads the texts of a pull request and of the files that cite its papers. */
export function readWrittenWords(texts: readonly string[]): WrittenWords {
  const text = texts
    .map((one) => one.slice(0, TEXT_LIMIT))
    .join("\n")
    .slice(0, 2 * TEXT_LIMIT);
  const classes = [...text.matchAll(/^class (\w{4,100})/gm)].map((match) => match[1] ?? "");
  return { words: ` ${wordsOf(text).join(" ")} `, classes: [...new Set(classes)].slice(0, CLASSES_LIMIT) };
}

/** Whether a title's main part, or all of it, is spelt out. */
function isSpeltOut(title: string, words: string): boolean {
  const main = title.split(/[:?]|\s[-–—]\s/, 1)[0] ?? "";
  return [title, main].some((part) => {
    const own = wordsOf(part);
    return own.length > 2 && words.includes(` ${own.join(" ")} `);
  });
}

/** Whether `part` is made of the beginnings of at least two successive words, up to three letters of each. */
function isAbbreviation(part: string, words: readonly string[]): boolean {
  // Which lengths of `part` the words so far can spell, with the number of words taken.
  let spelt = new Map<number, number>();
  for (const word of words.slice(0, 40)) {
    const next = new Map<number, number>();
    for (const [length, taken] of [...spelt, [0, 0] as const]) {
      for (let letters = 1; letters <= Math.min(3, word.length); letters++) {
        if (!part.startsWith(word.slice(0, letters), length)) break;
        if (length + letters === part.length && taken > 0) return true;
        next.set(length + letters, taken + 1);
      }
    }
    spelt = next;
  }
  return false;
}

/** `densenet121` and "Densely Connected Convolutional Networks", `fcn_resnet50` and "Fully Convolutional Networks", `vit_b_16`. */
function isNamedAfter(model: string, title: string): boolean {
  const words = wordsOf(title).filter((word) => !SMALL_WORD.test(word));
  const parts = model
    .slice(0, 100)
    .toLowerCase()
    .split(/[^a-z]+/)
    .map((part) => part.replace(/(?:net|former)s?$/, ""))
    .filter((part) => part.length > 2);
  return parts.some(
    (part) => (part.length > 3 && words.some((word) => word.startsWith(part))) || isAbbreviation(part, words),
  );
}

/**
 * Whether a paper's title is that of the contribution's paper: it names a model or its class, the model is named after it, or the pull
 * request itself spells it out.
 */
export function titleFits(title: string, models: readonly string[], { words, classes }: WrittenWords): boolean {
  const short = title.slice(0, TITLE_LIMIT);
  const plain = wordsOf(short).join(" ");
  const names = classes.map((name) => name.replace(/([a-z0-9])([A-Z])/g, "$1 $2").toLowerCase());
  return (
    isSpeltOut(short, words) ||
    models.some((model) => speaksOfModel(short, model) || isNamedAfter(model, short)) ||
    // One plain word (`Block`) says nothing; a compound name is the model's own.
    names.some((name) => (name.includes(" ") ? plain.includes(name) : name.length > 5 && plain.includes(name)))
  );
}
