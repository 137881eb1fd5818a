import type { Metric } from "./metric.ts";
import type { MetricName } from "./metric-name.ts";
import { findMetricNames } from "./metric-name.ts";
import { fromErrorRate, isPlausible, isShare, onMetricScale, toPercent } from "./metric-scale.ts";

/** A value as a script prints it. */
export interface WrittenResult {
  readonly metric: Metric;
  /** As written, without a percent sign. */
  readonly text: string;
  readonly written: number;
  /** `fraction` and `percent` are known from the form; `open` is for the reader of the whole series to tell. */
  readonly scale: "percent" | "fraction" | "open";
  readonly error: boolean;
  readonly dataset?: string;
  readonly ema: boolean;
  /** The line gives the best value so far, not that of one evaluation. */
  readonly running: boolean;
  /** Columns within the line, from 0, of name and value together. */
  readonly start: number;
  readonly end: number;
  /** Column of the value alone. */
  readonly valueStart: number;
}

/** A value on the metric's own scale: percent for accuracies, mAP and IoU, pixels for EPE. */
export interface ResultValue {
  readonly metric: Metric;
  readonly value: number;
  /** As written, without a percent sign. */
  readonly text: string;
  readonly dataset?: string;
  readonly ema?: boolean;
  /** Columns within the line, from 0, of name and value together. */
  readonly start: number;
  readonly end: number;
}

/** Longest line that is read, in characters; what follows is not looked at. */
export const LONGEST_LINE = 1 << 14;

const ITERATION = /\[ {0,8}(\d{1,9}) {0,2}\/ {0,2}(\d{1,9})\b/;
const VALUE = /(\d{1,6}(?:\.\d{1,12})?)(?:e(-\d{1,2}))?( ?%)?/iy;
const CONNECTOR = /(?:[ \t:=|*"'`]|\((?:ema|%)\)|\[val\]){1,12}/iy;
const COCO =
  /Average Precision +\(AP\) +@\[ *IoU=(0\.50:0\.95|0\.50|0\.75) *\| *area= *all *\| *maxDets= *(\d{1,4}) *\] *= *(-?\d{1,3}(?:\.\d{1,9})?)/;
const FLOW_DATASET =
  /\b(sintel|kitti|chairs|flyingchairs|things|flyingthings3d|hd1k|middlebury\d{0,4}|eth3d)(?:[ _-]?(?:val|test|train|2012|2015))?(?:[ _-]{1,3}(clean|final))?(?:[ _-]?pass)?/i;
const NETWORK_ACCURACY =
  /accuracy of the (?:network|model)(?: ema)? on (?:the )?\d{1,9} (?:test|val|validation) images: {0,4}(\d{1,3}\.\d{1,9})%/i;

/** The line reports an iteration, not a result: `[ 10/625]`, unless it is the last of a validation that prints its mean. */
export function isIterationLine(line: string): boolean {
  const at = line.indexOf("[");
  if (at < 0 || line.indexOf("/", at) < 0) return false;
  return ITERATION.test(line);
}

/**
 * Reads lines that evaluation scripts print, one after the other: what a COCO block measures stands in a line above it.
 * Feed it lines in their order; call `reset` where another run begins.
 */
export class ResultReader {
  #kind: "box" | "mask" | "keypoint" | undefined;
  #blocks = 0;

  /** Forgets what earlier lines said. */
  reset(): void {
    this.#kind = undefined;
    this.#blocks = 0;
  }

  /** Values that `line` reports, as written. */
  read(line: string): WrittenResult[] {
    const text = line.length > LONGEST_LINE ? line.slice(0, LONGEST_LINE) : line;
    const heading = /IoU metric: {0,3}(bbox|segm|keypoints)/.exec(text);
    if (heading !== null) {
      this.#kind = heading[1] === "bbox" ? "box" : heading[1] === "segm" ? "mask" : "keypoint";
      return [];
    }
    if (text.includes("Average ")) {
      const coco = this.#readCoco(text);
      if (coco !== undefined) return coco;
    }
    return readNamed(text);
  }

  #readCoco(text: string): WrittenResult[] | undefined {
    if (text.includes("Average Recall")) return [];
    const at = text.indexOf("Average Precision");
    if (at < 0 || !text.includes("@[", at)) return undefined;
    const match = COCO.exec(text.slice(at));
    if (match === null) return [];
    const [whole, iou, detections, value] = match;
    if (iou === "0.50:0.95") this.#blocks++;
    const kind = this.#kind ?? (detections === "20" ? "keypoint" : "box");
    // Without headings the second block of a run may be boxes of another model or masks of this one.
    if (this.#kind === undefined && this.#blocks > 1) return [];
    const metric = cocoMetric(kind, iou ?? "");
    const written = Number(value);
    if (metric === undefined || value === undefined || written <= 0 || written > 1) return [];
    const start = at + match.index;
    const end = start + whole.length;
    return [
      {
        metric,
        text: value,
        written,
        scale: "fraction",
        error: false,
        ema: false,
        running: false,
        start,
        end,
        valueStart: end - value.length,
      },
    ];
  }
}

function cocoMetric(kind: "box" | "mask" | "keypoint", iou: string): Metric | undefined {
  if (iou === "0.50:0.95") return `${kind} mAP`;
  if (kind !== "box") return undefined;
  return iou === "0.50" ? "box mAP@50" : "box mAP@75";
}

/** Values that a single line of an evaluation script's output reports. */
export function readResultLine(line: string): ResultValue[] {
  return onOwnScale(new ResultReader().read(line));
}

/** The values of one line on their metrics' own scale, errors turned into accuracies. */
export function onOwnScale(results: readonly WrittenResult[]): ResultValue[] {
  const values: ResultValue[] = [];
  for (const result of results) {
    const value = scaledValue(result);
    if (!isPlausible(result.metric, value)) continue;
    values.push({
      metric: result.metric,
      value,
      text: result.text,
      ...(result.dataset === undefined ? {} : { dataset: result.dataset }),
      ...(result.ema ? { ema: true } : {}),
      start: result.start,
      end: result.end,
    });
  }
  return values;
}

/** A result on its metric's own scale, judged by itself alone. */
export function scaledValue(result: WrittenResult): number {
  const scaled =
    result.scale === "fraction"
      ? toPercent(result.written)
      : onMetricScale(result.metric, result.written, result.scale === "percent");
  return result.error ? fromErrorRate(scaled) : scaled;
}

function readNamed(text: string): WrittenResult[] {
  if (!/\d/.test(text) || isNoResult(text)) return [];
  const network = NETWORK_ACCURACY.exec(text);
  if (network?.[1] !== undefined) {
    const end = network.index + network[0].length - 1;
    const ema = /\bema\b/i.test(network[0]);
    return [
      {
        metric: "accuracy",
        text: network[1],
        written: Number(network[1]),
        scale: "percent",
        error: false,
        ema,
        running: false,
        start: network.index,
        end,
        valueStart: end - network[1].length,
      },
    ];
  }
  const iteration = isIterationLine(text) ? ITERATION.exec(text) : null;
  const validation = /\(val\)|\btest\b|\bval\b|\beval\b/i.test(text);
  // A counter that has run out on a validation line stands before the mean of the whole run.
  if (iteration !== null && !(validation && iteration[1] === iteration[2])) return [];
  const names = findMetricNames(text);
  const hasError = names.some((name) => name.metric === "EPE");
  const flow = hasError || names.filter((name) => isFlowOnly(name.metric)).length > 1;
  const results: WrittenResult[] = [];
  const ema = /\bEMA\b/i.test(text);
  const dataset = flow ? flowDataset(text) : undefined;
  const running = /\bmax accuracy|\bbest[ _]/i.test(text);
  const marked = names.some((name) => name.validation);
  for (const name of names) {
    if (isFlowOnly(name.metric) && !flow) continue;
    // Stereo scripts print the share of inliers under this name, flow scripts, beside the end-point error, that of outliers.
    if (name.metric === "F1-all" && !hasError) continue;
    // Keras prints the training accuracy as `accuracy` beside `val_accuracy`.
    if (marked && !name.validation && !name.exact) continue;
    const value = readValue(text, name, iteration !== null);
    if (value === undefined) continue;
    const known = results.some((result) => result.metric === name.metric && result.ema === (ema || name.ema));
    if (known) continue;
    results.push({
      metric: name.metric,
      ...value,
      error: name.error,
      ...(dataset === undefined ? {} : { dataset }),
      ema: ema || name.ema,
      running,
      start: name.start,
    });
  }
  return results;
}

function isFlowOnly(metric: Metric): boolean {
  return metric === "1px" || metric === "3px" || metric === "5px" || metric === "F1-all";
}

/** Lines that name metrics beside numbers and report none: training averages, commands, code. */
function isNoResult(text: string): boolean {
  return /\bEpoch: {0,3}\[\d{1,9}\] {0,4}\[|^ {0,8}Averaged stats|--[a-z][\w-]{2,40}[ =]|\bassert\b|\bdef |\bself\.|==|\bTrain(?:ing)?\b[:(]/i.test(
    text,
  );
}

function flowDataset(text: string): string | undefined {
  const match = FLOW_DATASET.exec(text);
  if (match?.[1] === undefined) return undefined;
  const name = match[1][0]?.toUpperCase() + match[1].slice(1).toLowerCase();
  return match[2] === undefined ? name : `${name} ${match[2].toLowerCase()}`;
}

function readValue(
  text: string,
  name: MetricName,
  mean: boolean,
): { text: string; written: number; scale: "percent" | "open"; end: number; valueStart: number } | undefined {
  CONNECTOR.lastIndex = name.end;
  const connector = CONNECTOR.exec(text);
  if (connector === null) return undefined;
  if (!name.exact && !name.validation && !/[:=]/.test(connector[0])) return undefined;
  let at = name.end + connector[0].length;
  VALUE.lastIndex = at;
  let match = VALUE.exec(text);
  if (match === null) return undefined;
  if (mean) {
    // `Acc@1: 81.2 (79.9)`: the mean stands in parentheses.
    const open = /^ {0,2}\( {0,4}/.exec(text.slice(at + match[0].length, at + match[0].length + 8));
    if (open !== null) {
      const inner = at + match[0].length + open[0].length;
      VALUE.lastIndex = inner;
      const average = VALUE.exec(text);
      if (average !== null) {
        at = inner;
        match = average;
      }
    }
  }
  const [whole, digits, exponent, percent] = match;
  if (digits === undefined) return undefined;
  const end = at + digits.length + (exponent === undefined ? 0 : exponent.length + 1);
  const following = text.slice(at + whole.length, at + whole.length + 12);
  if (/^(?:[\w/]|[.:-]\d|\.\w)/.test(following)) return undefined;
  const whole_number = !digits.includes(".");
  if (whole_number && percent === undefined && !/^ {0,4}(?:$|[,;|)\]}`]|[A-Z]\w{2,4}@)/.test(following))
    return undefined;
  const written = Number(exponent === undefined ? digits : `${digits}e${exponent}`);
  if (!Number.isFinite(written)) return undefined;
  const flow = isFlowOnly(name.metric) || !isShare(name.metric);
  return {
    text: text.slice(at, end),
    written,
    scale: percent !== undefined && !flow ? "percent" : "open",
    end,
    valueStart: at,
  };
}
