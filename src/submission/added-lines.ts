import type { FileChange } from "./diff.ts";

/** A line of a text with its number, counted from 1. */
export interface NumberedLine {
  readonly line: number;
  readonly text: string;
}

/** Lines that a change adds, with their number in the head file. */
export function addedLines(file: FileChange): NumberedLine[] {
  return file.hunks.flatMap((hunk) =>
    hunk.lines.flatMap((one) =>
      one.kind === "added" && one.newLine !== undefined ? [{ line: one.newLine, text: one.text }] : [],
    ),
  );
}

/** Whether `text` holds `name` as a word of its own: not as part of a longer identifier. Case counts unless `loose`. */
export function namesWord(text: string, name: string, loose = false): boolean {
  const hay = loose ? text.toLowerCase() : text;
  const needle = loose ? name.toLowerCase() : name;
  if (needle === "") return false;
  for (let at = hay.indexOf(needle); at >= 0; at = hay.indexOf(needle, at + 1)) {
    const before = hay[at - 1] ?? " ";
    const after = hay[at + needle.length] ?? " ";
    if (!/[A-Za-z0-9_]/.test(before) && !/[A-Za-z0-9_]/.test(after)) return true;
  }
  return false;
}
