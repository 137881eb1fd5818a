import { WorkError } from "../../src/queue/retry-causes.ts";
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

function errorLine(error: unknown): Record<string, unknown> {
  const { log, lines } = open();
  log.error({ err: error }, "x");
  const { err } = JSON.parse(lines[0] ?? "{}");
  return err;
}

test("a failure that could not be shown either tells of both, and of what lies beneath", () => {
  const beneath = new TypeError("x is undefined");
  const first = new WorkError("bug", "it broke", { source: beneath });
  const second = Object.assign(new Error("502"), {
    status: 502,
    request: { headers: { authorization: "ghs_secret" } },
  });
  const shown = errorLine(new AggregateError([first, second], "The failure could not be shown either."));
  expect(shown).toEqual({
    type: "AggregateError",
    message: "The failure could not be shown either.",
    stack: expect.stringContaining("AggregateError: The failure could not be shown either.\n    at "),
    errors: [
      {
        type: "WorkError",
        message: "it broke",
        stack: expect.stringContaining("WorkError: it broke\n    at "),
        source: {
          type: "TypeError",
          message: "x is undefined",
          stack: expect.stringContaining("TypeError: x is undefined\n    at "),
        },
      },
      { type: "Error", message: "502", status: 502, stack: expect.stringContaining("Error: 502\n    at ") },
    ],
  });
  expect(JSON.stringify(shown)).not.toContain("ghs_secret");
});

test("a circle of errors, and a crowd of them, are shown in bounds", () => {
  const circle = new WorkError("bug", "round", { source: undefined });
  Object.assign(circle, { source: circle });
  const crowd = new AggregateError(
    Array.from({ length: 1_000 }, (_, index) => new Error(`${index} ${"m".repeat(10_000)}`)),
    "many",
  );
  expect(JSON.stringify(errorLine(circle)).length).toBeLessThan(10_000);
  const { errors } = errorLine(crowd);
  expect((errors as { message: string }[]).map(({ message }) => message.slice(0, 3))).toEqual([
    "0 m",
    "1 m",
    "2 m",
    "3 m",
    "4 m",
  ]);
  expect(JSON.stringify(errors).length).toBeLessThan(20_000);
});

test("a long message is as short in the stack as beside it, and the places are still there", () => {
  const { message, stack } = errorLine(new RangeError("long ".repeat(1_000)));
  expect(message).toBe("long ".repeat(100));
  expect(stack).toMatch(/^RangeError: (?:long ){100}\n {4}at /);
});

test("a message that was changed after the error began does not bring the old one along", () => {
  const error = new Error("a stranger's words ".repeat(100));
  error.message = "short";
  expect(errorLine(error).stack).toMatch(/^Error: short\n {4}at /);
  error.stack = "no places";
  expect(errorLine(error).stack).toBe("Error: short");
});

test.each([
  ["text", { message: "text" }],
  [{ token: "t" }, { message: "[object Object]" }],
])("what is thrown without being an error: %p", (thrown, shown) => {
  expect(errorLine(thrown)).toEqual(shown);
});

test("for people: what lies beneath an error follows it", () => {
  const { log, lines } = open("pretty");
  log.error({ err: new WorkError("bug", "it broke", { source: new TypeError("x is undefined") }) }, "job failed");
  expect(lines.join("")).toMatch(
    /error job failed\nWorkError: it broke\n {4}at .*\nTypeError: x is undefined\n {4}at /s,
  );
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
