import type { Policy } from "../policy/policy.ts";
import type { Facts } from "../submission/facts.ts";
import type { Submission } from "../submission/submission.ts";
import type { OpenedWorld } from "./source.ts";

/** What a world says about a submission's claims, within the policy's bounds; closes the world. No facts without one. */
export async function gatherEvidence(
  opened: OpenedWorld | undefined,
  submission: Submission,
  { evidence }: Policy,
  progress?: (message: string) => void,
): Promise<Facts> {
  if (opened === undefined) return {};
  try {
    // No rule runs for what is no model contribution, so nothing needs to be asked.
    if (submission.kind.kind === "not-a-model-contribution") return {};
    const { gatherFacts } = await import("../evidence/gather-facts.ts");
    const { claims, pullRequest, contribution, diff } = submission;
    return await gatherFacts(claims, pullRequest, contribution, opened.world, evidence, progress, diff);
  } finally {
    await opened.close();
  }
}
