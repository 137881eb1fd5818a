import { COMPLETE_FILES } from "./contribution.ts";
import type { ApiCall } from "./faults.ts";
import { expectWhole, isReviewed, type Scene } from "./scene.ts";
import { playApart, type Scenario, type Stage } from "./stage.ts";

const TWO_MISSING = "2 of 12 requirements missing";

const isCheckBegun = (call: ApiCall) => call.method === "POST" && call.path.endsWith("/check-runs");
const isCheckFinished = (call: ApiCall) => call.method === "PATCH" && call.path.includes("/check-runs/");
const isStateRead = (call: ApiCall) => call.operation === "WeighbridgePullRequest";
const isComment = (call: ApiCall) => call.method === "POST" && call.path.endsWith("/comments");
const isReview = (call: ApiCall) => call.method === "POST" && call.path.endsWith("/reviews");

/** Resolves when the App was killed at the request. `done`: GitHub carries it out, and the answer is lost; else it never arrives. */
function killAt(
  scene: Scene,
  { app, world }: Stage,
  name: string,
  matches: (call: ApiCall) => boolean,
  done: boolean,
): Promise<void> {
  return new Promise((resolve) => {
    const kill = async () => {
      await app.kill();
      resolve();
    };
    world.addFault({
      name: `killed at ${name}`,
      matches: (call) => call.repo === scene.repo && matches(call),
      misfortune: { kind: done ? "drop" : "reset" },
      ...(done ? { after: kill } : { before: kill }),
    });
  });
}

/** The App is killed at the request, and started again: all is there once. */
function killedAt(name: string, matches: (call: ApiCall) => boolean, done: boolean): Scenario {
  return async (scene, stage) => {
    await stage.app.start();
    await stage.app.lookedForMissed();
    const killed = killAt(scene, stage, name, matches, done);
    const { number } = await scene.openPullRequest();
    await killed;
    await stage.app.start();
    await stage.app.lookedForMissed();
    const shown = await scene.settled(number);
    expectWhole(shown, "failure", TWO_MISSING);
    expect(shown.inline).toHaveLength(1);
    expect(scene.world.faults.unused).toEqual([]);
    expect(scene.world.errors).toEqual([]);
  };
}

playApart({
  "killed before the first write": killedAt("the check's beginning", isCheckBegun, false),
  "killed when the check was begun, its answer lost": killedAt("the check's beginning", isCheckBegun, true),
  "killed while it read": killedAt("the state", isStateRead, false),
  "killed before the verdict": killedAt("the check's end", isCheckFinished, false),
  "killed when the verdict was written, its answer lost": killedAt("the check's end", isCheckFinished, true),
  "killed before the comment": killedAt("the comment", isComment, false),
  "killed when the comment was written, its answer lost": killedAt("the comment", isComment, true),
  "killed before the inline comments": killedAt("the inline comments", isReview, false),
  "killed when the inline comments were written, their answer lost": killedAt("the inline comments", isReview, true),

  "killed again and again at every write": async (scene, stage) => {
    const { app } = stage;
    const kills = [isCheckBegun, isCheckFinished, isComment].map((matches, index) =>
      killAt(scene, stage, `write ${index + 1}`, matches, true),
    );
    await app.start();
    await app.lookedForMissed();
    const { number } = await scene.openPullRequest();
    for (const killed of kills) {
      await killed;
      await app.start();
    }
    const shown = await scene.settled(number);
    expectWhole(shown, "failure", TWO_MISSING);
    expect(shown.inline).toHaveLength(1);
  },

  "killed right after a delivery was answered": async (scene, { app, world }) => {
    await app.start();
    await app.lookedForMissed();
    world.hooks.hold(scene.repo);
    const { number } = await scene.openPullRequest();
    const opened = await scene.hook("opened", number);
    const { status } = await world.hooks.send(opened);
    await app.kill();
    expect(status).toBe(202);
    world.hooks.release(scene.repo);
    await app.start();
    expectWhole(await scene.settled(number), "failure", TWO_MISSING);
  },

  "SIGTERM drains: what runs is finished, what waits is done after the next start": async (scene, { app, world }) => {
    await app.start();
    await app.lookedForMissed();
    const asked = new Promise<number | null>((resolve) => {
      world.addFault({
        name: "asked to end while it reads",
        matches: (call) => call.repo === scene.repo && isStateRead(call),
        misfortune: { kind: "slow", milliseconds: 500 },
        before: () => {
          void app.stop().then(resolve);
        },
      });
    });
    const { number } = await scene.openPullRequest();
    expect(await asked).toBe(0);
    const drained = await scene.shown(number);
    expectWhole(drained, "failure", TWO_MISSING);
    expect(drained.inline).toHaveLength(1);
    const writes = scene.writes();
    await app.start();
    await app.lookedForMissed();
    await scene.quiet();
    expect(scene.writes()).toBe(writes);
  },

  "a delivery that came while the App was down is found at the start": async (scene, { app, world }) => {
    await app.start();
    await app.lookedForMissed();
    const { number } = await scene.openPullRequest();
    await scene.settled(number);
    await app.stop();
    const missed = await scene.openPullRequest();
    await scene.push(number, COMPLETE_FILES);
    await world.hooks.settle();
    expect(world.hooks.attempts.filter((one) => one.status !== "OK").length).toBeGreaterThanOrEqual(2);
    await app.start();
    await scene.until(missed.number, "the missed pull request's check", isReviewed);
    await app.lookedForMissed();
    expectWhole(await scene.settled(missed.number), "failure", TWO_MISSING);
    expectWhole(await scene.settled(number), "failure", "1 of 12 requirements missing");
    const guids = world.hooks.attempts.filter((one) => one.redelivery).map((one) => one.guid);
    expect(guids.length).toBeGreaterThanOrEqual(2);
    expect(new Set(guids).size).toBe(guids.length);
  },

  "a delivery of which GitHub itself knows nothing: the open pull request is found without a check": async (
    scene,
    { app, world },
  ) => {
    world.hooks.hold(scene.repo);
    const { number } = await scene.openPullRequest();
    await scene.until(number, "the webhook", () => world.hooks.held(scene.repo).length > 0);
    world.hooks.release(scene.repo);
    await app.start();
    expectWhole(await scene.settled(number), "failure", TWO_MISSING);
  },
});
