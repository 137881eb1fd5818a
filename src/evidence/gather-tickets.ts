import { z } from "zod";
import type { Claims, TicketClaim } from "../submission/claims.ts";
import { quoteOf } from "../submission/evidence.ts";
import type { Fact, TicketFact } from "../submission/facts.ts";
import type { EvidenceBounds } from "./bounds.ts";
import { gatherEach } from "./gather-each.ts";
import {
  askGitHub,
  associationSchema,
  bodySchema,
  type GitHubAnswer,
  titleSchema,
  userSchema,
} from "./github-answer.ts";
import type { GitHubReader } from "./github-reader.ts";

const MOST_TICKETS = 10;
const PER_PAGE = 100;
const MOST_COMMENT_PAGES = 5;

/** GitHub's issue, as far as it is read; a pull request asked for as an issue has `pull_request`. */
const issueSchema = z.object({
  title: titleSchema,
  body: bodySchema,
  state: z.enum(["open", "closed"]),
  state_reason: z.string().max(100).nullish().catch(undefined),
  user: userSchema,
  author_association: associationSchema,
  assignees: z.array(userSchema).catch([]),
  labels: z.array(z.union([z.string(), z.object({ name: z.string() }).transform(({ name }) => name)])).catch([]),
  comments: z.number().int().nonnegative().optional().catch(undefined),
  pull_request: z.unknown().optional(),
  html_url: z.url().max(2048).optional().catch(undefined),
});
type Issue = z.output<typeof issueSchema>;

const commentsSchema = z.array(
  z.object({
    id: z.union([z.number(), z.string()]).optional(),
    user: userSchema,
    author_association: associationSchema,
  }),
);
type Participants = NonNullable<TicketFact["participants"]>;

/**
 * Every claimed ticket as GitHub knows it. `ownRepo` is the repository of the pull request: there a 404 refutes the
 * ticket; elsewhere GitHub also answers 404 for what is private, which proves nothing.
 */
export function gatherTickets(
  claims: Pick<Claims, "tickets">,
  ownRepo: string,
  github: GitHubReader,
  bounds: EvidenceBounds,
  progress: (message: string) => void,
): Promise<ReadonlyMap<string, Fact<TicketFact>>> {
  const limits = { concurrency: bounds.concurrency, seconds: bounds.totalSeconds };
  // The umbrella issue comes last: it is no ticket of its own and its conversation is long.
  const ordered = [...claims.tickets].sort((a, b) => Number(a.isRoadmap) - Number(b.isRoadmap));
  return gatherEach(ordered.slice(0, MOST_TICKETS), limits, (ticket) => {
    progress(`asks GitHub for ${ticket.key}`);
    return gatherTicket(ticket, ownRepo, github);
  });
}

async function gatherTicket(ticket: TicketClaim, ownRepo: string, github: GitHubReader): Promise<Fact<TicketFact>> {
  const issue = `/repos/${ticket.repo}/issues/${ticket.number}`;
  let answer: GitHubAnswer<Issue> = await askGitHub(github, issue, issueSchema);
  let asPullRequest = false;
  if (answer.status === "unreachable" && !answer.recorded) {
    const pull = await askGitHub(github, `/repos/${ticket.repo}/pulls/${ticket.number}`, issueSchema);
    // That there is no such pull request says nothing about an issue.
    if (pull.status === "found") {
      answer = pull;
      asPullRequest = true;
    }
  }
  if (answer.status === "unreachable") return { status: "unreachable", reason: answer.reason, url: ticket.url };
  if (answer.status === "absent") return absentTicket(ticket, answer.code, ownRepo);
  const participants = await gatherParticipants(answer.value, issue, github);
  return knownTicket(ticket, answer.value, asPullRequest, participants);
}

function knownTicket(
  ticket: TicketClaim,
  issue: Issue,
  asPullRequest: boolean,
  participants: Participants | undefined,
): Fact<TicketFact> {
  const isPullRequest = asPullRequest || (issue.pull_request !== undefined && issue.pull_request !== null);
  const reason = issue.state_reason ?? undefined;
  return {
    status: "known",
    value: {
      key: ticket.key,
      isPullRequest,
      title: issue.title,
      body: issue.body,
      state: issue.state,
      ...(reason === undefined ? {} : { stateReason: reason }),
      author: issue.user,
      authorAssociation: issue.author_association,
      assignees: issue.assignees,
      labels: issue.labels,
      ...(participants === undefined ? {} : { participants }),
    },
    evidence: { source: "ticket", url: issue.html_url ?? ticket.url, quote: quoteOf(issue.title) },
  };
}

function absentTicket(ticket: TicketClaim, code: number, ownRepo: string): Fact<TicketFact> {
  if (code === 404 && ticket.repo.toLowerCase() !== ownRepo.toLowerCase()) {
    const reason = "GitHub answers 404: it does not exist or is not public";
    return { status: "unreachable", reason, url: ticket.url };
  }
  return {
    status: "refuted",
    reason: code === 410 ? `${ticket.key} was deleted` : `${ticket.key} does not exist`,
    evidence: { source: "ticket", url: ticket.url, quote: code === 410 ? "410 Gone" : "404 Not Found" },
  };
}

/** Author and commenters; undefined when not every comment could be read, for then an absence proves nothing. */
async function gatherParticipants(issue: Issue, path: string, github: GitHubReader): Promise<Participants | undefined> {
  const author = { login: issue.user, association: issue.author_association };
  if (issue.comments === 0) return [author];
  const byLogin = new Map([[author.login.toLowerCase(), author]]);
  const seen = new Set<string | number>();
  for (let page = 1; page <= MOST_COMMENT_PAGES; page += 1) {
    const answer = await askGitHub(github, `${path}/comments?per_page=${PER_PAGE}&page=${page}`, commentsSchema);
    if (answer.status !== "found") return undefined;
    let fresh = 0;
    for (const comment of answer.value) {
      if (comment.id === undefined || !seen.has(comment.id)) fresh += 1;
      if (comment.id !== undefined) seen.add(comment.id);
      const key = comment.user.toLowerCase();
      const known = byLogin.get(key);
      if (known === undefined || known.association === "NONE") {
        byLogin.set(key, { login: comment.user, association: comment.author_association });
      }
    }
    // A recorded listing answers every page alike, so a page that brings nothing new is the last.
    if (answer.value.length < PER_PAGE || fresh === 0) return [...byLogin.values()];
  }
  return undefined;
}
