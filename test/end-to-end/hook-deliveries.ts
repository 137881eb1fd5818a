import { createHmac, randomUUID } from "node:crypto";
import { APP } from "./emulated-github.ts";

/** A webhook on its way to the App. */
export interface Hook {
  readonly event: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

/** One attempt, as `GET /app/hook/deliveries` tells it. */
export interface DeliveryAttempt {
  readonly id: number;
  readonly guid: string;
  readonly delivered_at: string;
  readonly redelivery: boolean;
  readonly duration: number;
  readonly status: string;
  readonly status_code: number;
  readonly event: string;
  readonly action: string | null;
  readonly installation_id: number | null;
  readonly repository_id: number | null;
}

export interface SentDelivery {
  readonly guid: string;
  /** 0: nobody answered. */
  readonly status: number;
}

export function sign(body: string, secret: string = APP.webhookSecret): string {
  return `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`;
}

function idOf(value: unknown): number | null {
  const id = typeof value === "object" && value !== null && "id" in value ? value.id : null;
  return typeof id === "number" ? id : null;
}

/** Sends webhooks to the App as GitHub does, keeps the log of deliveries, and delivers again when it is asked to. */
export class HookDeliveries {
  /** Where the App listens; undefined while it does not. */
  target: string | undefined;
  readonly #attempts: DeliveryAttempt[] = [];
  readonly #hooks = new Map<string, Hook>();
  /** Repositories whose webhooks wait, and what waits. */
  readonly #held = new Map<string, Hook[]>();
  readonly #under: Set<Promise<unknown>> = new Set();
  #ids = 1;

  /** Webhooks of the repository wait until they are released: so they can come late, in another order, or never. */
  hold(repo: string): void {
    this.#held.set(repo, []);
  }

  held(repo: string): readonly Hook[] {
    return this.#held.get(repo) ?? [];
  }

  /** Ends {@link hold} and gives out what waited, unsent. */
  release(repo: string): readonly Hook[] {
    const held = this.held(repo);
    this.#held.delete(repo);
    return held;
  }

  /** A webhook that GitHub means to send now. */
  arrive(repo: string, hook: Hook): void {
    const waiting = this.#held.get(repo);
    if (waiting !== undefined) {
      waiting.push(hook);
      return;
    }
    const sending = this.send(hook).finally(() => this.#under.delete(sending));
    this.#under.add(sending);
  }

  /** Sends one webhook; with a `guid` that was sent before it is the same delivery once more. */
  async send(hook: Hook, guid: string = randomUUID()): Promise<SentDelivery> {
    this.#hooks.set(guid, hook);
    const redelivery = this.#attempts.some((one) => one.guid === guid);
    const start = Date.now();
    const status = await this.post(hook.event, JSON.stringify(hook.payload), { "x-github-delivery": guid });
    const { action, installation, repository } = hook.payload;
    this.#attempts.push({
      id: this.#ids++,
      guid,
      delivered_at: new Date(start).toISOString(),
      redelivery,
      duration: (Date.now() - start) / 1000,
      status: status === 0 ? "failed to connect to host" : status < 300 ? "OK" : `Invalid HTTP Response: ${status}`,
      status_code: status === 0 ? 502 : status,
      event: hook.event,
      action: typeof action === "string" ? action : null,
      installation_id: idOf(installation),
      repository_id: idOf(repository),
    });
    return { guid, status };
  }

  /** Posts a body with GitHub's headers, or with others in their place. Returns the status; 0 when nobody answered. */
  async post(event: string, body: string, headers: Readonly<Record<string, string>> = {}): Promise<number> {
    if (this.target === undefined) return 0;
    try {
      const answer = await fetch(this.target, {
        method: "POST",
        headers: {
          "content-type": "application/json",
          "user-agent": "GitHub-Hookshot/000000",
          "x-github-event": event,
          "x-github-delivery": randomUUID(),
          "x-github-hook-installation-target-id": String(APP.id),
          "x-github-hook-installation-target-type": "integration",
          "x-hub-signature-256": sign(body),
          ...headers,
        },
        body,
        signal: AbortSignal.timeout(10_000),
      });
      await answer.text();
      return answer.status;
    } catch {
      return 0;
    }
  }

  /** Newest first. */
  get attempts(): readonly DeliveryAttempt[] {
    return this.#attempts.toReversed();
  }

  /** Delivers an attempt's webhook once more; false when there is no such attempt. */
  redeliver(id: number): boolean {
    const guid = this.#attempts.find((one) => one.id === id)?.guid;
    const hook = guid === undefined ? undefined : this.#hooks.get(guid);
    if (hook === undefined) return false;
    void this.send(hook, guid);
    return true;
  }

  /** Waits until nothing is on its way. */
  async settle(): Promise<void> {
    while (this.#under.size > 0) await Promise.all(this.#under);
  }
}
