import type { Claims } from "../submission/claims.ts";
import { quoteOf } from "../submission/evidence.ts";
import type { Fact, LogFact } from "../submission/facts.ts";
import { LogReader } from "../submission/log-reader.ts";
import type { AnswerBody } from "./answer-body.ts";
import type { EvidenceBounds } from "./bounds.ts";
import { decompressed } from "./decompression.ts";
import { directUrl } from "./direct-url.ts";
import { explainFailure, StatedFailure } from "./failure.ts";
import type { Fetcher } from "./fetch-answer.ts";
import { fileNameOf, isPage, judgeFileAnswer } from "./file-answer.ts";
import { gatherEach } from "./gather-each.ts";

const MOST_LOGS = 10;
/** Bytes by which it is told what is sent. */
const SNIFFED = 2048;

/** Every linked log, read as it streams by. What is longer than the bounds is read as far as they reach. Never rejects. */
export function gatherLogs(
  claims: Pick<Claims, "logs">,
  fetcher: Fetcher,
  bounds: EvidenceBounds,
  progress: (message: string) => void,
): Promise<ReadonlyMap<string, Fact<LogFact>>> {
  const urls = [...new Set(claims.logs.flatMap(({ url }) => (url === undefined ? [] : [url])))];
  const questions = urls.slice(0, MOST_LOGS).map((url) => ({ key: url, url }));
  const limits = { concurrency: bounds.concurrency, seconds: bounds.totalSeconds };
  return gatherEach(questions, limits, ({ url }) => {
    progress(`reads the log ${url}`);
    return gatherLog(url, fetcher, bounds.logBytes);
  });
}

async function gatherLog(url: string, fetcher: Fetcher, maxBytes: number): Promise<Fact<LogFact>> {
  const answer = await fetcher.fetch({ url: directUrl(url), method: "GET", maxBytes });
  if (answer.status === "unreachable") return { status: "unreachable", reason: answer.reason, url };
  const judged = judgeFileAnswer(directUrl(url), answer);
  if (judged.status !== "there") {
    answer.body.cancel();
    if (judged.status === "unreachable") return { status: "unreachable", reason: judged.reason, url };
    const evidence = { source: "log" as const, url, quote: quoteOf(fileNameOf(url) || url) };
    return { status: "refuted", reason: judged.reason, evidence };
  }
  try {
    const read = await readBody(answer.body, maxBytes, fileNameOf(url), answer.headers.get("content-type"));
    const { firstLine, ...value } = read;
    return { status: "known", value, evidence: { source: "log", url, ...firstLine } };
  } catch (error) {
    return { status: "unreachable", reason: explainFailure(error), url };
  } finally {
    answer.body.cancel();
  }
}

interface ReadLog extends LogFact {
  readonly firstLine: { readonly line?: number; readonly quote: string };
}

/** Throws a {@link StatedFailure} for what is no text, and for a body that breaks off. */
async function readBody(
  body: AnswerBody,
  maxBytes: number,
  name: string,
  contentType: string | undefined,
): Promise<ReadLog> {
  const sent = peeking(body);
  const start = await sent.peek(SNIFFED);
  const zipped = start[0] === 0x1f && start[1] === 0x8b;
  const text = zipped ? peeking(decompressed(sent.rest(), "gzip", Number.POSITIVE_INFINITY)) : sent;
  // A compressed file that was cut ends in the middle of its compression, which is no fault of it.
  const wasCut = () => body.ending.kind === "cut";
  let count = 0;
  let truncated = false;
  const reader = new LogReader(name.replace(/\.gz$/i, ""));
  let firstLine: ReadLog["firstLine"] = { quote: "" };
  try {
    const head = zipped ? await text.peek(SNIFFED) : start;
    if (isPage(head, contentType)) throw new StatedFailure("a web page stands there, not a log");
    const decoder = new TextDecoder(encodingOf(head));
    firstLine = firstLineOf(new TextDecoder(encodingOf(head)).decode(head));
    for await (const piece of text.rest()) {
      const kept = piece.length > maxBytes - count ? piece.subarray(0, maxBytes - count) : piece;
      count += kept.length;
      reader.push(decoder.decode(kept, { stream: true }));
      if (kept.length < piece.length) {
        truncated = true;
        break;
      }
    }
    reader.push(decoder.decode());
  } catch (error) {
    if (!(zipped && wasCut() && count > 0)) throw error;
    truncated = true;
  }
  const { ending } = body;
  if (ending.kind === "broken" && !truncated) throw new StatedFailure(ending.reason);
  const log = reader.finish();
  return { log: truncated || wasCut() ? { ...log, truncated: true } : log, bytes: count, firstLine };
}

interface Peeking {
  /** The first `count` bytes, or all where there are fewer. They stay to be read. */
  peek(count: number): Promise<Uint8Array>;
  /** Every piece, from the first. */
  rest(): AsyncIterable<Uint8Array>;
}

/** Pieces of which the first can be looked at before they are read. */
function peeking(source: AsyncIterable<Uint8Array>): Peeking {
  const iterator = source[Symbol.asyncIterator]();
  const held: Uint8Array[] = [];
  return {
    async peek(count) {
      let size = held.reduce((sum, piece) => sum + piece.length, 0);
      while (size < count) {
        const next = await iterator.next();
        if (next.done === true) break;
        held.push(next.value);
        size += next.value.length;
      }
      return Buffer.concat(held).subarray(0, count);
    },
    async *rest() {
      try {
        yield* held.splice(0);
        for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) yield next.value;
      } finally {
        await iterator.return?.();
      }
    },
  };
}

/** Encoding of a text by its first bytes. Throws a {@link StatedFailure} for what is no text. */
function encodingOf(head: Uint8Array): "utf-8" | "utf-16le" | "utf-16be" {
  if (head[0] === 0xff && head[1] === 0xfe) return "utf-16le";
  if (head[0] === 0xfe && head[1] === 0xff) return "utf-16be";
  if (head[0] === 0x50 && head[1] === 0x4b && head[2] === 3) {
    throw new StatedFailure("it is a zip archive, which is not opened");
  }
  const binary = head.includes(0) || (head[0] === 0x25 && head[1] === 0x50 && head[2] === 0x44 && head[3] === 0x46);
  const broken = new TextDecoder("utf-8").decode(head).split("\ufffd").length - 1;
  if (binary || broken > 8 + head.length / 20) throw new StatedFailure("it is not a text file");
  return "utf-8";
}

function firstLineOf(head: string): ReadLog["firstLine"] {
  const lines = head.replace(/^\ufeff/, "").split("\n");
  const index = lines.findIndex((line) => line.trim() !== "");
  return index < 0 ? { quote: "" } : { line: index + 1, quote: quoteOf(lines[index] ?? "") };
}
