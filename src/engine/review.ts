import type { Claims } from "../submission/claims.ts";
import type { Kind, KindJudgement } from "../submission/contribution-kind.ts";
import { buildLedger, type LedgerRow } from "../submission/ledger.ts";
import type { PullRequest } from "../submission/pull-request.ts";
import type { Submission } from "../submission/submission.ts";
import type { Answer, PartName, Parts, Rule } from "./rule.ts";
import type { Conclusion, Level, MessageData, Verdict, VerdictCounts, Waiver } from "./verdict.ts";

/** What the engine needs of a policy: levels, parsed options, waivers. Unlisted rules have their own default level and options. */
export interface ReviewPolicy {
  readonly level: (rule: Rule) => Level;
  readonly options: (rule: Rule) => unknown;
  readonly waivers: ReadonlyMap<string, Waiver>;
  /** When false, missing requirements conclude `neutral` instead of `failure`. */
  readonly enforce: boolean;
}

/** The outcome of reviewing one submission: what every report is made from. */
export interface Review {
  readonly pullRequest: PullRequest;
  readonly kind: KindJudgement;
  readonly conclusion: Conclusion;
  readonly counts: VerdictCounts;
  /** In the order of the rules given. Empty for what is not a model contribution. */
  readonly verdicts: readonly Verdict[];
  readonly claims: Claims;
  /** What every source says about each metric of each model; empty for what is not a model contribution. */
  readonly ledger: readonly LedgerRow[];
  readonly submission: Submission;
}

function partsOf(
  submission: Submission,
  ledger: readonly LedgerRow[],
): { readonly [Name in PartName]: Parts[Name] | undefined } {
  const { facts } = submission;
  return {
    pullRequest: submission.pullRequest,
    description: submission.description,
    conversation: submission.conversation,
    maintainers: submission.maintainers ?? [],
    claims: submission.claims,
    diff: submission.diff,
    contribution: submission.contribution,
    head: submission.head,
    base: submission.base,
    scripts: submission.scripts,
    layout: submission.layout,
    kind: submission.kind.kind,
    weights: submission.contribution?.newWeights ?? [],
    ledger,
    facts,
    tickets: facts.tickets,
    openPullRequests: facts.openPullRequests,
    papers: facts.papers,
    logs: facts.logs,
    checkpoints: facts.checkpoints,
  };
}

const PART_ABSENT: { readonly [Name in PartName]?: string } = {
  diff: "The diff was not available.",
  contribution: "The diff was not available.",
  tickets: "The tickets were not looked up.",
  openPullRequests: "The other open pull requests were not looked up.",
  papers: "The papers were not looked up.",
  logs: "The logs were not opened.",
  checkpoints: "The checkpoints were not opened.",
};

/** Fills `{slot}`s of a message; a list becomes comma-separated. A slot without data stays as it is. */
export function fillMessage(template: string, data: MessageData): string {
  return template.replace(/\{([A-Za-z][A-Za-z0-9]*)\}/g, (whole, slot: string) => {
    const value = data[slot];
    if (value === undefined) return whole;
    return Array.isArray(value) ? [...new Set(value)].join(", ") : String(value);
  });
}

type PossibleParts = ReturnType<typeof partsOf>;

function judge(rule: Rule, parts: PossibleParts, descriptionComplete: boolean, options: unknown): Answer {
  const absent = rule.reads.find((name) => parts[name] === undefined);
  if (absent !== undefined) {
    return {
      verdict: "not-assessed",
      message: "part-absent",
      data: { part: absent, reason: PART_ABSENT[absent] ?? `The ${absent} was not available.` },
      evidence: [],
      findings: [],
    };
  }
  const answer = rule.check(parts as Parts, options);
  const absence =
    answer.evidence.length > 0 && answer.evidence.every((one) => one.searched === true && one.source === "description");
  if (answer.verdict === "fail" && absence && !descriptionComplete) {
    return {
      verdict: "not-assessed",
      message: "description-incomplete",
      data: {},
      evidence: answer.evidence,
      findings: [],
    };
  }
  return answer;
}

const ENGINE_MESSAGES: Readonly<Record<string, string>> = {
  "part-absent": "{reason}",
  "description-incomplete": "Only a part of the description was available, and it is not in that part.",
  errored: "This rule broke and judged nothing: {error}",
};

function verdictOf(rule: Rule, level: Exclude<Level, "off">, answer: Answer, waiver: Waiver | undefined): Verdict {
  const message = rule.messages[answer.message];
  const actionable = answer.verdict === "fail" || answer.verdict === "unsure";
  return {
    rule: rule.id,
    level,
    verdict: answer.verdict,
    message: answer.message,
    data: answer.data,
    text: fillMessage(message?.text ?? ENGINE_MESSAGES[answer.message] ?? answer.message, answer.data),
    fix: actionable && message?.fix !== undefined ? fillMessage(message.fix, answer.data) : "",
    evidence: answer.evidence,
    findings: answer.findings,
    ...(waiver === undefined ? {} : { waiver }),
  };
}

/** Counts verdicts; a waived failure is not a missing requirement. */
export function countVerdicts(verdicts: readonly Verdict[]): VerdictCounts {
  const of = (outcome: Verdict["verdict"]) => verdicts.filter((one) => one.verdict === outcome).length;
  const required = verdicts.filter((one) => one.level === "required");
  return {
    pass: of("pass"),
    fail: of("fail"),
    unsure: of("unsure"),
    notApplicable: of("not-applicable"),
    notAssessed: of("not-assessed"),
    errored: of("errored"),
    missingRequired: required.filter((one) => one.verdict === "fail" && one.waiver === undefined).length,
    required: required.filter((one) => ["pass", "fail", "unsure"].includes(one.verdict)).length,
  };
}

function concludes(kind: Kind, draft: boolean, counts: VerdictCounts, enforce: boolean): Conclusion {
  if (kind === "not-a-model-contribution" || draft) return "neutral";
  if (counts.missingRequired > 0) return enforce ? "failure" : "neutral";
  return counts.errored > 0 ? "neutral" : "success";
}

/** Judges a submission by the rules. A rule that throws is `errored` alone; the others stand. */
export function review(submission: Submission, rules: readonly Rule[], policy: ReviewPolicy): Review {
  const verdicts: Verdict[] = [];
  const { kind } = submission.kind;
  const ledger = kind === "not-a-model-contribution" ? [] : buildLedger(submission);
  if (kind !== "not-a-model-contribution") {
    const parts = partsOf(submission, ledger);
    for (const rule of rules) {
      const level = policy.level(rule);
      if (level === "off" || !rule.kinds.includes(kind)) continue;
      let answer: Answer;
      try {
        answer = judge(rule, parts, submission.descriptionComplete, policy.options(rule));
      } catch (error) {
        answer = {
          verdict: "errored",
          message: "errored",
          data: { error: error instanceof Error ? error.message : String(error) },
          evidence: [],
          findings: [],
        };
      }
      verdicts.push(verdictOf(rule, level, answer, policy.waivers.get(rule.id)));
    }
  }
  const counts = countVerdicts(verdicts);
  return {
    pullRequest: submission.pullRequest,
    kind: submission.kind,
    conclusion: concludes(kind, submission.pullRequest.draft, counts, policy.enforce),
    counts,
    verdicts,
    claims: submission.claims,
    ledger,
    submission,
  };
}
