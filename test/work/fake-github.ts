import { changedTrees, NO_FILES } from "../../src/intake/changed-trees.ts";
import type { Job, NewJob } from "../../src/queue/queue.ts";
import { WorkError } from "../../src/queue/retry-causes.ts";
import { neutralPublication, type Publication } from "../../src/report/publication.ts";
import type { ConversationEntry } from "../../src/submission/pull-request.ts";
import { readDiff } from "../../src/submission/read-diff.ts";
import type { SubmissionInput } from "../../src/submission/submission.ts";
import { MemoryStore } from "../../src/work/memory-store.ts";
import type {
  AppSite,
  FailedDelivery,
  GitHubPort,
  InstallationSite,
  Permission,
  PullRequestSite,
  PullRequestState,
  SpokenComment,
  UncheckedPullRequest,
} from "../../src/work/ports.ts";
import type { WorkEvent } from "../../src/work/work-event.ts";

export const REPO = "acme/vision";
export const HEAD = "a".repeat(40);
export const NEXT_HEAD = "b".repeat(40);

const MODEL = `diff --git a/torchvision/models/tinynet.py b/torchvision/models/tinynet.py
new file mode 100644
--- /dev/null
+++ b/torchvision/models/tinynet.py
@@ -0,0 +1,9 @@
+from torch import nn
+
+__all__ = ["TinyNet", "tinynet"]
+
+class TinyNet(nn.Module):
+    pass
+
+def tinynet(**kwargs):
+    return TinyNet(**kwargs)
`;

/** A pull request as it stands on the fake GitHub; tests change it at will. */
export interface FakePullRequest {
  state: PullRequestState["state"];
  headSha: string;
  baseRef: string;
  author: string;
  title: string;
  body: string;
  draft: boolean;
  diff: string;
  policy: PullRequestState["policy"];
  /** Undefined: the conversation is not to be had. */
  comments: SpokenComment[] | undefined;
}

function modelContribution(): FakePullRequest {
  return {
    state: "open",
    headSha: HEAD,
    baseRef: "main",
    author: "contributor",
    title: "Add TinyNet",
    body: "Adds TinyNet. Fixes #7",
    draft: false,
    diff: MODEL,
    policy: undefined,
    comments: [],
  };
}

export function comment(id: number, author: string, body: string): SpokenComment {
  return { id, author, body, at: `2026-01-01T00:00:${String(id).padStart(2, "0")}Z` };
}

function inputOf(pull: FakePullRequest, number: number): SubmissionInput {
  const diff = readDiff(pull.diff);
  const trees = changedTrees(diff, NO_FILES, NO_FILES);
  const entries: ConversationEntry[] = (pull.comments ?? []).map((one) => ({
    author: one.author,
    association: "NONE",
    createdAt: one.at,
    kind: "comment",
    body: one.body,
  }));
  return {
    pullRequest: {
      repo: REPO,
      number,
      title: pull.title,
      author: pull.author,
      url: `https://github.com/${REPO}/pull/${number}`,
      labels: [],
      state: pull.state,
      draft: pull.draft,
      requestedReviewers: [],
      assignees: [],
      linkedIssues: [],
      headSha: pull.headSha,
      baseRef: pull.baseRef,
    },
    body: pull.body,
    bodyComplete: true,
    ...(pull.comments === undefined ? {} : { conversation: entries }),
    diff,
    head: trees.head,
    base: trees.base,
  };
}

/** A GitHub in memory behind the ports. `did` lists every write in order; `fails` throws at the named step. */
export class FakeGitHub implements GitHubPort {
  readonly pulls = new Map<number, FakePullRequest>([[12, modelContribution()]]);
  readonly permissions = new Map<string, Permission>();
  readonly did: string[] = [];
  readonly published = new Map<string, Publication>();
  /** Commits on which a check was begun. */
  readonly begun = new Set<string>();
  readonly replies: string[] = [];
  readonly asked: string[] = [];
  readonly fails = new Map<string, () => Error>();
  readonly beforePublish: (() => void)[] = [];
  gathering: () => Promise<void> = () => Promise.resolve();

  #step(name: string): void {
    const error = this.fails.get(name)?.();
    if (error !== undefined) throw error;
  }

  pullRequest(_installation: number, _repo: string, number: number): PullRequestSite {
    const pull = () => this.pulls.get(number);
    return {
      readState: async () => {
        this.#step("readState");
        const one = pull();
        if (one === undefined) return undefined;
        const { state, headSha, baseRef, author, policy, comments } = one;
        return { state, headSha, baseRef, author, policy, comments };
      },
      read: async () => {
        this.#step("read");
        const one = pull();
        if (one === undefined) throw new WorkError("not-found", "gone");
        return inputOf(one, number);
      },
      gather: async () => {
        await this.gathering();
        return {};
      },
      begin: async (sha, { restart }) => {
        this.#step("begin");
        this.begun.add(sha);
        this.did.push(`begin ${sha[0]}${restart ? " again" : ""}`);
      },
      publish: async (sha, publication, onChecked) => {
        this.#step("publish");
        this.did.push(`publish ${sha[0]} ${publication.check.conclusion}`);
        this.published.set(sha, publication);
        onChecked(publication.check);
        this.#step("comment");
      },
      publishCheck: async (sha, check) => {
        this.#step("publishCheck");
        this.did.push(`check ${sha[0]} ${check.conclusion}`);
        this.published.set(sha, { ...neutralPublication(""), check });
      },
      endCheck: async (sha, check) => {
        if (!this.begun.has(sha) || this.published.has(sha)) return;
        this.did.push(`end ${sha[0]} ${check.conclusion}`);
        this.published.set(sha, { ...neutralPublication(""), check });
      },
      permissionOf: async (login) => {
        this.#step("permissionOf");
        this.asked.push(login);
        return this.permissions.get(login) ?? "read";
      },
      react: async (id, reaction) => {
        this.#step("react");
        this.did.push(`react ${id} ${reaction}`);
      },
      reply: async (id, _marker, text) => {
        this.#step("reply");
        this.did.push(`reply ${id}`);
        this.replies.push(text);
      },
      requests: () => ({ reads: 1, writes: 2, conditional: 3 }),
    };
  }

  readonly repositories: string[] = [REPO];
  readonly missed = new Map<string, UncheckedPullRequest[]>();

  installation(): InstallationSite {
    const named = (number: number) => {
      const { headSha = HEAD, baseRef = "main" } = this.pulls.get(number) ?? {};
      return { number, headSha, baseRef };
    };
    return {
      openPullRequests: async () => [...this.pulls.keys()].map(named),
      withoutCheck: async (repo) => this.missed.get(repo) ?? [],
      repositories: async () => this.repositories,
      publishCheck: async (_repo, sha, check) => {
        this.did.push(`check ${sha[0]} ${check.conclusion}`);
      },
      requests: () => ({ reads: 1, writes: 0, conditional: 0 }),
    };
  }

  failed: FailedDelivery[] = [];
  readonly redelivered: number[] = [];

  app(): AppSite {
    return {
      failedDeliveries: async () => this.failed,
      redeliver: async (id) => {
        this.redelivered.push(id);
      },
      installations: async () => [5, 6],
    };
  }
}

/** A store, and a queue that only takes in. */
export function memoryStorage() {
  const enqueued: NewJob[] = [];
  return {
    store: new MemoryStore(),
    enqueued,
    queue: {
      enqueue: async (job: NewJob) => {
        enqueued.push(job);
        return "stored" as const;
      },
    },
  };
}

export function jobOf(events: readonly WorkEvent[], over: Partial<Job> = {}): Job {
  return {
    id: "1",
    key: `${REPO}#12`,
    lane: "5",
    events: JSON.parse(JSON.stringify(events)),
    deliveries: ["guid-1"],
    attempt: 1,
    enqueuedAt: new Date(),
    ...over,
  };
}

export function reviewEvent(over: Partial<Extract<WorkEvent, { type: "review" }>> = {}): WorkEvent {
  return {
    type: "review",
    installation: 5,
    repo: REPO,
    number: 12,
    because: "pull_request.opened",
    head: HEAD,
    ...over,
  };
}
