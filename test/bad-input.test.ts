import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { runProgram } from "../src/command-line/program.ts";
import { HOSTILE_BODIES, HOSTILE_PYTHON } from "./bench/hostile-texts.mjs";

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

interface ReviewedDocument {
  readonly pullRequest: { readonly number: number };
  readonly kind: string;
  readonly verdicts: readonly { readonly rule: string; readonly verdict: string; readonly text: string }[];
}

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "weighbridge-bad-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** Runs the command line; the name of the test's folder is taken out of what is printed. */
async function run(...words: readonly string[]): Promise<Ran> {
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
    width: 120,
  });
  return { code, out: out.replaceAll(folder, "DIR"), err: err.replaceAll(folder, "DIR") };
}

function put(path: string, content: string | Uint8Array): string {
  const place = join(folder, path);
  mkdirSync(dirname(place), { recursive: true });
  writeFileSync(place, content);
  return place;
}

const added = (path: string, text: string) => {
  const lines = text.split("\n");
  return [
    `diff --git a/${path} b/${path}`,
    "new file mode 100644",
    "--- /dev/null",
    `+++ b/${path}`,
    `@@ -0,0 +1,${lines.length} @@`,
    ...lines.map((line) => `+${line}`),
    "",
  ].join("\n");
};

const MODEL = `import torch.nn as nn

__all__ = ["FooNet", "foonet"]


class FooNet(nn.Module):
    def forward(self, x):
        return x


def foonet(pretrained=False, **kwargs):
    return FooNet(**kwargs)
`;
const MODEL_PATH = "torchvision/models/foonet.py";
const DIFF = added(MODEL_PATH, MODEL);

const PULL = {
  repo: "acme/vision",
  number: 7,
  title: "Add FooNet",
  author: "ada",
  body: "Adds FooNet.",
  state: "open",
};

function putPull(name: string, changes: object = {}, diff: string | Uint8Array | null = DIFF): string {
  put(`${name}/pr.json`, JSON.stringify({ ...PULL, ...changes }));
  if (diff !== null) put(`${name}/pr.diff`, diff);
  return join(folder, name);
}

/** Reviews folders as JSON and expects a whole review of each: no rule broke, nothing was complained about. */
async function reviewed(...folders: readonly string[]): Promise<readonly ReviewedDocument[]> {
  const { code, out, err } = await run("review", "--folder", ...folders, "--format", "json");
  expect(err).toBe("");
  expect([0, 1]).toContain(code);
  const documents = out
    .trimEnd()
    .split("\n")
    .map((line): ReviewedDocument => JSON.parse(line));
  expect(documents).toHaveLength(folders.length);
  for (const [index, { verdicts }] of documents.entries()) {
    const errored = verdicts.filter((one) => one.verdict === "errored");
    expect({ folder: folders[index], errored }).toEqual({ folder: folders[index], errored: [] });
  }
  return documents;
}

/** One line for a person: what, where, and what to do. Nothing of the program's inside. */
function expectClearError({ code, out, err }: Ran, place: string): void {
  expect({ code, out }).toEqual({ code: 2, out: "" });
  expect(err).toMatch(/^weighbridge: [^\n]*\.\n$/);
  expect(err).toContain(place);
  expect(err).not.toMatch(/something inside broke|node:|\.ts:|\.js:|undefined|\[object|Error:|\n {4}at /);
}

describe("descriptions that get a review", () => {
  test("65,536 characters of each hostile kind", async () => {
    const folders = HOSTILE_BODIES.map(({ make }, index) =>
      putPull(`h${index}`, { number: index, body: make(65_536) }),
    );
    expect(HOSTILE_BODIES.length).toBeGreaterThanOrEqual(30);
    const documents = await reviewed(...folders);
    expect(new Set(documents.map((one) => one.kind))).toEqual(new Set(["new-architecture"]));
  }, 120_000);

  test.each([
    ["empty", ""],
    ["null", null],
    ["nothing but white space", " \r\n\t\u00a0\n"],
    ["nothing but a comment", "<!-- describe your change -->"],
    ["a comment that never ends", "Fixes #3 <!-- and then"],
    ["a fence that never ends", "```\ntorchrun train.py --model foonet"],
    ["a table without rows", "| Acc@1 |\n|---|"],
    ["a table with too few and too many cells", "| a | b |\n|---|---|\n| 1 |\n| 1 | 2 | 3 |"],
    ["HTML that is not closed", "<table><tr><td>Acc@1<td>76.1<details><b><a href='x"],
    ["links that lead nowhere", "[paper][1] [log]() ![](x) [a]( https://arxiv.org/abs/2103.01234"],
    ["control characters", "\u0000\u0007\u001b[31m\u202e\u2066".repeat(50)],
    ["half of a surrogate pair", "\ud800 Acc@1 \udc00 76.1"],
    ["Windows-1252 read as UTF-8", "Genauigkeit \ufffd\ufffd 76,1 %"],
  ])("%s", async (_, body) => {
    await reviewed(putPull("one", { body }));
  });

  test("Windows' and old Macintosh's line ends say the same as Unix's", async () => {
    const body = [
      "Fixes #12, see the [paper](https://arxiv.org/abs/2103.01234).",
      "",
      "| model | Acc@1 | paper |",
      "|---|---|---|",
      "| foonet | 76.1 | 76.3 |",
      "",
      "```",
      "torchrun references/classification/train.py \\",
      "  --model foonet --epochs 90",
      "```",
    ];
    const [unix, windows, macintosh] = await reviewed(
      ...["\n", "\r\n", "\r"].map((end, index) => putPull(`e${index}`, { body: body.join(end) })),
    );
    const outcome = (document: ReviewedDocument | undefined) =>
      document?.verdicts.map(({ rule, verdict, text }) => ({ rule, verdict, text }));
    expect(outcome(windows)).toEqual(outcome(unix));
    expect(outcome(macintosh)).toEqual(outcome(unix));
  });
});

describe("diffs and files that get a review", () => {
  test.each([
    ["words", "this is no diff\nat all\n"],
    ["nothing", ""],
    ["a header alone", "diff --git a/x b/x\n"],
    ["a hunk without a file", "@@ -1,2 +1,2 @@\n a\n-b\n+c\n"],
    ["a hunk that promises more lines than there are", "diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1,9 +1,9 @@\n a\n"],
    ["line numbers beyond all bounds", `${DIFF}@@ -1,1 +99999999999999999999,1 @@\n-a\n+b\n`],
    ["a diff of diffs", added("a.diff", DIFF)],
    ["a merge's combined diff", "diff --cc x\nindex 1,2..3\n--- a/x\n+++ b/x\n@@@ -1,1 -1,1 +1,1 @@@\n--a\n++b\n"],
    ["Windows' line ends", DIFF.replaceAll("\n", "\r\n")],
    ["no newline at the end", DIFF.trimEnd()],
    ["quoted names", 'diff --git "a/\\303\\244.py" "b/\\303\\244.py"\nnew file mode 100644\n'],
    ["names that climb out", added("../../etc/passwd", "root")],
    ["a name of prototypes", added("torchvision/models/__proto__.py", "constructor = 1")],
  ])("%s", async (_, diff) => {
    await reviewed(putPull("one", {}, diff));
  });

  test("Python with every kind of syntax error, in the model and in the script", async () => {
    const broken = [
      // A diff with a NUL in it is a binary file; the files may hold one.
      ...HOSTILE_PYTHON.map(({ make }) => make(8_192)),
      MODEL.replace("def foonet(", "def foonet((("),
      MODEL.replaceAll("    ", "\t "),
      MODEL.slice(0, MODEL.indexOf("return x")),
      `print "hello"\nexec "x"\n${MODEL}`,
      "<<<<<<< HEAD\n=======\n>>>>>>> main\n",
      "#!/bin/sh\necho this is no Python\n",
    ];
    const folders = broken.map((text, index) => {
      put(`p${index}/head/${MODEL_PATH}`, text);
      put(`p${index}/head/references/classification/train.py`, text);
      const body = "```\ntorchrun references/classification/train.py --model foonet\n```";
      return putPull(`p${index}`, { number: index, body }, added(MODEL_PATH, text.replaceAll("\0", "?")));
    });
    await reviewed(...folders);
  }, 60_000);

  test("a definition before the syntax error is still seen", async () => {
    const text = `${MODEL}\n\ndef broken(((:\n`;
    put(`one/head/${MODEL_PATH}`, text);
    const [document] = await reviewed(putPull("one", {}, added(MODEL_PATH, text)));
    expect(document?.kind).toBe("new-architecture");
  });

  test("a binary where Python is expected, among the files and in the diff", async () => {
    put(`one/head/${MODEL_PATH}`, Uint8Array.of(0x80, 2, 0, 0, 0x63, 0x6f, 0x73));
    const binary = `diff --git a/${MODEL_PATH} b/${MODEL_PATH}\nnew file mode 100644\nBinary files /dev/null and b/${MODEL_PATH} differ\n`;
    await reviewed(putPull("one", {}, binary));
  });

  test("3,000 files", async () => {
    const paths = ["torchvision/models", "test", "docs/source", "references/detection", "torchvision/ops"];
    const diff = Array.from({ length: 3000 }, (_, index) =>
      added(`${paths[index % paths.length]}/file${index}.py`, `def f${index}(x):\n    return x\n`),
    );
    await reviewed(putPull("one", {}, [DIFF, ...diff].join("")));
  }, 60_000);

  test("links out of the folder, in circles and to nothing are not followed", async () => {
    const pull = putPull("one");
    put("secret.py", MODEL);
    mkdirSync(join(pull, "head/torchvision/models"), { recursive: true });
    symlinkSync(join(folder, "secret.py"), join(pull, "head", MODEL_PATH));
    symlinkSync("circle.py", join(pull, "head/torchvision/models/circle.py"));
    symlinkSync("nowhere.py", join(pull, "head/torchvision/models/dangling.py"));
    await reviewed(pull);
  });
});

describe("pull folders that cannot be read", () => {
  const review = (name: string) => run("review", "--folder", join(folder, name));

  test("is not there, is a file, is empty", async () => {
    expectClearError(await review("none"), "DIR/none");
    put("file", "");
    expectClearError(await review("file"), "DIR/file");
    mkdirSync(join(folder, "empty"));
    expectClearError(await review("empty"), "DIR/empty/pr.json");
  });

  test.each(["pr.json", "pr.diff", "conversation.json"])("%s is a folder, is binary, leads nowhere", async (name) => {
    const place = join(putPull("one"), name);
    rmSync(place, { force: true });
    mkdirSync(place);
    expectClearError(await review("one"), `DIR/one/${name}`);
    rmSync(place, { recursive: true });
    put(`one/${name}`, Uint8Array.of(0x7f, 0x45, 0x4c, 0x46, 0, 0, 1));
    expectClearError(await review("one"), `DIR/one/${name}`);
    rmSync(place);
    symlinkSync("nowhere", place);
    expectClearError(await review("one"), `DIR/one/${name}`);
  });

  test("head is a file", async () => {
    putPull("one");
    put("one/head", "text");
    expectClearError(await review("one"), "DIR/one/head");
  });

  test.each(["pr.json", "pr.diff", "head"])("%s may not be read", async (name) => {
    const pull = putPull("one");
    await reviewed(pull);
    mkdirSync(join(pull, "head"), { recursive: true });
    chmodSync(folder, 0o755);
    chmodSync(join(pull, name), 0);
    // The superuser may read everything: be nobody for a moment.
    const superuser = process.getuid?.() === 0;
    if (superuser) process.seteuid?.(65_534);
    try {
      expectClearError(await review("one"), `DIR/one/${name}`);
    } finally {
      if (superuser) process.seteuid?.(0);
      chmodSync(join(pull, name), 0o755);
    }
  });
});

describe("JSON that is wrong", () => {
  const whole = JSON.stringify(PULL);
  const without = (key: keyof typeof PULL) => JSON.stringify({ ...PULL, [key]: undefined });
  const changed = (changes: object) => JSON.stringify({ ...PULL, ...changes });

  test.each([
    ["empty", "", /./],
    ["cut off", whole.slice(0, -20), /line 1/],
    ["with a trailing comma", `${whole.slice(0, -1)},}`, /line 1/],
    ["with single quotes", whole.replaceAll('"', "'"), /line 1/],
    ["with a comment", `// a pull request\n${whole}`, /line 1/],
    ["two documents", `${whole}\n${whole}`, /line 2/],
    ["a list", "[]", /./],
    ["a string", '"pull"', /./],
    ["null", "null", /./],
    ["deeply nested", "[".repeat(65_536), /./],
    ["without a repository", without("repo"), /key repo: it is missing/],
    ["with a repository that is none", changed({ repo: "vision" }), /repo.*owner\/name/],
    ["without a number", without("number"), /number/],
    ["with a number in words", changed({ number: "7" }), /number/],
    ["with a negative number", changed({ number: -7 }), /number/],
    ["with a number beyond all bounds", whole.replace("7", "1e400"), /number/],
    ["without a title", without("title"), /title/],
    ["with a body that is a list", changed({ body: ["a"] }), /body/],
    ["with an unknown state", changed({ state: "ajar" }), /state/],
    ["with labels that are one word", changed({ labels: "bug" }), /labels/],
    ["with a label that is a number", changed({ labels: ["a", 3] }), /labels\[1\]/],
  ])("pr.json %s", async (_, text, says) => {
    putPull("one");
    put("one/pr.json", text);
    const ran = await run("review", "--folder", join(folder, "one"));
    expectClearError(ran, "DIR/one/pr.json");
    expect(ran.err).toMatch(says);
  });

  test("a byte order mark, keys that nobody knows and prototypes do no harm", async () => {
    putPull("one");
    put("one/pr.json", `\uFEFF${whole.slice(0, -1)},"__proto__":{"repo":3},"constructor":1,"x":[{}]}`);
    await reviewed(join(folder, "one"));
  });

  test.each([
    ["an object", "{}", /./],
    ["a list of words", '["hello"]', /\[0\]/],
    ["a body that is a number", '[{"author":"a","body":3}]', /\[0\]\.body/],
    ["cut off", '[{"author":"a"', /line 1/],
  ])("conversation.json: %s", async (_, text, says) => {
    putPull("one");
    put("one/conversation.json", text);
    const ran = await run("review", "--folder", join(folder, "one"));
    expectClearError(ran, "DIR/one/conversation.json");
    expect(ran.err).toMatch(says);
  });

  test.each([
    ["empty", ""],
    ["an unknown kind", '{"kind":"something","requirements":{}}'],
    ["an unknown verdict", '{"kind":"new-weights","requirements":{"ticket-linked":{"verdict":"maybe"}}}'],
    ["no requirements", '{"kind":"new-weights"}'],
  ])("label.json: %s", async (_, text) => {
    putPull("one");
    put("one/label.json", text);
    expectClearError(await run("evaluate", folder), "DIR/one/label.json");
  });
});

describe("policies that are wrong", () => {
  const bomb = [
    "a: &a [x, x, x, x, x, x, x, x, x]",
    ..."bcdefghi".split("").map((name, index) => {
      const before = "abcdefgh".charAt(index);
      return `${name}: &${name} [${Array.from({ length: 9 }, () => `*${before}`).join(", ")}]`;
    }),
  ].join("\n");

  test.each([
    ["no YAML", "rules: [unclosed"],
    ["tabs", "rules:\n\tticket-linked: off\n"],
    ["a list", "- a\n- b\n"],
    ["a word", "torchvision\n"],
    ["an unknown key", "enforced: true\n"],
    ["an unknown rule", "rules:\n  ticket-linkd: off\n"],
    ["an unknown level", "rules:\n  ticket-linked: fatal\n"],
    ["an unknown option", "rules:\n  ticket-linked:\n    tolerance: 3\n"],
    ["an option out of bounds", "rules:\n  accuracy-matches-log:\n    tolerance: -3\n"],
    ["an unknown preset", "extends: pytorch\n"],
    ["a key twice", "enforce: true\nenforce: false\n"],
    ["two documents", "enforce: true\n---\nenforce: false\n"],
    ["aliases of aliases", bomb],
    ["an alias to nothing", "maintainers: *nobody\n"],
    ["a tag", "enforce: !!js/function 'function () {}'\n"],
    ["a host that is none", "evidence:\n  hosts: ['https://a/b']\n"],
    ["a number that is none", "evidence:\n  requests: .nan\n"],
  ])("%s", async (_, text) => {
    const policy = put("p.yml", text);
    expectClearError(await run("review", "--folder", putPull("one"), "--policy", policy), "DIR/p.yml:");
    const checked = await run("policy", "check", policy);
    expect({ code: checked.code, err: checked.err }).toEqual({ code: 1, err: "" });
    for (const line of checked.out.trimEnd().split("\n")) expect(line).toMatch(/^DIR\/p\.yml:\d+:\d+: \S/);
  });

  test("binary, missing, a folder", async () => {
    for (const [name, content] of [
      ["binary.yml", Uint8Array.of(0, 1, 2)],
      ["missing.yml", undefined],
      ["folder.yml", null],
    ] as const) {
      if (content === null) mkdirSync(join(folder, name));
      else if (content !== undefined) put(name, content);
      const place = join(folder, name);
      expectClearError(await run("review", "--folder", putPull("one"), "--policy", place), `DIR/${name}`);
      expectClearError(await run("policy", "check", place), `DIR/${name}`);
    }
  });

  test("an empty one is the preset", async () => {
    expect(await run("policy", "check", put("p.yml", "# nothing\n"))).toMatchObject({ code: 0, err: "" });
  });
});
