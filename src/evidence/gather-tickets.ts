import { z } from "zod";
import type { Claims, TicketClaim } from "../submission/claims.ts";
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
import {
  absentTicket,
  knownTicket,
  MOST_COMMENTS,
  type Participant,
  participantsOf,
  type TicketRecord,
  ticketsToAsk,
} from "./ticket-record.ts";

const PER_PAGE = 100;

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
  return gatherEach(ticketsToAsk(claims), limits, (ticket) => {
    progress(`asks GitHub for ${ticket.key}`);
    return gatherTicket(ticket, ownRepo, github);
  });
}

/** One ticket by REST. Never rejects. */
export async function gatherTicket(
  ticket: TicketClaim,
  ownRepo: string,
  github: GitHubReader,
): Promise<Fact<TicketFact>> {
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
  return knownTicket(ticket, recordOf(answer.value, asPullRequest), participants);
}

function recordOf(issue: Issue, asPullRequest: boolean): TicketRecord {
  const { title, body, state, assignees, labels } = issue;
  return {
    ...{ title, body, state, assignees, labels },
    isPullRequest: asPullRequest || (issue.pull_request !== undefined && issue.pull_request !== null),
    stateReason: issue.state_reason ?? undefined,
    author: issue.user,
    authorAssociation: issue.author_association,
    url: issue.html_url,
  };
}

/** Author and commenters; undefined when not every comment could be read, for then an absence proves nothing. */
async function gatherParticipants(
  issue: Issue,
  path: string,
  github: GitHubReader,
): Promise<readonly Participant[] | undefined> {
  const comments: Participant[] = [];
  const all = () => participantsOf(issue.user, issue.author_association, comments);
  if (issue.comments === 0) return all();
  const seen = new Set<string | number>();
  for (let page = 1; page <= MOST_COMMENTS / PER_PAGE; page += 1) {
    const answer = await askGitHub(github, `${path}/comments?per_page=${PER_PAGE}&page=${page}`, commentsSchema);
    if (answer.status !== "found") return undefined;
    let fresh = 0;
    for (const { id, user, author_association } of answer.value) {
      if (id === undefined || !seen.has(id)) fresh += 1;
      if (id !== undefined) seen.add(id);
      comments.push({ login: user, association: author_association });
    }
    // A recorded listing answers every page alike, so a page that brings nothing new is the last.
    if (answer.value.length < PER_PAGE || fresh === 0) return all();
  }
  return undefined;
}
