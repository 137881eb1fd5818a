/** Items on a page of GitHub's lists. */
export const PAGE = 100;

/** Pages until one is not full, or the bound is reached. */
export async function readPages<T>(
  page: (number: number) => Promise<readonly T[]>,
  most: number,
): Promise<readonly T[]> {
  const all: T[] = [];
  for (let number = 1; number <= most; number++) {
    const items = await page(number);
    all.push(...items);
    if (items.length < PAGE) break;
  }
  return all;
}
