import type { AnswerStore } from "./answer-store.ts";
import type { EvidenceBounds } from "./bounds.ts";
import { type Dial, publicDial } from "./dial.ts";
import type { Fetcher } from "./fetch-answer.ts";
import { createExchange } from "./http-exchange.ts";
import { createHttpFetcher } from "./http-fetcher.ts";
import { createReviewBudget, type ReviewBudget } from "./review-budget.ts";
import { judgeUrl, type UrlRules } from "./url-rules.ts";

export interface FetcherOptions {
  readonly rules: UrlRules;
  readonly bounds: EvidenceBounds;
  /** Shared with whatever else fetches for the same review; its own when left out. */
  readonly budget?: ReviewBudget;
  readonly etags?: AnswerStore;
}

/** A fetcher with connections to close when its review is over. */
export interface LiveFetcher extends Fetcher {
  close(): Promise<void>;
}

/**
 * The fetcher for URLs that strangers chose: allowed hosts on public addresses, on every hop, within the bounds, with
 * no cookies and no credentials. `dial` is for tests, which must stay on loopback; no setting leads to it.
 */
export function createFetcher(options: FetcherOptions, dial: Dial = publicDial()): LiveFetcher {
  const exchange = createExchange(dial, options.bounds);
  const { fetch } = createHttpFetcher({
    exchange,
    budget: options.budget ?? createReviewBudget(options.bounds),
    redirects: options.bounds.redirects,
    judge: (url) => judgeUrl(url, options.rules),
    ...(options.etags === undefined ? {} : { etags: options.etags }),
  });
  return { fetch, close: () => exchange.close() };
}
