import type { Figure, Metric } from "./metric.ts";
import { looseModelKey, modelKey } from "./model-name.ts";

/** A row of the ledger while its columns are filled. */
export interface Draft {
  readonly model: string;
  readonly key: string;
  readonly looseKey: string;
  weights?: string;
  quantized?: true;
  conditional?: true;
  dataset?: string;
  metric: Metric;
  paper?: Figure;
  description?: Figure;
  meta?: Figure;
  documentation?: Figure;
  readme?: Figure;
  log?: Figure;
}

export function named(model: string): Pick<Draft, "model" | "key" | "looseKey"> {
  return { model, key: modelKey(model), looseKey: looseModelKey(model) };
}

/** Metrics under which one figure may go: meta says `acc@1` for what video scripts call clip or video accuracy. */
export function sameMetric(a: Metric, b: Metric): boolean {
  const plain = (metric: Metric) => (metric === "accuracy" ? "acc@1" : metric);
  return plain(a) === plain(b);
}
