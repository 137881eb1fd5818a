import type { Octokit } from "@octokit/rest";
import { z } from "zod";
import type { Diff, FileChange } from "../submission/diff.ts";
import { readDiff } from "../submission/read-diff.ts";
import { PAGE, readPages } from "./pages.ts";

/** GitHub lists no more than 3,000 files of a pull request. */
const FILE_PAGES = 30;

/** One file of GitHub's list of a pull request's files, as far as it is read. */
export const listedFile = z.object({
  filename: z.string(),
  previous_filename: z.string().optional(),
  status: z.string(),
  sha: z.string().nullish(),
  additions: z.number(),
  deletions: z.number(),
  /** Hunks alone, without file headers; left out for binary and large files. */
  patch: z.string().optional(),
  /** Address of the content at the head commit: `…?ref=SHA`. */
  contents_url: z.string().optional(),
});
export type ListedFile = z.output<typeof listedFile>;

/** Git's name for empty content. */
const EMPTY_BLOB = "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391";

const STATUS: Readonly<Record<string, FileChange["status"]>> = {
  added: "added",
  removed: "removed",
  modified: "modified",
  changed: "modified",
  renamed: "renamed",
  copied: "copied",
};

function changeOf(file: ListedFile, status: FileChange["status"]): FileChange {
  const { additions, deletions, patch } = file;
  const counted = additions + deletions > 0;
  const moved = status === "renamed" || status === "copied";
  const read = patch === undefined ? undefined : readDiff(`--- a/file\n+++ b/file\n${patch}\n`);
  return {
    path: file.filename,
    ...(moved && file.previous_filename !== undefined ? { previousPath: file.previous_filename } : {}),
    status,
    // GitHub counts no lines of a binary file; a rename without a change has none either.
    binary: patch === undefined && !counted && !moved && file.sha !== EMPTY_BLOB,
    hunks: read?.files[0]?.hunks ?? [],
    patchMissing: counted && (read?.files[0]?.hunks.length ?? 0) === 0,
    additions,
    deletions,
  };
}

/** The diff that GitHub's list of changed files describes. `listed` false: the list was cut, and the diff says so. */
export function diffOf(files: readonly ListedFile[], complete: boolean): Diff {
  const changes: FileChange[] = [];
  for (const file of files) {
    const status = STATUS[file.status];
    if (status !== undefined) changes.push(changeOf(file, status));
  }
  const problems = complete ? [] : [{ line: 1, reason: `GitHub lists only the first ${files.length} changed files.` }];
  return { files: changes, problems };
}

/** GitHub's list of the files that a pull request changes, as far as it goes. */
export async function readChangedFiles(
  octokit: Octokit,
  owner: string,
  repo: string,
  number: number,
): Promise<readonly ListedFile[]> {
  return await readPages(async (page) => {
    const { data } = await octokit.rest.pulls.listFiles({ owner, repo, pull_number: number, per_page: PAGE, page });
    return z.array(listedFile).parse(data);
  }, FILE_PAGES);
}
