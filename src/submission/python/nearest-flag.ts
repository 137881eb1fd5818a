import { nearest } from "../nearest.ts";

/**
 * The flag that an unknown one was most likely meant to be. In this order: the same words with other separators or letter case;
 * a spelling mistake; the flag whose words contain, or are contained in, the given ones (`--warmup-epochs` for
 * `--lr-warmup-epochs`), the one with fewest other words, when it is the only one; initials (`--learning-rate` for `--lr`).
 */
export function nearestFlag(flag: string, flags: readonly string[]): string | undefined {
  const wanted = plain(flag);
  if (wanted === "") return undefined;
  const byName = new Map<string, string>();
  for (const known of flags) {
    const name = plain(known);
    // A long form is clearer than the one letter that stands for it.
    if (name.length > 1 && !byName.has(name)) byName.set(name, known);
  }
  const same = byName.get(wanted) ?? flags.find((known) => plain(known) === wanted);
  if (same !== undefined) return same;
  const joined = wanted.replaceAll("-", "");
  for (const [name, known] of byName) if (name.replaceAll("-", "") === joined) return known;
  const near = wanted.length > 3 ? nearest(wanted, byName.keys()) : undefined;
  const chosen = near !== undefined && isSmallSlip(wanted, near) ? near : (byWords(wanted, byName) ?? near);
  return chosen === undefined ? undefined : byName.get(chosen);
}

function plain(flag: string): string {
  return flag
    .replace(/^-{1,4}/, "")
    .slice(0, 100)
    .replaceAll("_", "-")
    .toLowerCase();
}

/** Same number of words, so that only letters differ: then spelling says more than shared words. */
function isSmallSlip(wanted: string, near: string): boolean {
  return Math.abs(wanted.length - near.length) <= 2 && wanted.split("-").length === near.split("-").length;
}

function byWords(wanted: string, byName: ReadonlyMap<string, string>): string | undefined {
  const words = wanted.split("-");
  let best: string | undefined;
  let fewest = Number.POSITIVE_INFINITY;
  let alone = true;
  for (const name of byName.keys()) {
    const others = otherWords(words, name.split("-"));
    if (others === undefined || others > fewest) continue;
    alone = others < fewest;
    fewest = others;
    best = name;
  }
  return alone ? best : undefined;
}

/** Number of words that only one of two names has; undefined when neither holds the other's, or when they share too little. */
function otherWords(given: readonly string[], known: readonly string[]): number | undefined {
  const knownSet = new Set(known);
  const givenSet = new Set(given);
  // One shared word in three says nothing.
  if (given.every((word) => knownSet.has(word)))
    return known.length <= 2 * given.length ? known.length - given.length : undefined;
  const initials = given.length > 1 ? given.map((word) => word.slice(0, 1)).join("") : "";
  if (known.length === 1 && known[0] === initials) return 0;
  // The last word names the thing; a first word alone (`lr` of `lr-restart`) may only be its family.
  const tail = given.slice(-known.length);
  if (known.every((word) => givenSet.has(word)) && (known.length > 1 || tail[0] === known[0]))
    return given.length - known.length;
  return undefined;
}
