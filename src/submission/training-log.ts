import type { Metric } from "./metric.ts";

/** One measured value of a log. Values are on the metric's own scale, as in {@link Figure}. */
export interface LogPoint {
  readonly metric: Metric;
  readonly value: number;
  /** As written. */
  readonly text: string;
  readonly epoch?: number;
  /** `Sintel clean`, `Kitti`, …, where the log names it. */
  readonly dataset?: string;
  readonly ema: boolean;
  /** Line of the log, from 1. */
  readonly line: number;
}

/** Best and last value of one metric, exponential-moving-average weights and raw weights kept apart. */
export interface LogSeries {
  readonly metric: Metric;
  readonly dataset?: string;
  readonly ema: boolean;
  readonly count: number;
  readonly best: LogPoint;
  readonly final: LogPoint;
}

/** What a training log says, whatever its size: the series are kept as best, final and count. */
export interface TrainingLog {
  readonly series: readonly LogSeries[];
  /** Arguments that the script printed at its start (`Namespace(...)`), by dest, as source text of the value. */
  readonly arguments: ReadonlyMap<string, string>;
  readonly argumentsLine?: number;
  /** Number of distinct epochs that training lines name. */
  readonly epochs: number;
  /** Training iterations are reported (`Epoch: [3] [ 10/625] … loss:`), not only results. */
  readonly hasTraining: boolean;
  readonly lines: number;
  /** Bounds were reached: what follows was not read. */
  readonly truncated: boolean;
}
