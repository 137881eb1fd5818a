import { generateKeyPairSync } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer } from "node:net";
import { createEmulator, type Emulator } from "emulate";
import { parse } from "yaml";
import { z } from "zod";

/** People of every repository. The owner administers it, the writer may push, the others may read. */
export const PEOPLE = ["owner", "writer", "author", "stranger"] as const;
export type Person = (typeof PEOPLE)[number];

export const APP = { id: 4242, slug: "weighbridge-test", webhookSecret: "a secret that nobody guesses" } as const;

/** The emulator counts 5,000 requests an hour for each token. */
const TOKENS_EACH = 50;
const FIRST_INSTALLATION = 1001;

const manifest = z.object({
  default_permissions: z.record(z.string(), z.string()),
  default_events: z.array(z.string()),
});

export interface EmulatedAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

export interface EmulatedGitHub {
  readonly privateKey: string;
  /** Organisations, each with the repository `vision` and an installation of the App. */
  readonly installations: ReadonlyMap<string, number>;
  /** What the emulator answers to a request with this `authorization`. */
  forward(
    method: string,
    path: string,
    headers: Readonly<Record<string, string>>,
    body: string | undefined,
  ): Promise<EmulatedAnswer>;
  /** Asks as a person; throws for anything but a success. Undefined for an empty answer. */
  as(person: Person, method: string, path: string, body?: unknown): Promise<unknown>;
  close(): Promise<void>;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("No port is free.");
  return address.port;
}

/** A stateful GitHub that this project did not write, on loopback. `advertisedUrl` stands in its payloads; it sends its webhooks to `hookUrl`. */
export async function openEmulatedGitHub(options: {
  readonly advertisedUrl: string;
  readonly hookUrl: string;
  readonly organisations: number;
}): Promise<EmulatedGitHub> {
  const { privateKey } = generateKeyPairSync("rsa", {
    modulusLength: 2048,
    privateKeyEncoding: { type: "pkcs1", format: "pem" },
    publicKeyEncoding: { type: "pkcs1", format: "pem" },
  });
  const app = manifest.parse(parse(readFileSync(new URL("../../app.yml", import.meta.url), "utf8")));
  const names = Array.from({ length: options.organisations }, (_, index) => `harbour-${index + 1}`);
  const installations = new Map(names.map((name, index) => [name, FIRST_INSTALLATION + index]));
  const tokens: Record<string, { login: string }> = {};
  for (const login of PEOPLE) {
    for (let index = 0; index < TOKENS_EACH; index++) tokens[`${login}-${index}`] = { login };
  }
  const port = await freePort();
  const emulator: Emulator = await createEmulator({
    service: "github",
    port,
    baseUrl: options.advertisedUrl,
    seed: {
      tokens,
      github: {
        users: PEOPLE.map((login) => ({ login })),
        orgs: names.map((login) => ({ login, members: [{ login: "owner", role: "admin" }] })),
        repos: names.map((owner) => ({ owner, name: "vision" })),
        apps: [
          {
            app_id: APP.id,
            slug: APP.slug,
            name: "Weighbridge",
            private_key: privateKey,
            permissions: app.default_permissions,
            events: app.default_events,
            webhook_url: options.hookUrl,
            webhook_secret: APP.webhookSecret,
            installations: [...installations].map(([account, installation_id]) => ({ account, installation_id })),
          },
        ],
      },
    },
  });
  const origin = `http://127.0.0.1:${port}`;
  let turn = 0;

  async function forward(
    method: string,
    path: string,
    headers: Readonly<Record<string, string>>,
    body: string | undefined,
  ): Promise<EmulatedAnswer> {
    const answer = await fetch(`${origin}${path}`, {
      method,
      headers: { "content-type": "application/json", ...headers },
      ...(body === undefined || body === "" ? {} : { body }),
    });
    return { status: answer.status, headers: answer.headers, text: await answer.text() };
  }

  const github: EmulatedGitHub = {
    privateKey,
    installations,
    forward,
    async as(person, method, path, body) {
      const headers = { authorization: `token ${person}-${turn++ % TOKENS_EACH}` };
      const answer = await forward(method, path, headers, body === undefined ? undefined : JSON.stringify(body));
      if (answer.status >= 300) throw new Error(`${method} ${path} as ${person}: ${answer.status} ${answer.text}`);
      return answer.text === "" ? undefined : JSON.parse(answer.text);
    },
    close: () => emulator.close(),
  };
  for (const name of names) {
    await github.as("owner", "PUT", `/repos/${name}/vision/collaborators/writer`, { permission: "push" });
  }
  return github;
}
