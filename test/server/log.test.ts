import { openLog, prettyLine } from "../../src/server/log.ts";
import { logNotice, logRun } from "../../src/server/run-record.ts";
import type { ReviewRecord } from "../../src/work/review-record.ts";

function open(logFormat: "json" | "pretty" = "json") {
  const lines: string[] = [];
  return { lines, log: openLog({ logLevel: "debug", logFormat }, (line) => lines.push(line)) };
}

const RECORD: ReviewRecord = {
  key: "acme/vision#12",
  deliveries: ["guid-1", "guid-2"],
  installation: 5,
  repo: "acme/vision",
  pullRequest: 12,
  headSha: "a".repeat(40),
  because: ["pull_request.opened", "pull_request.labeled"],
  attempt: 1,
  outcome: "done",
  conclusion: "neutral",
  kind: "new-weights",
  milliseconds: 1234,
  waitedMs: 5,
  beganMs: 80,
  requests: { reads: 4, writes: 2, conditional: 1 },
};

test("a run is one line with all that operators ask for", () => {
  const { log, lines } = open();
  logRun(log, RECORD);
  expect(lines.map((line) => JSON.parse(line))).toEqual([
    {
      level: 30,
      time: expect.any(Number),
      msg: "pull request reviewed",
      key: "acme/vision#12",
      deliveries: "guid-1,guid-2",
      installation: 5,
      repo: "acme/vision",
      pullRequest: 12,
      headSha: "a".repeat(40),
      because: "pull_request.opened,pull_request.labeled",
      attempt: 1,
      outcome: "done",
      conclusion: "neutral",
      kind: "new-weights",
      ms: 1234,
      waitedMs: 5,
      beganMs: 80,
      apiReads: 4,
      apiWrites: 2,
      apiCached: 1,
    },
  ]);
});

test("an error shows its kind and place, and nothing of the request that met it", () => {
  const { log, lines } = open();
  const error = Object.assign(new Error("403"), {
    status: 403,
    request: { headers: { authorization: "token ghs_secret" } },
    response: { data: "the body of a stranger" },
  });
  logRun(log, { ...RECORD, outcome: "failed", cause: "permission-missing" }, error);
  const [line = ""] = lines;
  expect(JSON.parse(line)).toMatchObject({
    level: 50,
    cause: "permission-missing",
    err: { message: "403", status: 403 },
  });
  expect(line).not.toContain("ghs_secret");
  expect(line).not.toContain("stranger");
});

test("what must not be logged is hidden even if someone tries", () => {
  const { log, lines } = open();
  log.info(
    {
      payload: { body: "secret-1" },
      a: { token: "secret-2" },
      privateKey: "secret-3",
      b: { c: { webhookSecret: "secret-4" } },
    },
    "x",
  );
  expect(lines.join("")).not.toContain("secret-");
});

test("for people: a line without braces", () => {
  const line = prettyLine(
    JSON.stringify({ level: 40, time: 0, msg: "job will be tried again", repo: "a/b", why: "no answer", n: 2 }),
  );
  expect(line).toBe('00:00:00.000 warn  job will be tried again repo=a/b why="no answer" n=2\n');
});

test("what the queue does by itself", () => {
  const { log, lines } = open();
  logNotice(log, { kind: "retried", key: "k", attempt: 1, cause: "timeout", afterMs: 1 });
  logNotice(log, { kind: "failed", key: "k", attempt: 1, cause: "unprocessable" });
  expect(lines).toEqual([]);
  logNotice(log, { kind: "failed", key: "k", attempt: 10, cause: "process-ended" });
  logNotice(log, { kind: "recovered", key: "k" });
  logNotice(log, { kind: "lease-lost" });
  logNotice(log, { kind: "storage-error", error: new Error("disk full") });
  expect(lines.map((line) => JSON.parse(line).level)).toEqual([50, 30, 40, 50]);
});
