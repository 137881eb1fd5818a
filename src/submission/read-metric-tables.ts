import { findDataset } from "./find-dataset.ts";
import type { Cell, MarkdownText, Span } from "./markdown-text.ts";
import type { Metric } from "./metric.ts";
import { higherIsBetter } from "./metric.ts";
import type { FigureRole, MetricDraft } from "./metric-draft.ts";
import { roleOf } from "./metric-draft.ts";
import type { MetricGrid } from "./metric-grid.ts";
import { findMetricNames, type MetricName } from "./metric-name.ts";
import { fromErrorRate, isPlausible, onMetricScale } from "./metric-scale.ts";
import type { KnownModels } from "./model-mention.ts";
import { findModelMentions } from "./model-mention.ts";
import { modelKey } from "./model-name.ts";
import { isNameless, RUN, readSubject, rowWords, type Subject } from "./row-subject.ts";

interface Label {
  readonly metrics: readonly MetricName[];
  readonly role: FigureRole | undefined;
  readonly difference: boolean;
  readonly dataset?: string;
  readonly ema: boolean;
  /** Words that are neither the metric nor known to say anything: another library, a setting. */
  readonly other: string;
}

interface Value {
  readonly written: number;
  readonly text: string;
  readonly percent: boolean;
  readonly place: Span;
}

const DIFFERENCE =
  /\bdiff(?:erence)?s?\b|\bdelta\b|\bgap\b|\bimprovement\b|\bgain\b|\bchange\b|[\u0394\u2206]|^[+\u00b1-]+$|\babs\b/i;
/** A row that tells how far the values of several runs lie apart. */
const SPREAD = /^\W*(?:std(?:ev|dev)?|standard deviation|variance|spread)\b/i;
const MODEL_HEADER =
  /^\W*(?:models?|networks?|net|arch(?:itectures?)?|variants?|methods?|names?|backbones?|weights?|checkpoints?|entry|entrypoint|builders?|model (?:name|id|variant|builder)s?)\b/i;
const METRIC_HEADER = /^\W*metrics?(?: names?)?\W*$/i;
const DATASET_HEADER = /\bdata ?sets?\b|^\W*(?:split|task|benchmark)s?\W*$/i;
const VALUE_HEADER = /^\W*(?:values?|results?|scores?|ours?|this pr|measured|reproduced|torchvision)\b/i;
const KNOWN_WORDS =
  /\b(?:top|accuracy|acc|test|tests|val|validation|eval|evaluation|set|on|the|in|of|our|ours|new|this|pr|measured|reproduced|torchvision|obtained|result|results|score|scores|paper|original|official|reported|published|imagenet|1k|coco|val2017|2017|kinetics|400|percent|pct|ema|raw|v[12]|rate|single|crop|center|after|before|old|previous|prev|baseline|current|average|avg|mean|final|best|from|value|box|bbox|mask|dataset|by|authors?|without|with|model|weights|clean|pass|sintel|kitti|ref|reference|mine|my|version|class|px)\b/gi;

/** Figures of the tables of a text that give metrics. */
export function readMetricTables(text: MarkdownText, grids: readonly MetricGrid[], known: KnownModels): MetricDraft[] {
  const drafts: MetricDraft[] = [];
  grids.forEach((grid, index) => {
    if (isFromPaper(text, grid)) return;
    drafts.push(...readGrid(grid, known, `table ${index}`, metricAbove(text, grid), isOfKeypoints(text, grid)));
  });
  return drafts;
}

/** The one metric that the line above a table, or its heading, names; of `top-1 / top-5` the first. */
function metricAbove(text: MarkdownText, grid: MetricGrid): MetricName | undefined {
  const above = text.prose.slice(Math.max(0, grid.start - 300), grid.start).trimEnd();
  const names = findMetricNames(above.slice(above.lastIndexOf("\n") + 1));
  const [first] = names;
  const metrics = new Set(names.map((name) => name.metric));
  if (first === undefined || metrics.size === 1) return first;
  const isRanked = metrics.size === 2 && first.metric === "acc@1" && metrics.has("acc@5");
  return isRanked ? { ...first, error: names.some((name) => name.error) } : undefined;
}

/** The words above a table say that its numbers are the paper's own. */
function isFromPaper(text: MarkdownText, grid: MetricGrid): boolean {
  const above = text.prose.slice(Math.max(0, grid.start - 300), grid.start).trimEnd();
  const intro = above.slice(above.lastIndexOf("\n") + 1);
  if (/\bcompar|\bours?\b|\bwe\b|\bvs\b|\bagainst\b|\breproduc/i.test(intro)) return false;
  return (
    /\b(?:results?|numbers?|accurac\w{1,3}|metrics?|values?|table)\b.{0,40}\b(?:in|from|of|by) the (?:original )?(?:paper|authors)/i.test(
      intro,
    ) || /^\W*(?:original )?paper(?:'s)? (?:results?|numbers?|accurac\w{1,3}|metrics?|values?)\b/i.test(intro)
  );
}

/** The line above a table, or its heading, says that plain `AP` is that of keypoints. */
function isOfKeypoints(text: MarkdownText, grid: MetricGrid): boolean {
  const above = text.prose.slice(Math.max(0, grid.start - 300), grid.start).trimEnd();
  const line = above.slice(above.lastIndexOf("\n") + 1);
  return /\bkey-?points?\b/i.test(line) && !/\b(?:b?box(?:es)?|masks?) (?:m?AP|and)\b/i.test(line);
}

/** `AP` without a kind, where all is of keypoints; at single thresholds no metric of its own. */
function ofKeypoints(label: Label, words: string): Label {
  if (/\bb?box|\bmask|\bsegm/i.test(words)) return label;
  const metrics = label.metrics.filter((name) => !/^box mAP@/.test(name.metric));
  return {
    ...label,
    metrics: metrics.map((name) => (name.metric === "box mAP" ? { ...name, metric: "keypoint mAP" } : name)),
  };
}

function readGrid(
  grid: MetricGrid,
  known: KnownModels,
  group: string,
  above: MetricName | undefined,
  keypoints: boolean,
): MetricDraft[] {
  const labels = grid.header.map((cell) => {
    const label = readLabel(cell.text);
    return keypoints ? ofKeypoints(label, cell.text) : label;
  });
  const metricColumn = grid.header.findIndex((cell) => METRIC_HEADER.test(cell.text));
  if (labels.some((label, column) => column !== metricColumn && label.metrics.length > 0)) {
    return readColumns(grid, labels, known, group);
  }
  const column = Math.max(metricColumn, 0);
  const named = grid.rows.filter((row) => findMetricNames(row[column]?.text ?? "").length === 1).length;
  if (named > 0) return readRows(grid, labels, column, known, group);
  // `Top-1 accuracy:` over a table of `Ours | Paper`.
  if (above === undefined || !labels.some((label) => label.role !== undefined)) return [];
  const given = labels.map((label, index) =>
    label.role !== undefined && label.other === "" && index > 0 ? { ...label, metrics: [above] } : label,
  );
  return readColumns(grid, given, known, group);
}

function readLabel(words: string): Label {
  const bounded = words.length > 200 ? words.slice(0, 200) : words;
  const metrics = findMetricNames(bounded);
  let rest = "";
  let from = 0;
  for (const name of metrics) {
    rest += `${bounded.slice(from, name.start)} `;
    from = name.end;
  }
  rest += bounded.slice(from);
  const pass = metrics.some((name) => name.metric === "EPE") ? /\b(clean|final)\b/i.exec(bounded)?.[1] : undefined;
  // Only Sintel is rendered in two passes.
  const dataset = findDataset(bounded) ?? (pass === undefined ? undefined : `Sintel ${pass.toLowerCase()}`);
  return {
    metrics,
    role: roleOf(rest.replaceAll("_", " ")),
    difference: DIFFERENCE.test(rest.trim()),
    ...(dataset === undefined ? {} : { dataset }),
    ema: isEma(bounded),
    other: rest
      .replace(KNOWN_WORDS, " ")
      .replace(/[^A-Za-z0-9]+/g, " ")
      .trim(),
  };
}

/** Metrics in the header, one model a row. */
function readColumns(grid: MetricGrid, labels: readonly Label[], known: KnownModels, group: string): MetricDraft[] {
  const nameColumn = findNameColumn(grid, labels);
  const datasetColumn = grid.header.findIndex((cell) => DATASET_HEADER.test(cell.text));
  const weightsColumn = grid.header.findIndex((cell) => /^\W*weights?\b/i.test(cell.text));
  const columns = withBareColumns(labels, nameColumn).flatMap((label, column) =>
    label.metrics.length === 0 || label.difference || column === nameColumn ? [] : [{ label, column }],
  );
  // A column that needs no further words beats those of other libraries and settings.
  const plain = new Set(columns.filter(({ label }) => label.other === "").flatMap(({ label }) => keysOf(label)));
  const drafts: (MetricDraft & { readonly run?: string })[] = [];
  let carried: Cell | undefined;
  grid.rows.forEach((row) => {
    let nameCell = nameColumn < 0 ? undefined : row[nameColumn];
    if (nameCell !== undefined && nameCell.text.trim() === "") nameCell = carried;
    carried = nameCell;
    const label = nameCell?.text ?? "";
    const rowRole = roleOf(rowWords(label));
    const subject = {
      ...readSubject(label, row[weightsColumn]?.text, known),
      ...(datasetOf(row[datasetColumn]?.text ?? "") ?? datasetOf(label) ?? {}),
    };
    const rowGroup = `${group} ${modelKey(subject.model ?? "")} ${subject.weights ?? ""} ${subject.dataset ?? ""}`;
    const found: MetricDraft[] = [];
    for (const { label: column, column: at } of columns) {
      const cell = row[at];
      if (cell === undefined || DIFFERENCE.test(label) || SPREAD.test(label)) continue;
      if (column.other !== "" && keysOf(column).every((key) => plain.has(key))) continue;
      const values = readValues(cell);
      column.metrics.forEach((name, index) => {
        const value = column.metrics.length > 1 && values.length !== column.metrics.length ? undefined : values[index];
        if (value === undefined) return;
        // A row's word weighs less than a column's, which speaks of this very figure.
        const role = column.role ?? rowRole ?? "measured";
        const draft = draftOf(name, value, role, rowGroup, rowSpan(row), {
          ...subject,
          ...(column.dataset === undefined ? {} : { dataset: column.dataset }),
          ...(column.ema || isEma(label) ? { ema: true } : {}),
        });
        if (draft !== undefined) found.push(draft);
      });
    }
    // Of several runs the weights may come from any.
    const run = RUN.exec(label)?.[0];
    drafts.push(...(run === undefined ? found : found.map((draft) => ({ ...draft, run }))));
  });
  return bestOfEach(drafts);
}

/** A column that says whose values it holds and not of what (`Acc@1 | Paper`) has those of the metric before it. */
function withBareColumns(labels: readonly Label[], nameColumn: number): readonly Label[] {
  let before: Label | undefined;
  return labels.map((label, column) => {
    if (label.metrics.length === 1 && label.role !== "paper" && label.role !== "baseline") before = label;
    const isBare = saysNothingMore(label, before) && label.other === "" && column !== nameColumn && !label.difference;
    if (!isBare || before === undefined || (label.role !== "paper" && label.role !== "baseline")) return label;
    return {
      ...label,
      metrics: before.metrics,
      ...(before.dataset === undefined ? {} : { dataset: before.dataset }),
    };
  });
}

/** `Acc@1 | Paper accuracy`: the plain word means the metric beside it. */
function saysNothingMore({ metrics }: Label, before: Label | undefined): boolean {
  const [name] = metrics;
  if (name === undefined) return true;
  return metrics.length === 1 && name.metric === "accuracy" && before?.metrics[0]?.metric === "acc@1";
}

function keysOf(label: Label): string[] {
  return label.metrics.map(
    (name) => `${name.metric}|${label.role === "paper" || label.role === "baseline"}|${label.ema}`,
  );
}

/** Of several columns or rows that differ in a setting or an epoch alone, the best: that is the one which is published. */
function bestOfEach(drafts: readonly (MetricDraft & { readonly run?: string })[]): MetricDraft[] {
  const best = new Map<string, MetricDraft>();
  for (const draft of drafts) {
    const key = `${draft.group}|${draft.metric}|${draft.role}|${draft.dataset ?? ""}|${draft.ema ?? false}|${draft.run ?? ""}`;
    const other = best.get(key);
    if (other === undefined || higherIsBetter(draft.metric) === draft.value > other.value) best.set(key, draft);
  }
  return [...best.values()];
}

/** Metrics in the rows: the other columns are models, or whose the values are. */
function readRows(
  grid: MetricGrid,
  labels: readonly Label[],
  metricColumn: number,
  known: KnownModels,
  group: string,
): MetricDraft[] {
  const nameColumn = metricColumn > 0 ? findNameColumn(grid, labels, metricColumn) : -1;
  const datasetColumn = grid.header.findIndex((cell) => DATASET_HEADER.test(cell.text));
  const drafts: MetricDraft[] = [];
  const carried = new Map<number, Cell>();
  grid.rows.forEach((row) => {
    const names = findMetricNames(row[metricColumn]?.text ?? "");
    const name = names[0];
    if (name === undefined || names.length > 1) return;
    const filled = (column: number): string => {
      const cell = row[column];
      if (cell !== undefined && cell.text.trim() !== "") carried.set(column, cell);
      return carried.get(column)?.text ?? "";
    };
    const subject = nameColumn < 0 ? {} : readSubject(filled(nameColumn), undefined, known);
    const rowLabel = readLabel(row[metricColumn]?.text ?? "");
    const dataset = rowLabel.dataset ?? datasetOf(datasetColumn < 0 ? "" : filled(datasetColumn))?.dataset;
    row.forEach((cell, column) => {
      const label = labels[column];
      if (column === metricColumn || column === nameColumn || column === datasetColumn || label === undefined) return;
      if (label.difference || rowLabel.difference || label.metrics.length > 0) return;
      const header = grid.header[column]?.text ?? "";
      const unnamed = label.role !== undefined || VALUE_HEADER.test(header);
      const own =
        nameColumn >= 0 || (unnamed && findModelMentions(header, known).length === 0)
          ? subject
          : readSubject(header, undefined, known);
      if (!isValueColumn(header, label, own, nameColumn >= 0)) return;
      const value = readValues(cell)[0];
      if (value === undefined) return;
      const role = published(roleOf(rowWords(header))) ?? published(rowLabel.role) ?? "measured";
      const draft = draftOf(name, value, role, `${group} ${modelKey(own.model ?? "")} ${dataset ?? ""}`, rowSpan(row), {
        ...own,
        ...(dataset === undefined ? {} : { dataset }),
        ...(label.ema || rowLabel.ema ? { ema: true } : {}),
      });
      if (draft !== undefined) drafts.push(draft);
    });
  });
  return drafts;
}

/** Of a column's and a row's words, one that says `paper` or `old` beats one that says `ours` or nothing. */
function published(role: FigureRole | undefined): FigureRole | undefined {
  return role === "measured" ? undefined : role;
}

function isValueColumn(header: string, label: Label, subject: Subject, named: boolean): boolean {
  if (label.role !== undefined || VALUE_HEADER.test(header)) return true;
  if (isNameless(header) && (RUN.test(header) || /\b(?:ema|this|re-?trained)\b/i.test(header))) return true;
  return named ? header.trim() === "" || label.other === "" : subject.model !== undefined;
}

/** `EMA`, not `w/o EMA`. */
function isEma(words: string): boolean {
  return /\bema\b/i.test(words) && !/(?:\b(?:without|no|non|not|before)|w\/o)[ -]?(?:the )?ema\b/i.test(words);
}

function datasetOf(words: string): { dataset: string } | undefined {
  const dataset = findDataset(words);
  return dataset === undefined ? undefined : { dataset };
}

function findNameColumn(grid: MetricGrid, labels: readonly Label[], besides = -1): number {
  const headed = grid.header.findIndex(
    (cell, column) => column !== besides && labels[column]?.metrics.length === 0 && MODEL_HEADER.test(cell.text),
  );
  if (headed >= 0) return headed;
  const width = Math.min(grid.header.length, 20);
  for (let column = 0; column < width; column++) {
    if (column === besides || (labels[column]?.metrics.length ?? 0) > 0) continue;
    if (DATASET_HEADER.test(grid.header[column]?.text ?? "")) continue;
    const worded = grid.rows.filter((row) => /[A-Za-z]{2}/.test(row[column]?.text ?? "")).length;
    if (worded > 0 && worded * 2 >= grid.rows.length) return column;
  }
  return -1;
}

function rowSpan(row: readonly Cell[]): Span {
  const first = row[0];
  const last = row.at(-1);
  return { start: first?.start ?? 0, end: last?.end ?? 0 };
}

const CELL =
  /^[\s*~\u2248_]{0,4}(\d{1,4}(?:\.\d{1,8})?) ?(%?)[\s*_]{0,4}(?:(?:\+\/?-|\u00b1) ?\d{1,3}(?:\.\d{1,6})?%?|\([^()]{0,60}\)|\[[^[\]]{0,60}\])?(?: ?(?:acc|AP|mAP|mIoU|epe)\b)?[\s*_\u2020\u2021]{0,4}$/;

/** The value of a cell, or the values of a cell such as `76.1 / 92.9`. */
function readValues(cell: Cell): Value[] {
  if (cell.text.length > 120) return [];
  const parts = cell.text.split(/\s*[/|]\s*/, 8);
  const values: Value[] = [];
  for (const part of parts) {
    const match = CELL.exec(part);
    if (match?.[1] === undefined) return parts.length > 1 ? [] : values;
    values.push({
      written: Number(match[1]),
      text: match[1],
      percent: match[2] === "%",
      place: { start: cell.start, end: cell.end },
    });
  }
  return values;
}

function draftOf(
  name: MetricName,
  value: Value,
  role: FigureRole,
  group: string,
  context: Span,
  subject: Subject & { readonly dataset?: string; readonly ema?: boolean },
): MetricDraft | undefined {
  const metric: Metric = name.metric;
  const scaled = onMetricScale(metric, value.written, value.percent);
  const own = name.error ? fromErrorRate(scaled) : scaled;
  if (!isPlausible(metric, own)) return undefined;
  return {
    metric,
    value: own,
    text: value.text,
    place: value.place,
    context,
    ...subject,
    form: "table",
    role,
    group,
  };
}
