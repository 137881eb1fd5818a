import {
  BASE_FILES,
  COMPLETE_FILES,
  type Files,
  LACKING_FILES,
  POLICY_PATH,
  RIGHT_BODY,
  WRONG_BODY,
} from "./contribution.ts";
import { expectWhole, type Scene } from "./scene.ts";
import { playTogether } from "./stage.ts";

/** A host that is never asked: of all evidence only GitHub's own share is gathered, and nothing leaves the machine. */
const elsewhere = (text: string) => text.replace(/https:\/\/[\w.]+/g, "https://files.example");
const filesElsewhere = (files: Files): Files =>
  Object.fromEntries(Object.entries(files).map(([path, text]) => [path, text === null ? null : elsewhere(text)]));
const WITH_EVIDENCE = { ...filesElsewhere(BASE_FILES), [POLICY_PATH]: "enforce: true\n" };

const bodyAbout = (body: string, ticket: number) => elsewhere(body).replaceAll("#4087", `#${ticket}`);

const STATE = "POST WeighbridgePullRequest";

async function openTicket(scene: Scene): Promise<number> {
  const path = `/repos/${scene.repo}/issues`;
  const words = { title: "A longer recipe for kestrel_s", body: "The weights of kestrel_s could be better." };
  const { number } = (await scene.world.github.as("author", "POST", path, words)) as { number: number };
  await scene.comment(number, "owner", "Agreed, please go on.");
  return number;
}

/** The head is looked at once more where a slow machine took seconds for the review: that is left out here. */
const callsSince = (scene: Scene, before: number) =>
  scene.world
    .callsOf(scene.repo)
    .slice(before)
    .map(({ method, path, operation }) => `${method} ${operation ?? path}`)
    .filter((call, at, all) => call !== STATE || all.indexOf(call) === at);

playTogether({
  "a first review with evidence takes eight requests, and one after an edit four": async (scene) => {
    await scene.commit(scene.repo, "main", WITH_EVIDENCE, "owner");
    const ticket = await openTicket(scene);
    await scene.quiet();
    const opened = scene.world.callsOf(scene.repo).length;
    const { number } = await scene.openPullRequest({
      files: filesElsewhere(LACKING_FILES),
      body: bodyAbout(WRONG_BODY, ticket),
    });
    const shown = await scene.settled(number);
    expectWhole(shown, "failure", /^\d+ of \d+ requirements missing$/);
    expect(shown.inline).toHaveLength(1);
    expect(shown.sticky[0]?.body).toContain(`#${ticket}`);
    expect(shown.sticky[0]?.body).toContain("other open pull requests that were looked at");
    expect(callsSince(scene, opened)).toHaveLength(8);

    const edited = scene.world.callsOf(scene.repo).length;
    await scene.edit(number, bodyAbout(RIGHT_BODY, ticket));
    await scene.until(
      number,
      "a comment that follows the edit",
      ({ sticky }) => !sticky[0]?.body.includes("is no argument"),
    );
    await scene.quiet();
    expect(callsSince(scene, edited).length).toBeLessThanOrEqual(4);
  },

  "an agreement on the ticket counts at the next review": async (scene) => {
    await scene.commit(scene.repo, "main", WITH_EVIDENCE, "owner");
    const path = `/repos/${scene.repo}/issues`;
    const words = { title: "Better weights for kestrel_s", body: "Please." };
    const { number: ticket } = (await scene.world.github.as("author", "POST", path, words)) as { number: number };
    const { number } = await scene.openPullRequest({
      files: filesElsewhere(COMPLETE_FILES),
      body: bodyAbout(RIGHT_BODY, ticket),
    });
    const before = await scene.settled(number);
    expect(before.sticky[0]?.body).not.toContain("was discussed with");
    await scene.comment(ticket, "owner", "Agreed.");
    await scene.comment(number, "author", "/weighbridge recheck");
    await scene.until(number, "the agreement", ({ sticky }) => sticky[0]?.body.includes("was discussed with") === true);
  },
});
