import { type ChildProcess, spawn } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { jest } from "@jest/globals";
import { deliver, SECRET } from "./loopback-app.ts";

const LOADER = join(import.meta.dirname, "..", "queue", "typescript-loader.mjs");
const APP = join(import.meta.dirname, "..", "..", "src", "app.ts");
const PRIVATE_KEY = generateKeyPairSync("rsa", { modulusLength: 2048 })
  .privateKey.export({ type: "pkcs1", format: "pem" })
  .toString();

jest.setTimeout(60_000);

let folder: string;
/** Stands in for GitHub on a bad day: it answers 503, whatever it is asked. */
let outage: Server;
const live = new Set<ChildProcess>();

beforeAll(async () => {
  outage = createServer((_, response) => response.writeHead(503).end());
  await new Promise<void>((resolve) => outage.listen(0, "127.0.0.1", resolve));
});
afterAll(() => new Promise((resolve) => outage.close(resolve)));
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "weighbridge-app-"));
});
afterEach(() => {
  for (const child of live) child.kill("SIGKILL");
  live.clear();
  rmSync(folder, { recursive: true, force: true });
});

interface Running {
  readonly child: ChildProcess;
  readonly lines: string[];
  readonly errors: string[];
  readonly ended: Promise<{ readonly code: number | null; readonly signal: string | null }>;
}

function start(variables: Record<string, string>): Running {
  const child = spawn(process.execPath, ["--import", LOADER, APP], {
    cwd: folder,
    env: { PATH: process.env.PATH, HOST: "127.0.0.1", PORT: "0", DATA_DIR: join(folder, "data"), ...variables },
    stdio: ["ignore", "pipe", "pipe"],
  });
  live.add(child);
  const lines: string[] = [];
  const errors: string[] = [];
  child.stdout?.on("data", (chunk) => lines.push(...String(chunk).split("\n").filter(Boolean)));
  child.stderr?.on("data", (chunk) => errors.push(String(chunk)));
  const ended = new Promise<{ code: number | null; signal: string | null }>((resolve) => {
    child.on("close", (code, signal) => resolve({ code, signal }));
  });
  return { child, lines, errors, ended };
}

async function said({ lines, errors, child }: Running, message: string): Promise<Record<string, unknown>> {
  for (;;) {
    const line = lines.find((one) => one.includes(message));
    if (line !== undefined) return JSON.parse(line);
    if (child.exitCode !== null)
      throw new Error(`It ended with ${child.exitCode}: ${errors.join("")}${lines.join("\n")}`);
    await sleep(20);
  }
}

const credentials = () => ({
  APP_ID: "12",
  PRIVATE_KEY,
  WEBHOOK_SECRET: SECRET,
  GITHUB_API_URL: `http://127.0.0.1:${(outage.address() as AddressInfo).port}`,
});

const HEAD = "a".repeat(40);
const OPENED = JSON.stringify({
  action: "opened",
  installation: { id: 5 },
  repository: { id: 1, name: "vision", full_name: "acme/vision" },
  pull_request: { number: 12, state: "open", head: { sha: HEAD }, body: "words of a stranger" },
});

test("what is wrong with the environment is said at once, and the process ends", async () => {
  const running = start({ APP_ID: "x", WEBHOOK_SECRET: SECRET, PORT: "-1" });
  expect((await running.ended).code).toBe(2);
  const text = running.errors.join("");
  expect(text.split("\n").filter(Boolean)).toEqual([
    expect.stringMatching(/^weighbridge: APP_ID is not /),
    expect.stringMatching(/^weighbridge: PORT is not /),
    expect.stringMatching(/^weighbridge: PRIVATE_KEY is missing\. /),
  ]);
  expect(text).not.toContain(SECRET);
});

test("without credentials it serves the set-up page", async () => {
  const running = start({});
  const { port } = await said(running, "there are no credentials");
  const page = await fetch(`http://127.0.0.1:${port}/`);
  expect(await page.text()).toContain("Create the App on GitHub");
  expect((await fetch(`http://127.0.0.1:${port}/readyz`)).status).toBe(503);
  expect((await fetch(`http://127.0.0.1:${port}/api/github/webhooks`, { method: "POST" })).status).toBe(404);
  running.child.kill("SIGTERM");
  expect((await running.ended).code).toBe(0);
});

test("a delivery that was answered outlives a kill; SIGTERM drains; no word of the payload is logged", async () => {
  const first = start(credentials());
  const { port } = await said(first, '"ready"');
  const before = Number(port);
  expect((await deliver(before, OPENED)).status).toBe(202);
  // The same delivery again, twice: its work is not done, so it is not dropped, and not doubled either.
  expect((await deliver(before, OPENED)).status).toBe(202);
  expect((await deliver(before, OPENED)).status).toBe(202);
  expect((await deliver(before, OPENED, { "x-hub-signature-256": `sha256=${"0".repeat(64)}` })).status).toBe(401);
  first.child.kill("SIGKILL");
  await first.ended;

  const second = start(credentials());
  const again = Number((await said(second, '"ready"')).port);
  const tried = await said(second, "job will be tried again");
  expect(tried).toMatchObject({
    key: "acme/vision#12",
    cause: "github-unavailable",
    installation: 5,
    deliveries: expect.stringContaining("11111111"),
  });
  const metrics = await (await fetch(`http://127.0.0.1:${again}/metrics`)).text();
  expect(metrics).toContain('weighbridge_queue_jobs{state="waiting"} 1');
  expect(metrics).toMatch(/weighbridge_jobs_total\{outcome="retry",cause="github-unavailable"\} [1-9]/);
  expect((await fetch(`http://127.0.0.1:${again}/readyz`)).status).toBe(200);
  expect((await fetch(`http://127.0.0.1:${again}/healthz`)).status).toBe(200);
  second.child.kill("SIGTERM");
  expect((await second.ended).code).toBe(0);
  const all = [...first.lines, ...second.lines, ...first.errors, ...second.errors].join("\n");
  expect(all).not.toContain("words of a stranger");
  expect(all).not.toContain(SECRET);
  expect(all).not.toContain("PRIVATE KEY");
});
