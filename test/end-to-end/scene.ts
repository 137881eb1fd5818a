import { z } from "zod";
import type { AppProcess } from "./app-process.ts";
import { BASE_FILES, type Files, LACKING_FILES, TITLE, WRONG_BODY } from "./contribution.ts";
import { APP, type Person } from "./emulated-github.ts";
import { type CheckRun, type Comment, comment, type Pull, pull, type ReviewComment } from "./github-forms.ts";
import type { GitHubWorld } from "./github-world.ts";
import type { Hook } from "./hook-deliveries.ts";
import { waitUntil } from "./wait-until.ts";

const MARKER = "<!-- weighbridge -->";
const CHECK_NAME = "weighbridge";
const FINDING = "<!-- weighbridge:finding ";

const created = z.looseObject({ sha: z.string() });
const branchRef = z.object({ object: z.object({ sha: z.string() }) });
const forkCommit = z.looseObject({
  message: z.string(),
  tree: created,
  parents: z.array(created),
  author: z.unknown(),
  committer: z.unknown(),
});
const named = z.looseObject({ full_name: z.string() });

export interface NewPull {
  readonly files?: Files;
  readonly title?: string;
  readonly body?: string;
  readonly draft?: boolean;
  readonly author?: Person;
  /** From a fork of the author's. */
  readonly fork?: boolean;
}

/** All that the App shows of a pull request. */
export interface Shown {
  readonly headSha: string;
  /** Check runs of ours on the head, the newest first. */
  readonly checks: readonly CheckRun[];
  /** Our sticky comments. */
  readonly sticky: readonly Comment[];
  /** Our other comments. */
  readonly replies: readonly Comment[];
  readonly comments: readonly Comment[];
  /** Our review comments about findings. */
  readonly inline: readonly (ReviewComment & { readonly resolved: boolean })[];
  readonly labels: readonly string[];
}

/** One repository with people and an installation: where one scenario plays, undisturbed by others. */
export class Scene {
  readonly world: GitHubWorld;
  readonly app: AppProcess;
  readonly repo: string;
  readonly owner: string;
  readonly installation: number;
  #commits = 0;

  private constructor(world: GitHubWorld, app: AppProcess, owner: string, installation: number) {
    this.world = world;
    this.app = app;
    this.owner = owner;
    this.repo = `${owner}/vision`;
    this.installation = installation;
  }

  /** Takes an organisation of the world that no other scene has, and fills its repository. */
  static async open(world: GitHubWorld, app: AppProcess, number: number, files: Files = BASE_FILES): Promise<Scene> {
    const owner = `harbour-${number}`;
    const installation = world.github.installations.get(owner);
    if (installation === undefined) throw new Error(`The world has no ${owner}.`);
    const scene = new Scene(world, app, owner, installation);
    // How the repository came to be is no news to the App.
    world.hooks.hold(scene.repo);
    await scene.commit(scene.repo, "main", files, "owner");
    await waitUntil("the webhook of the first push", () => world.hooks.held(scene.repo).length > 0);
    world.hooks.release(scene.repo);
    return scene;
  }

  /** Commits files on a branch, which begins at the default branch when it is new. Returns the commit. */
  async commit(repo: string, branch: string, files: Files, by: Person): Promise<string> {
    const { github, contents } = this.world;
    const start = await this.#head(repo, branch, by);
    const sha = await this.#writeCommit(repo, start.sha, files, by, new Date().toISOString().replace(/\.\d+Z$/, "Z"));
    if (repo !== this.repo) await this.#copyToBase(repo, sha);
    const before = await contents.listing(repo, start.sha);
    const paths = Object.keys(files);
    this.world.noteCommits(sha, [
      {
        id: sha,
        added: paths.filter((path) => files[path] !== null && !before.has(path)),
        modified: paths.filter((path) => files[path] !== null && before.has(path)),
        removed: paths.filter((path) => files[path] === null),
      },
    ]);
    if (start.isNew) await github.as(by, "POST", `/repos/${repo}/git/refs`, { ref: `refs/heads/${branch}`, sha });
    else await github.as(by, "PATCH", `/repos/${repo}/git/refs/heads/${branch}`, { sha });
    return sha;
  }

  async #head(repo: string, branch: string, by: Person): Promise<{ readonly sha: string; readonly isNew: boolean }> {
    const { github } = this.world;
    try {
      const found = await github.as(by, "GET", `/repos/${repo}/git/ref/heads/${branch}`);
      return { sha: branchRef.parse(found).object.sha, isNew: false };
    } catch {
      const main = branchRef.parse(await github.as(by, "GET", `/repos/${repo}/git/ref/heads/main`));
      return { sha: main.object.sha, isNew: true };
    }
  }

  async #writeCommit(repo: string, parent: string, files: Files, by: Person, date: string): Promise<string> {
    const { github } = this.world;
    const tree = Object.entries(files).map(([path, content]) => ({
      path,
      mode: "100644",
      type: "blob",
      ...(content === null ? { sha: null } : { content }),
    }));
    const { sha: base_tree } = created.parse(await github.as(by, "GET", `/repos/${repo}/git/trees/${parent}`));
    const made = created.parse(await github.as(by, "POST", `/repos/${repo}/git/trees`, { base_tree, tree }));
    const person = { name: by, email: `${by}@example.com`, date };
    const message = `Change ${++this.#commits}`;
    const commit = { message, tree: made.sha, parents: [parent], author: person, committer: person };
    return created.parse(await github.as(by, "POST", `/repos/${repo}/git/commits`, commit)).sha;
  }

  /** Commits of a fork are found in the repository itself too, which the emulator does not do: they are written there once more. */
  async #copyToBase(fork: string, sha: string): Promise<void> {
    const { github, contents } = this.world;
    if (await this.#isInBase(sha)) return;
    const read = forkCommit.parse(await github.as("owner", "GET", `/repos/${fork}/git/commits/${sha}`));
    for (const parent of read.parents) await this.#copyToBase(fork, parent.sha);
    const listing = await contents.listing(fork, sha);
    const files = await Promise.all(
      [...listing].map(async ([path, id]) => [path, await contents.text(fork, id)] as const),
    );
    const tree = files.map(([path, content]) => ({ path, mode: "100644", type: "blob", content }));
    await github.as("owner", "POST", `/repos/${this.repo}/git/trees`, { tree });
    const copy = { ...read, tree: read.tree.sha, parents: read.parents.map((one) => one.sha) };
    const made = created.parse(await github.as("owner", "POST", `/repos/${this.repo}/git/commits`, copy)).sha;
    if (made !== sha) throw new Error(`The fork's commit ${sha} became ${made}.`);
  }

  async #isInBase(sha: string): Promise<boolean> {
    const headers = { authorization: "token owner-0" };
    return (
      (await this.world.github.forward("GET", `/repos/${this.repo}/git/commits/${sha}`, headers, undefined)).status ===
      200
    );
  }

  async #fork(by: Person): Promise<string> {
    const fork = named.parse(
      await this.world.github.as(by, "POST", `/repos/${this.repo}/forks`, { name: `vision-${this.owner}` }),
    );
    return fork.full_name;
  }

  async openPullRequest(wanted: NewPull = {}): Promise<Pull> {
    const {
      files = LACKING_FILES,
      title = TITLE,
      body = WRONG_BODY,
      draft = false,
      author = "author",
      fork = false,
    } = wanted;
    const branch = `change-${++this.#commits}`;
    const from = fork ? await this.#fork(author) : this.repo;
    const base = await this.world.contents.branchHead(this.repo, "main");
    if (fork) await this.#seedFork(from, author, base);
    await this.commit(from, branch, files, fork ? author : "writer");
    const head = fork ? `${from.split("/")[0]}:${branch}` : branch;
    const path = `/repos/${this.repo}/pulls`;
    return pull.parse(await this.world.github.as(author, "POST", path, { title, body, draft, head, base: "main" }));
  }

  /** The emulator's forks begin with a README alone: gives the fork the files of its parent. */
  async #seedFork(fork: string, by: Person, base: string): Promise<void> {
    const { contents } = this.world;
    const listing = await contents.listing(this.repo, base);
    const files = await Promise.all(
      [...listing].map(async ([path, sha]) => [path, await contents.text(this.repo, sha)] as const),
    );
    const { sha } = await this.#head(fork, "main", by);
    const made = await this.#writeCommit(fork, sha, Object.fromEntries(files), by, "2026-01-01T00:00:00Z");
    await this.world.github.as(by, "PATCH", `/repos/${fork}/git/refs/heads/main`, { sha: made });
  }

  current(number: number): Promise<Pull> {
    return this.world.api.pull(this.repo, number).then((found) => {
      if (found === undefined) throw new Error(`There is no ${this.repo}#${number}.`);
      return found;
    });
  }

  /** A webhook about a pull request as it is now. */
  async hook(action: string, number: number, more: Readonly<Record<string, unknown>> = {}): Promise<Hook> {
    const pull_request = await this.current(number);
    const installation = { id: this.installation };
    const { repo: repository } = pull_request.base;
    return {
      event: "pull_request",
      payload: { action, number, pull_request, repository, installation, sender: pull_request.user, ...more },
    };
  }

  /** Pushes to the pull request's branch. Returns the new head. */
  async push(number: number, files: Files): Promise<string> {
    const { head } = await this.current(number);
    const from = head.repo?.full_name ?? this.repo;
    const after = await this.commit(from, head.ref, files, from === this.repo ? "writer" : "author");
    this.world.hooks.arrive(this.repo, await this.hook("synchronize", number, { before: head.sha, after }));
    return after;
  }

  async edit(number: number, body: string): Promise<void> {
    const { body: from } = await this.current(number);
    this.world.noteChanges(this.repo, `pull ${number}`, { body: { from } });
    await this.world.github.as("author", "PATCH", `/repos/${this.repo}/pulls/${number}`, { body });
  }

  async setDraft(number: number, draft: boolean): Promise<void> {
    await this.world.github.as("author", "PATCH", `/repos/${this.repo}/pulls/${number}`, { draft });
    this.world.hooks.arrive(this.repo, await this.hook(draft ? "converted_to_draft" : "ready_for_review", number));
  }

  async comment(number: number, by: Person, body: string): Promise<Comment> {
    const path = `/repos/${this.repo}/issues/${number}/comments`;
    return comment.parse(await this.world.github.as(by, "POST", path, { body }));
  }

  async shown(number: number): Promise<Shown> {
    const { api, github } = this.world;
    const { head, labels } = await this.current(number);
    const listed = await github.as("owner", "GET", `/repos/${this.repo}/issues/${number}/comments?per_page=100`);
    const comments = z.array(comment).parse(listed);
    const ours = comments.filter((one) => one.user.login === `${APP.slug}[bot]`);
    const reviewed = await api.reviewComments(this.repo, number);
    return {
      headSha: head.sha,
      checks: (await api.checkRuns(this.repo, head.sha, APP.id)).filter((run) => run.name === CHECK_NAME),
      comments,
      sticky: ours.filter((one) => one.body.startsWith(MARKER)),
      replies: ours.filter((one) => !one.body.startsWith(MARKER)),
      inline: reviewed
        .filter((one) => one.user.login === `${APP.slug}[bot]` && one.body.includes(FINDING))
        .map((one) => ({ ...one, resolved: api.threads.of(one.id).resolved })),
      labels: labels.map((one) => one.name),
    };
  }

  /** Waits until the pull request shows what `wanted` asks for. */
  async until(number: number, what: string, wanted: (shown: Shown) => boolean): Promise<Shown> {
    let last: Shown | undefined;
    return await waitUntil(
      what,
      async () => {
        last = await this.shown(number);
        return wanted(last) ? last : undefined;
      },
      () => `${describeShown(last)}\n${this.explain()}`,
    );
  }

  /** Waits until the head has a completed check of ours. */
  async reviewed(number: number): Promise<Shown> {
    return await this.until(number, `a finished check on ${this.repo}#${number}`, isReviewed);
  }

  /** Waits until the App has no more work, and gives out what it shows then. */
  async settled(number: number): Promise<Shown> {
    await this.reviewed(number);
    await this.quiet();
    return await this.shown(number);
  }

  /** Waits until the App has no more work. */
  async quiet(deadline?: number): Promise<void> {
    await this.world.hooks.settle();
    await waitUntil(
      "an empty queue",
      async () => {
        const { text } = await this.app.get("/metrics");
        const count = (state: string) =>
          Number(new RegExp(`^weighbridge_queue_jobs\\{[^}]*"${state}"[^}]*\\} (\\d+)`, "m").exec(text)?.[1] ?? 0);
        return count("waiting") === 0 && count("active") === 0;
      },
      () => this.explain(),
      deadline,
    );
  }

  explain(): string {
    return `--- requests of the App about ${this.repo} ---\n${this.world.describe(this.repo)}\n${this.app.describe()}`;
  }

  /** What the App wrote about this repository: those requests that GitHub carried out. */
  writes(path?: RegExp): number {
    return this.world
      .callsOf(this.repo)
      .filter((call) => call.method !== "GET" && call.path !== "/graphql" && (call.status ?? 0) < 300)
      .filter((call) => path === undefined || path.test(call.path)).length;
  }
}

/** What must hold however things went: one finished check on the head, the one comment, and no finding said twice. */
export function expectWhole(shown: Shown, conclusion: string, title: RegExp | string): void {
  const { checks, sticky, inline } = shown;
  expect(checks.map((run) => [run.status, run.conclusion])).toEqual([["completed", conclusion]]);
  expect(checks[0]?.output.title).toMatch(title);
  expect(sticky).toHaveLength(1);
  const findings = inline.map((one) => one.body.slice(one.body.indexOf(FINDING)));
  expect(new Set(findings).size).toBe(findings.length);
}

export function isReviewed({ checks }: Shown): boolean {
  return checks[0]?.status === "completed";
}

function describeShown(shown: Shown | undefined): string {
  if (shown === undefined) return "Nothing is shown.";
  const { headSha, checks, sticky, replies, inline } = shown;
  return JSON.stringify(
    {
      headSha,
      checks: checks.map(({ id, status, conclusion, output }) => ({ id, status, conclusion, title: output.title })),
      sticky: sticky.map((one) => one.id),
      replies: replies.map((one) => one.body.slice(0, 200)),
      inline: inline.map(({ path, resolved }) => ({ path, resolved })),
    },
    undefined,
    1,
  );
}
