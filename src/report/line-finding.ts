import type { Review } from "../engine/review.ts";
import type { Suggestion, Verdict } from "../engine/verdict.ts";
import type { Evidence } from "../submission/evidence.ts";
import { contentHash } from "./content-hash.ts";
import { type Severity, severityOf } from "./severity.ts";

/** One thing to say about one place of the head commit. */
export interface LineFinding {
  readonly rule: string;
  readonly severity: Severity;
  readonly verdict: Verdict["verdict"];
  /** Plain text, strangers' words included. */
  readonly text: string;
  /** What to do about it, as the rule words it. */
  readonly fix: string;
  readonly evidence: Evidence;
  readonly path: string;
  /** Line of the head file, from 1. */
  readonly line: number;
  readonly endLine: number;
  readonly suggestion?: Suggestion;
  /** `rule:hash` of what is found, not of where: it survives pushes that move the line. */
  readonly fingerprint: string;
}

const SEVERITY_ORDER: Readonly<Record<Severity, number>> = { error: 0, warning: 1, note: 2 };

interface Said {
  readonly text: string;
  readonly evidence: Evidence;
  readonly suggestion?: Suggestion;
}

/** The findings of a verdict, or the verdict itself at the first passage that it cites. */
function saidBy(verdict: Verdict): readonly Said[] {
  if (verdict.findings.length > 0) return verdict.findings;
  const evidence = verdict.evidence.find((one) => one.searched !== true);
  return evidence === undefined ? [] : [{ text: verdict.text, evidence }];
}

/**
 * What failed or is unsure, is not waived, and has a line in a file of the head commit: the worst first, then in the order of the
 * rules. Two findings of a rule with the same words in the same file are told apart by their order.
 */
export function lineFindings(review: Review): readonly LineFinding[] {
  const seen = new Map<string, number>();
  const findings: LineFinding[] = [];
  for (const verdict of review.verdicts) {
    const severity = severityOf(verdict);
    if (severity === undefined) continue;
    for (const { text, evidence, suggestion } of saidBy(verdict)) {
      const { path, line } = evidence;
      if (evidence.source !== "diff" && evidence.source !== "head") continue;
      if (path === undefined || line === undefined || line < 1) continue;
      if (evidence.removed === true || evidence.searched === true) continue;
      const identity = [verdict.rule, path, evidence.quote].join("\n");
      const before = seen.get(identity) ?? 0;
      seen.set(identity, before + 1);
      findings.push({
        rule: verdict.rule,
        severity,
        verdict: verdict.verdict,
        text,
        fix: verdict.fix,
        evidence,
        path,
        line,
        endLine: Math.max(line, evidence.endLine ?? line),
        ...(suggestion === undefined ? {} : { suggestion }),
        fingerprint: `${verdict.rule}:${contentHash(before === 0 ? identity : `${identity}\n${before}`)}`,
      });
    }
  }
  return findings.toSorted((a, b) => SEVERITY_ORDER[a.severity] - SEVERITY_ORDER[b.severity]);
}
