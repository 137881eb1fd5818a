import { randomBytes } from "node:crypto";
import { ProbotOctokit } from "probot";
import { z } from "zod";
import type { AppCredentials, Environment } from "./environment.ts";
import type { Answer, Request, Routes } from "./http-server.ts";
import { type AppFile, manifestOf, SETUP_DONE_PATH } from "./manifest.ts";

/** GitHub's own answer is good for an hour. */
const STATE_LIFE = 60 * 60 * 1000;
const STATES_KEPT = 1_000;

export interface SetUpOptions {
  readonly environment: Pick<Environment, "apiUrl" | "webUrl" | "publicUrl" | "organisation">;
  readonly app: AppFile;
  /** Keeps the credentials and starts the App. */
  readonly onCreated: (credentials: AppCredentials) => Promise<void>;
  readonly onError: (error: unknown) => void;
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (mark) => `&#${mark.codePointAt(0)};`);
}

function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title>
<style>
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 42rem; margin: 3rem auto; padding: 0 1rem; color: #1f2328; background: #fff; }
button { font: inherit; padding: .5rem 1rem; border: 0; border-radius: .4rem; color: #fff; background: #1f883d; cursor: pointer; }
code { background: #eff1f3; padding: .1rem .3rem; border-radius: .3rem; overflow-wrap: anywhere; }
@media (prefers-color-scheme: dark) { body { color: #e6edf3; background: #0d1117; } code { background: #24292f; } a { color: #4493f8; } }
</style>
</head>
<body>
<main>
<h1>${escaped(title)}</h1>
${body}
</main>
</body>
</html>
`;
}

function html(status: number, text: string): Answer {
  return {
    status,
    contentType: "text/html; charset=utf-8",
    body: text,
    headers: {
      "content-security-policy":
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'",
      "referrer-policy": "no-referrer",
    },
  };
}

/** Where this server is reached, as the proxy before it or the client says. */
function reachedAt({ headers }: Request, configured: string | undefined): string {
  if (configured !== undefined) return configured;
  const first = (value: string | readonly string[] | undefined) =>
    (typeof value === "string" ? value : (value?.[0] ?? "")).split(",", 1)[0]?.trim() ?? "";
  const host = first(headers["x-forwarded-host"]) || first(headers.host);
  const protocol = first(headers["x-forwarded-proto"]) === "https" ? "https" : "http";
  return `${protocol}://${/^[A-Za-z0-9.:[\]-]{1,255}$/.test(host) ? host : "localhost"}`;
}

function isPublic(url: string): boolean {
  const { protocol, hostname } = new URL(url);
  return protocol === "https:" && hostname !== "localhost" && !hostname.startsWith("127.");
}

const created = z.object({
  id: z.int(),
  pem: z.string(),
  webhook_secret: z.string().min(1),
  html_url: z.string(),
});

/** Pages that create the App on GitHub from its manifest: for a server that has no credentials yet. */
export function setUpRoutes({ environment, app, onCreated, onError }: SetUpOptions): Routes {
  const states = new Map<string, number>();

  function newState(): string {
    const state = randomBytes(16).toString("hex");
    states.set(state, Date.now() + STATE_LIFE);
    const [oldest] = states.keys();
    if (states.size > STATES_KEPT && oldest !== undefined) states.delete(oldest);
    return state;
  }

  function takeState(state: string): boolean {
    const until = states.get(state);
    states.delete(state);
    return until !== undefined && until > Date.now();
  }

  function welcome(request: Request): Answer {
    const publicUrl = reachedAt(request, environment.publicUrl);
    const { webUrl, organisation } = environment;
    const place = organisation === undefined ? "" : `/organizations/${organisation}`;
    const action = `${webUrl}${place}/settings/apps/new?state=${newState()}`;
    const warning = isPublic(publicUrl)
      ? ""
      : `<p><strong>GitHub may not be able to reach <code>${escaped(publicUrl)}</code>.</strong> Open this page under the address that GitHub can reach, or set <code>PUBLIC_URL</code> and start again.</p>`;
    const manifest = escaped(JSON.stringify(manifestOf(app, publicUrl)));
    return html(
      200,
      page(
        "Set up Weighbridge",
        `<p>This server has no App yet. The button opens GitHub, which shows what the App asks for and creates it.</p>
${warning}<p>Webhooks will come to <code>${escaped(publicUrl)}</code>.</p>
<form action="${escaped(action)}" method="post"><button name="manifest" value="${manifest}">Create the App on GitHub</button></form>
<p>Or set <code>APP_ID</code>, <code>PRIVATE_KEY</code> and <code>WEBHOOK_SECRET</code> of an App that exists, and start again.</p>`,
      ),
    );
  }

  async function finish({ query }: Request): Promise<Answer> {
    const code = query.get("code") ?? "";
    if (!takeState(query.get("state") ?? "") || !/^[\w-]{1,200}$/.test(code)) {
      return html(
        400,
        page("Start again", '<p>This link is not of this server, or too old. <a href="/probot">Start again</a>.</p>'),
      );
    }
    try {
      const octokit = new ProbotOctokit({
        baseUrl: environment.apiUrl,
        throttle: { enabled: false },
        retry: { enabled: false },
        log: { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} },
      });
      const { data } = await octokit.request("POST /app-manifests/{code}/conversions", { code });
      const { id, pem, webhook_secret, html_url } = created.parse(data);
      await onCreated({ appId: id, privateKey: pem, webhookSecret: webhook_secret });
      const install = URL.canParse(html_url) ? `${html_url}/installations/new` : environment.webUrl;
      return html(
        200,
        page(
          "Weighbridge is set up",
          `<p>The App exists and this server speaks for it. What is left: <a href="${escaped(install)}">install it on a repository</a>.</p>`,
        ),
      );
    } catch (error) {
      onError(error);
      return html(
        502,
        page(
          "That did not work",
          '<p>GitHub did not hand over the App, or it could not be kept; the log says more. <a href="/probot">Start again</a>.</p>',
        ),
      );
    }
  }

  const toWelcome: Answer = { status: 302, headers: { location: "/probot" } };
  return {
    "/": { GET: () => toWelcome },
    "/probot": { GET: welcome },
    [SETUP_DONE_PATH]: { GET: finish },
  };
}
