/** A thread of review comments; the emulator has the comments alone. */
interface Thread {
  resolved: boolean;
  resolvedBy: string | undefined;
}

const PREFIX = "PRRT_";

/** Which threads are resolved, by the comment that began each. */
export class ReviewThreads {
  readonly #threads = new Map<number, Thread>();

  of(commentId: number): Readonly<Thread> & { readonly id: string } {
    const { resolved = false, resolvedBy } = this.#threads.get(commentId) ?? {};
    return { id: `${PREFIX}${commentId}`, resolved, resolvedBy };
  }

  /** What the mutations do; undefined when the id names no thread. */
  set(id: string, resolved: boolean, by: string): { readonly id: string; readonly isResolved: boolean } | undefined {
    if (!id.startsWith(PREFIX)) return undefined;
    this.#threads.set(Number(id.slice(PREFIX.length)), { resolved, resolvedBy: resolved ? by : undefined });
    return { id, isResolved: resolved };
  }
}
