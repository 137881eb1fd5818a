import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { changedTrees } from "../../src/intake/changed-trees.ts";
import { IntakeError } from "../../src/intake/intake-error.ts";
import { readFolder } from "../../src/intake/read-folder.ts";
import { renderDiff } from "../../src/intake/render-diff.ts";
import { makePullFolder, writePullFolder } from "../../src/intake/write-folder.ts";
import type { Diff } from "../../src/submission/diff.ts";
import { readDiff } from "../../src/submission/read-diff.ts";
import type { SubmissionInput } from "../../src/submission/submission.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "write-folder-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const DIFF = `diff --git a/a.py b/a.py
--- a/a.py
+++ b/a.py
@@ -1,2 +1,2 @@
 one
-two
+zwei
diff --git a/docs/new file.md b/docs/new file.md
new file mode 100644
--- /dev/null
+++ b/docs/new file.md
@@ -0,0 +1,1 @@
+hello
diff --git a/gone.py b/gone.py
deleted file mode 100644
--- a/gone.py
+++ /dev/null
@@ -1,1 +0,0 @@
-x = 1
diff --git a/old.py b/new.py
rename from old.py
rename to new.py
diff --git a/here.py b/there.py
copy from here.py
copy to there.py
@@ -1,1 +1,1 @@
-a
+b
diff --git a/x.pkl b/x.pkl
new file mode 100644
Binary files /dev/null and b/x.pkl differ
diff --git "a/tab\\011 \\"q\\".py" "b/tab\\011 \\"q\\".py"
--- "a/tab\\011 \\"q\\".py"
+++ "b/tab\\011 \\"q\\".py"
@@ -3,0 +4,1 @@
+caf\u00e9
diff --git a/huge.json b/huge.json
patch omitted +9000 -1
diff --git a/empty.txt b/empty.txt
new file mode 100644
`;

describe("a diff as text", () => {
  test("reads back as the same diff", () => {
    const diff = readDiff(DIFF);
    expect(diff.problems).toEqual([]);
    expect(diff.files.map((one) => [one.path, one.status, one.binary, one.patchMissing, one.additions])).toEqual([
      ["a.py", "modified", false, false, 1],
      ["docs/new file.md", "added", false, false, 1],
      ["gone.py", "removed", false, false, 0],
      ["new.py", "renamed", false, false, 0],
      ["there.py", "copied", false, false, 1],
      ["x.pkl", "added", true, false, 0],
      ['tab\t "q".py', "modified", false, false, 1],
      ["huge.json", "modified", false, true, 9000],
      ["empty.txt", "added", false, false, 0],
    ]);
    expect(readDiff(renderDiff(diff))).toEqual(diff);
  });

  test("what was wrong with it stays wrong", () => {
    const cut: Diff = {
      ...readDiff(DIFF),
      problems: [{ line: 1, reason: "GitHub lists only the first 9 changed files." }],
    };
    const again = readDiff(renderDiff(cut));
    expect([again.files, again.problems.length]).toEqual([cut.files, 1]);
  });
});

const HEAD: Readonly<Record<string, string>> = {
  "a.py": "one\nzwei\n",
  "context.py": "c\n",
  "docs/new file.md": "hello\n",
};

function inputOf(changes: Partial<SubmissionInput> = {}): SubmissionInput {
  const diff = readDiff(DIFF);
  const head = { paths: [...Object.keys(HEAD), "unread.bin"], complete: true, read: (path: string) => HEAD[path] };
  const trees = changedTrees(diff, head, { paths: [], complete: false, read: () => undefined });
  return {
    pullRequest: {
      repo: "zoo/vision",
      number: 9,
      title: "Add Heron",
      author: "ada",
      url: "https://github.com/zoo/vision/pull/9",
      labels: ["new model"],
      state: "open",
      draft: true,
      createdAt: "2024-05-01T10:00:00Z",
      requestedReviewers: ["mira"],
      assignees: ["bo"],
      linkedIssues: ["zoo/vision#3"],
      headSha: "a".repeat(40),
      baseSha: "b".repeat(40),
      baseRef: "main",
    },
    body: "Fixes #3\r\n",
    bodyComplete: false,
    conversation: [
      { author: "mira", association: "MEMBER", createdAt: "2024-05-02T10:00:00Z", kind: "review", body: "?" },
    ],
    diff,
    ...trees,
    ...changes,
  };
}

describe("a pull folder that is written", () => {
  test("reads back as the same pull request", () => {
    const input = inputOf();
    writePullFolder(folder, { input, policy: "enforce: true\n" });
    const again = readFolder(folder);
    const { head: _, base: __, ...rest } = input;
    expect(again).toMatchObject(rest);
    for (const path of ["a.py", "context.py", "docs/new file.md", "unread.bin", "gone.py", "nowhere.py", "a"]) {
      for (const tree of ["head", "base"] as const) {
        expect([path, tree, again[tree].has(path), again[tree].read(path)]).toEqual([
          path,
          tree,
          input[tree].has(path),
          input[tree].read(path),
        ]);
      }
    }
    expect(again.head.has("nowhere.py")).toBe(false);
    expect(again.base.read("a.py")).toBe("one\ntwo\n");
    expect(readFileSync(join(folder, "base/.github/weighbridge.yml"), "utf8")).toBe("enforce: true\n");
  });

  test("what is not known is not written", () => {
    const { conversation: _, diff: __, ...bare } = inputOf({ body: null });
    const unlisted = changedTrees(
      undefined,
      { paths: [], complete: false, read: () => undefined },
      { paths: [], complete: false, read: () => undefined },
    );
    writePullFolder(folder, { input: { ...bare, ...unlisted } });
    expect(readdirSync(folder)).toEqual(["pr.json"]);
    expect(readFolder(folder).body).toBeNull();
  });

  test("a path that leads out of the folder is not written", () => {
    const paths = ["../out.py", "a/../../out.py", "/etc/out.py", "a//b.py", "good.py", "./x.py", "c:out.py"];
    const head = { paths, complete: false, read: () => "x\n" };
    const trees = changedTrees(undefined, head, { paths: [], complete: false, read: () => undefined });
    mkdirSync(join(folder, "pull"));
    const { diff: _, ...input } = inputOf(trees);
    writePullFolder(join(folder, "pull"), { input });
    expect(readdirSync(folder)).toEqual(["pull"]);
    expect(readdirSync(join(folder, "pull/head"))).toEqual(["good.py"]);
  });

  test("a folder with something in it is left alone", () => {
    makePullFolder(join(folder, "new/one"));
    makePullFolder(join(folder, "new/one"));
    writeFileSync(join(folder, "new/one/x"), "");
    expect(() => makePullFolder(join(folder, "new/one"))).toThrow(IntakeError);
    expect(() => makePullFolder(join(folder, "new/one/x"))).toThrow("no recording can be written there");
  });
});
