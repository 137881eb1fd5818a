import checkpointAvailable from "../../src/rules/checkpoint-available.ts";
import type { Fact } from "../../src/submission/facts.ts";
import { checkpointAt, goneAt, unreachableAt } from "./checkpoint-facts.ts";
import { modelFile } from "./contribution-files.ts";
import { type Example, judge } from "./submission-fixture.ts";

const URL = "https://download.pytorch.org/models/foonet50-0676ba61.pth";
const DRAFT = "https://example.org/c/foonet50_epoch99.pth";
const head = {
  "torchvision/models/foonet.py": modelFile("foonet50", "FooNet", [{ member: "IMAGENET1K_V1", url: URL }]),
};

const on = (checkpoints: Record<string, Fact<unknown>>, more: Partial<Example> = {}) =>
  judge(checkpointAvailable, { kind: "new-weights", body: "", head, facts: { checkpoints }, ...more });

test("the URL answers with a file", () => {
  expect(on({ [URL]: checkpointAt(URL) })).toMatchObject({
    verdict: "pass",
    message: "available",
    data: { files: [`${URL} (102.0 MB)`] },
    evidence: [{ source: "diff" }, { source: "checkpoint", url: URL }],
  });
  for (const format of ["torch-legacy", "torch-tar", "safetensors", "unread"] as const)
    expect(on({ [URL]: checkpointAt(URL, { format }) })).toMatchObject({ verdict: "pass" });
});

test("nothing is there", () => {
  expect(on({ [URL]: goneAt(URL) })).toMatchObject({
    verdict: "fail",
    message: "gone",
    data: { url: URL, reason: "404 Not Found" },
  });
  expect(on({ [DRAFT]: goneAt(DRAFT) }, { body: `Checkpoint: ${DRAFT}`, head: {} })).toMatchObject({ verdict: "fail" });
});

test("the place before the upload may be empty by now", () => {
  const body = `Checkpoint: ${DRAFT}`;
  expect(on({ [DRAFT]: goneAt(DRAFT), [URL]: checkpointAt(URL) }, { body })).toMatchObject({
    verdict: "unsure",
    message: "gone",
    data: { url: DRAFT },
  });
  expect(on({ [DRAFT]: checkpointAt(DRAFT), [URL]: goneAt(URL) }, { body })).toMatchObject({
    verdict: "fail",
    data: { url: URL },
  });
});

test("a page, in code and in words", () => {
  expect(on({ [URL]: checkpointAt(URL, { format: "page", bytes: 40_000 }) })).toMatchObject({
    verdict: "fail",
    message: "page-in-code",
  });
  expect(
    on({ [DRAFT]: checkpointAt(DRAFT, { format: "page" }) }, { body: `Checkpoint: ${DRAFT}`, head: {} }),
  ).toMatchObject({ verdict: "unsure", message: "page" });
});

test("a file that is no checkpoint", () => {
  expect(on({ [URL]: checkpointAt(URL, { format: "unknown", bytes: 134 }) })).toMatchObject({
    verdict: "fail",
    message: "too-small",
    data: { url: URL, bytes: 134 },
  });
  expect(on({ [URL]: checkpointAt(URL, { format: "unknown" }) })).toMatchObject({
    verdict: "unsure",
    message: "no-checkpoint-file",
  });
  const small = { [URL]: checkpointAt(URL, { format: "unknown", bytes: 134 }) };
  expect(on(small, { options: { minimumBytes: 100 } })).toMatchObject({ verdict: "unsure" });
  // A small model's file that reads as a checkpoint is one.
  expect(on({ [URL]: checkpointAt(URL, { bytes: 4_000 }) })).toMatchObject({ verdict: "pass" });
});

test("what cannot be told", () => {
  expect(on({ [URL]: unreachableAt(URL) })).toMatchObject({
    verdict: "not-assessed",
    message: "unreachable",
    data: { reason: "timed out" },
  });
  expect(on({})).toMatchObject({ verdict: "not-assessed", message: "none" });
});
