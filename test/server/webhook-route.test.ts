import { generateKeyPairSync } from "node:crypto";
import { connect } from "node:net";
import type { HttpServer } from "../../src/server/http-server.ts";
import { WEBHOOK_PATH } from "../../src/server/manifest.ts";
import { openProbot } from "../../src/server/probot-app.ts";
import { type Delivery, type Intake, webhookRoute } from "../../src/server/webhook-route.ts";
import { deliver, openLoopback, SECRET, sign } from "./loopback-app.ts";

const privateKey = generateKeyPairSync("rsa", { modulusLength: 2048 })
  .privateKey.export({ type: "pkcs1", format: "pem" })
  .toString();

let server: HttpServer & { readonly errors: unknown[] };
let taken: Delivery[];
let observed: (readonly [string, string])[];
let outcome: Intake | Error;

beforeEach(async () => {
  taken = [];
  observed = [];
  outcome = "stored";
  const credentials = { appId: 1, privateKey, webhookSecret: SECRET };
  const probot = await openProbot(credentials, "http://127.0.0.1:9/api/v3", async (delivery) => {
    if (outcome instanceof Error) throw outcome;
    taken.push(delivery);
    return outcome;
  });
  server = await openLoopback();
  server.setRoutes({
    [WEBHOOK_PATH]: {
      POST: webhookRoute({
        ...probot,
        observe: (event, what) => observed.push([event, what]),
        onError: (error) => server.errors.push(error),
      }),
    },
  });
});
afterEach(() => server.close(100));

const BODY = JSON.stringify({ action: "opened", installation: { id: 5 }, text: "ä🙂" });

test("a delivery whose signature holds is taken in once it is parsed", async () => {
  expect(await deliver(server.port, BODY)).toEqual({ status: 202, text: "stored" });
  expect(taken).toEqual([
    { name: "pull_request", id: "11111111-2222-3333-4444-555555555555", payload: JSON.parse(BODY) },
  ]);
  expect(observed).toEqual([["pull_request", "stored"]]);
});

test.each<readonly [Intake, number]>([
  ["merged", 202],
  ["duplicate", 200],
  ["ignored", 200],
])("%s is answered %d", async (what, status) => {
  outcome = what;
  expect(await deliver(server.port, BODY)).toEqual({ status, text: what });
});

test("an event that Probot does not know is taken in as well", async () => {
  expect((await deliver(server.port, BODY, { "x-github-event": "brand_new" })).status).toBe(202);
  expect(taken[0]?.name).toBe("brand_new");
});

test("a delivery that cannot be stored is answered 503, and the reason is told", async () => {
  outcome = new Error("disk full");
  expect((await deliver(server.port, BODY)).status).toBe(503);
  expect(server.errors).toEqual([outcome]);
  expect(observed).toEqual([["pull_request", "failed"]]);
});

const REFUSED: readonly (readonly [string, number, Record<string, string | undefined>, string?])[] = [
  ["no signature", 401, { "x-hub-signature-256": undefined }],
  ["a signature of another secret", 401, { "x-hub-signature-256": sign(BODY, "another") }],
  ["a signature of another body", 401, { "x-hub-signature-256": sign(`${BODY} `) }],
  ["a signature of the wrong form", 401, { "x-hub-signature-256": sign(BODY).slice(0, -1) }],
  ["the old signature alone", 401, { "x-hub-signature-256": undefined, "x-hub-signature": "sha1=x" }],
  ["an empty signature", 401, { "x-hub-signature-256": "sha256=" }],
  ["a form", 415, { "content-type": "application/x-www-form-urlencoded" }],
  ["plain text", 415, { "content-type": "text/plain" }],
  ["no event", 400, { "x-github-event": undefined }],
  ["an event that is no name", 400, { "x-github-event": "pull request" }],
  ["no delivery", 400, { "x-github-delivery": undefined }],
  ["a delivery that is no identifier", 400, { "x-github-delivery": "../../etc" }],
  ["no JSON", 400, { "x-hub-signature-256": sign("{") }, "{"],
  ["JSON that is no object", 400, { "x-hub-signature-256": sign("null") }, "null"],
  ["an empty body", 401, { "x-hub-signature-256": sign("") }, ""],
];
test.each(REFUSED.map(([name, status, headers, body = BODY]) => ({ name, status, headers, body })))(
  "$name is answered $status and not taken in",
  async ({ status, headers, body }) => {
    expect((await deliver(server.port, body, headers)).status).toBe(status);
    expect(taken).toEqual([]);
    expect(observed.map(([, what]) => what)).toEqual(["refused"]);
    expect(server.errors).toEqual([]);
  },
);

test("a content type with a parameter is JSON", async () => {
  expect((await deliver(server.port, BODY, { "content-type": "Application/JSON; charset=utf-8" })).status).toBe(202);
});

test("bytes that are no UTF-8 do not match their signature", async () => {
  const bytes = Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d]);
  expect((await deliver(server.port, bytes)).status).toBe(401);
});

test("a body beyond the limit is answered 413, announced or not", async () => {
  const large = JSON.stringify({ text: "x".repeat(70_000) });
  expect((await deliver(server.port, large)).status).toBe(413);
  const raw = await talk(
    server.port,
    `POST ${WEBHOOK_PATH} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nX-GitHub-Event: push\r\n` +
      `X-GitHub-Delivery: g\r\nX-Hub-Signature-256: ${sign("")}\r\nTransfer-Encoding: chunked\r\n\r\n` +
      `${(70_000).toString(16)}\r\n${"x".repeat(70_000)}\r\n0\r\n\r\n`,
  );
  expect(raw).toMatch(/^HTTP\/1\.1 413 /);
  expect(taken).toEqual([]);
});

test("the other paths and methods", async () => {
  const base = `http://127.0.0.1:${server.port}`;
  expect((await fetch(`${base}/nowhere`)).status).toBe(404);
  expect((await fetch(`${base}/__proto__`)).status).toBe(404);
  const refused = await fetch(`${base}${WEBHOOK_PATH}`);
  expect([refused.status, refused.headers.get("allow")]).toEqual([405, "POST"]);
});

test("a client that is too slow is hung up on", async () => {
  const slow = await openLoopback({ requestTimeout: 300 });
  slow.setRoutes({
    [WEBHOOK_PATH]: { POST: async (request) => ({ status: "refused" in (await request.readBody()) ? 400 : 200 }) },
  });
  const answer = await talk(slow.port, `POST ${WEBHOOK_PATH} HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc`);
  expect(answer).toMatch(/^HTTP\/1\.1 408 /);
  await slow.close(100);
});

test("no more bodies are held than there is room for", async () => {
  const small = await openLoopback({ heldLimit: 100 });
  let release: () => void = () => undefined;
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  let reading: () => void = () => undefined;
  const read = new Promise<void>((resolve) => {
    reading = resolve;
  });
  small.setRoutes({
    "/": {
      POST: async (request) => {
        const body = await request.readBody();
        if ("refused" in body) return body.refused;
        reading();
        await held;
        return { status: 200 };
      },
    },
  });
  const post = () => fetch(`http://127.0.0.1:${small.port}/`, { method: "POST", body: "x".repeat(80) });
  const first = post();
  await read;
  expect((await post()).status).toBe(503);
  release();
  expect((await first).status).toBe(200);
  expect((await post()).status).toBe(200);
  await small.close(100);
});

/** What a server answers to raw bytes. */
function talk(port: number, bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1", () => socket.write(bytes));
    let answer = "";
    socket.on("data", (chunk) => {
      answer += String(chunk);
    });
    socket.on("close", () => resolve(answer));
    socket.on("error", (error) => (answer === "" ? reject(error) : resolve(answer)));
  });
}
