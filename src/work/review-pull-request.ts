import { review } from "../engine/review.ts";
import type { Rule } from "../engine/rule.ts";
import { POLICY_PATH } from "../intake/policy-path.ts";
import { loadPolicy } from "../policy/load-policy.ts";
import { reviewPolicy, submissionSettings } from "../policy/policy.ts";
import type { PolicyProblem } from "../policy/policy-problem.ts";
import { WorkError } from "../queue/retry-causes.ts";
import {
  type CheckReport,
  CLOSED_TITLE,
  neutralPublication,
  type Publication,
  publicationOf,
  SUPERSEDED_TITLE,
} from "../report/publication.ts";
import type { Store } from "../store/store.ts";
import { readSubmission, withFacts } from "../submission/read-submission.ts";
import type { SubmissionInput } from "../submission/submission.ts";
import { CommandLog } from "./command-log.ts";
import type { Permits } from "./permits.ts";
import { policyInForce, withPolicyProblems } from "./policy-in-force.ts";
import type { PullRequestSite, PullRequestState } from "./ports.ts";
import { PullRequestIndex } from "./pull-request-index.ts";
import { keyOf, type PullRequestEvent } from "./work-event.ts";

export interface ReviewDependencies {
  readonly store: Store;
  readonly rules: readonly Rule[];
  /** A check is put in progress without one. */
  readonly permits: Permits;
}

/** What a review came to. The review itself is let go before anything is published: writes wait for their turn, and hold no memory. */
interface Reviewed {
  readonly conclusion: string;
  readonly kind: string;
}

/** What a run did. */
export interface ReviewOutcome {
  readonly reviewed?: Reviewed;
  readonly headSha?: string;
  readonly skipped?: "gone" | "closed";
  /** Milliseconds until the check was in progress; undefined when none had to be begun. */
  readonly beganMs?: number;
}

/** Commits that wait for a check of ours while a run lasts. If the run fails for good, each of them must be told. */
export interface AwaitedChecks {
  readonly heads: Set<string>;
  readonly groups: Set<string>;
  /** The verdict that this run has shown on a head: it stands, whatever fails after it. */
  shown: { readonly headSha: string; readonly check: CheckReport } | undefined;
}

/** The check appears with these; what changes nothing but words keeps the check that stands until the new one is made. */
const BEGINS = new Set([
  "pull_request.opened",
  "pull_request.synchronize",
  "pull_request.reopened",
  "pull_request.ready_for_review",
  "reconcile",
]);

/** With these a head comes that has not been there before. */
const NEW_HEADS = new Set(["pull_request.opened", "pull_request.synchronize"]);

/** Causes with which GitHub says that it does not have a commit. */
const MISSING: ReadonlySet<string> = new Set(["not-found", "commit-not-there"]);

/** GitHub's copies lag behind its webhooks by seconds: so many tries, so far apart in milliseconds, before a read is believed that lacks a pushed commit. */
const LAGGING_TRIES = 3;
const LAG = 2_000;

function unreviewed(title: string, reason: string): CheckReport {
  return { ...neutralPublication(reason).check, title, actions: [] };
}

/** Conclusions that say nothing of the pull request. On the head of an open one they do not count as a review. */
const SUPERSEDED = unreviewed(
  SUPERSEDED_TITLE,
  "A newer commit took the place of this one: its check tells how things stand.",
);
const CLOSED = unreviewed(CLOSED_TITLE, "The pull request was closed before it was reviewed.");
const GONE = neutralPublication("GitHub knows no such pull request any more.").check;

/** Problems of the policy that the pull request itself brings; it is never in force before it is merged. */
function broughtProblems(input: SubmissionInput, rules: readonly Rule[]): readonly PolicyProblem[] {
  const change = input.diff?.files.find((file) => file.path === POLICY_PATH && file.status !== "removed");
  const text = change === undefined ? undefined : input.head.read(POLICY_PATH);
  if (text === undefined) return [];
  const loaded = loadPolicy(text, POLICY_PATH, rules);
  return "problems" in loaded ? loaded.problems : [];
}

interface Made extends Reviewed {
  readonly tickets: readonly string[];
  readonly isContribution: boolean;
  readonly publication: Publication;
  readonly answer: () => Promise<number>;
}

async function makeReview(
  key: string,
  state: PullRequestState,
  site: PullRequestSite,
  { store, rules }: ReviewDependencies,
): Promise<Made> {
  const repo = key.slice(0, key.lastIndexOf("#"));
  const inForce = await policyInForce(state.policy, `${repo}@${state.baseRef}`, rules, store);
  const { policy } = inForce;
  const input = await site.read({
    layout: policy.paths,
    templates: policy.templates,
    asksEvidence: policy.evidence.enabled,
  });
  const commands = await new CommandLog(store, rules).read(key, state.comments, state.author, site);
  const { waivers, kind } = commands.settlement;
  const submission = readSubmission(input, submissionSettings(policy, kind));
  const asks = policy.evidence.enabled && submission.kind.kind !== "not-a-model-contribution";
  const facts = asks ? await site.gather(submission, policy) : {};
  const made = review(withFacts(submission, facts), rules, reviewPolicy(policy, rules, waivers));
  const { inline, inlineLimit, post } = policy.comment;
  const publication = publicationOf(made, { inline, inlineLimit, post, labels: policy.labels });
  return {
    conclusion: made.conclusion,
    kind: made.kind.kind,
    tickets: made.claims.tickets.map((ticket) => ticket.key),
    isContribution: made.kind.kind !== "not-a-model-contribution",
    publication: withPolicyProblems(publication, inForce, broughtProblems(input, rules), POLICY_PATH),
    answer: commands.answer,
  };
}

/** Why a check could not be begun on a commit that GitHub does not have, or not yet. */
interface MissingCommit {
  readonly sha: string;
  readonly error: WorkError;
}

type HeadEvent = Extract<PullRequestEvent, { readonly type: "review" }> & { readonly head: string };

/** The events that name a commit of the pull request. */
export function headEvents(events: readonly PullRequestEvent[]): readonly HeadEvent[] {
  return events.filter((one): one is HeadEvent => one.type === "review" && one.head !== undefined);
}

/** The commit of the newest event that names one; whether its check is to be seen at once, and to be opened again. */
function newestHead(events: readonly PullRequestEvent[]) {
  const named = headEvents(events);
  const sha = named.at(-1)?.head;
  if (sha === undefined) return undefined;
  const ofIt = named.filter((one) => one.head === sha);
  const asked = ofIt.some((one) => one.asked === true);
  return {
    sha,
    asked,
    begins: asked || named.some((one) => BEGINS.has(one.because)),
    isNew: ofIt.some((one) => NEW_HEADS.has(one.because)),
  };
}

/** The check goes in progress before anything is read: nobody is to see a check that never reports. */
async function beginChecks(
  events: readonly PullRequestEvent[],
  site: PullRequestSite,
  awaited: AwaitedChecks,
): Promise<MissingCommit | undefined> {
  let missing: MissingCommit | undefined;
  const head = newestHead(events);
  if (head?.begins === true) {
    try {
      await site.begin(head.sha, { isNewHead: head.isNew, restart: head.asked });
      awaited.heads.add(head.sha);
    } catch (error) {
      // The pull request itself tells whether that is still its head.
      if (!(error instanceof WorkError) || !MISSING.has(error.cause)) throw error;
      missing = { sha: head.sha, error };
    }
  }
  for (const event of events) {
    if (event.type !== "merge-group" || awaited.groups.has(event.head)) continue;
    awaited.groups.add(event.head);
    await site.begin(event.head, { isNewHead: event.asked !== true, restart: event.asked === true });
  }
  return missing;
}

type PullRequestEvents = readonly [PullRequestEvent, ...PullRequestEvent[]];

interface Looked {
  readonly headSha: string;
  /** Undefined: the pull request is closed, and nobody waits for a verdict on it. */
  readonly made: Made | undefined;
}

/** Reads the pull request as it is now, and reviews it. Undefined when there is none. Writes nothing but the beginning of a check. */
async function look(
  events: PullRequestEvents,
  attempt: number,
  missing: MissingCommit | undefined,
  site: PullRequestSite,
  dependencies: ReviewDependencies,
  awaited: AwaitedChecks,
): Promise<Looked | undefined> {
  const state = await site.readState();
  const newest = newestHead(events);
  const lags = state === undefined || (state.state === "open" && state.headSha !== newest?.sha);
  if (newest?.isNew === true && lags && attempt <= LAGGING_TRIES) {
    throw new WorkError("github-unavailable", "what GitHub shows lags behind the push", { afterMs: LAG });
  }
  if (state === undefined) return undefined;
  const { headSha } = state;
  if (missing?.sha === headSha) throw missing.error;
  const isWanted = state.state === "open" || awaited.groups.size > 0 || newest?.asked === true;
  if (isWanted) {
    const isNewer = awaited.heads.size > 0 && !awaited.heads.has(headSha);
    awaited.heads.add(headSha);
    if (isNewer) await site.begin(headSha, { isNewHead: false, restart: false });
  }
  const made = isWanted ? await makeReview(keyOf(events[0]), state, site, dependencies) : undefined;
  return { headSha, made };
}

/** Ends what was begun on commits but for one, also by an earlier try. */
async function endChecks(
  check: CheckReport,
  but: string | undefined,
  events: readonly PullRequestEvent[],
  site: PullRequestSite,
  { heads }: AwaitedChecks,
): Promise<void> {
  for (const sha of new Set([...heads, ...headEvents(events).map((one) => one.head)])) {
    if (sha === but) continue;
    await site.endCheck(sha, check);
    heads.delete(sha);
  }
}

async function publishReview(
  headSha: string,
  publication: Publication,
  site: PullRequestSite,
  awaited: AwaitedChecks,
): Promise<void> {
  await site.publish(headSha, publication, (check) => {
    awaited.shown = { headSha, check };
    awaited.heads.delete(headSha);
  });
  for (const group of [...awaited.groups]) {
    await site.publishCheck(group, publication.check);
    awaited.groups.delete(group);
  }
}

/**
 * Does what events ask for one pull request, at the given try (from 1): begins the check, reads, reviews, publishes. `awaited` tells at any
 * moment which commits wait for a check of ours. Throws what the site throws, and the signal's reason.
 */
export async function reviewPullRequest(
  events: PullRequestEvents,
  attempt: number,
  site: PullRequestSite,
  dependencies: ReviewDependencies,
  awaited: AwaitedChecks,
  signal: AbortSignal,
): Promise<ReviewOutcome> {
  const start = performance.now();
  const [first] = events;
  const missing = await beginChecks(events, site, awaited);
  const begun = awaited.heads.size + awaited.groups.size > 0;
  const beganMs = begun ? { beganMs: Math.round(performance.now() - start) } : {};
  const outcome = await dependencies.permits.pullRequest(first.installation, signal, () =>
    reviewAndPublish(events, attempt, missing, site, dependencies, awaited, signal),
  );
  return { ...outcome, ...beganMs };
}

async function reviewAndPublish(
  events: PullRequestEvents,
  attempt: number,
  missing: MissingCommit | undefined,
  site: PullRequestSite,
  dependencies: ReviewDependencies,
  awaited: AwaitedChecks,
  signal: AbortSignal,
): Promise<ReviewOutcome> {
  const [first] = events;
  const index = new PullRequestIndex(dependencies.store);
  const looked = await dependencies.permits.review(signal, () =>
    look(events, attempt, missing, site, dependencies, awaited),
  );
  signal.throwIfAborted();
  if (looked === undefined) {
    await endChecks(GONE, undefined, events, site, awaited);
    for (const group of awaited.groups) await site.publishCheck(group, GONE);
    return { skipped: "gone" };
  }
  const { headSha, made } = looked;
  if (made === undefined) {
    await endChecks(CLOSED, undefined, events, site, awaited);
    await index.remove(keyOf(first));
    return { skipped: "closed", headSha };
  }
  await endChecks(SUPERSEDED, headSha, events, site, awaited);
  await publishReview(headSha, made.publication, site, awaited);
  const { tickets, isContribution } = made;
  await index.add(keyOf(first), first.installation, { tickets, isContribution, headSha });
  await made.answer();
  return { reviewed: { conclusion: made.conclusion, kind: made.kind }, headSha };
}
