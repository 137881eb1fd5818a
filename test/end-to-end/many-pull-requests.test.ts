import { expectWhole, type Scene } from "./scene.ts";
import { SCENARIO_TIMEOUT, Stage } from "./stage.ts";
import { waitUntil } from "./wait-until.ts";

const PULLS = 50;
/** GitHub wants a second between two writes of an installation: with ten of them the test takes seconds, not minutes. */
const INSTALLATIONS = 10;

test(
  `${PULLS} pull requests at once, the App killed in the middle: each reviewed, once`,
  async () => {
    const stage = await Stage.open(INSTALLATIONS);
    try {
      const { app, world } = stage;
      const scenes: Scene[] = [];
      for (let index = 0; index < INSTALLATIONS; index++) scenes.push(await stage.scene());
      const killed = new Promise<void>((resolve) => {
        world.addFault({
          name: "killed in the middle",
          matches: (call) => call.method === "POST" && call.path.endsWith("/comments"),
          skip: PULLS / 5,
          misfortune: { kind: "drop" },
          after: async () => {
            await app.kill();
            resolve();
          },
        });
      });
      await app.start();
      const opened = await Promise.all(
        scenes.flatMap((scene) =>
          Array.from({ length: PULLS / INSTALLATIONS }, async () => ({
            scene,
            number: (await scene.openPullRequest()).number,
          })),
        ),
      );
      await killed;
      await app.start();
      for (const { scene, number } of opened) await scene.reviewed(number);
      await scenes[0]?.quiet();
      for (const { scene, number } of opened) {
        const shown = await scene.shown(number);
        expectWhole(shown, "failure", "2 of 12 requirements missing");
        expect(shown.inline).toHaveLength(1);
      }
      expect(world.errors).toEqual([]);
    } finally {
      await stage.close();
    }
  },
  2 * SCENARIO_TIMEOUT,
);

test(
  `${PULLS} pull requests of one installation: their checks are in progress before the twentieth write that has to take its turn`,
  async () => {
    const stage = await Stage.open(1);
    try {
      const { app, world } = stage;
      const scene = await stage.scene();
      await app.start();
      await app.lookedForMissed();
      await Promise.all(Array.from({ length: PULLS }, () => scene.openPullRequest()));
      const isWrite = (call: { readonly method: string }) => call.method === "POST" || call.method === "PATCH";
      const isBeginning = (call: { readonly method: string; readonly path: string }) =>
        call.method === "POST" && call.path.endsWith("/check-runs");
      const writes = await waitUntil("twenty writes in turn", () => {
        const seen = world.callsOf(scene.repo).filter((call) => isWrite(call) && !call.path.endsWith("/graphql"));
        return seen.filter((call) => !isBeginning(call)).length >= 20 ? seen : undefined;
      });
      const begun = writes.filter(isBeginning).length;
      expect(begun).toBe(PULLS);
      expect(world.errors).toEqual([]);
    } finally {
      await stage.close();
    }
  },
  2 * SCENARIO_TIMEOUT,
);
