import { z } from "zod";
import { changedTrees, NO_FILES } from "../intake/changed-trees.ts";
import type { ContextSettings } from "../intake/context-files.ts";
import type { Json } from "../queue/queue.ts";
import { type Cause, WorkError } from "../queue/retry-causes.ts";
import type { SubmissionInput } from "../submission/submission.ts";
import { askAlong } from "./ask-along.ts";
import { diffOf, type ListedFile, listedFile, readChangedFiles } from "./changed-files.ts";
import { conversationOf } from "./conversation.ts";
import type { EvidenceQuestions } from "./evidence-questions.ts";
import { workErrorOf } from "./github-error.ts";
import { chooseBlobs, type HeadListing, knownFiles, readListing } from "./head-files.ts";
import type { InstallationClient } from "./installation-client.ts";
import { type PullRequestState, repositoryOf } from "./pull-request-state.ts";
import { readBlobTexts, type WantedBlob } from "./read-blobs.ts";

const HOUR = 60 * 60_000;
const BOUNDS = { count: 300, bytes: 8 * 1024 * 1024 };
/** All texts in one request; when that is too much for GitHub, in requests of this many. */
const SMALL_BATCH = 75;

/** Kept by commit: a commit's files never change. Only so long, and only so much (characters of JSON), as reviews of one head need. */
const BY_COMMIT = { kept: 24 * HOUR, longest: 4 * 1024 * 1024 };
/** Kept by content: most files are the same in every pull request of a repository. */
const BY_CONTENT = { kept: 7 * 24 * HOUR, longest: 512 * 1024 };

const SPACES = { changes: "github-changes", listing: "github-listing", text: "github-text" } as const;

const listingEntry = z.object({
  complete: z.boolean(),
  blobs: z.array(z.tuple([z.string(), z.string(), z.number()])),
});

/** The stored value; when there is none, what `read` yields, which is then stored if it is not too long. */
async function cached<T>(
  { store }: InstallationClient,
  space: string,
  key: string,
  parse: (stored: Json) => T | undefined,
  read: () => Promise<T>,
  toJson: (value: T) => Json,
): Promise<T> {
  const stored = await store.get(space, key);
  const known = stored === undefined ? undefined : parse(stored);
  if (known !== undefined) return known;
  const value = await read();
  const json = toJson(value);
  if (JSON.stringify(json).length <= BY_COMMIT.longest) await store.put(space, key, json, BY_COMMIT.kept);
  return value;
}

/** Whether the list is of another head: it names none, and the pull request may have been pushed to meanwhile. */
function isOfOtherHead(files: readonly ListedFile[], headSha: string): boolean {
  const heads = files
    .filter((one) => one.status !== "removed")
    .flatMap((one) => /[?&]ref=([0-9a-f]{40,64})$/.exec(one.contents_url ?? "")?.[1] ?? []);
  return heads.length > 0 && !heads.includes(headSha);
}

async function readChanges(client: InstallationClient, state: PullRequestState): Promise<readonly ListedFile[]> {
  const { repo, number } = state.pullRequest;
  const { owner, repo: name } = repositoryOf(repo);
  const read = async () => {
    const files = await readChangedFiles(client.octokit, owner, name, number);
    if (isOfOtherHead(files, state.headSha)) {
      throw new WorkError("github-unavailable", `${repo}#${number} was pushed to while it was read`, {
        afterMs: 1_000,
      });
    }
    return files;
  };
  const key = `${repo}#${number}@${state.headSha}..${state.baseSha}`;
  const toJson = (files: readonly ListedFile[]) => files.map((one) => JSON.parse(JSON.stringify(one)) as Json);
  return await cached(client, SPACES.changes, key, (one) => z.array(listedFile).safeParse(one).data, read, toJson);
}

async function readHeadListing(client: InstallationClient, repo: string, headSha: string): Promise<HeadListing> {
  const { owner, repo: name } = repositoryOf(repo);
  return await cached(
    client,
    SPACES.listing,
    `${repo}@${headSha}`,
    (stored) => {
      const entry = listingEntry.safeParse(stored).data;
      if (entry === undefined) return undefined;
      return {
        complete: entry.complete,
        blobs: new Map(entry.blobs.map(([path, sha, size]) => [path, { sha, size }] as const)),
      };
    },
    () => readListing(client.octokit, owner, name, headSha),
    ({ complete, blobs }) => ({
      complete,
      blobs: [...blobs].map(([path, { sha, size }]) => [path, sha, size]),
    }),
  );
}

const TOO_MUCH: ReadonlySet<Cause> = new Set(["github-unavailable", "bad-gateway", "timeout", "unprocessable"]);

async function askTexts(
  client: InstallationClient,
  repo: string,
  blobs: readonly WantedBlob[],
  questions: EvidenceQuestions | undefined,
): Promise<ReadonlyMap<string, string>> {
  const ask = (query: string, variables: Record<string, unknown>) => askAlong(client, query, variables, [], questions);
  try {
    return await readBlobTexts(ask, repo, blobs);
  } catch (error) {
    if (blobs.length <= SMALL_BATCH || !TOO_MUCH.has(workErrorOf(error).cause)) throw error;
  }
  const texts = new Map<string, string>();
  for (let at = 0; at < blobs.length; at += SMALL_BATCH) {
    for (const [sha, text] of await readBlobTexts(ask, repo, blobs.slice(at, at + SMALL_BATCH))) texts.set(sha, text);
  }
  return texts;
}

/** Texts by blob id: those that any review has read before, and in one request the rest. */
async function readTexts(
  client: InstallationClient,
  repo: string,
  blobs: readonly WantedBlob[],
  questions: EvidenceQuestions | undefined,
): Promise<ReadonlyMap<string, string>> {
  const { store } = client;
  const texts = new Map<string, string>();
  const known = new Set<string>();
  const key = (sha: string) => `${repo}:${sha}`;
  // Texts of other repositories are never given out, though their id be the same.
  await Promise.all(
    blobs.map(async ({ sha }) => {
      const stored = await store.get(SPACES.text, key(sha));
      if (stored !== undefined) known.add(sha);
      if (typeof stored === "string") texts.set(sha, stored);
    }),
  );
  const missing = blobs.filter(({ sha }) => !known.has(sha));
  if (missing.length === 0) return texts;
  const found = await askTexts(client, repo, missing, questions);
  for (const { sha } of missing) {
    const text = found.get(sha);
    if (text !== undefined) texts.set(sha, text);
    // What is no text is remembered too: it need not be asked for again.
    if ((text ?? "").length <= BY_CONTENT.longest)
      await store.put(SPACES.text, key(sha), text ?? null, BY_CONTENT.kept);
  }
  return texts;
}

/** What `read` yields; undefined when GitHub says that it is not to be had. Anything else is thrown. */
async function ifGiven<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    const failure = workErrorOf(error);
    if (failure.cause === "not-found" || failure.cause === "permission-missing") return undefined;
    throw failure;
  }
}

/**
 * Reads the files of a pull request whose state is known: in three requests when its head is new (its changes, the head's list of
 * files, and the texts that no review has read before), in none when it was read before. What is in question is asked along with the texts. Throws a WorkError.
 */
export async function readSubmissionInput(
  client: InstallationClient,
  state: PullRequestState,
  settings: ContextSettings,
  questions?: EvidenceQuestions,
): Promise<SubmissionInput> {
  const { repo } = state.pullRequest;
  try {
    const [files, listing] = await Promise.all([
      readChanges(client, state),
      ifGiven(() => readHeadListing(client, repo, state.headSha)),
    ]);
    const diff = diffOf(files, files.length >= state.changedFiles);
    const wanted = listing === undefined ? [] : chooseBlobs(listing, diff, settings, BOUNDS);
    const texts = wanted.length === 0 ? undefined : await ifGiven(() => readTexts(client, repo, wanted, questions));
    const trees = changedTrees(diff, knownFiles(listing, texts), NO_FILES);
    return {
      pullRequest: state.pullRequest,
      body: state.body,
      bodyComplete: true,
      conversation: conversationOf(state.remarks),
      diff,
      head: trees.head,
      base: trees.base,
    };
  } catch (error) {
    throw workErrorOf(error);
  }
}
