import type { Evidence } from "./evidence.ts";
import type { Figure, Metric } from "./metric.ts";
import { modelKey } from "./model-name.ts";
import type { Submission } from "./submission.ts";
import type { TrainingLog } from "./training-log.ts";

/** A value that a training log reports. */
export interface LoggedFigure {
  /** Which log, counted over all that were read. */
  readonly log: number;
  /** The log's own `model` argument, else the one model of the contribution that its address names. */
  readonly model?: string;
  readonly dataset?: string;
  readonly metric: Metric;
  readonly figure: Figure;
  /** The log's arguments show whether a quantized model was trained; undefined when it printed none. */
  readonly quantized?: boolean;
}

type Place = Pick<Evidence, "source" | "url" | "comment">;

const QUANTIZING = ["num_observer_update_epochs", "num_calibration_batches", "post_training_quantize", "qbackend"];

/** The one model whose name the address's last part holds. */
function modelInAddress(url: string | undefined, models: readonly string[]): string | undefined {
  const path = url?.split(/[?#]/, 1)[0] ?? "";
  const name = path
    .slice(path.lastIndexOf("/") + 1)
    .toLowerCase()
    .replace(/[^a-z0-9]/g, "");
  const named = models.filter((model) => {
    const key = modelKey(model);
    return key.length > 3 && name.includes(key);
  });
  return named.length === 1 ? named[0] : undefined;
}

function figuresOf(
  log: TrainingLog,
  index: number,
  at: Place,
  offset: number,
  models: readonly string[],
): LoggedFigure[] {
  const stated = (log.arguments.get("model") ?? log.arguments.get("arch"))?.replace(/^['"]|['"]$/g, "");
  const model = stated ?? modelInAddress(at.url, models);
  const quantized = log.arguments.size === 0 ? undefined : QUANTIZING.some((name) => log.arguments.has(name));
  return log.series.flatMap((series) =>
    [series.best, series.final].map((point) => ({
      log: index,
      ...(model === undefined ? {} : { model }),
      ...(series.dataset === undefined ? {} : { dataset: series.dataset }),
      metric: series.metric,
      figure: {
        text: point.text,
        value: point.value,
        evidence: { ...at, line: point.line + offset, quote: point.text },
      },
      ...(quantized === undefined ? {} : { quantized }),
    })),
  );
}

/** Best and final values of the logs that were opened and of those pasted whole. Result lines alone are claims and no log. */
export function loggedFigures(submission: Submission): LoggedFigure[] {
  const models = submission.contribution?.models ?? [];
  let index = 0;
  const opened = [...(submission.facts.logs ?? [])].flatMap(([url, fact]) =>
    fact.status === "known" ? figuresOf(fact.value.log, index++, { source: "log", url }, 0, models) : [],
  );
  const pasted = submission.claims.logs.flatMap(({ pasted: log, evidence }) =>
    log?.hasTraining === true
      ? figuresOf(
          log,
          index++,
          { source: evidence.source, ...(evidence.comment === undefined ? {} : { comment: evidence.comment }) },
          (evidence.line ?? 1) - 1,
          models,
        )
      : [],
  );
  return [...opened, ...pasted];
}
