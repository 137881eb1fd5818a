import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type ApiAnswer, ApiGaps, type ApiRequest } from "./api-gaps.ts";
import { type EmulatedGitHub, openEmulatedGitHub } from "./emulated-github.ts";
import { type ApiCall, type Fault, FaultPlan } from "./faults.ts";
import { GitContents } from "./git-contents.ts";
import { operationOf } from "./graphql-answers.ts";
import { type Hook, HookDeliveries } from "./hook-deliveries.ts";
import { mendHook } from "./hook-mending.ts";
import { sleep } from "./wait-until.ts";

/** Where the emulator sends its webhooks, to be mended and sent on. */
const HOOK_PATH = "/from-emulator";

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}

function repositoryIn(payload: unknown): string {
  const repository =
    typeof payload === "object" && payload !== null && "repository" in payload ? payload.repository : null;
  const name =
    typeof repository === "object" && repository !== null && "full_name" in repository ? repository.full_name : "";
  return String(name);
}

function repoOf(path: string, body: unknown): string | undefined {
  const inPath = /^\/repos\/([^/]+\/[^/]+)/.exec(path)?.[1];
  if (inPath !== undefined || typeof body !== "object" || body === null || !("variables" in body)) return inPath;
  const variables = body.variables as Readonly<Record<string, unknown>>;
  return variables.owner === undefined ? undefined : `${variables.owner}/${variables.name}`;
}

/**
 * GitHub as the App meets it: the emulator behind a proxy on loopback, which fills its gaps, records every request of the App, and lets
 * go wrong what a test wants to go wrong.
 */
export class GitHubWorld {
  readonly calls: ApiCall[] = [];
  readonly faults = new FaultPlan();
  readonly hooks = new HookDeliveries();
  readonly github: EmulatedGitHub;
  readonly contents: GitContents;
  readonly api: ApiGaps;
  readonly #server: Server;
  readonly #changes = new Map<string, unknown>();
  readonly #commits = new Map<string, readonly unknown[]>();
  /** Errors of the world itself: each is a fault of the tests. */
  readonly errors: unknown[] = [];

  private constructor(server: Server, github: EmulatedGitHub) {
    this.#server = server;
    this.github = github;
    this.contents = new GitContents(github);
    this.api = new ApiGaps(github, this.contents, this.hooks);
    server.on("request", (request, response) => {
      this.#serve(request, response).catch((error: unknown) => {
        this.errors.push(error);
        if (!response.headersSent) response.writeHead(500, { "content-type": "application/json" });
        response.end(JSON.stringify({ message: String(error) }));
      });
    });
  }

  static async open(organisations: number): Promise<GitHubWorld> {
    const server = createServer({ keepAliveTimeout: 60_000 });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const advertisedUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const hookUrl = `${advertisedUrl}${HOOK_PATH}`;
    return new GitHubWorld(server, await openEmulatedGitHub({ advertisedUrl, hookUrl, organisations }));
  }

  get host(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  addFault(fault: Fault): void {
    this.faults.add(fault);
  }

  /** The next edit of `what` in the repository replaces this: GitHub says so in the webhook, the emulator does not. */
  noteChanges(repo: string, what: string, changes: unknown): void {
    this.#changes.set(`${repo} ${what}`, changes);
  }

  noteCommits(sha: string, commits: readonly unknown[]): void {
    this.#commits.set(sha, commits);
  }

  /** Requests of the App about a repository, as lines. */
  describe(repo: string): string {
    const lines = this.calls
      .filter((call) => call.repo === repo || call.repo === undefined)
      .map(({ method, path, operation, status, fault }) =>
        [method, path, operation, status ?? "unanswered", fault === undefined ? undefined : `(${fault})`]
          .filter((part) => part !== undefined)
          .join(" "),
      );
    const own = this.errors.map((error) => `error of the world: ${error instanceof Error ? error.stack : error}`);
    return [...lines, ...own].slice(-120).join("\n");
  }

  callsOf(repo: string): readonly ApiCall[] {
    return this.calls.filter((call) => call.repo === repo);
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
    await this.github.close();
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", "http://world");
    const body = await bodyOf(request);
    if (url.pathname === HOOK_PATH) {
      response.writeHead(204).end();
      await this.#relay({ event: String(request.headers["x-github-event"]), payload: JSON.parse(body) });
      return;
    }
    // As GitHub Enterprise Server lays out its addresses, and as github.com does.
    const path = url.pathname.replace(/^\/api\/v3(?=\/)/, "").replace(/^\/api\/graphql$/, "/graphql");
    const content = parsed(body);
    const query = typeof content === "object" && content !== null && "query" in content ? content.query : undefined;
    const call: ApiCall = {
      method: request.method ?? "GET",
      path,
      repo: repoOf(path, content),
      operation: typeof query === "string" ? operationOf(query) : undefined,
      body: content,
      status: undefined,
      fault: undefined,
    };
    this.calls.push(call);
    const asked: ApiRequest = {
      method: call.method,
      path,
      query: url.searchParams,
      authorization: request.headers.authorization ?? "",
      accept: request.headers.accept ?? "*/*",
      body,
    };
    await this.#answer(call, asked, request, response);
  }

  async #answer(call: ApiCall, asked: ApiRequest, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const fault = this.faults.take(call);
    await fault?.before?.();
    const misfortune = fault?.misfortune ?? { kind: "watch" };
    if (misfortune.kind === "reset") {
      request.socket.destroy();
      return;
    }
    if (misfortune.kind === "answer") {
      const { status, headers = {}, body = "" } = misfortune.answer;
      call.status = status;
      response.writeHead(status, headers).end(body);
      return;
    }
    const answer = await this.api.answer(asked);
    await fault?.after?.();
    if (misfortune.kind === "drop") {
      request.socket.destroy();
      return;
    }
    if (misfortune.kind === "slow") await sleep(misfortune.milliseconds);
    this.#send(call, answer, request, response, misfortune.kind === "cut");
  }

  #send(call: ApiCall, answer: ApiAnswer, request: IncomingMessage, response: ServerResponse, cut: boolean): void {
    const bytes = Buffer.from(answer.body);
    const etag = `"${createHash("sha256").update(bytes).digest("hex")}"`;
    const isRead = call.method === "GET" && answer.status === 200;
    const headers = { ...answer.headers, ...(isRead ? { etag } : {}) };
    if (isRead && request.headers["if-none-match"] === etag) {
      call.status = 304;
      response.writeHead(304, headers).end();
      return;
    }
    if (cut) {
      response.writeHead(answer.status, { ...headers, "content-length": String(bytes.length) });
      response.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => request.socket.destroy());
      return;
    }
    call.status = answer.status;
    response.writeHead(answer.status, headers).end(answer.status === 204 ? undefined : bytes);
  }

  async #relay(hook: Hook): Promise<void> {
    try {
      const mended = await mendHook(hook, {
        pull: (repo, number) => this.api.pull(repo, number),
        changes: (repo, what) => this.#changes.get(`${repo} ${what}`),
        commits: (sha) => this.#commits.get(sha),
        ownPulls: async (repo, sha) =>
          (await this.api.openPulls(repo)).filter((one) => one.head.sha === sha && one.head.repo?.full_name === repo),
      });
      if (mended !== undefined) this.hooks.arrive(repositoryIn(mended.payload), mended);
    } catch (error) {
      this.errors.push(error);
    }
  }
}
