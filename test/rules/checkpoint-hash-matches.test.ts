import checkpointHashMatches from "../../src/rules/checkpoint-hash-matches.ts";
import { hashInName } from "../../src/submission/checkpoint-url.ts";
import type { CheckpointFact, Fact } from "../../src/submission/facts.ts";
import { checkpointAt, unreachableAt } from "./checkpoint-facts.ts";
import { modelFile } from "./contribution-files.ts";
import { judge } from "./submission-fixture.ts";

const SHA = `9d2f1c3a${"0".repeat(56)}`;

function on(url: string, value: Partial<CheckpointFact>, where: "code" | "text" = "code") {
  const namedHash = hashInName(url);
  const fact = checkpointAt(url, { ...(namedHash === undefined ? {} : { namedHash }), ...value });
  return given(url, fact, where);
}

function given(url: string, fact: Fact<unknown>, where: "code" | "text" = "code") {
  const head = { "torchvision/models/foonet.py": modelFile("foonet50", "FooNet", [{ member: "V1", url }]) };
  return judge(checkpointHashMatches, {
    kind: "new-weights",
    body: where === "text" ? `Checkpoint: ${url}` : "",
    head: where === "code" ? head : {},
    facts: { checkpoints: { [url]: fact } },
  });
}

const NAMED = "https://download.pytorch.org/models/foonet50-9d2f1c3a.pth";

test("the name begins the hash, in either letter case", () => {
  expect(on(NAMED, { sha256: SHA })).toMatchObject({ verdict: "pass", message: "matches", data: { files: [NAMED] } });
  expect(on(NAMED.replace("9d2f1c3a", "9D2F1C3A"), { sha256: SHA })).toMatchObject({ verdict: "pass" });
});

test("another hash: the name that the file should have", () => {
  const url = "https://download.pytorch.org/models/foonet50-1c3a9d2f.pth";
  expect(on(url, { sha256: SHA })).toMatchObject({
    verdict: "fail",
    message: "differs",
    data: { url, named: "1c3a9d2f", actual: "9d2f1c3a", example: "foonet50-9d2f1c3a.pth" },
    evidence: [{ source: "diff" }, { source: "checkpoint", url }],
  });
});

test.each([
  "https://example.org/foonet50.pth",
  "https://example.org/foonet50-20220315.pth",
  "https://example.org/foonet50-550e8400-e29b-41d4-a716-446655440000.pth",
  "https://example.org/foonet50-d41d8cd98f00b204e9800998ecf8427e.pth",
])("no hash of this kind in the name: %s", (url) => {
  expect(on(url, { sha256: SHA })).toMatchObject({ verdict: "not-applicable", message: "no-hash-in-name" });
});

test("digits alone count where code loads the file", () => {
  const url = "https://example.org/foonet50-45678123.pth";
  expect(on(url, { sha256: SHA }, "text")).toMatchObject({ verdict: "not-applicable" });
  expect(on(url, { sha256: SHA }, "code")).toMatchObject({ verdict: "fail" });
});

test("what cannot be told", () => {
  expect(on(NAMED, { reasons: { sha256: "it is larger than 64 MiB" } })).toMatchObject({
    verdict: "not-assessed",
    message: "not-hashed",
    data: { reason: "it is larger than 64 MiB" },
  });
  expect(on(NAMED, {})).toMatchObject({ verdict: "not-assessed", message: "not-hashed" });
  expect(given(NAMED, unreachableAt(NAMED))).toMatchObject({ verdict: "not-assessed", data: { reason: "timed out" } });
  expect(judge(checkpointHashMatches, { kind: "new-weights", body: "", facts: { checkpoints: {} } })).toMatchObject({
    verdict: "not-assessed",
    message: "none",
  });
});
