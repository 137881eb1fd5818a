import type { Contribution } from "./contribution.ts";
import { sameDataset } from "./dataset-name.ts";
import { documentedFigures } from "./documented-figures.ts";
import { figuresAgree } from "./figure-agreement.ts";
import { isConditional } from "./figure-condition.ts";
import { type Draft, named, sameMetric } from "./ledger-draft.ts";
import { addLogged } from "./ledger-logs.ts";
import type { Figure, Metric, MetricClaim } from "./metric.ts";
import { canonicalMetric, looseModelKey, metaKeyDataset, modelKey, sameWeights } from "./model-name.ts";
import type { WeightsEntry } from "./python/weights-entry.ts";
import type { Submission } from "./submission.ts";

/** The columns that say what was measured; they ought to agree. */
const MEASURED_COLUMNS = ["description", "meta", "documentation", "readme", "log"] as const;

/** What every source says about one metric of one model. A source that says nothing has no column. */
export interface LedgerRow {
  /** Empty when no source names the model. */
  readonly model: string;
  /** `Enum.MEMBER`. */
  readonly weights?: string;
  /** The weights are those of a quantized model; a figure of the text may be the float model's. */
  readonly quantized?: true;
  /** The description's figure was measured in some other way, or is another model's: it is compared with nothing. */
  readonly conditional?: true;
  readonly dataset?: string;
  readonly metric: Metric;
  readonly description?: Figure;
  readonly paper?: Figure;
  readonly meta?: Figure;
  readonly documentation?: Figure;
  readonly readme?: Figure;
  readonly log?: Figure;
  /** Largest distance between two measured columns, on the metric's scale; undefined with fewer than two. */
  readonly difference?: number;
  /** Measured minus paper; undefined where either is missing. */
  readonly toPaper?: number;
  /** False when two measured columns differ by more than rounding. */
  readonly agrees: boolean;
}

const PERCENT: ReadonlySet<Metric> = new Set<Metric>([
  "acc@1",
  "acc@5",
  "accuracy",
  "box mAP",
  "mask mAP",
  "keypoint mAP",
  "mean IoU",
  "pixel accuracy",
]);

function variantOf(a: Metric, b: Metric): boolean {
  return sameMetric(a, b) || a === `clip ${b}` || a === `video ${b}`;
}

function metaFigure(entry: WeightsEntry, metric: Metric, one: WeightsEntry["metrics"][number]): Figure {
  const percent = PERCENT.has(metric) && one.value > 0 && one.value <= 1;
  return {
    text: one.text,
    value: percent ? one.value * 100 : one.value,
    evidence: { source: "head", path: entry.path, line: one.line, quote: one.text },
  };
}

function metaRows(contribution: Contribution | undefined): Draft[] {
  return (contribution?.newWeights ?? []).flatMap(({ entry, model, quantized }) =>
    entry.metrics.flatMap((one): Draft[] => {
      const metric = canonicalMetric(one.metric);
      if (metric === undefined) return [];
      const dataset = one.dataset ?? metaKeyDataset(one.metric);
      return [
        {
          ...named(model === "" ? entry.container : model),
          weights: `${entry.container}.${entry.member}`,
          ...(quantized ? { quantized } : {}),
          ...(dataset === undefined ? {} : { dataset }),
          metric,
          meta: metaFigure(entry, metric, one),
        },
      ];
    }),
  );
}

/** A figure of weights that the base has already. */
interface KnownFigure {
  readonly container: string;
  readonly metric: Metric;
  readonly figure: Figure;
}

function knownFigures(contribution: Contribution | undefined): KnownFigure[] {
  const containers = new Set(contribution?.newWeights.map(({ entry }) => entry.container));
  if (containers.size === 0) return [];
  return (contribution?.files ?? []).flatMap((file) =>
    file.baseWeights
      .filter((entry) => containers.has(entry.container))
      .flatMap((entry) =>
        entry.metrics.flatMap((one): KnownFigure[] => {
          const metric = canonicalMetric(one.metric);
          if (metric === undefined) return [];
          return [{ container: entry.container, metric, figure: metaFigure(entry, metric, one) }];
        }),
      ),
  );
}

/** The row of a weights entry that a claim speaks of: by name where it names one, else the one whose figure agrees, else the only one. */
function rowOf(
  claim: MetricClaim,
  rows: readonly Draft[],
  soleModel: boolean,
  known: readonly KnownFigure[],
): Draft | undefined {
  const key = modelKey(claim.model ?? "");
  const candidates = rows.filter(
    (row) =>
      row.meta !== undefined &&
      variantOf(claim.metric, row.metric) &&
      (claim.weights !== undefined && row.weights !== undefined
        ? sameWeights(claim.weights, row.weights)
        : claim.model === undefined || key === row.key) &&
      sameDataset(claim.dataset, row.dataset),
  );
  const agreeing = candidates.find((row) => row.meta !== undefined && figuresAgree(claim.measured, row.meta));
  if (agreeing !== undefined) return agreeing;
  const isNamed = claim.model !== undefined || claim.weights !== undefined;
  // Accuracy of clips and of videos share one key in meta: which of them is meant only an equal figure can tell.
  const [only, ...others] = candidates.filter((row) => sameMetric(row.metric, claim.metric));
  if (only === undefined || others.length > 0 || !(isNamed || soleModel)) return undefined;
  // The figure of the weights that are there already is told for comparison.
  const isOld = known.some(
    (one) =>
      only.weights?.startsWith(`${one.container}.`) === true &&
      sameMetric(one.metric, claim.metric) &&
      figuresAgree(one.figure, claim.measured),
  );
  return isOld || isConditional(claim, only.model) ? undefined : only;
}

function fromClaim(claim: MetricClaim, model: string): Draft {
  return {
    ...named(model),
    ...(isConditional(claim, model) ? { conditional: true } : {}),
    ...(claim.weights === undefined ? {} : { weights: claim.weights }),
    ...(claim.dataset === undefined ? {} : { dataset: claim.dataset }),
    metric: claim.metric,
  };
}

function addClaim(claim: MetricClaim, rows: Draft[], sole: string | undefined, known: readonly KnownFigure[]): void {
  const model = claim.model ?? sole ?? "";
  const key = modelKey(model);
  const matched =
    rowOf(claim, rows, sole !== undefined, known) ??
    rows.find(
      (row) =>
        row.meta === undefined &&
        row.key === key &&
        sameMetric(row.metric, claim.metric) &&
        row.description !== undefined &&
        figuresAgree(row.description, claim.measured) &&
        sameDataset(row.dataset, claim.dataset),
    );
  const row = matched ?? fromClaim(claim, model);
  const said = row.description;
  if (said !== undefined && !figuresAgree(said, claim.measured)) {
    // The same thing with another value (another batch size, another epoch): the figure that meta repeats is the claim.
    if (row.meta !== undefined && !figuresAgree(said, row.meta) && figuresAgree(claim.measured, row.meta))
      row.description = claim.measured;
    else {
      const other = fromClaim(claim, model);
      rows.push({
        ...other,
        description: claim.measured,
        ...(claim.paper === undefined ? {} : { paper: claim.paper }),
      });
      return;
    }
  } else if (said === undefined) row.description = claim.measured;
  if (claim.paper !== undefined) row.paper ??= claim.paper;
  if (matched === undefined) rows.push(row);
}

/**
 * A table may be realigned as a whole, and its short names differ from the builders' (`SSD VGG16`): a figure with no row of its own
 * joins one only where it is equal, and stands alone only for a model of this pull request.
 */
function addDocumented(submission: Submission, rows: Draft[]): void {
  if (submission.diff === undefined) return;
  const models = submission.contribution?.models.map(looseModelKey);
  const figures = documentedFigures(submission.diff, submission.head).map((one) => ({ ...named(one.model), ...one }));
  const rival = (one: (typeof figures)[number]) =>
    figures.some(
      (other) =>
        other !== one && other.key === one.key && other.where === one.where && sameMetric(other.metric, one.metric),
    );
  for (const one of figures) {
    if (one.key === "") continue;
    const sharing = rows.filter((row) => row.conditional !== true && sameMetric(row.metric, one.metric));
    const matching = sharing.filter((row) => row.key === one.key);
    const akin = matching.length > 0 ? matching : sharing.filter((row) => row.looseKey === one.looseKey);
    const agreeing = akin.find((row) => {
      const stated = row.meta ?? row.description;
      return stated !== undefined && figuresAgree(stated, one.figure);
    });
    const [only] = matching;
    if (agreeing !== undefined) agreeing[one.where] = one.figure;
    // A table that lists several weights of one model does not say which of them this row speaks of.
    else if (only !== undefined && matching.length === 1 && !rival(one)) only[one.where] ??= one.figure;
    else if (matching.length === 0 && models?.includes(one.looseKey) !== false) {
      const { model, key, looseKey, metric, where, figure } = one;
      rows.push({ model, key, looseKey, metric, [where]: figure });
    }
  }
}

function close({ key: _key, looseKey: _looseKey, ...row }: Draft): LedgerRow {
  const figures = MEASURED_COLUMNS.flatMap((column) => row[column] ?? []);
  let difference = 0;
  let agrees = true;
  for (const [index, one] of figures.entries()) {
    for (const two of figures.slice(index + 1)) {
      difference = Math.max(difference, Math.abs(one.value - two.value));
      agrees &&= figuresAgree(one, two);
    }
  }
  const measured = row.description ?? row.meta ?? figures[0];
  return {
    ...row,
    ...(figures.length > 1 ? { difference } : {}),
    ...(measured !== undefined && row.paper !== undefined ? { toPaper: measured.value - row.paper.value } : {}),
    agrees,
  };
}

const ROWS_LIMIT = 300;

/** Sets side by side what the description, the paper, the weights' meta, the documentation and the log say, per model and metric. */
export function buildLedger(submission: Submission): readonly LedgerRow[] {
  const models = submission.contribution?.models ?? [];
  const sole = models.length === 1 ? models[0] : undefined;
  const rows = metaRows(submission.contribution).slice(0, ROWS_LIMIT);
  const known = knownFigures(submission.contribution);
  for (const claim of submission.claims.metrics.slice(0, ROWS_LIMIT)) addClaim(claim, rows, sole, known);
  addDocumented(submission, rows);
  addLogged(submission, rows, sole);
  return rows.slice(0, ROWS_LIMIT).map(close);
}
