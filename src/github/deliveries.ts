import { z } from "zod";
import { workErrorOf } from "./github-error.ts";
import type { InstallationClient } from "./installation-client.ts";

const PER_PAGE = 100;
/** GitHub redelivers what is no older than three days. */
const OLDEST = 3 * 24 * 60 * 60_000;

const delivery = z.object({
  id: z.number(),
  guid: z.string(),
  delivered_at: z.string(),
  status: z.string(),
  status_code: z.number().optional(),
  event: z.string(),
  action: z.string().nullish(),
});

/** GitHub says `OK` of any answer that is a success; where something between says another word, its code tells. */
function isTaken({ status, status_code: code = 0 }: z.output<typeof delivery>): boolean {
  return status === "OK" || (code >= 200 && code < 300);
}

/** A webhook that never reached us. */
export interface FailedDelivery {
  /** Of its last attempt, to be redelivered by. */
  readonly id: number;
  /** Stays the same in every attempt: `X-GitHub-Delivery`. */
  readonly guid: string;
  readonly event: string;
  readonly action: string | undefined;
  readonly deliveredAt: string;
}

function cursorIn(link: string | undefined): string | undefined {
  const next = (link ?? "").split(",").find((one) => one.includes('rel="next"'));
  return next === undefined ? undefined : /[?&]cursor=([^&>]{1,200})/.exec(next)?.[1];
}

/**
 * Deliveries since a moment (milliseconds since 1970) of which no attempt succeeded, oldest first, at most `pages` times a hundred
 * looked at. `self` speaks as the App. Throws a WorkError.
 */
export async function failedDeliveries(
  self: InstallationClient,
  since: number,
  pages = 20,
): Promise<readonly FailedDelivery[]> {
  const from = Math.max(since, self.clock.now() - OLDEST);
  const succeeded = new Set<string>();
  const failed = new Map<string, FailedDelivery>();
  let cursor: string | undefined;
  try {
    for (let page = 0; page < pages; page++) {
      const { data, headers } = await self.octokit.rest.apps.listWebhookDeliveries({
        per_page: PER_PAGE,
        ...(cursor === undefined ? {} : { cursor: decodeURIComponent(cursor) }),
      });
      const listed = z.array(delivery).parse(data);
      for (const one of listed) {
        if (Date.parse(one.delivered_at) < from) continue;
        if (isTaken(one)) succeeded.add(one.guid);
        // The newest attempt comes first.
        else if (!failed.has(one.guid)) {
          failed.set(one.guid, {
            id: one.id,
            guid: one.guid,
            event: one.event,
            action: one.action ?? undefined,
            deliveredAt: one.delivered_at,
          });
        }
      }
      const oldest = listed.at(-1);
      cursor = cursorIn(headers.link);
      if (cursor === undefined || oldest === undefined || Date.parse(oldest.delivered_at) < from) break;
    }
  } catch (error) {
    throw workErrorOf(error);
  }
  return [...failed.values()].filter((one) => !succeeded.has(one.guid)).reverse();
}

/** Asks GitHub to deliver once more. Throws a WorkError. */
export async function redeliver(self: InstallationClient, id: number): Promise<void> {
  try {
    await self.octokit.rest.apps.redeliverWebhookDelivery({ delivery_id: id });
  } catch (error) {
    throw workErrorOf(error, true);
  }
}
