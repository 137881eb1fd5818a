import { citeText } from "./citation.ts";
import type { RecipeClaim } from "./claims.ts";
import type { MarkdownText } from "./markdown-text.ts";

const RECIPE_WORDS =
  /\b(?:recipe|training (?:command|script|config(?:uration)?|details|instructions)|train(?:ing)? (?:it|them) with|config file|hyper-?parameters)\b/i;
const RECIPE_PLACES = /\/(?:references|recipes|configs?|scripts|tools)\/|[#/]\S*(?:recipe|training|how-to-train)/i;
/** Characters of prose around a link that may say what it leads to. */
const AROUND = 120;

function wordsAround(text: MarkdownText, start: number, end: number): string {
  const before = text.prose.slice(Math.max(0, start - AROUND), start);
  const after = text.prose.slice(end, end + AROUND);
  return `${before.slice(Math.max(before.lastIndexOf(". "), before.lastIndexOf("\n")) + 1)} ${after.split(/[.\n]/, 1)[0] ?? ""}`;
}

/**
 * Links that lead to a training recipe: by the link's words, or by its place together with the words around it. Images and links
 * to a paper are none.
 */
export function readRecipeClaims(text: MarkdownText): RecipeClaim[] {
  return text.links
    .filter(
      (link) => link.form !== "image" && /^https?:/i.test(link.href) && !/arxiv\.org|\.pdf(?:$|[?#])/i.test(link.href),
    )
    .filter((link) => {
      const words = link.text === link.href ? "" : link.text;
      if (RECIPE_WORDS.test(words)) return true;
      return RECIPE_PLACES.test(link.href) && RECIPE_WORDS.test(wordsAround(text, link.start, link.end));
    })
    .map((link) => ({ url: link.href, evidence: citeText(text, link.start, link.end) }));
}
