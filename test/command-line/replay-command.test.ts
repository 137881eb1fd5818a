import { generateKeyPairSync } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runProgram } from "../../src/command-line/program.ts";
import { writeCredentials } from "../../src/server/credentials-file.ts";

const privateKey = generateKeyPairSync("rsa", { modulusLength: 2048 })
  .privateKey.export({ type: "pkcs1", format: "pem" })
  .toString();
const CREDENTIALS = { appId: 12, privateKey, webhookSecret: "a-secret-of-the-tests" };

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "weighbridge-replay-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

async function replay(stored: string, words: readonly string[] = [], environment: Record<string, string> = {}) {
  const file = join(folder, "delivery.json");
  writeFileSync(file, stored);
  let out = "";
  let err = "";
  const code = await runProgram(["replay", file, ...words], {
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
    readInput: async () => "",
    directory: folder,
    environment,
    colour: false,
    showsProgress: false,
    width: 120,
  });
  return { code, out, err: err.replaceAll(folder, "DIR") };
}

const PING = JSON.stringify({ event: "ping", payload: { zen: "Keep it logically awesome." } });
const IGNORED = { code: 0, out: "ignored: an event that nobody waits for\n", err: "" };

test("it reads the credentials that the set-up page has kept", async () => {
  writeCredentials(join(folder, "data", "app.env"), CREDENTIALS);
  expect(await replay(PING)).toEqual(IGNORED);
});

test("it finds the folder of data by .env, as the server does", async () => {
  mkdirSync(join(folder, "kept"));
  writeCredentials(join(folder, "kept", "app.env"), CREDENTIALS);
  writeFileSync(join(folder, ".env"), "DATA_DIR=kept\n");
  expect(await replay(PING, [], { APP_ID: "" })).toEqual(IGNORED);
});

test("with --event the file is the payload alone", async () => {
  writeCredentials(join(folder, "data", "app.env"), CREDENTIALS);
  expect(await replay('{"action":"opened"}', ["--event", "pull_request"])).toEqual({
    ...IGNORED,
    out: "ignored: no installation of the app is named\n",
  });
});

test.each([
  [
    "no App",
    PING,
    "weighbridge: replay speaks to GitHub as the App. Run it where the server runs, or set APP_ID, PRIVATE_KEY and WEBHOOK_SECRET.\n",
  ],
  [
    "no JSON",
    "event: ping",
    "weighbridge: DIR/delivery.json: it is not JSON. Name a stored delivery: GitHub's own form, a JSON object with event and payload, or with --event the payload alone.\n",
  ],
  [
    "no delivery",
    '{"action":"opened"}',
    "weighbridge: DIR/delivery.json: it is no delivery. Name a stored delivery: GitHub's own form, a JSON object with event and payload, or with --event the payload alone.\n",
  ],
])("%s is said in one line", async (_, stored, err) => {
  expect(await replay(stored)).toEqual({ code: 2, out: "", err });
});
