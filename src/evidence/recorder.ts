import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type AnswerBody, boundedBody, joined } from "./answer-body.ts";
import { explainFailure, StatedFailure } from "./failure.ts";
import type { Answered, FetchAnswer } from "./fetch-answer.ts";
import { isApiPath, PUBLIC_GITHUB_API } from "./github-reader.ts";
import { INDEX_NAME } from "./recorded-index.ts";
import type { World } from "./world.ts";

/** What is kept of the outside world's headers: nothing that identifies a session, an account or a rate limit. */
const KEPT_HEADERS = ["content-type", "content-length", "content-range", "etag", "last-modified", "accept-ranges"];
const MOST_BYTES = 64 * 1024 * 1024;

interface Entry {
  readonly url: string;
  readonly method: "GET" | "HEAD";
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly file?: string;
  readonly truncated?: true;
}

/** A world that remembers what was answered. */
export interface RecordingWorld extends World {
  /**
   * Writes `index.json` and the files beside it into `directory`, made when absent; answers how many answers stand
   * there and how many were left out because the recording was full. Throws when the folder cannot be written.
   */
  save(directory: string): { readonly recorded: number; readonly left: number };
}

/**
 * Lets every question through to `inner` and records its answer under the URL that was asked, after redirects: the
 * signed URLs that hosts redirect to are secrets of an hour. Requests' headers are never recorded.
 */
export function createRecordingWorld(inner: World): RecordingWorld {
  const entries: Entry[] = [];
  const files = new Map<string, Uint8Array>();
  const seen = new Set<string>();
  let held = 0;
  let left = 0;

  function record(url: string, method: "GET" | "HEAD", answer: FetchAnswer): FetchAnswer {
    // An empty file refuses every range; its whole answers for them when it is replayed.
    if (answer.status === "unreachable" || answer.code === 416) return answer;
    const key = `${method} ${answer.headers.get("content-range") ?? ""} ${url}`;
    if (seen.has(key)) return answer;
    seen.add(key);
    if (method === "HEAD") {
      entries.push({ url, method, status: answer.code, headers: keptHeaders(answer) });
      return answer;
    }
    return { ...answer, body: overheard(answer, (bytes, truncated) => keep(url, answer, bytes, truncated)) };
  }

  function keep(url: string, answer: Answered, bytes: Uint8Array | undefined, truncated: boolean): void {
    if (bytes === undefined) {
      left += 1;
      return;
    }
    const headers = keptHeaders(answer);
    const entry = { url, method: "GET" as const, status: answer.code, headers };
    if (bytes.length === 0 && !truncated) {
      entries.push({ ...entry, headers: { ...headers, "content-length": "0" } });
      return;
    }
    const file = `${String(files.size + 1).padStart(3, "0")}-${fileName(url, answer)}`;
    files.set(file, bytes);
    entries.push({ ...entry, file, ...(truncated ? { truncated } : {}) });
  }

  /** The body, with its pieces copied aside as the reader takes them; a broken one is not recorded. */
  function overheard(answer: Answered, done: (bytes: Uint8Array | undefined, truncated: boolean) => void): AnswerBody {
    const { body } = answer;
    let pieces: Uint8Array[] | undefined = [];
    let own = 0;
    const drop = () => {
      pieces = undefined;
      held -= own;
      own = 0;
    };
    async function* source(): AsyncGenerator<Uint8Array> {
      yield* body;
      if (body.ending.kind === "broken") throw new StatedFailure(body.ending.reason);
    }
    return boundedBody(source(), {
      maxBytes: Number.POSITIVE_INFINITY,
      isPartial: () => body.ending.kind === "cut",
      explain: explainFailure,
      discard: () => body.cancel(),
      onPiece: (piece) => {
        if (pieces === undefined) return;
        if (held + piece.length > MOST_BYTES) {
          drop();
          return;
        }
        own += piece.length;
        held += piece.length;
        pieces.push(piece.slice());
      },
      onEnd: (ending) => {
        if (ending.kind === "broken") drop();
        else done(pieces === undefined ? undefined : joined(pieces), ending.kind === "cut");
      },
    });
  }

  return {
    fetcher: {
      fetch: async (request) => record(request.url, request.method, await inner.fetcher.fetch(request)),
    },
    github: {
      get: async (path) => {
        const answer = await inner.github.get(path);
        return isApiPath(path) ? record(PUBLIC_GITHUB_API + path, "GET", answer) : answer;
      },
    },
    save(directory) {
      mkdirSync(directory, { recursive: true });
      for (const [name, bytes] of files) writeFileSync(join(directory, name), bytes);
      writeFileSync(join(directory, INDEX_NAME), `${JSON.stringify(entries, null, 2)}\n`);
      return { recorded: entries.length, left };
    },
  };
}

function keptHeaders(answer: Answered): Record<string, string> {
  const kept: Record<string, string> = {};
  // The length on the wire is not that of the decoded body.
  const encoded = answer.headers.has("content-encoding");
  for (const name of KEPT_HEADERS) {
    const value = answer.headers.get(name);
    if (value !== undefined && !(encoded && name === "content-length")) kept[name] = value;
  }
  return kept;
}

function fileName(url: string, answer: Answered): string {
  const host = URL.canParse(url) ? new URL(url).hostname.replaceAll(/[^a-z0-9.-]/g, "-").slice(0, 60) : "answer";
  return `${host}.${extensionOf(answer.headers.get("content-type") ?? "")}`;
}

function extensionOf(contentType: string): string {
  if (contentType.includes("json")) return "json";
  if (contentType.includes("xml")) return "xml";
  if (contentType.includes("html")) return "html";
  return contentType.startsWith("text/") ? "txt" : "bin";
}
