import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { World } from "../evidence/world.ts";
import { POLICY_PATH } from "../intake/policy-path.ts";
import { readFolder } from "../intake/read-folder.ts";
import { readTextFile } from "../intake/read-text-file.ts";
import type { Policy } from "../policy/policy.ts";
import type { SubmissionInput } from "../submission/submission.ts";
import { CommandError, type Terminal } from "./terminal.ts";

const DESCRIPTION_LIMIT = 4 * 1024 * 1024;

/** One pull request to be read. */
export interface Source {
  readonly name: string;
  /** The repository's own policy at base, where it has one. */
  readonly readPolicy: () => Promise<{ readonly text: string; readonly file: string } | undefined>;
  readonly read: (policy: Policy) => Promise<SubmissionInput>;
  /** The outside world as this source may ask it; undefined where nothing is asked. */
  readonly openWorld: (policy: Policy) => Promise<OpenedWorld | undefined>;
}

export interface OpenedWorld {
  readonly world: World;
  readonly close: () => Promise<void>;
}

export interface SourceOptions {
  readonly folder?: readonly string[];
  readonly git?: string;
  readonly description?: string;
  readonly title?: string;
  readonly author?: string;
  readonly repo?: string;
  readonly apiUrl?: string;
  readonly record?: string;
}

function folderSource(folder: string): Source {
  return {
    name: folder,
    async readPolicy() {
      const file = join(folder, "base", ...POLICY_PATH.split("/"));
      return existsSync(file) ? { text: readFileSync(file, "utf8"), file } : undefined;
    },
    read: async () => readFolder(folder),
    openWorld: async () => await openFolderWorld(folder),
  };
}

/** The recorded answers of a pull folder; undefined when it holds none. Never opens a socket. */
export async function openFolderWorld(folder: string): Promise<OpenedWorld | undefined> {
  const responses = join(folder, "responses");
  if (!existsSync(responses)) return undefined;
  const { openRecordedWorld } = await import("../evidence/recorded-world.ts");
  return { world: openRecordedWorld(responses), close: async () => undefined };
}

function gitSource(range: string, options: SourceOptions, terminal: Terminal): Source {
  const resolved = async () => {
    const { resolveRange } = await import("../intake/read-git.ts");
    return await resolveRange(terminal.directory, range);
  };
  const readBody = async (): Promise<string | undefined> => {
    const { description } = options;
    if (description === undefined) return undefined;
    if (description === "-") return await terminal.readInput();
    const remedy = "Name a file that holds the pull request's description, or - for standard input.";
    return readTextFile(description, DESCRIPTION_LIMIT, remedy);
  };
  return {
    name: range,
    async readPolicy() {
      const { readGitPolicy } = await import("../intake/read-git.ts");
      const text = await readGitPolicy(await resolved());
      return text === undefined ? undefined : { text, file: POLICY_PATH };
    },
    async read(policy) {
      const { readGit } = await import("../intake/read-git.ts");
      const { title, author, repo } = options;
      const description = { title, author, repo, body: await readBody() };
      return await readGit(await resolved(), description, { layout: policy.paths, templates: policy.templates });
    },
    // A command about the checkout at hand stays on this machine.
    openWorld: async () => undefined,
  };
}

async function liveSource(pullRequest: string, options: SourceOptions, terminal: Terminal): Promise<Source> {
  const { readPullRequestName } = await import("../github/pull-request-name.ts");
  const apiUrl = options.apiUrl ?? terminal.environment.GITHUB_API_URL ?? "https://api.github.com";
  const token = terminal.environment.GITHUB_TOKEN;
  const access = { apiUrl, ...(token === undefined || token === "" ? {} : { token }) };
  const name = readPullRequestName(pullRequest, apiUrl);
  const { openPullRequest } = await import("../github/read-pull-request.ts");
  const opened = openPullRequest(name, access);
  return {
    name: pullRequest,
    async readPolicy() {
      const text = await opened.readPolicy();
      return text === undefined ? undefined : { text, file: `${name.repo}/${POLICY_PATH}` };
    },
    read: (policy) => opened.read({ layout: policy.paths, templates: policy.templates }),
    async openWorld({ evidence }) {
      const { openLiveWorld } = await import("../evidence/world.ts");
      const open = terminal.openWorld ?? openLiveWorld;
      const world = open({ bounds: evidence, hosts: evidence.hosts, ...access });
      return { world, close: () => world.close() };
    },
  };
}

/** The pull requests that a command line names. Throws a {@link CommandError} when it names none, or in two ways. */
export async function chooseSources(
  pullRequest: string | undefined,
  options: SourceOptions,
  terminal: Terminal,
): Promise<readonly Source[]> {
  const ways = [pullRequest, options.folder, options.git].filter((way) => way !== undefined);
  const [way] = ways;
  if (way === undefined) {
    throw new CommandError(
      "nothing to review. Name a pull request (owner/repo#123), --folder DIR or --git BASE..HEAD.",
    );
  }
  if (ways.length > 1) {
    throw new CommandError("several sources are named. Name a pull request, or --folder, or --git: one of them.");
  }
  if (options.git === undefined && options.description !== undefined) {
    throw new CommandError("--description belongs to --git: the other sources bring their own. Leave it out.");
  }
  if (options.record !== undefined && pullRequest === undefined) {
    throw new CommandError("--record keeps what a live review read: name a pull request on GitHub with it.");
  }
  if (options.folder !== undefined) return options.folder.map(folderSource);
  if (options.git !== undefined) return [gitSource(options.git, options, terminal)];
  return [await liveSource(String(way), options, terminal)];
}
