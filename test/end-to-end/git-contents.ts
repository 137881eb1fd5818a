import { z } from "zod";
import type { EmulatedGitHub } from "./emulated-github.ts";
import { type Pull, tree } from "./github-forms.ts";
import { patchOf } from "./unified-patch.ts";

const blob = z.object({ content: z.string() });
const ref = z.object({ object: z.object({ sha: z.string() }) });

/** One entry of GitHub's list of a pull request's files. */
export interface ChangedFile {
  readonly sha: string;
  readonly filename: string;
  readonly status: "added" | "removed" | "modified";
  readonly additions: number;
  readonly deletions: number;
  readonly changes: number;
  readonly blob_url: string;
  readonly raw_url: string;
  readonly contents_url: string;
  readonly patch?: string;
}

/** The emulator's git objects, and what it makes nothing of: the changes of a pull request. */
export class GitContents {
  readonly #github: EmulatedGitHub;
  readonly #listings = new Map<string, Promise<ReadonlyMap<string, string>>>();
  readonly #texts = new Map<string, Promise<string>>();
  readonly #changes = new Map<string, Promise<readonly ChangedFile[]>>();

  constructor(github: EmulatedGitHub) {
    this.#github = github;
  }

  /** Blob ids by path. */
  listing(repo: string, commit: string): Promise<ReadonlyMap<string, string>> {
    return this.#once(this.#listings, `${repo}@${commit}`, async () => {
      const path = `/repos/${repo}/git/trees/${commit}?recursive=1`;
      const read = tree.parse(await this.#github.as("owner", "GET", path));
      return new Map(read.tree.filter((one) => one.type === "blob").map((one) => [one.path, one.sha]));
    });
  }

  text(repo: string, sha: string): Promise<string> {
    return this.#once(this.#texts, `${repo}@${sha}`, async () => {
      const read = blob.parse(await this.#github.as("owner", "GET", `/repos/${repo}/git/blobs/${sha}`));
      return Buffer.from(read.content, "base64").toString("utf8");
    });
  }

  /** A file's text at a commit; undefined when it is not there. */
  async file(repo: string, commit: string, path: string): Promise<string | undefined> {
    const sha = (await this.listing(repo, commit)).get(path);
    return sha === undefined ? undefined : await this.text(repo, sha);
  }

  async branchHead(repo: string, branch: string): Promise<string> {
    return ref.parse(await this.#github.as("owner", "GET", `/repos/${repo}/git/ref/heads/${branch}`)).object.sha;
  }

  /** What the pull request changes between the base that it was opened on and its head. */
  changes({ base, head }: Pull): Promise<readonly ChangedFile[]> {
    const repo = base.repo.full_name;
    return this.#once(this.#changes, `${repo}@${base.sha}..${head.sha}`, async () => {
      const before = await this.listing(repo, base.sha);
      const after = await this.listing(repo, head.sha);
      const files: ChangedFile[] = [];
      for (const filename of [...new Set([...before.keys(), ...after.keys()])].sort()) {
        const [old, now] = [before.get(filename), after.get(filename)];
        if (old === now) continue;
        const patch = patchOf(
          old === undefined ? undefined : await this.text(repo, old),
          now === undefined ? undefined : await this.text(repo, now),
        );
        const { additions, deletions } = patch;
        files.push({
          sha: now ?? old ?? "",
          filename,
          status: old === undefined ? "added" : now === undefined ? "removed" : "modified",
          additions,
          deletions,
          changes: additions + deletions,
          blob_url: `https://github.example/${repo}/blob/${head.sha}/${filename}`,
          raw_url: `https://github.example/${repo}/raw/${head.sha}/${filename}`,
          contents_url: `https://github.example/repos/${repo}/contents/${filename}?ref=${head.sha}`,
          ...(patch.text === undefined ? {} : { patch: patch.text }),
        });
      }
      return files;
    });
  }

  #once<T>(known: Map<string, Promise<T>>, key: string, read: () => Promise<T>): Promise<T> {
    const found = known.get(key);
    if (found !== undefined) return found;
    const reading = read();
    known.set(key, reading);
    reading.catch(() => known.delete(key));
    return reading;
  }
}
