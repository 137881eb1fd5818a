import { pino } from "pino";
import { type ApplicationFunction, Probot } from "probot";
import type { AppCredentials } from "./environment.ts";
import type { Delivery, Intake, WebhookRouteOptions } from "./webhook-route.ts";

/**
 * The App as Probot knows it: every event is taken in, none is worked on here. What comes back of an event is noted under its payload,
 * as Probot's handlers return nothing.
 */
function appFunction(
  take: (delivery: Delivery) => Promise<Intake>,
  noted: WeakMap<object, Intake>,
): ApplicationFunction {
  return (app) => {
    app.onAny(async ({ id, name, payload }) => {
      noted.set(payload, await take({ id, name, payload }));
    });
  };
}

/**
 * Probot with the App loaded, as the two steps of a webhook: its signature, then its handlers. Probot's own server is not used: it has
 * no bound for a body and logs whole payloads; see docs/decisions. For the same reason its log is silent: ours says what there is to say.
 */
export async function openProbot(
  { appId, privateKey, webhookSecret }: AppCredentials,
  apiUrl: string,
  take: (delivery: Delivery) => Promise<Intake>,
): Promise<Pick<WebhookRouteOptions, "verify" | "take">> {
  const log = pino({ level: "silent" });
  const probot = new Probot({ appId, privateKey, secret: webhookSecret, baseUrl: apiUrl, log });
  const noted = new WeakMap<object, Intake>();
  await probot.ready();
  await probot.load(appFunction(take, noted), {
    cwd: process.cwd(),
    addHandler: () => undefined,
  });
  return {
    verify: (body, signature) => probot.webhooks.verify(body, signature),
    async take({ id, name, payload }) {
      try {
        // Probot types events by name; a name that it does not know is an event that nobody waits for.
        await probot.receive({ id, name, payload } as Parameters<typeof probot.receive>[0]);
      } catch (error) {
        throw error instanceof AggregateError ? error.errors[0] : error;
      }
      return noted.get(payload) ?? "ignored";
    },
  };
}
