import nock from "nock";
import type { PullRequestState } from "../../src/github/pull-request-state.ts";
import { readPullRequestState } from "../../src/github/pull-request-state.ts";
import { openReviewSite } from "../../src/github/review-site.ts";
import type { Annotation } from "../../src/report/annotation.ts";
import { COMMENT_MARKER } from "../../src/report/comment.ts";
import { neutralPublication, type Publication } from "../../src/report/publication.ts";
import { endOfStandIn, GitHubStandIn, REF, sha } from "./github-stand-in.ts";

const HEAD = sha("a");
const CREATE_RUN = "POST /repos/{owner}/{repo}/check-runs";
const FIND_RUNS = "GET /repos/{owner}/{repo}/commits/{ref}/check-runs";
const UPDATE_RUN = "PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}";
const CREATE_COMMENT = "POST /repos/{owner}/{repo}/issues/{issue_number}/comments";
const UPDATE_COMMENT = "PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}";
const DELETE_COMMENT = "DELETE /repos/{owner}/{repo}/issues/comments/{comment_id}";
const EDIT_COMMENT = "PATCH /repos/{owner}/{repo}/pulls/comments/{comment_id}";
const ADD_LABELS = "POST /repos/{owner}/{repo}/issues/{issue_number}/labels";
const REACT = "POST /repos/{owner}/{repo}/issues/comments/{comment_id}/reactions";
const CREATE_REVIEW = "POST /repos/{owner}/{repo}/pulls/{pull_number}/reviews";

let github: GitHubStandIn;
beforeEach(() => {
  github = new GitHubStandIn();
});
afterEach(() => {
  expect(github.problems).toEqual([]);
  nock.cleanAll();
});
afterAll(endOfStandIn);

const annotation = (line: number): Annotation => ({
  path: "torchvision/models/foo.py",
  startLine: line,
  endLine: line,
  level: "warning",
  title: "Weights meta complete",
  message: `line ${line}`,
});
const fingerprint = (line: number, rule = "weights-meta-complete") => `${rule}:${String(line).padStart(16, "0")}`;
const inlineAt = (line: number): Publication["inline"][number] => ({
  path: "torchvision/models/foo.py",
  line,
  side: "RIGHT",
  body: `Say more.\n\n<!-- weighbridge:finding ${fingerprint(line)} -->`,
  fingerprint: fingerprint(line),
  otherwise: annotation(line),
});

function publication(
  over: Partial<Omit<Publication, "check">> & { check?: Partial<Publication["check"]> } = {},
): Publication {
  const { check, ...rest } = over;
  const inline = over.inline ?? [];
  return {
    comment: `${COMMENT_MARKER}\nThree things to do.`,
    standingComment: undefined,
    inline,
    standing: { fingerprints: inline.map((one) => one.fingerprint), unjudgedRules: [] },
    labels: { add: [], remove: [] },
    ...rest,
    check: {
      title: "3 of 14 requirements missing",
      summary: "Three are missing.",
      text: "Details.",
      conclusion: "failure",
      annotations: [],
      actions: [{ label: "Re-check", description: "Review once more", identifier: "recheck" }],
      ...check,
    },
  };
}

const site = () => openReviewSite(github.client(), REF);
const state = (): Promise<PullRequestState> => readPullRequestState(github.client(), REF);

describe("begin", () => {
  test("a new head gets its check in one request", async () => {
    await site().begin(HEAD, { isNewHead: true });
    expect(github.count).toBe(1);
    expect(github.bodies(CREATE_RUN)).toEqual([
      expect.objectContaining({
        name: "weighbridge",
        head_sha: HEAD,
        status: "in_progress",
        external_id: "acme/vision#7",
      }),
    ]);
  });

  test("a known run costs nothing, in a later work too", async () => {
    await site().begin(HEAD, { isNewHead: true });
    github.forget();
    await site().begin(HEAD);
    expect(github.count).toBe(0);
  });

  test("a head that may have one is looked at first", async () => {
    await site().begin(HEAD, { isNewHead: true });
    github.store.entries.clear();
    github.forget();
    await site().begin(HEAD);
    expect(github.writes()).toEqual([]);
    expect(github.runs).toHaveLength(1);
  });

  test("an answer that was lost after the check was made does not make a second one", async () => {
    github.fail(CREATE_RUN, "lost-after");
    await expect(site().begin(HEAD, { isNewHead: true })).rejects.toMatchObject({ cause: "answer-lost" });
    await site().begin(HEAD, { isNewHead: true });
    await site().publish(HEAD, publication());
    expect(github.runs).toMatchObject([{ status: "completed", conclusion: "failure" }]);
  });

  test("a request that never left is made again", async () => {
    github.fail(CREATE_RUN, "refused-before");
    await expect(site().begin(HEAD, { isNewHead: true })).rejects.toMatchObject({ cause: "network-error" });
    await site().begin(HEAD, { isNewHead: true });
    expect(github.runs).toHaveLength(1);
  });

  test("a run of another pull request with the same head, or of another app, is not ours", async () => {
    const other = {
      head_sha: HEAD,
      name: "weighbridge",
      status: "completed",
      conclusion: "success",
      text: "",
      title: "",
    };
    github.runs.push({ ...other, id: 1, external_id: "acme/vision#8", app: REF.appId, annotations: [] });
    github.runs.push({ ...other, id: 2, external_id: "acme/vision#7", app: 1, annotations: [] });
    await site().begin(HEAD);
    expect(github.runs).toHaveLength(3);
    expect(github.runs[2]).toMatchObject({ external_id: "acme/vision#7", status: "in_progress" });
  });

  test("asked for again, a finished run is opened and written once more though nothing changed", async () => {
    await site().publish(HEAD, publication());
    github.forget();
    await site().begin(HEAD, { restart: true });
    expect(github.runs).toMatchObject([{ status: "in_progress" }]);
    await site().publish(HEAD, publication());
    expect(github.runs).toMatchObject([{ status: "completed", conclusion: "failure" }]);
    expect(github.writes()).toEqual([`${UPDATE_RUN} in_progress`, `${UPDATE_RUN} completed`]);
    github.forget();
    await site().publish(HEAD, publication());
    expect(github.writes()).toEqual([]);
  });

  test("a fork's commit that GitHub does not know yet is waited for", async () => {
    const unknown = { answer: { status: 422, body: { message: "No commit found for SHA: aaaa" } } };
    github.fail(CREATE_RUN, unknown);
    await expect(site().begin(HEAD, { isNewHead: true })).rejects.toMatchObject({ cause: "commit-not-there" });
    github.fail(FIND_RUNS, unknown);
    await expect(site().begin(HEAD, { isNewHead: true })).rejects.toMatchObject({ cause: "commit-not-there" });
    await site().begin(HEAD, { isNewHead: true });
    expect(github.runs).toHaveLength(1);
  });

  test("a repository that is gone is nothing to work on", async () => {
    github.fail(CREATE_RUN, { answer: { status: 404, body: { message: "Not Found" } } });
    await expect(site().begin(HEAD, { isNewHead: true })).rejects.toMatchObject({ cause: "not-found" });
  });

  test("asked for again, a check goes in progress without waiting for what is not urgent", async () => {
    const works = await Promise.all(
      Array.from({ length: 3 }, async (_, index) => {
        const one = openReviewSite(github.client(), { ...REF, number: 7 + index });
        await one.begin(HEAD, { isNewHead: true });
        return one;
      }),
    );
    github.forget();
    await Promise.all([
      site().react(1, "eyes"),
      site().react(2, "eyes"),
      ...works.map((one) => one.begin(HEAD, { restart: true })),
    ]);
    expect(github.bodies(UPDATE_RUN).map((one) => one.status)).toEqual(["in_progress", "in_progress", "in_progress"]);
    // The reactions alone wait for each other.
    expect(github.clock.slept).toEqual([1_000]);
  });
});

describe("publish", () => {
  const whole = () => publication({ inline: [inlineAt(1), inlineAt(2)], labels: { add: ["new model"], remove: [] } });

  test("check, comment, inline comments and labels, each in one write", async () => {
    const published = await site().publish(HEAD, whole(), { state: await state() });
    expect(github.writes()).toEqual([`${CREATE_RUN} completed`, CREATE_COMMENT, CREATE_REVIEW, ADD_LABELS]);
    expect(published).toEqual({ check: true, comment: true, inline: 2, refused: 0, mended: 0, reopened: 0, labels: 1 });
    expect(github.bodies(CREATE_REVIEW)[0]).toMatchObject({ commit_id: HEAD, event: "COMMENT" });
  });

  test("the second time nothing is written, even with the store lost", async () => {
    await site().publish(HEAD, whole());
    github.store.entries.clear();
    github.forget();
    await site().publish(HEAD, { ...whole(), labels: { add: [], remove: [] } });
    expect(github.writes()).toEqual([]);
  });

  test("another verdict is written into the same run and the same comment", async () => {
    await site().publish(HEAD, whole());
    const changed = publication({
      comment: `${COMMENT_MARKER}\nAll is well.`,
      inline: whole().inline,
      check: { title: "All 14 requirements met", conclusion: "success" },
    });
    await site().publish(HEAD, changed);
    expect(github.runs).toMatchObject([{ conclusion: "success", title: "All 14 requirements met" }]);
    expect(github.comments).toMatchObject([{ body: `${COMMENT_MARKER}\nAll is well.` }]);
    expect(github.threads).toHaveLength(2);
  });

  test.each([CREATE_RUN, CREATE_COMMENT, CREATE_REVIEW])("no double when the answer to %s is lost", async (kind) => {
    github.fail(kind, "lost-after");
    await expect(site().publish(HEAD, whole())).rejects.toMatchObject({ cause: "answer-lost" });
    await site().publish(HEAD, whole());
    expect(github.runs).toHaveLength(1);
    expect(github.comments).toHaveLength(1);
    expect(github.threads).toHaveLength(2);
  });

  test("a run whose conclusion GitHub will not change is followed by a new one", async () => {
    await site().publish(HEAD, publication());
    github.freezesFinishedRuns = true;
    const changed = publication({ check: { conclusion: "success", annotations: [annotation(3)] } });
    await site().publish(HEAD, changed);
    expect(github.runs).toMatchObject([{ conclusion: "failure" }, { conclusion: "success", status: "completed" }]);
    expect(github.runs[1]?.annotations).toHaveLength(1);
    github.forget();
    await site().publish(HEAD, changed);
    expect(github.writes()).toEqual([]);
  });

  test("what is said of a head that is no longer the newest goes to that head's run", async () => {
    await site().begin(sha("c"), { isNewHead: true });
    await site().publish(sha("c"), publication(), { state: await state() });
    expect(github.runs).toMatchObject([{ head_sha: sha("c"), status: "completed" }]);
  });

  test("a merge queue's commit gets the check alone", async () => {
    expect(await site().publishCheck(sha("d"), publication().check)).toBe(true);
    expect(await site().publishCheck(sha("d"), publication().check)).toBe(false);
    expect(github.runs).toMatchObject([{ head_sha: sha("d"), external_id: "acme/vision#7", conclusion: "failure" }]);
    expect(github.comments).toEqual([]);
  });

  test("when no review could be made the check says so and all else stays", async () => {
    await site().publish(HEAD, whole());
    await site().publishCheck(HEAD, neutralPublication("The policy is not valid.").check);
    await site().publish(HEAD, neutralPublication("The policy is not valid."));
    expect(github.runs).toMatchObject([{ conclusion: "neutral", title: "No review could be made" }]);
    expect(github.comments).toMatchObject([{ body: `${COMMENT_MARKER}\nThree things to do.` }]);
    expect(github.threads.every((one) => !one.resolved)).toBe(true);
  });

  test.each([CREATE_RUN, CREATE_COMMENT, ADD_LABELS])("what %s does not find is no end of the work", async (kind) => {
    github.fail(kind, { answer: { status: 404, body: { message: "Not Found" } } });
    await expect(site().publish(HEAD, whole())).rejects.toMatchObject({ cause: "unprocessable" });
    expect(github.runs).toHaveLength(kind === CREATE_RUN ? 0 : 1);
  });

  test("an installation that is gone is the end of the work", async () => {
    const gone = openReviewSite(github.client(404), REF);
    await expect(gone.publishCheck(HEAD, publication().check)).rejects.toMatchObject({ cause: "not-found" });
  });

  test("labels that no longer fit are taken away, and one that is gone already is no error", async () => {
    github.labels = ["incomplete"];
    const path = "DELETE /repos/{owner}/{repo}/issues/{issue_number}/labels/{name}";
    github.fail(path, { answer: { status: 404, body: { message: "Label does not exist" } } });
    await site().publish(HEAD, publication({ labels: { add: [], remove: ["gone", "incomplete"] } }));
    expect(github.labels).toEqual([]);
  });
});

describe("annotations", () => {
  const many = (count: number) => Array.from({ length: count }, (_, index) => annotation(index + 1));

  test.each([
    [50, 1],
    [51, 2],
    [120, 3],
  ])("%i annotations take %i requests, and stand once each", async (count, requests) => {
    await site().begin(HEAD, { isNewHead: true });
    await site().publish(HEAD, publication({ check: { annotations: many(count) } }));
    expect(github.bodies(UPDATE_RUN)).toHaveLength(requests);
    expect(new Set(github.runs[0]?.annotations.map((one) => one.start_line)).size).toBe(count);
    expect(github.runs[0]?.annotations).toHaveLength(count);
    expect(github.bodies(UPDATE_RUN).map((one) => one.status)).toEqual([
      ...Array.from({ length: requests - 1 }, () => undefined),
      "completed",
    ]);
    github.forget();
    await site().publish(HEAD, publication({ check: { annotations: many(count) } }));
    expect(github.writes()).toEqual([]);
  });

  test("only what is new is sent to a run that has some; what no longer applies is said", async () => {
    await site().publish(HEAD, publication({ check: { annotations: [annotation(1), annotation(2)] } }));
    await site().publish(HEAD, publication({ check: { annotations: [annotation(2), annotation(3)] } }));
    expect(github.runs[0]?.annotations.map((one) => one.start_line)).toEqual([1, 2, 3]);
    expect(github.runs[0]?.text).toContain("1 annotation of an earlier review of this commit no longer applies.");
  });

  test("an answer lost between two requests sends none twice", async () => {
    await site().begin(HEAD, { isNewHead: true });
    github.fail(UPDATE_RUN, "lost-after");
    const full = publication({ check: { annotations: many(120) } });
    await expect(site().publish(HEAD, full)).rejects.toMatchObject({ cause: "answer-lost" });
    expect(github.runs).toMatchObject([{ status: "in_progress" }]);
    await site().publish(HEAD, full);
    expect(github.runs[0]?.annotations).toHaveLength(120);
    expect(github.runs).toMatchObject([{ status: "completed" }]);
  });

  test("what stands twice on a place counts once", async () => {
    await site().publish(HEAD, publication({ check: { annotations: [annotation(1), annotation(1)] } }));
    expect(github.runs[0]?.annotations).toHaveLength(1);
    expect(github.runs[0]?.text).not.toContain("not annotated");
  });

  test("a draft that becomes ready says nothing twice on a line", async () => {
    const draft = many(80).map((one) => ({ ...one, level: "notice" as const }));
    await site().publish(HEAD, publication({ check: { conclusion: "neutral", annotations: draft } }));
    await site().publish(HEAD, publication({ check: { conclusion: "failure", annotations: many(80) } }));
    expect(github.runs[0]?.annotations).toHaveLength(80);
    expect(github.runs[0]?.text).not.toContain("no longer");
  });

  test("however often what is found changes, none that stands is sent again", async () => {
    const standing = many(40);
    for (let round = 0; round < 9; round++) {
      const fresh = many(100).map((one) => ({ ...one, message: `round ${round}, ${one.message}` }));
      await site().publish(HEAD, publication({ check: { annotations: [...standing, ...fresh] } }));
      expect(github.runs[0]?.annotations).toHaveLength(40 + 100 * (round + 1));
    }
    expect(github.runs[0]?.text).toContain("460 annotations of an earlier review of this commit no longer apply.");
    github.store.entries.clear();
    await site().publish(HEAD, publication({ check: { annotations: standing } }));
    expect(github.runs[0]?.annotations).toHaveLength(940);
  });

  test("beyond three hundred they stand in the text alone", async () => {
    await site().publish(HEAD, publication({ check: { annotations: many(310) } }));
    expect(github.runs[0]?.annotations).toHaveLength(300);
    expect(github.runs[0]?.text).toContain("10 further places not annotated.");
  });
});

describe("the one comment", () => {
  test("a stranger's comment with our marker is never touched", async () => {
    const planted = { id: 1, author: "weighbridge", type: "User" as const, body: `${COMMENT_MARKER}\nAll is well.` };
    github.comments.push(planted, { ...planted, id: 2, author: "other-app", type: "Bot" });
    await site().publish(HEAD, publication());
    expect(github.comments.map((one) => one.body)).toEqual([
      `${COMMENT_MARKER}\nAll is well.`,
      `${COMMENT_MARKER}\nAll is well.`,
      `${COMMENT_MARKER}\nThree things to do.`,
    ]);
  });

  test("is put right when someone edited it, and made anew when someone deleted it", async () => {
    await site().publish(HEAD, publication());
    const [comment] = github.comments;
    if (comment !== undefined) comment.body = `${COMMENT_MARKER}\nNothing to see.`;
    await site().publish(HEAD, publication());
    expect(github.comments).toMatchObject([{ body: `${COMMENT_MARKER}\nThree things to do.` }]);
    const known = await state();
    github.comments = [];
    await site().publish(HEAD, publication({ comment: `${COMMENT_MARKER}\nTwo things to do.` }), { state: known });
    expect(github.comments).toMatchObject([{ body: `${COMMENT_MARKER}\nTwo things to do.` }]);
  });

  test("line ends do not count as a change", async () => {
    await site().publish(HEAD, publication());
    const [comment] = github.comments;
    if (comment !== undefined) comment.body = comment.body.replaceAll("\n", "\r\n");
    github.forget();
    await site().publish(HEAD, publication());
    expect(github.writes()).toEqual([]);
  });

  test("shrinks when it is no longer needed, and is not made for that", async () => {
    const unneeded = publication({ comment: undefined, standingComment: `${COMMENT_MARKER}\nNothing to do.` });
    await site().publish(HEAD, unneeded);
    expect(github.comments).toEqual([]);
    await site().publish(HEAD, publication());
    await site().publish(HEAD, unneeded);
    expect(github.comments).toMatchObject([{ body: `${COMMENT_MARKER}\nNothing to do.` }]);
  });

  test("a second one of ours is taken away", async () => {
    const ours = { author: "weighbridge", type: "Bot" as const, body: `${COMMENT_MARKER}\nOld.` };
    github.comments.push({ ...ours, id: 1 }, { ...ours, id: 2 });
    await site().publish(HEAD, publication());
    expect(github.comments).toMatchObject([{ id: 1, body: `${COMMENT_MARKER}\nThree things to do.` }]);
  });

  test("a double that is gone already keeps nothing from being shown", async () => {
    const ours = { author: "weighbridge", type: "Bot" as const, body: `${COMMENT_MARKER}\nOld.` };
    github.comments.push({ ...ours, id: 1 }, { ...ours, id: 2 });
    github.fail(DELETE_COMMENT, { answer: { status: 404, body: { message: "Not Found" } } });
    const published = await site().publish(HEAD, publication({ inline: [inlineAt(1)] }));
    expect(published).toMatchObject({ comment: true, inline: 1 });
  });

  const beyond = async () => ({ ...(await state()), comment: undefined, otherComments: [], commentsComplete: false });

  test("is kept where it stands further back than the conversation is read", async () => {
    await site().publish(HEAD, publication());
    const two = publication({ comment: `${COMMENT_MARKER}\nTwo things to do.` });
    expect(await site().publish(HEAD, two, { state: await beyond() })).toMatchObject({ comment: true });
    expect(github.comments).toMatchObject([{ body: `${COMMENT_MARKER}\nTwo things to do.` }]);
    github.forget();
    expect(await site().publish(HEAD, two, { state: await beyond() })).toMatchObject({ comment: false });
    expect(github.writes()).toEqual([]);
  });

  test("is not made twice when nobody knows whether it stands further back", async () => {
    await site().publish(HEAD, publication());
    github.store.entries.clear();
    await site().publish(HEAD, publication({ comment: `${COMMENT_MARKER}\nTwo.` }), { state: await beyond() });
    expect(github.comments).toHaveLength(1);
  });

  test("is made anew when the one that is remembered was deleted", async () => {
    await site().publish(HEAD, publication());
    github.comments = [];
    const two = publication({ comment: `${COMMENT_MARKER}\nTwo things to do.` });
    await site().publish(HEAD, two, { state: await beyond() });
    expect(github.comments).toMatchObject([{ body: `${COMMENT_MARKER}\nTwo things to do.` }]);
    github.comments = [];
    await site().publish(HEAD, two);
    expect(github.comments).toHaveLength(1);
  });

  test("is known without its marker, and gets it back", async () => {
    await site().publish(HEAD, publication());
    const [comment] = github.comments;
    if (comment !== undefined) comment.body = "A maintainer's words.";
    await site().publish(HEAD, publication());
    expect(github.comments).toMatchObject([{ id: comment?.id, body: `${COMMENT_MARKER}\nThree things to do.` }]);
  });
});

describe("a locked conversation", () => {
  const refused = (status: number, message: string) => ({ answer: { status, body: { message } } });
  const locked = refused(403, "Unable to create comment because issue is locked.");

  test.each([
    ["403", locked],
    ["422", refused(422, "Validation Failed: lock prevents review")],
  ])("is left alone, and what has no place on a line is annotated (%s)", async (_, refusal) => {
    github.fail(CREATE_COMMENT, locked);
    github.fail(CREATE_REVIEW, refusal);
    await site().publish(HEAD, publication({ inline: [inlineAt(1)] }));
    expect(github.runs).toMatchObject([{ status: "completed", annotations: [{ start_line: 1 }] }]);
    github.forget();
    github.fail(CREATE_COMMENT, locked);
    await site().publish(HEAD, publication({ inline: [inlineAt(1)] }));
    expect(github.writes()).toEqual([CREATE_COMMENT]);
  });

  test.each([
    [403, "Unable to create reaction because issue is locked"],
    [403, "Resource not accessible by integration"],
    [404, "Not Found"],
    [422, "Validation Failed"],
  ])("a reaction that is refused (%i %s) fails nothing", async (status, message) => {
    github.fail(REACT, refused(status, message));
    await site().react(9, "+1");
    expect(github.reactions).toEqual([]);
  });

  test("a reaction that meets a limit, or an outage, is made later", async () => {
    github.fail(REACT, refused(403, "You have exceeded a secondary rate limit."));
    await expect(site().react(9, "+1")).rejects.toMatchObject({ cause: "secondary-limit" });
    github.clock.advance(60_000);
    github.fail(REACT, refused(502, ""));
    await expect(site().react(9, "+1")).rejects.toMatchObject({ cause: "bad-gateway" });
  });

  test("its comment and its threads stay as they are, and it forbids nothing elsewhere", async () => {
    await site().publish(HEAD, publication({ inline: [inlineAt(1), inlineAt(2)] }));
    github.pull = { locked: true };
    github.mayResolve = false;
    github.fail(UPDATE_COMMENT, locked);
    github.fail(EDIT_COMMENT, locked);
    github.forget();
    const nothing = publication({ comment: `${COMMENT_MARKER}\nNothing to do.` });
    expect(await site().publish(HEAD, nothing)).toMatchObject({ comment: false, mended: 0 });
    expect(github.bodies(EDIT_COMMENT)).toHaveLength(1);
    github.pull = {};
    github.mayResolve = true;
    expect(await site().publish(HEAD, nothing)).toMatchObject({ mended: 2 });
    expect(github.threads.map((each) => each.resolved)).toEqual([true, true]);
  });

  test("a refusal that speaks of a lock forbids nothing elsewhere either", async () => {
    await site().publish(HEAD, publication({ inline: [inlineAt(1)] }));
    const errors = [{ type: "FORBIDDEN", path: ["t0"], message: "This conversation has been locked" }];
    github.fail("WeighbridgeThreads", { answer: { status: 200, body: { data: { t0: null }, errors } } });
    github.fail(EDIT_COMMENT, locked);
    expect(await site().publish(HEAD, publication())).toMatchObject({ mended: 0 });
    expect(await site().publish(HEAD, publication())).toMatchObject({ mended: 1 });
    expect(github.threads.map((each) => each.resolved)).toEqual([true]);
  });

  test("labels that it does not let be set fail nothing", async () => {
    github.fail(ADD_LABELS, locked);
    const labelled = publication({ labels: { add: ["new model"], remove: [] } });
    expect(await site().publish(HEAD, labelled)).toMatchObject({ labels: 0 });
  });
});

describe("inline comments", () => {
  const five = () => publication({ inline: [1, 2, 3, 4, 5].map(inlineAt) });

  test("one line that GitHub refuses does not lose the others; it becomes an annotation", async () => {
    github.badLines.add(3);
    const published = await site().publish(HEAD, five());
    expect(github.threads.map((one) => one.line).sort()).toEqual([1, 2, 4, 5]);
    expect(github.runs[0]?.annotations.map((one) => one.start_line)).toEqual([3]);
    expect(published).toMatchObject({ inline: 4, refused: 1 });
    github.forget();
    await site().publish(HEAD, five());
    expect(github.writes()).toEqual([]);
  });

  test("what is refused throughout costs no more than twelve requests", async () => {
    const thirty = publication({ inline: Array.from({ length: 30 }, (_, index) => inlineAt(index + 1)) });
    for (let line = 1; line <= 30; line++) github.badLines.add(line);
    await site().publish(HEAD, thirty);
    expect(github.bodies(CREATE_REVIEW)).toHaveLength(12);
    expect(github.runs[0]?.annotations).toHaveLength(30);
  });

  test("a refusal that is not about a place is not tried again line by line", async () => {
    github.fail(CREATE_REVIEW, { answer: { status: 422, body: { message: "Validation Failed: body is too long" } } });
    await site().publish(HEAD, five());
    expect(github.bodies(CREATE_REVIEW)).toHaveLength(1);
  });

  test("at most thirty; what is beyond is annotated", async () => {
    const forty = publication({ inline: Array.from({ length: 40 }, (_, index) => inlineAt(index + 1)) });
    await site().publish(HEAD, forty);
    expect(github.threads.map((one) => one.line)).toEqual(Array.from({ length: 30 }, (_, index) => index + 1));
    expect(github.runs[0]?.annotations.map((one) => one.start_line)).toEqual(
      Array.from({ length: 10 }, (_, index) => index + 31),
    );
    github.forget();
    await site().publish(HEAD, forty);
    expect(github.writes()).toEqual([]);
  });

  test("a review that GitHub finds no place for becomes annotations", async () => {
    github.fail(CREATE_REVIEW, { answer: { status: 404, body: { message: "Not Found" } } });
    expect(await site().publish(HEAD, five())).toMatchObject({ comment: true, inline: 0, refused: 5 });
    expect(github.runs[0]?.annotations).toHaveLength(5);
  });

  test("none is posted again: not when it was resolved, nor when it was deleted", async () => {
    await site().publish(HEAD, five());
    const [first, ...others] = github.threads;
    if (first !== undefined) Object.assign(first, { resolved: true, resolvedBy: "grace" });
    github.threads = first === undefined ? [] : [first, ...others.slice(1)];
    github.forget();
    await site().publish(HEAD, five());
    expect(github.writes()).toEqual([]);
    expect(github.threads).toHaveLength(4);
  });

  test("a stranger's fingerprint stops nothing, and his thread stays open", async () => {
    github.threads.push({
      ...{ id: "PRRT_1", commentId: 1, path: "x", line: 1, author: "mallory", type: "User" },
      ...{ body: inlineAt(1).body, resolved: false, resolvedBy: null },
    });
    await site().publish(HEAD, publication({ inline: [inlineAt(1)] }));
    expect(github.threads).toHaveLength(2);
    await site().publish(HEAD, publication());
    expect(github.threads.map((one) => one.resolved)).toEqual([false, true]);
  });
});

describe("mended findings", () => {
  const two = () => publication({ inline: [inlineAt(1), inlineAt(2)] });
  const one = () => publication({ inline: [inlineAt(2)] });

  test("their threads are resolved in one request", async () => {
    await site().publish(HEAD, two());
    github.forget();
    expect(await site().publish(HEAD, one())).toMatchObject({ mended: 1 });
    expect(github.writes()).toEqual(["mutation"]);
    expect(github.threads.map((each) => each.resolved)).toEqual([true, false]);
  });

  test("what could not be judged this time is not mended", async () => {
    await site().publish(HEAD, two());
    const unjudged = { fingerprints: [], unjudgedRules: ["weights-meta-complete"] };
    await site().publish(HEAD, publication({ standing: unjudged }));
    expect(github.threads.every((each) => !each.resolved)).toBe(true);
  });

  test("what has come back is opened again, unless a person closed it", async () => {
    await site().publish(HEAD, two());
    await site().publish(HEAD, publication());
    expect(github.threads.map((each) => each.resolved)).toEqual([true, true]);
    const [first] = github.threads;
    if (first !== undefined) first.resolvedBy = "grace";
    expect(await site().publish(HEAD, two())).toMatchObject({ reopened: 1 });
    expect(github.threads.map((each) => each.resolved)).toEqual([true, false]);
  });

  test("where the App may not resolve, its own comment says so once, and is put back if the finding returns", async () => {
    github.mayResolve = false;
    await site().publish(HEAD, two());
    await site().publish(HEAD, one());
    expect(github.threads[0]?.body).toContain("**Settled:** this no longer applies.");
    expect(github.threads[0]?.body).toContain(fingerprint(1));
    github.forget();
    await site().publish(HEAD, one());
    expect(github.writes()).toEqual([]);
    await site().publish(HEAD, two());
    expect(github.threads.map((each) => each.body)).toEqual([inlineAt(1).body, inlineAt(2).body]);
  });

  test("it is put back too if the finding returns where no comment has a place", async () => {
    github.mayResolve = false;
    await site().publish(HEAD, two());
    await site().publish(HEAD, one());
    const [first] = github.threads;
    if (first !== undefined) first.body = first.body.replaceAll("\n", "\r\n");
    const standing = { fingerprints: [fingerprint(1), fingerprint(2)], unjudgedRules: [] };
    const returned = publication({ inline: [inlineAt(2)], standing });
    expect(await site().publish(HEAD, returned)).toMatchObject({ reopened: 1 });
    expect(github.threads[0]?.body.replaceAll("\r\n", "\n")).toBe(inlineAt(1).body);
    github.forget();
    await site().publish(HEAD, returned);
    expect(github.writes()).toEqual([]);
  });

  test("where the App may not resolve, all thirty of a review are left as mended at once", async () => {
    github.mayResolve = false;
    const thirty = publication({ inline: Array.from({ length: 30 }, (_, index) => inlineAt(index + 1)) });
    await site().publish(HEAD, thirty);
    expect(await site().publish(HEAD, publication())).toMatchObject({ mended: 30 });
    expect(github.threads.filter((each) => !each.body.includes("**Settled:**"))).toEqual([]);
  });

  test("all thirty are resolved at once where it may", async () => {
    const thirty = publication({ inline: Array.from({ length: 30 }, (_, index) => inlineAt(index + 1)) });
    await site().publish(HEAD, thirty);
    github.forget();
    expect(await site().publish(HEAD, publication())).toMatchObject({ mended: 30 });
    expect(github.writes()).toEqual(["mutation", "mutation"]);
    expect(github.threads.every((each) => each.resolved)).toBe(true);
  });

  test("what we resolved is opened again though GitHub does not say who did", async () => {
    await site().publish(HEAD, two());
    await site().publish(HEAD, publication());
    for (const each of github.threads) each.resolvedBy = null;
    expect(await site().publish(HEAD, two())).toMatchObject({ reopened: 2 });
    // Closed again, and this time not by us.
    for (const each of github.threads) each.resolved = true;
    expect(await site().publish(HEAD, two())).toMatchObject({ reopened: 0 });
  });
});

describe("commands", () => {
  test("a reaction, and a reply that is given once though its answer was lost", async () => {
    await site().react(9, "+1");
    github.fail(CREATE_COMMENT, "lost-after");
    await expect(site().reply(9, "Only people with write access can do this.")).rejects.toMatchObject({
      cause: "answer-lost",
    });
    await site().reply(9, "Only people with write access can do this.");
    await site().reply(9, "Only people with write access can do this.");
    expect(github.reactions).toEqual(["+1"]);
    expect(github.comments).toHaveLength(1);
  });

  test.each([
    [{ permission: "write", role_name: "maintain" }, "maintain"],
    [{ permission: "read", role_name: "triage" }, "triage"],
    [{ permission: "write", role_name: "release-captain" }, "write"],
    [{ permission: "admin" }, "admin"],
  ])("%j is %s", async (role, expected) => {
    github.permissionRole = role;
    expect(await site().permissionOf("grace")).toBe(expected);
  });

  test("who is no collaborator may do nothing", async () => {
    expect(await site().permissionOf("nobody")).toBe("none");
  });
});
