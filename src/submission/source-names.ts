import { modelKey } from "./model-name.ts";

/** Owners and repositories whose names are plain words, the library's own, or the framework's. */
const PLAIN =
  /^(?:py)?torch(?:vision)?$|^(?:vision|models?|model-?zoo|code|research|papers?|github|google|microsoft|facebook(?:research)?|meta|nvidia|openai|apple|tensorflow|keras|jax|main|master|official|source|deep|networks?|backbones?|detection|segmentation|classification|images?|training|train|test|data|examples?|references?|results?|weights?|this|project|projects|lab|team|open|transformers?)$/;
/** Endings that a repository's name has and its spoken name has not. */
const FRAMEWORK = /^(?:py)?torch[-_.]|[-_.](?:py)?torch$|[-_.]tf$|[-_.]jax$/;
const WORD = /[A-Za-z]\w{2,60}(?:[.-]\w{1,40}){0,4}/g;
/** Whose table of models stands somewhere else: "FooLib's model zoo". */
const ZOO =
  /\b(?!(?:our|your|my|it|that|this|here|there|what|let|torchvision)'s)[A-Za-z]\w{2,40}(?='s (?:model zoo|repo(?:sitory)?|readme)\b)/gi;

/**
 * The names under which a text may speak of the implementations that it links: their owners' and repositories', in lower case. Plain
 * words are left out, and so is what may be the contributed model itself.
 *
 * @param repositories - `owner/name` each.
 * @param models - Names of the contributed models.
 */
export function sourceNames(repositories: readonly string[], models: readonly string[]): ReadonlySet<string> {
  const own = models.map((name) => modelKey(name)).filter((key) => key !== "");
  const names = new Set<string>();
  for (const repository of repositories.slice(0, 50)) {
    for (const part of repository.toLowerCase().split("/")) {
      for (const name of new Set([part, part.replace(FRAMEWORK, "")])) {
        const key = modelKey(name);
        if (key.length < 4 || PLAIN.test(name) || PLAIN.test(key)) continue;
        if (own.some((model) => model.startsWith(key) || key.startsWith(model))) continue;
        names.add(name);
      }
    }
  }
  return names;
}

/** The words with every name of a source replaced by "original", so that what is said of it reads as said of the original. */
export function nameOriginals(words: string, names: ReadonlySet<string>): string {
  const zoo =
    words.includes("'s ") || words.includes("\u2019s ")
      ? words.replace(/\u2019/g, "'").replace(ZOO, "original")
      : words;
  return names.size === 0 ? zoo : zoo.replace(WORD, (word) => (names.has(word.toLowerCase()) ? "original" : word));
}
