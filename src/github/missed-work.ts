import { z } from "zod";
import { CLOSED_TITLE, SUPERSEDED_TITLE, UNREVIEWED_TITLE } from "../report/publication.ts";
import { workErrorOf } from "./github-error.ts";
import type { InstallationClient } from "./installation-client.ts";
import { nodesOf } from "./pull-request-query.ts";
import { CHECK_NAME, externalIdOf, repositoryOf } from "./pull-request-state.ts";

const PULLS_PER_PAGE = 50;
const REPOSITORIES_PER_PAGE = 100;
const INSTALLATIONS_PER_PAGE = 100;

/** A review that could not be made is asked for again after so long, in milliseconds: what was in its way may be gone. */
const UNREVIEWED_FOR = 60 * 60_000;

/**
 * Open pull requests, the last touched first, with our check runs on their heads: an app has one suite for a commit. A page costs 2 of
 * the 5,000 points that GitHub gives for an hour.
 */
const OPEN_PULL_REQUESTS_QUERY = `query WeighbridgeOpenPullRequests($owner: String!, $name: String!, $count: Int!, $after: String, $appId: Int!, $checkName: String!) {
  repository(owner: $owner, name: $name) {
    pullRequests(states: OPEN, first: $count, after: $after, orderBy: { field: UPDATED_AT, direction: DESC }) {
      pageInfo { hasNextPage endCursor }
      nodes { number headRefOid commits(last: 1) { nodes { commit { oid checkSuites(first: 1, filterBy: { appId: $appId, checkName: $checkName }) { nodes { checkRuns(first: 5, filterBy: { appId: $appId, checkName: $checkName, checkType: ALL }) { nodes { databaseId status title externalId startedAt completedAt } } } } } } } }
    }
  }
}`;

const checkRun = z.object({
  databaseId: z.number().nullish(),
  status: z.string(),
  title: z.string().nullish(),
  externalId: z.string().nullish(),
  startedAt: z.string().nullish(),
  completedAt: z.string().nullish(),
});
type CheckRun = z.output<typeof checkRun>;

const answerSchema = z.object({
  repository: z
    .object({
      pullRequests: z.object({
        pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullish() }),
        nodes: z
          .array(
            z
              .object({
                number: z.number(),
                headRefOid: z.string(),
                commits: nodesOf(
                  z.object({
                    commit: z.object({
                      oid: z.string(),
                      checkSuites: nodesOf(
                        z.object({
                          checkRuns: nodesOf(checkRun),
                        }),
                      ),
                    }),
                  }),
                ),
              })
              .nullable(),
          )
          .nullish(),
      }),
    })
    .nullable(),
});

/** On the head of an open pull request these are mistaken: it was read before GitHub knew of its newest state. */
const MISTAKEN: ReadonlySet<string> = new Set([SUPERSEDED_TITLE, CLOSED_TITLE]);

function isMistaken({ status, title }: CheckRun): boolean {
  return status === "COMPLETED" && MISTAKEN.has(title ?? "");
}

/** Whether a check is the end of a review, or of an attempt that is too recent to be repeated. */
function isFinished({ status, title, completedAt }: CheckRun, now: number): boolean {
  return status === "COMPLETED" && (title !== UNREVIEWED_TITLE || now - Date.parse(completedAt ?? "") < UNREVIEWED_FOR);
}

/** An open pull request whose head has no review of ours. */
export interface UncheckedPullRequest {
  readonly number: number;
  readonly headSha: string;
  /** When the check was begun that is no review's (ISO 8601); undefined: there is none at all, or one that is mistaken. */
  readonly begunAt: string | undefined;
}

/**
 * Open pull requests of one repository whose head has no finished review of ours, at most `pages` times fifty looked at, the last
 * touched first. Throws a WorkError.
 */
export async function openPullRequestsWithoutCheck(
  client: InstallationClient,
  {
    repo,
    appId,
    checkName = CHECK_NAME,
  }: { readonly repo: string; readonly appId: number; readonly checkName?: string },
  pages = 20,
): Promise<readonly UncheckedPullRequest[]> {
  const { owner, repo: name } = repositoryOf(repo);
  const unchecked: UncheckedPullRequest[] = [];
  let after: string | null = null;
  try {
    for (let page = 0; page < pages; page++) {
      const variables = { owner, name, count: PULLS_PER_PAGE, after, appId, checkName };
      const answer = answerSchema.parse(await client.graphql(OPEN_PULL_REQUESTS_QUERY, variables));
      const found = answer.repository?.pullRequests;
      for (const pull of found?.nodes ?? []) {
        if (pull === null) continue;
        const { number, headRefOid, commits } = pull;
        const runs = commits
          .filter((one) => one.commit.oid === headRefOid)
          .flatMap((one) => one.commit.checkSuites.flatMap((suite) => suite.checkRuns))
          .filter((run) => run.externalId === externalIdOf({ repo, number }))
          .sort((a, b) => (b.databaseId ?? 0) - (a.databaseId ?? 0));
        const [latest] = runs;
        const isNone = latest === undefined || isMistaken(latest);
        if (!isNone && isFinished(latest, client.clock.now())) continue;
        unchecked.push({ number, headSha: headRefOid, begunAt: isNone ? undefined : (latest.startedAt ?? "") });
      }
      after = found?.pageInfo.hasNextPage === true ? (found.pageInfo.endCursor ?? null) : null;
      if (after === null) break;
    }
    return unchecked;
  } catch (error) {
    throw workErrorOf(error);
  }
}

/** Installations of the App that are not suspended, at most `pages` times a hundred. `self` speaks as the App. Throws a WorkError. */
export async function listInstallations(self: InstallationClient, pages = 10): Promise<readonly number[]> {
  const installation = z.object({ id: z.number(), suspended_at: z.string().nullish() });
  const ids: number[] = [];
  try {
    for (let page = 1; page <= pages; page++) {
      const { data } = await self.octokit.rest.apps.listInstallations({ per_page: INSTALLATIONS_PER_PAGE, page });
      const listed = z.array(installation).parse(data);
      ids.push(...listed.filter((one) => !one.suspended_at).map((one) => one.id));
      if (listed.length < INSTALLATIONS_PER_PAGE) break;
    }
    return ids;
  } catch (error) {
    throw workErrorOf(error);
  }
}

/** Repositories of an installation, `owner/name`, archived ones left out, at most `pages` times a hundred. Throws a WorkError. */
export async function listRepositories(client: InstallationClient, pages = 5): Promise<readonly string[]> {
  const repository = z.object({ full_name: z.string(), archived: z.boolean().optional() });
  const names: string[] = [];
  try {
    for (let page = 1; page <= pages; page++) {
      const { data } = await client.octokit.rest.apps.listReposAccessibleToInstallation({
        per_page: REPOSITORIES_PER_PAGE,
        page,
      });
      const listed = z.array(repository).parse(data.repositories);
      names.push(...listed.filter((one) => one.archived !== true).map((one) => one.full_name));
      if (listed.length < REPOSITORIES_PER_PAGE) break;
    }
    return names;
  } catch (error) {
    throw workErrorOf(error);
  }
}
