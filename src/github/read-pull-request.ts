import type { Octokit } from "@octokit/rest";
import { z } from "zod";
import { changedTrees, NO_FILES } from "../intake/changed-trees.ts";
import type { ContextSettings } from "../intake/context-files.ts";
import { POLICY_PATH } from "../intake/policy-path.ts";
import { pullRequestFile, pullRequestOf } from "../intake/pull-request-file.ts";
import type { ConversationEntry } from "../submission/pull-request.ts";
import type { SubmissionInput } from "../submission/submission.ts";
import { diffOf, readChangedFiles } from "./changed-files.ts";
import { connect, explainFailure, GITHUB_API, isWithheld } from "./connect.ts";
import { conversationOf, type Remark } from "./conversation.ts";
import { chooseBlobs, knownFiles, readListing } from "./head-files.ts";
import { PAGE, readPages } from "./pages.ts";
import type { PullRequestName } from "./pull-request-name.ts";
import { readBlobsAtOnce, readBlobsSingly } from "./read-blobs.ts";

const CONVERSATION_PAGES = 5;
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
  const said =
    (kind: Remark["kind"]) =>
    (one: z.output<typeof remark>): Remark => ({
      kind,
      author: one.user?.login,
      isBot: one.user?.type === "Bot",
      association: one.author_association,
      createdAt: one.created_at ?? one.submitted_at ?? "",
      body: one.body ?? "",
    });
  return conversationOf([...comments.map(said("comment")), ...reviews.map(said("review"))]);
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
    readChangedFiles(at.octokit, at.owner, at.repo, at.number),
    ifGiven(() => readConversation(at)),
    ifGiven(() => readListing(at.octokit, at.owner, at.repo, pull.head.sha)),
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
  const trees = changedTrees(diff, knownFiles(listing, answer?.texts), NO_FILES);
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
