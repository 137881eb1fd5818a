import {
  COMPLETE_FILES,
  LACKING_FILES,
  MODEL_PATH,
  OTHER_FILES,
  POLICY,
  POLICY_PATH,
  RIGHT_BODY,
  WRONG_BODY,
} from "./contribution.ts";
import { APP } from "./emulated-github.ts";
import { expectWhole, isReviewed } from "./scene.ts";
import { playTogether } from "./stage.ts";

const TWO_MISSING = /^2 of 12 requirements missing$/;
const ONE_MISSING = /^1 of 12 requirements missing$/;
const NONE_MISSING = /^(?!.*missing)/;

playTogether({
  "opened: a check in progress, then its verdict, one comment and one inline comment": async (scene) => {
    let begun: unknown;
    scene.world.addFault({
      name: "look at the check before it is finished",
      matches: (call) => call.repo === scene.repo && call.method === "PATCH" && call.path.includes("/check-runs/"),
      misfortune: { kind: "watch" },
      before: async () => {
        begun = (await scene.shown(1)).checks.map(({ status, conclusion }) => [status, conclusion]);
      },
    });
    const before = scene.world.callsOf(scene.repo).length;
    const { number } = await scene.openPullRequest();
    const shown = await scene.settled(number);
    expect(begun).toEqual([["in_progress", null]]);
    expectWhole(shown, "failure", TWO_MISSING);
    expect(shown.sticky[0]?.body).toContain("`--warmup-epochs` is no argument");
    expect(shown.inline.map(({ path, resolved }) => [path, resolved])).toEqual([[MODEL_PATH, false]]);
    const [run] = shown.checks;
    expect(run?.external_id).toBe(`${scene.repo}#${number}`);
    expect(run?.actions).toEqual([expect.objectContaining({ identifier: "recheck" })]);
    expect(scene.writes()).toBe(4);
    const calls = scene.world.callsOf(scene.repo).slice(before);
    expect(calls.map(({ method, path, operation }) => `${method} ${operation ?? path}`)).toHaveLength(8);
  },

  "the description is edited: the same comment, another verdict": async (scene) => {
    const { number } = await scene.openPullRequest({ files: COMPLETE_FILES });
    const before = await scene.settled(number);
    expectWhole(before, "failure", ONE_MISSING);
    const calls = scene.world.callsOf(scene.repo).length;
    await scene.edit(number, RIGHT_BODY);
    await scene.until(number, "a check that follows the edit", ({ checks }) => checks[0]?.conclusion === "success");
    await scene.quiet();
    const after = await scene.shown(number);
    expectWhole(after, "success", NONE_MISSING);
    expect(after.sticky[0]?.id).toBe(before.sticky[0]?.id);
    expect(after.sticky[0]?.body).not.toContain("is no argument");
    expect(after.checks[0]?.id).toBe(before.checks[0]?.id);
    expect(scene.world.callsOf(scene.repo).length - calls).toBeLessThanOrEqual(4);
  },

  "an edit that changes nothing writes nothing": async (scene) => {
    const { number } = await scene.openPullRequest();
    await scene.settled(number);
    const writes = scene.writes();
    await scene.edit(number, WRONG_BODY);
    await scene.until(number, "the edit was looked at", () =>
      scene.app.log.some((line) => line.key === `${scene.repo}#${number}` && line.because === "pull_request.edited"),
    );
    await scene.quiet();
    expect(scene.writes()).toBe(writes);
    expectWhole(await scene.shown(number), "failure", TWO_MISSING);
  },

  "a push: a new check on the new head, and the thread of what is mended is resolved": async (scene) => {
    const { number } = await scene.openPullRequest();
    const before = await scene.settled(number);
    const head = await scene.push(number, COMPLETE_FILES);
    await scene.until(number, "the thread is resolved", ({ inline }) => inline.every((one) => one.resolved));
    const after = await scene.settled(number);
    expect(after.headSha).toBe(head);
    expectWhole(after, "failure", ONE_MISSING);
    expect(after.sticky[0]?.id).toBe(before.sticky[0]?.id);
    expect(after.inline).toHaveLength(1);
    const [old] = await scene.world.api.checkRuns(scene.repo, before.headSha, APP.id);
    expect([old?.status, old?.conclusion]).toEqual(["completed", "failure"]);

    // What comes back is said in its old thread.
    await scene.push(number, LACKING_FILES);
    await scene.until(number, "the thread is open again", ({ inline }) => inline.some((one) => !one.resolved));
    const again = await scene.settled(number);
    expectWhole(again, "failure", TWO_MISSING);
    expect(again.inline).toHaveLength(1);
  },

  "the same delivery three times: one review": async (scene) => {
    scene.world.hooks.hold(scene.repo);
    const { number } = await scene.openPullRequest();
    await scene.until(number, "the webhook", () =>
      scene.world.hooks.held(scene.repo).some((one) => one.event === "pull_request"),
    );
    const opened = scene.world.hooks.release(scene.repo).find((one) => one.event === "pull_request");
    if (opened === undefined) throw new Error("There is no webhook.");
    const { guid, status } = await scene.world.hooks.send(opened);
    const second = await scene.world.hooks.send(opened, guid);
    await scene.settled(number);
    const writes = scene.writes();
    const third = await scene.world.hooks.send(opened, guid);
    expect([status, second.status, third.status]).toEqual([202, 202, 200]);
    const shown = await scene.settled(number);
    expectWhole(shown, "failure", TWO_MISSING);
    expect(scene.writes()).toBe(writes);
    expect(writes).toBe(4);
  },

  "events in the wrong order: the state counts, not the event": async (scene) => {
    const { hooks } = scene.world;
    hooks.hold(scene.repo);
    const { number } = await scene.openPullRequest();
    const first = await scene.hook("opened", number);
    const wrong = await scene.hook("edited", number, { changes: { body: { from: "" } } });
    await scene.edit(number, RIGHT_BODY);
    const head = await scene.push(number, COMPLETE_FILES);
    await scene.until(number, "the webhooks", () => hooks.held(scene.repo).length >= 4);
    const pushed = hooks.release(scene.repo).find((one) => one.payload.action === "synchronize");
    if (pushed === undefined) throw new Error("There is no webhook.");
    await hooks.send(pushed);
    await scene.until(number, "the review of the push", isReviewed);
    await hooks.send(first);
    await hooks.send(wrong);
    const shown = await scene.settled(number);
    expect(shown.headSha).toBe(head);
    expectWhole(shown, "success", NONE_MISSING);
    expect(shown.inline).toEqual([]);
    // The commit that came first is not left waiting.
    const stale = first.payload.pull_request;
    const sha =
      typeof stale === "object" && stale !== null && "head" in stale ? (stale.head as { sha: string }).sha : "";
    const old = await scene.world.api.checkRuns(scene.repo, sha, APP.id);
    expect(old.every((run) => run.status === "completed")).toBe(true);
    expect(old).toHaveLength(1);
  },

  "a fork: reviewed as any other, and its check asked for again": async (scene) => {
    const { number, head } = await scene.openPullRequest({ fork: true });
    expect(head.repo?.full_name).not.toBe(scene.repo);
    const shown = await scene.settled(number);
    expectWhole(shown, "failure", TWO_MISSING);
    const pushed = await scene.push(number, COMPLETE_FILES);
    await scene.until(number, "the new head's check", (one) => one.headSha === pushed && isReviewed(one));
    await scene.quiet();
    const [run] = (await scene.shown(number)).checks;
    const before = scene.app.log.length;
    await scene.world.github.as("owner", "POST", `/repos/${scene.repo}/check-runs/${run?.id}/rerequest`);
    await scene.until(number, "the check was asked for again", () =>
      scene.app.log.slice(before).some((line) => line.because === "check_run.rerequested" && line.outcome === "done"),
    );
    const after = await scene.settled(number);
    expectWhole(after, "failure", ONE_MISSING);
  },

  "a draft: reviewed, and nothing held against it until it is ready": async (scene) => {
    const { number } = await scene.openPullRequest({ draft: true });
    expectWhole(await scene.settled(number), "neutral", TWO_MISSING);
    await scene.setDraft(number, false);
    await scene.until(number, "a verdict", ({ checks }) => checks[0]?.conclusion === "failure");
    await scene.quiet();
    expectWhole(await scene.shown(number), "failure", TWO_MISSING);
  },

  "no contribution of a model: a neutral check, no comment": async (scene) => {
    const { number } = await scene.openPullRequest({ files: OTHER_FILES, title: "Notes", body: "Some notes." });
    const shown = await scene.settled(number);
    expect(shown.checks.map((run) => run.conclusion)).toEqual(["neutral"]);
    expect([shown.comments, shown.inline]).toEqual([[], []]);
  },

  "a merge queue gets the true verdict on its own commit": async (scene) => {
    const { number } = await scene.openPullRequest();
    const { headSha } = await scene.settled(number);
    const group = await scene.commit(
      scene.repo,
      `gh-readonly-queue/main/pr-${number}-${headSha}`,
      LACKING_FILES,
      "owner",
    );
    const { base } = await scene.current(number);
    await scene.world.hooks.send({
      event: "merge_group",
      payload: {
        action: "checks_requested",
        merge_group: {
          head_sha: group,
          head_ref: `refs/heads/gh-readonly-queue/main/pr-${number}-${headSha}`,
          base_sha: base.sha,
          base_ref: "refs/heads/main",
        },
        repository: base.repo,
        installation: { id: scene.installation },
      },
    });
    const runs = () => scene.world.api.checkRuns(scene.repo, group, APP.id);
    await scene.until(number, "the group's check", () =>
      scene.app.log.some((line) => line.because === "merge-group" && line.outcome === "done"),
    );
    const shown = await runs();
    expect(shown.map((run) => [run.status, run.conclusion, run.output.title])).toEqual([
      ["completed", "failure", "2 of 12 requirements missing"],
    ]);
    expectWhole(await scene.settled(number), "failure", TWO_MISSING);
  },

  "a broken policy on the base branch is said, and the last good one stays in force": async (scene) => {
    const { number } = await scene.openPullRequest();
    expectWhole(await scene.settled(number), "failure", TWO_MISSING);
    await scene.commit(scene.repo, "main", { [POLICY_PATH]: `${POLICY}enforced: yes\n` }, "owner");
    const shown = await scene.until(number, "the check speaks of the policy", ({ checks }) =>
      String(checks[0]?.output.summary).includes("not valid"),
    );
    expect(shown.checks[0]?.output.summary).toContain("The last policy that was right stays in force.");
    expect(shown.checks[0]?.output.summary).toContain("enforced");
    // The last good one enforces; the preset would not.
    expectWhole(await scene.settled(number), "failure", TWO_MISSING);
  },

  "a pull request that changes the policy: judged by the base's, its own looked over": async (scene) => {
    const { number } = await scene.openPullRequest({
      files: { ...LACKING_FILES, [POLICY_PATH]: "enforce: false\nrules:\n  weights-meta-complete: of\n" },
    });
    const shown = await scene.settled(number);
    expectWhole(shown, "failure", TWO_MISSING);
    const annotations = shown.checks[0]?.output.annotations;
    expect(annotations).toEqual([expect.objectContaining({ path: POLICY_PATH, start_line: 3 })]);
  },
});
