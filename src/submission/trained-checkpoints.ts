import type { CheckpointClaim, Claims } from "./claims.ts";
import type { CheckpointFact, Fact, Facts } from "./facts.ts";

/** Pickled files that the diff brings and that could be looked into, by repository path. */
export function checkpointsInDiff(
  checkpoints: NonNullable<Facts["checkpoints"]>,
): { readonly path: string; readonly fact: Fact<CheckpointFact> & { readonly status: "known" } }[] {
  return [...checkpoints].flatMap(([path, fact]) =>
    fact.status === "known" && !path.includes("://") ? [{ path, fact }] : [],
  );
}

/** The contribution's own checkpoints that were looked at, each URL once. */
export function trainedCheckpoints(
  claims: Claims,
  checkpoints: NonNullable<Facts["checkpoints"]>,
): { readonly claim: CheckpointClaim; readonly fact: Fact<CheckpointFact> }[] {
  const seen = new Set<string>();
  return claims.checkpoints.flatMap((claim) => {
    const fact = checkpoints.get(claim.url);
    if (fact === undefined || claim.whose !== "trained" || claim.form !== "file" || seen.has(claim.url)) return [];
    seen.add(claim.url);
    return [{ claim, fact }];
  });
}
