import type { Metric } from "./metric.ts";

/** Metrics that are shares of a whole, and so are written as percent or as a fraction. */
export function isShare(metric: Metric): boolean {
  return metric !== "EPE" && metric !== "MOS";
}

/** A fraction as percent, without the noise of binary arithmetic (0.302 gives 30.2). */
export function toPercent(fraction: number): number {
  return Number((fraction * 100).toPrecision(12));
}

/** 100 minus an error rate in percent, without the noise of binary arithmetic. */
export function fromErrorRate(percent: number): number {
  return Number((100 - percent).toPrecision(12));
}

/**
 * A value as written on the metric's own scale: a share of at most 1 that carries no percent sign was written as a
 * fraction. F1-all (an outlier share) is always written in percent.
 */
export function onMetricScale(metric: Metric, written: number, percentSign = false): number {
  if (!isShare(metric) || metric === "F1-all" || percentSign || written > 1) return written;
  return toPercent(written);
}

/** Whether a value on the metric's own scale can be a result at all. */
export function isPlausible(metric: Metric, value: number): boolean {
  if (!Number.isFinite(value) || value <= 0) return false;
  if (metric === "EPE") return value < 1000;
  if (metric === "MOS") return value <= 5;
  return value <= 100;
}
