import type { Octokit } from "@octokit/rest";
import { z } from "zod";
import { type KnownFiles, NO_FILES } from "../intake/changed-trees.ts";
import { type ContextSettings, contextRank } from "../intake/context-files.ts";
import type { Diff } from "../submission/diff.ts";
import type { WantedBlob } from "./read-blobs.ts";

const BLOB_LIMIT = 1024 * 1024;
const OBJECT_ID = /^[0-9a-f]{40,64}$/;

/** How many files of the head commit, and how many bytes of them, may be read. */
export interface BlobBounds {
  readonly count: number;
  readonly bytes: number;
}

/** The regular files of a commit. */
export interface HeadListing {
  readonly blobs: ReadonlyMap<string, { readonly sha: string; readonly size: number }>;
  readonly complete: boolean;
}

const treeResponse = z.object({
  truncated: z.boolean().optional(),
  tree: z.array(
    z.object({
      path: z.string(),
      mode: z.string(),
      type: z.string(),
      sha: z.string().nullish(),
      size: z.number().optional(),
    }),
  ),
});

/** Lists the files of a commit in one request. */
export async function readListing(octokit: Octokit, owner: string, repo: string, commit: string): Promise<HeadListing> {
  const { data } = await octokit.rest.git.getTree({ owner, repo, tree_sha: commit, recursive: "1" });
  const { tree, truncated } = treeResponse.parse(data);
  const blobs = new Map<string, { sha: string; size: number }>();
  for (const { path, mode, type, sha, size } of tree) {
    if (type === "blob" && mode.startsWith("100") && sha) blobs.set(path, { sha, size: size ?? 0 });
  }
  return { blobs, complete: truncated !== true };
}

/** Files of the head commit worth reading, the most needed first; added files stand in the diff already. */
export function chooseBlobs(
  listing: HeadListing,
  diff: Diff,
  settings: ContextSettings,
  bounds: BlobBounds,
): WantedBlob[] {
  const inDiff = new Map(diff.files.map((change) => [change.path, change]));
  const ranked: { readonly path: string; readonly sha: string; readonly size: number; readonly rank: number }[] = [];
  for (const [path, { sha, size }] of listing.blobs) {
    if (size > BLOB_LIMIT || !OBJECT_ID.test(sha)) continue;
    const change = inDiff.get(path);
    if (change?.binary === true || (change?.status === "added" && !change.patchMissing)) continue;
    const rank = change === undefined ? contextRank(path, settings) : -1;
    if (rank !== undefined) ranked.push({ path, sha, size, rank });
  }
  ranked.sort((a, b) => a.rank - b.rank || (a.path < b.path ? -1 : 1));
  const wanted: WantedBlob[] = [];
  let bytes = 0;
  for (const { path, sha, size } of ranked) {
    if (wanted.length >= bounds.count || bytes + size > bounds.bytes) break;
    bytes += size;
    wanted.push({ path, sha });
  }
  return wanted;
}

/** What is known of the head commit: its list of files, and the texts of some. */
export function knownFiles(
  listing: HeadListing | undefined,
  texts: ReadonlyMap<string, string> | undefined,
): KnownFiles {
  if (listing === undefined) return NO_FILES;
  return {
    paths: [...listing.blobs.keys()],
    complete: listing.complete,
    read(path) {
      const sha = listing.blobs.get(path)?.sha;
      return sha === undefined ? undefined : texts?.get(sha);
    },
  };
}
