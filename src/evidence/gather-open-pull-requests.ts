import { z } from "zod";
import { quoteOf } from "../submission/evidence.ts";
import type { Fact, OpenPullRequest } from "../submission/facts.ts";
import type { PullRequest } from "../submission/pull-request.ts";
import { askGitHub, titleSchema, userSchema } from "./github-answer.ts";
import type { GitHubReader } from "./github-reader.ts";

const PER_PAGE = 100;
const MOST_PAGES = 5;

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
  const url = `https://github.com/${repo}/pulls`;
  progress(`asks GitHub for the open pull requests of ${repo}`);
  const found = new Map<number, OpenPullRequest>();
  let first = "[]";
  for (let page = 1; page <= MOST_PAGES; page += 1) {
    const path = `/repos/${repo}/pulls?state=open&per_page=${PER_PAGE}&page=${page}`;
    const answer = await askGitHub(github, path, pullsSchema);
    if (answer.status === "absent") {
      return { status: "unreachable", reason: `GitHub answered ${answer.code}`, url };
    }
    if (answer.status === "unreachable") return { status: "unreachable", reason: answer.reason, url };
    const before = found.size;
    for (const { number, title, user, draft, html_url } of answer.value) {
      if (found.size === 0) first = title;
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
  found.delete(pullRequest.number);
  return {
    status: "known",
    value: [...found.values()],
    evidence: { source: "url", url, searched: true, quote: quoteOf(first) },
  };
}
