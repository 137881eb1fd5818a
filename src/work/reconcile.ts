import { z } from "zod";
import type { Queue } from "../queue/queue.ts";
import { causeOf, dispositionOf } from "../queue/retry-causes.ts";
import type { Store } from "../store/store.ts";
import type { AppSite, InstallationSite } from "./ports.ts";
import { jobOf, type WorkEvent } from "./work-event.ts";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
/** GitHub redelivers what is not older than this. */
const REDELIVERABLE = 3 * DAY;
const REDELIVERIES_LIMIT = 500;
/** A delivery is asked for so many times, at first after this time and twice as long after each: 5 minutes to 11 hours. */
const REDELIVERY_TRIES = 8;
const REDELIVERY_WAIT = 2.5 * MINUTE;
/** A deaf server leaves hundreds behind; GitHub is asked at this rate, in milliseconds each. */
const REDELIVERY_PACE = 100;

const INSTALLATIONS_LIMIT = 1_000;
const REPOSITORIES_LIMIT = 2_000;
/** Repositories looked through for one installation at a time: 240 requests an hour of GitHub's 5,000. */
const REPOSITORIES_AT_ONCE = 20;
/** A check that is in progress for so long (milliseconds) was forgotten, or its job has failed with its process. */
const FORGOTTEN = 30 * MINUTE;
/** One that is forgotten again is taken up again after this time: a review that kills its process must not do so for ever. */
const FORGOTTEN_AGAIN = 6 * 60 * MINUTE;
/** Far less than the interval, so that of several processes one does the round. */
const TURN = 4 * MINUTE;

/** Open pull requests of a repository that nothing is known of: so many, so far apart in milliseconds over a whole installation: some 1,200 requests an hour. */
const OPEN_LIMIT = 1_000;
const LEARNING_PACE = 15_000;

const KNOWN_REPOSITORIES = "known-repositories";
const LEARNING = "learning-until";
const REDELIVERED = "redelivered";
const PROGRESS = "reconcile-progress";
const TURNS = "reconcile-turn";
const FORGOTTEN_CHECKS = "forgotten-checks";

export interface ReconcileDependencies {
  readonly store: Store;
  readonly queue: Pick<Queue, "enqueue">;
  readonly now: () => number;
  readonly sleep: (milliseconds: number) => Promise<void>;
}

type LookDependencies = Pick<ReconcileDependencies, "store" | "queue" | "now">;

export interface Reconciled {
  readonly redelivered: number;
  readonly installations: number;
}

async function enqueue(queue: ReconcileDependencies["queue"], event: WorkEvent, delayMs = 0): Promise<void> {
  await queue.enqueue({ ...jobOf(event), ...(delayMs === 0 ? {} : { delayMs }) });
}

const redelivery = z.object({ tries: z.int(), at: z.number() });

/**
 * Asks GitHub again for the deliveries that never arrived, each up to eight times and ever less often: what is between GitHub and this
 * process may be broken for a day. One that GitHub refuses to send again does not keep the others from it.
 */
async function redeliverFailed(app: AppSite, { store, now, sleep }: ReconcileDependencies): Promise<number> {
  let redelivered = 0;
  for (const { id, guid } of await app.failedDeliveries(new Date(now() - REDELIVERABLE))) {
    if (redelivered >= REDELIVERIES_LIMIT) break;
    const before = redelivery.safeParse(await store.get(REDELIVERED, guid)).data;
    const tries = before?.tries ?? 0;
    if (tries >= REDELIVERY_TRIES || (before !== undefined && now() < before.at + REDELIVERY_WAIT * 2 ** tries))
      continue;
    await store.put(REDELIVERED, guid, { tries: tries + 1, at: now() }, REDELIVERABLE + DAY);
    try {
      await app.redeliver(id);
      redelivered++;
    } catch (error) {
      if (isForAll(error)) {
        await store.put(REDELIVERED, guid, { tries, at: now() }, REDELIVERABLE + DAY);
        throw error;
      }
    }
    await sleep(REDELIVERY_PACE);
  }
  return redelivered;
}

/** Whether what was met would meet whatever is asked next: a limit, an outage, refused credentials. */
function isForAll(error: unknown): boolean {
  const { outcome } = dispositionOf(error, 1);
  return outcome === "retry" && causeOf(error) !== "bug";
}

/**
 * One round of looking for what was missed: failed deliveries are asked for again, and each installation gets a job that looks through
 * its open pull requests. Undefined when another process has just done it; `atStart` does it all the same, for what came while no
 * process listened came after that round.
 */
export async function reconcile(
  app: AppSite,
  dependencies: ReconcileDependencies,
  { atStart = false }: { readonly atStart?: boolean } = {},
): Promise<Reconciled | undefined> {
  const { store, queue } = dependencies;
  if (!atStart && (await store.get(TURNS, "round")) !== undefined) return undefined;
  await store.put(TURNS, "round", true, TURN);
  const installations = await app.installations(INSTALLATIONS_LIMIT);
  for (const installation of installations) await enqueue(queue, { type: "reconcile", installation });
  const redelivered = await redeliverFailed(app, dependencies);
  return { redelivered, installations: installations.length };
}

export interface LookedThrough {
  /** Reviews asked for. */
  readonly asked: number;
  /** Repositories that GitHub did not let be read: blocked, behind a list of allowed addresses. */
  readonly unread: number;
}

/**
 * Looks through the repositories that are `named` and some others of an installation for open pull requests whose head has no finished
 * check of ours, and goes on with the next ones another time. Throws what would meet every repository: a limit, an outage.
 */
export async function reconcileInstallation(
  installation: number,
  named: readonly string[],
  site: InstallationSite,
  dependencies: LookDependencies,
): Promise<LookedThrough> {
  const { store } = dependencies;
  const repositories = await site.repositories(REPOSITORIES_LIMIT);
  if (repositories.length === 0) return { asked: 0, unread: 0 };
  const place = String(installation);
  const progress = z.int().min(0).catch(0);
  const start = progress.parse(await store.get(PROGRESS, place)) % repositories.length;
  const count = Math.min(REPOSITORIES_AT_ONCE, repositories.length);
  const turn = Array.from({ length: count }, (_, step) => repositories[(start + step) % repositories.length] ?? "");
  const reachable = new Set(repositories);
  let asked = 0;
  let unread = 0;
  for (const repo of new Set([...named.filter((one) => reachable.has(one)), ...turn])) {
    try {
      asked += await lookThrough(installation, repo, site, dependencies);
    } catch (error) {
      if (isForAll(error)) throw error;
      unread++;
    }
  }
  if (count < repositories.length) await store.put(PROGRESS, place, (start + count) % repositories.length);
  return { asked, unread };
}

async function lookThrough(
  installation: number,
  repo: string,
  site: InstallationSite,
  dependencies: LookDependencies,
): Promise<number> {
  const { store, queue, now } = dependencies;
  const seen = new Set<number>();
  let asked = 0;
  for (const { number, headSha, begunAt } of await site.withoutCheck(repo)) {
    if (begunAt !== undefined) {
      if (now() - Date.parse(begunAt) < FORGOTTEN) continue;
      const head = `${repo}#${number}@${headSha}`;
      if ((await store.get(FORGOTTEN_CHECKS, head)) !== undefined) continue;
      await store.put(FORGOTTEN_CHECKS, head, true, FORGOTTEN_AGAIN);
    }
    await enqueue(queue, { type: "review", installation, repo, number, head: headSha, because: "reconcile" });
    asked++;
    seen.add(number);
  }
  return asked + (await learn(installation, repo, seen, site, dependencies));
}

/**
 * Where nothing is known of a repository, for the database was lost or the App was installed anew, nobody could tell which open pull requests link a
 * ticket or are contributions: each is reviewed once more, one after the other, which writes nothing where nothing changed.
 */
async function learn(
  installation: number,
  repo: string,
  seen: ReadonlySet<number>,
  site: InstallationSite,
  { store, queue, now }: LookDependencies,
): Promise<number> {
  const place = `${installation} ${repo}`;
  if ((await store.get(KNOWN_REPOSITORIES, place)) !== undefined) return 0;
  const open = await site.openPullRequests(repo, OPEN_LIMIT);
  const busyUntil = z.number().catch(0);
  let at = Math.max(now(), busyUntil.parse(await store.get(LEARNING, String(installation))));
  let asked = 0;
  for (const { number } of open) {
    if (seen.has(number)) continue;
    at += LEARNING_PACE;
    const event = { type: "review", installation, repo, number, because: "reconcile" } as const;
    await enqueue(queue, event, Math.max(0, at - now()));
    asked++;
  }
  await store.put(LEARNING, String(installation), at, DAY);
  await store.put(KNOWN_REPOSITORIES, place, true);
  return asked;
}
