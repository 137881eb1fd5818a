import { isInsider } from "./insider.ts";
import type { MarkdownText } from "./markdown-text.ts";

/** Who speaks for a contribution: its author, or somebody of the project. What anybody else says of it is no claim of its own. */
export type Voice = "author" | "project";

/** Whose voice a description or comment is; undefined for a stranger's. Logins differ in case and mean the same. */
export function voiceOf({ origin }: MarkdownText, author: string): Voice | undefined {
  if (origin.source === "description") return "author";
  if (origin.entry.author.toLowerCase() === author.toLowerCase()) return "author";
  return isInsider(origin.entry.association) ? "project" : undefined;
}
