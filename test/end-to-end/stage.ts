import { AppProcess } from "./app-process.ts";
import type { Files } from "./contribution.ts";
import { GitHubWorld } from "./github-world.ts";
import { Scene } from "./scene.ts";

/** Longer than any wait inside a scenario, which tells what it waited for. */
export const SCENARIO_TIMEOUT = 150_000;

/** A world and an App in it. */
export class Stage {
  readonly world: GitHubWorld;
  readonly app: AppProcess;
  #scenes = 0;

  private constructor(world: GitHubWorld, app: AppProcess) {
    this.world = world;
    this.app = app;
  }

  /** Opens both, the App not yet started. */
  static async open(
    scenes: number,
    variables: (world: GitHubWorld) => Readonly<Record<string, string>> = () => ({}),
  ): Promise<Stage> {
    const world = await GitHubWorld.open(scenes);
    return new Stage(world, new AppProcess(world, variables(world)));
  }

  scene(files?: Files): Promise<Scene> {
    return Scene.open(this.world, this.app, ++this.#scenes, files);
  }

  async close(): Promise<void> {
    await this.app.dispose();
    await this.world.close();
  }
}

export type Scenario = (scene: Scene, stage: Stage) => Promise<void>;

/**
 * One test for each scenario, all played at once before one App: each has a repository and an installation of its own, so none
 * disturbs another, and the pauses that GitHub asks for between two writes pass for all at the same time.
 */
export function playTogether(
  scenarios: Readonly<Record<string, Scenario>>,
  variables?: (world: GitHubWorld) => Readonly<Record<string, string>>,
): void {
  const played = new Map<string, Promise<void>>();
  let stage: Stage | undefined;
  beforeAll(async () => {
    const names = Object.keys(scenarios);
    const opened = await Stage.open(names.length, variables);
    stage = opened;
    await opened.app.start();
    await opened.app.lookedForMissed();
    for (const name of names) {
      const playing = opened.scene().then((scene) => scenarios[name]?.(scene, opened));
      playing.catch(() => {});
      played.set(name, playing);
    }
  }, SCENARIO_TIMEOUT);
  for (const name of Object.keys(scenarios)) {
    test(name, async () => await played.get(name), SCENARIO_TIMEOUT);
  }
  afterAll(async () => {
    await stage?.close();
  }, SCENARIO_TIMEOUT);
}

/** Worlds, each with its App, at the same time. */
const APART_AT_ONCE = 4;

/** One test for each scenario, each with a world and an App of its own that is not yet started: for scenarios that kill it. */
export function playApart(scenarios: Readonly<Record<string, Scenario>>): void {
  const names = Object.keys(scenarios);
  const played = new Map<string, Promise<void>>();

  async function play(scenario: Scenario): Promise<void> {
    const stage = await Stage.open(1);
    try {
      await scenario(await stage.scene(), stage);
    } finally {
      await stage.close();
    }
  }

  beforeAll(() => {
    const lanes = Array.from({ length: APART_AT_ONCE }, () => Promise.resolve());
    for (const [index, name] of names.entries()) {
      const lane = index % APART_AT_ONCE;
      const playing = (lanes[lane] ?? Promise.resolve()).then(() => scenarios[name] && play(scenarios[name]));
      played.set(name, playing);
      lanes[lane] = playing.catch(() => {});
    }
  });
  for (const name of names) test(name, async () => await played.get(name), names.length * SCENARIO_TIMEOUT);
}
