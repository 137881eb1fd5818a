import { COMPLETE_FILES } from "./contribution.ts";
import { expectWhole, type Scene } from "./scene.ts";
import { playApart, playTogether } from "./stage.ts";

const ONE_MISSING = "1 of 12 requirements missing";
const NONE_MISSING = /^(?!.*missing)/;
const RULE = "training-command-valid";
const REASON = "the reference script gets the option in the next release";

const reactionsTo = (scene: Scene, id: number) => scene.world.api.reactions.get(id) ?? [];

async function open(scene: Scene): Promise<number> {
  const { number } = await scene.openPullRequest({ files: COMPLETE_FILES });
  expectWhole(await scene.settled(number), "failure", ONE_MISSING);
  return number;
}

/** Says something, and waits until the App has reacted to it and has no more to do. */
async function say(
  scene: Scene,
  number: number,
  by: "writer" | "author" | "stranger",
  body: string,
): Promise<readonly string[]> {
  const { id } = await scene.comment(number, by, body);
  await scene.until(number, `a reaction to ${body}`, () => reactionsTo(scene, id).length > 0);
  await scene.quiet();
  return reactionsTo(scene, id);
}

playTogether({
  "recheck by the author: done, and nothing doubled": async (scene) => {
    const number = await open(scene);
    expect(await say(scene, number, "author", "/weighbridge recheck")).toEqual(["+1"]);
    const shown = await scene.shown(number);
    expectWhole(shown, "failure", ONE_MISSING);
    expect(shown.replies).toEqual([]);
  },

  "recheck and waive by a stranger: refused once, with the reason": async (scene) => {
    const number = await open(scene);
    expect(await say(scene, number, "stranger", "/weighbridge recheck")).toEqual(["confused"]);
    expect(await say(scene, number, "stranger", `/weighbridge waive ${RULE} ${REASON}`)).toEqual(["confused"]);
    await scene.push(number, { "docs/more.md": "More.\n" });
    const shown = await scene.settled(number);
    expectWhole(shown, "failure", ONE_MISSING);
    expect(shown.sticky[0]?.body).not.toContain(REASON);
    expect(shown.replies.map((one) => one.body)).toEqual([
      expect.stringMatching(/^`recheck` is for the author of this pull request and for people with write access/),
      expect.stringMatching(/^`waive` is for people with write access/),
    ]);
  },

  "the author alone may not waive": async (scene) => {
    const number = await open(scene);
    expect(await say(scene, number, "author", `/weighbridge waive ${RULE} ${REASON}`)).toEqual(["confused"]);
    expectWhole(await scene.shown(number), "failure", ONE_MISSING);
  },

  "a waiver shows who, why, survives a push, and ends when it is unwaived": async (scene) => {
    const number = await open(scene);
    expect(await say(scene, number, "writer", `/weighbridge waive ${RULE} ${REASON}`)).toEqual(["+1"]);
    const waived = await scene.shown(number);
    expectWhole(waived, "success", NONE_MISSING);
    expect(waived.sticky[0]?.body).toContain(`waived by \`writer\``);
    expect(waived.sticky[0]?.body).toContain(REASON);
    expect(waived.checks[0]?.output.summary).toContain(REASON);
    const head = await scene.push(number, { "docs/more.md": "More.\n" });
    await scene.until(
      number,
      "the new head's check",
      ({ headSha, checks }) => headSha === head && checks[0]?.status === "completed",
    );
    expectWhole(await scene.settled(number), "success", NONE_MISSING);
    expect(await say(scene, number, "writer", `/weighbridge unwaive ${RULE}`)).toEqual(["+1"]);
    expectWhole(await scene.shown(number), "failure", ONE_MISSING);
  },

  "a waiver ends with the comment that gave it": async (scene) => {
    const number = await open(scene);
    const { id } = await scene.comment(number, "writer", `/weighbridge waive ${RULE} ${REASON}`);
    await scene.until(number, "the waiver", ({ checks }) => checks[0]?.conclusion === "success");
    await scene.quiet();
    await scene.world.github.as("writer", "DELETE", `/repos/${scene.repo}/issues/comments/${id}`);
    await scene.until(number, "the end of the waiver", ({ checks }) => checks[0]?.conclusion === "failure");
    expectWhole(await scene.settled(number), "failure", ONE_MISSING);
  },

  "the kind is set and taken back": async (scene) => {
    const number = await open(scene);
    const { sticky } = await scene.shown(number);
    expect(await say(scene, number, "writer", "/weighbridge kind not-a-model-contribution")).toEqual(["+1"]);
    const none = await scene.shown(number);
    expectWhole(none, "neutral", NONE_MISSING);
    expect(none.sticky[0]?.id).toBe(sticky[0]?.id);
    expect(none.sticky[0]?.body).not.toContain("is no argument");
    expect(await say(scene, number, "writer", "/weighbridge kind auto")).toEqual(["+1"]);
    expectWhole(await scene.shown(number), "failure", ONE_MISSING);
  },

  "help is for everybody, and a mistake gets its remedy": async (scene) => {
    const number = await open(scene);
    expect(await say(scene, number, "stranger", "/weighbridge help")).toEqual(["+1"]);
    expect(await say(scene, number, "writer", "/weighbridge waive training-comand-valid because")).toEqual([
      "confused",
    ]);
    const { replies } = await scene.shown(number);
    expect(replies.map((one) => one.body)).toEqual([
      expect.stringContaining("/weighbridge recheck"),
      expect.stringContaining(`Did you mean ${RULE}?`),
    ]);
  },

  "a stranger's comment that carries our marker is never touched": async (scene) => {
    scene.world.hooks.hold(scene.repo);
    const { number } = await scene.openPullRequest({ files: COMPLETE_FILES });
    const planted = await scene.comment(number, "stranger", "<!-- weighbridge -->\nAll is well with this one.");
    await scene.until(number, "the webhooks", () => scene.world.hooks.held(scene.repo).length >= 2);
    for (const hook of scene.world.hooks.release(scene.repo)) await scene.world.hooks.send(hook);
    await scene.settled(number);
    await scene.edit(number, "Nothing to see.");
    await scene.until(number, "the review of the edit", ({ checks }) => checks[0]?.output.title !== ONE_MISSING);
    const shown = await scene.settled(number);
    expect(shown.sticky).toHaveLength(1);
    expect(shown.comments.find((one) => one.id === planted.id)?.body).toBe(planted.body);
    expect(scene.world.callsOf(scene.repo).filter((call) => call.path.endsWith(`/comments/${planted.id}`))).toEqual([]);
  },

  "the check's button and Re-run: reviewed once more, the same check": async (scene) => {
    const number = await open(scene);
    const [run] = (await scene.shown(number)).checks;
    const { base } = await scene.current(number);
    const frame = { repository: base.repo, installation: { id: scene.installation } };
    const check_run = { ...run, app: { id: 4242 }, pull_requests: [] };
    for (const action of ["requested_action", "rerequested"]) {
      const from = scene.app.log.length;
      await scene.world.hooks.send({
        event: "check_run",
        payload: { action, check_run, requested_action: { identifier: "recheck" }, ...frame },
      });
      await scene.until(number, `an answer to ${action}`, () =>
        scene.app.log
          .slice(from)
          .some(
            (line) => line.because === `check_run.${action}` && line.outcome === "done" && line.repo === scene.repo,
          ),
      );
    }
    const shown = await scene.settled(number);
    expectWhole(shown, "failure", ONE_MISSING);
    expect(shown.checks[0]?.id).toBe(run?.id);
  },
});

playApart({
  "a waiver survives a restart with everything that the App knew deleted": async (scene, { app }) => {
    await app.start();
    const number = await open(scene);
    await say(scene, number, "writer", `/weighbridge waive ${RULE} ${REASON}`);
    await say(scene, number, "stranger", `/weighbridge waive metrics-reported ${REASON}`);
    const before = await scene.shown(number);
    expectWhole(before, "success", NONE_MISSING);
    await app.stop();
    app.forgetEverything();
    await app.start();
    await scene.quiet();
    await scene.push(number, { "docs/more.md": "More.\n" });
    const shown = await scene.settled(number);
    expectWhole(shown, "success", NONE_MISSING);
    expect(shown.sticky[0]?.id).toBe(before.sticky[0]?.id);
    expect(shown.sticky[0]?.body).toContain(REASON);
    expect(shown.replies).toHaveLength(1);
  },
});
