import { readDiff } from "../submission/read-diff.ts";
import type { SubmissionInput } from "../submission/submission.ts";
import { changedTrees, type KnownFiles } from "./changed-trees.ts";
import { type ContextSettings, contextRank } from "./context-files.ts";
import { IntakeError } from "./intake-error.ts";
import { POLICY_PATH } from "./policy-path.ts";
import { decodeText } from "./read-text-file.ts";
import { askGit, runGit } from "./run-git.ts";

const FILE_LIMIT = 2 * 1024 * 1024;
const TOTAL_LIMIT = 64 * 1024 * 1024;

/** The two ends of a pull request in a checkout, as commits. `base` is where the head branched off. */
export interface GitRange {
  readonly directory: string;
  readonly base: string;
  readonly head: string;
  readonly baseName: string;
}

/** What git does not know of a pull request. */
export interface GitDescription {
  readonly title?: string | undefined;
  /** Null: the author wrote nothing. Undefined: the description is not known. */
  readonly body?: string | null | undefined;
  readonly author?: string | undefined;
  readonly repo?: string | undefined;
}

async function commitOf(directory: string, revision: string): Promise<string> {
  const commit = await askGit(directory, [
    "rev-parse",
    "--verify",
    "--quiet",
    "--end-of-options",
    `${revision}^{commit}`,
  ]);
  if (commit === undefined) {
    throw new IntakeError(`git knows no revision ${revision}`, directory, "Fetch it, or name another range.");
  }
  return commit;
}

/**
 * Resolves `BASE..HEAD` or `BASE...HEAD`; either way the change is counted from the merge base, as a pull request's is. An end
 * left out is `HEAD`. Throws an {@link IntakeError}.
 */
export async function resolveRange(directory: string, range: string): Promise<GitRange> {
  const dots = range.includes("...") ? "..." : "..";
  const at = range.indexOf(dots);
  if (at < 0 || range.length === dots.length) {
    throw new IntakeError("this is no range of revisions", range, "Write BASE..HEAD, for example origin/main..HEAD.");
  }
  if ((await askGit(directory, ["rev-parse", "--git-dir"])) === undefined) {
    throw new IntakeError(
      "this is no git checkout",
      directory,
      "Run the command inside the checkout of the pull request.",
    );
  }
  const baseName = range.slice(0, at) || "HEAD";
  const tip = await commitOf(directory, baseName);
  const head = await commitOf(directory, range.slice(at + dots.length) || "HEAD");
  const base = await askGit(directory, ["merge-base", tip, head]);
  if (base === undefined) {
    throw new IntakeError(
      `no common ancestor of the two ends of ${range}`,
      directory,
      "Fetch more history (git fetch --unshallow).",
    );
  }
  return { directory, base, head, baseName };
}

/** Text of the repository's own policy at base; undefined where it has none. */
export async function readGitPolicy(range: GitRange): Promise<string | undefined> {
  try {
    return (await runGit(range.directory, ["cat-file", "blob", `${range.base}:${POLICY_PATH}`])).toString("utf8");
  } catch {
    return undefined;
  }
}

/** Blobs of a revision by path: regular files only, no links and no submodules. */
async function listBlobs(directory: string, commit: string): Promise<ReadonlyMap<string, string>> {
  const listing = (await runGit(directory, ["ls-tree", "-r", "-z", "--full-tree", commit])).toString("utf8");
  const blobs = new Map<string, string>();
  for (const entry of listing.split("\0")) {
    const match = /^100(?:644|755) blob ([0-9a-f]{40,64})\t/.exec(entry);
    if (match?.[1] !== undefined) blobs.set(entry.slice(match[0].length), match[1]);
  }
  return blobs;
}

/** Contents of blobs, in one run of git; what is too large is left out. */
async function readBlobs(directory: string, ids: readonly string[]): Promise<ReadonlyMap<string, Uint8Array>> {
  const sizes = (await runGit(directory, ["cat-file", "--batch-check"], ids.map((id) => `${id}\n`).join(""))).toString(
    "utf8",
  );
  const wanted: string[] = [];
  let total = 0;
  for (const line of sizes.split("\n")) {
    const [id, type, size] = line.split(" ");
    if (id === undefined || type !== "blob" || Number(size) > FILE_LIMIT || total + Number(size) > TOTAL_LIMIT)
      continue;
    total += Number(size);
    wanted.push(id);
  }
  const output = await runGit(directory, ["cat-file", "--batch"], wanted.map((id) => `${id}\n`).join(""));
  const contents = new Map<string, Uint8Array>();
  for (let at = 0; at < output.length; ) {
    const end = output.indexOf(10, at);
    if (end < 0) break;
    const [id, , size] = output.toString("latin1", at, end).split(" ");
    const length = Number(size);
    if (id === undefined || !Number.isSafeInteger(length)) break;
    contents.set(id, output.subarray(end + 1, end + 1 + length));
    at = end + 1 + length + 1;
  }
  return contents;
}

function knownFiles(blobs: ReadonlyMap<string, string>, contents: ReadonlyMap<string, Uint8Array>): KnownFiles {
  return {
    paths: [...blobs.keys()],
    complete: true,
    read(path) {
      const bytes = contents.get(blobs.get(path) ?? "");
      return bytes === undefined ? undefined : decodeText(bytes);
    },
  };
}

/** `owner/name` out of the URL of a git remote: https, ssh or scp-like. */
export function repositoryOfRemote(url: string): string | undefined {
  const match = /[/:]([A-Za-z0-9][A-Za-z0-9-]*\/[A-Za-z0-9._-]+?)(?:\.git)?\/?$/.exec(url.slice(-300));
  return match?.[1];
}

async function repositoryOf(directory: string): Promise<string> {
  for (const remote of ["upstream", "origin"]) {
    const url = await askGit(directory, ["remote", "get-url", remote]);
    const repo = url === undefined ? undefined : repositoryOfRemote(url);
    if (repo !== undefined) return repo;
  }
  throw new IntakeError("no remote tells the repository's name", directory, "Name it with --repo OWNER/NAME.");
}

/**
 * Reads a range of commits as the pull request that it would become. Texts of the changed files and of what the rules need
 * beside them are read at once; the diff is git's own. Throws an {@link IntakeError}.
 */
export async function readGit(
  range: GitRange,
  description: GitDescription,
  settings: ContextSettings,
): Promise<SubmissionInput> {
  const { directory, base, head } = range;
  const look = ["--no-color", "--no-ext-diff", "--no-textconv", "--no-relative", "--find-renames", "--full-index"];
  const prefixes = ["--src-prefix=a/", "--dst-prefix=b/", "--submodule=short"];
  const [patch, headBlobs, baseBlobs] = await Promise.all([
    runGit(directory, ["diff", ...look, ...prefixes, base, head]),
    listBlobs(directory, head),
    listBlobs(directory, base),
  ]);
  const diff = readDiff(patch.toString("utf8"));

  const changed = new Set(diff.files.flatMap((one) => (one.binary ? [] : [one.path, one.previousPath ?? one.path])));
  const isWanted = (path: string) => changed.has(path) || contextRank(path, settings) !== undefined;
  const ids = new Set<string>();
  for (const [path, id] of [...headBlobs, ...baseBlobs]) if (isWanted(path)) ids.add(id);
  const contents = await readBlobs(directory, [...ids]);
  const trees = changedTrees(diff, knownFiles(headBlobs, contents), knownFiles(baseBlobs, contents));

  const repo = description.repo ?? (await repositoryOf(directory));
  const author =
    description.author ??
    (await askGit(directory, ["config", "github.user"])) ??
    (await askGit(directory, ["config", "user.name"])) ??
    "unknown";
  const title = description.title ?? (await askGit(directory, ["log", "-1", "--format=%s", head])) ?? "";
  return {
    pullRequest: {
      repo,
      number: 0,
      title,
      author,
      url: `https://github.com/${repo}/compare/${base}...${head}`,
      labels: [],
      state: "open",
      draft: false,
      requestedReviewers: [],
      assignees: [],
      linkedIssues: [],
      headSha: head,
      baseSha: base,
      baseRef: range.baseName,
    },
    body: description.body ?? null,
    bodyComplete: description.body !== undefined,
    diff,
    head: trees.head,
    base: trees.base,
  };
}
