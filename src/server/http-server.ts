import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** An answer, ready to be sent. */
export interface Answer {
  readonly status: number;
  readonly contentType?: string;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A request without its body. */
export interface Request {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage["headers"];
  /** Reads the body; a {@link Refusal} when it is too large, or the server holds too many bodies already. */
  readonly readBody: () => Promise<Buffer | Refusal>;
}

/** Why a body was not read. */
export interface Refusal {
  readonly refused: Answer;
}

export type Route = (request: Request) => Promise<Answer> | Answer;
/** Routes by path; each by method. */
export type Routes = Readonly<Record<string, Readonly<Record<string, Route>>>>;

export interface HttpServerOptions {
  readonly host: string;
  readonly port: number;
  /** Largest body, in bytes. */
  readonly bodyLimit: number;
  /** Bytes of bodies held at the same time. */
  readonly heldLimit: number;
  /** Time for a whole request to arrive, in milliseconds. */
  readonly requestTimeout: number;
  /** Told when a route breaks. */
  readonly onError: (error: unknown) => void;
}

export interface HttpServer {
  readonly port: number;
  /** Takes effect with the next request. */
  setRoutes(routes: Routes): void;
  /** Accepts no more connections and waits for the requests under way, up to `graceMs`. */
  close(graceMs: number): Promise<void>;
}

/** What GitHub allows its largest payload is 25 MB; the payloads that we ask for are far smaller. */
export const BODY_LIMIT = 10 * 1024 * 1024;
export const HELD_LIMIT = 64 * 1024 * 1024;
/** GitHub gives up on a delivery after ten seconds. */
export const REQUEST_TIMEOUT = 10_000;

const TOO_LARGE: Answer = { status: 413, body: "The body is too large.", headers: { connection: "close" } };
const BUSY: Answer = { status: 503, body: "Too much at once.", headers: { "retry-after": "5", connection: "close" } };

function send(response: ServerResponse, answer: Answer, withBody: boolean): void {
  if (response.headersSent || response.destroyed) return;
  const body = Buffer.from(answer.body ?? "");
  response.writeHead(answer.status, {
    "content-type": answer.contentType ?? "text/plain; charset=utf-8",
    "content-length": String(body.length),
    "x-content-type-options": "nosniff",
    "cache-control": "no-store",
    ...answer.headers,
  });
  response.end(withBody ? body : undefined);
}

/** Counts the bytes of bodies that are held. */
interface Holdings {
  bytes: number;
}

async function readBody(
  request: IncomingMessage,
  own: Holdings,
  holdings: Holdings,
  options: HttpServerOptions,
): Promise<Buffer | Refusal> {
  const announced = Number(request.headers["content-length"] ?? 0);
  if (announced > options.bodyLimit) return { refused: TOO_LARGE };
  if (holdings.bytes + announced > options.heldLimit) return { refused: BUSY };
  const chunks: Buffer[] = [];
  // Ending the loop early destroys the request, and with it the connection that is to carry the answer.
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    const bytes = chunk as Buffer;
    own.bytes += bytes.length;
    holdings.bytes += bytes.length;
    chunks.push(bytes);
    if (own.bytes > options.bodyLimit) return { refused: TOO_LARGE };
    if (holdings.bytes > options.heldLimit) return { refused: BUSY };
  }
  return chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks, own.bytes);
}

/** A small HTTP server: fixed routes, bounded bodies, and no patience for slow clients. */
export async function openHttpServer(options: HttpServerOptions): Promise<HttpServer> {
  let routes: Routes = {};
  const holdings: Holdings = { bytes: 0 };

  async function answer(request: IncomingMessage): Promise<Answer> {
    const [path = "/", query = ""] = (request.url ?? "/").split("?", 2);
    const methods = Object.hasOwn(routes, path) ? routes[path] : undefined;
    if (methods === undefined) return { status: 404, body: "Not found." };
    const method = request.method === "HEAD" ? "GET" : (request.method ?? "GET");
    const route = Object.hasOwn(methods, method) ? methods[method] : undefined;
    if (route === undefined) {
      return { status: 405, body: "Method not allowed.", headers: { allow: Object.keys(methods).join(", ") } };
    }
    const own: Holdings = { bytes: 0 };
    try {
      return await route({
        method,
        path,
        query: new URLSearchParams(query.slice(0, 4096)),
        headers: request.headers,
        readBody: () => readBody(request, own, holdings, options),
      });
    } finally {
      holdings.bytes -= own.bytes;
    }
  }

  const server: Server = createServer(
    {
      requestTimeout: options.requestTimeout,
      headersTimeout: Math.min(5_000, options.requestTimeout),
      keepAliveTimeout: 30_000,
      connectionsCheckingInterval: Math.min(1_000, options.requestTimeout),
      maxHeaderSize: 16 * 1024,
    },
    (request, response) => {
      answer(request)
        .catch((error: unknown): Answer => {
          // A client that goes away in the middle of its request is no fault of ours.
          if (!request.destroyed || request.complete) options.onError(error);
          return { status: 500, body: "Something inside broke." };
        })
        .then((sent) => send(response, sent, request.method !== "HEAD"))
        .catch(options.onError);
    },
  );
  server.maxConnections = 2_000;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port, options.host, () => {
      server.off("error", reject);
      resolve();
    });
  });
  server.on("error", options.onError);
  return {
    port: (server.address() as AddressInfo).port,
    setRoutes(next) {
      routes = next;
    },
    close: (graceMs) =>
      new Promise((resolve) => {
        const timer = setTimeout(() => server.closeAllConnections(), graceMs);
        server.close(() => {
          clearTimeout(timer);
          resolve();
        });
        server.closeIdleConnections();
      }),
  };
}
