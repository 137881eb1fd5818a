import { z } from "zod";
import type { Review } from "../engine/review.ts";
import { LEVELS, OUTCOMES, type Verdict } from "../engine/verdict.ts";
import { KINDS } from "../submission/contribution-kind.ts";
import type { Evidence } from "../submission/evidence.ts";

/** Grows when a field changes its meaning or goes; a new field does not raise it. */
const SCHEMA_VERSION = 1;

const evidence = z.looseObject({
  source: z.enum([
    "title",
    "description",
    "comment",
    "pull-request",
    "diff",
    "head",
    "base",
    "ticket",
    "log",
    "checkpoint",
    "paper",
    "url",
  ]),
  path: z.string().optional(),
  comment: z.int().min(0).optional(),
  url: z.string().optional(),
  line: z.int().min(1).optional(),
  endLine: z.int().min(1).optional(),
  column: z.int().min(1).optional(),
  removed: z.boolean().optional(),
  searched: z.boolean().optional(),
  quote: z.string(),
});

const verdict = z.looseObject({
  rule: z.string().min(1),
  level: z.enum(LEVELS).exclude(["off"]),
  verdict: z.enum(OUTCOMES),
  message: z.string(),
  text: z.string(),
  fix: z.string(),
  evidence: z.array(evidence),
  findings: z
    .array(
      z.looseObject({
        text: z.string(),
        evidence,
        suggestion: z
          .strictObject({ path: z.string(), line: z.int(), endLine: z.int(), replacement: z.string() })
          .optional(),
      }),
    )
    .optional(),
  waiver: z.looseObject({ by: z.string(), at: z.string(), reason: z.string() }).optional(),
});

const claim = z.looseObject({ evidence });
const count = z.int().min(0);

/** The JSON document of a review. Consumers may rely on every field that is named here; claims carry more. */
export const reviewDocumentSchema = z.looseObject({
  schemaVersion: z.literal(SCHEMA_VERSION),
  pullRequest: z.looseObject({
    repo: z.string(),
    number: z.int(),
    title: z.string(),
    author: z.string(),
    url: z.string(),
  }),
  kind: z.enum(KINDS),
  kindEvidence: z.looseObject({
    by: z.enum(["diff", "text", "set"]),
    reason: z.string(),
    evidence: z.array(evidence),
  }),
  conclusion: z.enum(["success", "failure", "neutral"]),
  counts: z.looseObject({
    pass: count,
    fail: count,
    unsure: count,
    notApplicable: count,
    notAssessed: count,
    errored: count,
    missingRequired: count,
    required: count,
  }),
  verdicts: z.array(verdict),
  claims: z.looseObject({
    tickets: z.array(claim),
    papers: z.array(claim),
    repositories: z.array(claim),
    maintainers: z.array(claim),
    metrics: z.array(z.looseObject({ metric: z.string(), measured: claim })),
    commands: z.array(claim),
    logs: z.array(claim),
    checkpoints: z.array(claim),
    deviations: z.array(claim),
  }),
  /** Milliseconds by step. */
  timings: z.record(z.string(), z.number()),
});

export type ReviewDocument = z.infer<typeof reviewDocumentSchema>;

/** Maps become objects, sets become lists; what is undefined is left out. */
function plain(value: unknown): unknown {
  if (value instanceof Map) return plain(Object.fromEntries(value));
  if (value instanceof Set || Array.isArray(value)) return [...value].map(plain);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, one]) => one !== undefined)
      .map(([key, one]) => [key, plain(one)]),
  );
}

function plainEvidence(evidence: readonly Evidence[]): ReviewDocument["verdicts"][number]["evidence"] {
  return evidence.map((one) => ({ ...one }));
}

function verdictDocument(one: Verdict): ReviewDocument["verdicts"][number] {
  return {
    rule: one.rule,
    level: one.level,
    verdict: one.verdict,
    message: one.message,
    text: one.text,
    fix: one.fix,
    evidence: plainEvidence(one.evidence),
    ...(one.findings.length === 0
      ? {}
      : {
          findings: one.findings.map(({ text, evidence, suggestion }) => ({
            text,
            evidence: { ...evidence },
            ...(suggestion === undefined ? {} : { suggestion: { ...suggestion } }),
          })),
        }),
    ...(one.waiver === undefined ? {} : { waiver: { ...one.waiver } }),
  };
}

/** The review as the JSON document that tools read. `timings` are milliseconds by step. */
export function reviewDocument(review: Review, timings: Readonly<Record<string, number>>): ReviewDocument {
  const { kind, by, reason, evidence } = { ...review.kind };
  return {
    schemaVersion: SCHEMA_VERSION,
    pullRequest: plain(review.pullRequest) as ReviewDocument["pullRequest"],
    kind,
    kindEvidence: { by, reason, evidence: plainEvidence(evidence) },
    conclusion: review.conclusion,
    counts: { ...review.counts },
    verdicts: review.verdicts.map(verdictDocument),
    claims: plain(review.claims) as ReviewDocument["claims"],
    timings: { ...timings },
  };
}
