import type { Octokit } from "@octokit/rest";
import { z } from "zod";
import { changedTrees, type KnownFiles, NO_FILES } from "../intake/changed-trees.ts";
import { type ContextSettings, contextRank } from "../intake/context-files.ts";
import { POLICY_PATH } from "../intake/policy-path.ts";
import { conversationFile, pullRequestFile, pullRequestOf } from "../intake/pull-request-file.ts";
import type { Diff } from "../submission/diff.ts";
import type { ConversationEntry } from "../submission/pull-request.ts";
import type { SubmissionInput } from "../submission/submission.ts";
import { diffOf, type ListedFile, listedFile } from "./changed-files.ts";
import { connect, explainFailure, GITHUB_API, isWithheld } from "./connect.ts";
import type { PullRequestName } from "./pull-request-name.ts";
import { type BlobAnswer, readBlobsAtOnce, readBlobsSingly, type WantedBlob } from "./read-blobs.ts";

const PAGE = 100;
/** GitHub lists no more than 3,000 files of a pull request. */
const FILE_PAGES = 30;
const CONVERSATION_PAGES = 5;
const BLOB_LIMIT = 1024 * 1024;
/** With a token a hundred files cost one request; without, each costs one of sixty an hour. */
const BLOBS_WITH_TOKEN = { count: 300, bytes: 8 * 1024 * 1024 };
const BLOBS_WITHOUT_TOKEN = { count: 30, bytes: 8 * 1024 * 1024 };

export interface GitHubAccess {
  /** Undefined: public repositories only, and sixty requests an hour. */
  readonly token?: string;
  /** Root of the REST API, `https://HOST/api/v3` for GitHub Enterprise Server. */
  readonly apiUrl?: string;
}

const pullResponse = z.object({
  title: z.string(),
  body: z.string().nullable(),
  state: z.string(),
  merged_at: z.string().nullish(),
  draft: z.boolean().optional(),
  html_url: z.string(),
  created_at: z.string(),
  user: z.object({ login: z.string() }).nullable(),
  labels: z.array(z.object({ name: z.string() })),
  assignees: z.array(z.object({ login: z.string() })).nullish(),
  requested_reviewers: z.array(z.object({ login: z.string() })).nullish(),
  requested_teams: z.array(z.object({ slug: z.string() })).nullish(),
  changed_files: z.number(),
  head: z.object({ sha: z.string() }),
  base: z.object({ sha: z.string(), ref: z.string(), repo: z.object({ full_name: z.string() }) }),
});
type PullResponse = z.output<typeof pullResponse>;

const remark = z.object({
  user: z.object({ login: z.string(), type: z.string().optional() }).nullable(),
  author_association: z.string().optional(),
  created_at: z.string().optional(),
  submitted_at: z.string().nullish(),
  body: z.string().nullish(),
});

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

/** Pages until one is not full, or the bound is reached. */
async function readPages<T>(page: (number: number) => Promise<readonly T[]>, most: number): Promise<readonly T[]> {
  const all: T[] = [];
  for (let number = 1; number <= most; number++) {
    const items = await page(number);
    all.push(...items);
    if (items.length < PAGE) break;
  }
  return all;
}

/** What `read` yields; undefined when GitHub withholds it. A used-up rate limit or a refused token still throws. */
async function ifGiven<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (isWithheld(error)) return undefined;
    throw error;
  }
}

interface Repository {
  readonly octokit: Octokit;
  readonly owner: string;
  readonly repo: string;
  readonly number: number;
}

async function readPull({ octokit, owner, repo, number }: Repository): Promise<PullResponse> {
  return pullResponse.parse((await octokit.rest.pulls.get({ owner, repo, pull_number: number })).data);
}

async function readFiles({ octokit, owner, repo, number }: Repository): Promise<readonly ListedFile[]> {
  return await readPages(async (page) => {
    const { data } = await octokit.rest.pulls.listFiles({ owner, repo, pull_number: number, per_page: PAGE, page });
    return z.array(listedFile).parse(data);
  }, FILE_PAGES);
}

/** Comments and reviews, oldest first. What bots say is no part of the conversation. */
async function readConversation(at: Repository): Promise<readonly ConversationEntry[]> {
  const { octokit, owner, repo, number } = at;
  const [comments, reviews] = await Promise.all([
    readPages(async (page) => {
      const { data } = await octokit.rest.issues.listComments({
        owner,
        repo,
        issue_number: number,
        per_page: PAGE,
        page,
      });
      return z.array(remark).parse(data);
    }, CONVERSATION_PAGES),
    readPages(async (page) => {
      const { data } = await octokit.rest.pulls.listReviews({ owner, repo, pull_number: number, per_page: PAGE, page });
      return z.array(remark).parse(data);
    }, CONVERSATION_PAGES),
  ]);
  const entry = (kind: ConversationEntry["kind"]) => (one: z.output<typeof remark>) => ({
    author: one.user?.login,
    association: one.author_association,
    createdAt: one.created_at ?? one.submitted_at ?? "",
    kind,
    body: one.body,
  });
  const byPeople = (one: z.output<typeof remark>) => one.user?.type !== "Bot";
  const written = (one: z.output<typeof remark>) => (one.body ?? "") !== "";
  const entries = [
    ...comments.filter(byPeople).map(entry("comment")),
    ...reviews.filter(byPeople).filter(written).map(entry("review")),
  ];
  entries.sort((a, b) => (a.createdAt < b.createdAt ? -1 : a.createdAt > b.createdAt ? 1 : 0));
  return conversationFile.parse(entries);
}

interface Listing {
  readonly blobs: ReadonlyMap<string, { readonly sha: string; readonly size: number }>;
  readonly complete: boolean;
}

async function readListing({ octokit, owner, repo }: Repository, commit: string): Promise<Listing> {
  const { data } = await octokit.rest.git.getTree({ owner, repo, tree_sha: commit, recursive: "1" });
  const { tree, truncated } = treeResponse.parse(data);
  const blobs = new Map<string, { sha: string; size: number }>();
  for (const { path, mode, type, sha, size } of tree) {
    if (type === "blob" && mode.startsWith("100") && sha) blobs.set(path, { sha, size: size ?? 0 });
  }
  return { blobs, complete: truncated !== true };
}

/** Files of the head commit worth reading, the most needed first; added files stand in the diff already. */
function chooseBlobs(
  listing: Listing,
  diff: Diff,
  settings: ContextSettings,
  limit: typeof BLOBS_WITH_TOKEN,
): WantedBlob[] {
  const inDiff = new Map(diff.files.map((change) => [change.path, change]));
  const ranked: { readonly path: string; readonly sha: string; readonly size: number; readonly rank: number }[] = [];
  for (const [path, { sha, size }] of listing.blobs) {
    if (size > BLOB_LIMIT || !/^[0-9a-f]{40,64}$/.test(sha)) continue;
    const change = inDiff.get(path);
    if (change?.binary === true || (change?.status === "added" && !change.patchMissing)) continue;
    const rank = change === undefined ? contextRank(path, settings) : -1;
    if (rank !== undefined) ranked.push({ path, sha, size, rank });
  }
  ranked.sort((a, b) => a.rank - b.rank || (a.path < b.path ? -1 : 1));
  const wanted: WantedBlob[] = [];
  let bytes = 0;
  for (const { path, sha, size } of ranked) {
    if (wanted.length >= limit.count || bytes + size > limit.bytes) break;
    bytes += size;
    wanted.push({ path, sha });
  }
  return wanted;
}

function knownFiles(listing: Listing | undefined, answer: BlobAnswer | undefined): KnownFiles {
  if (listing === undefined) return NO_FILES;
  return {
    paths: [...listing.blobs.keys()],
    complete: listing.complete,
    read(path) {
      const sha = listing.blobs.get(path)?.sha;
      return sha === undefined ? undefined : answer?.texts.get(sha);
    },
  };
}

async function readPolicy({ octokit, owner, repo }: Repository, ref: string): Promise<string | undefined> {
  const format = { mediaType: { format: "raw" } };
  const { data } = await octokit.rest.repos.getContent({ owner, repo, path: POLICY_PATH, ref, ...format });
  return typeof data === "string" ? data : undefined;
}

async function readInput(
  at: Repository,
  pull: PullResponse,
  hasToken: boolean,
  settings: ContextSettings,
): Promise<SubmissionInput> {
  const [files, conversation, listing] = await Promise.all([
    readFiles(at),
    ifGiven(() => readConversation(at)),
    ifGiven(() => readListing(at, pull.head.sha)),
  ]);
  const diff = diffOf(files, files.length >= pull.changed_files);
  const limit = hasToken ? BLOBS_WITH_TOKEN : BLOBS_WITHOUT_TOKEN;
  const wanted = listing === undefined ? [] : chooseBlobs(listing, diff, settings, limit);
  const repository = `${at.owner}/${at.repo}`;
  const answer = await ifGiven(() =>
    hasToken
      ? readBlobsAtOnce(at.octokit, repository, at.number, wanted)
      : readBlobsSingly(at.octokit, repository, wanted),
  );
  const trees = changedTrees(diff, knownFiles(listing, answer), NO_FILES);
  const teams = (pull.requested_teams ?? []).map((team) => `${at.owner}/${team.slug}`);
  const described = pullRequestFile.parse({
    repo: pull.base.repo.full_name,
    number: at.number,
    title: pull.title,
    author: pull.user?.login,
    body: pull.body,
    labels: pull.labels,
    state: pull.merged_at ? "merged" : pull.state,
    draft: pull.draft,
    url: pull.html_url,
    createdAt: pull.created_at,
    requestedReviewers: [...(pull.requested_reviewers ?? []), ...teams],
    assignees: pull.assignees,
    linkedIssues: answer?.linkedIssues,
    headSha: pull.head.sha,
    baseSha: pull.base.sha,
    baseRef: pull.base.ref,
  });
  return {
    pullRequest: pullRequestOf(described),
    body: described.body,
    bodyComplete: true,
    ...(conversation === undefined ? {} : { conversation }),
    diff,
    head: trees.head,
    base: trees.base,
  };
}

/** A pull request on GitHub. Both reads throw an IntakeError when GitHub refuses what cannot be done without. */
export interface OpenedPullRequest {
  /** Text of the policy on the base branch; undefined where there is none. */
  readonly readPolicy: () => Promise<string | undefined>;
  readonly read: (settings: ContextSettings) => Promise<SubmissionInput>;
}

/**
 * Reads a pull request through GitHub's API, in seven requests when there is a token: the pull request, the policy, files,
 * comments, reviews, the head's list of files, and their texts. The base is made from the head and the diff. What GitHub
 * withholds of the last four is not known; without the pull request and its files there is no review.
 */
export function openPullRequest(name: PullRequestName, access: GitHubAccess): OpenedPullRequest {
  const octokit = connect(access.apiUrl ?? GITHUB_API, access.token);
  const [owner = "", repo = ""] = name.repo.split("/");
  const at: Repository = { octokit, owner, repo, number: name.number };
  const hasToken = access.token !== undefined;
  let pull: Promise<PullResponse> | undefined;
  const readOnce = () => {
    pull ??= readPull(at);
    return pull;
  };
  const explained = async <T>(read: () => Promise<T>): Promise<T> => {
    try {
      return await read();
    } catch (error) {
      throw explainFailure(error, `${name.repo}#${name.number}`, hasToken);
    }
  };
  return {
    readPolicy: () =>
      explained(async () => {
        const { base } = await readOnce();
        return await ifGiven(() => readPolicy(at, base.ref));
      }),
    read: (settings) => explained(async () => readInput(at, await readOnce(), hasToken, settings)),
  };
}
