import type { CheckpointFact, Fact } from "../../src/submission/facts.ts";

/** A checkpoint that answered, as the rules' tests need it. */
export function checkpointAt(url: string, value: Partial<CheckpointFact> = {}): Fact<CheckpointFact> {
  return {
    status: "known",
    value: {
      format: "torch-zip",
      bytes: 102_000_000,
      globals: ["collections.OrderedDict", "torch._utils._rebuild_tensor_v2"],
      unexpectedGlobals: [],
      notes: [],
      ...value,
    },
    evidence: { source: "checkpoint", url, quote: "foonet50" },
  };
}

/** A server that answered that the file is not there. */
export function goneAt(url: string, reason = "404 Not Found"): Fact<CheckpointFact> {
  return { status: "refuted", reason, evidence: { source: "checkpoint", url, quote: "foonet50" } };
}

/** A server that did not answer in time. */
export function unreachableAt(url: string, reason = "timed out"): Fact<CheckpointFact> {
  return { status: "unreachable", reason, url };
}
