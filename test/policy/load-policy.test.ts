import { loadPolicy } from "../../src/policy/load-policy.ts";
import { levelOf, type Policy, reviewPolicy, submissionSettings } from "../../src/policy/policy.ts";
import { describeProblem } from "../../src/policy/policy-problem.ts";
import { PRESETS } from "../../src/policy/presets.ts";
import { FAKE_RULES } from "./fake-rules.ts";

function load(text: string): Policy {
  const loaded = loadPolicy(text, "weighbridge.yml", FAKE_RULES);
  if ("problems" in loaded) throw new Error(loaded.problems.map(describeProblem).join("\n"));
  return loaded.policy;
}

function problems(text: string): readonly string[] {
  const loaded = loadPolicy(text, "weighbridge.yml", FAKE_RULES);
  return "problems" in loaded ? loaded.problems.map(describeProblem) : [];
}

describe("a policy that is right", () => {
  test.each(["", "# nothing yet\n", "\uFEFF", "---\n", "extends: torchvision\n"])("%j is the preset itself", (text) => {
    expect(load(text)).toEqual(PRESETS.torchvision);
  });

  test("maps are merged, lists replace the preset's", () => {
    const policy = load("paths:\n  hub: []\n  models: [lib/models/**]\nevidence:\n  requests: 5\n");
    expect(policy.paths).toEqual({ ...PRESETS.torchvision.paths, hub: [], models: ["lib/models/**"] });
    expect(policy.evidence).toEqual({ ...PRESETS.torchvision.evidence, requests: 5 });
  });

  test("a rule takes a level, or a level with its own options", () => {
    const policy = load(
      "rules:\n  ticket-linked: note\n  accuracy-matches-log:\n    level: required\n    tolerance: 0.2\n",
    );
    const judged = reviewPolicy(policy, FAKE_RULES);
    expect(FAKE_RULES.map((rule) => judged.level(rule))).toEqual(["note", "required"]);
    expect(FAKE_RULES.map((rule) => judged.options(rule))).toEqual([{}, { tolerance: 0.2, hosts: [], mode: "best" }]);
  });

  test("options alone leave the level at the rule's default", () => {
    const policy = load("rules:\n  accuracy-matches-log: { mode: final }\n");
    expect(FAKE_RULES.map((rule) => levelOf(policy, rule))).toEqual(["required", "recommended"]);
  });

  test("options written leave those of the preset that they do not name", () => {
    const presets = {
      ...PRESETS,
      torchvision: {
        ...PRESETS.torchvision,
        rules: { "accuracy-matches-log": { options: { tolerance: 1, hosts: ["a.example"] } } },
      },
    };
    const loaded = loadPolicy("rules:\n  accuracy-matches-log: { hosts: [] }\n", "p.yml", FAKE_RULES, presets);
    expect(loaded).toMatchObject({
      policy: { rules: { "accuracy-matches-log": { options: { tolerance: 1, hosts: [] } } } },
    });
  });

  test("extends: none knows no paths and runs the listed rules alone", () => {
    const policy = load("extends: none\nrules:\n  accuracy-matches-log: {}\n");
    expect(policy.paths.models).toEqual([]);
    expect(FAKE_RULES.map((rule) => levelOf(policy, rule))).toEqual(["off", "recommended"]);
  });

  test("settings for the readers come from it, a set kind beside them", () => {
    const policy = load("maintainers: [ada, acme/models]\nkindLabels: { new model: new-architecture }\n");
    expect(submissionSettings(policy, "new-weights")).toEqual({
      layout: PRESETS.torchvision.paths,
      maintainers: ["ada", "acme/models"],
      roadmapIssues: ["pytorch/vision#2707"],
      kindLabels: { "new model": "new-architecture" },
      templates: PRESETS.torchvision.templates,
      kind: "new-weights",
    });
  });

  test("anchors may be used now and then", () => {
    expect(load("templates: &t [a.md]\nmaintainers: []\npaths:\n  hub: *t\n").paths.hub).toEqual(["a.md"]);
  });
});

describe("a policy that is wrong names the place, the key, what was expected and the nearest valid key", () => {
  test("an unknown key", () => {
    expect(problems("enforce: true\nmantainers: [ada]\n")).toEqual([
      "weighbridge.yml:2:1: mantainers: expected one of extends, rules, paths, maintainers, roadmapIssues, kindLabels, labels, templates, evidence, comment, found an unknown key; did you mean maintainers?",
    ]);
  });

  test("an unknown rule", () => {
    expect(problems("rules:\n  # the ticket\n  ticket-linkd: off\n")).toEqual([
      "weighbridge.yml:3:3: rules.ticket-linkd: expected the id of a rule, found an unknown key; did you mean ticket-linked?",
    ]);
  });

  test("an unknown option of a rule", () => {
    expect(problems("rules:\n  accuracy-matches-log:\n    level: note\n    tolerence: 1\n")).toEqual([
      "weighbridge.yml:4:5: rules.accuracy-matches-log.tolerence: expected one of tolerance, hosts, mode, found an unknown key; did you mean tolerance?",
    ]);
  });

  test("a wrong level", () => {
    expect(problems("rules:\n  ticket-linked: require\n")).toEqual([
      'weighbridge.yml:2:18: rules.ticket-linked: expected one of required, recommended, note, off, or a map, found "require"; did you mean required?',
    ]);
  });

  test("a wrong option's value", () => {
    expect(problems("rules:\n  accuracy-matches-log: {tolerance: 7, mode: fnal}\n")).toEqual([
      "weighbridge.yml:2:37: rules.accuracy-matches-log.tolerance: expected a number from 0 to 5, found 7",
      'weighbridge.yml:2:46: rules.accuracy-matches-log.mode: expected one of best, final, found "fnal"; did you mean final?',
    ]);
  });

  test.each([
    ["enforce: yes please\n", 'weighbridge.yml:1:10: enforce: expected true or false, found "yes please"'],
    [
      "extends: torchvison\n",
      'weighbridge.yml:1:10: extends: expected one of torchvision, none, found "torchvison"; did you mean torchvision?',
    ],
    [
      "paths:\n  hub: hubconf.py\n",
      'weighbridge.yml:2:8: paths.hub: expected a list of at most 100, found "hubconf.py"',
    ],
    ["paths:\n  hub:\n", "weighbridge.yml:2:7: paths.hub: expected a list of at most 100, found an empty value"],
    [
      "roadmapIssues: ['#2707']\n",
      'weighbridge.yml:1:17: roadmapIssues[0]: expected an issue as owner/name#number, found "#2707"',
    ],
    [
      "kindLabels:\n  model: architecture\n",
      'weighbridge.yml:2:10: kindLabels.model: expected one of new-architecture, new-weights, not-a-model-contribution, found "architecture"; did you mean new-architecture?',
    ],
    [
      "evidence: {timeoutSeconds: 0.1}\n",
      "weighbridge.yml:1:28: evidence.timeoutSeconds: expected a number from 1 to 600, found 0.1",
    ],
    [
      "evidence: {requests: 2.5}\n",
      "weighbridge.yml:1:22: evidence.requests: expected a whole number from 0 to 1000, found 2.5",
    ],
    [
      "evidence:\n  hosts: ['http://a.example/']\n",
      'weighbridge.yml:2:11: evidence.hosts[0]: expected a host name, for example weights.example.org, found "http://a.example/"',
    ],
    ["- a\n", "weighbridge.yml:1:1: expected a map, found a list of 1"],
    ["text\n", 'weighbridge.yml:1:1: expected a map, found "text"'],
  ])("%j", (text, line) => {
    expect(problems(text)).toEqual([line]);
  });

  test("a label that sets the kind and is set by it, in any case", () => {
    expect(
      problems(
        "kindLabels:\n  New Model: new-architecture\n  done: new-weights\nlabels:\n  kind:\n    new-architecture: new model\n    new-weights: weights\n  state:\n    complete: done\n",
      ),
    ).toEqual([
      'weighbridge.yml:6:23: labels.kind.new-architecture: expected a label that does not stand under kindLabels, found "new model"',
      'weighbridge.yml:9:15: labels.state.complete: expected a label that does not stand under kindLabels, found "done"',
    ]);
  });

  test("more remarks on lines than a review may hold", () => {
    expect(problems("comment:\n  inlineLimit: 31\n")).toEqual([
      "weighbridge.yml:2:16: comment.inlineLimit: expected a whole number from 0 to 30, found 31",
    ]);
  });

  test("several at once, in the order of the file", () => {
    expect(problems("comment:\n  post: often\nenforce: 3\n").map((line) => line.split(":", 4)[3])).toEqual([
      " comment.post",
      " enforce",
    ]);
  });
});

describe("a file that is no YAML, or too much of it", () => {
  test.each([
    ["a: [1, 2\n", 2],
    ["a: b: c\n", 1],
    ["enforce: true\nenforce: false\n", 2],
    ["a: !custom x\n", 1],
    ["maintainers: *nobody\n", 1],
    ["a: 1\n---\nb: 2\n", 2],
  ])("%j is refused at line %i", (text, line) => {
    const loaded = loadPolicy(text, "weighbridge.yml", FAKE_RULES);
    expect(loaded).toMatchObject({ problems: [{ line, key: "", expected: "valid YAML" }] });
  });

  test("merge keys are no keys of a policy", () => {
    expect(problems("<<: {enforce: true}\n")[0]).toContain('"<<": expected one of');
  });

  test.each([
    ["brackets", "[".repeat(65_000), "levels of nesting"],
    ["braces", "{".repeat(65_000), "levels of nesting"],
    ["dashes", "- ".repeat(32_000), "levels of nesting"],
    ["question marks", "? ".repeat(32_000), "levels of nesting"],
    ["indentation", Array.from({ length: 300 }, (_, depth) => `${" ".repeat(depth)}a:`).join("\n"), "indentation"],
    ["lines", "a: 1\n".repeat(13_000), "lines"],
    ["commas", `a: [${",".repeat(60_000)}`, "brackets, quotes and commas"],
    ["size", `# ${"a".repeat(70_000)}`, "characters"],
  ])("%s without end", (_, text, found) => {
    const loaded = loadPolicy(text, "weighbridge.yml", FAKE_RULES);
    expect("problems" in loaded ? loaded.problems.map((one) => one.found).join() : "").toContain(found);
  });

  test("aliases that multiply", () => {
    const names = "abcdefghijklmnop".split("");
    const lines = names.slice(1).map((name, index) => `${name}: &${name} [*${names[index]}, *${names[index]}]`);
    expect(problems(["a: &a [x, x]", ...lines].join("\n"))[0]).toContain("expected valid YAML");
  });

  test("keys of the prototype are ordinary unknown keys", () => {
    expect(problems("constructor: 1\n")[0]).toContain("constructor: expected one of");
    expect(problems("kindLabels:\n  __proto__: new-weights\n")).toEqual([]);
    expect(({} as Record<string, unknown>).enforce).toBeUndefined();
  });
});
