import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { IntakeError } from "../../src/intake/intake-error.ts";
import { readFolder } from "../../src/intake/read-folder.ts";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "weighbridge-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function put(path: string, content: string | Uint8Array): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), content);
}

const PULL = {
  repo: "acme/vision",
  number: 7,
  title: "Add FooNet",
  author: "ada",
  body: "Fixes #3",
  labels: [],
  state: "open",
};
const putPull = (changes: object = {}) => put("pr.json", JSON.stringify({ ...PULL, ...changes }));

/** The error's message with the folder's own name taken out. */
function complaint(): string {
  try {
    readFolder(folder);
  } catch (error) {
    expect(error).toBeInstanceOf(IntakeError);
    return (error as Error).message.replaceAll(folder, "DIR");
  }
  throw new Error("it was read");
}

describe("what a pull folder says", () => {
  test("the least: pr.json alone", () => {
    putPull();
    const input = readFolder(folder);
    expect(input.pullRequest).toEqual({
      repo: "acme/vision",
      number: 7,
      title: "Add FooNet",
      author: "ada",
      url: "https://github.com/acme/vision/pull/7",
      labels: [],
      state: "open",
      draft: false,
      requestedReviewers: [],
      assignees: [],
      linkedIssues: [],
    });
    expect([input.body, input.bodyComplete, input.conversation, input.diff]).toEqual([
      "Fixes #3",
      true,
      undefined,
      undefined,
    ]);
    expect([input.head.paths, input.head.has("hubconf.py")]).toEqual([[], undefined]);
  });

  test("everything else, nulls where nobody knows, GitHub's objects where names would do, keys of others ignored", () => {
    putPull({
      body: null,
      bodyComplete: false,
      author: null,
      createdAt: null,
      draft: null,
      labels: [{ id: 1, name: "new model" }],
      state: "merged",
      requestedReviewers: [{ login: "grace" }],
      assignees: ["alan"],
      linkedIssues: ["acme/vision#3"],
      headSha: "abc",
      anything: { else: 1 },
    });
    const input = readFolder(folder);
    expect(input.pullRequest).toMatchObject({
      author: "ghost",
      labels: ["new model"],
      state: "merged",
      requestedReviewers: ["grace"],
      assignees: ["alan"],
      linkedIssues: ["acme/vision#3"],
      headSha: "abc",
    });
    expect([input.body, input.bodyComplete, "createdAt" in input.pullRequest]).toEqual([null, false, false]);
  });

  test("the conversation keeps its order; an association that nobody knows proves nothing", () => {
    putPull();
    put(
      "conversation.json",
      JSON.stringify([
        { author: "grace", association: "MEMBER", createdAt: "2024-01-02", kind: "review", body: "Fine", path: "a.py" },
        { author: null, association: "KING", body: null },
      ]),
    );
    expect(readFolder(folder).conversation).toEqual([
      { author: "grace", association: "MEMBER", createdAt: "2024-01-02", kind: "review", body: "Fine" },
      { author: "ghost", association: "NONE", createdAt: "", kind: "comment", body: "" },
    ]);
  });

  test("files are read when asked for; binary, oversized and unlisted ones are not", () => {
    putPull();
    put("head/lib/a.py", "x = 1\n");
    put("head/lib/blob.py", Buffer.from([1, 0, 2]));
    put("head/lib/large.py", Buffer.alloc(5 * 1024 * 1024, 97));
    const { head } = readFolder(folder);
    writeFileSync(join(folder, "head/lib/a.py"), "x = 2\n");
    expect(head.read("lib/a.py")).toBe("x = 2\n");
    expect([head.read("lib/blob.py"), head.read("lib/large.py"), head.has("lib/large.py")]).toEqual([
      undefined,
      undefined,
      true,
    ]);
    expect([head.read("../pr.json"), head.read("lib/../lib/a.py"), head.read("/etc/hostname")]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  test("links that leave the tree are not followed; links inside it are", () => {
    putPull();
    put("secret.txt", "secret");
    put("head/a.py", "a");
    symlinkSync(join(folder, "secret.txt"), join(folder, "head/out.py"));
    symlinkSync("/etc", join(folder, "head/etc"));
    symlinkSync("nowhere", join(folder, "head/dangling.py"));
    symlinkSync("loop", join(folder, "head/loop"));
    symlinkSync("a.py", join(folder, "head/in.py"));
    const { head } = readFolder(folder);
    expect(head.paths).toEqual(["a.py", "in.py"]);
    expect([head.read("in.py"), head.read("out.py"), head.read("etc/hostname")]).toEqual(["a", undefined, undefined]);
  });

  test("three thousand files", () => {
    putPull();
    for (let index = 0; index < 3000; index++) put(`head/lib/m${index % 50}/f${index}.py`, "");
    expect(readFolder(folder).head.paths).toHaveLength(3000);
  });

  test("a diff that is no diff is a diff with nothing in it, not an error", () => {
    putPull();
    put("pr.diff", "this is no diff\n");
    expect(readFolder(folder).diff?.files).toEqual([]);
  });

  test("a diff as PowerShell writes it (UTF-16) and one with a byte order mark", () => {
    putPull();
    const text = "diff --git a/a.py b/a.py\n--- a/a.py\n+++ b/a.py\n@@ -1 +1 @@\n-a\n+b\n";
    put("pr.diff", Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, "utf16le")]));
    expect(readFolder(folder).diff?.files.map((file) => file.path)).toEqual(["a.py"]);
    put("pr.json", `\uFEFF${JSON.stringify(PULL)}`);
    expect(readFolder(folder).pullRequest.number).toBe(7);
  });
});

describe("what cannot be read is named with its place and the remedy", () => {
  const holds = "A pull folder holds pr.json and, where they are known, pr.diff, base/, head/ and conversation.json.";

  test("no folder, a file in its place, no pr.json", () => {
    expect(() => readFolder(join(folder, "none"))).toThrow(
      `${join(folder, "none")}: there is no such folder. ${holds}`,
    );
    put("file", "");
    expect(() => readFolder(join(folder, "file"))).toThrow("this is no folder");
    expect(complaint()).toBe(`DIR/pr.json: there is no such file. ${holds}`);
  });

  test("JSON that breaks off, by line and column", () => {
    put("pr.json", '{\n  "repo": "acme/vision",\n  "number": 7\n  "title": "x"\n}\n');
    expect(complaint()).toBe(
      `DIR/pr.json: is not valid JSON at line 4, column 3: expected a comma or }, found "\\"". ${holds}`,
    );
  });

  test.each([
    [{ repo: "vision" }, "key repo: expected owner/name"],
    [{ number: "7" }, "key number: "],
    [{ title: undefined }, "key title: "],
    [{ body: 5 }, "key body: "],
    [{ labels: [3] }, "key labels[0]: expected a string"],
    [{ state: "gone" }, "key state: "],
  ])("%j", (changes, what) => {
    putPull(changes);
    expect(complaint()).toContain(`DIR/pr.json: ${what}`);
  });

  test("binary where text is expected, a folder where a file is", () => {
    put("pr.json", Buffer.from([0, 1, 2, 3]));
    expect(complaint()).toContain("DIR/pr.json: it is binary where text is expected.");
    rmSync(join(folder, "pr.json"));
    mkdirSync(join(folder, "pr.json"));
    expect(complaint()).toContain("DIR/pr.json: it is a folder, not a file.");
    rmSync(join(folder, "pr.json"), { recursive: true });
    putPull();
    put("pr.diff", Buffer.from([80, 75, 3, 4, 0, 0]));
    expect(complaint()).toBe(
      "DIR/pr.diff: it is binary where text is expected. Write it with `git diff base head`, or remove it.",
    );
  });

  test("a conversation of another form", () => {
    putPull();
    put("conversation.json", '{"comments": []}');
    expect(complaint()).toContain("DIR/conversation.json: ");
  });

  test("head is a file", () => {
    putPull();
    put("head", "");
    expect(complaint()).toContain("DIR/head: the folder head/ cannot be listed");
  });
});
