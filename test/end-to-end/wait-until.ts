/** Generous: what takes longer never comes. */
const DEADLINE = 90_000;
const PAUSE = 100;

export const sleep = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds));

/**
 * Looks until `look` yields something, and returns it. Throws with `explain` when it does not within the deadline: no test depends on
 * how long something takes, only on that it happens.
 */
export async function waitUntil<T>(
  what: string,
  look: () => Promise<T | undefined | false> | T | undefined | false,
  explain: () => string | Promise<string> = () => "",
  deadline = DEADLINE,
): Promise<T> {
  const end = Date.now() + deadline;
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    if (Date.now() > end) throw new Error(`This never came: ${what}.\n${await explain()}`);
    await sleep(PAUSE);
  }
}
