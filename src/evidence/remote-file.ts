import { readWhole } from "./answer-body.ts";
import { StatedFailure } from "./failure.ts";
import { type Answered, type Fetcher, PART_NOT_RECORDED, parseContentRange, RANGES_IGNORED } from "./fetch-answer.ts";
import { judgeFileAnswer } from "./file-answer.ts";
import type { RangeReader } from "./zip-directory.ts";

/** A file behind a URL, of which only parts are read. */
export interface RemoteFile extends RangeReader {
  /** The first bytes, 16 KiB or the whole file. */
  readonly head: Uint8Array;
  readonly contentType?: string;
  /** Every byte of the file, where they are all at hand. */
  readonly whole?: Uint8Array;
}

export type OpenedFile =
  | { readonly status: "open"; readonly file: RemoteFile }
  /** It is there, but its contents are out of reach. */
  | { readonly status: "closed"; readonly reason: string; readonly size?: number }
  | { readonly status: "gone"; readonly reason: string }
  | { readonly status: "unreachable"; readonly reason: string };

const HEAD_BYTES = 16 * 1024;
const MOST_READS = 6;

/**
 * Opens a file by its first bytes. A server that ignores ranges is asked for the whole file, which is read when it has at most
 * `maxBytes`. Afterwards at most `maxBytes` are read of it in all, in at most six requests. Never rejects.
 */
export async function openRemoteFile(url: string, fetcher: Fetcher, maxBytes: number): Promise<OpenedFile> {
  const first = await fetcher.fetch({
    url,
    method: "GET",
    range: { start: 0, end: HEAD_BYTES - 1 },
    maxBytes: HEAD_BYTES,
  });
  if (first.status === "unreachable") {
    return first.reason === RANGES_IGNORED || first.reason === PART_NOT_RECORDED
      ? await openWhole(url, fetcher, maxBytes)
      : first;
  }
  // No range of an empty file can be satisfied.
  if (first.code === 416) {
    first.body.cancel();
    return await openWhole(url, fetcher, maxBytes);
  }
  const judged = judgeFileAnswer(url, first);
  if (judged.status !== "there") {
    first.body.cancel();
    return judged;
  }
  const read = await readWhole(first.body);
  const range = parseContentRange(first.headers.get("content-range"));
  if (first.code === 200 || range === undefined) {
    if (read.status === "unreachable") return await openWhole(url, fetcher, maxBytes);
    return { status: "open", file: heldFile(read.bytes, first) };
  }
  if (read.status === "unreachable") return read;
  if (range.size === undefined) return await openWhole(url, fetcher, maxBytes);
  if (range.size === read.bytes.length) return { status: "open", file: heldFile(read.bytes, first) };
  return { status: "open", file: rangedFile(url, fetcher, maxBytes, range.size, read.bytes, first) };
}

async function openWhole(url: string, fetcher: Fetcher, maxBytes: number): Promise<OpenedFile> {
  const answer = await fetcher.fetch({ url, method: "GET", maxBytes });
  if (answer.status === "unreachable") return answer;
  const judged = judgeFileAnswer(url, answer);
  if (judged.status !== "there") {
    answer.body.cancel();
    return judged;
  }
  const size = announcedSize(answer);
  if (size !== undefined && size > maxBytes) {
    answer.body.cancel();
    return {
      status: "closed",
      reason: "the server sends the file as a whole only, and it is too large for that",
      size,
    };
  }
  const read = await readWhole(answer.body);
  if (read.status === "read") return { status: "open", file: heldFile(read.bytes, answer) };
  return answer.body.ending.kind === "cut"
    ? { status: "closed", reason: "the server sends the file as a whole only, and it is too large for that" }
    : read;
}

/** What a server says of the size of a body that it sends as it is. */
function announcedSize(answer: Answered): number | undefined {
  const length = answer.headers.get("content-length");
  if (length === undefined || !/^\d{1,15}$/.test(length) || answer.headers.has("content-encoding")) return undefined;
  return Number(length);
}

function typeOf(answer: Answered): { readonly contentType?: string } {
  const contentType = answer.headers.get("content-type");
  return contentType === undefined ? {} : { contentType };
}

/** A file of which every byte is at hand. */
function heldFile(bytes: Uint8Array, answer?: Answered): RemoteFile {
  return {
    size: bytes.length,
    head: bytes.subarray(0, HEAD_BYTES),
    whole: bytes,
    ...(answer === undefined ? {} : typeOf(answer)),
    read: (start, end) => Promise.resolve(bytes.subarray(start, end)),
  };
}

function rangedFile(
  url: string,
  fetcher: Fetcher,
  maxBytes: number,
  size: number,
  head: Uint8Array,
  answer: Answered,
): RemoteFile {
  const held = [{ start: 0, bytes: head }];
  let left = maxBytes - head.length;
  let reads = 0;
  const holding = (start: number, end: number) => {
    const piece = held.find((one) => one.start <= start && end <= one.start + one.bytes.length);
    return piece?.bytes.subarray(start - piece.start, end - piece.start);
  };
  return {
    size,
    head,
    ...typeOf(answer),
    async read(start, end) {
      const known = holding(start, end);
      if (known !== undefined) return known;
      if (end - start > left || reads >= MOST_READS) {
        throw new StatedFailure(`more than ${mebibytes(maxBytes)} of it would have to be read`);
      }
      reads += 1;
      left -= end - start;
      const part = await fetcher.fetch({ url, method: "GET", range: { start, end: end - 1 }, maxBytes: end - start });
      if (part.status === "unreachable") throw new StatedFailure(part.reason);
      const range = parseContentRange(part.headers.get("content-range"));
      if (part.code !== 206 || range?.start !== start || range.size !== size) {
        part.body.cancel();
        throw new StatedFailure(
          part.code === 206 ? "the file changed while it was read" : `the host answers ${part.code} for a part of it`,
        );
      }
      const body = await readWhole(part.body);
      if (body.status === "unreachable") throw new StatedFailure(body.reason);
      if (body.bytes.length !== end - start)
        throw new StatedFailure("the server sent less of the file than was asked for");
      held.push({ start, bytes: body.bytes });
      return body.bytes;
    },
  };
}

/** A bound in words: `64 MiB`. */
export function mebibytes(bytes: number): string {
  return `${Number((bytes / (1024 * 1024)).toFixed(1))} MiB`;
}
