import type { Diff, FileChange } from "../submission/diff.ts";
import type { Tree } from "../submission/tree.ts";

/** The files of one revision as a reader holds them. */
export interface KnownFiles {
  /** Text of a file among `paths`; undefined when it is binary, too large or unreadable. */
  read(path: string): string | undefined;
  readonly paths: readonly string[];
  /** `paths` lists every file of the revision, so that what is not among them is absent. */
  readonly complete: boolean;
}

export const NO_FILES: KnownFiles = { read: () => undefined, paths: [], complete: false };

function byPath(changes: Iterable<readonly [string, FileChange]>): ReadonlyMap<string, FileChange> {
  return new Map(changes);
}

/** The text after the change, or before it when `reversed`; undefined when the hunks do not fit the text. */
export function applyHunks(text: string, change: FileChange, reversed: boolean): string | undefined {
  const lines = text.split("\n");
  const result: string[] = [];
  let next = 0;
  for (const hunk of change.hunks) {
    const start = reversed ? hunk.newStart : hunk.oldStart;
    const length = reversed ? hunk.newLines : hunk.oldLines;
    const first = length === 0 ? start : start - 1;
    if (first < next || first > lines.length) return undefined;
    for (; next < first; next++) result.push(lines[next] ?? "");
    for (const line of hunk.lines) {
      const incoming = line.kind === (reversed ? "removed" : "added");
      if (!incoming) {
        if (lines[next]?.replace(/\r$/, "") !== line.text.replace(/\r$/, "")) return undefined;
        next++;
      }
      if (incoming || line.kind === "context") result.push(line.text);
    }
  }
  for (; next < lines.length; next++) result.push(lines[next] ?? "");
  return result.join("\n");
}

/** The whole text of a file that the diff adds or removes. */
function wholeText(change: FileChange, kind: "added" | "removed"): string | undefined {
  if (change.binary || change.patchMissing) return undefined;
  const lines = change.hunks.flatMap((hunk) => hunk.lines.filter((line) => line.kind === kind));
  return lines.length === 0 ? "" : `${lines.map((line) => line.text).join("\n")}\n`;
}

class ChangedTree implements Tree {
  readonly #own: KnownFiles;
  readonly #other: KnownFiles;
  readonly #ownPaths: ReadonlySet<string>;
  readonly #otherPaths: ReadonlySet<string>;
  readonly #hasDiff: boolean;
  /** Changes by their path at this revision. */
  readonly #changes: ReadonlyMap<string, FileChange>;
  readonly #absent: ReadonlySet<string>;
  /** All that exists is known: listed, or told by the other revision's list and the diff. */
  readonly #complete: boolean;
  readonly #reversed: boolean;
  readonly #texts = new Map<string, string | undefined>();
  #paths: readonly string[] | undefined;

  constructor(end: "head" | "base", diff: Diff | undefined, own: KnownFiles, other: KnownFiles) {
    const files = diff?.files ?? [];
    const atBase = (change: FileChange) => change.previousPath ?? change.path;
    const [gone, moved] = end === "head" ? (["removed", "renamed"] as const) : (["added", "renamed"] as const);
    const present = files.filter((change) => change.status !== gone);
    const here = end === "head" ? (change: FileChange) => change.path : atBase;
    const there = end === "head" ? atBase : (change: FileChange) => change.path;
    this.#own = own;
    this.#other = other;
    this.#ownPaths = new Set(own.paths);
    this.#otherPaths = new Set(other.paths);
    this.#hasDiff = diff !== undefined;
    this.#complete = own.complete || (diff !== undefined && diff.problems.length === 0 && other.complete);
    this.#reversed = end === "base";
    // A copied file's origin is untouched by the copy, so the copy says nothing about it at base.
    this.#changes = byPath(
      present
        .filter((change) => end === "head" || change.status !== "copied")
        .map((change) => [here(change), change] as const),
    );
    const absent = new Set<string>();
    for (const change of files) {
      if (change.status === gone) absent.add(change.path);
      else if (change.status === moved || (end === "base" && change.status === "copied")) absent.add(there(change));
    }
    for (const path of this.#changes.keys()) absent.delete(path);
    this.#absent = absent;
  }

  read(path: string): string | undefined {
    if (!this.#texts.has(path)) this.#texts.set(path, this.#find(path));
    return this.#texts.get(path);
  }

  #find(path: string): string | undefined {
    if (this.#absent.has(path)) return undefined;
    const known = this.#ownPaths.has(path) ? this.#own.read(path) : undefined;
    if (known !== undefined) return known;
    const change = this.#changes.get(path);
    if (change === undefined) {
      return this.#hasDiff && this.#otherPaths.has(path) ? this.#other.read(path) : undefined;
    }
    if (change.binary) return undefined;
    if (change.status === "added") return wholeText(change, "added");
    if (change.status === "removed") return wholeText(change, "removed");
    if (change.patchMissing) return undefined;
    const counterpart = this.#reversed ? change.path : (change.previousPath ?? change.path);
    const text = this.#otherPaths.has(counterpart) ? this.#other.read(counterpart) : undefined;
    return text === undefined ? undefined : applyHunks(text, change, this.#reversed);
  }

  has(path: string): boolean | undefined {
    if (this.#absent.has(path)) return false;
    if (this.#ownPaths.has(path) || this.#changes.has(path)) return true;
    if (this.#hasDiff && !this.#own.complete && this.#otherPaths.has(path)) return true;
    return this.#complete ? false : undefined;
  }

  get paths(): readonly string[] {
    if (this.#paths === undefined) {
      const all = new Set([...this.#ownPaths, ...this.#changes.keys()]);
      if (this.#hasDiff && !this.#own.complete) for (const path of this.#otherPaths) all.add(path);
      for (const path of this.#absent) all.delete(path);
      this.#paths = [...all].sort();
    }
    return this.#paths;
  }
}

/**
 * The two revisions of a pull request from what is known of each and from its diff: a file that the diff does not touch is the
 * same in both, one that it adds or removes stands in the diff whole, one that it changes is made from the other side.
 */
export function changedTrees(
  diff: Diff | undefined,
  head: KnownFiles,
  base: KnownFiles,
): { readonly head: Tree; readonly base: Tree } {
  return { head: new ChangedTree("head", diff, head, base), base: new ChangedTree("base", diff, base, head) };
}
