import { execute, Kind, type OperationDefinitionNode, parse } from "graphql";
import { GITHUB } from "./graphql-schema.ts";

interface Account {
  readonly login: string;
  readonly type: "User" | "Bot" | "Mannequin";
}

export interface HeldRemark {
  readonly author: Account | null;
  readonly association: string;
}

/** An issue or a pull request, as both of GitHub's interfaces tell of it. */
export interface HeldTicket extends HeldRemark {
  readonly repo: string;
  readonly number: number;
  readonly title: string;
  readonly body: string;
  readonly state: "open" | "closed";
  readonly stateReason: string | null;
  readonly assignees: readonly string[];
  readonly labels: readonly string[];
  readonly isPullRequest: boolean;
  readonly isDraft: boolean;
  readonly isMerged: boolean;
  readonly comments: readonly HeldRemark[];
}

type Connection = Readonly<Record<"first" | "last", number | undefined>> &
  Readonly<Record<"after" | "before", string | null | undefined>>;

export const person = (login: string): Account => ({ login, type: "User" });
export const bot = (slug: string): Account => ({ login: slug, type: "Bot" });

export function ticketOf(number: number, over: Partial<HeldTicket> = {}): HeldTicket {
  return {
    ...{ repo: "acme/vision", number, title: `Ticket ${number}`, body: "Words.", state: "open", stateReason: null },
    ...{ author: person("asker"), association: "NONE", assignees: [], labels: [], comments: [] },
    ...{ isPullRequest: false, isDraft: false, isMerged: false },
    ...over,
  };
}

class Refusal extends Error {
  readonly type: string;

  constructor(type: string, message: string) {
    super(message);
    this.type = type;
  }
}

/** Issues and pull requests, told by REST and by GraphQL: one world, so that what is made of both answers can be compared. */
export class TrackerWorld {
  tickets: HeldTicket[] = [];
  /** Of `owner/name#number`: GraphQL refuses, and REST answers with this code. */
  readonly refused = new Map<string, number>();
  /** Repositories that GraphQL does not show. */
  readonly hidden = new Set<string>();

  #find(repo: string, number: number): HeldTicket | undefined {
    return this.tickets.find((one) => one.number === number && one.repo.toLowerCase() === repo.toLowerCase());
  }

  #open(repo: string): readonly HeldTicket[] {
    return this.tickets
      .filter((one) => one.isPullRequest && one.state === "open" && one.repo.toLowerCase() === repo.toLowerCase())
      .sort((a, b) => b.number - a.number);
  }

  /** REST's answer to a GET; undefined when the path is none of a ticket. `path` with its query. */
  rest(path: string): { readonly status: number; readonly body: unknown } | undefined {
    const { pathname, searchParams } = new URL(path, "https://api.github.com");
    const [, repo = "", kind, number, comments] =
      /^\/repos\/([^/]+\/[^/]+)\/(issues|pulls)(?:\/(\d+)(\/comments)?)?$/.exec(pathname) ?? [];
    if (kind === undefined) return undefined;
    const size = Number(searchParams.get("per_page") ?? 30);
    const start = (Number(searchParams.get("page") ?? 1) - 1) * size;
    if (number === undefined) {
      const listed = this.#open(repo).slice(start, start + size);
      return { status: 200, body: listed.map((one) => this.#restTicket(one)) };
    }
    const code = this.refused.get(`${repo}#${number}`);
    if (code !== undefined) return { status: code, body: { message: "No" } };
    const found = this.#find(repo, Number(number));
    if (found === undefined) return { status: 404, body: { message: "Not Found" } };
    if (comments === undefined) return { status: 200, body: this.#restTicket(found) };
    const page = found.comments.slice(start, start + size);
    return {
      status: 200,
      body: page.map((one, at) => ({
        id: start + at + 1,
        user: restUser(one.author),
        author_association: one.association,
      })),
    };
  }

  #restTicket(one: HeldTicket): object {
    const kind = one.isPullRequest ? "pull" : "issues";
    return {
      ...{ number: one.number, title: one.title, body: one.body === "" ? null : one.body, state: one.state },
      ...{ state_reason: one.stateReason, user: restUser(one.author), author_association: one.association },
      assignees: one.assignees.map((login) => ({ login })),
      labels: one.labels.map((name) => ({ name })),
      ...{ comments: one.comments.length, draft: one.isDraft },
      html_url: `https://github.com/${one.repo}/${kind}/${one.number}`,
      ...(one.isPullRequest ? { pull_request: { url: "u" } } : {}),
    };
  }

  /** GraphQL's answer to those fields of a request that are about tickets, by the aliases that they go by. */
  async graphql(
    query: string,
    variables: Readonly<Record<string, unknown>>,
  ): Promise<{ readonly data: Record<string, unknown>; readonly errors: object[] }> {
    const document = parse(query);
    const [operation] = document.definitions.filter(
      (one): one is OperationDefinitionNode => one.kind === Kind.OPERATION_DEFINITION,
    );
    const asked = operation?.selectionSet.selections.filter(
      (one) => one.kind === Kind.FIELD && /^(?:t\d+|open)$/.test(one.alias?.value ?? ""),
    );
    if (operation === undefined || asked === undefined || asked.length === 0) return { data: {}, errors: [] };
    const answer = await execute({
      schema: GITHUB,
      document: {
        ...document,
        definitions: [{ ...operation, selectionSet: { ...operation.selectionSet, selections: asked } }],
      },
      rootValue: { repository: (of: { owner: string; name: string }) => this.#repository(`${of.owner}/${of.name}`) },
      variableValues: variables,
    });
    const errors = (answer.errors ?? []).map(({ message, path, originalError }) => ({
      ...{ message, path, type: originalError instanceof Refusal ? originalError.type : "INTERNAL" },
    }));
    return { data: JSON.parse(JSON.stringify(answer.data)), errors };
  }

  #repository(repo: string): object {
    if (this.hidden.has(repo)) throw new Refusal("NOT_FOUND", "Could not resolve to a Repository");
    return {
      issueOrPullRequest: ({ number }: { number: number }) => {
        if (this.refused.has(`${repo}#${number}`)) throw new Refusal("FORBIDDEN", "Resource not accessible");
        const found = this.#find(repo, number);
        if (found === undefined) throw new Refusal("NOT_FOUND", "Could not resolve to an issue or pull request");
        return graphqlTicket(found);
      },
      pullRequests: (page: Connection) => connectionOf(this.#open(repo), page, graphqlTicket),
    };
  }
}

function restUser(account: Account | null): object {
  if (account === null) return { login: "ghost", type: "User" };
  return { ...account, login: account.type === "Bot" ? `${account.login}[bot]` : account.login };
}

function graphqlUser(account: Account | null): object | null {
  return account === null ? null : { __typename: account.type, login: account.login };
}

function graphqlTicket(one: HeldTicket): object {
  const kind = one.isPullRequest ? "pull" : "issues";
  return {
    __typename: one.isPullRequest ? "PullRequest" : "Issue",
    ...{ number: one.number, title: one.title, body: one.body, isDraft: one.isDraft },
    state: one.isMerged ? "MERGED" : one.state.toUpperCase(),
    stateReason: one.stateReason?.toUpperCase() ?? null,
    url: `https://github.com/${one.repo}/${kind}/${one.number}`,
    ...{ author: graphqlUser(one.author), authorAssociation: one.association },
    assignees: { nodes: one.assignees.map((login) => ({ login })) },
    labels: { nodes: one.labels.map((name) => ({ name })) },
    comments: (page: Connection) =>
      connectionOf(one.comments, page, ({ author, association }) => ({
        ...{ author: graphqlUser(author), authorAssociation: association },
      })),
  };
}

/** Cursors are places in the list. */
function connectionOf<T>(all: readonly T[], { first, after, last, before }: Connection, node: (one: T) => object) {
  const from = after ? Number(after) : 0;
  const until = before ? Number(before) : all.length;
  const start = last === undefined ? from : Math.max(from, until - last);
  const end = first === undefined ? until : Math.min(until, from + first);
  return {
    totalCount: all.length,
    pageInfo: {
      ...{ hasNextPage: end < all.length, hasPreviousPage: start > 0 },
      ...{ startCursor: end > start ? String(start) : null, endCursor: end > start ? String(end) : null },
    },
    nodes: all.slice(start, end).map(node),
  };
}
