import { z } from "zod";
import { readWhole } from "./answer-body.ts";
import { NOT_RECORDED } from "./fetch-answer.ts";
import type { GitHubReader } from "./github-reader.ts";

/** What GitHub's API says to one question. */
export type GitHubAnswer<T> =
  | { readonly status: "found"; readonly value: T }
  /** 404 or 410. */
  | { readonly status: "absent"; readonly code: number }
  | { readonly status: "unreachable"; readonly reason: string; readonly recorded: boolean };

/** Asks GitHub and checks the shape of what it says. Never rejects. */
export async function askGitHub<S extends z.ZodType>(
  github: GitHubReader,
  path: string,
  schema: S,
): Promise<GitHubAnswer<z.output<S>>> {
  const answer = await github.get(path);
  if (answer.status === "unreachable") return lost(answer.reason, answer.reason !== NOT_RECORDED);
  if (answer.code !== 200) {
    answer.body.cancel();
    return answer.code === 404 || answer.code === 410
      ? { status: "absent", code: answer.code }
      : lost(refusal(answer.code, answer.headers));
  }
  const whole = await readWhole(answer.body);
  if (whole.status === "unreachable") return lost(whole.reason);
  try {
    const parsed = schema.safeParse(JSON.parse(new TextDecoder().decode(whole.bytes)));
    if (parsed.success) return { status: "found", value: parsed.data };
  } catch {
    // Not JSON: said below, like any other shape that is not GitHub's.
  }
  return lost("GitHub's answer has another shape than expected");
}

function lost(reason: string, recorded = true): GitHubAnswer<never> {
  return { status: "unreachable", reason, recorded };
}

function refusal(code: number, headers: ReadonlyMap<string, string>): string {
  if (code === 401) return "GitHub did not accept the token";
  if (code === 429 || (code === 403 && (headers.get("x-ratelimit-remaining") === "0" || headers.has("retry-after")))) {
    return "GitHub's rate limit is used up";
  }
  if (code === 403) return "GitHub does not allow access to it";
  return code >= 500 ? `GitHub failed with ${code}` : `GitHub answered ${code}`;
}

const ASSOCIATIONS = [
  "OWNER",
  "MEMBER",
  "COLLABORATOR",
  "CONTRIBUTOR",
  "FIRST_TIME_CONTRIBUTOR",
  "FIRST_TIMER",
  "MANNEQUIN",
  "NONE",
] as const;

/** The account of a deleted user is null; GitHub shows it as `ghost`. */
const GHOST = "ghost";
const LONGEST_TITLE = 1024;
const LONGEST_BODY = 65_536;

export const userSchema = z
  .object({ login: z.string().max(100) })
  .nullish()
  .catch(undefined)
  .transform((user) => user?.login ?? GHOST);
export const titleSchema = z.string().transform((title) => title.slice(0, LONGEST_TITLE));
export const bodySchema = z
  .string()
  .nullish()
  .transform((body) => (body ?? "").slice(0, LONGEST_BODY));
export const associationSchema = z.enum(ASSOCIATIONS).catch("NONE");
