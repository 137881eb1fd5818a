import type { EvidenceBounds } from "./bounds.ts";
import { StatedFailure } from "./failure.ts";

/** The leave to run one fetch. */
export interface Admission {
  readonly status: "admitted";
  /** Aborts with an {@link StatedFailure} when the fetch's or the review's time is up. */
  readonly signal: AbortSignal;
  /** Gives the place back; may be called more than once. */
  release(): void;
}

export type Admitted = Admission | { readonly status: "refused"; readonly reason: string };

/** What one review may still spend on evidence, shared by all that fetches for it. */
export interface ReviewBudget {
  /** Waits for a free place, at the longest until the review's time is up. */
  admit(): Promise<Admitted>;
  /** Takes one request from the budget; answers why not when there is none left. */
  spend(): { readonly reason: string } | undefined;
}

export function createReviewBudget(
  bounds: Pick<EvidenceBounds, "timeoutSeconds" | "totalSeconds" | "requests" | "concurrency">,
): ReviewBudget {
  const reviewOver = `the review's ${bounds.totalSeconds} s for evidence were used up`;
  let deadline: number | undefined;
  let spent = 0;
  let running = 0;
  const waiting: ((admitted: boolean) => void)[] = [];

  function place(millisecondsLeft: number): Promise<boolean> {
    if (running < bounds.concurrency) {
      running += 1;
      return Promise.resolve(true);
    }
    return new Promise((resolve) => {
      const enter = (admitted: boolean) => {
        clearTimeout(timer);
        resolve(admitted);
      };
      const timer = setTimeout(() => {
        const at = waiting.indexOf(enter);
        if (at >= 0) waiting.splice(at, 1);
        resolve(false);
      }, millisecondsLeft);
      waiting.push(enter);
    });
  }

  function leave(): void {
    const next = waiting.shift();
    if (next === undefined) running -= 1;
    else next(true);
  }

  return {
    async admit() {
      deadline ??= performance.now() + bounds.totalSeconds * 1000;
      const left = deadline - performance.now();
      if (left <= 0 || !(await place(left))) return { status: "refused", reason: reviewOver };
      const remaining = deadline - performance.now();
      const own = bounds.timeoutSeconds * 1000;
      const reason = remaining < own ? reviewOver : `the host did not answer within ${bounds.timeoutSeconds} s`;
      const controller = new AbortController();
      let held = true;
      const release = () => {
        if (!held) return;
        held = false;
        clearTimeout(timer);
        leave();
      };
      const timer = setTimeout(
        () => {
          controller.abort(new StatedFailure(reason));
          release();
        },
        Math.max(0, Math.min(own, remaining)),
      );
      // What is waited for keeps the process alive by itself; a body that was left unread should not.
      timer.unref();
      return { status: "admitted", signal: controller.signal, release };
    },
    spend() {
      if (spent >= bounds.requests) return { reason: `the review's ${bounds.requests} requests were used up` };
      spent += 1;
      return undefined;
    },
  };
}
