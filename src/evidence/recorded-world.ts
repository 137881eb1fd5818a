import { createReadStream } from "node:fs";
import { type AnswerBody, bodyOf, boundedBody } from "./answer-body.ts";
import {
  type ByteRange,
  type FetchAnswer,
  type Fetcher,
  type FetchRequest,
  NOT_RECORDED,
  PART_NOT_RECORDED,
  parseContentRange,
  unreachable,
} from "./fetch-answer.ts";
import { isApiPath, PUBLIC_GITHUB_API } from "./github-reader.ts";
import { openRecordedIndex, type RecordedEntry, type RecordedIndex } from "./recorded-index.ts";
import type { World } from "./world.ts";

const MOST_REDIRECTS = 3;
const API_BODY = 32 * 1024 * 1024;

/**
 * The outside world as a pull folder's `responses/` holds it. Opens no socket. What is not recorded is unreachable;
 * what is answers as often as it is asked, by GET, HEAD (from a GET's record too) and ranges of the whole file.
 */
export function openRecordedWorld(directory: string): World {
  const opened = openRecordedIndex(directory);
  const absent = opened.status === "broken" ? opened.reason : NOT_RECORDED;
  const fetch = (request: FetchRequest) => Promise.resolve(replay(opened.index, request, absent));
  const fetcher: Fetcher = { fetch };
  return {
    fetcher,
    github: {
      get: (path) =>
        isApiPath(path)
          ? fetch({ url: PUBLIC_GITHUB_API + path, method: "GET", maxBytes: API_BODY })
          : Promise.resolve(unreachable(absent)),
    },
  };
}

function replay(index: RecordedIndex, request: FetchRequest, absent: string): FetchAnswer {
  let url = request.url;
  for (let hop = 0; hop <= MOST_REDIRECTS; hop += 1) {
    const entries = index.find(url);
    const entry = choose(entries, request);
    if (entry === undefined) return unreachable(absent);
    const location = entry.headers.get("location");
    if (entry.status < 300 || entry.status > 399 || location === undefined) return answer(entry, url, request);
    try {
      url = new URL(location, url).href;
    } catch {
      return unreachable("it redirects to a URL that is not valid");
    }
  }
  return unreachable(`it redirects more than ${MOST_REDIRECTS} times`);
}

/** A whole answer serves every request; a recorded part serves the ranges that lie in it. */
function choose(entries: readonly RecordedEntry[], request: FetchRequest): RecordedEntry | undefined {
  const gets = entries.filter((entry) => entry.method === "GET");
  const whole = gets.find((entry) => entry.status !== 206);
  if (request.method === "HEAD") return entries.find((entry) => entry.method === "HEAD") ?? whole ?? gets[0];
  const { range } = request;
  if (range === undefined) return whole;
  const part = gets.find((entry) => entry.status === 206 && partOf(entry, range) !== undefined);
  return whole !== undefined && !(whole.truncated && part !== undefined) ? whole : part;
}

function answer(entry: RecordedEntry, url: string, request: FetchRequest): FetchAnswer {
  const headers = new Map(entry.headers);
  // The file holds the body as it is read, decoded; its encoding on the wire is history.
  const encoded = headers.delete("content-encoding");
  if (request.method === "HEAD") {
    const size = entry.status === 206 ? parseContentRange(headers.get("content-range"))?.size : entry.file?.bytes;
    if (size !== undefined && (encoded || entry.status === 206 || !headers.has("content-length"))) {
      headers.set("content-length", String(size));
    }
    headers.delete("content-range");
    const code = entry.status === 206 ? 200 : entry.status;
    return { status: "answered", url, code, headers, body: bodyOf(new Uint8Array(), request.maxBytes) };
  }
  if (entry.fileMissing) return unreachable("the recorded answer's file is not there");
  if (entry.file === undefined) return bodiless(entry, url, headers, request);
  const { path, bytes } = entry.file;
  if (request.range === undefined || (entry.status !== 200 && entry.status !== 206)) {
    headers.set("content-length", String(bytes));
    const body = fileBody(path, { start: 0, end: bytes - 1 }, request.maxBytes, entry.truncated);
    return { status: "answered", url, code: entry.status, headers, body };
  }
  const stored = entry.status === 206 ? parseContentRange(headers.get("content-range")) : undefined;
  const size = stored === undefined ? wholeSize(entry, bytes) : stored.size;
  const part = entry.status === 206 ? partOf(entry, request.range) : clamp(request.range, size ?? bytes);
  const offset = stored?.start ?? 0;
  if (part === undefined) {
    headers.set("content-range", `bytes */${size ?? "*"}`);
    headers.set("content-length", "0");
    return { status: "answered", url, code: 416, headers, body: bodyOf(new Uint8Array(), request.maxBytes) };
  }
  if (part.end - offset >= bytes) return unreachable(PART_NOT_RECORDED);
  headers.set("content-range", `bytes ${part.start}-${part.end}/${size ?? "*"}`);
  headers.set("content-length", String(part.end - part.start + 1));
  const body = fileBody(path, { start: part.start - offset, end: part.end - offset }, request.maxBytes, false);
  return { status: "answered", url, code: 206, headers, body };
}

/** A record without a body: an empty one, unless the answer was a success that must have had one. */
function bodiless(
  entry: RecordedEntry,
  url: string,
  headers: ReadonlyMap<string, string>,
  request: FetchRequest,
): FetchAnswer {
  const success = entry.status >= 200 && entry.status < 300 && entry.status !== 204;
  if (success && headers.get("content-length") !== "0") return unreachable("the recorded answer has no body");
  return { status: "answered", url, code: entry.status, headers, body: bodyOf(new Uint8Array(), request.maxBytes) };
}

/** The size of the resource: a truncated file is shorter than what its server announced. */
function wholeSize(entry: RecordedEntry, bytes: number): number {
  const announced = Number(entry.headers.get("content-length") ?? Number.NaN);
  return entry.truncated && Number.isSafeInteger(announced) && announced > bytes ? announced : bytes;
}

function clamp(range: ByteRange, size: number): { start: number; end: number } | undefined {
  const start = "last" in range ? Math.max(0, size - range.last) : range.start;
  const end = "last" in range ? size - 1 : Math.min(range.end, size - 1);
  return Number.isSafeInteger(start) && start >= 0 && start <= end ? { start, end } : undefined;
}

/** The bytes that a recorded part answers a range with; undefined when it does not hold them. */
function partOf(entry: RecordedEntry, range: ByteRange): { start: number; end: number } | undefined {
  const stored = parseContentRange(entry.headers.get("content-range"));
  if (stored === undefined) return undefined;
  const wanted = stored.size === undefined ? undefined : clamp(range, stored.size);
  const part = wanted ?? ("last" in range ? undefined : range);
  return part !== undefined && part.start >= stored.start && part.end <= stored.end ? part : undefined;
}

function fileBody(
  path: string,
  part: { readonly start: number; readonly end: number },
  maxBytes: number,
  truncated: boolean,
): AnswerBody {
  async function* pieces(): AsyncGenerator<Uint8Array> {
    if (part.end >= part.start) yield* createReadStream(path, { ...part, highWaterMark: 256 * 1024 });
  }
  return boundedBody(pieces(), {
    maxBytes,
    isPartial: () => truncated,
    explain: () => "the recorded answer's file cannot be read",
  });
}
