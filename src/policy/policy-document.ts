import { z } from "zod";
import type { Rule } from "../engine/rule.ts";
import { LEVELS } from "../engine/verdict.ts";
import { KINDS } from "../submission/contribution-kind.ts";
import { PRESETS } from "./presets.ts";

const MEBIBYTE = 1024 * 1024;

const level = z.enum(LEVELS);
const kind = z.enum(KINDS);
const glob = z.string().min(1).max(200);
const globs = (what: string) => z.array(glob).max(100).optional().describe(what);
const seconds = z.number().min(1).max(600);
const label = z.string().min(1).max(50);

const LOGIN = /^[A-Za-z0-9][A-Za-z0-9-]{0,38}(?:\/[A-Za-z0-9._-]{1,100})?$/;
const ISSUE = /^[A-Za-z0-9][A-Za-z0-9-]{0,38}\/[A-Za-z0-9._-]{1,100}#[1-9][0-9]{0,8}$/;
const HOST = /^(?:\*\.)?[A-Za-z0-9](?:[A-Za-z0-9-]{0,62}\.)*[A-Za-z0-9-]{1,63}$/;

/** What may stand under `rules`: one key for each rule, a level or a map of level and the rule's own options. */
function ruleSettings(rules: readonly Rule[]) {
  const settings: Record<string, z.ZodType> = {};
  for (const rule of rules) {
    settings[rule.id] = z
      .union([level, z.strictObject({ level: level.optional().describe("How bad a failure is."), ...rule.options })])
      .optional()
      .describe(`${rule.summary} Default: ${rule.level}.`);
  }
  return z.strictObject(settings);
}

const documents = new WeakMap<readonly Rule[], ReturnType<typeof createDocument>>();

/** The form of a policy file, made once for each list of rules: it takes longer than to check a policy with it. */
export function policyDocument(rules: readonly Rule[]): ReturnType<typeof createDocument> {
  const known = documents.get(rules);
  if (known !== undefined) return known;
  const made = createDocument(rules);
  documents.set(rules, made);
  return made;
}

/** Every key may be left out: the preset's value stands. Lists replace the preset's, maps are merged. */
function createDocument(rules: readonly Rule[]) {
  return z
    .strictObject({
      extends: z
        .enum(Object.keys(PRESETS) as [keyof typeof PRESETS])
        .optional()
        .describe("Preset that this policy changes. Default: torchvision. `none` runs only the rules listed here."),
      enforce: z
        .boolean()
        .optional()
        .describe("Conclude with failure, not neutral, while a required item is missing. Default: false."),
      rules: ruleSettings(rules).optional().describe("Level and options of each rule."),
      paths: z
        .strictObject({
          models: globs("Packages that hold model implementations."),
          prototype: globs("Part of `models` that is work in progress and not yet public."),
          documentation: globs("Where the models are documented."),
          tests: globs("Test files."),
          expectedOutputs: globs("Expected outputs of the model tests; `{model}` stands for a builder's name."),
          primitives: globs("Ops, transforms and losses that models share: what is new there is a new primitive."),
          referenceScripts: globs("The reference training scripts and what belongs to them."),
          hub: globs("Files that PyTorch Hub reads."),
          hubTasks: globs("Tasks (folders below the models package) whose builders the hub file imports."),
        })
        .optional()
        .describe("Where the repository keeps its things: `*` within a path segment, `**` across segments."),
      maintainers: z
        .array(z.string().regex(LOGIN, { error: "a login, or org/team" }))
        .max(200)
        .optional()
        .describe("Logins and org/teams that count as maintainers. Empty: judged by GitHub's association."),
      roadmapIssues: z
        .array(z.string().regex(ISSUE, { error: "an issue as owner/name#number" }))
        .max(50)
        .optional()
        .describe("Umbrella issues: linking one of these alone is not linking the contribution's own ticket."),
      kindLabels: z
        .record(label, kind)
        .optional()
        .describe("Labels that set what a pull request is, against what its diff suggests."),
      labels: z
        .strictObject({
          kind: z
            .strictObject({ "new-architecture": label.optional(), "new-weights": label.optional() })
            .optional()
            .describe("Labels to set by kind."),
          state: z
            .strictObject({ complete: label.optional(), incomplete: label.optional(), unsure: label.optional() })
            .optional()
            .describe("Labels to set by the outcome of the review."),
        })
        .optional()
        .describe("Labels that the app sets. None by default."),
      templates: globs("Paths at which a pull-request template may stand; its untouched text counts as nothing said."),
      evidence: z
        .strictObject({
          enabled: z.boolean().optional().describe("Open and read what the pull request links to."),
          timeoutSeconds: seconds.optional().describe("Seconds for one fetch. Default: 10."),
          totalSeconds: seconds.optional().describe("Seconds for all fetches of a review. Default: 20."),
          requests: z.int().min(0).max(1000).optional().describe("Requests per review. Default: 40."),
          concurrency: z.int().min(1).max(16).optional().describe("Fetches at once. Default: 4."),
          redirects: z.int().min(0).max(10).optional().describe("Redirects followed per fetch. Default: 3."),
          checkpointBytes: z
            .int()
            .min(0)
            .max(64 * MEBIBYTE)
            .optional()
            .describe("Bytes read of one checkpoint, by ranges. Default: 4 MiB."),
          logBytes: z
            .int()
            .min(0)
            .max(256 * MEBIBYTE)
            .optional()
            .describe("Bytes read of one log, after decompression. Default: 8 MiB."),
          hashBytes: z
            .int()
            .min(0)
            .max(4096 * MEBIBYTE)
            .optional()
            .describe("Largest checkpoint, in bytes, that is read whole to check its hash. Default: 64 MiB."),
          hosts: z
            .array(z.string().max(253).regex(HOST, { error: "a host name, for example weights.example.org" }))
            .max(100)
            .optional()
            .describe("Hosts that may be fetched besides the built-in ones; `*.` stands for any subdomain."),
        })
        .optional()
        .describe("How far the evidence behind a claim is followed."),
      comment: z
        .strictObject({
          post: z
            .enum(["always", "findings", "never"])
            .optional()
            .describe("When to comment; `findings`: only while something is missing or unsure. Default: always."),
          inline: z.boolean().optional().describe("Comment on the lines of the diff. Default: true."),
          inlineLimit: z.int().min(0).max(30).optional().describe("Such comments per review, at most. Default: 30."),
          reproductionKit: z
            .boolean()
            .optional()
            .describe("Print the script that repeats the training. Default: true."),
        })
        .optional()
        .describe("What is posted on the pull request."),
    })
    .describe("Policy of Weighbridge for one repository.");
}

export type PolicyDocument = z.output<ReturnType<typeof policyDocument>>;

/** The form of a policy file as a JSON Schema, for editors. */
export function policySchema(rules: readonly Rule[]): z.core.JSONSchema.BaseSchema {
  return {
    ...z.toJSONSchema(policyDocument(rules), { io: "input", unrepresentable: "any" }),
    title: "Weighbridge policy",
  };
}
