import { z } from "zod";
import type { Queue } from "../queue/queue.ts";
import type { Store } from "../store/store.ts";
import type { AppSite, InstallationSite } from "./ports.ts";
import { keyOf, storedEvent, type WorkEvent } from "./work-event.ts";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
/** GitHub redelivers what is not older than this. */
const REDELIVERABLE = 3 * DAY;
const REDELIVERIES_LIMIT = 500;
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

export interface Reconciled {
  readonly redelivered: number;
  readonly installations: number;
}

async function enqueue(queue: ReconcileDependencies["queue"], event: WorkEvent): Promise<void> {
  await queue.enqueue({ key: keyOf(event), event: storedEvent(event), lane: String(event.installation) });
}

/** Asks GitHub once for each delivery that never arrived. A delivery that fails again is left to the look at the open pull requests. */
async function redeliverFailed(app: AppSite, { store, now, sleep }: ReconcileDependencies): Promise<number> {
  let redelivered = 0;
  for (const { id, guid } of await app.failedDeliveries(new Date(now() - REDELIVERABLE))) {
    if (redelivered >= REDELIVERIES_LIMIT) break;
    if ((await store.get(REDELIVERED, guid)) !== undefined) continue;
    // Noted first: were it asked for twice, a delivery that kills the process would do so for ever.
    await store.put(REDELIVERED, guid, true, REDELIVERABLE + DAY);
    await app.redeliver(id);
    redelivered++;
    await sleep(REDELIVERY_PACE);
  }
  return redelivered;
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
  const redelivered = await redeliverFailed(app, dependencies);
  const installations = await app.installations(INSTALLATIONS_LIMIT);
  for (const installation of installations) await enqueue(queue, { type: "reconcile", installation });
  return { redelivered, installations: installations.length };
}

/**
 * Looks through some repositories of an installation for open pull requests whose head has no finished check of ours, and goes on with
 * the next ones another time. Returns how many reviews were asked for.
 */
export async function reconcileInstallation(
  installation: number,
  site: InstallationSite,
  { store, queue, now }: Pick<ReconcileDependencies, "store" | "queue" | "now">,
): Promise<number> {
  const repositories = await site.repositories(REPOSITORIES_LIMIT);
  if (repositories.length === 0) return 0;
  const place = String(installation);
  const start =
    z
      .int()
      .min(0)
      .catch(0)
      .parse(await store.get(PROGRESS, place)) % repositories.length;
  const count = Math.min(REPOSITORIES_AT_ONCE, repositories.length);
  let asked = 0;
  for (let step = 0; step < count; step++) {
    const repo = repositories[(start + step) % repositories.length];
    if (repo === undefined) continue;
    for (const { number, headSha, begunAt } of await site.withoutCheck(repo)) {
      if (begunAt !== undefined) {
        if (now() - Date.parse(begunAt) < FORGOTTEN) continue;
        const head = `${repo}#${number}@${headSha}`;
        if ((await store.get(FORGOTTEN_CHECKS, head)) !== undefined) continue;
        await store.put(FORGOTTEN_CHECKS, head, true, FORGOTTEN_AGAIN);
      }
      await enqueue(queue, { type: "review", installation, repo, number, head: headSha, because: "reconcile" });
      asked++;
    }
  }
  if (count < repositories.length) await store.put(PROGRESS, place, (start + count) % repositories.length);
  return asked;
}
