/** Line numbers (from 1) of character offsets in one text. */
export interface SourceLines {
  lineAt(offset: number): number;
}

/** Indexes the line feeds of a text once; each look-up is a binary search. */
export function indexLines(text: string): SourceLines {
  const starts: number[] = [0];
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  let last = 0;
  return {
    lineAt(offset) {
      // Reading goes forward, so the answer is nearly always the last one or the next.
      const lastStart = starts[last] ?? 0;
      let low = offset >= lastStart ? last : 0;
      let high = offset >= lastStart ? starts.length - 1 : last;
      const next = starts[low + 1];
      if (next === undefined || offset < next) high = low;
      while (low < high) {
        const middle = (low + high + 1) >> 1;
        if ((starts[middle] ?? 0) <= offset) low = middle;
        else high = middle - 1;
      }
      last = low;
      return low + 1;
    },
  };
}
