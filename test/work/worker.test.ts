import { WorkError } from "../../src/queue/retry-causes.ts";
import { RULES } from "../../src/rules/index.ts";
import { Permits } from "../../src/work/permits.ts";
import type { ReviewRecord } from "../../src/work/review-record.ts";
import type { WorkEvent } from "../../src/work/work-event.ts";
import { createWorker } from "../../src/work/worker.ts";
import { comment, FakeGitHub, HEAD, jobOf, memoryStorage, NEXT_HEAD, REPO, reviewEvent } from "./fake-github.ts";

const GROUP = "c".repeat(40);
const signal = new AbortController().signal;

function setUp() {
  const github = new FakeGitHub();
  const storage = memoryStorage();
  const records: ReviewRecord[] = [];
  const errors: unknown[] = [];
  const worker = createWorker({
    github,
    ...storage,
    rules: RULES,
    permits: new Permits(2),
    observe: (record, error) => {
      records.push(record);
      if (error !== undefined) errors.push(error);
    },
  });
  const run = (events: readonly WorkEvent[], over = {}) => worker(jobOf(events, over), signal);
  const pull = github.pulls.get(12);
  if (pull === undefined) throw new Error("no pull request");
  return { github, pull, ...storage, records, errors, worker, run };
}

test("opened: the check begins before anything is read, and ends with the review and one record", async () => {
  const { github, run, records } = setUp();
  expect(await run([reviewEvent()])).toEqual({ outcome: "done" });
  expect(github.did).toEqual(["begin a", "publish a neutral"]);
  expect(github.published.get(HEAD)?.check.title).toMatch(/ of \d+ requirements missing$/);
  expect(records).toEqual([
    {
      key: `${REPO}#12`,
      deliveries: ["guid-1"],
      installation: 5,
      repo: REPO,
      pullRequest: 12,
      headSha: HEAD,
      because: ["pull_request.opened"],
      attempt: 1,
      outcome: "done",
      conclusion: "neutral",
      kind: "new-architecture",
      beganMs: expect.any(Number),
      milliseconds: expect.any(Number),
      waitedMs: expect.any(Number),
      requests: { reads: 1, writes: 2, conditional: 3 },
    },
  ]);
});

test("edited: nothing is begun, the check that stands is kept until the new one is made", async () => {
  const { github, run } = setUp();
  await run([reviewEvent({ because: "pull_request.edited" })]);
  expect(github.did).toEqual(["publish a neutral"]);
});

test("asked again: the check begins again", async () => {
  const { github, run } = setUp();
  await run([reviewEvent({ because: "check_run.rerequested", asked: true })]);
  expect(github.did).toEqual(["begin a again", "publish a neutral"]);
});

test("a pushed commit that GitHub does not show yet is waited for, and not called superseded", async () => {
  const { github, pull, run } = setUp();
  pull.headSha = NEXT_HEAD;
  const lag = { outcome: "retry", cause: "github-unavailable", afterMs: 2_000 };
  for (const attempt of [1, 2, 3]) expect(await run([reviewEvent()], { attempt })).toEqual(lag);
  pull.headSha = HEAD;
  expect(await run([reviewEvent()], { attempt: 4 })).toEqual({ outcome: "done" });
  expect(github.did.at(-1)).toBe("publish a neutral");
});

test("a pull request that was opened and that GitHub does not show yet is waited for", async () => {
  const { github, run, records } = setUp();
  const pulls = [...github.pulls];
  github.pulls.clear();
  expect(await run([reviewEvent()])).toMatchObject({ outcome: "retry" });
  for (const [number, one] of pulls) github.pulls.set(number, one);
  expect(await run([reviewEvent()], { attempt: 2 })).toEqual({ outcome: "done" });
  github.pulls.clear();
  expect(await run([reviewEvent()], { attempt: 4 })).toEqual({ outcome: "done" });
  expect(records.at(-1)?.skipped).toBe("gone");
});

test("a head that was left behind is told so, and the newer one is reviewed", async () => {
  const { github, pull, run } = setUp();
  pull.headSha = NEXT_HEAD;
  await run([reviewEvent()], { attempt: 4 });
  expect(github.did).toEqual(["begin a", "begin b", "end a neutral", "publish b neutral"]);
  expect(github.published.get(HEAD)?.check.title).toBe("Superseded by a newer commit");
});

test("a check that an earlier try began is ended when a newer push comes in between", async () => {
  const { github, pull, run } = setUp();
  github.fails.set("readState", () => new WorkError("bad-gateway", "502"));
  await run([reviewEvent()]);
  github.fails.clear();
  pull.headSha = NEXT_HEAD;
  await run([reviewEvent(), reviewEvent({ because: "pull_request.synchronize", head: NEXT_HEAD })]);
  expect(github.did).toEqual(["begin a", "begin b", "end a neutral", "publish b neutral"]);
});

test("a commit of a fork that cannot be found yet is waited for while it is the head", async () => {
  const { github, pull, run } = setUp();
  github.fails.set("begin", () => new WorkError("commit-not-there", "422"));
  expect(await run([reviewEvent()])).toMatchObject({ outcome: "retry", cause: "commit-not-there" });
  github.fails.clear();
  expect(await run([reviewEvent()], { attempt: 2 })).toEqual({ outcome: "done" });
  expect(github.did).toEqual(["begin a", "publish a neutral"]);
  github.fails.set("begin", () => new WorkError("commit-not-there", "422"));
  pull.headSha = NEXT_HEAD;
  expect(await run([reviewEvent()], { attempt: 4 })).toEqual({ outcome: "done" });
  expect(github.did.at(-1)).toBe("publish b neutral");
});

test("a pull request that was closed meanwhile: its check is ended, nothing is reviewed", async () => {
  const { github, pull, run, records } = setUp();
  pull.state = "closed";
  await run([reviewEvent()]);
  expect(github.did).toEqual(["begin a", "end a neutral"]);
  expect(records[0]).toMatchObject({ skipped: "closed", outcome: "done" });
  expect(await run([reviewEvent({ because: "issues" })])).toEqual({ outcome: "done" });
});

test("a verdict that stands outlives the merge, also when the run that showed it is tried again", async () => {
  const { github, pull, run } = setUp();
  github.fails.set("comment", () => new WorkError("bad-gateway", "502"));
  expect(await run([reviewEvent()])).toMatchObject({ outcome: "retry" });
  github.fails.clear();
  pull.state = "merged";
  expect(await run([reviewEvent()], { attempt: 2 })).toEqual({ outcome: "done" });
  expect(github.did).toEqual(["begin a", "publish a neutral", "begin a"]);
});

test("who asks again after the merge gets a review", async () => {
  const { github, pull, run } = setUp();
  pull.state = "merged";
  await run([reviewEvent({ because: "check_run.rerequested", asked: true })]);
  expect(github.did).toEqual(["begin a again", "publish a neutral"]);
});

test("a merge group whose check is asked for again gets the verdict again", async () => {
  const { github, pull, run } = setUp();
  pull.policy = { file: "p.yml", text: "enforce: true" };
  await run([{ type: "merge-group", installation: 5, repo: REPO, number: 12, head: GROUP, asked: true }]);
  expect(github.did).toEqual(["begin c again", "publish a failure", "check c failure"]);
});

test("a pull request that is gone", async () => {
  const { github, run, records } = setUp();
  github.pulls.clear();
  expect(
    await run([{ type: "comment", installation: 5, repo: REPO, number: 12, because: "issue_comment.created" }]),
  ).toEqual({
    outcome: "done",
  });
  expect(records[0]?.skipped).toBe("gone");
});

test("a merge group gets the pull request's own verdict on its commit, merged already or not", async () => {
  const { github, pull, run } = setUp();
  pull.policy = { file: "p.yml", text: "enforce: true" };
  await run([{ type: "merge-group", installation: 5, repo: REPO, number: 12, head: GROUP }]);
  expect(github.did).toEqual(["begin c", "publish a failure", "check c failure"]);
  github.did.length = 0;
  pull.state = "merged";
  await run([{ type: "merge-group", installation: 5, repo: REPO, number: 12, head: GROUP }]);
  expect(github.did.at(-1)).toBe("check c failure");
});

test("a merge group whose pull request is gone still gets an answer", async () => {
  const { github, run } = setUp();
  github.pulls.clear();
  await run([{ type: "merge-group", installation: 5, repo: REPO, number: 12, head: GROUP }]);
  expect(github.did).toEqual(["begin c", "check c neutral"]);
});

describe("failures", () => {
  test("an outage is waited out, in silence", async () => {
    const { github, run, records } = setUp();
    github.fails.set("read", () => new WorkError("github-unavailable", "503"));
    expect(await run([reviewEvent()])).toEqual({ outcome: "retry", cause: "github-unavailable", afterMs: 2_000 });
    expect(github.did).toEqual(["begin a"]);
    expect(records[0]).toMatchObject({ outcome: "retry", cause: "github-unavailable" });
  });

  test("a limit is waited out for as long as GitHub says", async () => {
    const { github, run } = setUp();
    github.fails.set("publish", () => new WorkError("secondary-limit", "slow down", { afterMs: 90_000 }));
    expect(await run([reviewEvent()])).toEqual({ outcome: "retry", cause: "secondary-limit", afterMs: 90_000 });
  });

  test("what fails for good ends in a neutral check that says why", async () => {
    const { github, run, errors } = setUp();
    github.fails.set("read", () => new WorkError("permission-missing", "403"));
    expect(await run([reviewEvent()])).toEqual({ outcome: "failed", cause: "permission-missing" });
    expect(github.did).toEqual(["begin a", "check a neutral"]);
    expect(github.published.get(HEAD)?.check.summary).toContain("lacks a permission");
    expect(errors).toHaveLength(1);
  });

  test("a verdict that was shown stands, with a word about what could not be, and a merge group gets it too", async () => {
    const { github, run, errors, records } = setUp();
    github.fails.set("comment", () => new WorkError("permission-missing", "403"));
    const group = { type: "merge-group", installation: 5, repo: REPO, number: 12, head: GROUP } as const;
    expect(await run([reviewEvent(), group])).toEqual({ outcome: "failed", cause: "permission-missing" });
    expect(github.did).toEqual(["begin a", "begin c", "publish a neutral", "check a neutral", "check c neutral"]);
    for (const sha of [HEAD, GROUP]) {
      const check = github.published.get(sha)?.check;
      expect(check?.title).toMatch(/ of \d+ requirements missing$/);
      expect(check?.summary).toMatch(/^> \[!WARNING\]\n> The verdict stands, .*The App lacks a permission/);
    }
    expect(records[0]).toMatchObject({ outcome: "failed", cause: "permission-missing" });
    expect(errors).toHaveLength(1);
  });

  test("so does what fails without a check begun, and for a merge group", async () => {
    const { github, run } = setUp();
    github.fails.set("read", () => new WorkError("unprocessable", "422"));
    await run([reviewEvent({ because: "pull_request.edited" })]);
    expect(github.did).toEqual(["check a neutral"]);
    github.did.length = 0;
    await run([{ type: "merge-group", installation: 5, repo: REPO, number: 12, head: GROUP }]);
    expect(github.did).toEqual(["begin c", "check a neutral", "check c neutral"]);
  });

  test("what is not found is looked for again, then it is shown and told to the log", async () => {
    const { github, run, errors } = setUp();
    github.fails.set("read", () => new WorkError("not-found", "404"));
    const retry = { outcome: "retry", cause: "not-found", afterMs: 2_000 };
    expect(await run([reviewEvent()])).toEqual(retry);
    expect(await run([reviewEvent()], { attempt: 2 })).toEqual(retry);
    expect(await run([reviewEvent()], { attempt: 3 })).toEqual({ outcome: "failed", cause: "not-found" });
    expect(github.did.at(-1)).toBe("check a neutral");
    expect(errors).toHaveLength(3);
  });

  test("a job whose process died each time is not begun again, but ended in a check that says so", async () => {
    const { github, run, records } = setUp();
    const group = { type: "merge-group", installation: 5, repo: REPO, number: 12, head: GROUP } as const;
    const exhausted = { exhausted: "process-ended" } as const;
    expect(await run([reviewEvent(), group], exhausted)).toEqual({ outcome: "failed", cause: "process-ended" });
    expect(github.did).toEqual(["check a neutral", "check c neutral"]);
    expect(github.published.get(HEAD)?.check.summary).toContain("process ended each time");
    expect(records[0]).toMatchObject({ outcome: "failed", cause: "process-ended", pullRequest: 12 });
    expect(await run([{ type: "ticket", installation: 5, repo: REPO, number: 7 }], exhausted)).toMatchObject({
      outcome: "failed",
    });
    github.fails.set("publishCheck", () => new WorkError("permission-missing", "403"));
    expect(await run([reviewEvent()], exhausted)).toEqual({ outcome: "failed", cause: "process-ended" });
  });

  test("a mistake of ours is tried once more, then it is shown", async () => {
    const { github, run } = setUp();
    github.fails.set("read", () => new TypeError("undefined is not a function"));
    expect(await run([reviewEvent()])).toMatchObject({ outcome: "retry", cause: "bug" });
    expect(await run([reviewEvent()], { attempt: 2 })).toEqual({ outcome: "failed", cause: "bug" });
    expect(github.published.get(HEAD)?.check.summary).not.toContain("undefined is not a function");
  });

  test("a failure that cannot be shown is told to the log with both errors", async () => {
    const { github, run, errors } = setUp();
    github.fails.set("read", () => new WorkError("permission-missing", "403"));
    github.fails.set("publishCheck", () => new WorkError("permission-missing", "403 too"));
    expect(await run([reviewEvent()])).toEqual({ outcome: "failed", cause: "permission-missing" });
    expect(errors[0]).toBeInstanceOf(AggregateError);
  });

  test("an aborted run says nothing and is put back", async () => {
    const { github, worker, records } = setUp();
    const controller = new AbortController();
    github.gathering = async () => controller.abort(new Error("the process must end"));
    await expect(worker(jobOf([reviewEvent()]), controller.signal)).rejects.toThrow("the process must end");
    expect(github.did).toEqual(["begin a"]);
    expect(records).toEqual([]);
  });
});

describe("concurrency", () => {
  test("checks begin for all, reviews wait for a place", async () => {
    const { github, worker } = setUp();
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    github.gathering = () => held;
    const runs = [1, 2, 3, 4].map(() => worker(jobOf([reviewEvent()]), signal));
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(github.did).toEqual(["begin a", "begin a", "begin a", "begin a"]);
    release();
    await Promise.all(runs);
    expect(github.did.filter((one) => one.startsWith("publish"))).toHaveLength(4);
  });
});

describe("policy", () => {
  const policyOf = (text: string) => ({ file: `${REPO}/.github/weighbridge.yml`, text });

  test("an invalid policy is said in the check, and the last good one stays in force", async () => {
    const { github, pull, run } = setUp();
    pull.policy = policyOf("enforce: true\n");
    await run([reviewEvent()]);
    expect(github.published.get(HEAD)?.check.conclusion).toBe("failure");
    pull.policy = policyOf("enforce: perhaps\n");
    await run([reviewEvent()]);
    const { check } = github.published.get(HEAD) ?? {};
    expect(check?.conclusion).toBe("failure");
    expect(check?.summary).toContain("The last policy that was right stays in force.");
    expect(check?.summary).toContain('weighbridge.yml:1:10: enforce: expected true or false, found "perhaps"');
  });

  test("without a good one before it the preset is in force", async () => {
    const { github, pull, run } = setUp();
    pull.policy = policyOf("enforce: [");
    await run([reviewEvent()]);
    expect(github.published.get(HEAD)?.check.conclusion).toBe("neutral");
    expect(github.published.get(HEAD)?.check.summary).toContain("The torchvision preset is in force instead.");
  });

  test("one that GitHub does not show is invalid", async () => {
    const { github, pull, run } = setUp();
    pull.policy = { file: "p.yml", text: undefined };
    await run([reviewEvent()]);
    expect(github.published.get(HEAD)?.check.summary).toContain("a file that GitHub does not show as text");
  });

  test("a pull request that changes it is not reviewed by it, but told what is wrong, on the line", async () => {
    const { github, pull, run } = setUp();
    pull.diff += `diff --git a/.github/weighbridge.yml b/.github/weighbridge.yml
new file mode 100644
--- /dev/null
+++ b/.github/weighbridge.yml
@@ -0,0 +1,2 @@
+enforce: true
+rulez: {}
`;
    await run([reviewEvent()]);
    const { check } = github.published.get(HEAD) ?? {};
    expect(check?.conclusion).toBe("neutral");
    expect(check?.annotations[0]).toMatchObject({
      path: ".github/weighbridge.yml",
      startLine: 2,
      endLine: 2,
      level: "warning",
      message: expect.stringContaining("did you mean rules?"),
    });
    expect(check?.summary).toContain("The policy that this pull request brings is not valid.");
  });
});

describe("commands", () => {
  const onComment: WorkEvent = {
    type: "comment",
    installation: 5,
    repo: REPO,
    number: 12,
    because: "issue_comment.created",
  };

  test("a waiver by somebody with write access holds, shows who and why, and is answered once", async () => {
    const { github, pull, run } = setUp();
    github.permissions.set("keeper", "write");
    pull.comments?.push(comment(1, "keeper", "/weighbridge waive paper-linked it is in the ticket"));
    await run([onComment]);
    await run([onComment]);
    expect(github.did).toEqual(["publish a neutral", "react 1 +1", "publish a neutral"]);
    expect(github.asked).toEqual(["keeper"]);
    const { check } = github.published.get(HEAD) ?? {};
    expect(check?.summary).toContain("it is in the ticket");
    expect(check?.summary).toContain("keeper");
  });

  test("a waiver outlives a lost database and its author's leaving, until it is unwaived", async () => {
    const { github, pull, run, store } = setUp();
    github.permissions.set("keeper", "admin");
    pull.comments?.push(comment(1, "keeper", "/weighbridge waive paper-linked known"));
    await run([onComment]);
    const waived = () => github.published.get(HEAD)?.check.summary.includes("Waived");
    expect(waived()).toBe(true);
    await store.close();
    await run([onComment]);
    expect(waived()).toBe(true);
    github.permissions.set("keeper", "none");
    await run([onComment]);
    expect(waived()).toBe(true);
    github.permissions.set("other", "write");
    pull.comments?.push(comment(2, "other", "/weighbridge unwaive paper-linked"));
    await run([onComment]);
    expect(waived()).toBe(false);
  });

  test("a conversation that is not to be had leaves the waivers as they were", async () => {
    const { github, pull, run } = setUp();
    github.permissions.set("keeper", "admin");
    pull.comments?.push(comment(1, "keeper", "/weighbridge waive paper-linked known"));
    await run([onComment]);
    pull.comments = undefined;
    await run([reviewEvent()]);
    expect(github.published.get(HEAD)?.check.summary).toContain("Waived");
  });

  test("a waiver ends with its comment", async () => {
    const { github, pull, run } = setUp();
    github.permissions.set("keeper", "admin");
    pull.comments?.push(comment(1, "keeper", "/weighbridge waive paper-linked known"));
    await run([onComment]);
    pull.comments = [];
    await run([onComment]);
    expect(github.published.get(HEAD)?.check.summary).not.toContain("Waived");
  });

  test("a stranger is refused with the reason, once", async () => {
    const { github, pull, run } = setUp();
    pull.comments?.push(
      comment(1, "stranger", "/weighbridge waive paper-linked trust me\n/weighbridge kind new-weights"),
    );
    await run([onComment]);
    await run([onComment]);
    expect(github.did).toEqual(["publish a neutral", "reply 1", "react 1 confused", "publish a neutral"]);
    expect(github.replies).toEqual([
      "`waive` is for people with write access to this repository alone. Nothing was changed.\n\n`kind` is for people with write access to this repository alone. Nothing was changed.",
    ]);
    expect(github.published.get(HEAD)?.check.summary).not.toContain("trust me");
  });

  test("the author may ask for a new review, and for nothing else", async () => {
    const { github, pull, run } = setUp();
    pull.comments?.push(comment(1, "Contributor", "/weighbridge recheck"));
    await run([onComment]);
    expect(github.did).toEqual(["publish a neutral", "react 1 +1"]);
    expect(github.asked).toEqual([]);
    pull.comments?.push(comment(2, "contributor", "/weighbridge unwaive paper-linked"));
    await run([onComment]);
    expect(github.did.at(-1)).toBe("react 2 confused");
  });

  test("an edited comment is read anew", async () => {
    const { github, pull, run } = setUp();
    github.permissions.set("keeper", "write");
    pull.comments?.push(comment(1, "keeper", "/weighbridge wave paper-linked known"));
    await run([onComment]);
    expect(github.did).toEqual(["publish a neutral", "reply 1", "react 1 confused"]);
    expect(github.replies).toEqual(['There is no command called "wave". Did you mean waive?']);
    pull.comments = [comment(1, "keeper", "/weighbridge waive paper-linked known")];
    await run([onComment]);
    expect(github.did.slice(3)).toEqual(["publish a neutral", "react 1 +1"]);
  });

  test("a kind that was set holds until it is taken back", async () => {
    const { github, pull, run, records } = setUp();
    github.permissions.set("keeper", "write");
    pull.comments?.push(comment(1, "keeper", "/weighbridge kind not-a-model-contribution"));
    await run([onComment]);
    expect(records.at(-1)?.kind).toBe("not-a-model-contribution");
    expect(github.published.get(HEAD)?.comment).toBeUndefined();
    pull.comments?.push(comment(2, "keeper", "/weighbridge kind auto"));
    await run([onComment]);
    expect(records.at(-1)?.kind).toBe("new-architecture");
  });

  test("help is for everybody", async () => {
    const { github, pull, run } = setUp();
    pull.comments?.push(comment(1, "stranger", "/weighbridge help"));
    await run([onComment]);
    expect(github.did.slice(1)).toEqual(["reply 1", "react 1 +1"]);
    expect(github.replies[0]).toContain("/weighbridge waive REQUIREMENT reason");
  });

  test("a reply repeats nothing that could mention, close or open anything", async () => {
    const { github, pull, run } = setUp();
    pull.comments?.push(comment(1, "stranger", "/weighbridge waive @everyone<b>#1 x"));
    await run([onComment]);
    expect(github.replies[0]).not.toMatch(/@everyone|<b>|#1\b/);
  });

  test("a kill between two answers has none said twice", async () => {
    const { github, pull, run } = setUp();
    pull.comments?.push(comment(1, "stranger", "/weighbridge help"), comment(2, "stranger", "/weighbridge help"));
    github.fails.set("react", () =>
      github.did.includes("react 1 +1") ? new WorkError("network-error", "gone") : (undefined as never),
    );
    expect((await run([onComment])).outcome).toBe("retry");
    github.fails.clear();
    await run([onComment]);
    expect(github.did.filter((one) => one === "react 1 +1")).toHaveLength(1);
    expect(github.did.filter((one) => one === "reply 1")).toHaveLength(1);
  });
});

describe("what is about pull requests that are yet to be found", () => {
  test("a ticket: those that link it are reviewed again", async () => {
    const { run, enqueued } = setUp();
    await run([reviewEvent()]);
    await run([{ type: "ticket", installation: 5, repo: REPO, number: 7 }]);
    await run([{ type: "ticket", installation: 5, repo: REPO, number: 70 }]);
    await run([{ type: "ticket", installation: 6, repo: REPO, number: 7 }]);
    expect(enqueued).toEqual([
      {
        key: `${REPO}#12`,
        lane: "5",
        event: { type: "review", installation: 5, repo: REPO, number: 12, because: "issues" },
      },
    ]);
  });

  test("a ticket that is linked no more, or whose pull request is closed, brings no review", async () => {
    const { pull, run, enqueued } = setUp();
    await run([reviewEvent()]);
    pull.body = "Adds TinyNet. Fixes #8";
    await run([reviewEvent()]);
    await run([{ type: "ticket", installation: 5, repo: REPO, number: 7 }]);
    expect(enqueued).toEqual([]);
    pull.state = "closed";
    await run([reviewEvent()]);
    await run([{ type: "ticket", installation: 5, repo: REPO, number: 8 }]);
    expect(enqueued).toEqual([]);
  });

  test("a commit: found by what was reviewed, else among the open pull requests", async () => {
    const { run, enqueued } = setUp();
    const event: WorkEvent = {
      type: "head",
      installation: 5,
      repo: REPO,
      head: HEAD,
      because: "check_suite.rerequested",
    };
    await run([event]);
    await run([reviewEvent()]);
    await run([event]);
    expect(enqueued.map((job) => job.key)).toEqual([`${REPO}#12`, `${REPO}#12`]);
    expect(enqueued[0]?.event).toMatchObject({ asked: true, head: HEAD });
    await run([{ ...event, head: NEXT_HEAD }]);
    expect(enqueued).toHaveLength(2);
  });

  test("a policy: contributions at once, the others later, other branches not", async () => {
    const { github, pull, run, enqueued } = setUp();
    await run([reviewEvent()]);
    github.pulls.set(13, { ...pull, baseRef: "release" });
    github.pulls.set(14, { ...pull });
    await run([{ type: "policy", installation: 5, repo: REPO, branch: "main" }]);
    expect(enqueued.map(({ key, delayMs }) => [key, delayMs])).toEqual([
      [`${REPO}#12`, undefined],
      [`${REPO}#14`, 5_000],
    ]);
  });

  test("the organisation's policy: contributions of its repositories", async () => {
    const { github, run, enqueued } = setUp();
    await run([reviewEvent()]);
    github.repositories.push("elsewhere/vision");
    await run([{ type: "policy", installation: 5, repo: "acme/.github" }]);
    expect(enqueued.map((job) => job.key)).toEqual([`${REPO}#12`]);
  });

  test("a merge group that cannot be told apart gets a neutral check", async () => {
    const { github, run } = setUp();
    await run([{ type: "unknown-merge-group", installation: 5, repo: REPO, head: GROUP }]);
    expect(github.did).toEqual(["check c neutral"]);
  });

  test("an event that this version cannot read is left to another for some minutes, then to nobody", async () => {
    const { run, github } = setUp();
    const dance = { type: "dance" } as unknown as WorkEvent;
    const waits = { outcome: "retry", cause: "unreadable-event", afterMs: 30_000 };
    expect(await run([reviewEvent(), dance])).toEqual(waits);
    expect(github.did).toEqual([]);
    expect(await run([reviewEvent(), dance], { attempt: 11 })).toEqual({ outcome: "done" });
    expect(github.did).toEqual(["begin a", "publish a neutral"]);
    expect(await run([dance], { attempt: 11 })).toEqual({ outcome: "done" });
  });
});
