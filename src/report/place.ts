import type { Review } from "../engine/review.ts";
import type { Evidence } from "../submission/evidence.ts";
import type { PullRequest } from "../submission/pull-request.ts";
import { codeSpan, link, visible } from "./escape.ts";

/** Where a passage stands, with the address that shows it where the pull request's own pages do. */
export interface Place {
  /** What it is: `description`, `comment 2`, `log`; empty for a file, whose name tells. */
  readonly what: string;
  /** A path or an address as a stranger wrote it. */
  readonly name?: string;
  /** Where in it: `line 14`; empty for the whole. */
  readonly part: string;
  readonly url?: string;
}

/** Address of the pull request, when it is a plain web address. */
export function pullRequestUrl(pullRequest: PullRequest): string | undefined {
  const found = /^https?:\/\/[A-Za-z0-9.:-]+\/[A-Za-z0-9_.-]+\/[A-Za-z0-9_.-]+\/pull\/\d+$/.exec(pullRequest.url);
  return found === null ? undefined : found[0];
}

function fileUrl(pullRequest: PullRequest, sha: string | undefined, evidence: Evidence): string | undefined {
  const pull = pullRequestUrl(pullRequest);
  if (pull === undefined || evidence.path === undefined) return undefined;
  if (sha === undefined || !/^[0-9a-f]{40,64}$/.test(sha)) return `${pull}/files`;
  const path = visible(evidence.path).split("/").map(encodeURIComponent).join("/");
  const from = evidence.line === undefined || evidence.searched === true ? "" : `#L${evidence.line}`;
  const to = evidence.endLine === undefined || from === "" ? "" : `-L${evidence.endLine}`;
  return `${pull.slice(0, pull.lastIndexOf("/pull/"))}/blob/${sha}/${path}${from}${to}`;
}

function lines(evidence: Evidence): string {
  if (evidence.line === undefined || evidence.searched === true) return "";
  return evidence.endLine === undefined ? `line ${evidence.line}` : `lines ${evidence.line} to ${evidence.endLine}`;
}

/** Says where `evidence` stands. Addresses that a stranger chose are named and never linked. */
export function placeOf(evidence: Evidence, { pullRequest }: Pick<Review, "pullRequest">): Place {
  const page = pullRequestUrl(pullRequest);
  const here = page === undefined ? {} : { url: page };
  const part = lines(evidence);
  switch (evidence.source) {
    case "title":
      return { what: "title", part: "", ...here };
    case "description":
      return { what: "description", part, ...here };
    case "comment":
      return { what: `comment ${(evidence.comment ?? 0) + 1}`, part, ...here };
    case "pull-request":
      return { what: "pull request", part: "", ...here };
    case "diff":
    case "head":
    case "base": {
      const before = evidence.source === "base" || evidence.removed === true;
      const url = fileUrl(pullRequest, before ? pullRequest.baseSha : pullRequest.headSha, evidence);
      return {
        what: evidence.path === undefined ? "changes" : "",
        part: [part, before ? "before the change" : ""].filter((one) => one !== "").join(", "),
        ...(evidence.path === undefined ? {} : { name: evidence.path }),
        ...(url === undefined ? {} : { url }),
      };
    }
    case "ticket":
    case "log":
    case "checkpoint":
    case "paper":
    case "url": {
      const name = evidence.url ?? evidence.path;
      const what = evidence.source === "url" ? "address" : evidence.source;
      return { what, part, ...(name === undefined ? {} : { name }) };
    }
  }
}

function put({ what, part }: Place, name: string): string {
  const whole = [what, name].filter((one) => one !== "").join(" ");
  return [whole, part].filter((one) => one !== "").join(", ");
}

/** A place in plain text, for a terminal. Not escaped. */
export function placeText(place: Place): string {
  return put(place, place.name ?? "");
}

/** A place as Markdown, linked where there is an address of the pull request's own. */
export function placeMarkdown(place: Place): string {
  return link(put(place, place.name === undefined ? "" : codeSpan(place.name, 160)), place.url);
}
