import type { Review } from "../engine/review.ts";
import type { Verdict } from "../engine/verdict.ts";
import type { Evidence } from "../submission/evidence.ts";
import { adviceText } from "./advice.ts";
import { shorten, visible } from "./escape.ts";
import { type Severity, severityOf } from "./severity.ts";

/** GitHub shows this many annotations of each level for one step and drops the others without a word. */
const SHOWN_PER_LEVEL = 10;
const MESSAGE_LIMIT = 4_000;

interface Annotation {
  readonly rule: string;
  readonly message: string;
  readonly evidence?: Evidence;
}

function escapeData(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}

function annotations(verdict: Verdict): Annotation[] {
  const advice = adviceText(verdict.fix);
  const fix = advice === "" ? "" : `\n${advice}`;
  if (verdict.findings.length > 0) {
    return verdict.findings.map((one) => ({
      rule: verdict.rule,
      message: `${one.text}${fix}`,
      evidence: one.evidence,
    }));
  }
  const evidence = verdict.evidence.find((one) => one.searched !== true);
  return [{ rule: verdict.rule, message: `${verdict.text}${fix}`, ...(evidence === undefined ? {} : { evidence }) }];
}

function properties({ rule, evidence }: Annotation): string {
  const atHead =
    evidence?.path !== undefined &&
    evidence.removed !== true &&
    (evidence.source === "diff" || evidence.source === "head");
  const place = atHead
    ? [
        `file=${escapeProperty(visible(evidence.path))}`,
        ...(evidence.line === undefined ? [] : [`line=${evidence.line}`]),
        ...(evidence.endLine === undefined ? [] : [`endLine=${evidence.endLine}`]),
      ]
    : [];
  return [...place, `title=${escapeProperty(rule)}`].join(",");
}

const COMMANDS: Readonly<Record<Severity, string>> = { error: "error", warning: "warning", note: "notice" };

function lines(level: Severity, all: readonly Annotation[]): string[] {
  const shown = all.length > SHOWN_PER_LEVEL ? all.slice(0, SHOWN_PER_LEVEL - 1) : all;
  const rest = all.slice(shown.length);
  const command = COMMANDS[level];
  const listed = shown.map(
    (one) => `::${command} ${properties(one)}::${escapeData(shorten(visible(one.message), MESSAGE_LIMIT))}`,
  );
  if (rest.length === 0) return listed;
  const rules = [...new Set(rest.map((one) => one.rule))].join(", ");
  return [
    ...listed,
    `::${command} title=${escapeProperty(`${rest.length} more`)}::${escapeData(`Not shown one by one: ${rules}`)}`,
  ];
}

/** GitHub Actions workflow commands, one a line: `::error file=…,line=…,title=…::…`. Empty when nothing needs attention. */
export function renderWorkflowCommands(review: Review): string {
  return (["error", "warning", "note"] as const)
    .flatMap((level) => lines(level, review.verdicts.filter((one) => severityOf(one) === level).flatMap(annotations)))
    .join("\n");
}
