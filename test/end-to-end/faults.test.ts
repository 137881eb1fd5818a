import { COMPLETE_FILES, RIGHT_BODY } from "./contribution.ts";
import { type ApiCall, BAD_GATEWAY, type Misfortune, secondaryLimit } from "./faults.ts";
import { expectWhole, type Scene } from "./scene.ts";
import { playTogether, type Scenario } from "./stage.ts";
import { sleep } from "./wait-until.ts";

const TWO_MISSING = "2 of 12 requirements missing";

const isCheckBegun = (call: ApiCall) => call.method === "POST" && call.path.endsWith("/check-runs");
const isCheckFinished = (call: ApiCall) => call.method === "PATCH" && call.path.includes("/check-runs/");
const isStateRead = (call: ApiCall) => call.operation === "WeighbridgePullRequest";
const isFilesRead = (call: ApiCall) => call.path.endsWith("/files");
const isComment = (call: ApiCall) => call.method === "POST" && call.path.endsWith("/comments");
const isReview = (call: ApiCall) => call.method === "POST" && call.path.endsWith("/reviews");
const isResolving = (call: ApiCall) => call.operation === "WeighbridgeThreads";

function befall(
  scene: Scene,
  name: string,
  matches: (call: ApiCall) => boolean,
  misfortune: Misfortune,
  times = 1,
): void {
  scene.world.addFault({ name, matches: (call) => call.repo === scene.repo && matches(call), misfortune, times });
}

/** Whatever goes wrong once: in the end all is there, once. */
function overcome(name: string, matches: (call: ApiCall) => boolean, misfortune: Misfortune, times = 1): Scenario {
  return async (scene) => {
    befall(scene, `${scene.repo}: ${name}`, matches, misfortune, times);
    const { number } = await scene.openPullRequest();
    await scene.until(number, "the inline comment", ({ inline }) => inline.length > 0);
    const shown = await scene.settled(number);
    expectWhole(shown, "failure", TWO_MISSING);
    expect(shown.inline).toHaveLength(1);
    expect(scene.world.faults.unused.filter((one) => one.startsWith(`${scene.repo}:`))).toEqual([]);
  };
}

const usedUp = (): Misfortune => ({
  kind: "answer",
  answer: {
    status: 403,
    headers: {
      "content-type": "application/json",
      "x-ratelimit-remaining": "0",
      "x-ratelimit-reset": String(Math.ceil(Date.now() / 1000) + 2),
    },
    body: JSON.stringify({ message: "API rate limit exceeded for installation." }),
  },
});
const withoutPermission: Misfortune = {
  kind: "answer",
  answer: {
    status: 403,
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ message: "Resource not accessible by integration" }),
  },
};

playTogether({
  "502 when the check is begun": overcome("502", isCheckBegun, BAD_GATEWAY),
  "502 when the state is read": overcome("502", isStateRead, BAD_GATEWAY),
  "502 twice when the files are read": overcome("502", isFilesRead, BAD_GATEWAY, 2),
  "502 when the verdict is written": overcome("502", isCheckFinished, BAD_GATEWAY),
  "502 when the comment is written": overcome("502", isComment, BAD_GATEWAY),
  "502 when the inline comments are written": overcome("502", isReview, BAD_GATEWAY),

  "the connection breaks before the check is begun": overcome("reset", isCheckBegun, { kind: "reset" }),
  "the connection breaks before the comment is written": overcome("reset", isComment, { kind: "reset" }),

  "the answer to the check is lost": overcome("drop", isCheckBegun, { kind: "drop" }),
  "the answer to the verdict is lost": overcome("drop", isCheckFinished, { kind: "drop" }),
  "the answer to the comment is lost": overcome("drop", isComment, { kind: "drop" }),
  "the answer to the inline comments is lost": overcome("drop", isReview, { kind: "drop" }),
  "the answer to the check breaks off": overcome("cut", isCheckBegun, { kind: "cut" }),
  "the answer to the comment breaks off": overcome("cut", isComment, { kind: "cut" }),
  "the answer to the inline comments breaks off": overcome("cut", isReview, { kind: "cut" }),
  "the answer with the state breaks off": overcome("cut", isStateRead, { kind: "cut" }),
  "the answer to the comment is slow": overcome("slow", isComment, { kind: "slow", milliseconds: 3_000 }),

  "a secondary limit on the comment that says for how long": overcome("limit", isComment, secondaryLimit(2)),
  "the hour's requests are used up": overcome("limit", isStateRead, usedUp()),

  "a secondary limit that does not say for how long is waited out": async (scene) => {
    befall(scene, "limit", isComment, secondaryLimit());
    const { number } = await scene.openPullRequest();
    await scene.until(number, "the check, before the comment", ({ checks }) => checks[0]?.status === "completed");
    const limited = await scene.until(number, "the limit", () =>
      scene.world.callsOf(scene.repo).some((call) => call.fault === "limit"),
    );
    expect(limited.sticky).toEqual([]);
    const calls = scene.world.callsOf(scene.repo).length;
    // An event meanwhile asks nothing of GitHub either: the limit lasts a minute at least.
    await scene.comment(number, "author", "Is anybody there?");
    await scene.until(number, "the delivery", () =>
      scene.app.log.some((line) => line.webhook === "issue_comment" && line.keys === `${scene.repo}#${number}`),
    );
    await sleep(2_000);
    expect(scene.world.callsOf(scene.repo)).toHaveLength(calls);
    await scene.until(number, "the comment", ({ sticky }) => sticky.length > 0);
    const shown = await scene.settled(number);
    expectWhole(shown, "failure", TWO_MISSING);
  },

  "a line that GitHub refuses becomes an annotation, and is not tried again": async (scene) => {
    befall(scene, "refused", isReview, {
      kind: "answer",
      answer: {
        status: 422,
        headers: { "content-type": "application/json" },
        body: JSON.stringify({
          message: "Unprocessable Entity",
          errors: ["Pull request review thread line must be part of the diff"],
        }),
      },
    });
    const { number } = await scene.openPullRequest();
    await scene.until(number, "an annotation", ({ checks }) => checks[0]?.output.annotations_count === 1);
    const shown = await scene.settled(number);
    expectWhole(shown, "failure", TWO_MISSING);
    expect(shown.inline).toEqual([]);
    const reviews = scene.world.callsOf(scene.repo).filter(isReview).length;
    await scene.edit(number, RIGHT_BODY);
    await scene.until(
      number,
      "another verdict",
      ({ checks }) => checks[0]?.output.title === "1 of 12 requirements missing",
    );
    await scene.quiet();
    expect(scene.world.callsOf(scene.repo).filter(isReview)).toHaveLength(reviews);
  },

  "threads that the App may not resolve say that they are settled": async (scene) => {
    const { number } = await scene.openPullRequest();
    await scene.settled(number);
    const forbidden: Misfortune = {
      kind: "answer",
      answer: {
        status: 200,
        headers: { "content-type": "application/json" },
        body: JSON.stringify({
          data: null,
          errors: [{ type: "FORBIDDEN", message: "Resource not accessible by integration", path: ["t0"] }],
        }),
      },
    };
    // The mutation names threads and no repository; no other scene here resolves any.
    scene.world.addFault({ name: "no contents permission", matches: isResolving, misfortune: forbidden });
    await scene.push(number, COMPLETE_FILES);
    const [thread] = (
      await scene.until(number, "the thread says so", ({ inline }) => inline[0]?.body.includes("**Settled:**") === true)
    ).inline;
    expect(thread?.resolved).toBe(false);
    expectWhole(await scene.settled(number), "failure", "1 of 12 requirements missing");
  },

  "a permission that is missing for the files: a neutral check that says so": async (scene) => {
    befall(scene, "no permission", isFilesRead, withoutPermission, 10);
    const { number } = await scene.openPullRequest();
    const shown = await scene.settled(number);
    expect(shown.checks.map((run) => [run.status, run.conclusion, run.output.title])).toEqual([
      ["completed", "neutral", "No review could be made"],
    ]);
    expect(shown.checks[0]?.output.summary).toContain("lacks a permission");
    expect(shown.sticky).toEqual([]);
  },

  "a permission that is missing for the comment alone: the verdict stands": async (scene) => {
    befall(scene, "no permission", isComment, withoutPermission, 10);
    const { number } = await scene.openPullRequest();
    await scene.until(number, "the refusal", () =>
      scene.world.callsOf(scene.repo).some((call) => call.fault !== undefined),
    );
    const shown = await scene.settled(number);
    expect(shown.checks.map((run) => [run.status, run.conclusion])).toEqual([["completed", "failure"]]);
  },
});
