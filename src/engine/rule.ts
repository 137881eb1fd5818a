import type { z } from "zod";
import type { ClauseId } from "../guide/guide.ts";
import type { Claims } from "../submission/claims.ts";
import type { Contribution, WeightsChange } from "../submission/contribution.ts";
import type { Kind } from "../submission/contribution-kind.ts";
import type { Diff } from "../submission/diff.ts";
import type { Evidence } from "../submission/evidence.ts";
import type { Facts } from "../submission/facts.ts";
import type { LedgerRow } from "../submission/ledger.ts";
import type { MarkdownText } from "../submission/markdown-text.ts";
import type { PullRequest } from "../submission/pull-request.ts";
import type { ReferenceScripts } from "../submission/reference-scripts.ts";
import type { RepositoryLayout } from "../submission/repository-layout.ts";
import type { Tree } from "../submission/tree.ts";
import type { Finding, Level, MessageData, Outcome } from "./verdict.ts";

/**
 * The parts of a submission that a rule may name in `reads`. A part that is undefined makes the engine answer
 * `not-assessed` before the rule runs.
 */
export interface Parts {
  readonly pullRequest: PullRequest;
  readonly description: MarkdownText;
  /** Empty when nobody has spoken. */
  readonly conversation: readonly MarkdownText[];
  /** Logins known as maintainers, from the policy and the conversation. */
  readonly maintainers: readonly string[];
  readonly claims: Claims;
  readonly diff: Diff;
  readonly contribution: Contribution;
  readonly head: Tree;
  readonly base: Tree;
  readonly scripts: ReferenceScripts;
  readonly layout: RepositoryLayout;
  readonly kind: Kind;
  /** Weights that the diff brings; empty when there is no diff. */
  readonly weights: readonly WeightsChange[];
  /** What every source says about each metric of each model. */
  readonly ledger: readonly LedgerRow[];
  /** All facts, gathered or not: for a rule that can do with less than all of them. */
  readonly facts: Facts;
  readonly tickets: NonNullable<Facts["tickets"]>;
  readonly openPullRequests: NonNullable<Facts["openPullRequests"]>;
  readonly papers: NonNullable<Facts["papers"]>;
  readonly logs: NonNullable<Facts["logs"]>;
  readonly checkpoints: NonNullable<Facts["checkpoints"]>;
}
export type PartName = keyof Parts;

/** Text of a message: what is so, and for `fail` and `unsure` what to do. `{slot}` is filled from the verdict's data. */
export interface Message {
  readonly text: string;
  readonly fix?: string;
}

type SlotsOf<T extends string> = T extends `${string}{${infer Slot}}${infer Rest}` ? Slot | SlotsOf<Rest> : never;
type MessageSlots<M extends Message> = SlotsOf<M["text"]> | (M["fix"] extends string ? SlotsOf<M["fix"]> : never);
type DataFor<M extends Message> = [MessageSlots<M>] extends [never]
  ? Readonly<Record<string, never>>
  : { readonly [Slot in MessageSlots<M>]: MessageData[string] };

/** At least one piece of evidence. */
export type Cited = readonly [Evidence, ...Evidence[]];

/** What a rule's `check` returns; made only by a {@link VerdictBuilder}. */
export interface Answer {
  readonly verdict: Outcome;
  readonly message: string;
  readonly data: MessageData;
  readonly evidence: readonly Evidence[];
  readonly findings: readonly Finding[];
}

type Judge<Messages extends Record<string, Message>> = <Id extends keyof Messages & string>(
  message: Id,
  data: DataFor<Messages[Id]>,
  evidence: Cited,
  findings?: readonly Finding[],
) => Answer;

type Decline<Messages extends Record<string, Message>> = <Id extends keyof Messages & string>(
  message: Id,
  data: DataFor<Messages[Id]>,
  evidence?: readonly Evidence[],
) => Answer;

/** The ways to answer. `pass`, `fail` and `unsure` cannot be given without evidence. */
export interface VerdictBuilder<Messages extends Record<string, Message>> {
  readonly pass: Judge<Messages>;
  readonly fail: Judge<Messages>;
  readonly unsure: Judge<Messages>;
  readonly notApplicable: Decline<Messages>;
  readonly notAssessed: Decline<Messages>;
}

export interface RuleDefinition<
  Messages extends Record<string, Message>,
  Reads extends PartName,
  Options extends z.ZodRawShape,
> {
  /** File name, page, anchor, configuration key and JSON name. States the requirement met. */
  readonly id: string;
  readonly clause: ClauseId;
  /** Further clauses that the rule answers, for example the one for new weights. */
  readonly alsoClauses?: readonly ClauseId[];
  readonly kinds: readonly Exclude<Kind, "not-a-model-contribution">[];
  /** Default of the preset. */
  readonly level: Exclude<Level, "off">;
  readonly reads: readonly Reads[];
  /** One sentence: the requirement as met. */
  readonly summary: string;
  readonly messages: Messages;
  /** Policy options of this rule, each with a default and a description. */
  readonly options?: Options;
  readonly check: (
    parts: Pick<Parts, Reads>,
    verdict: VerdictBuilder<Messages>,
    options: z.output<z.ZodObject<Options>>,
  ) => Answer;
}

/** A rule with its types erased, as the engine runs it. */
export interface Rule {
  readonly id: string;
  readonly clause: ClauseId;
  readonly alsoClauses: readonly ClauseId[];
  readonly kinds: readonly Exclude<Kind, "not-a-model-contribution">[];
  readonly level: Exclude<Level, "off">;
  readonly reads: readonly PartName[];
  readonly summary: string;
  readonly messages: Readonly<Record<string, Message>>;
  readonly options: z.ZodRawShape;
  readonly check: (parts: Parts, options: unknown) => Answer;
}
