import { POLICY_PATH } from "../intake/policy-path.ts";
import { WorkError } from "../queue/retry-causes.ts";
import { COMMENT_MARKER } from "../report/comment.ts";
import { fingerprintIn } from "../report/inline-comment.ts";
import type { PullRequest } from "../submission/pull-request.ts";
import { askAlong } from "./ask-along.ts";
import type { Remark } from "./conversation.ts";
import type { EvidenceQuestions } from "./evidence-questions.ts";
import { workErrorOf } from "./github-error.ts";
import type { InstallationClient } from "./installation-client.ts";
import {
  CONVERSATION_QUERY,
  type CommentNode,
  type Connections,
  conversationAnswer,
  MAY_FAIL,
  PULL_REQUEST_QUERY,
  pullRequestAnswer,
  type ReviewNode,
  type ThreadNode,
} from "./pull-request-query.ts";

/** Requests for what did not fit into the first: with it two thousand comments, and as many reviews and threads. */
const FURTHER_PAGES = 19;

/** The pull request, and who we are to it. */
export interface PullRequestRef {
  /** `owner/name`. */
  readonly repo: string;
  readonly number: number;
  readonly appId: number;
  readonly appSlug: string;
  /** Name of the check run. Default: `weighbridge`. */
  readonly checkName?: string;
}

export const CHECK_NAME = "weighbridge";

/** A check run of ours on the head of the pull request. */
export interface OwnCheckRun {
  readonly id: number;
  readonly completed: boolean;
  /** As the REST API spells it. */
  readonly conclusion: string | undefined;
  readonly text: string;
}

/** A comment that we wrote. */
export interface OwnComment {
  readonly id: number;
  readonly body: string;
}

/** A review thread that we began, about one finding. */
export interface OwnThread {
  readonly nodeId: string;
  readonly resolved: boolean;
  /** `unnamed`: GitHub does not say who. Undefined: it is not resolved. */
  readonly resolvedBy: "us" | "another" | "unnamed" | undefined;
  readonly commentId: number | undefined;
  readonly body: string;
  readonly fingerprint: string;
}

/** A remark with what a command needs to know of it. */
export interface StatedRemark extends Remark {
  readonly id: number | undefined;
  readonly editedAt: string | undefined;
  /** Who edited it last. */
  readonly editor: string | undefined;
}

export interface FoundPolicy {
  readonly from: "base" | "organisation";
  /** Where it stands: `owner/name/path`. */
  readonly file: string;
  /** Undefined: it is no text, or larger than GitHub shows. */
  readonly text: string | undefined;
}

/** What GitHub knows about a pull request apart from its files, read at one moment. */
export interface PullRequestState {
  readonly pullRequest: PullRequest;
  readonly body: string | null;
  readonly headSha: string;
  readonly baseSha: string;
  readonly changedFiles: number;
  readonly policy: FoundPolicy | undefined;
  /** In GitHub's order, bots included. */
  readonly remarks: readonly StatedRemark[];
  /** Only members may go on with the conversation. */
  readonly locked: boolean;
  /** False: there are more remarks than are read. */
  readonly remarksComplete: boolean;
  /** False: there are more comments than are read, so one of ours may be among those. */
  readonly commentsComplete: boolean;
  /** The latest check run of ours for this pull request on its head. */
  readonly checkRun: OwnCheckRun | undefined;
  readonly comment: OwnComment | undefined;
  /** Comments of ours that are not the one kept current: replies. */
  readonly otherComments: readonly OwnComment[];
  readonly threads: readonly OwnThread[];
}

/** How our check runs say which pull request they are for: one head may belong to several. */
export function externalIdOf({ repo, number }: Pick<PullRequestRef, "repo" | "number">): string {
  return `${repo}#${number}`;
}

/** The repository as REST requests name it. */
export function repositoryOf(repo: string): { readonly owner: string; readonly repo: string } {
  const [owner = "", name = ""] = repo.split("/");
  return { owner, repo: name };
}

interface Gathered {
  readonly comments: CommentNode[];
  readonly reviews: ReviewNode[];
  readonly threads: ThreadNode[];
  /** Whether a part was asked for and not given. */
  readonly withheld: { comments: boolean; others: boolean };
}

interface Cursors {
  readonly comments?: string | null | undefined;
  readonly reviews?: string | null | undefined;
  readonly threads?: string | null | undefined;
}

const present = <T>(nodes: readonly (T | null)[] | null | undefined): T[] =>
  (nodes ?? []).filter((one): one is T => one !== null);

/** Takes a page in and says where the next ones begin. */
function gather(into: Gathered, { comments, reviews, reviewThreads }: Connections): Cursors {
  into.comments.push(...present(comments?.nodes));
  into.reviews.push(...present(reviews?.nodes));
  into.threads.push(...present(reviewThreads?.nodes));
  into.withheld.comments ||= comments === null;
  into.withheld.others ||= reviews === null || reviewThreads === null;
  const next = (
    page: { readonly pageInfo: { hasNextPage: boolean; endCursor?: string | null | undefined } } | null | undefined,
  ) => (page?.pageInfo.hasNextPage === true ? page.pageInfo.endCursor : undefined);
  return { comments: next(comments), reviews: next(reviews), threads: next(reviewThreads) };
}

function cursorVariables({ comments, reviews, threads }: Cursors): Record<string, unknown> {
  return {
    comments: comments ?? null,
    reviews: reviews ?? null,
    threads: threads ?? null,
    withComments: comments !== undefined,
    withReviews: reviews !== undefined,
    withThreads: threads !== undefined,
  };
}

interface Completeness {
  /** False when the bound is reached before all is read, or a part is withheld. */
  readonly remarks: boolean;
  readonly comments: boolean;
}

/** Reads on until all is read. */
async function gatherRest(
  client: InstallationClient,
  ref: PullRequestRef,
  into: Gathered,
  first: Cursors,
): Promise<Completeness> {
  const [owner, name] = ref.repo.split("/");
  let cursors = first;
  const isRead = (cursor: string | null | undefined) => cursor === undefined || cursor === null;
  const isDone = () => Object.values(cursors).every(isRead);
  for (let round = 0; round < FURTHER_PAGES && !isDone(); round++) {
    const variables = { owner, name, number: ref.number, ...cursorVariables(cursors) };
    const answer = conversationAnswer.parse(await client.graphql(CONVERSATION_QUERY, variables));
    const page = answer.repository?.pullRequest;
    if (page === undefined || page === null) break;
    cursors = gather(into, page);
  }
  const { comments, others } = into.withheld;
  return { remarks: isDone() && !comments && !others, comments: isRead(cursors.comments) && !comments };
}

type Said = Pick<CommentNode, "author" | "viewerDidAuthor">;

function isOurs({ viewerDidAuthor, author }: Said, slug: string): boolean {
  // GitHub knows who asks. The login of an App's bot is its slug too, and nobody else can have it with this type.
  return viewerDidAuthor || (author?.__typename === "Bot" && author.login.toLowerCase() === slug.toLowerCase());
}

/** Who resolved it is given as a user, where a bot has its slug for a login, with `[bot]` or without. */
function resolverOf({ isResolved, resolvedBy }: ThreadNode, slug: string): OwnThread["resolvedBy"] {
  if (!isResolved) return undefined;
  if (!resolvedBy) return "unnamed";
  const login = resolvedBy.login.toLowerCase();
  const ours = [slug, `${slug}[bot]`].map((one) => one.toLowerCase());
  return resolvedBy.isViewer || ours.includes(login) ? "us" : "another";
}

function remarkOf(kind: Remark["kind"], one: CommentNode | ReviewNode): StatedRemark {
  return {
    kind,
    id: one.databaseId ?? undefined,
    author: one.author?.login,
    isBot: one.author?.__typename === "Bot",
    association: one.authorAssociation ?? undefined,
    createdAt: ("createdAt" in one ? one.createdAt : one.submittedAt) ?? "",
    editedAt: "lastEditedAt" in one ? (one.lastEditedAt ?? undefined) : undefined,
    editor: "editor" in one ? one.editor?.login : undefined,
    body: one.body,
  };
}

function threadsOf(nodes: readonly ThreadNode[], slug: string): OwnThread[] {
  return nodes.flatMap((one) => {
    const [first] = one.comments;
    const fingerprint = first === undefined || !isOurs(first, slug) ? undefined : fingerprintIn(first.body);
    if (first === undefined || fingerprint === undefined) return [];
    return [
      {
        nodeId: one.id,
        resolved: one.isResolved,
        resolvedBy: resolverOf(one, slug),
        commentId: first.databaseId ?? undefined,
        body: first.body,
        fingerprint,
      },
    ];
  });
}

type Answer = ReturnType<typeof pullRequestAnswer.parse>;
type Pull = NonNullable<NonNullable<Answer["repository"]>["pullRequest"]>;

function checkRunOf(pull: Pull, ref: PullRequestRef): OwnCheckRun | undefined {
  const commit = pull.commits.find((one) => one.commit.oid === pull.headRefOid)?.commit;
  const runs = (commit?.checkSuites ?? [])
    .flatMap((suite) => suite.checkRuns)
    .filter((run) => run.externalId === externalIdOf(ref))
    .sort((a, b) => b.databaseId - a.databaseId);
  const [latest] = runs;
  if (latest === undefined) return undefined;
  return {
    id: latest.databaseId,
    completed: latest.status === "COMPLETED",
    conclusion: latest.conclusion?.toLowerCase(),
    text: latest.text ?? "",
  };
}

function policyOf(answer: Answer, pull: Pull, repo: string): FoundPolicy | undefined {
  const own = pull.baseRef?.target?.file?.object;
  const textOf = (blob: { text?: string | null | undefined; isTruncated?: boolean | null | undefined }) =>
    blob.isTruncated === true ? undefined : (blob.text ?? undefined);
  if (own) return { from: "base", file: `${repo}/${POLICY_PATH}`, text: textOf(own) };
  const shared = answer.shared?.object;
  if (!shared) return undefined;
  return { from: "organisation", file: `${repo.split("/")[0]}/.github/${POLICY_PATH}`, text: textOf(shared) };
}

function pullRequestOf(pull: Pull, repo: string): PullRequest {
  return {
    repo,
    number: pull.number,
    title: pull.title,
    author: pull.author?.login ?? "ghost",
    url: pull.url,
    labels: pull.labels.map((one) => one.name),
    state: pull.state === "OPEN" ? "open" : pull.state === "MERGED" ? "merged" : "closed",
    draft: pull.isDraft,
    createdAt: pull.createdAt,
    requestedReviewers: pull.reviewRequests.flatMap(({ requestedReviewer }) => {
      const name = requestedReviewer?.login ?? requestedReviewer?.combinedSlug;
      return name === undefined ? [] : [name];
    }),
    assignees: pull.assignees.map((one) => one.login),
    linkedIssues: pull.closingIssuesReferences.map((one) => `${one.repository.nameWithOwner}#${one.number}`),
    headSha: pull.headRefOid,
    baseSha: pull.baseRefOid,
    baseRef: pull.baseRefName,
  };
}

function ownComment({ databaseId, body }: CommentNode): OwnComment {
  // Left out, it would be written again with every review.
  if (typeof databaseId !== "number") throw new WorkError("bug", "GitHub gives a comment of ours no id");
  return { id: databaseId, body };
}

async function readState(
  client: InstallationClient,
  ref: PullRequestRef,
  questions: EvidenceQuestions | undefined,
): Promise<PullRequestState> {
  const [owner, name] = ref.repo.split("/");
  const { number, appId, checkName = CHECK_NAME } = ref;
  const variables = {
    ...{ owner, name, number, appId, checkName, policy: POLICY_PATH, sharedPolicy: `HEAD:${POLICY_PATH}` },
    ...cursorVariables({ comments: null, reviews: null, threads: null }),
  };
  const answer = pullRequestAnswer.parse(await askAlong(client, PULL_REQUEST_QUERY, variables, MAY_FAIL, questions));
  const pull = answer.repository?.pullRequest;
  if (answer.repository === null || !pull) throw new WorkError("not-found", `GitHub knows no ${externalIdOf(ref)}`);
  const gathered: Gathered = { comments: [], reviews: [], threads: [], withheld: { comments: false, others: false } };
  const complete = await gatherRest(client, ref, gathered, gather(gathered, pull));
  const own = gathered.comments.filter((one) => isOurs(one, ref.appSlug));
  const isSticky = (one: CommentNode) => one.body.startsWith(COMMENT_MARKER);
  const sticky = own.find(isSticky);
  return {
    pullRequest: pullRequestOf(pull, answer.repository.nameWithOwner),
    body: pull.body ?? null,
    headSha: pull.headRefOid,
    baseSha: pull.baseRefOid,
    changedFiles: pull.changedFiles,
    policy: policyOf(answer, pull, answer.repository.nameWithOwner),
    remarks: [
      ...gathered.comments.map((one) => remarkOf("comment", one)),
      // A review that is still being written is nobody's business yet.
      ...gathered.reviews.filter((one) => one.state !== "PENDING").map((one) => remarkOf("review", one)),
    ],
    locked: pull.locked,
    remarksComplete: complete.remarks,
    commentsComplete: complete.comments,
    checkRun: checkRunOf(pull, ref),
    comment: sticky === undefined ? undefined : ownComment(sticky),
    otherComments: own.filter((one) => one !== sticky).map(ownComment),
    threads: threadsOf(gathered.threads, ref.appSlug),
  };
}

/**
 * Reads a pull request's state, in one request unless its conversation is longer than a hundred entries. Throws a WorkError:
 * `not-found` when there is no such pull request, `permission-missing` when a part that a review cannot do without is withheld. What is in question is asked along.
 */
export async function readPullRequestState(
  client: InstallationClient,
  ref: PullRequestRef,
  questions?: EvidenceQuestions,
): Promise<PullRequestState> {
  try {
    return await readState(client, ref, questions);
  } catch (error) {
    throw workErrorOf(error);
  }
}
