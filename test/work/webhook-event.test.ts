import { createRequire } from "node:module";
import { mapWebhook } from "../../src/work/webhook-event.ts";
import { readWorkEvent } from "../../src/work/work-event.ts";

type Payload = Record<string, unknown>;
const examples = createRequire(import.meta.url)("@octokit/webhooks-examples") as readonly {
  readonly name: string;
  readonly examples: readonly Payload[];
}[];

const INSTALLATION = 77;
const APP = 4242;
const POLICY = ".github/weighbridge.yml";
const HEAD = "0123456789abcdef0123456789abcdef01234567";

/** GitHub's own example of an event, with what the case needs laid over it. */
function example(
  name: string,
  action: string | undefined,
  over: (payload: Payload) => void = () => undefined,
): Payload {
  const found = examples.find((one) => one.name === name)?.examples ?? [];
  const chosen = found.find((one) => one.action === action) ?? found[0];
  const payload = structuredClone(chosen) as Payload;
  if (action !== undefined) payload.action = action;
  payload.installation = { id: INSTALLATION, node_id: "x" };
  over(payload);
  return payload;
}

function map(name: string, payload: unknown) {
  return mapWebhook({ name, delivery: "guid-1", payload }, { appId: APP });
}

const part = (payload: Payload, name: string) => payload[name] as Payload;

describe("pull_request", () => {
  const open = (payload: Payload) => {
    part(payload, "pull_request").state = "open";
  };
  test.each([
    "opened",
    "synchronize",
    "reopened",
    "ready_for_review",
    "converted_to_draft",
    "labeled",
    "unlabeled",
    "assigned",
    "unassigned",
    "review_requested",
    "review_request_removed",
  ])("%s is reviewed", (action) => {
    const payload = example("pull_request", action, open);
    const pull = part(payload, "pull_request");
    const repo = String(part(payload, "repository").full_name);
    expect(map("pull_request", payload)).toEqual({
      jobs: [
        {
          key: `${repo}#${pull.number}`,
          lane: "77",
          delivery: "guid-1",
          event: {
            type: "review",
            installation: 77,
            repo,
            number: pull.number,
            because: `pull_request.${action}`,
            head: (pull.head as Payload).sha,
          },
        },
      ],
    });
  });

  test.each([
    ["body", 1],
    ["title", 1],
    ["base", 1],
    ["something_else", 0],
  ])("edited %s: %d job", (what, count) => {
    const payload = example("pull_request", "edited", (one) => {
      open(one);
      one.changes = { [what]: { from: "before" } };
    });
    expect(map("pull_request", payload).jobs).toHaveLength(count);
  });

  test.each(["closed", "locked", "unlocked", "milestoned", "auto_merge_enabled", "enqueued"])(
    "%s is ignored",
    (action) => {
      expect(map("pull_request", example("pull_request", action, open)).jobs).toEqual([]);
    },
  );

  test("an edit of a closed pull request is ignored", () => {
    const payload = example("pull_request", "edited", (one) => {
      part(one, "pull_request").state = "closed";
      one.changes = { body: { from: "" } };
    });
    expect(map("pull_request", payload)).toEqual({ jobs: [], ignored: "the pull request is closed" });
  });
});

describe("issue_comment", () => {
  const onPullRequest = (payload: Payload) => {
    const issue = part(payload, "issue");
    issue.state = "open";
    issue.pull_request = { url: "https://api.github.com/repos/a/b/pulls/1" };
    part(payload, "comment").performed_via_github_app = null;
    part(payload, "comment").user = { login: "somebody", id: 1, type: "User" };
    payload.changes = { body: { from: "before" } };
  };
  const map1 = (action: string, over: (payload: Payload) => void = () => undefined) =>
    map(
      "issue_comment",
      example("issue_comment", action, (payload) => {
        onPullRequest(payload);
        over(payload);
      }),
    );

  test.each(["created", "edited", "deleted"])("%s", (action) => {
    const { jobs } = map1(action);
    expect(jobs).toHaveLength(1);
    expect(jobs[0]?.event).toMatchObject({ type: "comment", because: `issue_comment.${action}` });
  });

  test.each<readonly [string, (payload: Payload) => void]>([
    ["a bot's comment", (one) => Object.assign(part(one, "comment"), { user: { login: "x[bot]", type: "Bot" } })],
    ["our own comment", (one) => Object.assign(part(one, "comment"), { performed_via_github_app: { id: APP } })],
    ["the pull request is closed", (one) => Object.assign(part(one, "issue"), { state: "closed" })],
  ])("%s is ignored", (why, over) => {
    expect(map1("created", over)).toEqual({ jobs: [], ignored: why });
  });

  test("a comment written through another app counts", () => {
    expect(
      map1("created", (one) => Object.assign(part(one, "comment"), { performed_via_github_app: { id: 1 } })).jobs,
    ).toHaveLength(1);
  });

  test("a comment whose author is gone counts", () => {
    expect(map1("created", (one) => Object.assign(part(one, "comment"), { user: null })).jobs).toHaveLength(1);
  });

  test("on an issue it is about the ticket", () => {
    const { jobs } = map1("created", (one) => {
      delete part(one, "issue").pull_request;
    });
    expect(jobs[0]?.event).toMatchObject({ type: "ticket" });
    expect(jobs[0]?.key).toMatch(/^[\w.-]+\/[\w.-]+ ticket \d+$/);
  });
});

describe("check_run and check_suite", () => {
  const ours = (over: Payload) => (payload: Payload) => {
    const check = part(payload, "check_run" in payload ? "check_run" : "check_suite");
    Object.assign(check, { app: { id: APP }, head_sha: HEAD, pull_requests: [], external_id: "" }, over);
  };

  test.each(["rerequested", "requested_action"])("%s names the pull request by our external id", (action) => {
    const payload = example("check_run", action, ours({ external_id: "octo/vision#12" }));
    payload.requested_action = { identifier: "recheck" };
    expect(map("check_run", payload).jobs.map(({ event }) => event)).toEqual([
      {
        type: "review",
        installation: 77,
        repo: part(payload, "repository").full_name,
        number: 12,
        because: `check_run.${action}`,
        head: HEAD,
        asked: true,
      },
    ]);
  });

  test("another app's check is ignored", () => {
    const payload = example("check_run", "rerequested", ours({ app: { id: 1 } }));
    expect(map("check_run", payload)).toEqual({ jobs: [], ignored: "another app's check" });
  });

  test.each(["created", "completed"])("%s is ignored", (action) => {
    expect(map("check_run", example("check_run", action, ours({}))).jobs).toEqual([]);
  });

  test("a fork's commit is looked up by its head", () => {
    const payload = example("check_suite", "rerequested", ours({}));
    const repo = part(payload, "repository").full_name;
    expect(map("check_suite", payload).jobs).toEqual([
      {
        key: `${repo}@${HEAD}`,
        lane: "77",
        delivery: "guid-1",
        event: { type: "head", installation: 77, repo, head: HEAD, because: "check_suite.rerequested" },
      },
    ]);
  });

  test("each pull request of a suite has a job and a delivery of its own; those of forks of the repository have none", () => {
    const payload = example("check_suite", "rerequested");
    const { id } = part(payload, "repository");
    ours({
      pull_requests: [
        { number: 1, base: { repo: { id } } },
        { number: 2, base: { repo: { id } } },
        { number: 3, base: { repo: { id: 999_999 } } },
      ],
    })(payload);
    const { jobs } = map("check_suite", payload);
    expect(jobs.map((job) => job.delivery)).toEqual(["guid-1", "guid-1/1"]);
    expect(jobs.map((job) => job.key.split("#")[1])).toEqual(["1", "2"]);
  });
});

describe("the check of a merge group that is asked for again", () => {
  const branch = "gh-readonly-queue/main/pr-12-0123456789abcdef0123456789abcdef01234567";
  const event = {
    type: "merge-group",
    installation: 77,
    repo: "Codertocat/Hello-World",
    number: 12,
    head: HEAD,
    asked: true,
  };
  test("check_run", () => {
    const payload = example("check_run", "rerequested", (one) => {
      const suite = part(part(one, "check_run"), "check_suite");
      Object.assign(suite, { head_branch: branch });
      Object.assign(part(one, "check_run"), { head_sha: HEAD, external_id: "octo/vision#12", app: { id: APP } });
    });
    expect(map("check_run", payload).jobs.map((job) => job.event)).toEqual([{ ...event, repo: "github/hello-world" }]);
  });
  test("check_suite", () => {
    const payload = example("check_suite", "rerequested", (one) => {
      Object.assign(part(one, "check_suite"), { head_sha: HEAD, head_branch: branch, app: { id: APP } });
    });
    expect(map("check_suite", payload).jobs.map((job) => job.event)).toEqual([event]);
  });
});

describe("merge_group", () => {
  test.each([
    [`refs/heads/gh-readonly-queue/main/pr-104-${HEAD}`, 104],
    [`refs/heads/gh-readonly-queue/release/0.20/pr-7-${HEAD}`, 7],
    [`refs/heads/gh-readonly-queue/a/pr-1-b/pr-9-${HEAD}`, 9],
  ])("%s", (head_ref, number) => {
    const payload = example("merge_group", "checks_requested", (one) => {
      Object.assign(part(one, "merge_group"), { head_ref, head_sha: HEAD });
    });
    const [job] = map("merge_group", payload).jobs;
    expect(job?.event).toMatchObject({ type: "merge-group", number, head: HEAD });
    expect(job?.key.endsWith(`#${number}`)).toBe(true);
  });

  test("a group whose pull request cannot be told still gets a check", () => {
    const payload = example("merge_group", "checks_requested", (one) => {
      Object.assign(part(one, "merge_group"), { head_ref: "refs/heads/elsewhere", head_sha: HEAD });
    });
    expect(map("merge_group", payload).jobs[0]?.event).toMatchObject({ type: "unknown-merge-group", head: HEAD });
  });

  test("destroyed is ignored", () => {
    expect(map("merge_group", example("merge_group", "destroyed")).jobs).toEqual([]);
  });
});

describe("issues", () => {
  test.each(["edited", "closed", "reopened", "assigned", "unassigned"])("%s", (action) => {
    const payload = example("issues", action);
    expect(map("issues", payload).jobs[0]?.event).toEqual({
      type: "ticket",
      installation: 77,
      repo: part(payload, "repository").full_name,
      number: part(payload, "issue").number,
    });
  });
  test.each(["opened", "labeled", "pinned", "deleted"])("%s is ignored", (action) => {
    expect(map("issues", example("issues", action)).jobs).toEqual([]);
  });
});

describe("push", () => {
  const push = (over: Payload, repository: Payload = {}) =>
    map(
      "push",
      example("push", undefined, (payload) => {
        Object.assign(payload, { ref: "refs/heads/main", deleted: false, forced: false, commits: [] }, over);
        Object.assign(part(payload, "repository"), { default_branch: "main" }, repository);
      }),
    );
  const touching = { commits: [{ added: [], modified: ["a.py"], removed: [] }, { modified: [POLICY] }] };

  test("of the policy", () => {
    expect(push(touching).jobs[0]?.event).toMatchObject({ type: "policy", branch: "main" });
    expect(push({ ...touching, ref: "refs/heads/release/1.0" }).jobs[0]?.event).toMatchObject({
      branch: "release/1.0",
    });
  });
  test("whose commits are not all known", () => {
    expect(push({ forced: true }).jobs).toHaveLength(1);
    expect(push({ forced: true, ref: "refs/heads/topic" }).jobs).toEqual([]);
    expect(push({ ...touching, forced: true, ref: "refs/heads/topic" }).jobs).toHaveLength(1);
    expect(push({ commits: Array.from({ length: 2048 }, () => ({})) }).jobs).toHaveLength(1);
  });
  test("of the organisation's policy", () => {
    const { jobs } = push(touching, { name: ".github", full_name: "octo/.github" });
    expect(jobs[0]?.event).toEqual({ type: "policy", installation: 77, repo: "octo/.github" });
    const elsewhere = push({ ...touching, ref: "refs/heads/draft" }, { name: ".github", full_name: "octo/.github" });
    expect(elsewhere.jobs[0]?.event).toMatchObject({ branch: "draft" });
  });
  test.each<readonly [string, Payload]>([
    ["of other files", { commits: [{ modified: ["a.py"] }] }],
    ["of a tag", { ...touching, ref: "refs/tags/v1" }],
    ["that deletes the branch", { ...touching, deleted: true }],
    ["of commits without form", { commits: [null, 7, { added: "x" }] }],
  ])("%s is ignored", (_, over) => {
    expect(push(over).jobs).toEqual([]);
  });
});

describe("installation", () => {
  test.each([
    ["installation", "created", ["Codertocat/Hello-World"]],
    ["installation", "unsuspend", undefined],
    ["installation", "new_permissions_accepted", ["Codertocat/Hello-World"]],
    ["installation_repositories", "added", ["Codertocat/Space"]],
  ])("%s %s", (name, action, repositories) => {
    const named = repositories === undefined ? {} : { repositories };
    const event = { type: "reconcile", installation: 77, ...named };
    expect(map(name, example(name, action)).jobs).toEqual([
      { key: "installation 77", lane: "77", delivery: "guid-1", event },
    ]);
  });
  test.each([
    ["installation", "deleted"],
    ["installation", "suspend"],
    ["installation_repositories", "removed"],
  ])("%s %s is ignored", (name, action) => {
    expect(map(name, example(name, action)).jobs).toEqual([]);
  });
});

test("every example of GitHub's gives jobs that read back as they were, or says why it is ignored", () => {
  let jobs = 0;
  for (const { name, examples: payloads } of examples) {
    for (const payload of payloads) {
      const mapped = map(name, { ...payload, installation: { id: 1 } });
      expect(mapped.jobs.length > 0 || (mapped.ignored ?? "") !== "").toBe(true);
      for (const job of mapped.jobs) {
        expect(readWorkEvent(JSON.parse(JSON.stringify(job.event)))).toEqual(job.event);
        expect(JSON.stringify(job).length).toBeLessThan(600);
        jobs++;
      }
    }
  }
  expect(jobs).toBeGreaterThan(30);
});

test.each<readonly [string, string, unknown]>([
  ["an unknown event", "star", { installation: { id: 1 } }],
  ["a name of Object's", "constructor", { installation: { id: 1 } }],
  ["no installation", "pull_request", { action: "opened" }],
  ["no repository", "pull_request", { action: "opened", installation: { id: 1 } }],
  ["null", "pull_request", null],
  ["a text", "push", "refs/heads/main"],
  [
    "a hostile repository",
    "pull_request",
    example("pull_request", "opened", (one) => {
      part(one, "repository").full_name = "a/b/../../c";
    }),
  ],
  [
    "a hostile head",
    "pull_request",
    example("pull_request", "opened", (one) => {
      (part(one, "pull_request").head as Payload).sha = "$(reboot)";
    }),
  ],
  [
    "a number that is none",
    "issues",
    example("issues", "edited", (one) => {
      part(one, "issue").number = "12";
    }),
  ],
])("%s asks for nothing", (_, name, payload) => {
  const mapped = map(name, payload);
  expect(mapped.jobs).toEqual([]);
  expect(mapped.ignored).toBeTruthy();
});
