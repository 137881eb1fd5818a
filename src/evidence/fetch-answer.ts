import type { AnswerBody } from "./answer-body.ts";

/** A part of a file, in bytes from 0: `start` to `end`, both inclusive, or the `last` so many. */
export type ByteRange = { readonly start: number; readonly end: number } | { readonly last: number };

/**
 * One request. It has no headers of its own on purpose: nothing that a caller holds (token, cookie) can reach a host
 * that a stranger chose.
 */
export interface FetchRequest {
  readonly url: string;
  readonly method: "GET" | "HEAD";
  readonly range?: ByteRange;
  /** The body is cut there, counted after decompression. */
  readonly maxBytes: number;
  /** The `Accept` header. */
  readonly accept?: string;
}

export interface Answered {
  readonly status: "answered";
  /** Where the answer came from, after redirects. */
  readonly url: string;
  readonly code: number;
  /** By lower-case name. `content-length` is that of the body as sent, before decompression. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: AnswerBody;
}

export interface Unreachable {
  readonly status: "unreachable";
  /** For a reader: `the host did not answer within 10 s`. */
  readonly reason: string;
}

export type FetchAnswer = Answered | Unreachable;

/**
 * Asks the outside world. Never throws and never rejects. A body must be read or cancelled, else it holds one of the
 * few places until its time is up.
 */
export interface Fetcher {
  fetch(request: FetchRequest): Promise<FetchAnswer>;
}

/** The reason for a range that was answered with the whole file. */
export const RANGES_IGNORED = "the server ignores ranges";

/** The reason that a recorded world gives for a range beyond what it holds of a file. */
export const PART_NOT_RECORDED = "that part of the file was not recorded";

/** The reason that a recorded world gives for what it does not hold. */
export const NOT_RECORDED = "not recorded";

export function unreachable(reason: string): Unreachable {
  return { status: "unreachable", reason };
}

/** First and last byte and the whole size that a `Content-Range` names; undefined when it names none. */
export function parseContentRange(
  header: string | undefined,
): { readonly start: number; readonly end: number; readonly size?: number } | undefined {
  const match = /^bytes (\d{1,15})-(\d{1,15})\/(\d{1,15}|\*)$/i.exec((header ?? "").trim());
  if (match === null) return undefined;
  const [start, end] = [Number(match[1]), Number(match[2])];
  if (end < start) return undefined;
  if (match[3] === "*") return { start, end };
  const size = Number(match[3]);
  return end < size ? { start, end, size } : undefined;
}
