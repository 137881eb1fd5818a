import { generateKeyPairSync } from "node:crypto";
import nock from "nock";
import { GitHubApp, type InstallationClient } from "../../src/github/installation-client.ts";
import type { PullRequestRef } from "../../src/github/pull-request-state.ts";
import { exampleOf, problemsOfBody, templateOf } from "./github-schema.ts";
import { problemsOfExchange } from "./graphql-answer-schema.ts";
import { ManualClock } from "./manual-clock.ts";
import { MemoryStore } from "./memory-store.ts";
import { TrackerWorld } from "./tracker-world.ts";

const API = "https://api.github.com";
export const APP = { id: 4711, slug: "weighbridge" };
export const REF: PullRequestRef = { repo: "acme/vision", number: 7, appId: APP.id, appSlug: APP.slug };
export const sha = (digit: string) => digit.repeat(40);
const { privateKey } = generateKeyPairSync("rsa", {
  modulusLength: 2048,
  privateKeyEncoding: { type: "pkcs8", format: "pem" },
  publicKeyEncoding: { type: "spki", format: "pem" },
});

interface Recorded {
  readonly method: string;
  readonly path: string;
  readonly template: string;
  // biome-ignore lint/suspicious/noExplicitAny: a test reads what was sent by its keys
  readonly body: any;
}

interface Answer {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What happens to the next request of a kind instead of a plain answer. */
type Fault = { readonly answer: Answer } | "lost-after" | "refused-before";

export interface HeldRun {
  id: number;
  head_sha: string;
  name: string;
  external_id: string;
  app: number;
  status: string;
  conclusion: string | null;
  text: string;
  title: string;
  annotations: Record<string, unknown>[];
}
interface HeldComment {
  id: number;
  author: string;
  type: "Bot" | "User";
  body: string;
}
interface HeldThread {
  id: string;
  commentId: number;
  path: string;
  line: number;
  body: string;
  author: string;
  type: "Bot" | "User";
  resolved: boolean;
  resolvedBy: string | null;
}

export const pullFile = (filename: string, over: object = {}) => ({
  sha: sha("1"),
  filename,
  status: "added",
  additions: 2,
  deletions: 0,
  changes: 2,
  contents_url: `${API}/repos/acme/vision/contents/${filename}?ref=${sha("a")}`,
  patch: "@@ -0,0 +1,2 @@\n+import torch\n+x = 1",
  ...over,
});

/**
 * GitHub as these tests need it, behind nock: it keeps check runs, comments and threads, appends annotations, and holds every body
 * that it is sent to GitHub's own schema. Answers are GitHub's examples with what matters put in; those of GraphQL are held to its
 * schema too, a test's own among them.
 */
export class GitHubStandIn {
  readonly requests: Recorded[] = [];
  readonly problems: string[] = [];
  readonly store = new MemoryStore();
  readonly clock = new ManualClock();
  /** Tickets and other open pull requests. */
  readonly tracker = new TrackerWorld();
  readonly app: GitHubApp;
  runs: HeldRun[] = [];
  comments: HeldComment[] = [];
  threads: HeldThread[] = [];
  labels: string[] = [];
  reactions: string[] = [];
  files: object[] = [pullFile("torchvision/models/foo.py")];
  tree: object[] = [];
  /** Texts by blob, where they matter. */
  readonly texts = new Map<string, string>();
  /** Changed by a test before it reads. */
  pull: Record<string, unknown> = {};
  shared: unknown = null;
  graphqlErrors: object[] = [];
  permissionRole: { permission: string; role_name?: string } = { permission: "write", role_name: "maintain" };
  /** Lines that GitHub takes no comment on. */
  badLines = new Set<number>();
  mayResolve = true;
  /** A finished run keeps its conclusion, whatever is asked. */
  freezesFinishedRuns = false;
  #nextId = 100;
  readonly #faults: { readonly kind: string; readonly fault: Fault }[] = [];

  constructor() {
    this.app = new GitHubApp({ appId: APP.id, privateKey, store: this.store, clock: this.clock });
    nock.disableNetConnect();
    for (const method of ["GET", "POST", "PATCH", "DELETE"]) {
      nock(API)
        .persist()
        .intercept(/.*/, method)
        .reply((uri: string, body: unknown, done: (error: Error | null, answer: nock.ReplyFnResult) => void) => {
          this.#handle(method, new URL(uri, API), body, (error, answer) => done(error, answer as nock.ReplyFnResult));
        });
    }
  }

  client(installation = 1): InstallationClient {
    return this.app.installation(installation);
  }

  /** The next request of the kind (`POST /repos/{owner}/{repo}/check-runs`, or a GraphQL operation's name) goes wrong. */
  fail(kind: string, fault: Fault): void {
    this.#faults.push({ kind, fault });
  }

  writes(): string[] {
    return this.requests
      .filter(({ method, path, body }) =>
        path === "/graphql"
          ? String(body.query).startsWith("mutation")
          : method !== "GET" && !path.endsWith("/access_tokens"),
      )
      .map(({ method, template, body }) =>
        template === "/graphql" ? "mutation" : `${method} ${template}${body?.status ? ` ${body.status}` : ""}`,
      );
  }

  bodies(kind: string): Recorded["body"][] {
    return this.requests.filter(({ method, template }) => `${method} ${template}` === kind).map(({ body }) => body);
  }

  forget(): void {
    this.requests.length = 0;
  }

  /** Requests but those for tokens. */
  get count(): number {
    return this.requests.filter((one) => !one.path.endsWith("/access_tokens")).length;
  }

  #handle(
    method: string,
    url: URL,
    body: unknown,
    done: (error: Error | null, answer: [number, unknown, Record<string, string>]) => void,
  ): void {
    const path = url.pathname;
    const template = path === "/graphql" ? path : templateOf(path);
    const sent = typeof body === "string" && body.startsWith("{") ? JSON.parse(body) : body;
    this.requests.push({ method, path, template, body: sent });
    if (method !== "GET" && path !== "/graphql" && !path.endsWith("/access_tokens")) {
      this.problems.push(...problemsOfBody(method, path, sent).map((one) => `${method} ${template}: ${one}`));
    }
    const operation = path === "/graphql" ? (/^\w+ (\w+)/.exec(sent.query)?.[1] ?? "") : `${method} ${template}`;
    const index = this.#faults.findIndex((one) => one.kind === operation);
    const [fault] = index < 0 ? [] : this.#faults.splice(index, 1);
    const reply = ({ status, body: answer = "", headers: with_ = {} }: Answer) => {
      if (path === "/graphql" && status === 200) {
        this.problems.push(...problemsOfExchange(sent, answer).map((one) => `${operation}: ${one}`));
      }
      done(null, [status, answer, { "content-type": "application/json; charset=utf-8", ...with_ }]);
    };
    const cut = () => done(Object.assign(new Error("socket hang up"), { code: "ECONNRESET" }), [500, "", {}]);
    if (fault?.fault === "refused-before") {
      done(Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" }), [500, "", {}]);
    } else if (fault !== undefined && typeof fault.fault === "object") reply(fault.fault.answer);
    else {
      const answer = this.#tracked(method, url) ?? this.#answer(method, path, template, sent, operation);
      if (fault?.fault === "lost-after") cut();
      else if (path !== "/graphql" || answer.status !== 200) reply(answer);
      else void this.#withEvidence(sent, answer).then(reply);
    }
  }

  #tracked(method: string, { pathname, search }: URL): Answer | undefined {
    return method === "GET" ? this.tracker.rest(pathname + search) : undefined;
  }

  /** What is asked along about tickets is answered by their own world. */
  async #withEvidence({ query, variables }: Recorded["body"], answer: Answer): Promise<Answer> {
    const { data, errors } = await this.tracker.graphql(query, variables ?? {});
    const body = answer.body as { data: object | null; errors?: object[] };
    if (Object.keys(data).length === 0 && errors.length === 0) return answer;
    const all = [...(body.errors ?? []), ...errors];
    const whole = { data: { ...body.data, ...data }, ...(all.length === 0 ? {} : { errors: all }) };
    return { ...answer, body: whole };
  }

  #answer(method: string, path: string, template: string, sent: Recorded["body"], operation: string): Answer {
    const id = Number(path.split("/").at(-1));
    switch (`${method} ${template}`) {
      case "POST /app/installations/{installation_id}/access_tokens":
        if (path.split("/")[3] === "404") return { status: 404, body: { message: "Not Found" } };
        return { status: 201, body: { ...exampleOf("POST", template, "201"), token: `ghs_${path.split("/")[3]}` } };
      case "GET /app":
        return { status: 200, body: { ...exampleOf("GET", template), ...APP } };
      case "POST /graphql":
        return this.#graphql(operation, sent);
      case "POST /repos/{owner}/{repo}/check-runs": {
        const run: HeldRun = {
          id: this.#nextId++,
          head_sha: sent.head_sha,
          name: sent.name,
          external_id: sent.external_id ?? "",
          app: APP.id,
          status: sent.status ?? "queued",
          conclusion: sent.conclusion ?? null,
          text: sent.output?.text ?? "",
          title: sent.output?.title ?? "",
          annotations: [...(sent.output?.annotations ?? [])],
        };
        this.runs.push(run);
        return { status: 201, body: this.#run(run) };
      }
      case "PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}": {
        const run = this.runs.find((one) => one.id === id);
        if (run === undefined) return { status: 404, body: { message: "Not Found" } };
        if (sent.status !== undefined && !(this.freezesFinishedRuns && run.status === "completed")) {
          run.status = sent.status;
          run.conclusion = sent.conclusion ?? null;
        }
        run.text = sent.output?.text ?? run.text;
        run.title = sent.output?.title ?? run.title;
        run.annotations.push(...(sent.output?.annotations ?? []));
        return { status: 200, body: this.#run(run) };
      }
      case "GET /repos/{owner}/{repo}/commits/{ref}/check-runs": {
        const ref = path.split("/")[5];
        const found = this.runs.filter((one) => one.head_sha === ref).map((one) => this.#run(one));
        return { status: 200, body: { total_count: found.length, check_runs: found } };
      }
      case "POST /repos/{owner}/{repo}/issues/{issue_number}/comments": {
        const comment: HeldComment = { id: this.#nextId++, author: APP.slug, type: "Bot", body: sent.body };
        this.comments.push(comment);
        return { status: 201, body: { ...exampleOf("POST", template, "201"), id: comment.id, body: comment.body } };
      }
      case "PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}": {
        const comment = this.comments.find((one) => one.id === id);
        if (comment === undefined) return { status: 404, body: { message: "Not Found" } };
        comment.body = sent.body;
        return { status: 200, body: { ...exampleOf("PATCH", template), id, body: sent.body } };
      }
      case "DELETE /repos/{owner}/{repo}/issues/comments/{comment_id}":
        this.comments = this.comments.filter((one) => one.id !== id);
        return { status: 204 };
      case "POST /repos/{owner}/{repo}/pulls/{pull_number}/reviews":
        return this.#review(template, sent);
      case "PATCH /repos/{owner}/{repo}/pulls/comments/{comment_id}": {
        const thread = this.threads.find((one) => one.commentId === id);
        if (thread === undefined) return { status: 404, body: { message: "Not Found" } };
        thread.body = sent.body;
        return { status: 200, body: { ...exampleOf("PATCH", template), id, body: sent.body } };
      }
      case "POST /repos/{owner}/{repo}/issues/comments/{comment_id}/reactions":
        this.reactions.push(sent.content);
        return { status: 201, body: exampleOf("POST", template, "201") };
      case "POST /repos/{owner}/{repo}/issues/{issue_number}/labels":
        this.labels.push(...sent.labels);
        return { status: 200, body: exampleOf("POST", template) };
      case "DELETE /repos/{owner}/{repo}/issues/{issue_number}/labels/{name}":
        this.labels = this.labels.filter((one) => one !== decodeURIComponent(path.split("/").at(-1) ?? ""));
        return { status: 200, body: exampleOf("DELETE", template) };
      case "GET /repos/{owner}/{repo}/collaborators/{username}/permission":
        return path.includes("/nobody/")
          ? { status: 404, body: { message: "Not Found" } }
          : { status: 200, body: { ...exampleOf("GET", template), ...this.permissionRole } };
      case "GET /repos/{owner}/{repo}/pulls/{pull_number}/files":
        return { status: 200, body: this.files };
      case "GET /repos/{owner}/{repo}/git/trees/{tree_sha}":
        return { status: 200, body: { ...exampleOf("GET", template), tree: this.tree, truncated: false } };
      default:
        return { status: 501, body: { message: `${method} ${template} is not stood in for` } };
    }
  }

  #run(run: HeldRun): object {
    const example = exampleOf<{ app: object; output: object }>("POST", "/repos/{owner}/{repo}/check-runs", "201");
    const { id, head_sha, name, external_id, status, conclusion, text, title, annotations } = run;
    return {
      ...{ ...example, id, head_sha, name, external_id, status, conclusion },
      app: { ...example.app, id: run.app },
      output: { ...example.output, title, text, annotations_count: annotations.length },
      // Always empty for a fork.
      pull_requests: [],
    };
  }

  #review(template: string, sent: Recorded["body"]): Answer {
    const comments: { path: string; line: number; body: string }[] = sent.comments ?? [];
    if (comments.some((one) => this.badLines.has(one.line))) {
      return {
        status: 422,
        body: { message: "Unprocessable Entity", errors: ["Pull request review thread line must be part of the diff"] },
      };
    }
    for (const { path, line, body } of comments) {
      const commentId = this.#nextId++;
      this.threads.push({
        ...{ id: `PRRT_${commentId}`, commentId, path, line, body },
        ...{ author: APP.slug, type: "Bot", resolved: false, resolvedBy: null },
      });
    }
    return { status: 200, body: { ...exampleOf("POST", template), id: this.#nextId++ } };
  }

  #graphql(operation: string, sent: Recorded["body"]): Answer {
    switch (operation) {
      case "WeighbridgePullRequest":
        return {
          status: 200,
          body: {
            data: {
              repository: { nameWithOwner: "acme/vision", pullRequest: this.#pullRequest() },
              shared: this.shared,
            },
            ...(this.graphqlErrors.length === 0 ? {} : { errors: this.graphqlErrors }),
          },
        };
      case "WeighbridgeFiles": {
        const asked = [...String(sent.query).matchAll(/(b\d+): object\(oid: "(\w+)"\)/g)];
        const repository = Object.fromEntries(
          asked.map(([, alias, oid = ""]) => [
            alias,
            { text: this.texts.get(oid) ?? `# ${oid}\n`, isTruncated: false },
          ]),
        );
        return { status: 200, body: { data: { repository } } };
      }
      case "WeighbridgeThreads": {
        const data: Record<string, unknown> = {};
        const action = /t0: (\w+)ReviewThread/.exec(sent.query)?.[1];
        if (!this.mayResolve) {
          return {
            status: 200,
            body: {
              data: { t0: null },
              errors: [{ type: "FORBIDDEN", path: ["t0"], message: "Resource not accessible by integration" }],
            },
          };
        }
        for (const [alias, nodeId] of Object.entries(sent.variables)) {
          const thread = this.threads.find((one) => one.id === nodeId);
          if (thread !== undefined) {
            thread.resolved = action === "resolve";
            thread.resolvedBy = thread.resolved ? `${APP.slug}[bot]` : null;
          }
          data[alias] = { thread: { id: nodeId, isResolved: thread?.resolved ?? false } };
        }
        return { status: 200, body: { data } };
      }
      case "WeighbridgeEvidence":
        return { status: 200, body: { data: {} } };
      default:
        return { status: 200, body: { data: null, errors: [{ message: `${operation} is not stood in for` }] } };
    }
  }

  #pullRequest(): object {
    const page = (nodes: object[]) => ({ pageInfo: { hasNextPage: false, endCursor: null }, nodes });
    const isOurs = (one: { author: string; type: string }) => one.type === "Bot" && one.author === APP.slug;
    const author = ({ author: login, type }: { author: string; type: string }) => ({ __typename: type, login });
    const headRefOid = (this.pull.headRefOid as string | undefined) ?? sha("a");
    const checkRuns = this.runs
      .filter((one) => one.head_sha === headRefOid && one.app === APP.id)
      .map((one) => ({
        databaseId: one.id,
        status: one.status.toUpperCase(),
        conclusion: one.conclusion?.toUpperCase() ?? null,
        externalId: one.external_id,
        text: one.text,
      }));
    return {
      ...{
        number: 7,
        title: "Add FooNet",
        body: "Adds FooNet.",
        state: "OPEN",
        isDraft: false,
        locked: false,
        changedFiles: 1,
      },
      ...{ url: "https://github.com/acme/vision/pull/7", createdAt: "2026-05-01T10:00:00Z" },
      ...{ headRefOid, baseRefOid: sha("b"), baseRefName: "main", author: { login: "ada" } },
      labels: { nodes: this.labels.map((name) => ({ name })) },
      assignees: { nodes: [] },
      reviewRequests: { nodes: [{ requestedReviewer: { login: "grace" } }, { requestedReviewer: null }] },
      closingIssuesReferences: { nodes: [{ number: 3, repository: { nameWithOwner: "acme/vision" } }] },
      baseRef: { target: { file: null } },
      commits: {
        nodes: [{ commit: { oid: headRefOid, checkSuites: { nodes: [{ checkRuns: { nodes: checkRuns } }] } } }],
      },
      comments: page(
        this.comments.map((one) => ({
          ...{ databaseId: one.id, body: one.body, createdAt: "2026-05-02T10:00:00Z", lastEditedAt: null },
          ...{ authorAssociation: "NONE", author: author(one), editor: null, viewerDidAuthor: isOurs(one) },
        })),
      ),
      reviews: page([]),
      reviewThreads: page(
        this.threads.map((one) => ({
          ...{ id: one.id, isResolved: one.resolved },
          resolvedBy:
            one.resolvedBy === null ? null : { login: one.resolvedBy, isViewer: one.resolvedBy === `${APP.slug}[bot]` },
          comments: {
            nodes: [{ databaseId: one.commentId, body: one.body, author: author(one), viewerDidAuthor: isOurs(one) }],
          },
        })),
      ),
      ...this.pull,
    };
  }
}

/** To be called in every file that stands in for GitHub. */
export function endOfStandIn(): void {
  nock.cleanAll();
  nock.restore();
}
