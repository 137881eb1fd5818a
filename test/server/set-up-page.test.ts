import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { credentialsPath, readVariables, writeCredentials } from "../../src/server/credentials-file.ts";
import { type AppCredentials, readEnvironment } from "../../src/server/environment.ts";
import type { HttpServer } from "../../src/server/http-server.ts";
import { manifestOf, readAppFile } from "../../src/server/manifest.ts";
import { setUpRoutes } from "../../src/server/set-up-page.ts";
import { openLoopback } from "./loopback-app.ts";

const privateKey = generateKeyPairSync("rsa", { modulusLength: 2048 })
  .privateKey.export({ type: "pkcs1", format: "pem" })
  .toString();

test("the manifest is app.yml with the addresses of this server", () => {
  const app = readAppFile();
  const manifest = manifestOf(app, "https://weighbridge.example.com");
  expect(manifest).toEqual({
    ...app,
    hook_attributes: { url: "https://weighbridge.example.com/api/github/webhooks", active: true },
    redirect_url: "https://weighbridge.example.com/probot/setup",
  });
  expect(manifest.default_events).toEqual([
    "pull_request",
    "issue_comment",
    "check_run",
    "check_suite",
    "merge_group",
    "issues",
    "push",
  ]);
  expect(manifest.default_permissions).toEqual({
    checks: "write",
    contents: "read",
    issues: "write",
    pull_requests: "write",
    merge_queues: "read",
    metadata: "read",
  });
});

describe("the page", () => {
  let github: Server;
  let server: HttpServer;
  let conversions: string[];
  let status: number;
  let kept: AppCredentials[];
  let errors: unknown[];

  beforeEach(async () => {
    conversions = [];
    kept = [];
    errors = [];
    status = 201;
    github = createServer((request, response) => {
      conversions.push(`${request.method} ${request.url} ${request.headers.authorization ?? ""}`);
      response.writeHead(status, { "content-type": "application/json" });
      response.end(
        JSON.stringify({
          id: 4242,
          pem: privateKey,
          webhook_secret: "from-github",
          html_url: "https://github.com/apps/x",
        }),
      );
    });
    await new Promise<void>((resolve) => github.listen(0, "127.0.0.1", resolve));
    const apiUrl = `http://127.0.0.1:${(github.address() as AddressInfo).port}`;
    server = await openLoopback();
    server.setRoutes(
      setUpRoutes({
        environment: { apiUrl, webUrl: "https://github.com", organisation: "acme" },
        app: readAppFile(),
        onCreated: async (credentials) => {
          kept.push(credentials);
        },
        onError: (error) => errors.push(error),
      }),
    );
  });
  afterEach(async () => {
    await server.close(100);
    await new Promise((resolve) => github.close(resolve));
  });

  async function welcome(headers: Record<string, string> = {}) {
    const text = await (await fetch(`http://127.0.0.1:${server.port}/probot`, { headers })).text();
    const decoded = text.replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)));
    return { text, state: /[?]state=([0-9a-f]{32})/.exec(decoded)?.[1] ?? "", decoded };
  }
  const finish = (query: string) => fetch(`http://127.0.0.1:${server.port}/probot/setup?${query}`);

  test("the root leads to it", async () => {
    const answer = await fetch(`http://127.0.0.1:${server.port}/`, { redirect: "manual" });
    expect([answer.status, answer.headers.get("location")]).toEqual([302, "/probot"]);
  });

  test("it sends the manifest with the address under which it was reached", async () => {
    const { decoded } = await welcome({ "x-forwarded-host": "wb.example.com", "x-forwarded-proto": "https" });
    expect(decoded).toContain('"url":"https://wb.example.com/api/github/webhooks"');
    expect(decoded).toContain("https://github.com/organizations/acme/settings/apps/new?state=");
    expect(decoded).not.toContain("may not be able to reach");
    expect((await welcome()).decoded).toContain("may not be able to reach");
  });

  test("a hostile host name opens no markup", async () => {
    const { text } = await welcome({ "x-forwarded-host": '"><script>alert(1)</script>' });
    expect(text).not.toContain("<script>");
  });

  test("GitHub's answer is exchanged once, for the link that this server gave", async () => {
    const { state } = await welcome();
    const answer = await finish(`code=abc123&state=${state}`);
    expect(answer.status).toBe(200);
    expect(await answer.text()).toContain("apps/x/installations/new");
    expect(kept).toEqual([{ appId: 4242, privateKey, webhookSecret: "from-github" }]);
    expect(conversions).toEqual(["POST /app-manifests/abc123/conversions "]);
    expect((await finish(`code=abc123&state=${state}`)).status).toBe(400);
    expect(conversions).toHaveLength(1);
  });

  test.each(["code=abc", "code=abc&state=00000000000000000000000000000000", "state=x"])(
    "%s is refused",
    async (query) => {
      expect((await finish(query)).status).toBe(400);
      expect(conversions).toEqual([]);
    },
  );

  test("a code that is none is refused", async () => {
    const { state } = await welcome();
    expect((await finish(`code=..%2F..%2Fuser&state=${state}`)).status).toBe(400);
    expect(conversions).toEqual([]);
  });

  test("a refusal of GitHub's is told, and nothing is kept", async () => {
    status = 404;
    const { state } = await welcome();
    expect((await finish(`code=abc&state=${state}`)).status).toBe(502);
    expect(kept).toEqual([]);
    expect(errors).toHaveLength(1);
  });
});

test("the credentials are kept for their owner alone, and read back as they were", () => {
  const folder = mkdtempSync(join(tmpdir(), "weighbridge-"));
  try {
    const path = credentialsPath(join(folder, "data"));
    writeCredentials(path, { appId: 12, privateKey, webhookSecret: "s=e#c'r et" });
    expect(statSync(path).mode & 0o777).toBe(0o600);
    const read = readEnvironment(readVariables(path), () => "");
    expect("environment" in read && read.environment.credentials).toEqual({
      appId: 12,
      privateKey,
      webhookSecret: "s=e#c'r et",
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
});
