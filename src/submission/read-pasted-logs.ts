import { citeText } from "./citation.ts";
import type { LogClaim } from "./claims.ts";
import { LogReader } from "./log-reader.ts";
import type { MarkdownText, Span } from "./markdown-text.ts";
import { isIterationLine } from "./result-line.ts";
import type { TrainingLog } from "./training-log.ts";

/** Fewest training iterations, or evaluated epochs, that make a log. */
const FEWEST = 3;

/** A stretch of a text that holds a pasted log. */
interface PastedLog extends Span {
  readonly log: TrainingLog;
}

/** Logs that stand in the text itself, in a code block or a `<details>` block. */
function findPastedLogs(text: MarkdownText): PastedLog[] {
  const found: PastedLog[] = [];
  for (const block of text.code) {
    if (block.form === "inline" || block.lines.length < FEWEST) continue;
    const log = readIfLog(block.lines.map((line) => line.text));
    if (log !== undefined) found.push({ log, start: block.start, end: block.end });
  }
  for (const details of detailsBlocks(text)) {
    if (found.some((log) => log.start >= details.start && log.end <= details.end)) continue;
    const log = readIfLog(text.prose.slice(details.start, details.end).split("\n"));
    if (log !== undefined) found.push({ ...details, log });
  }
  return found;
}

/**
 * Claims for the logs that are pasted: training iterations, or results of three epochs and more. A single result line or COCO
 * block is a metric, not a log.
 */
export function readPastedLogs(text: MarkdownText): LogClaim[] {
  return findPastedLogs(text).map(({ log, start, end }) => ({
    pasted: log,
    form: "pasted",
    evidence: citeText(text, start + leadingBlank(text.text, start, end), end),
  }));
}

function leadingBlank(text: string, start: number, end: number): number {
  let at = start;
  while (at < end && /\s/.test(text[at] ?? "x")) at++;
  return at === end ? 0 : at - start;
}

function readIfLog(lines: readonly string[]): TrainingLog | undefined {
  let iterations = 0;
  let epochs = 0;
  for (const line of lines) {
    const searched = line.length > 400 ? line.slice(0, 400) : line;
    const epoch = /\bepoch[^a-z\n]{0,6}\d/i.test(searched);
    if (isIterationLine(searched) && (epoch || /\b(?:loss|eta|lr)\b/i.test(searched))) iterations++;
    if (epoch || /["']epoch["']/.test(searched)) epochs++;
  }
  const rows = /\bepoch\b.{0,400},/i.test((lines[0] ?? "").slice(0, 420)) ? lines.length - 1 : 0;
  if (iterations < FEWEST && epochs < FEWEST && rows < FEWEST) return undefined;
  const reader = new LogReader();
  for (const line of lines) reader.push(`${line}\n`);
  const log = reader.finish();
  const evaluated = Math.max(0, ...log.series.map((series) => series.count));
  if (iterations >= FEWEST && log.hasTraining) return log;
  const told = log.series.some((series) => series.best.epoch !== undefined);
  return evaluated >= FEWEST && told ? log : undefined;
}

function detailsBlocks(text: MarkdownText): Span[] {
  const blocks: Span[] = [];
  const lower = text.text.toLowerCase();
  let at = lower.indexOf("<details");
  while (at >= 0 && blocks.length < 200) {
    const end = lower.indexOf("</details", at);
    if (end < 0) break;
    blocks.push({ start: at, end });
    at = lower.indexOf("<details", end);
  }
  return blocks;
}
