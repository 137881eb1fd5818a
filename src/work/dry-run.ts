import type { CheckReport, Publication } from "../report/publication.ts";
import type { GitHubPort, PullRequestSite } from "./ports.ts";

function checkHead(sha: string, check: CheckReport): string[] {
  return [
    `check on ${sha}: ${check.conclusion}: ${check.title}`,
    ...check.annotations.map((one) => `annotation ${one.path}:${one.startLine} ${one.level}: ${one.title}`),
  ];
}

function checkAlone(sha: string, check: CheckReport): string {
  return [...checkHead(sha, check), "", check.summary].join("\n");
}

function described(sha: string, { check, comment, inline, labels }: Publication): string {
  return [
    ...checkHead(sha, check),
    ...inline.map((one) => `comment on ${one.path}:${one.line}`),
    ...labels.add.map((label) => `label + ${label}`),
    ...labels.remove.map((label) => `label - ${label}`),
    "",
    check.summary,
    ...(comment === undefined ? [] : ["", "--- comment ---", "", comment]),
  ].join("\n");
}

/** GitHub as it is to read from; what would be written is said instead. */
export function dryRun(github: GitHubPort, say: (text: string) => void): GitHubPort {
  const unwritten = (text: string) => {
    say(`${text}\n`);
    return Promise.resolve();
  };
  return {
    pullRequest(installation, repo, number): PullRequestSite {
      const site = github.pullRequest(installation, repo, number);
      const place = `${repo}#${number}`;
      return {
        readState: () => site.readState(),
        read: (settings) => site.read(settings),
        gather: (submission, policy) => site.gather(submission, policy),
        permissionOf: (login) => site.permissionOf(login),
        requests: () => site.requests(),
        begin: (sha) => unwritten(`${place}: would begin a check on ${sha}`),
        publish: (sha, publication) => unwritten(`${place}: would publish\n${described(sha, publication)}`),
        publishCheck: (sha, check) => unwritten(`${place}: would write the check alone\n${checkAlone(sha, check)}`),
        endCheck: (sha, check) => unwritten(`${place}: would end an unfinished check\n${checkAlone(sha, check)}`),
        react: (id, reaction) => unwritten(`${place}: would react to comment ${id} with ${reaction}`),
        reply: (id, _marker, text) => unwritten(`${place}: would reply to comment ${id}\n${text}`),
      };
    },
    installation(installation) {
      const site = github.installation(installation);
      return {
        openPullRequests: (repo, limit) => site.openPullRequests(repo, limit),
        withoutCheck: (repo) => site.withoutCheck(repo),
        repositories: (limit) => site.repositories(limit),
        requests: () => site.requests(),
        publishCheck: (repo, sha, check) => unwritten(`${repo}: would write the check\n${checkAlone(sha, check)}`),
      };
    },
    app: () => github.app(),
  };
}
