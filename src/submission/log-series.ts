import { higherIsBetter } from "./metric.ts";
import { isPlausible, isShare, toPercent } from "./metric-scale.ts";
import type { WrittenResult } from "./result-line.ts";
import { scaledValue } from "./result-line.ts";
import type { LogPoint, LogSeries } from "./training-log.ts";

/** Most series that are kept apart. */
const MOST = 64;

interface Entry {
  readonly result: WrittenResult;
  readonly epoch: number | undefined;
  readonly line: number;
}

interface Collected {
  count: number;
  /** Largest value as written: it tells whether the series is in fractions. */
  largest: number;
  highest: Entry;
  lowest: Entry;
  final: Entry;
}

/** Keeps best, last and count of each series, whatever their length. */
export class SeriesCollector {
  readonly #series = new Map<string, Collected>();

  add(result: WrittenResult, epoch: number | undefined, line: number): void {
    if (!Number.isFinite(result.written) || result.written < 0) return;
    const key = `${result.metric}|${result.dataset ?? ""}|${result.ema}|${result.error}`;
    const entry = { result, epoch, line };
    const known = this.#series.get(key);
    if (known === undefined) {
      if (this.#series.size >= MOST) return;
      this.#series.set(key, { count: 1, largest: result.written, highest: entry, lowest: entry, final: entry });
      return;
    }
    known.count++;
    known.final = entry;
    if (result.written > known.largest) known.largest = result.written;
    if (result.written > known.highest.result.written) known.highest = entry;
    if (result.written < known.lowest.result.written) known.lowest = entry;
  }

  /** The series in the order in which they began, on their metrics' own scale. */
  series(): LogSeries[] {
    const series: LogSeries[] = [];
    for (const { count, largest, highest, lowest, final } of this.#series.values()) {
      const { metric, dataset, ema, error } = final.result;
      const rising = higherIsBetter(metric) !== error;
      const point = (entry: Entry) => pointOf(entry, largest);
      const best = point(rising ? highest : lowest);
      if (!isPlausible(metric, best.value)) continue;
      series.push({
        metric,
        ...(dataset === undefined ? {} : { dataset }),
        ema,
        count,
        best,
        final: point(final),
      });
    }
    return series;
  }
}

function pointOf({ result, epoch, line }: Entry, largest: number): LogPoint {
  const { metric, text, dataset, ema, error } = result;
  // A whole series tells its scale better than one value: 0.8 may be percent in the first epoch.
  const fraction = result.scale === "open" && isShare(metric) && metric !== "F1-all" && largest <= 1;
  const scale = fraction || result.scale === "fraction" ? "fraction" : "percent";
  const value = scale === "fraction" ? toPercent(result.written) : result.written;
  return {
    metric,
    value: error ? scaledValue({ ...result, written: value, scale: "percent" }) : value,
    text,
    ...(epoch === undefined ? {} : { epoch }),
    ...(dataset === undefined ? {} : { dataset }),
    ema,
    line,
  };
}
