import { readDiff, readPatch } from "../../src/submission/read-diff.ts";

const lines = (...all: string[]) => all.join("\n");

test("a modified file: old and new numbers of every line", () => {
  const { files, problems } = readDiff(
    lines(
      "diff --git a/pkg/models/net.py b/pkg/models/net.py",
      "index 111..222 100644",
      "--- a/pkg/models/net.py",
      "+++ b/pkg/models/net.py",
      "@@ -3,3 +3,4 @@ class Net:",
      " a",
      "-b",
      "+B",
      "+C",
      " d",
      "\\ No newline at end of file",
      "@@ -20 +21,0 @@",
      "-gone",
      "",
    ),
  );
  expect(problems).toEqual([]);
  expect(files).toHaveLength(1);
  const [file] = files;
  expect(file).toMatchObject({
    path: "pkg/models/net.py",
    status: "modified",
    additions: 2,
    deletions: 2,
    binary: false,
  });
  expect(file?.previousPath).toBeUndefined();
  expect(file?.hunks[0]?.lines).toEqual([
    { kind: "context", text: "a", oldLine: 3, newLine: 3 },
    { kind: "removed", text: "b", oldLine: 4 },
    { kind: "added", text: "B", newLine: 4 },
    { kind: "added", text: "C", newLine: 5 },
    { kind: "context", text: "d", oldLine: 5, newLine: 6 },
  ]);
  expect(file?.hunks[1]?.lines).toEqual([{ kind: "removed", text: "gone", oldLine: 20 }]);
});

test("added, removed, renamed, copied, binary and mode-only files", () => {
  const { files } = readDiff(
    lines(
      "diff --git a/new.py b/new.py",
      "new file mode 100644",
      "--- /dev/null",
      "+++ b/new.py",
      "@@ -0,0 +1 @@",
      "+x",
      "diff --git a/old.py b/old.py",
      "deleted file mode 100644",
      "--- a/old.py",
      "+++ /dev/null",
      "@@ -1 +0,0 @@",
      "-x",
      "diff --git a/a b.py b/c d.py",
      "similarity index 100%",
      "rename from a b.py",
      "rename to c d.py",
      "diff --git a/x.py b/y.py",
      "copy from x.py",
      "copy to y.py",
      "diff --git a/t/e.pkl b/t/e.pkl",
      "new file mode 100644",
      "Binary files /dev/null and b/t/e.pkl differ",
      "diff --git a/run.sh b/run.sh",
      "old mode 100644",
      "new mode 100755",
    ),
  );
  expect(files.map((file) => [file.path, file.status, file.previousPath ?? null, file.binary])).toEqual([
    ["new.py", "added", null, false],
    ["old.py", "removed", null, false],
    ["c d.py", "renamed", "a b.py", false],
    ["y.py", "copied", "x.py", false],
    ["t/e.pkl", "added", null, true],
    ["run.sh", "modified", null, false],
  ]);
});

test("quoted paths and paths with spaces", () => {
  const { files } = readDiff(
    lines(
      'diff --git "a/caf\\303\\251 \\"x\\".py" "b/caf\\303\\251 \\"x\\".py"',
      '--- "a/caf\\303\\251 \\"x\\".py"',
      '+++ "b/caf\\303\\251 \\"x\\".py"\t',
      "@@ -1 +1 @@",
      "-a",
      "+b",
    ),
  );
  expect(files[0]?.path).toBe('café "x".py');
});

test("a removed line that looks like a header and an added one that looks like a hunk stay content", () => {
  const { files } = readDiff(
    lines(
      "--- a/q.sql",
      "+++ b/q.sql",
      "@@ -1,2 +1,2 @@",
      "--- old comment",
      "+++ new comment",
      "-@@ -1 +1 @@",
      "+@@ -2 +2 @@",
    ),
  );
  expect(files).toHaveLength(1);
  expect(files[0]?.hunks[0]?.lines.map((line) => [line.kind, line.text])).toEqual([
    ["removed", "-- old comment"],
    ["added", "++ new comment"],
    ["removed", "@@ -1 +1 @@"],
    ["added", "@@ -2 +2 @@"],
  ]);
});

test("CRLF diffs read alike", () => {
  const { files } = readDiff("diff --git a/x b/x\r\n--- a/x\r\n+++ b/x\r\n@@ -1 +1 @@\r\n-a\r\n+b\r\n");
  expect(files[0]?.path).toBe("x");
  expect(files[0]?.hunks[0]?.lines.map((line) => line.text)).toEqual(["a", "b"]);
});

test("what is no diff is a problem with its line, and what stands around it is kept", () => {
  expect(readDiff("hello\nworld").problems).toEqual([{ line: 1, reason: "This is no part of a unified diff." }]);
  const { files, problems } = readDiff(
    lines("@@ -1 +1 @@", "diff --git a/x b/x", "@@ nonsense", "@@ -1 +1 @@", "-a", "+b"),
  );
  expect(problems.map((problem) => problem.line)).toEqual([1, 3]);
  expect(files[0]?.additions).toBe(1);
  expect(readDiff("").files).toEqual([]);
});

test("a truncated hunk keeps what it has", () => {
  const { files } = readDiff(lines("--- a/x", "+++ b/x", "@@ -1,9 +1,9 @@", " a", "+b"));
  expect(files[0]?.hunks[0]?.lines).toHaveLength(2);
});

test("GitHub's bare patch", () => {
  expect(readPatch("@@ -1,2 +1,2 @@ def f():\n a\n-b\n+c\n\\ No newline at end of file")).toMatchObject({
    additions: 1,
    deletions: 1,
  });
});
