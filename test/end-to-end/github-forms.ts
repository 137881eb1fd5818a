import { z } from "zod";

/** What the tests read of GitHub's REST answers. */
const user = z.object({ login: z.string(), type: z.string() });

export const pull = z.looseObject({
  number: z.number(),
  node_id: z.string(),
  title: z.string(),
  body: z.string().nullable(),
  state: z.string(),
  draft: z.boolean(),
  locked: z.boolean().catch(false),
  merged: z.boolean(),
  html_url: z.string(),
  created_at: z.string(),
  updated_at: z.string(),
  user: user.nullable(),
  labels: z.array(z.looseObject({ name: z.string() })),
  assignees: z.array(user),
  requested_reviewers: z.array(user),
  head: z.looseObject({
    ref: z.string(),
    sha: z.string(),
    repo: z.looseObject({ id: z.number(), full_name: z.string() }).nullable(),
  }),
  base: z.looseObject({
    ref: z.string(),
    sha: z.string(),
    repo: z.looseObject({ id: z.number(), full_name: z.string() }),
  }),
});
export type Pull = z.output<typeof pull>;

export const comment = z.looseObject({
  id: z.number(),
  body: z.string(),
  user,
  created_at: z.string(),
  updated_at: z.string(),
  author_association: z.string(),
});
export type Comment = z.output<typeof comment>;

export const reviewComment = comment.extend({
  path: z.string(),
  commit_id: z.string(),
  pull_request_review_id: z.number().nullable(),
  in_reply_to_id: z.number().nullish(),
});
export type ReviewComment = z.output<typeof reviewComment>;

export const review = z.looseObject({
  id: z.number(),
  body: z.string(),
  state: z.string(),
  submitted_at: z.string().nullable(),
  user,
  author_association: z.string(),
});

export const checkRun = z.looseObject({
  id: z.number(),
  name: z.string(),
  head_sha: z.string(),
  status: z.enum(["queued", "in_progress", "completed"]),
  conclusion: z.string().nullable(),
  external_id: z.string().nullable(),
  started_at: z.string().nullable(),
  completed_at: z.string().nullish(),
  output: z.looseObject({
    title: z.string().nullable(),
    summary: z.string().nullable(),
    text: z.string().nullable(),
    annotations_count: z.number(),
  }),
});
export type CheckRun = z.output<typeof checkRun>;

export const tree = z.object({
  sha: z.string(),
  tree: z.array(
    z.looseObject({
      path: z.string(),
      mode: z.string(),
      type: z.string(),
      sha: z.string(),
      size: z.number().optional(),
    }),
  ),
});
