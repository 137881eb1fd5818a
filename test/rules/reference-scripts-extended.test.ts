import rule from "../../src/rules/reference-scripts-extended.ts";
import { judge } from "./submission-fixture.ts";
import { withTinynet } from "./tinynet.ts";

const README = "references/classification/README.md";

test("a README with the command, cited at the model's name", () => {
  const text = "## Models\n\n    torchrun train.py --model tinynet_s\n";
  expect(judge(rule, withTinynet({ [README]: text }))).toMatchObject({
    verdict: "pass",
    message: "extended",
    data: { paths: [README] },
    evidence: [{ source: "diff", path: README, line: 3, quote: "torchrun train.py --model tinynet_s" }],
  });
});

test("a script that changes for the model, though it does not name it", () => {
  const script = "references/detection/train.py";
  expect(judge(rule, withTinynet({ [script]: 'parser.add_argument("--opt")\n' }))).toMatchObject({
    message: "extended",
    evidence: [{ path: script, line: 1 }],
  });
  expect(
    judge(rule, {
      ...withTinynet(),
      base: { [script]: "a = 1\nb = 2\n" },
      head: { ...withTinynet().head, [script]: "a = 1\n" },
    }),
  ).toMatchObject({ message: "extended", evidence: [{ path: script, quote: script }] });
});

test("a README that names it already", () => {
  expect(judge(rule, { ...withTinynet(), shared: { [README]: "Here `$MODEL` is `tinynet_b`.\n" } })).toMatchObject({
    verdict: "pass",
    message: "already-there",
    evidence: [{ source: "head", path: README, line: 1, quote: "Here `$MODEL` is `tinynet_b`." }],
  });
});

test("scripts that know nothing of it", () => {
  expect(judge(rule, { ...withTinynet(), shared: { [README]: "### ResNet\n" } })).toMatchObject({
    verdict: "fail",
    message: "none",
    data: { models: ["tinynet_s", "tinynet_b"], example: "tinynet_s" },
    evidence: [{ source: "head", path: README, searched: true }],
  });
});

test("no scripts, and no model", () => {
  expect(judge(rule, withTinynet())).toMatchObject({ verdict: "not-applicable", message: "no-scripts" });
  expect(judge(rule, { kind: "new-architecture", head: { "setup.py": "x = 1\n" } })).toMatchObject({
    message: "no-model",
  });
});
