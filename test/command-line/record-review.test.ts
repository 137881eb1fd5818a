import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import nock from "nock";
import { runProgram } from "../../src/command-line/program.ts";
import type { Terminal } from "../../src/command-line/terminal.ts";
import { openRecordedWorld } from "../../src/evidence/recorded-world.ts";
import type { LiveWorldOptions } from "../../src/evidence/world.ts";

const PULLS = fileURLToPath(new URL("../pulls/", import.meta.url));
const API = "https://api.github.com";
/** The first review of a process loads all of the program. */
const SLOW = 30_000;

let folder: string;
beforeAll(() => {
  nock.disableNetConnect();
});
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "weighbridge-record-"));
});
afterEach(() => {
  nock.cleanAll();
  rmSync(folder, { recursive: true });
});
afterAll(() => {
  nock.restore();
});

function filesOf(root: string): string[] {
  if (!existsSync(root)) return [];
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)));
}

const blobId = (text: string) => createHash("sha1").update(text).digest("hex");

/** A GitHub that has the pull request of a folder, as its REST API would give it. */
function answerFor(name: string): void {
  const root = join(PULLS, name);
  const pull = JSON.parse(readFileSync(join(root, "pr.json"), "utf8"));
  const diff = readFileSync(join(root, "pr.diff"), "utf8");
  const sections = diff.split(/^(?=diff --git )/m).filter((one) => one !== "");
  const files = sections.map((section) => {
    const filename = / b\/(.*)$/m.exec(section)?.[1] ?? "";
    const at = section.indexOf("\n@@ ");
    const patch = at < 0 ? undefined : section.slice(at + 1).trimEnd();
    const count = (mark: string) => (patch ?? "").split("\n").filter((line) => line.startsWith(mark)).length;
    const status = section.includes("\nnew file mode") ? "added" : "modified";
    return { sha: "1".repeat(40), filename, status, additions: count("+"), deletions: count("-"), patch };
  });
  const texts = new Map<string, string>();
  for (const tree of ["base", "head"]) {
    for (const path of filesOf(join(root, tree))) texts.set(path, readFileSync(join(root, tree, path), "utf8"));
  }
  const entry = (path: string, text: string) => ({
    path,
    mode: "100644",
    type: "blob",
    sha: blobId(text),
    size: text.length,
  });
  const tree = [
    ...[...texts].map(([path, text]) => entry(path, text)),
    ...files.filter((one) => !texts.has(one.filename)).map((one) => entry(one.filename, one.filename)),
  ];
  const repository = `/repos/${pull.repo}`;
  const at = `${repository}/pulls/${pull.number}`;
  const scope = nock(API).persist();
  scope.get(at).reply(200, {
    title: pull.title,
    body: pull.body,
    state: pull.state,
    merged_at: null,
    draft: false,
    html_url: `https://github.com/${pull.repo}/pull/${pull.number}`,
    created_at: pull.createdAt,
    user: { login: pull.author },
    labels: pull.labels.map((label: string) => ({ name: label })),
    assignees: [],
    requested_reviewers: pull.requestedReviewers.map((login: string) => ({ login })),
    requested_teams: [],
    changed_files: files.length,
    head: { sha: pull.headSha },
    base: { sha: "b".repeat(40), ref: "main", repo: { full_name: pull.repo } },
  });
  scope.get(`${at}/files`).query(true).reply(200, files);
  scope.get(`${at}/reviews`).query(true).reply(200, []);
  scope.get(`${repository}/issues/${pull.number}/comments`).query(true).reply(200, []);
  scope.get(`${repository}/git/trees/${pull.headSha}`).query(true).reply(200, { tree, truncated: false });
  const policy = readFileSync(join(root, "base/.github/weighbridge.yml"), "utf8");
  scope.get(`${repository}/contents/.github%2Fweighbridge.yml`).query(true).reply(200, policy);
  for (const text of texts.values()) {
    scope
      .get(`${repository}/git/blobs/${blobId(text)}`)
      .reply(200, { content: Buffer.from(text).toString("base64"), encoding: "base64" });
  }
}

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

async function run(words: readonly string[], more: Partial<Terminal> = {}): Promise<Ran> {
  let out = "";
  let err = "";
  const code = await runProgram(words, {
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
    readInput: async () => "",
    directory: folder,
    environment: {},
    colour: false,
    showsProgress: false,
    width: 100,
    ...more,
  });
  return { code, out, err };
}

/** The outside world of a pull folder in the place of the live one. */
const worldOf = (name: string, opened: LiveWorldOptions[] = []) => ({
  openWorld: (options: LiveWorldOptions) => {
    opened.push(options);
    return { ...openRecordedWorld(join(PULLS, name, "responses")), close: async () => undefined };
  },
});

const nameOf = (name: string) => {
  const { repo, number } = JSON.parse(readFileSync(join(PULLS, name, "pr.json"), "utf8"));
  return `${repo}#${number}`;
};

describe("a live review that is recorded", () => {
  test.each(["demo", "all-is-well-weights", "unsafe-checkpoint", "paper-missing", "checkpoint-gone"])(
    "%s gives the same verdicts when it is replayed",
    async (name) => {
      answerFor(name);
      const recording = join(folder, "recording");
      const live = await run(["review", nameOf(name), "--format", "json", "--record", recording], worldOf(name));
      expect(live.err).toBe("");
      const replayed = await run(["review", "--folder", recording, "--format", "json"]);
      expect(replayed.err).toBe("");
      const { timings: _, ...before } = JSON.parse(live.out);
      const { timings: __, ...after } = JSON.parse(replayed.out);
      expect(after).toEqual(before);
      expect(replayed.code).toBe(live.code);
      // What the folder was made from says the same: nothing on the way from GitHub was lost.
      const { verdicts } = JSON.parse((await run(["review", "--folder", join(PULLS, name), "--format", "json"])).out);
      const short = (all: { rule: string; verdict: string }[]) => all.map((one) => `${one.rule} ${one.verdict}`);
      expect(short(after.verdicts)).toEqual(short(verdicts));
      expect(readdirSync(recording).sort()).toEqual(
        ["base", "conversation.json", "head", "head-paths.txt", "pr.diff", "pr.json", "responses"].sort(),
      );
    },
    SLOW,
  );

  test("no token stands in what is recorded", async () => {
    answerFor("all-is-well-weights");
    nock(API).post("/graphql").reply(401, {});
    const environment = { GITHUB_TOKEN: "ghs_secretsecretsecret" };
    await run(["review", nameOf("all-is-well-weights"), "--record", join(folder, "recording")], {
      ...worldOf("all-is-well-weights"),
      environment,
    });
    for (const path of filesOf(folder)) {
      expect(readFileSync(join(folder, path), "latin1")).not.toContain("secretsecret");
    }
  });

  test("a folder with something in it is left alone, and nothing is reviewed", async () => {
    answerFor("demo");
    writeFileSync(join(folder, "mine.txt"), "");
    const { code, out, err } = await run(["review", nameOf("demo"), "--record", folder], worldOf("demo"));
    expect([code, out, err]).toEqual([
      2,
      "",
      `weighbridge: ${folder}: there is something in it already. Name a folder that is empty or not there.\n`,
    ]);
    expect(readdirSync(folder)).toEqual(["mine.txt"]);
  });

  test("--record needs a live pull request", async () => {
    const { code, err } = await run(["review", "--folder", join(PULLS, "demo"), "--record", join(folder, "x")]);
    expect([code, err]).toEqual([
      2,
      "weighbridge: --record keeps what a live review read: name a pull request on GitHub with it.\n",
    ]);
  });
});

interface Told {
  readonly timings: Readonly<Record<string, number>>;
  readonly verdicts: readonly { readonly rule: string; readonly verdict: string; readonly text: string }[];
}

const EVIDENCE = ["ticket-agreed", "not-duplicated", "paper-exists", "checkpoint-available", "checkpoint-safe"];

function outcomes(printed: string): Readonly<Record<string, string>> {
  const { verdicts }: Told = JSON.parse(printed);
  return Object.fromEntries(
    verdicts.filter((one) => EVIDENCE.includes(one.rule)).map((one) => [one.rule, one.verdict]),
  );
}

describe("where evidence comes from", () => {
  test("a live review asks the world, within the policy's bounds and hosts", async () => {
    answerFor("demo");
    const opened: LiveWorldOptions[] = [];
    const policy = join(folder, "policy.yml");
    writeFileSync(policy, "evidence:\n  totalSeconds: 7\n  hosts: [weights.harbour.example]\n");
    const { out } = await run(
      ["review", nameOf("demo"), "--format", "json", "--policy", policy],
      worldOf("demo", opened),
    );
    expect(Object.values(outcomes(out)).every((one) => one === "pass")).toBe(true);
    expect(opened).toMatchObject([
      { bounds: { totalSeconds: 7, requests: 40 }, hosts: ["weights.harbour.example"], apiUrl: API },
    ]);
  });

  test("--offline, and a policy that says so, leave it not assessed; nothing is opened", async () => {
    answerFor("demo");
    const opened: LiveWorldOptions[] = [];
    const policy = join(folder, "policy.yml");
    writeFileSync(policy, "evidence:\n  enabled: false\n");
    for (const words of [["--offline"], ["--policy", policy]]) {
      const live = await run(["review", nameOf("demo"), "--format", "json", ...words], worldOf("demo", opened));
      const offline = await run(["review", "--folder", join(PULLS, "demo"), "--format", "json", ...words]);
      for (const { out } of [live, offline]) {
        expect(new Set(Object.values(outcomes(out)))).toEqual(new Set(["not-assessed"]));
      }
    }
    expect(opened).toEqual([]);
  });

  test("what is no model contribution is not asked about", async () => {
    answerFor("demo");
    const asked: string[] = [];
    const kind = ["--kind", "not-a-model-contribution"];
    const silent = {
      fetcher: { fetch: () => Promise.reject(new Error("asked")) },
      github: {
        get: (path: string) => {
          asked.push(path);
          return Promise.reject(new Error("asked"));
        },
      },
      close: async () => undefined,
    };
    const { code } = await run(["review", nameOf("demo"), ...kind], { openWorld: () => silent });
    expect([code, asked]).toEqual([0, []]);
  });

  test("a folder without recorded answers has none; its timings name every step", async () => {
    const { out } = await run(["review", "--folder", join(PULLS, "demo"), "--format", "json"]);
    expect(Object.keys((JSON.parse(out) as Told).timings)).toEqual(["read", "parse", "evidence", "review", "total"]);
    const copy = join(folder, "copy");
    cpSync(join(PULLS, "demo"), copy, { recursive: true });
    rmSync(join(copy, "responses"), { recursive: true });
    const bare = await run(["review", "--folder", copy, "--format", "json"]);
    expect(new Set(Object.values(outcomes(bare.out)))).toEqual(new Set(["not-assessed"]));
  });

  test("progress names what is asked, on a terminal alone", async () => {
    const { err } = await run(["review", "--folder", join(PULLS, "demo")], { showsProgress: true, width: 200 });
    expect(err).toContain("asks GitHub for harbour/vision#4150");
    expect(err).toContain("looks into https://download.pytorch.org/models/heron_b-5b0c7d11.pth");
    expect(err.endsWith("\r\u001b[K")).toBe(true);
  });

  test("evaluate reads the recorded answers too", async () => {
    const label = {
      kind: "new-architecture",
      requirements: { "parameter-count-matches": { verdict: "contradicted" } },
    };
    const copy = join(folder, "demo");
    cpSync(join(PULLS, "demo"), copy, { recursive: true });
    writeFileSync(join(copy, "label.json"), JSON.stringify(label));
    const { out } = await run(["evaluate", copy, "--json"]);
    expect(JSON.parse(out).total).toMatchObject({ scored: 1, right: 1 });
  });
});
