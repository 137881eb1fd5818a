import { bodyOf } from "../../src/evidence/answer-body.ts";
import type { FetchAnswer } from "../../src/evidence/fetch-answer.ts";
import type { World } from "../../src/evidence/world.ts";

/** What a world says to each URL or API path: a body, a code, or a code with a body; everything else is not recorded. */
export type Sayings = Readonly<Record<string, string | number | object | (() => Promise<FetchAnswer>)>>;

/** A world that answers from a table and remembers what it was asked. */
export function spokenWorld(sayings: Sayings, reason = "not recorded"): World & { readonly asked: string[] } {
  const asked: string[] = [];
  const answer = (url: string): Promise<FetchAnswer> => {
    asked.push(url);
    const saying = sayings[url];
    if (typeof saying === "function") return saying();
    if (saying === undefined) return Promise.resolve({ status: "unreachable", reason });
    const code = typeof saying === "number" ? saying : 200;
    const text = typeof saying === "number" ? "" : typeof saying === "string" ? saying : JSON.stringify(saying);
    const bytes = new TextEncoder().encode(text);
    return Promise.resolve({ status: "answered", url, code, headers: new Map(), body: bodyOf(bytes, 1e8) });
  };
  return { asked, fetcher: { fetch: ({ url }) => answer(url) }, github: { get: answer } };
}
