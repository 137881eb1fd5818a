import type { ModelMention } from "./model-mention.ts";

/** What stands before the name of a model that only taught, or began, the one which the figures are of. */
const TEACHER =
  /\b(?:teachers?|distill\w{0,6}|initiali[sz]ed|pre-?trained|fine-?tuned)(?: (?:is|was|by|with|from|of|on|a|an|the|model|weights|using)){0,4}[ (:`*]{1,3}$/i;
const TEACHES = /^[`*)]{0,3},? ?(?:\(?(?:as|is|was|being) (?:the |a |our )?)?teacher\b/i;

/** Mentions of models that the figures of a sentence may be of. */
export function withoutTeachers(words: string, mentions: readonly ModelMention[]): readonly ModelMention[] {
  return mentions.filter(
    ({ start, end }) =>
      !TEACHER.test(words.slice(Math.max(0, start - 60), start)) && !TEACHES.test(words.slice(end, end + 30)),
  );
}
