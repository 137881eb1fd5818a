import { z } from "zod";

/** Threads, comments and reviews come a hundred at a time. */
const CONNECTIONS = `
  comments(first: 100, after: $comments) @include(if: $withComments) {
    pageInfo { hasNextPage endCursor }
    nodes { databaseId body createdAt lastEditedAt authorAssociation viewerDidAuthor author { __typename login } editor { login } }
  }
  reviews(first: 100, after: $reviews) @include(if: $withReviews) {
    pageInfo { hasNextPage endCursor }
    nodes { databaseId body state submittedAt authorAssociation author { __typename login } }
  }
  reviewThreads(first: 100, after: $threads) @include(if: $withThreads) {
    pageInfo { hasNextPage endCursor }
    nodes { id isResolved resolvedBy { login isViewer } comments(first: 1) { nodes { databaseId body viewerDidAuthor author { __typename login } } } }
  }`;

const CURSORS =
  "$comments: String, $reviews: String, $threads: String, $withComments: Boolean!, $withReviews: Boolean!, $withThreads: Boolean!";

/**
 * Everything about a pull request but its files, in one request: the conversation, linked issues, our check runs on its head, our
 * review threads, and the policy of its base branch and of the organisation. The head's checks hang on the last commit, where they
 * are found for forks too.
 */
export const PULL_REQUEST_QUERY = `query WeighbridgePullRequest($owner: String!, $name: String!, $number: Int!, $policy: String!, $sharedPolicy: String!, $appId: Int!, $checkName: String!, ${CURSORS}) {
  repository(owner: $owner, name: $name) {
    nameWithOwner
    pullRequest(number: $number) {
      number title body state isDraft locked url createdAt changedFiles
      headRefOid baseRefOid baseRefName
      author { login }
      labels(first: 100) { nodes { name } }
      assignees(first: 50) { nodes { login } }
      reviewRequests(first: 50) { nodes { requestedReviewer { ... on User { login } ... on Mannequin { login } ... on Team { combinedSlug } } } }
      closingIssuesReferences(first: 20) { nodes { number repository { nameWithOwner } } }
      baseRef { target { ... on Commit { file(path: $policy) { object { ... on Blob { text isTruncated } } } } } }
      commits(last: 1) { nodes { commit { oid checkSuites(first: 10, filterBy: { appId: $appId, checkName: $checkName }) { nodes { checkRuns(first: 50, filterBy: { appId: $appId, checkName: $checkName, checkType: ALL }) { nodes { databaseId status conclusion externalId text } } } } } } }
      ${CONNECTIONS}
    }
  }
  shared: repository(owner: $owner, name: ".github") { object(expression: $sharedPolicy) { ... on Blob { text isTruncated } } }
}`;

/** The next hundred of what did not fit. */
export const CONVERSATION_QUERY = `query WeighbridgeConversation($owner: String!, $name: String!, $number: Int!, ${CURSORS}) {
  repository(owner: $owner, name: $name) { pullRequest(number: $number) { ${CONNECTIONS} } }
}`;

/** Parts of the answer that may fail alone: the App may not see the organisation's teams, its `.github` or another repository's issues. */
export const MAY_FAIL = [
  "shared",
  "repository.pullRequest.reviewRequests",
  "repository.pullRequest.closingIssuesReferences",
];

const actor = z.object({ __typename: z.string(), login: z.string() }).nullish();
const text = z
  .string()
  .nullish()
  .transform((one) => one ?? "");

/** Nodes of a connection; those that may not be seen are null. */
export function nodesOf<S extends z.ZodType>(node: S) {
  return z
    .object({ nodes: z.array(node.nullable()).nullish() })
    .nullish()
    .transform((one) => (one?.nodes ?? []).filter((each) => each !== null));
}

function pageOf<S extends z.ZodType>(node: S) {
  return z
    .object({
      pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullish() }),
      nodes: z.array(node.nullable()).nullish(),
    })
    .nullish();
}

const comment = z.object({
  databaseId: z.number().nullish(),
  body: text,
  createdAt: z.string(),
  lastEditedAt: z.string().nullish(),
  authorAssociation: z.string().nullish(),
  viewerDidAuthor: z.boolean(),
  author: actor,
  editor: z.object({ login: z.string() }).nullish(),
});
const review = z.object({
  databaseId: z.number().nullish(),
  body: text,
  state: z.string().nullish(),
  submittedAt: z.string().nullish(),
  authorAssociation: z.string().nullish(),
  author: actor,
});
const thread = z.object({
  id: z.string(),
  isResolved: z.boolean(),
  resolvedBy: z.object({ login: z.string(), isViewer: z.boolean() }).nullish(),
  comments: nodesOf(
    z.object({ databaseId: z.number().nullish(), body: text, viewerDidAuthor: z.boolean(), author: actor }),
  ),
});
export type CommentNode = z.output<typeof comment>;
export type ReviewNode = z.output<typeof review>;
export type ThreadNode = z.output<typeof thread>;

const connections = z.object({
  comments: pageOf(comment),
  reviews: pageOf(review),
  reviewThreads: pageOf(thread),
});
export type Connections = z.output<typeof connections>;

const policyBlob = z.object({ text: z.string().nullish(), isTruncated: z.boolean().nullish() }).nullish();

const checkRun = z.object({
  databaseId: z.number(),
  status: z.string(),
  conclusion: z.string().nullish(),
  externalId: z.string().nullish(),
  text: z.string().nullish(),
});

const pullRequest = connections.extend({
  number: z.number(),
  title: z.string(),
  body: z.string().nullish(),
  state: z.enum(["OPEN", "CLOSED", "MERGED"]),
  isDraft: z.boolean(),
  locked: z.boolean(),
  url: z.string(),
  createdAt: z.string(),
  changedFiles: z.number(),
  headRefOid: z.string(),
  baseRefOid: z.string(),
  baseRefName: z.string(),
  author: z.object({ login: z.string() }).nullish(),
  labels: nodesOf(z.object({ name: z.string() })),
  assignees: nodesOf(z.object({ login: z.string() })),
  reviewRequests: nodesOf(
    z.object({
      requestedReviewer: z.object({ login: z.string().optional(), combinedSlug: z.string().optional() }).nullish(),
    }),
  ),
  closingIssuesReferences: nodesOf(
    z.object({ number: z.number(), repository: z.object({ nameWithOwner: z.string() }) }),
  ),
  baseRef: z.object({ target: z.object({ file: z.object({ object: policyBlob }).nullish() }).nullish() }).nullish(),
  commits: nodesOf(
    z.object({
      commit: z.object({ oid: z.string(), checkSuites: nodesOf(z.object({ checkRuns: nodesOf(checkRun) })) }),
    }),
  ),
});

export const pullRequestAnswer = z.object({
  repository: z.object({ nameWithOwner: z.string(), pullRequest: pullRequest.nullable() }).nullable(),
  shared: z.object({ object: policyBlob }).nullish(),
});

export const conversationAnswer = z.object({
  repository: z.object({ pullRequest: connections.nullable() }).nullable(),
});
