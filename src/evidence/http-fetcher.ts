import { boundedBody, joined } from "./answer-body.ts";
import { type AnswerStore, createAnswerStore, replayed } from "./answer-store.ts";
import { compressionOf, decompressed } from "./decompression.ts";
import { explainFailure } from "./failure.ts";
import {
  type FetchAnswer,
  type Fetcher,
  type FetchRequest,
  parseContentRange,
  RANGES_IGNORED,
  unreachable,
} from "./fetch-answer.ts";
import type { Exchange, RawAnswer } from "./http-exchange.ts";
import type { Admission, ReviewBudget } from "./review-budget.ts";
import { judgeRedirect, type UrlJudgement } from "./url-rules.ts";

/** What one kind of asking is made of: strangers' URLs and GitHub's API differ in `judge` and `headers` alone. */
export interface HttpFetcherParts {
  readonly exchange: Exchange;
  readonly budget: ReviewBudget;
  readonly redirects: number;
  /** Asked before every hop. */
  readonly judge: (url: string) => UrlJudgement;
  /** Headers beyond those that the request itself implies. */
  readonly headers?: (url: URL) => Readonly<Record<string, string>>;
  /** Answers of earlier reviews, asked again with `If-None-Match`. */
  readonly etags?: AnswerStore;
}

/** Bodies up to this many bytes are kept, so that the same question of one review is asked once. */
const KEPT_BODY = 1024 * 1024;
const KEPT_BODIES = 16 * 1024 * 1024;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);

export function createHttpFetcher(parts: HttpFetcherParts): Fetcher {
  const answers = createAnswerStore(KEPT_BODIES);
  const failures = new Map<string, string>();

  async function ask(request: FetchRequest): Promise<FetchAnswer> {
    const first = parts.judge(request.url);
    if (!first.allowed) return unreachable(first.reason);
    const key = keyOf(request, first.url);
    const known = answers.get(key);
    if (known !== undefined) return replayed(known, request.maxBytes);
    const failed = failures.get(key);
    if (failed !== undefined) return unreachable(failed);
    const admission = await parts.budget.admit();
    if (admission.status === "refused") return unreachable(admission.reason);
    let answer: FetchAnswer;
    try {
      answer = await follow(request, first.url, key, admission);
    } catch (error) {
      answer = unreachable(explainFailure(error, admission.signal));
    }
    if (answer.status === "unreachable") {
      admission.release();
      failures.set(key, answer.reason);
    }
    return answer;
  }

  async function follow(request: FetchRequest, first: URL, key: string, admission: Admission): Promise<FetchAnswer> {
    const previous = request.method === "GET" && request.range === undefined ? parts.etags?.get(key) : undefined;
    let url = first;
    for (let hop = 0; ; hop += 1) {
      const broke = parts.budget.spend();
      if (broke !== undefined) return unreachable(broke.reason);
      const etag = hop === 0 && previous?.url === url.href ? previous.headers.get("etag") : undefined;
      const headers = {
        ...requestHeaders(request),
        ...parts.headers?.(url),
        ...(etag === undefined ? {} : { "if-none-match": etag }),
      };
      const raw = await parts.exchange.send(url, request.method, headers, admission.signal);
      if (raw.code === 304 && etag !== undefined && previous !== undefined) {
        raw.body.destroy();
        admission.release();
        answers.set(key, previous);
        return replayed(previous, request.maxBytes);
      }
      const location = raw.headers.get("location");
      if (!REDIRECTS.has(raw.code) || location === undefined) {
        return finish(request, { url, key, redirected: hop > 0 }, raw, admission);
      }
      raw.body.destroy();
      if (hop >= parts.redirects) return unreachable(`it redirects more than ${parts.redirects} times`);
      const next = judgeRedirect(url, location, parts.judge);
      if (!next.allowed) return unreachable(next.reason);
      url = next.url;
    }
  }

  function finish(
    request: FetchRequest,
    place: { readonly url: URL; readonly key: string; readonly redirected: boolean },
    raw: RawAnswer,
    admission: Admission,
  ): FetchAnswer {
    const { url, key } = place;
    const compression = request.method === "HEAD" ? "none" : compressionOf(raw.headers.get("content-encoding"));
    const part = request.method === "HEAD" ? { status: "whole" as const } : judgePart(request, raw);
    const refusal =
      part.status === "refused"
        ? part.reason
        : compression === undefined || (part.status === "part" && compression !== "none")
          ? "the body is encoded in a way that was not asked for"
          : undefined;
    if (refusal !== undefined || compression === undefined) {
      raw.body.destroy();
      return unreachable(refusal ?? "the body is encoded in a way that was not asked for");
    }
    const kept: Uint8Array[] = [];
    let size = 0;
    const source =
      compression === "none" ? raw.body : decompressed(raw.body, compression, request.maxBytes + 64 * 1024);
    const body = boundedBody(source, {
      maxBytes: request.maxBytes,
      ...(part.status === "part" ? { expectedBytes: part.length } : {}),
      explain: (error) => explainFailure(error, admission.signal),
      discard: () => raw.body.destroy(),
      onPiece: (piece) => {
        size += piece.length;
        if (size <= KEPT_BODY) kept.push(piece);
        else kept.length = 0;
      },
      onEnd: (ending) => {
        admission.release();
        if (ending.kind !== "complete" || size > KEPT_BODY) return;
        const stored = { url: url.href, code: raw.code, headers: raw.headers, bytes: joined(kept) };
        answers.set(key, stored);
        const revalidates = request.method === "GET" && raw.code === 200 && raw.headers.has("etag");
        if (revalidates && !place.redirected && request.range === undefined) parts.etags?.set(key, stored);
      },
    });
    if (request.method === "HEAD") admission.release();
    return { status: "answered", url: url.href, code: raw.code, headers: raw.headers, body };
  }

  return {
    fetch: (request) => ask(request).catch((error) => unreachable(explainFailure(error))),
  };
}

type Part =
  | { readonly status: "whole" }
  | { readonly status: "part"; readonly length: number }
  | { readonly status: "refused"; readonly reason: string };

/** Whether the answer is the part that was asked for. */
function judgePart(request: FetchRequest, raw: RawAnswer): Part {
  const { range } = request;
  if (range === undefined) {
    return raw.code === 206
      ? { status: "refused", reason: "the server sent a part of the file that was not asked for" }
      : { status: "whole" };
  }
  if (raw.code === 200) return { status: "refused", reason: RANGES_IGNORED };
  if (raw.code !== 206) return { status: "whole" };
  const sent = parseContentRange(raw.headers.get("content-range"));
  if (sent === undefined)
    return { status: "refused", reason: "the server does not say which part of the file it sent" };
  const length = sent.end - sent.start + 1;
  const asked =
    "last" in range
      ? length <= range.last && (sent.size === undefined || sent.end === sent.size - 1)
      : sent.start === range.start && sent.end <= range.end;
  return asked
    ? { status: "part", length }
    : { status: "refused", reason: "the server sent another part of the file than was asked for" };
}

function requestHeaders(request: FetchRequest): Record<string, string> {
  const { range } = request;
  const headers: Record<string, string> = {
    accept: request.accept ?? "*/*",
    "accept-encoding": range === undefined ? "gzip, deflate, br" : "identity",
  };
  if (range !== undefined) {
    headers.range = "last" in range ? `bytes=-${range.last}` : `bytes=${range.start}-${range.end}`;
  }
  return headers;
}

function keyOf(request: FetchRequest, url: URL): string {
  const { range } = request;
  const part = range === undefined ? "" : "last" in range ? `-${range.last}` : `${range.start}-${range.end}`;
  return `${request.method} [${part}] [${request.accept ?? ""}] ${url.href}`;
}
