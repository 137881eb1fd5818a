import type { Claims } from "../submission/claims.ts";
import type { Contribution } from "../submission/contribution.ts";
import type { Diff } from "../submission/diff.ts";
import type { Fact, Facts, OpenPullRequest } from "../submission/facts.ts";
import type { PullRequest } from "../submission/pull-request.ts";
import type { EvidenceBounds } from "./bounds.ts";
import { gatherCheckpoints } from "./gather-checkpoints.ts";
import { gatherEach } from "./gather-each.ts";
import { gatherLogs } from "./gather-logs.ts";
import { gatherOpenPullRequests } from "./gather-open-pull-requests.ts";
import { gatherPapers } from "./gather-papers.ts";
import { gatherTickets } from "./gather-tickets.ts";
import type { World } from "./world.ts";

/** The facts of a review that asks nothing: every kind of evidence is left not-assessed. */
export function noFacts(): Facts {
  return {};
}

/**
 * Asks the world about every claim, within the bounds. Never rejects: whatever fails or is late is unreachable with
 * its reason. `progress` hears one line for each thing that is asked. With `diff`, the pickled files that it brings are
 * looked into as well.
 */
export async function gatherFacts(
  claims: Claims,
  pullRequest: PullRequest,
  contribution: Contribution | undefined,
  world: World,
  bounds: EvidenceBounds,
  progress: (message: string) => void = () => undefined,
  diff?: Diff,
): Promise<Facts> {
  const [tickets, papers, openPullRequests, logs, checkpoints] = await Promise.all([
    gatherTickets(claims, pullRequest.repo, world.github, bounds, progress),
    gatherPapers(claims, world.fetcher, bounds, progress),
    gatherOpen(pullRequest, contribution, world, bounds, progress),
    gatherLogs(claims, world.fetcher, bounds, progress),
    gatherCheckpoints(claims, world.fetcher, bounds, progress, { diff, pullRequest }),
  ]);
  return { tickets, papers, logs, checkpoints, ...(openPullRequests === undefined ? {} : { openPullRequests }) };
}

/** Nothing to ask for a change that the diff shows to bring no model. */
async function gatherOpen(
  pullRequest: PullRequest,
  contribution: Contribution | undefined,
  world: World,
  bounds: EvidenceBounds,
  progress: (message: string) => void,
): Promise<Fact<readonly OpenPullRequest[]> | undefined> {
  if (contribution !== undefined && contribution.models.length === 0) return undefined;
  const question = { key: "open", url: `https://github.com/${pullRequest.repo}/pulls` };
  const limits = { concurrency: 1, seconds: bounds.totalSeconds };
  const facts = await gatherEach([question], limits, () => gatherOpenPullRequests(pullRequest, world.github, progress));
  return facts.get(question.key);
}
