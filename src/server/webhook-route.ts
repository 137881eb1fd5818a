import type { Answer, Route } from "./http-server.ts";

/** A delivery whose signature holds. */
export interface Delivery {
  /** `X-GitHub-Event`. */
  readonly name: string;
  /** `X-GitHub-Delivery`. */
  readonly id: string;
  readonly payload: object;
}

/** What became of a delivery once it was taken in. */
export type Intake = "stored" | "merged" | "duplicate" | "ignored";

export interface WebhookRouteOptions {
  /** Compares in constant time. */
  readonly verify: (body: string, signature: string) => Promise<boolean>;
  /** Stores the delivery's work; when it has answered, a kill of the process loses nothing. */
  readonly take: (delivery: Delivery) => Promise<Intake>;
  /** Hears of every delivery that was answered. `seconds` counts from the first byte of the request. */
  readonly observe: (event: string, outcome: Intake | "refused" | "failed", seconds: number) => void;
  readonly onError: (error: unknown, delivery: string) => void;
}

const SIGNATURE = /^sha256=[0-9a-f]{64}$/;
const EVENT = /^[a-z_]{1,60}$/;
const DELIVERY = /^[\w-]{1,100}$/;

function text(value: string | readonly string[] | undefined): string {
  return typeof value === "string" ? value : "";
}

/**
 * The road of a webhook: the headers first, then the body within its bound, then the signature over the very bytes, and only then the
 * parser. It is answered when its work is stored, and never waits for the work itself.
 */
export function webhookRoute(options: WebhookRouteOptions): Route {
  return async (request) => {
    const start = performance.now();
    const { headers } = request;
    const name = text(headers["x-github-event"]);
    const id = text(headers["x-github-delivery"]);
    const finish = (outcome: Parameters<typeof options.observe>[1], answer: Answer): Answer => {
      options.observe(EVENT.test(name) ? name : "other", outcome, (performance.now() - start) / 1000);
      return answer;
    };
    const refuse = (status: number, body: string) =>
      finish("refused", { status, body, headers: { connection: "close" } });

    const mediaType = text(headers["content-type"]).split(";", 1)[0]?.trim().toLowerCase();
    if (mediaType !== "application/json") {
      return refuse(415, "Set the webhook's content type to application/json in the App's settings.");
    }
    if (!EVENT.test(name)) return refuse(400, "X-GitHub-Event is missing or not a name.");
    if (!DELIVERY.test(id)) return refuse(400, "X-GitHub-Delivery is missing or not an identifier.");
    const signature = text(headers["x-hub-signature-256"]);
    if (!SIGNATURE.test(signature)) return refuse(401, "X-Hub-Signature-256 is missing or malformed.");

    const read = await request.readBody();
    if ("refused" in read) return finish("refused", read.refused);
    const body = read.toString("utf8");
    if (body === "" || !(await options.verify(body, signature))) {
      return refuse(401, "The signature does not match: is WEBHOOK_SECRET the secret of the App's settings?");
    }
    let payload: unknown;
    try {
      payload = JSON.parse(body);
    } catch {
      return refuse(400, "The body is not JSON.");
    }
    if (typeof payload !== "object" || payload === null) return refuse(400, "The body is no JSON object.");
    try {
      const outcome = await options.take({ name, id, payload });
      return finish(outcome, { status: outcome === "stored" || outcome === "merged" ? 202 : 200, body: outcome });
    } catch (error) {
      // GitHub notes the delivery as failed; it is asked for again as soon as the store can be reached.
      options.onError(error, id);
      return finish("failed", {
        status: 503,
        body: "The delivery could not be stored.",
        headers: { "retry-after": "30" },
      });
    }
  };
}
