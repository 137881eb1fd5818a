import type { NumberWord } from "./sentence-numbers.ts";

const CLAUSE_END =
  /\b(?:whereas|wheras|while|but|vs\.?|versus|compar\w{1,6}|than|against|instead|although|though|and)\b|[,;()，；（）]/gi;
/** "The paper (its title) reports": the bracket does not part the verb from who reports. */
const ASIDE = /\([^()]{1,200}\)(?= (?:reports?|reported|says?|lists|gives|states|claims?|mentions|has)\b)/;

/** The words around a number up to the ends of its clause. */
export function clauseOf(words: string, number: NumberWord): string {
  const before = words.slice(Math.max(0, number.start - 260), number.start).replace(ASIDE, " ");
  return `${lastClause(before.slice(-160))} ${clauseAfter(words, number)}`;
}

/** What follows the last end of a clause. */
export function lastClause(before: string): string {
  let from = 0;
  for (const match of before.matchAll(CLAUSE_END)) {
    // `compared to the paper's` belongs to what follows it.
    from = match.index + match[0].length;
  }
  return before.slice(from);
}

/** What stands behind a number up to the end of its clause. */
export function clauseAfter(words: string, number: NumberWord): string {
  const after = words.slice(number.end, number.end + 60);
  const end = after.search(
    /\b(?:whereas|wheras|while|but|vs|versus|compar|than|against|instead|although|and)|[,;()，；（）]|\d{1,4}(?:\.\d| ?%)/i,
  );
  return end < 0 ? after : after.slice(0, end);
}
