import { z } from "zod";
import { APP } from "./emulated-github.ts";
import type { Pull } from "./github-forms.ts";
import type { Hook } from "./hook-deliveries.ts";

const frame = z.looseObject({
  action: z.string().optional(),
  repository: z.looseObject({ id: z.number(), full_name: z.string() }).optional(),
});
const numbered = z.looseObject({ number: z.number() });
const spoken = z.looseObject({ id: z.number(), user: z.looseObject({ type: z.string() }) });
const onCommit = z.looseObject({ head_sha: z.string() });

/** What the emulator's webhooks leave out, and the world remembers or looks up. */
export interface HookKnowledge {
  /** A pull request as it is now; undefined where the number is an issue's. */
  readonly pull: (repo: string, number: number) => Promise<Pull | undefined>;
  /** What the last edit of a pull request or comment (`pull 7`, `comment 12`) replaced. */
  readonly changes: (repo: string, what: string) => unknown;
  /** Commits of a push by the SHA that it led to. */
  readonly commits: (sha: string) => readonly unknown[] | undefined;
  /** Open pull requests of the repository itself, not of forks, with this head. */
  readonly ownPulls: (repo: string, sha: string) => Promise<readonly Pull[]>;
}

async function mendedComment(payload: z.output<typeof frame>, repo: string, known: HookKnowledge) {
  const issue = numbered.parse(payload.issue);
  const comment = spoken.parse(payload.comment);
  const pull = await known.pull(repo, issue.number);
  const app = comment.user.type === "Bot" ? { id: APP.id, slug: APP.slug } : null;
  return {
    ...payload,
    issue: pull === undefined ? issue : { ...issue, pull_request: { html_url: pull.html_url } },
    comment: { ...comment, performed_via_github_app: app },
    ...(payload.action === "edited" ? { changes: known.changes(repo, `comment ${comment.id}`) ?? {} } : {}),
  };
}

/** The emulator's webhook as GitHub would send it; undefined when GitHub would send none. */
export async function mendHook({ event, payload }: Hook, known: HookKnowledge): Promise<Hook | undefined> {
  const framed = frame.parse(payload);
  const { action, repository } = framed;
  if (repository === undefined) return { event, payload };
  const repo = repository.full_name;
  switch (event) {
    case "pull_request": {
      const { number } = numbered.parse(payload.pull_request);
      const pull = await known.pull(repo, number);
      const changes = action === "edited" ? { changes: known.changes(repo, `pull ${number}`) ?? {} } : {};
      return { event, payload: { ...framed, number, pull_request: pull, ...changes } };
    }
    case "issue_comment":
      return { event, payload: await mendedComment(framed, repo, known) };
    case "issues": {
      const { number } = numbered.parse(payload.issue);
      const pull = await known.pull(repo, number);
      // Of pull requests GitHub speaks in events of their own.
      return pull === undefined
        ? { event, payload }
        : { event: "pull_request", payload: { ...framed, number, pull_request: pull } };
    }
    case "push":
      return {
        event,
        payload: { ...framed, forced: false, deleted: false, commits: known.commits(String(payload.after)) ?? [] },
      };
    case "check_run":
    case "check_suite": {
      const about = onCommit.parse(payload[event]);
      const pulls = await known.ownPulls(repo, about.head_sha);
      const pull_requests = pulls.map(({ number, base }) => ({
        number,
        base: { ref: base.ref, repo: { id: base.repo.id } },
      }));
      return {
        event,
        payload: { ...framed, [event]: { ...about, app: { id: APP.id, slug: APP.slug }, pull_requests } },
      };
    }
    default:
      return { event, payload };
  }
}
