import { review } from "../engine/review.ts";
import type { Rule } from "../engine/rule.ts";
import { POLICY_PATH } from "../intake/policy-path.ts";
import { loadPolicy } from "../policy/load-policy.ts";
import { reviewPolicy, submissionSettings } from "../policy/policy.ts";
import type { PolicyProblem } from "../policy/policy-problem.ts";
import { type CheckReport, neutralPublication, type Publication, publicationOf } from "../report/publication.ts";
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
  /** Reviews made at the same time: a check is put in progress without waiting for one of these. */
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

/** If evidence took longer than this, in milliseconds, the head is looked at once more before anything is published. */
const MOVED_AFTER = 3_000;
/** Rounds that chase a head which moves while it is reviewed. */
const ROUNDS = 3;

function unreviewed(title: string, reason: string): CheckReport {
  return { ...neutralPublication(reason).check, title, actions: [] };
}

const SUPERSEDED = unreviewed(
  "Superseded by a newer commit",
  "A newer commit took the place of this one: its check tells how things stand.",
);
const CLOSED = unreviewed("The pull request is closed", "The pull request was closed before it was reviewed.");
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
  const input = await site.read({ layout: policy.paths, templates: policy.templates });
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

/** The check goes in progress before anything is read: nobody is to see a check that never reports. */
async function beginChecks(
  events: readonly PullRequestEvent[],
  site: PullRequestSite,
  awaited: AwaitedChecks,
): Promise<boolean> {
  let begun = false;
  const heads = events.filter((one) => one.type === "review" && one.head !== undefined);
  const last = heads.at(-1);
  if (last?.type === "review" && last.head !== undefined) {
    const asked = events.some((one) => one.type === "review" && one.asked === true && one.head === last.head);
    if (asked || heads.some((one) => one.type === "review" && BEGINS.has(one.because))) {
      awaited.heads.add(last.head);
      const isNewHead = heads.some(
        (one) => one.type === "review" && NEW_HEADS.has(one.because) && one.head === last.head,
      );
      await site.begin(last.head, { isNewHead, restart: asked });
      begun = true;
    }
  }
  for (const event of events) {
    if (event.type !== "merge-group" || awaited.groups.has(event.head)) continue;
    awaited.groups.add(event.head);
    await site.begin(event.head, { isNewHead: true, restart: false });
    begun = true;
  }
  return begun;
}

interface Looked {
  readonly headSha: string;
  /** Undefined: the pull request is closed, and nobody waits for a verdict on it. */
  readonly made: Made | undefined;
  /** How long it took. */
  readonly milliseconds: number;
}

/** Reads the pull request as it is now, and reviews it. Undefined when there is none. Writes nothing but the beginning of a check. */
async function look(
  key: string,
  site: PullRequestSite,
  dependencies: ReviewDependencies,
  awaited: AwaitedChecks,
): Promise<Looked | undefined> {
  const start = performance.now();
  const state = await site.readState();
  if (state === undefined) return undefined;
  const { headSha } = state;
  const isWanted = state.state === "open" || awaited.groups.size > 0;
  if (isWanted) {
    const isNewer = awaited.heads.size > 0 && !awaited.heads.has(headSha);
    awaited.heads.add(headSha);
    if (isNewer) await site.begin(headSha, { isNewHead: false, restart: false });
  }
  const made = isWanted ? await makeReview(key, state, site, dependencies) : undefined;
  return { headSha, made, milliseconds: performance.now() - start };
}

/** Ends the checks of heads but for one. */
async function endChecks(
  check: CheckReport,
  but: string | undefined,
  site: PullRequestSite,
  { heads }: AwaitedChecks,
): Promise<void> {
  for (const sha of [...heads]) {
    if (sha === but) continue;
    await site.publishCheck(sha, check);
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
 * Does what events ask for one pull request: begins the check, reads, reviews, publishes. `awaited` tells at any moment which commits
 * wait for a check of ours. Throws what the site throws, and the signal's reason.
 */
export async function reviewPullRequest(
  events: readonly [PullRequestEvent, ...PullRequestEvent[]],
  site: PullRequestSite,
  dependencies: ReviewDependencies,
  awaited: AwaitedChecks,
  signal: AbortSignal,
): Promise<ReviewOutcome> {
  const start = performance.now();
  const [first] = events;
  const { installation } = first;
  const key = keyOf(first);
  const begun = await beginChecks(events, site, awaited);
  const beganMs = begun ? { beganMs: Math.round(performance.now() - start) } : {};
  for (let round = 1; ; round++) {
    const looked = await dependencies.permits.run(signal, () => look(key, site, dependencies, awaited));
    signal.throwIfAborted();
    if (looked === undefined) {
      for (const group of awaited.groups) await site.publishCheck(group, GONE);
      return { skipped: "gone", ...beganMs };
    }
    const { headSha, made, milliseconds } = looked;
    if (made === undefined) {
      await endChecks(CLOSED, undefined, site, awaited);
      await new PullRequestIndex(dependencies.store).remove(key);
      return { skipped: "closed", headSha, ...beganMs };
    }
    await endChecks(SUPERSEDED, headSha, site, awaited);
    if (milliseconds > MOVED_AFTER && round < ROUNDS) {
      const now = await site.readState();
      if (now !== undefined && now.headSha !== headSha) continue;
    }
    await publishReview(headSha, made.publication, site, awaited);
    await made.answer();
    await new PullRequestIndex(dependencies.store).add(key, installation, {
      tickets: made.tickets,
      isContribution: made.isContribution,
      headSha,
    });
    return { reviewed: { conclusion: made.conclusion, kind: made.kind }, headSha, ...beganMs };
  }
}
