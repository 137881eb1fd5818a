/** The storage cannot be opened. The message is one line: the place, what is wrong, the remedy; it holds no password. */
export class StorageError extends Error {
  constructor(message: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.name = "StorageError";
  }
}
