import { bodyOf } from "../evidence/answer-body.ts";
import { DOCUMENT_BYTES } from "../evidence/bounds.ts";
import { explainFailure } from "../evidence/failure.ts";
import { type FetchAnswer, unreachable } from "../evidence/fetch-answer.ts";
import { type GitHubReader, isApiPath } from "../evidence/github-reader.ts";
import { WorkError } from "../queue/retry-causes.ts";
import { refusalOf } from "./github-error.ts";
import type { InstallationClient } from "./installation-client.ts";

/** Whether GitHub asks to be left alone for a while. */
export function isLimit(error: unknown): error is WorkError {
  return error instanceof WorkError && (error.cause === "primary-limit" || error.cause === "secondary-limit");
}

/** Reads GitHub's REST API as an installation does: behind its limits, with its ETags, in its tally. */
export class GuardedReader implements GitHubReader {
  readonly #client: InstallationClient;
  #limit: WorkError | undefined;

  constructor(client: InstallationClient) {
    this.#client = client;
  }

  /** The limit that an answer fell to; whatever was unreachable since proves nothing, and the work is to be done again. */
  get limit(): WorkError | undefined {
    return this.#limit;
  }

  async get(path: string): Promise<FetchAnswer> {
    if (!isApiPath(path)) return unreachable("this is no path of GitHub's API");
    try {
      const { status, url, headers, data } = await this.#client.octokit.request({ method: "GET", url: path });
      return answered(url, status, headers, data);
    } catch (error) {
      if (isLimit(error)) {
        this.#limit ??= error;
        return unreachable("GitHub's rate limit is used up");
      }
      const refusal = refusalOf(error instanceof WorkError ? error.source : error);
      return refusal === undefined
        ? unreachable(explainFailure(sourceOf(error)))
        : answered(path, refusal.status, refusal.headers, undefined);
    }
  }
}

function answered(
  url: string,
  code: number,
  headers: Readonly<Record<string, string | number | undefined>>,
  data: unknown,
): FetchAnswer {
  const bytes = new TextEncoder().encode(data === undefined ? "" : JSON.stringify(data));
  return {
    status: "answered",
    url,
    code,
    headers: new Map(
      Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
    ),
    body: bodyOf(bytes, DOCUMENT_BYTES),
  };
}

/** The connection's own error lies beneath those of the client. */
function sourceOf(error: unknown): unknown {
  let one = error instanceof WorkError ? error.source : error;
  for (let depth = 0; depth < 3 && one instanceof Error && one.cause instanceof Error; depth++) one = one.cause;
  return one;
}
