import { z } from "zod";
import { APP, type EmulatedGitHub } from "./emulated-github.ts";
import type { GitContents } from "./git-contents.ts";
import { type CheckRun, checkRun, type Pull, pull, review, reviewComment } from "./github-forms.ts";
import { GraphqlAnswers } from "./graphql-answers.ts";
import type { HookDeliveries } from "./hook-deliveries.ts";
import { ReviewThreads } from "./review-threads.ts";
import { positionOf } from "./unified-patch.ts";

/** A request of the App. */
export interface ApiRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly authorization: string;
  readonly accept: string;
  readonly body: string;
}

export interface ApiAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Limits of GitHub's that the emulator does not know. */
const ANNOTATIONS = 50;
const OUTPUT_TEXT = 65_535;
const COMMENT_TEXT = 65_536;

interface RunExtras {
  readonly appId: number;
  readonly annotations: unknown[];
  actions: unknown;
}

const runBody = z.looseObject({
  actions: z
    .array(z.object({ label: z.string().max(20), description: z.string().max(40), identifier: z.string().max(20) }))
    .max(3)
    .optional(),
  output: z
    .looseObject({
      title: z.string().max(255),
      summary: z.string().max(OUTPUT_TEXT),
      text: z.string().max(OUTPUT_TEXT).optional(),
      annotations: z.array(z.unknown()).max(ANNOTATIONS).optional(),
    })
    .optional(),
});
const reviewBody = z.looseObject({
  commit_id: z.string(),
  comments: z.array(
    z.looseObject({ path: z.string(), line: z.number(), side: z.string(), body: z.string().max(COMMENT_TEXT) }),
  ),
});
const permission = z.looseObject({ permission: z.string(), role_name: z.string() });

function json(status: number, value: unknown, headers: Readonly<Record<string, string>> = {}): ApiAnswer {
  return {
    status,
    headers: { "content-type": "application/json; charset=utf-8", ...headers },
    body: value === undefined ? "" : JSON.stringify(value),
  };
}

const refused = (message: string, errors?: unknown) =>
  json(422, { message, ...(errors === undefined ? {} : { errors }) });
const missing = () => json(404, { message: "Not Found" });

/** GitHub's API for the App: the emulator's, with its gaps filled. */
export class ApiGaps {
  readonly #github: EmulatedGitHub;
  readonly #contents: GitContents;
  readonly #hooks: HookDeliveries;
  readonly #graphql: GraphqlAnswers;
  readonly threads = new ReviewThreads();
  readonly #runs = new Map<number, RunExtras>();
  /** Reactions by comment. */
  readonly reactions = new Map<number, string[]>();
  /** Installation by the token that was handed out for it. */
  readonly #tokens = new Map<string, number>();

  constructor(github: EmulatedGitHub, contents: GitContents, hooks: HookDeliveries) {
    this.#github = github;
    this.#contents = contents;
    this.#hooks = hooks;
    this.#graphql = new GraphqlAnswers({
      github,
      contents,
      threads: this.threads,
      pull: (repo, number) => this.pull(repo, number),
      openPulls: (repo) => this.openPulls(repo),
      checkRuns: (repo, sha, appId, name) => this.checkRuns(repo, sha, appId, name),
    });
  }

  /** A pull request whose head is where its branch is: the emulator leaves it where it was opened. */
  async pull(repo: string, number: number): Promise<Pull | undefined> {
    const headers = { authorization: `token owner-${number % 20}` };
    const answer = await this.#github.forward("GET", `/repos/${repo}/pulls/${number}`, headers, undefined);
    if (answer.status !== 200) return undefined;
    return await this.#current(pull.parse(JSON.parse(answer.text)));
  }

  async openPulls(repo: string): Promise<readonly Pull[]> {
    const all: Pull[] = [];
    for (let page = 1; ; page++) {
      const path = `/repos/${repo}/pulls?state=open&sort=updated&per_page=100&page=${page}`;
      const listed = z.array(pull).parse(await this.#github.as("owner", "GET", path));
      all.push(...(await Promise.all(listed.map((one) => this.#current(one)))));
      if (listed.length < 100) return all;
    }
  }

  async #current(one: Pull): Promise<Pull> {
    const { head } = one;
    if (head.repo === null || one.state !== "open") return one;
    return { ...one, head: { ...head, sha: await this.#contents.branchHead(head.repo.full_name, head.ref) } };
  }

  /** Newest first. `appId` undefined: of any app. */
  async checkRuns(repo: string, sha: string, appId?: number, name?: string): Promise<readonly CheckRun[]> {
    const query = new URLSearchParams({ filter: "all", ...(name === undefined ? {} : { check_name: name }) });
    const path = `/repos/${repo}/commits/${sha}/check-runs?${query}`;
    const listed = await this.#github.as("owner", "GET", path);
    const runs = z.object({ check_runs: z.array(checkRun) }).parse(listed).check_runs;
    return runs
      .map((run) => this.#run(run))
      .filter((run) => appId === undefined || this.#runs.get(run.id)?.appId === appId);
  }

  #run(run: CheckRun): CheckRun {
    const { appId, annotations = [], actions } = this.#runs.get(run.id) ?? {};
    const app = appId === undefined ? null : { id: appId, slug: APP.slug };
    return { ...run, app, actions, output: { ...run.output, annotations_count: annotations.length, annotations } };
  }

  async answer(request: ApiRequest): Promise<ApiAnswer> {
    const isJwt = /^bearer eyJ/i.test(request.authorization);
    const token = request.authorization.replace(/^(?:bearer|token)\s+/i, "");
    // The emulator takes a token that it does not know for its first user's.
    if (!isJwt && !this.#tokens.has(token)) return json(401, { message: "Bad credentials" });
    const installation = this.#tokens.get(token);
    const { method, path } = request;
    if (method === "POST" && path === "/graphql")
      return json(200, await this.#graphql.answer(JSON.parse(request.body)));
    if (path.startsWith("/app/hook/deliveries")) return await this.#deliveries(request);
    if (path === "/installation/repositories") return await this.#repositories(installation);
    const inRepository = /^\/repos\/([^/]+\/[^/]+)(\/.*)$/.exec(path);
    const [, repo, rest] = inRepository ?? [];
    if (repo !== undefined && rest !== undefined) {
      const answer = await this.#inRepository(request, repo, rest);
      if (answer !== undefined) return answer;
    }
    const answer = await this.#forward(request);
    if (path.endsWith("/access_tokens") && answer.status === 201) {
      const id = Number(/installations\/(\d+)\//.exec(path)?.[1]);
      this.#tokens.set(z.object({ token: z.string() }).parse(JSON.parse(answer.body)).token, id);
    }
    return answer;
  }

  async #inRepository(request: ApiRequest, repo: string, rest: string): Promise<ApiAnswer | undefined> {
    const { method } = request;
    const ofPull = /^\/pulls\/(\d+)(\/files|\/reviews)?$/.exec(rest);
    if (ofPull !== null) {
      const [, number = "", part] = ofPull;
      const found = await this.pull(repo, Number(number));
      if (found === undefined) return missing();
      if (method === "GET" && part === undefined) return json(200, found);
      if (method === "GET" && part === "/files") return await this.#files(request, found);
      if (method === "POST" && part === "/reviews") return await this.#review(request, found);
    }
    if (method === "GET" && rest === "/pulls") {
      const page = Number(request.query.get("page") ?? 1);
      return json(200, (await this.openPulls(repo)).slice((page - 1) * 100, page * 100));
    }
    if (/^\/check-runs(?:\/\d+)?$/.test(rest) && (method === "POST" || method === "PATCH"))
      return await this.#writeRun(request);
    const commit = /^\/commits\/([0-9a-f]{40})\/check-runs$/.exec(rest)?.[1];
    if (method === "GET" && commit !== undefined) {
      const runs = await this.#listRuns(repo, commit, request.query);
      return json(200, { total_count: runs.length, check_runs: runs });
    }
    const login = /^\/collaborators\/([^/]+)\/permission$/.exec(rest)?.[1];
    if (method === "GET" && login !== undefined) return await this.#permission(request);
    const reacted = /^\/issues\/comments\/(\d+)\/reactions$/.exec(rest)?.[1];
    if (method === "POST" && reacted !== undefined) return this.#react(Number(reacted), request.body);
    if (
      method !== "GET" &&
      /^\/issues\/(?:comments\/)?\d+(?:\/comments)?$/.test(rest) &&
      request.body.length > COMMENT_TEXT
    ) {
      const { body } = z.looseObject({ body: z.string().optional() }).parse(JSON.parse(request.body));
      if ((body ?? "").length > COMMENT_TEXT)
        return refused("Validation Failed", ["body is too long (maximum is 65536 characters)"]);
    }
    return undefined;
  }

  async #forward({ method, path, query, authorization, accept, body }: ApiRequest): Promise<ApiAnswer> {
    const search = query.size === 0 ? "" : `?${query}`;
    const answer = await this.#github.forward(method, `${path}${search}`, { authorization, accept }, body);
    const headers: Record<string, string> = {};
    for (const name of ["content-type", "link", "x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset"]) {
      const value = answer.headers.get(name);
      if (value !== null) headers[name] = value;
    }
    return { status: answer.status, headers, body: answer.text };
  }

  async #files({ query }: ApiRequest, of: Pull): Promise<ApiAnswer> {
    const size = Number(query.get("per_page") ?? 30);
    const page = Number(query.get("page") ?? 1);
    return json(200, (await this.#contents.changes(of)).slice((page - 1) * size, page * size));
  }

  /** The emulator places comments by their position in the patch, takes any, and keeps the review when it refuses one of them. */
  async #review(request: ApiRequest, of: Pull): Promise<ApiAnswer> {
    const read = reviewBody.safeParse(JSON.parse(request.body));
    if (!read.success) return refused("Unprocessable Entity", read.error.issues);
    const changes = new Map((await this.#contents.changes(of)).map((file) => [file.filename, file]));
    const comments = read.data.comments.map(({ path, line, side, body }) => {
      const patch = changes.get(path)?.patch;
      return { path, body, position: side !== "RIGHT" || patch === undefined ? undefined : positionOf(patch, line) };
    });
    if (comments.some((one) => one.position === undefined)) {
      return refused("Unprocessable Entity", ["Pull request review thread line must be part of the diff"]);
    }
    return await this.#forward({ ...request, body: JSON.stringify({ ...read.data, comments }) });
  }

  async #writeRun(request: ApiRequest): Promise<ApiAnswer> {
    const read = runBody.safeParse(JSON.parse(request.body));
    if (!read.success) return refused("Invalid request.", read.error.issues);
    const { status } = z.looseObject({ status: z.string().optional() }).parse(read.data);
    const answer = await this.#forward(request);
    if (answer.status >= 300) return answer;
    const run = checkRun.parse(JSON.parse(answer.body));
    const extras = this.#runs.get(run.id) ?? { appId: APP.id, annotations: [], actions: undefined };
    this.#runs.set(run.id, extras);
    extras.annotations.push(...(read.data.output?.annotations ?? []));
    if (read.data.actions !== undefined) extras.actions = read.data.actions;
    return json(answer.status, { ...this.#run(run), status: status ?? run.status });
  }

  async #listRuns(repo: string, sha: string, query: URLSearchParams): Promise<readonly CheckRun[]> {
    const appId = query.get("app_id");
    return await this.checkRuns(
      repo,
      sha,
      appId === null ? undefined : Number(appId),
      query.get("check_name") ?? undefined,
    );
  }

  /** GitHub tells of everybody that they may read what is public, and its three old words beside the role. */
  async #permission(request: ApiRequest): Promise<ApiAnswer> {
    const answer = await this.#forward(request);
    if (answer.status === 404) return json(200, { permission: "read", role_name: "read" });
    if (answer.status !== 200) return answer;
    const read = permission.parse(JSON.parse(answer.body));
    const words: Readonly<Record<string, string>> = { admin: "admin", maintain: "write", write: "write" };
    return json(200, { ...read, permission: words[read.role_name] ?? "read" });
  }

  #react(commentId: number, body: string): ApiAnswer {
    const { content } = z.object({ content: z.string() }).parse(JSON.parse(body));
    const known = this.reactions.get(commentId) ?? [];
    const isNew = !known.includes(content);
    if (isNew) this.reactions.set(commentId, [...known, content]);
    return json(isNew ? 201 : 200, { id: commentId, content });
  }

  async #deliveries(request: ApiRequest): Promise<ApiAnswer> {
    const asked = await this.#forward({
      ...request,
      method: "GET",
      path: "/app",
      query: new URLSearchParams(),
      body: "",
    });
    if (asked.status !== 200) return asked;
    const again = /^\/app\/hook\/deliveries\/(\d+)\/attempts$/.exec(request.path)?.[1];
    if (again !== undefined && request.method === "POST") {
      return this.#hooks.redeliver(Number(again)) ? json(202, {}) : missing();
    }
    if (request.path !== "/app/hook/deliveries" || request.method !== "GET") return missing();
    const size = Number(request.query.get("per_page") ?? 30);
    const start = Number(request.query.get("cursor") ?? 0);
    const all = this.#hooks.attempts;
    const more = start + size < all.length;
    const link = `<https://github.example/app/hook/deliveries?per_page=${size}&cursor=${start + size}>; rel="next"`;
    return json(200, all.slice(start, start + size), more ? { link } : {});
  }

  async #repositories(installation: number | undefined): Promise<ApiAnswer> {
    const account = [...this.#github.installations].find(([, id]) => id === installation)?.[0];
    if (account === undefined) return json(403, { message: "Resource not accessible by integration" });
    const repository = await this.#github.as("owner", "GET", `/repos/${account}/vision`);
    return json(200, { total_count: 1, repositories: [repository] });
  }

  /** What people see of a pull request's reviews. */
  async reviewComments(repo: string, number: number): Promise<readonly z.output<typeof reviewComment>[]> {
    const path = `/repos/${repo}/pulls/${number}/comments?per_page=100`;
    return z.array(reviewComment).parse(await this.#github.as("owner", "GET", path));
  }

  async reviews(repo: string, number: number): Promise<readonly z.output<typeof review>[]> {
    return z
      .array(review)
      .parse(await this.#github.as("owner", "GET", `/repos/${repo}/pulls/${number}/reviews?per_page=100`));
  }
}
