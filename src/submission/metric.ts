import type { Evidence } from "./evidence.ts";

/** Test metrics that the catalogue knows. `accuracy` stands for a top-1 figure that is not named more exactly. */
export const METRICS = [
  "acc@1",
  "acc@5",
  "accuracy",
  "box mAP",
  "box mAP@50",
  "box mAP@75",
  "mask mAP",
  "keypoint mAP",
  "mean IoU",
  "pixel accuracy",
  "EPE",
  "1px",
  "3px",
  "5px",
  "F1-all",
  "clip acc@1",
  "clip acc@5",
  "video acc@1",
  "video acc@5",
  "MOS",
] as const;
export type Metric = (typeof METRICS)[number];

/** Whether a larger value is better. */
export function higherIsBetter(metric: Metric): boolean {
  return metric !== "EPE" && metric !== "F1-all";
}

/** A figure as written, with its value. */
export interface Figure {
  /** As written, without a percent sign. */
  readonly text: string;
  /** On the metric's own scale: percent for accuracies, mAP and IoU (0.302 reads 30.2), pixels for EPE. */
  readonly value: number;
  readonly evidence: Evidence;
}

/** A claim that some model reaches some value. */
export interface MetricClaim {
  /** Builder name as far as the text names one: the nearest `--model`, table row or prose name; undefined when unnamed. */
  readonly model?: string;
  /** `Enum.MEMBER`, where the text names the weights. */
  readonly weights?: string;
  readonly dataset?: string;
  readonly metric: Metric;
  readonly measured: Figure;
  /** The paper's or the original repository's value for the same thing, where it stands beside. */
  readonly paper?: Figure;
  /** The value of the weights that this one improves upon, where it stands beside. */
  readonly baseline?: Figure;
  readonly form: "result-line" | "table" | "prose";
  /** Kept apart as the reference scripts report them. */
  readonly ema?: boolean;
}
