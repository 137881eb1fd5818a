import { createHmac } from "node:crypto";
import { type HttpServer, type HttpServerOptions, openHttpServer } from "../../src/server/http-server.ts";

export const SECRET = "loopback-secret-of-the-tests";

export function sign(body: string | Buffer, secret = SECRET): string {
  return `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`;
}

export async function openLoopback(
  over: Partial<HttpServerOptions> = {},
): Promise<HttpServer & { readonly errors: unknown[] }> {
  const errors: unknown[] = [];
  const server = await openHttpServer({
    host: "127.0.0.1",
    port: 0,
    bodyLimit: 64 * 1024,
    heldLimit: 256 * 1024,
    requestTimeout: 10_000,
    onError: (error) => errors.push(error),
    ...over,
  });
  return { ...server, errors };
}

/** Sends a delivery as GitHub does. */
export async function deliver(
  port: number,
  body: string | Buffer,
  headers: Record<string, string | undefined> = {},
): Promise<{ readonly status: number; readonly text: string }> {
  const all: Record<string, string | undefined> = {
    "content-type": "application/json",
    "x-github-event": "pull_request",
    "x-github-delivery": "11111111-2222-3333-4444-555555555555",
    "x-hub-signature-256": sign(body),
    ...headers,
  };
  const given = Object.entries(all).filter((one): one is [string, string] => one[1] !== undefined);
  const answer = await fetch(`http://127.0.0.1:${port}/api/github/webhooks`, {
    method: "POST",
    body: typeof body === "string" ? body : new Uint8Array(body),
    headers: Object.fromEntries(given),
  });
  return { status: answer.status, text: await answer.text() };
}
