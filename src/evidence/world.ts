import type { EvidenceBounds } from "./bounds.ts";
import type { Dial } from "./dial.ts";
import type { Fetcher } from "./fetch-answer.ts";
import { createFetcher } from "./fetcher.ts";
import { createGitHubReader, type GitHubReader } from "./github-reader.ts";
import { createReviewBudget } from "./review-budget.ts";
import { DEFAULT_HOSTS } from "./url-rules.ts";

/** Everything that a review may ask. */
export interface World {
  /** For URLs that strangers chose. */
  readonly fetcher: Fetcher;
  readonly github: GitHubReader;
}

export interface LiveWorld extends World {
  close(): Promise<void>;
}

export interface LiveWorldOptions {
  readonly bounds: EvidenceBounds;
  /** Hosts that a policy allows beyond the default ones. */
  readonly hosts?: readonly string[];
  readonly apiUrl: string;
  readonly token?: string;
}

/** The live world for one review: both its ways of asking spend from one budget. Dials are for tests alone. */
export function openLiveWorld(
  options: LiveWorldOptions,
  dials: { readonly strangers?: Dial; readonly github?: Dial } = {},
): LiveWorld {
  const { bounds, apiUrl, token } = options;
  const shared = { bounds, budget: createReviewBudget(bounds) };
  const rules = { hosts: [...DEFAULT_HOSTS, ...(options.hosts ?? [])] };
  const fetcher = createFetcher({ rules, ...shared }, dials.strangers);
  const github = createGitHubReader({ apiUrl, ...(token === undefined ? {} : { token }), ...shared }, dials.github);
  return {
    fetcher,
    github,
    close: async () => {
      await Promise.all([fetcher.close(), github.close()]);
    },
  };
}
