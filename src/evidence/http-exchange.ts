import type { Readable } from "node:stream";
import { setImmediate as nextTurn } from "node:timers/promises";
import { Agent, buildConnector } from "undici";
import type { EvidenceBounds } from "./bounds.ts";
import type { Dial } from "./dial.ts";
import { StatedFailure } from "./failure.ts";

/** One request and its answer, redirects not followed, nothing decoded. */
export interface RawAnswer {
  readonly code: number;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Readable;
}

/** Sends single requests over connections that {@link Dial} allows. */
export interface Exchange {
  /** Rejects when there is no answer; `explainFailure` puts the error into words. */
  send(
    url: URL,
    method: "GET" | "HEAD",
    headers: Readonly<Record<string, string>>,
    signal: AbortSignal,
  ): Promise<RawAnswer>;
  /** Closes every connection. */
  close(): Promise<void>;
}

export function createExchange(dial: Dial, bounds: Pick<EvidenceBounds, "timeoutSeconds" | "concurrency">): Exchange {
  const agent = new Agent({
    connect: dialledConnector(dial, Math.ceil(bounds.timeoutSeconds * 1000)),
    connections: bounds.concurrency,
    pipelining: 1,
    maxHeaderSize: 32 * 1024,
    // The signal bounds the whole fetch; undici's own timers are coarse and would only blur whose limit was reached.
    headersTimeout: 0,
    bodyTimeout: 0,
    allowH2: false,
  });
  return {
    async send(url, method, headers, signal) {
      // A connection whose last body has just ended is free again one turn later: without the wait, each of a
      // checkpoint's ranges would open a connection of its own.
      await nextTurn();
      // A request that still waits for its connection does not hear the signal: the race does.
      const request = agent.request({
        origin: url.origin,
        path: `${url.pathname}${url.search}`,
        method,
        headers: { "user-agent": "weighbridge", ...headers },
        signal,
      });
      const answer = await beforeAbort(request, signal);
      // A body that is dropped unread must not crash the process when its connection breaks later.
      answer.body.on("error", () => undefined);
      return { code: answer.statusCode, headers: singleHeaders(answer.headers), body: answer.body };
    },
    close: () => agent.destroy(),
  };
}

function dialledConnector(dial: Dial, timeout: number): buildConnector.connector {
  const connect = buildConnector({ timeout, allowH2: false });
  return (options, callback) => {
    const port = options.port === "" ? (options.protocol === "https:" ? 443 : 80) : Number(options.port);
    beforeAbort(dial(options.hostname, port), AbortSignal.timeout(timeout)).then(
      (answer) => {
        if (answer.status === "refused") {
          callback(new StatedFailure(answer.reason), null);
          return;
        }
        const tryNext = (index: number) => {
          const target = {
            ...options,
            hostname: answer.addresses[index] ?? "",
            port: String(answer.port),
            // The certificate must be the named host's, though the connection goes to an address.
            servername: options.servername ?? options.hostname,
          };
          connect(target, (...result) => {
            const [error] = result;
            if (error !== null && index + 1 < Math.min(answer.addresses.length, 3)) tryNext(index + 1);
            else callback(...result);
          });
        };
        tryNext(0);
      },
      (error) => callback(error instanceof Error ? error : new Error(String(error)), null),
    );
  };
}

/** The outcome of `work`, or the signal's reason when that comes first. */
function beforeAbort<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener("abort", abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}

function singleHeaders(headers: Readonly<Record<string, string | string[] | undefined>>): ReadonlyMap<string, string> {
  const single = new Map<string, string>();
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) single.set(name.toLowerCase(), Array.isArray(value) ? value.join(", ") : value);
  }
  return single;
}
