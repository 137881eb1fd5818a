import {
  type Cause,
  causeOf,
  dispositionOf,
  isExhausted,
  WorkError,
  waitAfterCrash,
} from "../../src/queue/retry-causes.ts";

const failure = (cause: Cause, afterMs?: number) =>
  new WorkError(cause, "it failed", afterMs === undefined ? {} : { afterMs });

test.each<[Cause, number, number]>([
  ["network-error", 1, 2_000],
  ["network-error", 2, 4_000],
  ["github-unavailable", 5, 32_000],
  ["bad-gateway", 8, 256_000],
  ["timeout", 9, 300_000],
  ["answer-lost", 99, 300_000],
  ["secondary-limit", 1, 60_000],
  ["secondary-limit", 3, 240_000],
  ["primary-limit", 50, 900_000],
  ["store-busy", 1, 500],
  ["store-busy", 20, 60_000],
  ["bug", 1, 5_000],
  ["credentials-refused", 1, 2_000],
  ["credentials-refused", 99, 300_000],
  ["commit-not-there", 1, 1_000],
  ["commit-not-there", 5, 16_000],
])("%s, try %i, is tried again after %i ms", (cause, attempt, afterMs) => {
  expect(dispositionOf(failure(cause), attempt)).toEqual({ outcome: "retry", cause, afterMs });
});

test.each<[Cause, number]>([
  ["permission-missing", 1],
  ["unprocessable", 1],
  ["bug", 2],
  ["bad-gateway", 100],
  ["primary-limit", 100],
  ["credentials-refused", 100],
  ["commit-not-there", 6],
])("%s, try %i, has failed for good", (cause, attempt) => {
  expect(dispositionOf(failure(cause), attempt)).toEqual({ outcome: "failed", cause });
});

test("what is gone needs no work", () => {
  expect(dispositionOf(failure("not-found"), 1)).toEqual({ outcome: "done" });
});

test.each([
  [30_000, 30_000],
  [90_000.2, 90_001],
  [0, 1_000],
  [10 * 3_600_000, 2 * 3_600_000],
  [-5, 60_000],
  [Number.NaN, 60_000],
  [Number.POSITIVE_INFINITY, 60_000],
])("a limit that asks for %d ms is waited out for %d ms", (asked, afterMs) => {
  expect(dispositionOf(failure("secondary-limit", asked), 1)).toEqual({
    outcome: "retry",
    cause: "secondary-limit",
    afterMs,
  });
});

test.each<[string, unknown, Cause]>([
  ["a WorkError", failure("not-found"), "not-found"],
  ["a WorkError beneath another error", new Error("outer", { cause: failure("bad-gateway") }), "bad-gateway"],
  [
    "fetch that cannot connect",
    new TypeError("fetch failed", { cause: Object.assign(new Error("x"), { code: "ECONNREFUSED" }) }),
    "network-error",
  ],
  ["a cut connection", Object.assign(new Error("x"), { code: "UND_ERR_SOCKET" }), "network-error"],
  ["a late answer", Object.assign(new Error("x"), { code: "UND_ERR_HEADERS_TIMEOUT" }), "timeout"],
  ["AbortSignal.timeout", new DOMException("late", "TimeoutError"), "timeout"],
  ["a busy file", Object.assign(new Error("x"), { code: "SQLITE_BUSY" }), "store-busy"],
  ["a full disk", Object.assign(new Error("x"), { code: "SQLITE_FULL" }), "store-busy"],
  ["a server that shuts down", Object.assign(new Error("x"), { code: "57P01" }), "store-busy"],
  ["a broken constraint", Object.assign(new Error("x"), { code: "23505" }), "bug"],
  ["a programming error", new TypeError("x is undefined"), "bug"],
  ["text", "oops", "bug"],
  ["nothing", undefined, "bug"],
  ["a circle of causes", circle(), "bug"],
])("%s", (_, error, cause) => {
  expect(causeOf(error)).toBe(cause);
});

test("a job whose process dies again and again waits ever longer, is told once that it is over, then has failed", () => {
  const waits = [1, 2, 3, 4, 5, 9, 10, 11].map(waitAfterCrash);
  expect(waits).toEqual([0, 0, 5_000, 10_000, 20_000, 300_000, 0, undefined]);
  expect([0, 9, 10, 11].map(isExhausted)).toEqual([false, false, true, true]);
});

function circle(): Error {
  const error = new Error("x");
  error.cause = error;
  return error;
}
