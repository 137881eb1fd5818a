import type { Queue } from "../queue/queue.ts";
import { neutralPublication } from "../report/publication.ts";
import type { Store } from "../store/store.ts";
import type { InstallationSite } from "./ports.ts";
import { PullRequestIndex } from "./pull-request-index.ts";
import { jobOf, type PullRequestEvent, type SearchEvent } from "./work-event.ts";

/** Open pull requests looked through for one event. */
const OPEN_LIMIT = 1_000;
const REPOSITORIES_LIMIT = 500;
/** What is no contribution yet can hardly become one by a new policy: these wait, so as not to use up the budget, in milliseconds each. */
const SPREAD = 5_000;

const UNKNOWN_GROUP =
  "GitHub did not say which pull request this merge group holds. The check of the pull request itself stands.";

export interface SearchDependencies {
  readonly queue: Pick<Queue, "enqueue">;
  readonly store: Store;
}

type Review = Omit<Extract<PullRequestEvent, { readonly type: "review" }>, "type" | "installation">;

async function ask(
  queue: SearchDependencies["queue"],
  installation: number,
  wanted: Review,
  delayMs = 0,
): Promise<void> {
  const event = { type: "review", installation, ...wanted } as const;
  await queue.enqueue({ ...jobOf(event), ...(delayMs === 0 ? {} : { delayMs }) });
}

/** All open pull requests of a branch, those first that were contributions when they were last looked at. */
async function askForAll(
  event: Extract<SearchEvent, { readonly type: "policy" }>,
  site: InstallationSite,
  { queue, store }: SearchDependencies,
): Promise<number> {
  const { repo, branch, installation } = event;
  const index = new PullRequestIndex(store);
  const open = await site.openPullRequests(repo, OPEN_LIMIT);
  let asked = 0;
  let later = 0;
  for (const { number, baseRef } of open) {
    if (branch !== undefined && baseRef !== branch) continue;
    const isContribution = await index.isContribution(`${repo}#${number}`);
    if (isContribution !== true) later++;
    await ask(queue, installation, { repo, number, because: "policy" }, isContribution === true ? 0 : later * SPREAD);
    asked++;
  }
  return asked;
}

/** Finds the pull requests that an event is about and gives each its own job. Returns how many. */
export async function findPullRequests(
  event: Exclude<SearchEvent, { readonly type: "reconcile" }>,
  site: InstallationSite,
  dependencies: SearchDependencies,
): Promise<number> {
  const { queue, store } = dependencies;
  const { installation, repo } = event;
  switch (event.type) {
    case "head": {
      const known = await new PullRequestIndex(store).ofHead(repo, event.head);
      const open = known === undefined ? await site.openPullRequests(repo, OPEN_LIMIT) : [];
      const numbers =
        known === undefined ? open.filter((one) => one.headSha === event.head).map((one) => one.number) : [known];
      for (const number of numbers) {
        await ask(queue, installation, { repo, number, because: event.because, head: event.head, asked: true });
      }
      return numbers.length;
    }
    case "ticket": {
      const linking = await new PullRequestIndex(store).linking(`${repo}#${event.number}`, installation);
      for (const one of linking) await ask(queue, installation, { ...one, because: "issues" });
      return linking.length;
    }
    case "policy": {
      if (event.branch !== undefined) return await askForAll(event, site, dependencies);
      // The policy of the organisation: a job for each repository, so that no job is long.
      const repositories = await site.repositories(REPOSITORIES_LIMIT);
      const inOrganisation = repositories.filter((one) => one.split("/", 1)[0] === repo.split("/", 1)[0]);
      for (const one of inOrganisation) {
        for (const { number } of await site.openPullRequests(one, OPEN_LIMIT)) {
          if ((await new PullRequestIndex(store).isContribution(`${one}#${number}`)) !== true) continue;
          await ask(queue, installation, { repo: one, number, because: "policy" });
        }
      }
      return inOrganisation.length;
    }
    case "unknown-merge-group":
      await site.publishCheck(repo, event.head, neutralPublication(UNKNOWN_GROUP).check);
      return 0;
  }
}
