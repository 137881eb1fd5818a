import { z } from "zod";
import type { Association, ConversationEntry, PullRequest } from "../submission/pull-request.ts";

const ASSOCIATIONS = [
  "OWNER",
  "MEMBER",
  "COLLABORATOR",
  "CONTRIBUTOR",
  "FIRST_TIME_CONTRIBUTOR",
  "FIRST_TIMER",
  "MANNEQUIN",
  "NONE",
] as const satisfies readonly Association[];

const REPOSITORY = /^[A-Za-z0-9][A-Za-z0-9-]{0,99}\/[A-Za-z0-9._-]{1,100}$/;

/** `owner/name`. */
const repositoryName = z.string().regex(REPOSITORY, { error: "expected owner/name" });

/** A login or label: a string, or GitHub's own object that holds it. */
const named = (key: "login" | "name") =>
  z.union([z.string(), z.object({ [key]: z.string() }).transform((one) => one[key] as string)], {
    error: `expected a string`,
  });
const list = (key: "login" | "name") =>
  z
    .array(named(key))
    .nullish()
    .transform((items) => items ?? []);
const optionalText = z
  .string()
  .nullish()
  .transform((text) => text ?? undefined);

/** `pr.json` of a pull folder. Keys that it does not name are ignored. */
export const pullRequestFile = z.object({
  repo: repositoryName,
  number: z.int().nonnegative(),
  title: z.string(),
  author: z
    .string()
    .nullish()
    .transform((login) => login ?? "ghost"),
  body: z
    .string()
    .nullish()
    .transform((body) => body ?? null),
  bodyComplete: z.boolean().default(true),
  labels: list("name"),
  state: z.enum(["open", "closed", "merged"]),
  draft: z
    .boolean()
    .nullish()
    .transform((draft) => draft ?? false),
  url: optionalText,
  createdAt: optionalText,
  requestedReviewers: list("login"),
  assignees: list("login"),
  linkedIssues: z
    .array(z.string())
    .nullish()
    .transform((issues) => issues ?? []),
  headSha: optionalText,
  baseSha: optionalText,
  baseRef: optionalText,
});

/** `conversation.json` of a pull folder. An unknown association counts as `NONE`: it proves nothing. */
export const conversationFile = z.array(
  z.object({
    author: z
      .string()
      .nullish()
      .transform((login) => login ?? "ghost"),
    association: z.enum(ASSOCIATIONS).catch("NONE"),
    createdAt: z
      .string()
      .nullish()
      .transform((date) => date ?? ""),
    kind: z.enum(["comment", "review"]).catch("comment"),
    body: z
      .string()
      .nullish()
      .transform((body) => body ?? ""),
  }),
) satisfies z.ZodType<readonly ConversationEntry[]>;

/** The pull request that a `pr.json` describes. */
export function pullRequestOf(file: z.output<typeof pullRequestFile>): PullRequest {
  const { headSha, baseSha, baseRef, createdAt } = file;
  return {
    repo: file.repo,
    number: file.number,
    title: file.title,
    author: file.author,
    url: file.url ?? `https://github.com/${file.repo}/pull/${file.number}`,
    labels: file.labels,
    state: file.state,
    draft: file.draft,
    requestedReviewers: file.requestedReviewers,
    assignees: file.assignees,
    linkedIssues: file.linkedIssues,
    ...(createdAt === undefined ? {} : { createdAt }),
    ...(headSha === undefined ? {} : { headSha }),
    ...(baseSha === undefined ? {} : { baseSha }),
    ...(baseRef === undefined ? {} : { baseRef }),
  };
}
