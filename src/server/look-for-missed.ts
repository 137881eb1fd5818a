import type { AppSite } from "../work/ports.ts";
import { type ReconcileDependencies, reconcile } from "../work/reconcile.ts";
import type { Log } from "./log.ts";

const EVERY = 5 * 60 * 1000;

const sleep = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds).unref());

/** Looks for what was missed, at once and every five minutes, until the function that it returns is called. */
export function lookForMissed(
  app: () => AppSite,
  storage: Pick<ReconcileDependencies, "store" | "queue">,
  log: Log,
): () => void {
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;

  async function look(atStart: boolean): Promise<void> {
    try {
      const done = await reconcile(app(), { ...storage, now: Date.now, sleep }, { atStart });
      if (done !== undefined) log.info({ ...done }, "looked for what was missed");
    } catch (error) {
      log.warn({ err: error }, "could not look for what was missed; it is tried again");
    }
    if (!stopped) timer = setTimeout(() => void look(false), EVERY);
  }

  void look(true);
  return () => {
    stopped = true;
    clearTimeout(timer);
  };
}
