/** How a file changes, as GitHub's list of a pull request's files tells it. */
export interface Patch {
  readonly additions: number;
  readonly deletions: number;
  /** One hunk without file headers; undefined when nothing changes. */
  readonly text: string | undefined;
}

const CONTEXT = 3;

function linesOf(text: string | undefined): readonly string[] {
  if (text === undefined || text === "") return [];
  return (text.endsWith("\n") ? text.slice(0, -1) : text).split("\n");
}

function range(start: number, count: number): string {
  return `${count === 0 ? start : start + 1},${count}`;
}

/** One hunk from the first line that differs to the last: longer than git's, and as valid. Undefined: the file is not there. */
export function patchOf(before: string | undefined, after: string | undefined): Patch {
  const old = linesOf(before);
  const new_ = linesOf(after);
  let head = 0;
  while (head < old.length && head < new_.length && old[head] === new_[head]) head++;
  let tail = 0;
  while (tail < old.length - head && tail < new_.length - head && old.at(-1 - tail) === new_.at(-1 - tail)) tail++;
  const removed = old.slice(head, old.length - tail);
  const added = new_.slice(head, new_.length - tail);
  if (removed.length === 0 && added.length === 0) return { additions: 0, deletions: 0, text: undefined };
  const start = Math.max(0, head - CONTEXT);
  const lead = old.slice(start, head);
  const trail = old.slice(old.length - tail, old.length - tail + CONTEXT);
  const context = lead.length + trail.length;
  const lines = [
    `@@ -${range(start, context + removed.length)} +${range(start, context + added.length)} @@`,
    ...lead.map((line) => ` ${line}`),
    ...removed.map((line) => `-${line}`),
    ...added.map((line) => `+${line}`),
    ...trail.map((line) => ` ${line}`),
  ];
  return { additions: added.length, deletions: removed.length, text: lines.join("\n") };
}

/** Where a line of the new file stands in a patch, counted from the line below `@@`; undefined when the patch does not show it. */
export function positionOf(patch: string, line: number): number | undefined {
  let current = 0;
  for (const [index, text] of patch.split("\n").entries()) {
    const header = /^@@ -\d+(?:,\d+)? \+(\d+)/.exec(text)?.[1];
    if (header !== undefined) {
      current = Number(header) - 1;
      continue;
    }
    if (text.startsWith("-")) continue;
    current++;
    if (current === line) return index;
  }
  return undefined;
}
