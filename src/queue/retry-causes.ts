import type { Disposition } from "./queue.ts";
import { codeOf } from "./storage-error.ts";

/** What becomes of a failed try. `attempts` counts all tries of a job since its last newer event. */
type RetryRule =
  | { readonly leadsTo: "retry"; readonly attempts: number; readonly firstMs: number; readonly capMs: number }
  | { readonly leadsTo: "failed" }
  | { readonly leadsTo: "done" };

const MINUTE = 60_000;

/** Doubles from 2 s to 5 min: 100 tries span some eight hours, longer than GitHub's outages last. */
const OUTAGE = { leadsTo: "retry", attempts: 100, firstMs: 2_000, capMs: 5 * MINUTE } as const;

/** GitHub asks for a minute at least where it names no time, then for exponentially more. */
const LIMIT = { leadsTo: "retry", attempts: 100, firstMs: MINUTE, capMs: 15 * MINUTE } as const;

const CAUSES = {
  /** The connection failed before an answer began. */
  "network-error": OUTAGE,
  /** Any 5xx but 502. */
  "github-unavailable": OUTAGE,
  /** A 502: mostly a request that took GitHub too long. */
  "bad-gateway": OUTAGE,
  timeout: OUTAGE,
  /** The request went out and no answer came: it may have been carried out, so look before writing again. */
  "answer-lost": OUTAGE,
  "secondary-limit": LIMIT,
  "primary-limit": LIMIT,
  "store-busy": { leadsTo: "retry", attempts: 100, firstMs: 500, capMs: MINUTE },
  /** GitHub does not take the App for who it says it is: the operator mends that, and what came in meanwhile must still be there. */
  "credentials-refused": OUTAGE,
  /** A push to a fork is told of some seconds before the repository knows the commit. After half a minute it is gone for good. */
  "commit-not-there": { leadsTo: "retry", attempts: 6, firstMs: 1_000, capMs: 30_000 },
  /** A 403 that is no limit: only whoever installed the App can mend it. */
  "permission-missing": { leadsTo: "failed" },
  /** A 404 or 410 on the thing itself: there is nothing left to work on. */
  "not-found": { leadsTo: "done" },
  /** A 422: the same request would be refused again. */
  unprocessable: { leadsTo: "failed" },
  /** Anything unforeseen: once more, in case the state of the world was at fault. */
  bug: { leadsTo: "retry", attempts: 2, firstMs: 5_000, capMs: 5_000 },
  /** The process died while the job ran. Counted apart from the other tries; see {@link waitAfterCrash} and {@link isExhausted}. */
  "process-ended": { leadsTo: "retry", attempts: 10, firstMs: 5_000, capMs: 5 * MINUTE },
} as const satisfies Readonly<Record<string, RetryRule>>;

/** Why a try failed. */
export type Cause = keyof typeof CAUSES;

/** No wait is longer, whatever a server's clock says: GitHub's longest limit is an hour. */
const LONGEST_WAIT_MS = 2 * 60 * MINUTE;

/** Deaths after which a job runs again without a wait: a deployment or two strikes the innocent. */
const FORGIVEN_CRASHES = 2;

/** A failed try with its cause. */
export class WorkError extends Error {
  override readonly cause: Cause;
  /** Wait that the other side asked for, in milliseconds. */
  readonly afterMs: number | undefined;
  /** The error beneath. */
  readonly source: unknown;

  constructor(cause: Cause, message: string, options: { readonly afterMs?: number; readonly source?: unknown } = {}) {
    super(message);
    this.name = "WorkError";
    this.cause = cause;
    this.afterMs = options.afterMs;
    this.source = options.source;
  }
}

/** What becomes of a job whose try number `attempt` (from 1) ended with `error`. */
export function dispositionOf(error: unknown, attempt: number): Disposition {
  const cause = causeOf(error);
  const rule: RetryRule = CAUSES[cause];
  if (rule.leadsTo === "done") return { outcome: "done" };
  if (rule.leadsTo === "failed" || attempt >= rule.attempts) return { outcome: "failed", cause };
  const asked = error instanceof WorkError ? error.afterMs : undefined;
  return { outcome: "retry", cause, afterMs: waitOf(rule, attempt, asked) };
}

/** Wait in milliseconds before a job runs again of which `crashes` runs (from 1) ended with their process; `undefined`: it has failed for good. */
export function waitAfterCrash(crashes: number): number | undefined {
  const rule = CAUSES["process-ended"];
  if (crashes > rule.attempts) return undefined;
  // The run that only says so does next to nothing: it should be over before anything else can end the process again.
  if (crashes <= FORGIVEN_CRASHES || isExhausted(crashes)) return 0;
  return waitOf(rule, crashes - FORGIVEN_CRASHES, undefined);
}

/** Whether so many runs of a job ended with their process that the next one may only say so. */
export function isExhausted(crashes: number): boolean {
  return crashes >= CAUSES["process-ended"].attempts;
}

/** The cause of any error: its own when it has one, or as its code tells. */
export function causeOf(error: unknown): Cause {
  let current = error;
  // fetch wraps the error of the connection, and so may others.
  for (let depth = 0; depth < 4 && typeof current === "object" && current !== null; depth++) {
    if (current instanceof WorkError) return current.cause;
    const cause = causeByCode(current);
    if (cause !== undefined) return cause;
    current = "cause" in current ? current.cause : undefined;
  }
  return "bug";
}

function waitOf(
  rule: { readonly firstMs: number; readonly capMs: number },
  attempt: number,
  askedMs: number | undefined,
): number {
  if (askedMs !== undefined && Number.isFinite(askedMs) && askedMs >= 0) {
    // What the other side asks for is obeyed to the letter, unless it is less than a moment.
    return Math.min(Math.max(Math.ceil(askedMs), 1_000), LONGEST_WAIT_MS);
  }
  return Math.min(rule.firstMs * 2 ** Math.min(attempt - 1, 30), rule.capMs);
}

const NETWORK_CODES: ReadonlySet<string> = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "ECONNABORTED",
  "EPIPE",
  "ENOTFOUND",
  "EAI_AGAIN",
  "ENETDOWN",
  "ENETUNREACH",
  "EHOSTDOWN",
  "EHOSTUNREACH",
  "UND_ERR_SOCKET",
]);
const TIMEOUT_CODES: ReadonlySet<string> = new Set([
  "ETIMEDOUT",
  "UND_ERR_CONNECT_TIMEOUT",
  "UND_ERR_HEADERS_TIMEOUT",
  "UND_ERR_BODY_TIMEOUT",
]);
/** SQLite: locked, busy, full, failing disk. PostgreSQL: connection, resources, shutdown, serialisation, deadlock, lock, read-only. */
const STORE_CODE = /^(?:SQLITE_(?:BUSY|LOCKED|FULL|IOERR)|08\w{3}$|53\w{3}$|57P0\d$|40001$|40P01$|55P03$|25006$)/;

function causeByCode(error: object): Cause | undefined {
  if ("name" in error && error.name === "TimeoutError") return "timeout";
  const code = codeOf(error);
  if (NETWORK_CODES.has(code)) return "network-error";
  if (TIMEOUT_CODES.has(code)) return "timeout";
  return STORE_CODE.test(code) ? "store-busy" : undefined;
}
