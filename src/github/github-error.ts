import { z } from "zod";
import { type Cause, causeOf, WorkError } from "../queue/retry-causes.ts";
import { PacedOut } from "./write-pacer.ts";

/** Added to the time that GitHub names for the end of a limit: clocks differ. */
const CLOCK_SLACK = 1_000;
const MESSAGE_LIMIT = 300;

/** GitHub's refusal of one request. */
export interface Refusal {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | number | undefined>>;
  readonly message: string;
}

/** What GitHub answered; undefined when no answer came, which the client reports as a 500 without a response. */
export function refusalOf(error: unknown): Refusal | undefined {
  if (typeof error !== "object" || error === null) return undefined;
  if (!("status" in error) || typeof error.status !== "number") return undefined;
  if (!("response" in error) || typeof error.response !== "object" || error.response === null) return undefined;
  const headers = "headers" in error.response ? error.response.headers : undefined;
  return {
    status: error.status,
    headers: typeof headers === "object" && headers !== null ? (headers as Refusal["headers"]) : {},
    message: "message" in error ? String(error.message) : "",
  };
}

/** A limit of GitHub's, and for how long it asks to be left alone; `afterMs` undefined: it does not say. */
export interface Limit {
  readonly cause: "primary-limit" | "secondary-limit";
  readonly afterMs: number | undefined;
}

function untilReset(headers: Refusal["headers"], now: number): number | undefined {
  const reset = Number(headers["x-ratelimit-reset"]);
  return Number.isFinite(reset) && reset > 0 ? Math.max(0, reset * 1000 - now) + CLOCK_SLACK : undefined;
}

/** The limit that a refusal speaks of. The order is GitHub's: `retry-after`, then the reset of a used-up budget. `now`: milliseconds since 1970. */
export function limitOf({ status, headers, message }: Refusal, now: number): Limit | undefined {
  if (status !== 403 && status !== 429) return undefined;
  const isUsedUp = String(headers["x-ratelimit-remaining"]) === "0";
  const cause = isUsedUp ? "primary-limit" : "secondary-limit";
  const after = Number(headers["retry-after"]);
  if (headers["retry-after"] !== undefined && Number.isFinite(after) && after >= 0) {
    return { cause, afterMs: after * 1000 };
  }
  if (isUsedUp) return { cause, afterMs: untilReset(headers, now) };
  return status === 429 || /rate limit|abuse detection/i.test(message) ? { cause, afterMs: undefined } : undefined;
}

const graphqlFailure = z.object({
  name: z.literal("GraphqlResponseError"),
  headers: z.record(z.string(), z.union([z.string(), z.number()]).optional()).catch({}),
  data: z.record(z.string(), z.unknown()).nullish(),
  errors: z.array(
    z.object({
      type: z.string().optional(),
      message: z.string(),
      path: z.array(z.union([z.string(), z.number()])).nullish(),
    }),
  ),
});
/** GraphQL answers 200 and lists what went wrong. */
export type GraphqlFailure = z.output<typeof graphqlFailure>;

/** GraphQL's list of errors; undefined for any other error. */
export function graphqlFailureOf(error: unknown): GraphqlFailure | undefined {
  if (!(error instanceof Error)) return undefined;
  const { name, headers, data, errors } = error as Error & Partial<Record<"headers" | "data" | "errors", unknown>>;
  return graphqlFailure.safeParse({ name, headers, data, errors }).data;
}

function graphqlLimitOf({ headers, errors }: GraphqlFailure, now: number): Limit | undefined {
  if (errors.some((one) => one.type === "RATE_LIMITED")) {
    return { cause: "primary-limit", afterMs: untilReset(headers, now) };
  }
  return errors.some((one) => /secondary rate limit/i.test(one.message))
    ? { cause: "secondary-limit", afterMs: undefined }
    : undefined;
}

function brief(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).slice(0, MESSAGE_LIMIT);
}

const UNAVAILABLE = /something went wrong|timedout|timeout|try again|temporarily/i;

function graphqlCause({ errors }: GraphqlFailure): Cause {
  const has = (...types: readonly string[]) => errors.some((one) => types.includes(one.type ?? ""));
  if (has("FORBIDDEN", "INSUFFICIENT_SCOPES")) return "permission-missing";
  if (has("NOT_FOUND")) return "not-found";
  if (errors.some((one) => UNAVAILABLE.test(one.message)) || has("SERVICE_UNAVAILABLE")) return "github-unavailable";
  return has("UNPROCESSABLE", "RESOURCE_LIMITS_EXCEEDED") ? "unprocessable" : "bug";
}

function statusCause({ status, message }: Refusal): Cause {
  switch (status) {
    case 401:
      return "credentials-refused";
    case 403:
      // Until its owner lets the App in again there is nothing to do, and nothing to tell that could be written there.
      return /\binstallation\b.{0,200}\bsuspended\b/i.test(message) ? "not-found" : "permission-missing";
    case 451:
      return "permission-missing";
    case 404:
      // So GitHub answers a signature that is right for an App that does not exist: APP_ID is wrong.
      return /^integration not found/i.test(message) ? "credentials-refused" : "not-found";
    case 410:
      return "not-found";
    case 409:
      return "unprocessable";
    case 422:
      return /no commit found/i.test(message) ? "commit-not-there" : "unprocessable";
    case 408:
      return "timeout";
    case 502:
      return "bad-gateway";
    default:
      return status >= 500 ? "github-unavailable" : "bug";
  }
}

/** The remedy, as far as there is one. */
function hintOf(cause: Cause, { headers }: Refusal): string {
  if (cause === "credentials-refused") return " (check APP_ID, PRIVATE_KEY and this machine's clock)";
  if (cause !== "permission-missing") return "";
  const accepted = headers["x-accepted-github-permissions"];
  return accepted === undefined ? "" : ` (needs ${String(accepted).slice(0, 100)})`;
}

/**
 * What an error of a request means for the work: its cause and, where GitHub asked for one, the wait. `isWrite`: an answer that did
 * not come may still have been carried out. The one place where errors of GitHub's become causes.
 */
export function workErrorOf(error: unknown, isWrite = false, now: number = Date.now()): WorkError {
  if (error instanceof WorkError) return error;
  const named = (cause: Cause, message: string, afterMs?: number) =>
    new WorkError(cause, message, { source: error, ...(afterMs === undefined ? {} : { afterMs }) });
  if (error instanceof PacedOut) return named("secondary-limit", error.message, error.afterMs);
  const failure = graphqlFailureOf(error);
  if (failure !== undefined) {
    const limit = graphqlLimitOf(failure, now);
    if (limit !== undefined) return named(limit.cause, brief(error), limit.afterMs);
    return named(graphqlCause(failure), brief(error));
  }
  if (error instanceof z.ZodError) {
    const where = error.issues[0]?.path.join(".") ?? "";
    return named("bug", `GitHub's answer is not of the known form (at ${where})`);
  }
  const refusal = refusalOf(error);
  if (refusal !== undefined) {
    const limit = limitOf(refusal, now);
    if (limit !== undefined) return named(limit.cause, brief(error), limit.afterMs);
    const cause = statusCause(refusal);
    return named(cause, `GitHub answered ${refusal.status}: ${brief(error)}${hintOf(cause, refusal)}`);
  }
  const isOfRequest = typeof error === "object" && error !== null && "request" in error;
  const cause = causeOf(error);
  if (!isOfRequest && cause === "bug") return named("bug", brief(error));
  // Refused connections and unknown hosts never saw the request.
  const unsent = /ECONNREFUSED|ENOTFOUND|EAI_AGAIN/.test(codesOf(error));
  if (isWrite && !unsent) return named("answer-lost", brief(error));
  return named(cause === "bug" ? "network-error" : cause, brief(error));
}

function codesOf(error: unknown): string {
  const codes: string[] = [];
  for (let one = error, depth = 0; depth < 4 && typeof one === "object" && one !== null; depth++) {
    if ("code" in one) codes.push(String(one.code));
    one = "cause" in one ? one.cause : undefined;
  }
  return codes.join(" ");
}
