import type { Review } from "../engine/review.ts";
import { adviceText } from "./advice.ts";
import { shorten, visible } from "./escape.ts";
import type { LineFinding } from "./line-finding.ts";
import { ruleTitle } from "./rule-page.ts";
import type { Severity } from "./severity.ts";

/** GitHub takes 64 KB; what is longer than this is read in the check's text. */
const MESSAGE_LIMIT = 4_000;
const TITLE_LIMIT = 255;

/** One annotation of a check run: plain text on lines of the head commit. */
export interface Annotation {
  readonly path: string;
  readonly startLine: number;
  readonly endLine: number;
  /** Columns count from 1 and are there only when the annotation is on one line. */
  readonly startColumn?: number;
  readonly endColumn?: number;
  readonly level: "notice" | "warning" | "failure";
  readonly title: string;
  readonly message: string;
}

/** Only a check that fails may call anything a failure: a draft or an unenforced policy warns. */
function levelOf(severity: Severity, review: Review): Annotation["level"] {
  switch (severity) {
    case "error":
      return review.conclusion === "failure" ? "failure" : "warning";
    case "warning":
      return "warning";
    case "note":
      return "notice";
  }
}

/** A finding as an annotation of the check run. GitHub shows annotations as plain text. */
export function annotationOf(finding: LineFinding, review: Review): Annotation {
  const advice = adviceText(finding.fix);
  const { column, quote } = finding.evidence;
  const isOneLine = finding.line === finding.endLine;
  const columns =
    isOneLine && column !== undefined && column >= 1 && quote !== ""
      ? { startColumn: column, endColumn: column + quote.length }
      : {};
  return {
    path: finding.path,
    startLine: finding.line,
    endLine: finding.endLine,
    ...columns,
    level: levelOf(finding.severity, review),
    title: shorten(
      finding.verdict === "unsure" ? `${ruleTitle(finding.rule)}: for a person to decide` : ruleTitle(finding.rule),
      TITLE_LIMIT,
    ),
    message: shorten(visible([finding.text, ...(advice === "" ? [] : [advice])].join("\n")), MESSAGE_LIMIT),
  };
}
