import { Octokit } from "@octokit/rest";
import { z } from "zod";
import { IntakeError } from "../intake/intake-error.ts";

export const GITHUB_API = "https://api.github.com";

/** One request may take this long, in milliseconds. */
const REQUEST_TIMEOUT = 30_000;

export const SILENT = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/** A client for GitHub's API that gives up on a request after 30 seconds. `token` undefined: asks without one. */
export function connect(apiUrl: string, token: string | undefined): Octokit {
  return new Octokit({
    baseUrl: apiUrl.replace(/\/+$/, ""),
    userAgent: "weighbridge",
    log: SILENT,
    ...(token === undefined ? {} : { auth: token }),
    request: {
      fetch: (url: string, init: RequestInit) => fetch(url, { ...init, signal: AbortSignal.timeout(REQUEST_TIMEOUT) }),
    },
  });
}

/** What of an HTTP error says what to do about it. */
interface Refusal {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | number | undefined>>;
  readonly message: string;
}

/** GitHub's refusal; undefined when it did not answer at all, which the client reports as a 500 without a response. */
function refusalOf(error: unknown): Refusal | undefined {
  if (typeof error !== "object" || error === null) return undefined;
  const message = "message" in error ? String(error.message) : "";
  // GraphQL answers 200 and lists its errors; it has no status of its own.
  if ("name" in error && error.name === "GraphqlResponseError") return { status: 403, headers: {}, message };
  if (!("status" in error) || typeof error.status !== "number") return undefined;
  if (!("response" in error) || typeof error.response !== "object" || error.response === null) return undefined;
  const headers = "headers" in error.response ? error.response.headers : undefined;
  return {
    status: error.status,
    headers: typeof headers === "object" && headers !== null ? (headers as Refusal["headers"]) : {},
    message,
  };
}

function isLimited({ status, headers, message }: Refusal): boolean {
  if (status === 429) return true;
  return (
    status === 403 &&
    (String(headers["x-ratelimit-remaining"]) === "0" ||
      headers["retry-after"] !== undefined ||
      /rate limit/i.test(message))
  );
}

/** Whether GitHub answered that this one thing is not to be had, so that the rest may go on without it. */
export function isWithheld(error: unknown): boolean {
  const refusal = refusalOf(error);
  return refusal !== undefined && !isLimited(refusal) && refusal.status !== 401;
}

function waitOf({ headers }: Refusal): string {
  const reset = Number(headers["x-ratelimit-reset"]);
  if (String(headers["x-ratelimit-remaining"]) === "0" && Number.isFinite(reset) && reset > 0) {
    return `it is lifted at ${new Date(reset * 1000).toISOString().slice(0, 19).replace("T", " ")} UTC`;
  }
  const after = Number(headers["retry-after"]);
  return Number.isFinite(after) && after > 0 ? `it is lifted in ${after} seconds` : "it is lifted within the hour";
}

/** What went wrong with a request, as one line that names the thing, the place and the remedy. */
export function explainFailure(error: unknown, place: string, hasToken: boolean): IntakeError {
  if (error instanceof IntakeError) return error;
  const options = { cause: error };
  if (error instanceof z.ZodError) {
    const where = error.issues[0]?.path.join(".") ?? "";
    return new IntakeError(`GitHub's answer is not of the known form (at ${where})`, place, "See --api-url.", options);
  }
  const refusal = refusalOf(error);
  if (refusal === undefined) {
    const why = error instanceof Error ? error.message : String(error);
    return new IntakeError(
      `GitHub cannot be reached (${why.slice(0, 200)})`,
      place,
      "See whether this machine reaches it, and --api-url.",
      options,
    );
  }
  if (isLimited(refusal)) {
    const remedy = hasToken ? "Wait until then." : "Wait until then, or set GITHUB_TOKEN for a higher limit.";
    return new IntakeError(`GitHub's rate limit is used up; ${waitOf(refusal)}`, place, remedy, options);
  }
  switch (refusal.status) {
    case 401:
      return new IntakeError(
        "GitHub refuses the token",
        place,
        "Set GITHUB_TOKEN to a valid one, or unset it.",
        options,
      );
    case 403:
      return new IntakeError(
        "GitHub does not let this be read",
        place,
        hasToken ? "Give the token read access to contents, issues and pull requests." : "Set GITHUB_TOKEN.",
        options,
      );
    case 404:
      return new IntakeError(
        "GitHub knows no such pull request",
        place,
        hasToken
          ? "See whether the name is right and the token may read the repository."
          : "See whether the name is right; a private repository needs GITHUB_TOKEN.",
        options,
      );
    default:
      return new IntakeError(`GitHub answers ${refusal.status}`, place, "Try again in a minute.", options);
  }
}
