import checkpointSafe from "../../src/rules/checkpoint-safe.ts";
import type { CheckpointFact, Fact } from "../../src/submission/facts.ts";
import { checkpointAt, unreachableAt } from "./checkpoint-facts.ts";
import { modelFile } from "./contribution-files.ts";
import { judge } from "./submission-fixture.ts";

const URL = "https://download.pytorch.org/models/foonet50-0676ba61.pth";
const head = { "torchvision/models/foonet.py": modelFile("foonet50", "FooNet", [{ member: "V1", url: URL }]) };
const given = (checkpoints: Record<string, Fact<unknown>>) =>
  judge(checkpointSafe, { kind: "new-weights", body: "", head, facts: { checkpoints } });
const on = (value: Partial<CheckpointFact>) => given({ [URL]: checkpointAt(URL, value) });

test("a state dict", () => {
  expect(on({})).toMatchObject({
    verdict: "pass",
    message: "safe",
    data: { files: [URL] },
    evidence: [{ source: "checkpoint", url: URL }, { source: "diff" }],
  });
});

test("it would run something", () => {
  const verdict = on({ unexpectedGlobals: ["posix.system", "builtins.eval"] });
  expect(verdict).toMatchObject({
    verdict: "fail",
    message: "unsafe",
    data: { file: URL, globals: ["posix.system", "builtins.eval"] },
    findings: [{ text: "imports posix.system" }, { text: "imports builtins.eval" }],
  });
});

test("dozens of names are not all told in the message", () => {
  const unexpectedGlobals = Array.from({ length: 30 }, (_, index) => `models.part${index}`);
  const verdict = on({ unexpectedGlobals });
  expect(verdict.data).toMatchObject({ globals: unexpectedGlobals.slice(0, 6) });
  expect(verdict.findings).toHaveLength(30);
});

test("a checkpoint to train on from is not called dangerous", () => {
  expect(on({ unneededGlobals: ["argparse.Namespace"] })).toMatchObject({
    verdict: "unsure",
    message: "unneeded",
    data: { globals: ["argparse.Namespace"] },
  });
});

test("a pickled file that the diff brings", () => {
  const path = "test/expect/ModelTester.test_foonet50_expect.pkl";
  const fact = checkpointAt(`https://raw.githubusercontent.com/pytorch/vision/1/${path}`, {
    unexpectedGlobals: ["os.system"],
  });
  expect(given({ [path]: fact })).toMatchObject({
    verdict: "fail",
    data: { file: path },
    evidence: [{ source: "checkpoint" }, { source: "diff", path }],
  });
});

test("what cannot be told", () => {
  const { unexpectedGlobals: _, ...unread } = { unexpectedGlobals: [], reasons: { globals: "it is a legacy file" } };
  const fact = checkpointAt(URL, unread);
  if (fact.status !== "known") throw new Error("the fact is known");
  const { unexpectedGlobals: _none, ...value } = fact.value;
  expect(given({ [URL]: { ...fact, value } })).toMatchObject({
    verdict: "not-assessed",
    message: "not-readable",
    data: { reason: "it is a legacy file" },
  });
  expect(given({ [URL]: unreachableAt(URL) })).toMatchObject({ verdict: "not-assessed", message: "not-readable" });
  expect(given({})).toMatchObject({ verdict: "not-assessed", message: "none" });
});
