import { z } from "zod";
import { quoteOf } from "../submission/evidence.ts";
import type { Fact, OpenPullRequest } from "../submission/facts.ts";
import type { PullRequest } from "../submission/pull-request.ts";
import { askGitHub, titleSchema, userSchema } from "./github-answer.ts";
import type { GitHubReader } from "./github-reader.ts";

const PER_PAGE = 100;
/** Open pull requests that are read, the newest. */
export const MOST_OPEN = 500;

const pullsSchema = z.array(
  z.object({
    number: z.number().int().positive(),
    title: titleSchema,
    user: userSchema,
    draft: z.boolean().catch(false),
    html_url: z.url().max(2048).optional().catch(undefined),
  }),
);

/**
 * The repository's other open pull requests, newest first, five hundred at most. Unreachable when a page of them is:
 * a list with a hole cannot show that something is not in it.
 */
export async function gatherOpenPullRequests(
  pullRequest: Pick<PullRequest, "repo" | "number">,
  github: GitHubReader,
  progress: (message: string) => void,
): Promise<Fact<readonly OpenPullRequest[]>> {
  const { repo } = pullRequest;
  const url = openPullRequestsUrl(repo);
  progress(`asks GitHub for the open pull requests of ${repo}`);
  const found = new Map<number, OpenPullRequest>();
  for (let page = 1; page <= MOST_OPEN / PER_PAGE; page += 1) {
    const path = `/repos/${repo}/pulls?state=open&per_page=${PER_PAGE}&page=${page}`;
    const answer = await askGitHub(github, path, pullsSchema);
    if (answer.status === "absent") {
      return { status: "unreachable", reason: `GitHub answered ${answer.code}`, url };
    }
    if (answer.status === "unreachable") return { status: "unreachable", reason: answer.reason, url };
    const before = found.size;
    for (const { number, title, user, draft, html_url } of answer.value) {
      found.set(number, {
        number,
        title,
        author: user,
        url: html_url ?? `https://github.com/${repo}/pull/${number}`,
        draft,
      });
    }
    // A recorded listing answers every page alike, so a page that brings nothing new is the last.
    if (answer.value.length < PER_PAGE || found.size === before) break;
  }
  return openPullRequestsFact(pullRequest, [...found.values()]);
}

/** What a repository's open pull requests, newest first, tell about one of them. */
export function openPullRequestsFact(
  { repo, number }: Pick<PullRequest, "repo" | "number">,
  open: readonly OpenPullRequest[],
): Fact<readonly OpenPullRequest[]> {
  const quote = quoteOf(open[0]?.title ?? "[]");
  return {
    status: "known",
    value: open.filter((one) => one.number !== number),
    evidence: { source: "url", url: openPullRequestsUrl(repo), searched: true, quote },
  };
}

/** Where people find a repository's open pull requests. */
export function openPullRequestsUrl(repo: string): string {
  return `https://github.com/${repo}/pulls`;
}
