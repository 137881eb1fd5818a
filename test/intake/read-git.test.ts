import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { readGit, readGitPolicy, repositoryOfRemote, resolveRange } from "../../src/intake/read-git.ts";
import { PRESETS } from "../../src/policy/presets.ts";

const { paths: layout, templates } = PRESETS.torchvision;
const SETTINGS = { layout, templates };

let folder: string;
let branchPoint: string;

function git(...words: string[]): string {
  const identity = ["-c", "user.name=Ada", "-c", "user.email=ada@example.org", "-c", "init.defaultBranch=main"];
  return execFileSync("git", [...identity, ...words], {
    cwd: folder,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  }).trim();
}

function put(path: string, content: string | Uint8Array): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), content);
}

function commit(subject: string): string {
  git("add", "--all");
  git("commit", "--quiet", "--message", subject);
  return git("rev-parse", "HEAD");
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "weighbridge-git-"));
  git("init", "--quiet");
  git("config", "user.name", "Ada");
  git("config", "diff.noprefix", "true");
  git("config", "color.ui", "always");
  git("remote", "add", "origin", "git@github.com:acme/vision.git");
  put("hubconf.py", "dependencies = ['torch']\n");
  put("references/classification/train.py", "import argparse\n");
  put("torchvision/models/__init__.py", "from .foo import *\n");
  put("torchvision/models/foo.py", "__all__ = ['foo']\n");
  put("gallery/plot.py", "print()\n");
  put(".github/weighbridge.yml", "enforce: true\n");
  branchPoint = commit("Begin");
  put("gallery/later.py", "print(2)\n");
  commit("Go on without the topic");
  git("checkout", "--quiet", "-b", "topic", branchPoint);
  put("torchvision/models/foo.py", "__all__ = ['foo', 'bar']\n");
  put("torchvision/models/caf\u00e9 net.py", "x = 1\n");
  put("test/expect/ModelTester.test_bar_expect.pkl", Buffer.from([128, 2, 0, 0, 1]));
  put(".github/weighbridge.yml", "enforce: false\n");
  symlinkSync("/etc/passwd", join(folder, "torchvision/models/link.py"));
  commit("Add BarNet");
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

async function complaint(range: string, directory = folder): Promise<string> {
  try {
    await resolveRange(directory, range);
  } catch (error) {
    return String((error as Error).message).replaceAll(directory, "DIR");
  }
  throw new Error("it was resolved");
}

describe("readGit", () => {
  test.each(["main..topic", "main...topic", "main..", "main..HEAD"])(
    "%s is counted from the merge base",
    async (range) => {
      const resolved = await resolveRange(folder, range);
      expect(resolved).toEqual({
        directory: folder,
        base: branchPoint,
        head: git("rev-parse", "topic"),
        baseName: "main",
      });
    },
  );

  test("the pull request that the range would become", async () => {
    const range = await resolveRange(folder, "main..topic");
    const input = await readGit(range, { body: "Fixes #3" }, SETTINGS);
    expect(input.pullRequest).toMatchObject({
      repo: "acme/vision",
      title: "Add BarNet",
      author: "Ada",
      state: "open",
      baseRef: "main",
      baseSha: branchPoint,
    });
    expect([input.body, input.bodyComplete, input.conversation]).toEqual(["Fixes #3", true, undefined]);
    expect(input.diff?.files.map((file) => [file.path, file.status, file.binary])).toEqual([
      [".github/weighbridge.yml", "modified", false],
      ["test/expect/ModelTester.test_bar_expect.pkl", "added", true],
      ["torchvision/models/caf\u00e9 net.py", "added", false],
      ["torchvision/models/foo.py", "modified", false],
      ["torchvision/models/link.py", "added", false],
    ]);
  });

  test("texts of the changed files at both ends, and of what rules read beside them", async () => {
    const { head, base } = await readGit(await resolveRange(folder, "main..topic"), {}, SETTINGS);
    expect(head.read("torchvision/models/foo.py")).toBe("__all__ = ['foo', 'bar']\n");
    expect(base.read("torchvision/models/foo.py")).toBe("__all__ = ['foo']\n");
    expect(head.read("torchvision/models/caf\u00e9 net.py")).toBe("x = 1\n");
    expect(head.read("references/classification/train.py")).toBe("import argparse\n");
    expect(base.read("hubconf.py")).toBe("dependencies = ['torch']\n");
    expect(head.read("gallery/plot.py")).toBeUndefined();
  });

  test("every path is known, so that an absent file is known to be absent", async () => {
    const { head, base } = await readGit(await resolveRange(folder, "main..topic"), {}, SETTINGS);
    expect([
      head.has("gallery/plot.py"),
      head.has("gallery/later.py"),
      base.has("torchvision/models/caf\u00e9 net.py"),
    ]).toEqual([true, false, false]);
  });

  test("a link is no file: only the diff's own text of it is known", async () => {
    const { head } = await readGit(await resolveRange(folder, "main..topic"), {}, SETTINGS);
    expect(head.read("torchvision/models/link.py")).toBe("/etc/passwd\n");
  });

  test("what is given beats what git says; a description that was not given is not known", async () => {
    const about = { title: "T", author: "grace", repo: "other/name" };
    const input = await readGit(await resolveRange(folder, "main..topic"), about, SETTINGS);
    expect(input.pullRequest).toMatchObject({ title: "T", author: "grace", repo: "other/name" });
    expect([input.body, input.bodyComplete]).toEqual([null, false]);
  });

  test("the policy in force is the one at base", async () => {
    expect(await readGitPolicy(await resolveRange(folder, "main..topic"))).toBe("enforce: true\n");
  });
});

describe("what cannot be read is named with the remedy", () => {
  test.each([
    ["topic", "topic: this is no range of revisions. Write BASE..HEAD, for example origin/main..HEAD."],
    ["..", "..: this is no range of revisions. Write BASE..HEAD, for example origin/main..HEAD."],
    ["nowhere..topic", "DIR: git knows no revision nowhere. Fetch it, or name another range."],
    ["--output=/tmp/x..topic", "DIR: git knows no revision --output=/tmp/x. Fetch it, or name another range."],
    ["main..-h", "DIR: git knows no revision -h. Fetch it, or name another range."],
  ])("%s", async (range, message) => {
    expect(await complaint(range)).toBe(message);
  });

  test("outside a checkout, and nowhere", async () => {
    const outside = mkdtempSync(join(tmpdir(), "weighbridge-none-"));
    expect(await complaint("main..topic", outside)).toContain("DIR: this is no git checkout.");
    expect(await complaint("main..topic", join(outside, "none"))).toContain("DIR: this is no git checkout.");
    rmSync(outside, { recursive: true });
  });

  test("histories that have nothing in common", async () => {
    git("checkout", "--quiet", "--orphan", "other");
    commit("Another beginning");
    git("checkout", "--quiet", "topic");
    expect(await complaint("main..other")).toContain("DIR: no common ancestor of the two ends of main..other.");
  });
});

describe("repositoryOfRemote", () => {
  test.each([
    ["git@github.com:acme/vision.git", "acme/vision"],
    ["https://github.com/acme/vision", "acme/vision"],
    ["https://user:secret@ghe.example.org/acme/vision.js.git/", "acme/vision.js"],
    ["ssh://git@github.com:22/acme/vision.git", "acme/vision"],
    ["../vision", undefined],
    ["vision", undefined],
  ])("%s is %s", (url, repo) => {
    expect(repositoryOfRemote(url)).toBe(repo);
  });
});
