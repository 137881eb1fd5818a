import type { Metric } from "./metric.ts";

/** The name of a metric as it stands in a text. Offsets count characters of the text searched. */
export interface MetricName {
  readonly metric: Metric;
  /** An error rate is named: the accuracy is 100 minus the value. */
  readonly error: boolean;
  /** The name says that it was measured on validation or test data (`val_acc`). */
  readonly validation: boolean;
  /** Exponential-moving-average weights (`ema_acc1`). */
  readonly ema: boolean;
  /** Spelled so that only a metric can be meant (`Acc@1`, `mIoU`), not a plain word (`accuracy`). */
  readonly exact: boolean;
  readonly start: number;
  readonly end: number;
}

const ONE_FIVE = "([15])(?![0-9])(?!\\.[0-9])";
const KINDS = "box|bbox|mask|segm|segmentation|keypoints?|kpts?|kp";

const ACCURACY_AT = `(?:(clip|video)[ _-]?)?(acc|accuracy|prec|precision|err|error)(?: ?@ ?(?:top-?)?|[_-]|[ _/-]top[ _-]?|)${ONE_FIVE}`;
const TOP = `(?:(clip|video)[ _-]?)?top(?: ?@ ?|[ _-]|)${ONE_FIVE}(?:[ _/-]?(acc|accuracy|err|errors?)(?![a-z]))?`;
const PRECISION = `(?:(${KINDS})[ _/-]?)?(m?ap|mean average precision)(?:[ _^-]?[({]{0,2}(${KINDS})[)}]{0,2}(?![a-z0-9]|[ _/-]?m?ap))?( ?@ ?\\[? ?(?:iou ?= ?)?0?\\.?[57][05]?(?: ?[:,-] ?0?\\.95)?[ \\]]?| ?[[(] ?(?:iou ?= ?|@ ?)?0?\\.[57][05]?(?: ?[:,-] ?0?\\.95)? ?[\\])]|_?[57][05](?![.0-9%]))?(?![a-z0-9])`;
const OVERLAP =
  "(mean[ _-]?iou|miou|mean intersection[ -]over[ -]union|mean iu|mittlere iou|iou (?:moyenne?|medi[oa]|média)|平均交并比|平均iou)(?![a-z0-9])";
const PIXEL =
  "((?:pix(?:el(?:[ _-]?wise)?)?|global|overall)[ _-]?(?:acc|accuracy|correct)|aacc|pixelgenauigkeit)(?![a-z0-9])";
const FLOW =
  "((?:average |mean )?a?epe|(?:average )?end[ -]?point[ -]?error|f[1l][-_ ](?:all|epe)|f1|[135][ -]?px)(?![a-z0-9])";
const OPINION = "(mos)(?![a-z0-9])";
const PLAIN =
  "(accuracy|accuracies|acc|精度|准确率|正解率|認識率|정확도|точность|genauigkeit|exactitud|acurácia|accuratezza|exactitude|précision)(?![a-z0-9@])";

const NAME = new RegExp(
  `(?<![a-z0-9@])(?:${ACCURACY_AT}|${TOP}|${PRECISION}|${OVERLAP}|${PIXEL}|${FLOW}|${OPINION}|${PLAIN})`,
  "gi",
);

/** Longest text that is searched for names at once, in characters. */
const LONGEST = 1 << 14;
/** Most names that are looked for at once. */
const MOST = 48;

/** Names of metrics in `text`, in order. Training accuracies, per-class means and per-image errors are left out. */
export function findMetricNames(text: string): MetricName[] {
  const names: MetricName[] = [];
  let looked = 0;
  const searched = text.length > LONGEST ? text.slice(0, LONGEST) : text;
  for (const match of searched.matchAll(NAME)) {
    const name = classify(match, searched);
    if (name !== undefined) names.push(name);
    if (++looked >= MOST) break;
  }
  return names.length < 2 ? names : joinPlain(names, searched);
}

/** `top-5 validation accuracy` and `accuracy (top-1)` are one name each: the plain word says nothing of its own there. */
function joinPlain(names: readonly MetricName[], text: string): MetricName[] {
  const joined: MetricName[] = [];
  names.forEach((name, index) => {
    const last = joined.at(-1);
    if (
      !name.exact &&
      last?.exact &&
      /acc@/.test(last.metric) &&
      /^ ?(?:[a-z]{1,12} )?$/i.test(text.slice(last.end, name.start))
    ) {
      joined[joined.length - 1] = { ...last, end: name.end };
      return;
    }
    const next = names[index + 1];
    const absorbed =
      !name.exact &&
      next !== undefined &&
      /acc@/.test(next.metric) &&
      /^[ _/]?[([]? ?$/.test(text.slice(name.end, next.start));
    if (!absorbed) joined.push(name);
  });
  return joined;
}

function classify(match: RegExpMatchArray, text: string): MetricName | undefined {
  const whole = match[0];
  const start = match.index ?? 0;
  const end = start + whole.length;
  const before = text.slice(Math.max(0, start - 24), start).toLowerCase();
  if (/(?:\btrain|training|_train|(?<![a-z])tr)[ _/:-]{0,3}$/.test(before)) return undefined;
  const after = text.slice(end, end + 32).toLowerCase();
  const name = metricOf(match, before, after, text.slice(start, end));
  if (name === undefined) return undefined;
  return {
    ...name,
    validation: /(?:val|valid|validation|test|eval)[ _/:-]{1,2}(?:ema[ _-])?$/.test(before),
    ema: /ema[ _/-]?$/.test(before) || /^[ _/-]?\(?ema\b/.test(after),
    start,
    end,
  };
}

function metricOf(
  match: RegExpMatchArray,
  before: string,
  after: string,
  written: string,
): { metric: Metric; error: boolean; exact: boolean } | undefined {
  const [, atScope, atWord, atRank, topScope, topRank, topWord, kindBefore, precision, kindAfter, threshold] = match;
  const [overlap, pixel, flow, opinion, plain] = match.slice(11);
  if (atRank !== undefined) {
    const error = /^err/i.test(atWord ?? "");
    if (/^precision$/i.test(atWord ?? "") && !written.includes("@")) return undefined;
    return { metric: rankMetric(atScope, atRank), error, exact: true };
  }
  if (topRank !== undefined) {
    const error = /^err/i.test(topWord ?? "") || /^[ \w-]{0,16}\berr(?:ors?)?\b/.test(after);
    return { metric: rankMetric(topScope, topRank), error, exact: true };
  }
  if (precision !== undefined) return precisionMetric(kindBefore ?? kindAfter, precision, threshold, written);
  if (overlap !== undefined) return { metric: "mean IoU", error: false, exact: true };
  if (pixel !== undefined) return { metric: "pixel accuracy", error: false, exact: true };
  if (flow !== undefined) {
    if (/per[ _-]image[ _-]$/.test(before)) return undefined;
    const metric = flowMetric(flow);
    return metric === undefined ? undefined : { metric, error: false, exact: true };
  }
  if (opinion !== undefined) return opinion === "MOS" ? { metric: "MOS", error: false, exact: true } : undefined;
  if (plain === undefined) return undefined;
  if (/(?:mean|class|balanced|per[ _-]class|training|calibration|numerical)[ _-]$|m$/.test(before)) return undefined;
  return { metric: "accuracy", error: false, exact: false };
}

function rankMetric(scope: string | undefined, rank: string): Metric {
  const kind = scope === undefined ? "" : `${scope.toLowerCase()} `;
  return `${kind}acc@${rank}` as Metric;
}

function precisionMetric(
  kind: string | undefined,
  written: string,
  threshold: string | undefined,
  whole: string,
): { metric: Metric; error: boolean; exact: boolean } | undefined {
  // `map` and `ap` in lower case are words of other trades, unless a key such as `box_map` joins them to a kind.
  const proper = /^m?AP$|^MAP$/.test(written) || written.length > 4;
  if (!proper && !(kind !== undefined && whole.includes("_"))) return undefined;
  const at = thresholdOf(threshold);
  if (kind !== undefined && /^(?:mask|segm)/i.test(kind)) {
    return at === undefined ? { metric: "mask mAP", error: false, exact: true } : undefined;
  }
  if (kind !== undefined && /^k/i.test(kind)) {
    return at === undefined ? { metric: "keypoint mAP", error: false, exact: true } : undefined;
  }
  if (at === undefined) return { metric: "box mAP", error: false, exact: true };
  return { metric: at === "50" ? "box mAP@50" : "box mAP@75", error: false, exact: true };
}

function thresholdOf(written: string | undefined): "50" | "75" | undefined {
  if (written === undefined || written.includes("95")) return undefined;
  return written.includes("7") ? "75" : "50";
}

function flowMetric(written: string): Metric | undefined {
  const name = written.toLowerCase();
  if (name.endsWith("px")) return `${name[0]}px` as Metric;
  return name.startsWith("f") ? "F1-all" : "EPE";
}

/** The metric that a key or column header names as a whole, or undefined when it names none or several. */
export function readMetricKey(key: string): MetricName | undefined {
  const names = findMetricNames(key.length > 200 ? key.slice(0, 200) : key);
  return names.length === 1 ? names[0] : undefined;
}
