/** Longest body of a comment that GitHub takes, in characters. */
export const COMMENT_LIMIT = 65_536;
/** Longest summary of a check run that GitHub takes, in characters. */
export const SUMMARY_LIMIT = 65_535;
/** Room in a summary for what is wrong with the policy, or with the App's permissions: characters. */
export const NOTICE_RESERVE = 16_000;

/** A run of whole items that may be cut between any two of them. */
export interface Section {
  /** Stands before the first item: a heading, the head of a table, the opening of a fold. Left out when no item fits. */
  readonly open: string;
  readonly items: readonly string[];
  /** Stands between two items. */
  readonly between: string;
  readonly close: string;
}

/** A paragraph of its own. */
export function paragraph(text: string): Section {
  return { open: "", items: [text], between: "", close: "" };
}

/** UTF-8 bytes. GitHub counts characters; a text within the limit in bytes is within it however they are counted. */
export function byteLength(text: string): number {
  let bytes = 0;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code < 0x80) bytes += 1;
    else if (code < 0x800) bytes += 2;
    else if (code >= 0xd800 && code <= 0xdbff && index + 1 < text.length) {
      bytes += 4;
      index++;
    } else bytes += 3;
  }
  return bytes;
}

const GAP = "\n\n";

/**
 * Joins sections by blank lines within `limit` bytes. What does not fit is left out by whole items, so fences, tables and folds stay
 * closed, and `note` says how many items are missing.
 */
export function fitSections(sections: readonly Section[], limit: number, note: (leftOut: number) => string): string {
  const present = sections.filter((one) => one.items.length > 0);
  const whole = present.map((one) => one.open + one.items.join(one.between) + one.close).join(GAP);
  if (byteLength(whole) <= limit) return whole;

  const total = present.reduce((sum, one) => sum + one.items.length, 0);
  let room = limit - byteLength(note(total)) - GAP.length;
  let leftOut = 0;
  const parts: string[] = [];
  for (const section of present) {
    const frame = byteLength(section.open) + byteLength(section.close) + GAP.length;
    const kept: string[] = [];
    let size = frame;
    for (const item of section.items) {
      const more = byteLength(item) + (kept.length > 0 ? byteLength(section.between) : 0);
      if (size + more > room) break;
      kept.push(item);
      size += more;
    }
    leftOut += section.items.length - kept.length;
    if (kept.length === 0) continue;
    room -= size;
    parts.push(section.open + kept.join(section.between) + section.close);
  }
  return [...parts, note(leftOut)].join(GAP);
}
