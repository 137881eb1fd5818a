import type { AnswerStore } from "./answer-store.ts";
import { DOCUMENT_BYTES, type EvidenceBounds } from "./bounds.ts";
import { type Dial, operatorDial, publicDial } from "./dial.ts";
import { type FetchAnswer, unreachable } from "./fetch-answer.ts";
import { createExchange } from "./http-exchange.ts";
import { createHttpFetcher } from "./http-fetcher.ts";
import { createReviewBudget, type ReviewBudget } from "./review-budget.ts";
import type { UrlJudgement } from "./url-rules.ts";

/** Reads GitHub's REST API. Never throws and never rejects. */
export interface GitHubReader {
  /** `path` begins with a slash and follows the API's base: `/repos/owner/name/issues/1`. */
  get(path: string): Promise<FetchAnswer>;
}

/** GitHub's own API; recordings name its answers by this address whatever server they came from. */
export const PUBLIC_GITHUB_API = "https://api.github.com";

export interface GitHubReaderOptions {
  /** Base of the API, such as `https://api.github.com` or `https://ghe.example.com/api/v3`. The operator's setting. */
  readonly apiUrl: string;
  readonly token?: string;
  readonly bounds: EvidenceBounds;
  readonly budget?: ReviewBudget;
  readonly etags?: AnswerStore;
}

export interface LiveGitHubReader extends GitHubReader {
  close(): Promise<void>;
}

/**
 * The one client that holds a token. It asks the API's own origin and nothing else: a redirect to another origin is
 * not followed, so the token cannot leave with it.
 */
export function createGitHubReader(options: GitHubReaderOptions, dial?: Dial): LiveGitHubReader {
  const base = parsedBase(options.apiUrl);
  if (base === undefined) {
    return {
      get: () => Promise.resolve(unreachable("the address of GitHub's API is not valid")),
      close: () => Promise.resolve(),
    };
  }
  const usual = base.origin === PUBLIC_GITHUB_API ? publicDial() : operatorDial();
  const exchange = createExchange(dial ?? usual, options.bounds);
  const token = options.token?.trim() ?? "";
  const fetcher = createHttpFetcher({
    exchange,
    budget: options.budget ?? createReviewBudget(options.bounds),
    redirects: options.bounds.redirects,
    judge: (url) => judgeOrigin(url, base.origin),
    headers: () => ({
      "x-github-api-version": "2022-11-28",
      ...(token === "" ? {} : { authorization: `Bearer ${token}` }),
    }),
    ...(options.etags === undefined ? {} : { etags: options.etags }),
  });
  const prefix = base.href.endsWith("/") ? base.href.slice(0, -1) : base.href;
  return {
    get: (path) =>
      isApiPath(path)
        ? fetcher.fetch({
            url: prefix + path,
            method: "GET",
            maxBytes: DOCUMENT_BYTES,
            accept: "application/vnd.github+json",
          })
        : Promise.resolve(unreachable("this is no path of GitHub's API")),
    close: () => exchange.close(),
  };
}

/** Whether the path stays where it points: no dot segments, no second host, nothing that a parser would drop. */
export function isApiPath(path: string): boolean {
  return /^\/[\w.~%/?=&+:,-]{1,1000}$/.test(path) && !path.includes("//") && !/\/\.{1,2}(?:[/?]|$)/.test(path);
}

function parsedBase(apiUrl: string): URL | undefined {
  try {
    const url = new URL(apiUrl);
    const usable = (url.protocol === "https:" || url.protocol === "http:") && url.username === "" && url.search === "";
    return usable ? url : undefined;
  } catch {
    return undefined;
  }
}

function judgeOrigin(url: string, origin: string): UrlJudgement {
  try {
    const parsed = new URL(url);
    if (parsed.origin === origin && parsed.username === "") return { allowed: true, url: parsed };
  } catch {
    // Falls through: what does not parse is not on the API's origin either.
  }
  return { allowed: false, reason: "it leads away from GitHub's API" };
}
