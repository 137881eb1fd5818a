import { visible } from "./escape.ts";

const PLAIN = /^[A-Za-z0-9_@%+=:,./-]+$/;
const WORD_LIMIT = 500;

/**
 * One word for a POSIX shell, whatever a stranger wrote in it: plain characters as they are, anything else between single quotes.
 * Control characters are removed and a newline becomes a space. A leading `=`, `~` or `%`, which some shells expand, is quoted.
 * Comments are quoted just the same: an interactive zsh runs what follows a `#`.
 */
export function shellWord(text: string): string {
  const word = visible(text.slice(0, WORD_LIMIT)).replace(/\s/g, " ");
  return PLAIN.test(word) && !/^[=%]/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

export function shellWords(words: readonly string[]): string {
  return words.map(shellWord).join(" ");
}
