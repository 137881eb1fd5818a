import { type PostgresServer, startPostgres } from "../queue/postgres-server.ts";
import { AppProcess } from "./app-process.ts";
import { expectWhole, type Scene } from "./scene.ts";
import { SCENARIO_TIMEOUT, Stage } from "./stage.ts";
import { waitUntil } from "./wait-until.ts";

const INSTALLATIONS = 8;
const PULLS = 24;

let postgres: PostgresServer;
beforeAll(async () => {
  postgres = await startPostgres();
}, SCENARIO_TIMEOUT);
afterAll(async () => {
  await postgres.stop();
}, SCENARIO_TIMEOUT);

test(
  "two processes on one PostgreSQL, one of them killed in the middle: each pull request reviewed, once",
  async () => {
    const variables = { DATABASE_URL: await postgres.createDatabase() };
    const stage = await Stage.open(INSTALLATIONS, () => variables);
    const { app, world } = stage;
    const other = new AppProcess(world, variables);
    try {
      const scenes: Scene[] = [];
      for (let index = 0; index < INSTALLATIONS; index++) scenes.push(await stage.scene());
      await other.start();
      const toOther = world.hooks.target;
      await app.start();
      const toApp = world.hooks.target;
      await scenes[0]?.quiet();
      const opened: { readonly scene: Scene; readonly number: number }[] = [];
      for (let index = 0; index < PULLS; index++) {
        const scene = scenes[index % INSTALLATIONS];
        if (scene === undefined) continue;
        world.hooks.target = index % 2 === 0 ? toOther : toApp;
        opened.push({ scene, number: (await scene.openPullRequest()).number });
      }
      const delivered = () => world.hooks.attempts.filter((one) => one.action === "opened").length === PULLS;
      await waitUntil("all deliveries", delivered);
      const hasReviewed = () => other.log.some((line) => line.msg === "pull request reviewed");
      await waitUntil("a review by the process that is to be killed", hasReviewed, () => other.describe());
      await other.kill();
      world.hooks.target = toApp;
      for (const { scene, number } of opened) await scene.reviewed(number);
      await scenes[0]?.quiet();
      for (const { scene, number } of opened) {
        const shown = await scene.shown(number);
        expectWhole(shown, "failure", "2 of 12 requirements missing");
        expect(shown.inline).toHaveLength(1);
      }
      expect(world.errors).toEqual([]);
    } finally {
      await other.dispose();
      await stage.close();
    }
  },
  2 * SCENARIO_TIMEOUT,
);
