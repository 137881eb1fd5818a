import { lineAt } from "./citation.ts";
import { offsetOf } from "./cite-figure.ts";
import type { Command } from "./command.ts";
import { HeadingModels } from "./heading-models.ts";
import type { CodeBlock, MarkdownText, Span } from "./markdown-text.ts";
import { higherIsBetter } from "./metric.ts";
import type { MetricDraft } from "./metric-draft.ts";
import { roleOf } from "./metric-draft.ts";
import { isPlausible } from "./metric-scale.ts";
import type { KnownModels } from "./model-mention.ts";
import { findModelMentions, soleModel } from "./model-mention.ts";
import { modelKey } from "./model-name.ts";
import { ResultReader, scaledValue } from "./result-line.ts";
import { readResultTail } from "./result-tail.ts";

interface Subject {
  readonly model?: string;
  readonly weights?: string;
}

/** A command: from here on results belong to its model, or, where it names several, to none that can be told. */
interface Anchor extends Subject, Span {
  /** Names no model at all. */
  readonly silent: boolean;
  readonly firstLine: number;
  readonly lastLine: number;
}

/** Lines that are read as a script's output. */
interface Output extends Span {
  readonly form: CodeBlock["form"] | "prose";
  readonly language: string;
  readonly lines: CodeBlock["lines"];
}

/** Most figures of one text, and of one block. */
const MOST = 500;

const SOURCE_CODE = /^(?:python3?|py|c\+\+|cpp|cuda|javascript|js|ts|typescript|java|r|rust|go)$/;
const CODE_LINE = /\bprint\(|\bimport |\breturn\b|^\s{0,40}(?:def|class|for|if|with|assert)\b| = (?!-?\d)/;
/** A name in quotes is a key of source code or of a pasted meta dictionary. */
const QUOTED_NAME = /["'](?:[\w-]{0,20}[_-])?(?:acc|prec|top|box_m|miou|epe|pixel)/i;
/** What evaluation scripts print as JSON: an object on one line, or the mark that timm sets before it. */
const DATA_LINE = /^\s{0,8}(?:\[?\{"|--result\s*$)/;
const OUTPUT_LINE =
  /Average (?:Precision|Recall) +\(|\bIoU metric: |\bepe: \d|^\W{0,8}(?:Test: |\d: ).{0,20}Acc@1|\bmean IoU: \d|\bglobal correct: \d/;
const MODEL_FLAG = /--(?:model|arch)[ =]["']?([A-Za-z]\w{0,80})/;

/** What result lines say, and the lines of running text that were read so. */
export interface ResultClaims {
  readonly drafts: readonly MetricDraft[];
  readonly consumed: readonly Span[];
}

/** Figures of the result lines in code and in running text, each with the model whose run printed it. */
export function readResultClaims(text: MarkdownText, commands: readonly Command[], known: KnownModels): ResultClaims {
  const anchors = commandAnchors(text, commands);
  const headings = new HeadingModels(text, known);
  const output = outputLines(text);
  const blocks: Output[] = [...text.code, ...output].sort((a, b) => a.start - b.start);
  const drafts: MetricDraft[] = [];
  let previous: Output | undefined;
  blocks.forEach((block, index) => {
    if (drafts.length < MOST && isAuthored(text, block))
      drafts.push(...readBlock(text, block, previous, anchors, known, headings, `block ${index}`));
    if (block.form !== "inline") previous = block;
  });
  return { drafts, consumed: output };
}

function isAuthored(text: MarkdownText, block: Output): boolean {
  if (block.language === "diff" || block.language === "patch") return false;
  return text.statements.slice(block.start, block.end).trim() !== "";
}

function commandAnchors(text: MarkdownText, commands: readonly Command[]): Anchor[] {
  return commands
    .map((command): Anchor => {
      const start = offsetOf(text, command.evidence);
      const model = command.models.length === 1 ? command.models[0] : undefined;
      const weights = command.arguments.find((one) => one.flag === "--weights")?.values[0];
      const firstLine = command.evidence.line ?? 1;
      return {
        start,
        end: start + command.text.length,
        silent: command.models.length === 0,
        firstLine,
        lastLine: command.evidence.endLine ?? firstLine,
        ...(model === undefined ? {} : { model }),
        ...(weights !== undefined && /^\w{1,80}\.\w{1,80}$/.test(weights) ? { weights } : {}),
      };
    })
    .sort((a, b) => a.start - b.start);
}

/** Runs of prose lines that are a script's output without a fence around them. */
function outputLines(text: MarkdownText): Output[] {
  const runs: Output[] = [];
  let lines: { text: string; start: number }[] = [];
  const finish = (): void => {
    const first = lines[0];
    const last = lines.at(-1);
    if (first !== undefined && last !== undefined) {
      runs.push({ form: "prose", language: "", lines, start: first.start, end: last.start + last.text.length });
    }
    lines = [];
  };
  text.lineStarts.forEach((start, index) => {
    const end = (text.lineStarts[index + 1] ?? text.prose.length + 1) - 1;
    const line = text.prose.slice(start, end);
    if (OUTPUT_LINE.test(line.length > 1000 ? line.slice(0, 1000) : line)) lines.push({ text: line, start });
    else finish();
  });
  finish();
  return runs;
}

function readBlock(
  text: MarkdownText,
  block: Output,
  previous: Output | undefined,
  anchors: readonly Anchor[],
  known: KnownModels,
  headings: HeadingModels,
  group: string,
): MetricDraft[] {
  const reader = new ResultReader();
  const inside = anchors.filter((anchor) => anchor.start >= block.start && anchor.start <= block.end);
  let subject: Subject | undefined;
  let run = 0;
  let next = 0;
  let labelled = false;
  let heard: MetricDraft["role"] | undefined;
  const isData = /^jsonl?$/.test(block.language) || block.lines.some((line) => DATA_LINE.test(line.text));
  const drafts: MetricDraft[] = [];
  for (const line of block.lines) {
    if (drafts.length > MOST) break;
    const number = lineAt(text, line.start);
    while (next < inside.length && (inside[next]?.lastLine ?? 0) < number) next++;
    const anchor = inside[next];
    if (anchor !== undefined && anchor.firstLine <= number && block.form !== "inline") {
      if (anchor.firstLine === number || subject === undefined) {
        // A command that names no model runs the one that the line above it names.
        if (anchor.silent && labelled) labelled = false;
        else subject = anchor;
        run++;
        reader.reset();
        heard = undefined;
      }
      continue;
    }
    const code = SOURCE_CODE.test(block.language) && CODE_LINE.test(line.text) && !line.text.includes("(AP)");
    if (code || (!isData && QUOTED_NAME.test(line.text))) continue;
    const results = reader.read(line.text);
    if (results.length === 0) {
      const label = readLabelLine(line.text, known);
      if (label.subject !== undefined) labelled = true;
      if (label.subject !== undefined) {
        subject = label.subject;
        run++;
        reader.reset();
      }
      if (label.subject !== undefined || label.role !== undefined) heard = label.role;
      continue;
    }
    const leading = line.text.slice(0, results[0]?.start ?? 0);
    const own = soleModel(findModelMentions(leading, known));
    const owner = own ?? subject ?? subjectBefore(text, block, previous, anchors, known, headings);
    const tail = readResultTail(line.text, results);
    for (const result of results) {
      const value = scaledValue(result);
      if (!isPlausible(result.metric, value)) continue;
      const place = { start: line.start + result.valueStart, end: line.start + result.valueStart + result.text.length };
      const role =
        roleOf(leading.replace(/[A-Za-z0-9]{1,40}(?:[_.-][A-Za-z0-9]{1,40}){1,8}/g, " ")) ?? heard ?? "measured";
      const draft: MetricDraft = {
        metric: result.metric,
        value,
        text: result.text,
        place,
        context: { start: line.start, end: line.start + line.text.length },
        ...(owner?.model === undefined ? {} : { model: owner.model }),
        ...(owner?.weights === undefined ? {} : { weights: owner.weights }),
        ...(result.dataset === undefined ? {} : { dataset: result.dataset }),
        ...(result.ema ? { ema: true } : {}),
        form: "result-line",
        role,
        group: `${group} ${role === "measured" && heard === undefined ? run : "pair"} ${modelKey(owner?.model ?? "")} ${result.dataset ?? ""}`,
      };
      drafts.push(draft);
      if (role !== "measured") continue;
      for (const one of tail.filter((figure) => figure.result === result)) {
        const start = line.start + one.start;
        drafts.push({
          ...draft,
          value: one.value,
          text: one.text,
          role: one.role,
          place: { start, end: start + one.text.length },
        });
      }
    }
  }
  return bestOfEach(drafts);
}

/** One run may print a metric many times, epoch after epoch: its best is what is published. */
function bestOfEach(drafts: readonly MetricDraft[]): MetricDraft[] {
  const best = new Map<string, MetricDraft>();
  for (const draft of drafts) {
    const key = `${draft.group}|${draft.metric}|${draft.role}|${draft.ema ?? false}|${draft.weights ?? ""}`;
    const other = best.get(key);
    if (other === undefined || higherIsBetter(draft.metric) === draft.value > other.value) best.set(key, draft);
  }
  return [...best.values()];
}

/** A line that says whose results follow: `# For swin_t`, `resnet50:`, `before:`. */
function readLabelLine(line: string, known: KnownModels): { subject?: Subject; role?: MetricDraft["role"] } {
  const words = line.trim();
  if (words === "" || words.length > 300) return {};
  const flag = MODEL_FLAG.exec(words);
  if (flag?.[1] !== undefined) return { subject: { model: flag[1] } };
  const isLabel = /^(?:#|\/\/|\*|-{2,}|={2,}|\[)/.test(words) || /:$/.test(words) || /^[\w.\\ -]{2,60}$/.test(words);
  if (!isLabel || words.length > 120 || /\s--?[a-z]/.test(words)) return {};
  const sole = soleModel(findModelMentions(words, known));
  const role = roleOf(words.replace(/[A-Za-z0-9]{1,40}(?:[_.-][A-Za-z0-9]{1,40}){1,8}/g, " "));
  return { ...(sole === undefined ? {} : { subject: sole }), ...(role === undefined ? {} : { role }) };
}

/** Whose results a block begins with: the words before it tell, else the last command, else the heading. */
function subjectBefore(
  text: MarkdownText,
  block: Output,
  previous: Output | undefined,
  anchors: readonly Anchor[],
  known: KnownModels,
  headings: HeadingModels,
): Subject | undefined {
  const farthest = block.form === "inline" ? 300 : 600;
  const from = Math.max(previous?.end ?? 0, block.start - farthest, headings.sectionStart(block.start));
  const between = findModelMentions(text.statements.slice(from, block.start), known);
  if (between.length > 0) return soleModel(between);
  const command = anchors.findLast((anchor) => anchor.start < block.start && anchor.end <= block.end);
  if (command !== undefined && command.start >= (previous?.start ?? 0)) return command;
  const label = previous === undefined ? undefined : lastLabel(previous, known);
  if (label !== undefined) return label;
  return headings.at(block.start);
}

function lastLabel(block: Output, known: KnownModels): Subject | undefined {
  for (const line of block.lines.slice(-60).reverse()) {
    const { subject } = readLabelLine(line.text, known);
    if (subject !== undefined) return subject;
  }
  return undefined;
}
