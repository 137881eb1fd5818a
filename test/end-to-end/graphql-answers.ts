import { z } from "zod";
import { problemsOfExchange } from "../github/graphql-answer-schema.ts";
import type { GraphqlRequest } from "../github/graphql-schema.ts";
import { type HeldTicket, TrackerWorld, ticketOf } from "../github/tracker-world.ts";
import { APP, type EmulatedGitHub } from "./emulated-github.ts";
import type { GitContents } from "./git-contents.ts";
import {
  type CheckRun,
  type Comment,
  comment,
  type Pull,
  type ReviewComment,
  review,
  reviewComment,
} from "./github-forms.ts";
import type { ReviewThreads } from "./review-threads.ts";

/** What the answers are made from. */
export interface GraphqlSources {
  readonly github: EmulatedGitHub;
  readonly contents: GitContents;
  readonly threads: ReviewThreads;
  readonly pull: (repo: string, number: number) => Promise<Pull | undefined>;
  readonly openPulls: (repo: string) => Promise<readonly Pull[]>;
  /** Check runs of an app on a commit, the newest first. */
  readonly checkRuns: (repo: string, sha: string, appId: number, name: string) => Promise<readonly CheckRun[]>;
}

const user = z.object({ login: z.string(), type: z.string() });
const issue = z.object({
  number: z.number(),
  title: z.string(),
  body: z.string().nullish(),
  state: z.enum(["open", "closed"]),
  state_reason: z.string().nullish(),
  user,
  author_association: z.string().catch("NONE"),
  assignees: z.array(user),
  labels: z.array(z.object({ name: z.string() })),
  pull_request: z.unknown().optional(),
});

export interface GraphqlAnswer {
  readonly data: Readonly<Record<string, unknown>> | null;
  readonly errors?: readonly { readonly type: string; readonly message: string; readonly path?: readonly string[] }[];
}

const LIST_PAGE = 100;
const CLOSING = /\b(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?) #([1-9]\d{0,8})\b/gi;

const place = z.object({ owner: z.string(), name: z.string() });
const pullPlace = place.extend({
  number: z.number(),
  comments: z.string().nullable(),
  reviews: z.string().nullable(),
  threads: z.string().nullable(),
  withComments: z.boolean(),
  withReviews: z.boolean(),
  withThreads: z.boolean(),
});
const policyPlace = z.object({
  policy: z.string(),
  sharedPolicy: z.string(),
  appId: z.number(),
  checkName: z.string(),
});
const openPlace = place.extend({
  count: z.number(),
  after: z.string().nullable(),
  appId: z.number(),
  checkName: z.string(),
});

export function operationOf(query: string): string | undefined {
  return /^\s*(?:query|mutation)\s+(\w+)/.exec(query)?.[1];
}

/** A person by login; an app by its slug. */
function actorOf({ login, type }: Comment["user"]) {
  return { __typename: type === "Bot" ? "Bot" : "User", login: type === "Bot" ? login.replace(/\[bot\]$/, "") : login };
}

const BOT = `${APP.slug}[bot]`;

function isApp({ login, type }: Comment["user"]): boolean {
  return type === "Bot" && (login === BOT || login === APP.slug);
}

function pageOf<T>(all: readonly T[], after: string | null, count: number, node: (one: T) => unknown) {
  const start = Number(after ?? 0);
  const end = Math.min(all.length, start + count);
  return {
    pageInfo: { hasNextPage: end < all.length, endCursor: end > start ? String(end) : null },
    nodes: all.slice(start, end).map(node),
  };
}

function runNode({ id, status, conclusion, external_id, output }: CheckRun) {
  return {
    databaseId: id,
    status: status.toUpperCase(),
    conclusion: conclusion?.toUpperCase() ?? null,
    externalId: external_id,
    text: output.text,
  };
}

function begunRunNode({ id, status, external_id, started_at, completed_at, output }: CheckRun) {
  return {
    databaseId: id,
    status: status.toUpperCase(),
    title: output.title,
    externalId: external_id,
    startedAt: started_at,
    completedAt: completed_at ?? null,
  };
}

/**
 * GraphQL, which the emulator lacks, for the operations of the App: by their names, from the emulator's REST answers. Requests and
 * answers are held to GitHub's own schema.
 */
export class GraphqlAnswers {
  readonly #from: GraphqlSources;

  constructor(sources: GraphqlSources) {
    this.#from = sources;
  }

  /** Throws when GitHub would not take the request, or could not give the answer. */
  async answer(request: GraphqlRequest): Promise<GraphqlAnswer> {
    const answer = await this.#withEvidence(request, await this.#answerOf(request));
    const problems = problemsOfExchange(request, answer);
    if (problems.length > 0)
      throw new Error(`GitHub's schema forbids ${operationOf(request.query)}:\n${problems.join("\n")}`);
    return answer;
  }

  async #answerOf({ query, variables }: GraphqlRequest): Promise<GraphqlAnswer> {
    switch (operationOf(query)) {
      case "WeighbridgePullRequest":
        return await this.#pullRequest(variables);
      case "WeighbridgeConversation":
        return await this.#conversation(variables);
      case "WeighbridgeOpenPullRequests":
        return await this.#openPullRequests(variables);
      case "WeighbridgeFiles":
        return await this.#files(query, variables);
      case "WeighbridgeEvidence":
        return { data: {} };
      case "WeighbridgeThreads":
        return this.#threads(query, variables);
      default:
        return { data: null, errors: [{ type: "UNKNOWN", message: `This GitHub knows no ${query.slice(0, 60)}` }] };
    }
  }

  /** Tickets and open pull requests, which any operation may ask for beside its own. */
  async #withEvidence({ query, variables }: GraphqlRequest, answer: GraphqlAnswer): Promise<GraphqlAnswer> {
    const repos = new Set(
      Object.keys(variables)
        .filter((key) => /^(?:t\d+|open)Owner$/.test(key))
        .map((key) => `${String(variables[key])}/${String(variables[key.replace(/Owner$/, "Name")])}`),
    );
    if (repos.size === 0) return answer;
    const tracker = new TrackerWorld();
    for (const repo of repos) {
      try {
        tracker.tickets.push(...(await this.#tickets(repo)));
      } catch {
        tracker.hidden.add(repo);
      }
    }
    const { data, errors } = await tracker.graphql(query, variables);
    const all = [...(answer.errors ?? []), ...errors] as NonNullable<GraphqlAnswer["errors"]>;
    return { data: { ...answer.data, ...data }, ...(all.length === 0 ? {} : { errors: all }) };
  }

  async #tickets(repo: string): Promise<readonly HeldTicket[]> {
    const issues = await this.#list(`/repos/${repo}/issues`, issue);
    const closed = await this.#list(`/repos/${repo}/issues?state=closed`, issue);
    const account = ({ login, type }: Comment["user"]) => ({
      login: login.replace(/\[bot\]$/, ""),
      type: type === "Bot" ? ("Bot" as const) : ("User" as const),
    });
    return await Promise.all(
      [...issues, ...closed].map(async (one) => {
        const comments = await this.#list(`/repos/${repo}/issues/${one.number}/comments`, comment);
        return ticketOf(one.number, {
          ...{ repo, title: one.title, body: one.body ?? "", state: one.state, stateReason: one.state_reason ?? null },
          ...{ author: account(one.user), association: one.author_association },
          assignees: one.assignees.map(({ login }) => login),
          labels: one.labels.map(({ name }) => name),
          isPullRequest: one.pull_request !== undefined && one.pull_request !== null,
          comments: comments.map((each) => ({ author: account(each.user), association: each.author_association })),
        });
      }),
    );
  }

  async #list<S extends z.ZodType>(path: string, form: S): Promise<z.output<S>[]> {
    const all: z.output<S>[] = [];
    for (let page = 1; ; page++) {
      const url = `${path}${path.includes("?") ? "&" : "?"}per_page=${LIST_PAGE}&page=${page}`;
      const listed = z.array(form).parse(await this.#from.github.as("owner", "GET", url));
      all.push(...listed);
      if (listed.length < LIST_PAGE) return all;
    }
  }

  async #connections(variables: GraphqlRequest["variables"]): Promise<Record<string, unknown>> {
    const { owner, name, number, comments, reviews, threads, ...wanted } = pullPlace.parse(variables);
    const repo = `/repos/${owner}/${name}`;
    const found: Record<string, unknown> = {};
    if (wanted.withComments) {
      const all = await this.#list(`${repo}/issues/${number}/comments`, comment);
      found.comments = pageOf(all, comments, LIST_PAGE, (one) => ({
        databaseId: one.id,
        body: one.body,
        createdAt: one.created_at,
        lastEditedAt: one.updated_at === one.created_at ? null : one.updated_at,
        authorAssociation: one.author_association,
        author: actorOf(one.user),
        viewerDidAuthor: isApp(one.user),
        editor: one.updated_at === one.created_at ? null : { login: actorOf(one.user).login },
      }));
    }
    if (wanted.withReviews) {
      const all = await this.#list(`${repo}/pulls/${number}/reviews`, review);
      found.reviews = pageOf(all, reviews, LIST_PAGE, (one) => ({
        databaseId: one.id,
        body: one.body,
        state: one.state,
        submittedAt: one.submitted_at,
        authorAssociation: one.author_association,
        author: actorOf(one.user),
      }));
    }
    if (wanted.withThreads) {
      const all = await this.#list(`${repo}/pulls/${number}/comments`, reviewComment);
      const first = all.filter((one) => one.in_reply_to_id === null || one.in_reply_to_id === undefined);
      found.reviewThreads = pageOf(first, threads, LIST_PAGE, (one) => this.#threadNode(one));
    }
    return found;
  }

  #threadNode({ id, body, user }: ReviewComment) {
    const thread = this.#from.threads.of(id);
    return {
      id: thread.id,
      isResolved: thread.resolved,
      resolvedBy:
        thread.resolvedBy === undefined ? null : { login: thread.resolvedBy, isViewer: thread.resolvedBy === BOT },
      comments: { nodes: [{ databaseId: id, body, author: actorOf(user), viewerDidAuthor: isApp(user) }] },
    };
  }

  async #pullRequest(variables: GraphqlRequest["variables"]): Promise<GraphqlAnswer> {
    const { owner, name, number } = pullPlace.parse(variables);
    const { policy, appId, checkName } = policyPlace.parse(variables);
    const repo = `${owner}/${name}`;
    const { contents } = this.#from;
    const pull = await this.#from.pull(repo, number);
    if (pull === undefined) {
      const message = `Could not resolve to a PullRequest with the number of ${number}.`;
      return {
        data: { repository: { nameWithOwner: repo, pullRequest: null }, shared: null },
        errors: [{ type: "NOT_FOUND", message, path: ["repository", "pullRequest"] }],
      };
    }
    const runs = await this.#from.checkRuns(repo, pull.head.sha, appId, checkName);
    const text = await contents.file(repo, await contents.branchHead(repo, pull.base.ref), policy);
    const closing = [...(pull.body ?? "").matchAll(CLOSING)].map((one) => Number(one[1]));
    const state = pull.merged ? "MERGED" : pull.state.toUpperCase();
    return {
      data: {
        repository: {
          nameWithOwner: repo,
          pullRequest: {
            number,
            title: pull.title,
            body: pull.body ?? "",
            state,
            isDraft: pull.draft,
            locked: pull.locked,
            url: pull.html_url,
            createdAt: pull.created_at,
            changedFiles: (await contents.changes(pull)).length,
            headRefOid: pull.head.sha,
            baseRefOid: pull.base.sha,
            baseRefName: pull.base.ref,
            author: pull.user === null ? null : { login: pull.user.login },
            labels: { nodes: pull.labels.map((one) => ({ name: one.name })) },
            assignees: { nodes: pull.assignees.map((one) => ({ login: one.login })) },
            reviewRequests: {
              nodes: pull.requested_reviewers.map((one) => ({ requestedReviewer: { login: one.login } })),
            },
            closingIssuesReferences: {
              nodes: closing.map((issue) => ({ number: issue, repository: { nameWithOwner: repo } })),
            },
            baseRef: { target: { file: text === undefined ? null : { object: { text, isTruncated: false } } } },
            commits: {
              nodes: [
                {
                  commit: { oid: pull.head.sha, checkSuites: { nodes: [{ checkRuns: { nodes: runs.map(runNode) } }] } },
                },
              ],
            },
            ...(await this.#connections(variables)),
          },
        },
        shared: null,
      },
      // As GitHub does where the organisation has no such repository.
      errors: [
        {
          type: "NOT_FOUND",
          message: `Could not resolve to a Repository with the name '${owner}/.github'.`,
          path: ["shared"],
        },
      ],
    };
  }

  async #conversation(variables: GraphqlRequest["variables"]): Promise<GraphqlAnswer> {
    return { data: { repository: { pullRequest: await this.#connections(variables) } } };
  }

  async #openPullRequests(variables: GraphqlRequest["variables"]): Promise<GraphqlAnswer> {
    const { owner, name, count, after, appId, checkName } = openPlace.parse(variables);
    const repo = `${owner}/${name}`;
    const pulls = await this.#from.openPulls(repo);
    const page = pageOf(pulls, after, count, (one) => one);
    const nodes = await Promise.all(
      (page.nodes as readonly Pull[]).map(async ({ number, head }) => {
        const runs = await this.#from.checkRuns(repo, head.sha, appId, checkName);
        const suites = { nodes: [{ checkRuns: { nodes: runs.map(begunRunNode) } }] };
        return {
          number,
          headRefOid: head.sha,
          commits: { nodes: [{ commit: { oid: head.sha, checkSuites: suites } }] },
        };
      }),
    );
    return { data: { repository: { pullRequests: { pageInfo: page.pageInfo, nodes } } } };
  }

  async #files(query: string, variables: GraphqlRequest["variables"]): Promise<GraphqlAnswer> {
    const { owner, name } = place.parse(variables);
    const repository: Record<string, unknown> = {};
    for (const [, alias = "", oid = ""] of query.matchAll(/(b\d+): object\(oid: "([0-9a-f]{40})"\)/g)) {
      repository[alias] = { text: await this.#from.contents.text(`${owner}/${name}`, oid), isTruncated: false };
    }
    return { data: { repository } };
  }

  #threads(query: string, variables: GraphqlRequest["variables"]): GraphqlAnswer {
    const data: Record<string, unknown> = {};
    for (const [, alias = "", action = ""] of query.matchAll(/(t\d+): (resolve|unresolve)ReviewThread\(/g)) {
      const thread = this.#from.threads.set(String(variables[alias]), action === "resolve", BOT);
      if (thread === undefined) {
        return {
          data: null,
          errors: [{ type: "NOT_FOUND", message: "Could not resolve to a node with the global id", path: [alias] }],
        };
      }
      data[alias] = { thread };
    }
    return { data };
  }
}
