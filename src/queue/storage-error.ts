/** The storage cannot be opened. The message is one line: the place, what is wrong, the remedy; it holds no password. */
export class StorageError extends Error {
  constructor(message: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.name = "StorageError";
  }
}

/** The `code` of a system's or library's error; empty when it has none. */
export function codeOf(error: unknown): string {
  const code = typeof error === "object" && error !== null && "code" in error ? error.code : undefined;
  return typeof code === "string" ? code : "";
}

/** What an error says, in one line. */
export function messageOf(error: unknown): string {
  if (typeof error !== "object" || error === null) return String(error);
  const message = "message" in error ? String(error.message) : "";
  // Connecting to a name with several addresses fails with one error for each and an empty message.
  if (message === "" && "errors" in error && Array.isArray(error.errors)) return error.errors.map(messageOf).join(", ");
  return message.replaceAll("\n", " ");
}
