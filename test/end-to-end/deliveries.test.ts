import { randomUUID } from "node:crypto";
import { sign } from "./hook-deliveries.ts";
import { expectWhole, type Scene } from "./scene.ts";
import { playTogether } from "./stage.ts";

const TWO_MISSING = "2 of 12 requirements missing";

async function refusedBody(scene: Scene): Promise<string> {
  scene.world.hooks.hold(scene.repo);
  const { number } = await scene.openPullRequest();
  const body = JSON.stringify((await scene.hook("opened", number)).payload);
  return body;
}

/** Nothing of it was stored: nothing is asked about the repository, and no job was taken in. */
async function expectIgnored(scene: Scene, calls: number): Promise<void> {
  await scene.quiet();
  expect(scene.world.callsOf(scene.repo)).toHaveLength(calls);
  expect(scene.app.log.filter((line) => String(line.keys ?? "").startsWith(`${scene.repo}#`))).toEqual([]);
  expect((await scene.shown(1)).checks).toEqual([]);
}

playTogether(
  {
    "bad signatures are refused, and nothing is stored": async (scene) => {
      const { hooks } = scene.world;
      const body = await refusedBody(scene);
      const calls = scene.world.callsOf(scene.repo).length;
      const statuses = [
        await hooks.post("pull_request", body, { "x-hub-signature-256": sign(body, "another secret") }),
        await hooks.post("pull_request", `${body} `, { "x-hub-signature-256": sign(body) }),
        await hooks.post("pull_request", body, { "x-hub-signature-256": "" }),
        await hooks.post("pull_request", body, { "x-hub-signature-256": "sha256=" }),
        await hooks.post("pull_request", body, {
          "x-hub-signature-256": "sha1=0123456789012345678901234567890123456789",
        }),
      ];
      expect(statuses).toEqual([401, 401, 401, 401, 401]);
      await expectIgnored(scene, calls);
    },

    "what is no delivery of GitHub's is refused": async (scene) => {
      const { hooks } = scene.world;
      const body = await refusedBody(scene);
      const calls = scene.world.callsOf(scene.repo).length;
      expect(await hooks.post("pull_request", "not json")).toBe(400);
      expect(await hooks.post("pull_request", body, { "content-type": "text/plain" })).toBe(415);
      expect(await hooks.post("pull_request", body, { "x-github-delivery": "a b" })).toBe(400);
      expect([413, 0]).toContain(
        await hooks.post("pull_request", JSON.stringify({ much: "x".repeat(11 * 1024 * 1024) })),
      );
      expect(await hooks.post("star", JSON.stringify({ action: "created" }))).toBe(200);
      await expectIgnored(scene, calls);
    },

    "it tells how it is, and no secret": async (scene) => {
      const { number } = await scene.openPullRequest();
      await scene.settled(number);
      const { app, world } = scene;
      expect((await app.get("/healthz")).status).toBe(200);
      expect((await app.get("/readyz")).status).toBe(200);
      const { text } = await app.get("/metrics");
      expect(text).toMatch(/^weighbridge_jobs_total\{outcome="done"/m);
      expect(text).toMatch(/^weighbridge_deliveries_total\{event="pull_request",outcome="stored"\} [1-9]/m);
      const log = JSON.stringify(app.log);
      const [, key = ""] = world.github.privateKey.split("\n");
      for (const secret of [key, "a secret that nobody guesses", "ghs_", "eyJ", "trained with the long recipe"]) {
        expect(log).not.toContain(secret);
      }
      const line = app.log.find((one) => one.key === `${scene.repo}#${number}` && one.conclusion === "failure");
      expect(line).toMatchObject({
        repo: scene.repo,
        pullRequest: number,
        installation: scene.installation,
        apiReads: 4,
        apiWrites: 4,
      });
    },

    "a hundred deliveries of one pull request at once: one review stands": async (scene) => {
      scene.world.hooks.hold(scene.repo);
      const { number } = await scene.openPullRequest();
      const opened = await scene.hook("opened", number);
      const edited = await scene.hook("edited", number, { changes: { body: { from: "" } } });
      const body = JSON.stringify(edited.payload);
      const sent = await Promise.all([
        scene.world.hooks.send(opened).then((one) => one.status),
        ...Array.from({ length: 99 }, () =>
          scene.world.hooks.post("pull_request", body, { "x-github-delivery": randomUUID() }),
        ),
      ]);
      expect(sent.every((status) => status === 202)).toBe(true);
      const shown = await scene.settled(number);
      expectWhole(shown, "failure", TWO_MISSING);
      expect(scene.writes()).toBe(4);
      expect(scene.world.callsOf(scene.repo).length).toBeLessThan(40);
    },
  },
  // As GitHub Enterprise Server lays out its addresses.
  (world) => ({ GITHUB_API_URL: "", GHE_HOST: world.host, GHE_PROTOCOL: "http" }),
);
