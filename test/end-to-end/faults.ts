/** A request of the App as the world saw it. */
export interface ApiCall {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  /** `owner/name` where the request is about one repository. */
  readonly repo: string | undefined;
  /** Name of a GraphQL operation. */
  readonly operation: string | undefined;
  readonly body: unknown;
  /** Undefined while it is under way, and when the answer never left. */
  status: number | undefined;
  /** What was done to it. */
  fault: string | undefined;
}

export interface FaultAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** What befalls a request. `reset`: the connection breaks before anything is done. `drop`: it is done, and the answer is lost. `cut`: it is done, and the answer breaks off. */
export type Misfortune =
  | { readonly kind: "answer"; readonly answer: FaultAnswer }
  | { readonly kind: "reset" | "drop" | "cut" }
  | { readonly kind: "slow"; readonly milliseconds: number }
  /** Nothing of the request is touched. */
  | { readonly kind: "watch" };

export interface Fault {
  /** For people who read a failed test. */
  readonly name: string;
  readonly matches: (call: ApiCall) => boolean;
  readonly misfortune: Misfortune;
  /** Requests that it befalls. Default: 1. */
  readonly times?: number;
  /** Requests that match and are let through first. */
  readonly skip?: number;
  /** Called before the request is done. */
  readonly before?: () => void | Promise<void>;
  /** Called when it is done and not yet answered. */
  readonly after?: () => void | Promise<void>;
}

export const BAD_GATEWAY: Misfortune = {
  kind: "answer",
  answer: { status: 502, headers: { "content-type": "text/html" }, body: "<html>502 Bad Gateway</html>" },
};

/** GitHub's refusal of content that comes too fast. */
export function secondaryLimit(retryAfter?: number): Misfortune {
  const message = "You have exceeded a secondary rate limit and have been temporarily blocked from content creation.";
  return {
    kind: "answer",
    answer: {
      status: 403,
      headers: {
        "content-type": "application/json",
        ...(retryAfter === undefined ? {} : { "retry-after": String(retryAfter) }),
      },
      body: JSON.stringify({ message, documentation_url: "https://docs.github.com/rest" }),
    },
  };
}

/** Faults that wait for their request. */
export class FaultPlan {
  readonly #waiting: { readonly fault: Fault; skip: number; times: number }[] = [];

  add(fault: Fault): void {
    this.#waiting.push({ fault, skip: fault.skip ?? 0, times: fault.times ?? 1 });
  }

  /** The fault that befalls this request, if any; used up with it. */
  take(call: ApiCall): Fault | undefined {
    for (const entry of this.#waiting) {
      if (entry.times === 0 || !entry.fault.matches(call)) continue;
      if (entry.skip > 0) {
        entry.skip--;
        continue;
      }
      entry.times--;
      call.fault = entry.fault.name;
      return entry.fault;
    }
    return undefined;
  }

  /** Names of those that met no request. */
  get unused(): readonly string[] {
    return this.#waiting.filter((entry) => entry.times > 0).map((entry) => entry.fault.name);
  }
}
