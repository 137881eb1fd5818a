import type { Span } from "./markdown-text.ts";
import type { Metric, MetricClaim } from "./metric.ts";

/** A value that a text gives, with what it is of and whose it is. */
export interface MetricDraft {
  readonly metric: Metric;
  readonly value: number;
  /** As written, without a percent sign. */
  readonly text: string;
  /** Where the value stands. */
  readonly place: Span;
  /** Where the statement around it stands. */
  readonly context: Span;
  readonly model?: string;
  readonly weights?: string;
  readonly dataset?: string;
  readonly ema?: boolean;
  readonly form: MetricClaim["form"];
  readonly role: FigureRole;
  /** Figures of different roles under one group belong together. */
  readonly group: string;
}

/** Whose value it is. */
export type FigureRole = "measured" | "paper" | "baseline";

const PAPER =
  /\bpapers?\b|\borig(?:inal(?:ly)?)?\b|\bofficial(?:ly)?\b|\breported\b|\b(?:they|authors) (?:report|claim|state)s?\b|\bpublished\b|\bauthors?\b|\btheirs?\b|\breference\b|\bref\b|\bliterature\b|\barticle\b|论文|論文|原文|官方|논문|(?<![а-я])стать[еяию]|artículo/i;
const BASELINE =
  /\bold\b|\bv1\b|_v1\b|\bprev(?:ious(?:ly)?)?\b|\bbefore\b|\bbaselines?\b|\bcurrent(?:ly)?\b|\bmain\b|\bmaster\b|\bexisting\b/i;
const MEASURED =
  /\bours?\b|\bwe\b|\bnew\b|\bmeasured\b|\breproduc\w{0,5}\b|\bthis pr\b|\bafter\b(?! ~?\d)|\bv[2-9]\b|_v[2-9]\b|\bours\b|\btorchvision\b|\bobtained\b|\bachieved\b|\bmy\b|\bmine\b|\bconverted\b|\bported\b|复现|再現|재현|我们|本仓库|本实现/i;

/** Whose value some words say it is; undefined when they say nothing, or two things. */
export function roleOf(words: string): FigureRole | undefined {
  const bounded = words.length > 400 ? words.slice(-400) : words;
  const paper = PAPER.test(bounded);
  const baseline = BASELINE.test(bounded);
  const measured = MEASURED.test(bounded);
  if (paper && !baseline && !measured) return "paper";
  if (baseline && !paper && !measured) return "baseline";
  if (measured && !paper && !baseline) return "measured";
  return undefined;
}

/** Whether the words speak of a paper or an original implementation. */
export function namesPaper(words: string): boolean {
  return PAPER.test(words.length > 1000 ? words.slice(0, 1000) : words);
}
