import { createAppAuth } from "@octokit/auth-app";
import { Octokit } from "@octokit/rest";
import { z } from "zod";
import { Places } from "../queue/places.ts";
import type { Json } from "../queue/queue.ts";
import { WorkError } from "../queue/retry-causes.ts";
import type { Store } from "../store/store.ts";
import { GITHUB_API, SILENT } from "./connect.ts";
import { EtagCache } from "./etag-cache.ts";
import { graphqlFailureOf, limitOf, refusalOf, workErrorOf } from "./github-error.ts";
import { type RequestKind, RequestTally } from "./request-tally.ts";
import { type Clock, SYSTEM_CLOCK, WritePacer } from "./write-pacer.ts";

/** GitHub takes a hundred requests at the same time, of all processes that share a limit; each also costs memory while it waits. */
const REQUESTS_AT_ONCE = 40;
/** One request may take this long, in milliseconds. */
const REQUEST_TIMEOUT = 30_000;
/** GitHub's installation tokens live for an hour. */
const TOKEN_LIFE = 59 * 60_000;
const TOKENS_KEPT = 1_000;
/** What the App itself asks, in no installation's name, has a lane of its own. */
const APP_LANE = 0;
/** An App may be renamed: its slug is asked for again after so long, in milliseconds. */
const IDENTITY_KEPT = 60 * 60_000;

export interface GitHubAppOptions {
  readonly appId: number;
  /** PEM. */
  readonly privateKey: string;
  /** Root of the REST API, `https://HOST/api/v3` for GitHub Enterprise Server. */
  readonly apiUrl?: string;
  readonly store: Store;
  readonly pacer?: WritePacer;
  readonly clock?: Clock;
}

/** GitHub as one installation of the App sees it, for one piece of work. */
export interface InstallationClient {
  readonly installation: number;
  /** Paced, counted, with ETags, and without a retry of its own; `request: { urgent: true }` lets a write go before others. */
  readonly octokit: Octokit;
  readonly tally: RequestTally;
  readonly store: Store;
  readonly clock: Clock;
  /** GraphQL whose errors are WorkErrors; `tolerates` are first parts of the paths that may fail alone. */
  readonly graphql: (
    query: string,
    variables: Record<string, unknown>,
    tolerates?: readonly string[],
  ) => Promise<unknown>;
}

const appIdentity = z.object({ id: z.number(), slug: z.string() });
type AppIdentity = z.output<typeof appIdentity>;

/** Tokens by installation, as auth-app keeps them. */
class TokenCache {
  readonly #tokens = new Map<string, { readonly value: string; readonly until: number }>();
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get(key: string): string {
    const found = this.#tokens.get(key);
    return found !== undefined && found.until > this.#clock.now() ? found.value : "";
  }

  set(key: string, value: string): void {
    this.#tokens.delete(key);
    this.#tokens.set(key, { value, until: this.#clock.now() + TOKEN_LIFE });
    const [oldest] = this.#tokens.keys();
    if (this.#tokens.size > TOKENS_KEPT && oldest !== undefined) this.#tokens.delete(oldest);
  }
}

function isMutation(text: unknown): boolean {
  return typeof text === "string" && /^\s*mutation\b/.test(text);
}

function kindOf(url: string, init: RequestInit): RequestKind {
  const method = init.method ?? "GET";
  if (method === "GET" || method === "HEAD") return "reads";
  if (url.endsWith("/access_tokens")) return "tokens";
  if (!url.endsWith("/graphql")) return "writes";
  return /^\{"query":"\s*mutation\b/.test(String(init.body).slice(0, 100)) ? "writes" : "reads";
}

const BROKEN = "GitHub's answer broke off";

/** Octokit gives a body that broke off, or is no JSON, as a text. */
function isBroken({ status, data }: { readonly status: number; readonly data: unknown }): boolean {
  return (status === 200 || status === 201) && typeof data === "string";
}

const answerShape = z.object({
  headers: z.object({ etag: z.string().optional(), link: z.string().optional() }),
  data: z.unknown(),
});

/** What GraphQL could answer, when all that failed is among what may fail alone. */
function toleratedAnswer(error: unknown, tolerates: readonly string[]): unknown {
  const failure = graphqlFailureOf(error);
  if (failure === undefined || failure.data === null) return undefined;
  const isTolerated = failure.errors.every(({ path }) => {
    const place = (path ?? []).join(".");
    return tolerates.some((one) => place === one || place.startsWith(`${one}.`));
  });
  return isTolerated ? failure.data : undefined;
}

/** The App on one GitHub: gives clients for installations, and one that speaks as the App itself. */
export class GitHubApp {
  readonly #options: GitHubAppOptions;
  readonly #clock: Clock;
  readonly #pacer: WritePacer;
  readonly #tokens: TokenCache;
  readonly #etags: EtagCache;
  readonly #places = new Places(REQUESTS_AT_ONCE);
  #identity: { readonly known: Promise<AppIdentity>; readonly until: number } | undefined;

  constructor(options: GitHubAppOptions) {
    this.#options = options;
    this.#clock = options.clock ?? SYSTEM_CLOCK;
    this.#pacer = options.pacer ?? new WritePacer({ clock: this.#clock, store: options.store });
    this.#tokens = new TokenCache(this.#clock);
    this.#etags = new EtagCache(options.store);
  }

  /** A client for one installation with a tally of its own; tokens, pace and ETags are shared. */
  installation(installation: number): InstallationClient {
    return this.#client(installation, { installationId: installation });
  }

  /** A client that speaks as the App itself (JWT): deliveries, installations. */
  self(): InstallationClient {
    return this.#client(APP_LANE, {});
  }

  /** Id and slug of the App, no older than an hour. */
  async identity(): Promise<AppIdentity> {
    const now = this.#clock.now();
    if (this.#identity === undefined || this.#identity.until <= now) {
      this.#identity = { known: this.#askIdentity(), until: now + IDENTITY_KEPT };
    }
    const asked = this.#identity;
    try {
      return await asked.known;
    } catch (error) {
      if (this.#identity === asked) this.#identity = undefined;
      throw workErrorOf(error);
    }
  }

  async #askIdentity(): Promise<AppIdentity> {
    const { data } = await this.self().octokit.rest.apps.getAuthenticated();
    return appIdentity.parse(data);
  }

  #client(lane: number, as: { readonly installationId?: number }): InstallationClient {
    const tally = new RequestTally();
    const { appId, privateKey, apiUrl, store } = this.#options;
    const octokit = new Octokit({
      baseUrl: (apiUrl ?? GITHUB_API).replace(/\/+$/, ""),
      userAgent: "weighbridge",
      log: SILENT,
      authStrategy: createAppAuth,
      auth: { appId, privateKey, cache: this.#tokens, log: SILENT, ...as },
      request: {
        fetch: async (url: string, init: RequestInit) => {
          const kind = kindOf(url, init);
          try {
            const answer = await this.#places.run(undefined, () =>
              fetch(url, { ...init, signal: AbortSignal.timeout(REQUEST_TIMEOUT) }),
            );
            tally.count(answer.status === 304 ? "notModified" : kind);
            return answer;
          } catch (error) {
            tally.count(kind);
            throw error;
          }
        },
      },
    });
    this.#guard(octokit, lane);
    return {
      installation: lane,
      octokit,
      tally,
      store,
      clock: this.#clock,
      graphql: (query, variables, tolerates = []) => this.#askGraphql(octokit, lane, query, variables, tolerates),
    };
  }

  /** Every request of the client passes here, outside of authentication. */
  #guard(octokit: Octokit, lane: number): void {
    octokit.hook.wrap("request", async (request, options) => {
      const blocked = await this.#pacer.blockedFor(lane);
      if (blocked > 0) {
        throw new WorkError("secondary-limit", "GitHub's limit lasts: nothing was asked", { afterMs: blocked });
      }
      const isRead = options.method === "GET" || options.method === "HEAD";
      // On GitHub Enterprise Server GraphQL has an address of its own.
      const isQuery = options.url.endsWith("/graphql") && !isMutation(options.query);
      const isToken = options.url.endsWith("/access_tokens");
      const isWrite = !isRead && !isQuery && !isToken;
      try {
        if (options.method === "GET" && lane !== APP_LANE) {
          const { url, headers } = octokit.request.endpoint(options);
          const key = EtagCache.key(lane, url, String(headers.accept ?? ""));
          const known = key === undefined ? undefined : await this.#etags.get(key);
          try {
            // The next hook is bound to this very object, and reads no other.
            if (known !== undefined) options.headers["if-none-match"] = known.etag;
            const answer = await request(options);
            if (isBroken(answer)) throw new WorkError("network-error", BROKEN);
            if (key !== undefined) await this.#remember(key, answer);
            return answer;
          } catch (error) {
            if (known === undefined || refusalOf(error)?.status !== 304) throw error;
            const link = known.link === undefined ? {} : { link: known.link };
            return { status: 200, url, headers: { etag: known.etag, ...link }, data: known.data };
          }
        }
        if (isWrite) await this.#pacer.turn(lane, options.request?.urgent === true);
        const answer = await request(options);
        if (isWrite) this.#pacer.forgive(lane);
        if (isBroken(answer)) throw new WorkError(isWrite ? "answer-lost" : "network-error", BROKEN);
        return answer;
      } catch (error) {
        throw this.#judge(error, lane, isWrite);
      }
    });
  }

  /** Limits, outages and lost answers become WorkErrors here; any other refusal is left to whoever asked. */
  #judge(error: unknown, lane: number, isWrite: boolean): unknown {
    const refusal = refusalOf(error);
    if (refusal === undefined) return workErrorOf(error, isWrite, this.#clock.now());
    const limit = limitOf(refusal, this.#clock.now());
    if (limit !== undefined) {
      const afterMs = this.#pacer.block(lane, limit.afterMs);
      return new WorkError(limit.cause, refusal.message.slice(0, 300), { afterMs, source: error });
    }
    return refusal.status >= 500 ? workErrorOf(error, isWrite) : error;
  }

  async #remember(key: string, answer: unknown): Promise<void> {
    const whole = answerShape.safeParse(answer);
    if (!whole.success) return;
    const { etag, link } = whole.data.headers;
    if (etag !== undefined) await this.#etags.put(key, { etag, link, data: whole.data.data as Json });
  }

  async #askGraphql(
    octokit: Octokit,
    lane: number,
    query: string,
    variables: Record<string, unknown>,
    tolerates: readonly string[],
  ): Promise<unknown> {
    try {
      return await octokit.graphql(query, variables);
    } catch (error) {
      const partial = toleratedAnswer(error, tolerates);
      if (partial !== undefined) return partial;
      const failure = workErrorOf(error, isMutation(query), this.#clock.now());
      const isLimit = failure.cause === "primary-limit" || failure.cause === "secondary-limit";
      if (!isLimit || graphqlFailureOf(failure.source) === undefined) throw failure;
      const afterMs = this.#pacer.block(lane, failure.afterMs);
      throw new WorkError(failure.cause, failure.message, { source: error, afterMs });
    }
  }
}
