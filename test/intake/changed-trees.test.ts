import { applyHunks, changedTrees, type KnownFiles, NO_FILES } from "../../src/intake/changed-trees.ts";
import { readDiff } from "../../src/submission/read-diff.ts";

function files(texts: Readonly<Record<string, string>>, complete = false): KnownFiles {
  return { read: (path) => texts[path], paths: Object.keys(texts), complete };
}

const DIFF = readDiff(`diff --git a/lib/new.py b/lib/new.py
new file mode 100644
--- /dev/null
+++ b/lib/new.py
@@ -0,0 +1,2 @@
+import torch
+x = 1
diff --git a/lib/old.py b/lib/old.py
deleted file mode 100644
--- a/lib/old.py
+++ /dev/null
@@ -1 +0,0 @@
-y = 2
diff --git a/lib/kept.py b/lib/kept.py
--- a/lib/kept.py
+++ b/lib/kept.py
@@ -1,3 +1,3 @@
 a
-b
+B
 c
diff --git a/lib/from.py b/lib/to.py
similarity index 60%
rename from lib/from.py
rename to lib/to.py
--- a/lib/from.py
+++ b/lib/to.py
@@ -1,2 +1,2 @@
 one
-two
+three
diff --git a/test/expect/x.pkl b/test/expect/x.pkl
new file mode 100644
Binary files /dev/null and b/test/expect/x.pkl differ
`);

describe("changedTrees", () => {
  test("files that the diff adds or removes stand in it whole", () => {
    const { head, base } = changedTrees(DIFF, NO_FILES, NO_FILES);
    expect(head.read("lib/new.py")).toBe("import torch\nx = 1\n");
    expect(base.read("lib/old.py")).toBe("y = 2\n");
    expect(head.read("lib/old.py")).toBeUndefined();
    expect(base.read("lib/new.py")).toBeUndefined();
  });

  test("the other side and the hunks make what is missing, renames included", () => {
    const atHead = changedTrees(
      DIFF,
      NO_FILES,
      files({ "lib/kept.py": "a\nb\nc\nd\n", "lib/from.py": "one\ntwo\n" }),
    ).head;
    expect(atHead.read("lib/kept.py")).toBe("a\nB\nc\nd\n");
    expect(atHead.read("lib/to.py")).toBe("one\nthree\n");
    const atBase = changedTrees(
      DIFF,
      files({ "lib/kept.py": "a\nB\nc\nd\n", "lib/to.py": "one\nthree\n" }),
      NO_FILES,
    ).base;
    expect(atBase.read("lib/kept.py")).toBe("a\nb\nc\nd\n");
    expect(atBase.read("lib/from.py")).toBe("one\ntwo\n");
  });

  test("a text that the hunks do not fit is not known, rather than made up", () => {
    const { head } = changedTrees(DIFF, NO_FILES, files({ "lib/kept.py": "something\nelse\n" }));
    expect(head.read("lib/kept.py")).toBeUndefined();
    expect(head.has("lib/kept.py")).toBe(true);
  });

  test("what the diff does not touch is the same on both sides", () => {
    const { head, base } = changedTrees(DIFF, files({ "hubconf.py": "at head" }), files({ "setup.py": "at base" }));
    expect([base.read("hubconf.py"), head.read("setup.py")]).toEqual(["at head", "at base"]);
  });

  test("without a diff nothing is inferred", () => {
    const { head, base } = changedTrees(undefined, files({ "a.py": "a" }), NO_FILES);
    expect([head.has("a.py"), base.has("a.py"), base.read("a.py"), head.has("b.py")]).toEqual([
      true,
      undefined,
      undefined,
      undefined,
    ]);
  });

  test("has tells what the diff tells, and otherwise that it cannot tell", () => {
    const { head, base } = changedTrees(DIFF, files({ "hubconf.py": "" }), NO_FILES);
    const asked = [
      "lib/new.py",
      "lib/old.py",
      "lib/from.py",
      "lib/to.py",
      "test/expect/x.pkl",
      "hubconf.py",
      "README.md",
    ];
    expect(asked.map((path) => head.has(path))).toEqual([true, false, false, true, true, true, undefined]);
    expect(asked.map((path) => base.has(path))).toEqual([false, true, true, false, false, true, undefined]);
  });

  test("a complete list of one side and the diff make the other complete", () => {
    const { base } = changedTrees(DIFF, files({ "hubconf.py": "", "lib/new.py": "", "lib/to.py": "" }, true), NO_FILES);
    expect([base.has("hubconf.py"), base.has("README.md"), base.has("lib/new.py")]).toEqual([true, false, false]);
    expect(base.paths).toEqual(["hubconf.py", "lib/from.py", "lib/kept.py", "lib/old.py"]);
  });

  test("a diff that could not be read in part makes nothing complete", () => {
    const diff = { ...DIFF, problems: [{ line: 1, reason: "cut" }] };
    expect(changedTrees(diff, files({}, true), NO_FILES).base.has("README.md")).toBeUndefined();
  });

  test("paths are those known to exist, sorted", () => {
    const { head, base } = changedTrees(DIFF, files({ "b.py": "" }), files({ "lib/old.py": "y = 2\n", "a.py": "" }));
    expect(head.paths).toEqual(["a.py", "b.py", "lib/kept.py", "lib/new.py", "lib/to.py", "test/expect/x.pkl"]);
    expect(base.paths).toEqual(["a.py", "b.py", "lib/from.py", "lib/kept.py", "lib/old.py"]);
  });

  test("a copy leaves its origin where it was", () => {
    const copy = readDiff("diff --git a/a.py b/b.py\nsimilarity index 100%\ncopy from a.py\ncopy to b.py\n");
    const { head, base } = changedTrees(copy, NO_FILES, files({ "a.py": "text\n" }));
    expect([head.read("a.py"), head.read("b.py"), base.has("b.py"), base.read("a.py")]).toEqual([
      "text\n",
      "text\n",
      false,
      "text\n",
    ]);
  });
});

describe("applyHunks", () => {
  const change = (text: string) => {
    const [file] = readDiff(`--- a/f\n+++ b/f\n${text}`).files;
    if (file === undefined) throw new Error("no file");
    return file;
  };

  test("several hunks, additions at the top and at the end", () => {
    const patch = change("@@ -0,0 +1 @@\n+top\n@@ -3 +4,2 @@\n 3\n+end\n");
    expect(applyHunks("1\n2\n3\n", patch, false)).toBe("top\n1\n2\n3\nend\n");
    expect(applyHunks("top\n1\n2\n3\nend\n", patch, true)).toBe("1\n2\n3\n");
  });

  test("carriage returns of the file do not count as a difference", () => {
    expect(applyHunks("a\r\nb\r\n", change("@@ -1,2 +1,2 @@\n a\n-b\n+c\n"), false)).toBe("a\nc\n");
  });

  test("hunks out of order or past the end fit nothing", () => {
    expect(applyHunks("a\n", change("@@ -9 +9 @@\n-a\n+b\n"), false)).toBeUndefined();
    expect(applyHunks("a\nb\nc\n", change("@@ -3 +3 @@\n-c\n+C\n@@ -1 +1 @@\n-a\n+A\n"), false)).toBeUndefined();
  });
});
