/** One line of a hunk. Lines count from 1; an added line has no old number, a removed one no new number. */
export interface DiffLine {
  readonly kind: "added" | "removed" | "context";
  readonly text: string;
  readonly oldLine?: number;
  readonly newLine?: number;
}

export interface Hunk {
  readonly oldStart: number;
  readonly oldLines: number;
  readonly newStart: number;
  readonly newLines: number;
  readonly lines: readonly DiffLine[];
}

export interface FileChange {
  /** Path at head; for a removed file its path at base. */
  readonly path: string;
  /** Path at base, where it differs. */
  readonly previousPath?: string;
  readonly status: "added" | "removed" | "modified" | "renamed" | "copied";
  readonly binary: boolean;
  readonly hunks: readonly Hunk[];
  /** The change has content that the diff does not show: GitHub leaves out the patch of large files. */
  readonly patchMissing: boolean;
  readonly additions: number;
  readonly deletions: number;
}

export interface Diff {
  readonly files: readonly FileChange[];
  /** Parts that could not be read as a unified diff, with the line of the diff (from 1) where they begin. */
  readonly problems: readonly { readonly line: number; readonly reason: string }[];
}
