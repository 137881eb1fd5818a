import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseEnv } from "node:util";
import type { AppCredentials } from "./environment.ts";

type Variables = Readonly<Record<string, string | undefined>>;

const FILE = "app.env";

/** Where the set-up page keeps the credentials. */
export function credentialsPath(dataDir: string): string {
  return join(dataDir, FILE);
}

/** Variables of a file of `NAME="value"` lines; none where there is no file. */
export function readVariables(path: string): Variables {
  return existsSync(path) ? (parseEnv(readFileSync(path, "utf8")) as Variables) : {};
}

/** Writes the credentials for their owner's eyes alone; whole or not at all. */
export function writeCredentials(path: string, { appId, privateKey, webhookSecret }: AppCredentials): void {
  const lines = [
    `APP_ID="${appId}"`,
    `PRIVATE_KEY="${privateKey.trim().replace(/\r?\n/g, "\\n")}"`,
    `WEBHOOK_SECRET="${webhookSecret.replace(/["\r\n\\]/g, "")}"`,
  ];
  mkdirSync(join(path, ".."), { recursive: true });
  const draft = `${path}.new`;
  writeFileSync(draft, `${lines.join("\n")}\n`, { mode: 0o600 });
  chmodSync(draft, 0o600);
  renameSync(draft, path);
}
