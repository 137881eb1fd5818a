import { type MetricName, readMetricKey } from "./metric-name.ts";
import type { WrittenResult } from "./result-line.ts";

/** One record of an exported log: a CSV row or a JSON object. */
export interface ExportedRecord {
  readonly epoch?: number;
  readonly results: readonly WrittenResult[];
  /** The record reports training (a loss, or `"mode": "train"`). */
  readonly training: boolean;
}

/** What the columns of a CSV export hold. */
export interface ExportColumns {
  readonly epoch: number | undefined;
  readonly metrics: readonly { readonly column: number; readonly name: string }[];
}

/** Most columns or keys of one record that are looked at. */
const MOST = 400;

const EPOCH_KEY = /^(?:epochs?|step|global_?step|trainer\/global_step|iter(?:ation)?)$/i;
const NUMBER = /^-?\d{1,9}(?:\.\d{1,17})?(?:e[+-]?\d{1,3})?$/i;
/** Bounds and totals that stand beside a value; W&B adds them to every column. */
const BESIDE = /__(?:MIN|MAX)$|(?:^|[_/ -])(?:loss|lr|std|min|max|best)(?:$|[_/ -])/i;

/** Splits a CSV line; quoted cells may hold commas and doubled quotes. */
function splitCsv(line: string): string[] {
  const cells: string[] = [];
  let at = 0;
  while (at <= line.length && cells.length < MOST) {
    if (line[at] === '"') {
      let cell = "";
      at++;
      for (;;) {
        const close = line.indexOf('"', at);
        if (close < 0) {
          cell += line.slice(at);
          at = line.length;
          break;
        }
        cell += line.slice(at, close);
        at = close + 1;
        if (line[at] !== '"') break;
        cell += '"';
        at++;
      }
      cells.push(cell);
      const comma = line.indexOf(",", at);
      if (comma < 0) break;
      at = comma + 1;
    } else {
      const comma = line.indexOf(",", at);
      cells.push(line.slice(at, comma < 0 ? line.length : comma).trim());
      if (comma < 0) break;
      at = comma + 1;
    }
  }
  return cells;
}

/**
 * Columns of a CSV header that names an epoch (or step) and at least one metric; undefined for any other line. TensorBoard's
 * `Wall time,Step,Value` names none: there the tag, usually part of the file's name, says what the values are.
 */
export function readExportHeader(line: string, tag: string | undefined): ExportColumns | undefined {
  if (line.indexOf(",") < 0) return undefined;
  const cells = splitCsv(line);
  if (cells.length < 2 || cells.some((cell) => NUMBER.test(cell))) return undefined;
  const names = cells.map((cell) => cell.trim());
  const metrics: { column: number; name: string }[] = [];
  const trained = trainingKeys(names);
  let epoch: number | undefined;
  names.forEach((name, column) => {
    if (epoch === undefined && EPOCH_KEY.test(name)) epoch = column;
    else if (/^value$/i.test(name) && /wall[ _]?time/i.test(names[0] ?? "")) {
      if (tag !== undefined && exportedMetric(tag) !== undefined) metrics.push({ column, name: tag });
    } else if (exportedMetric(name) !== undefined && !trained.has(name)) metrics.push({ column, name });
  });
  return epoch !== undefined && metrics.length > 0 ? { epoch, metrics } : undefined;
}

/** Reads one row under `columns`. */
export function readExportRow(line: string, columns: ExportColumns): ExportedRecord | undefined {
  const cells = splitCsv(line);
  const results: WrittenResult[] = [];
  for (const { column, name } of columns.metrics) {
    const cell = (cells[column] ?? "").trim();
    const result = NUMBER.test(cell) ? resultOf(name, Number(cell), cell) : undefined;
    if (result !== undefined) results.push(result);
  }
  const epoch = columns.epoch === undefined ? undefined : Number(cells[columns.epoch]);
  return { ...(epoch !== undefined && Number.isFinite(epoch) ? { epoch } : {}), results, training: false };
}

/** Reads a JSON object as one record: its own keys and those one level below (`{"test": {"acc1": 81.2}}`). */
export function readExportRecord(value: unknown): ExportedRecord | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  const results: WrittenResult[] = [];
  let epoch: number | undefined;
  const mode = "mode" in value ? value.mode : undefined;
  const training = mode === "train";
  let losses = false;
  const pairs = flatten(value);
  const trained = trainingKeys(pairs.map(([key]) => key));
  for (const [key, item] of pairs) {
    const number =
      typeof item === "number" ? item : typeof item === "string" && NUMBER.test(item) ? Number(item) : undefined;
    if (number === undefined) continue;
    if (/^epoch$/i.test(key)) epoch = number;
    if (/loss$/i.test(key) && !/(?:val|test|eval)/i.test(key)) losses = true;
    if (training || trained.has(key)) continue;
    const result = resultOf(key, number, String(item));
    if (result !== undefined) results.push(result);
  }
  return { ...(epoch === undefined ? {} : { epoch }), results, training: training || losses };
}

/** Keys that name the training accuracy: a plain `acc` beside a `val_acc`. */
export function trainingKeys(keys: readonly string[]): ReadonlySet<string> {
  const names = keys.map((key) => exportedMetric(key));
  if (!names.some((name) => name?.validation)) return new Set();
  return new Set(keys.filter((_, index) => names[index] !== undefined && !names[index]?.validation));
}

function flatten(value: object): [string, unknown][] {
  const pairs: [string, unknown][] = [];
  for (const [key, item] of Object.entries(value)) {
    if (pairs.length >= MOST) break;
    if (typeof item === "object" && item !== null && !Array.isArray(item)) {
      for (const [inner, leaf] of Object.entries(item)) {
        if (pairs.length >= MOST) break;
        pairs.push([`${key}/${inner}`, leaf]);
      }
    } else pairs.push([key, item]);
  }
  return pairs;
}

/** Keys repeat from record to record, so that what they name is kept. */
const METRIC_OF_KEY = new Map<string, MetricName | undefined>();
const MOST_KEYS = 512;

function exportedMetric(key: string): MetricName | undefined {
  if (METRIC_OF_KEY.has(key)) return METRIC_OF_KEY.get(key);
  const name = BESIDE.test(key) ? undefined : readMetricKey(key);
  if (METRIC_OF_KEY.size < MOST_KEYS && key.length < 200) METRIC_OF_KEY.set(key, name);
  return name;
}

function resultOf(key: string, written: number, text: string): WrittenResult | undefined {
  const name = exportedMetric(key);
  if (name === undefined || !Number.isFinite(written)) return undefined;
  return {
    metric: name.metric,
    text,
    written,
    scale: "open",
    error: name.error,
    ema: name.ema || /(?:^|[_/ -])ema(?:$|[_/ -])/i.test(key),
    running: false,
    start: 0,
    end: 0,
    valueStart: 0,
  };
}
