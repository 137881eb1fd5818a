import type { Evidence } from "../submission/evidence.ts";

export const OUTCOMES = ["pass", "fail", "unsure", "not-applicable", "not-assessed", "errored"] as const;
/** `not-assessed`: an input was missing or out of reach. `errored`: the rule itself broke; never counts as a pass. */
export type Outcome = (typeof OUTCOMES)[number];

export const LEVELS = ["required", "recommended", "note", "off"] as const;
export type Level = (typeof LEVELS)[number];

/** Values that fill the slots of a message. Lists are joined with commas. */
export type MessageData = Readonly<Record<string, string | number | readonly string[]>>;

/** A mechanical fix: the lines `line`..`endLine` of the head file become `replacement`. */
export interface Suggestion {
  readonly path: string;
  readonly line: number;
  readonly endLine: number;
  readonly replacement: string;
}

/** One thing that a rule found wrong, where it finds several: each has its own place. */
export interface Finding {
  readonly text: string;
  readonly evidence: Evidence;
  readonly suggestion?: Suggestion;
}

export interface Waiver {
  readonly by: string;
  readonly at: string;
  readonly reason: string;
}

/** A rule's answer about one submission. */
export interface Verdict {
  readonly rule: string;
  readonly level: Exclude<Level, "off">;
  readonly verdict: Outcome;
  /** Message id of the rule. */
  readonly message: string;
  readonly data: MessageData;
  /** The message with its slots filled: plain text, strangers' words included, to be escaped by whoever renders it. */
  readonly text: string;
  /** What to do about it: plain text with a pasteable example where there is one; empty unless `fail` or `unsure`. */
  readonly fix: string;
  readonly evidence: readonly Evidence[];
  readonly findings: readonly Finding[];
  readonly waiver?: Waiver;
}

export type Conclusion = "success" | "failure" | "neutral";

export interface VerdictCounts {
  readonly pass: number;
  readonly fail: number;
  readonly unsure: number;
  readonly notApplicable: number;
  readonly notAssessed: number;
  readonly errored: number;
  /** Failed and required, not waived. */
  readonly missingRequired: number;
  /** Required rules that were judged pass or fail or unsure. */
  readonly required: number;
}
