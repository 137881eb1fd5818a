/** The text itself. Throws a RangeError for one with a NUL, which PostgreSQL refuses and SQLite cuts there, so that two keys would be one. */
export function storedText(text: string): string {
  if (text.includes("\0")) throw new RangeError("A key, lane, space or delivery must not hold a NUL character.");
  return text;
}
