import { z } from "zod";
import type { ReviewPolicy } from "../engine/review.ts";
import type { Rule } from "../engine/rule.ts";
import type { Level, Waiver } from "../engine/verdict.ts";
import type { Kind } from "../submission/contribution-kind.ts";
import type { RepositoryLayout } from "../submission/repository-layout.ts";
import type { SubmissionSettings } from "../submission/submission-settings.ts";

/** What a policy says about one rule; what it leaves out is the rule's own default. */
export interface RuleSetting {
  readonly level?: Level;
  /** As written; validated against the rule's own option shape when the policy was loaded. */
  readonly options: Readonly<Record<string, unknown>>;
}

/** How far evidence may be followed for one review. */
export interface EvidenceBounds {
  /** False: nothing is fetched, the rules that need it answer not-assessed. */
  readonly enabled: boolean;
  /** Seconds for one fetch, redirects included. */
  readonly timeoutSeconds: number;
  /** Seconds for all fetches of a review. */
  readonly totalSeconds: number;
  /** Requests per review. */
  readonly requests: number;
  /** Fetches at once. */
  readonly concurrency: number;
  /** Redirects followed per fetch. */
  readonly redirects: number;
  /** Bytes read of one checkpoint by ranges. */
  readonly checkpointBytes: number;
  /** Bytes read of one log, after decompression. */
  readonly logBytes: number;
  /** Largest checkpoint, in bytes, that is read whole for its hash. */
  readonly hashBytes: number;
  /** Hosts that may be fetched besides the built-in ones; a leading `*.` stands for any subdomain. */
  readonly hosts: readonly string[];
}

/** What is posted on the pull request. */
export interface CommentSettings {
  /** `findings`: only while something is missing or unsure; an existing comment is still kept current. */
  readonly post: "always" | "findings" | "never";
  /** Review comments on the lines of the diff. */
  readonly inline: boolean;
  /** Review comments per review, at most. */
  readonly inlineLimit: number;
  readonly reproductionKit: boolean;
}

/** Labels that the app sets; a kind or state without one sets none. */
export interface LabelSettings {
  readonly kind: Readonly<Partial<Record<Kind, string>>>;
  readonly state: Readonly<Partial<Record<"complete" | "incomplete" | "unsure", string>>>;
}

/** A repository's configuration with its preset applied: every key is there. */
export interface Policy {
  readonly enforce: boolean;
  /** Level of a rule that `rules` does not name. */
  readonly unlistedRules: "default" | "off";
  readonly rules: Readonly<Record<string, RuleSetting>>;
  readonly paths: RepositoryLayout;
  readonly maintainers: readonly string[];
  readonly roadmapIssues: readonly string[];
  readonly kindLabels: Readonly<Record<string, Kind>>;
  readonly labels: LabelSettings;
  readonly templates: readonly string[];
  readonly evidence: EvidenceBounds;
  readonly comment: CommentSettings;
}

/** Level of a rule under a policy. */
export function levelOf(policy: Policy, rule: Rule): Level {
  const setting = policy.rules[rule.id];
  if (setting?.level !== undefined) return setting.level;
  return setting === undefined && policy.unlistedRules === "off" ? "off" : rule.level;
}

/** What the engine needs of a policy. Options are parsed once for each rule, defaults filled in. */
export function reviewPolicy(
  policy: Policy,
  rules: readonly Rule[],
  waivers: ReadonlyMap<string, Waiver> = new Map(),
): ReviewPolicy {
  const options = new Map<string, unknown>();
  for (const rule of rules) {
    options.set(rule.id, z.object(rule.options).parse(policy.rules[rule.id]?.options ?? {}));
  }
  return {
    level: (rule) => levelOf(policy, rule),
    options: (rule) => options.get(rule.id) ?? {},
    waivers,
    enforce: policy.enforce,
  };
}

/** What the submission's readers need of a policy. `kind` beats what labels and diff say. */
export function submissionSettings(policy: Policy, kind?: Kind): SubmissionSettings {
  return {
    layout: policy.paths,
    maintainers: policy.maintainers,
    roadmapIssues: policy.roadmapIssues,
    kindLabels: policy.kindLabels,
    templates: policy.templates,
    ...(kind === undefined ? {} : { kind }),
  };
}
