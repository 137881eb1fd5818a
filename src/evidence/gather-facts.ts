import type { Claims } from "../submission/claims.ts";
import type { Contribution } from "../submission/contribution.ts";
import type { Diff } from "../submission/diff.ts";
import type { Fact, Facts, OpenPullRequest } from "../submission/facts.ts";
import type { PullRequest } from "../submission/pull-request.ts";
import type { EvidenceBounds } from "./bounds.ts";
import type { Fetcher } from "./fetch-answer.ts";
import { gatherCheckpoints } from "./gather-checkpoints.ts";
import { gatherEach } from "./gather-each.ts";
import { gatherLogs } from "./gather-logs.ts";
import { gatherOpenPullRequests, openPullRequestsUrl } from "./gather-open-pull-requests.ts";
import { gatherPapers } from "./gather-papers.ts";
import { gatherTickets } from "./gather-tickets.ts";
import type { GitHubReader } from "./github-reader.ts";
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
  const [tickets, openPullRequests, linked] = await Promise.all([
    gatherTickets(claims, pullRequest.repo, world.github, bounds, progress),
    gatherOpen(pullRequest, contribution, world.github, bounds, progress),
    gatherLinked(claims, pullRequest, world.fetcher, bounds, progress, diff),
  ]);
  return { tickets, ...linked, ...(openPullRequests === undefined ? {} : { openPullRequests }) };
}

/** The facts that stand on hosts other than GitHub's own interface: papers, logs and checkpoints. Never rejects. */
export async function gatherLinked(
  claims: Claims,
  pullRequest: PullRequest,
  fetcher: Fetcher,
  bounds: EvidenceBounds,
  progress: (message: string) => void,
  diff: Diff | undefined,
): Promise<Pick<Facts, "papers" | "logs" | "checkpoints">> {
  const [papers, logs, checkpoints] = await Promise.all([
    gatherPapers(claims, fetcher, bounds, progress),
    gatherLogs(claims, fetcher, bounds, progress),
    gatherCheckpoints(claims, fetcher, bounds, progress, { diff, pullRequest }),
  ]);
  return { papers, logs, checkpoints };
}

/** Whether other open pull requests are of interest: not for a change that the diff shows to bring no model. */
export function asksForOpenPullRequests(contribution: Contribution | undefined): boolean {
  return contribution === undefined || contribution.models.length > 0;
}

async function gatherOpen(
  pullRequest: PullRequest,
  contribution: Contribution | undefined,
  github: GitHubReader,
  bounds: EvidenceBounds,
  progress: (message: string) => void,
): Promise<Fact<readonly OpenPullRequest[]> | undefined> {
  if (!asksForOpenPullRequests(contribution)) return undefined;
  const question = { key: "open", url: openPullRequestsUrl(pullRequest.repo) };
  const limits = { concurrency: 1, seconds: bounds.totalSeconds };
  const facts = await gatherEach([question], limits, () => gatherOpenPullRequests(pullRequest, github, progress));
  return facts.get(question.key);
}
