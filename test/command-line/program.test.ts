import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { runProgram } from "../../src/command-line/program.ts";
import { RULES } from "../../src/rules/index.ts";

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "weighbridge-cli-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** Runs the command line in the test's folder; its name is taken out of what is printed. */
async function run(
  words: readonly string[],
  changes: { environment?: Record<string, string>; showsProgress?: boolean } = {},
): Promise<Ran> {
  let out = "";
  let err = "";
  const code = await runProgram(words, {
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
    readInput: async () => "Fixes #3\n",
    directory: folder,
    environment: changes.environment ?? {},
    colour: false,
    showsProgress: changes.showsProgress ?? false,
    width: 120,
  });
  return { code, out: out.replaceAll(folder, "DIR"), err: err.replaceAll(folder, "DIR") };
}

function put(path: string, content: string): string {
  const place = join(folder, path);
  mkdirSync(dirname(place), { recursive: true });
  writeFileSync(place, content);
  return place;
}

const DIFF = `diff --git a/torchvision/models/foonet.py b/torchvision/models/foonet.py
new file mode 100644
--- /dev/null
+++ b/torchvision/models/foonet.py
@@ -0,0 +1,11 @@
+import torch.nn as nn
+
+__all__ = ["FooNet", "foonet"]
+
+
+class FooNet(nn.Module):
+    def forward(self, x):
+        return x
+
+def foonet(**kwargs):
+    return FooNet(**kwargs)
`;

function putPull(name: string, changes: object = {}, diff: string | null = DIFF): string {
  const pull = {
    repo: "acme/vision",
    number: 7,
    title: "Add FooNet",
    author: "ada",
    body: "Nothing yet.",
    state: "open",
    ...changes,
  };
  put(`${name}/pr.json`, JSON.stringify(pull));
  if (diff !== null) put(`${name}/pr.diff`, diff);
  return join(folder, name);
}

describe("weighbridge review --folder", () => {
  test("json is a document on one line, with timings; exit code 1 for findings", async () => {
    const { code, out, err } = await run(["review", "--folder", putPull("one"), "--format", "json"]);
    expect([code, err, out.split("\n").length]).toEqual([1, "", 2]);
    const document = JSON.parse(out);
    expect(document).toMatchObject({ kind: "new-architecture", conclusion: "neutral" });
    expect(document.verdicts.length).toBeGreaterThan(0);
    expect(Object.keys(document.timings)).toEqual(["read", "parse", "evidence", "review", "total"]);
  });

  test("several folders: one document per line; one that cannot be read does not stop the others", async () => {
    const folders = [putPull("one"), join(folder, "none"), putPull("two", { number: 8 })];
    const { code, out, err } = await run(["review", "--folder", ...folders, "--format", "json"]);
    expect(
      out
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line).pullRequest.number),
    ).toEqual([7, 8]);
    expect([code, err.split("\n").length]).toEqual([2, 2]);
    expect(err).toContain("weighbridge: DIR/none: there is no such folder.");
  });

  test.each([
    ["text", "acme/vision#7"],
    ["markdown", "ticket-linked"],
    ["sarif", '"version": "2.1.0"'],
    ["github", "::error"],
  ])("%s", async (format, part) => {
    const { code, out, err } = await run(["review", "--folder", putPull("one"), "--format", format]);
    expect([code, err]).toEqual([1, ""]);
    expect(out).toContain(part);
    expect(out.endsWith("\n")).toBe(true);
  });

  test("--fail-on never: the same report, exit code 0", async () => {
    expect((await run(["review", "--folder", putPull("one"), "--fail-on", "never"])).code).toBe(0);
  });

  test("--kind sets the kind; what is no model contribution has no findings", async () => {
    const words = ["review", "--folder", putPull("one"), "--kind", "not-a-model-contribution", "--format", "json"];
    const { code, out } = await run(words);
    expect([code, JSON.parse(out).kind, JSON.parse(out).verdicts]).toEqual([0, "not-a-model-contribution", []]);
  });

  test("--output writes the report to a file and prints nothing", async () => {
    const file = join(folder, "report.md");
    const { out } = await run(["review", "--folder", putPull("one"), "--format", "markdown", "--output", file]);
    expect([out, readFileSync(file, "utf8").includes("ticket-linked")]).toEqual(["", true]);
    const { code, err } = await run(["review", "--folder", putPull("one"), "--output", join(folder, "no/report.md")]);
    expect([code, err]).toEqual([
      2,
      "weighbridge: DIR/no/report.md: the report cannot be written there. Name a file in a folder that exists.\n",
    ]);
  });

  test("--policy changes the levels", async () => {
    const rules = RULES.map((rule) => `  ${rule.id}: off\n`).join("");
    const words = [
      "review",
      "--folder",
      putPull("one"),
      "--format",
      "json",
      "--policy",
      put("p.yml", `rules:\n${rules}`),
    ];
    const { code, out } = await run(words);
    expect([code, JSON.parse(out).verdicts]).toEqual([0, []]);
  });

  test("the policy at base is in force when none is named, and never the one at head", async () => {
    const pull = putPull("one");
    put("one/head/.github/weighbridge.yml", "enforce: [this is wrong\n");
    expect(JSON.parse((await run(["review", "--folder", pull, "--format", "json"])).out).conclusion).toBe("neutral");
    put("one/base/.github/weighbridge.yml", "enforce: true\n");
    expect(JSON.parse((await run(["review", "--folder", pull, "--format", "json"])).out).conclusion).toBe("failure");
  });

  test("a wrong policy is one line with place, key and remedy", async () => {
    const policy = put("p.yml", "rules:\n  ticket-linkd: off\nenforce: 3\n");
    const { code, out, err } = await run(["review", "--folder", putPull("one"), "--policy", policy]);
    expect([code, out]).toEqual([2, ""]);
    expect(err).toBe(
      "weighbridge: DIR/p.yml:2:3: rules.ticket-linkd: expected the id of a rule, found an unknown key; did you mean ticket-linked? (and 1 more). Mend it; `weighbridge policy check` lists all that is wrong.\n",
    );
  });

  test("a folder without a diff is judged from its text", async () => {
    const { code, out } = await run([
      "review",
      "--folder",
      putPull("one", {}, null),
      "--kind",
      "new-architecture",
      "--format",
      "json",
    ]);
    const verdicts: { rule: string; verdict: string }[] = JSON.parse(out).verdicts;
    expect([code, verdicts.find((one) => one.rule === "model-code-included")?.verdict]).toEqual([1, "not-assessed"]);
  });

  test.each([
    ["an empty body", ""],
    ["no body", null],
    ["a body of 65,536 brackets", "[".repeat(65_536)],
    ["a body of 65,536 backticks", "`".repeat(65_536)],
    ["a body of control characters", "\u0000\u001b[31m\u202e".repeat(100)],
    ["a body of half a surrogate pair", "\ud800".repeat(100)],
  ])("%s gets a review", async (_, body) => {
    const { code, err } = await run(["review", "--folder", putPull("one", { body })]);
    expect([code, err]).toEqual([1, ""]);
  });

  test.each([
    ["not a diff at all"],
    [`${DIFF}@@ -1,9 +99999999999 @@\n+x\n`],
    ["diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1,2 +1,2 @@\n a\n"],
    ["Binary files a/x and b/x differ\n"],
    [`${DIFF.replace("def foonet(**kwargs):", "def foonet(((:")}`],
  ])("a diff that is broken is reviewed as far as it goes: %j", async (diff) => {
    const { code, err } = await run(["review", "--folder", putPull("one", {}, diff)]);
    expect([code === 0 || code === 1, err]).toEqual([true, ""]);
  });

  test("progress is shown on a terminal alone, and taken away", async () => {
    const { err } = await run(["review", "--folder", putPull("one")], { showsProgress: true });
    expect(err.startsWith("\r\u001b[K")).toBe(true);
    expect(err.endsWith("\r\u001b[K")).toBe(true);
  });
});

describe("what is asked wrongly", () => {
  test.each([
    [["review"], "nothing to review. Name a pull request (owner/repo#123), --folder DIR or --git BASE..HEAD."],
    [
      ["review", "a/b#1", "--git", "x..y"],
      "several sources are named. Name a pull request, or --folder, or --git: one of them.",
    ],
    [["review", "nonsense"], "nonsense: this names no pull request. Write owner/repo#123 or the pull request's URL."],
    [
      ["review", "https://evil.example/a/b/pull/1"],
      "https://evil.example/a/b/pull/1: the host evil.example does not belong to the API https://api.github.com. For GitHub Enterprise Server add --api-url https://evil.example/api/v3.",
    ],
    [
      ["review", "--folder", "x", "--description", "y"],
      "--description belongs to --git: the other sources bring their own. Leave it out.",
    ],
    [
      ["review", "--fromat", "json"],
      "unknown option '--fromat' (Did you mean --format?) Run with --help to see what is possible.",
    ],
    [
      ["review", "--format", "xml"],
      "option '--format <format>' argument 'xml' is invalid. Allowed choices are text, markdown, json, sarif, github. Run with --help to see what is possible.",
    ],
    [["reveiw"], "unknown command 'reveiw' (Did you mean review?) Run with --help to see what is possible."],
    [["rules", "ticket-linkd"], "ticket-linkd: there is no such rule. Did you mean ticket-linked?"],
    [["rules", "quux"], "quux: there is no such rule. `weighbridge rules` lists them."],
    [
      ["policy", "check", "/nowhere/p.yml"],
      "/nowhere/p.yml: there is no such file. Name a policy file, for example .github/weighbridge.yml.",
    ],
    [["evaluate", "/nowhere"], "/nowhere: there is no such folder. Name a folder of labelled pull folders."],
  ])("%j", async (words, message) => {
    expect(await run(words)).toEqual({ code: 2, out: "", err: `weighbridge: ${message}\n` });
  });

  test("DEBUG adds the stack, nothing else does", async () => {
    const { err } = await run(["review"], { environment: { DEBUG: "weighbridge" } });
    expect(err).toMatch(/^weighbridge: nothing to review.*\nCommandError: nothing to review.*\n {4}at /);
  });

  test("control characters of a name do not reach the terminal", async () => {
    const { err } = await run(["review", "--folder", `${folder}/\u001b[31mred\nline`]);
    expect(err).toContain("DIR/ [31mred line: there is no such folder.");
  });
});

describe("weighbridge rules", () => {
  test("lists every rule with its level and summary", async () => {
    const { code, out } = await run(["rules"]);
    const lines = out.split("\n").slice(1, RULES.length + 1);
    expect([code, lines.map((line) => line.split(" ")[0])]).toEqual([0, RULES.map((rule) => rule.id)]);
    expect(lines.find((line) => line.startsWith("ticket-linked"))).toMatch(/^ticket-linked +AW +required +\S/);
  });

  test("explains one: its page, kinds, level and the guide's words", async () => {
    const { code, out } = await run(["rules", "ticket-linked"]);
    expect(code).toBe(0);
    expect(out).toContain("- Level in the torchvision preset: required\n- Asked of new architectures, new weights\n");
    expect(out).not.toMatch(/<!--|\n\n\n/);
    expect(out).toContain("https://github.com/pytorch/vision/blob/main/CONTRIBUTING_MODELS.md#");
  });
});

describe("weighbridge policy", () => {
  test("check says that a policy is valid", async () => {
    expect(await run(["policy", "check", put("p.yml", "enforce: true\n")])).toEqual({
      code: 0,
      out: "DIR/p.yml: a valid policy\n",
      err: "",
    });
  });

  test("check lists all that is wrong", async () => {
    const { code, out } = await run(["policy", "check", put("p.yml", "enforce: 3\nrule: {}\n")]);
    expect(code).toBe(1);
    expect(out.split("\n").map((line) => line.split(" expected")[0])).toEqual([
      "DIR/p.yml:1:10: enforce:",
      "DIR/p.yml:2:1: rule:",
      "",
    ]);
    expect(out).toContain("did you mean rules?");
  });

  test("schema is JSON", async () => {
    const { code, out } = await run(["policy", "schema"]);
    const rules = JSON.parse(out).properties.rules.properties;
    expect([code, Object.keys(rules)]).toEqual([0, RULES.map((rule) => rule.id)]);
  });
});

describe("weighbridge evaluate", () => {
  const label = {
    kind: "new-architecture",
    requirements: { "ticket-linked": { verdict: "missing", where: null } },
    facts: {},
  };

  test("scores the labelled folders below a folder; the table, and JSON with the cases", async () => {
    putPull("pulls/one");
    put("pulls/one/label.json", JSON.stringify(label));
    putPull("pulls/two", { body: "Fixes #3" });
    put("pulls/two/label.json", JSON.stringify(label));
    putPull("pulls/unlabelled");
    const table = await run(["evaluate", join(folder, "pulls")]);
    expect(table.code).toBe(0);
    expect(table.out).toContain("2 pull requests. Kind right: 2 of 2 (100.0 %).");
    expect(table.out).toContain("ticket-linked  two  label missing, answer pass");
    const json = JSON.parse((await run(["evaluate", join(folder, "pulls"), "--json"])).out);
    expect(json.total).toMatchObject({ scored: 2, right: 1, misses: 1 });
    expect(json.cases).toMatchObject([{ name: "two", rule: "ticket-linked", grade: "miss" }]);
  });

  test("one folder by itself; without a diff its label sets the kind, and the kind is not scored", async () => {
    const one = putPull("one", {}, null);
    put("one/label.json", JSON.stringify({ ...label, kind: "new-weights" }));
    const { out } = await run(["evaluate", one, "--json"]);
    expect(JSON.parse(out)).toMatchObject({ pulls: 1, kind: { scored: 0 }, total: { scored: 1, right: 1 } });
  });

  test("folders without labels, and a label of another form", async () => {
    putPull("pulls/one");
    expect((await run(["evaluate", join(folder, "pulls")])).err).toContain(
      "DIR/pulls: no folder with a label.json in it.",
    );
    put("pulls/one/label.json", '{"kind": "model"}');
    expect((await run(["evaluate", join(folder, "pulls")])).err).toContain("DIR/pulls/one/label.json: key kind: ");
  });
});

test("--version and --help", async () => {
  expect(await run(["--version"])).toMatchObject({ code: 0, err: "", out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
  const { code, out } = await run(["--help"]);
  expect(code).toBe(0);
  expect(out).toContain("Examples:\n  weighbridge review pytorch/vision#3403");
  expect(existsSync(join(folder, "report.md"))).toBe(false);
});
