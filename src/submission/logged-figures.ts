import type { Evidence } from "./evidence.ts";
import type { Figure, Metric } from "./metric.ts";
import type { Submission } from "./submission.ts";
import type { TrainingLog } from "./training-log.ts";

/** A value that a training log reports. */
export interface LoggedFigure {
  /** The log's own `model` argument. */
  readonly model?: string;
  readonly dataset?: string;
  readonly metric: Metric;
  readonly figure: Figure;
}

function figuresOf(log: TrainingLog, at: Pick<Evidence, "source" | "url" | "comment">, offset: number): LoggedFigure[] {
  const model = (log.arguments.get("model") ?? log.arguments.get("arch"))?.replace(/^['"]|['"]$/g, "");
  return log.series.flatMap((series) =>
    [series.best, series.final].map((point) => ({
      ...(model === undefined ? {} : { model }),
      ...(series.dataset === undefined ? {} : { dataset: series.dataset }),
      metric: series.metric,
      figure: {
        text: point.text,
        value: point.value,
        evidence: { ...at, line: point.line + offset, quote: point.text },
      },
    })),
  );
}

/** Best and final values of the logs that were opened and of those pasted whole. Result lines alone are claims and no log. */
export function loggedFigures(submission: Submission): LoggedFigure[] {
  const opened = [...(submission.facts.logs ?? [])].flatMap(([url, fact]) =>
    fact.status === "known" ? figuresOf(fact.value.log, { source: "log", url }, 0) : [],
  );
  const pasted = submission.claims.logs.flatMap(({ pasted: log, evidence }) =>
    log?.hasTraining === true
      ? figuresOf(
          log,
          { source: evidence.source, ...(evidence.comment === undefined ? {} : { comment: evidence.comment }) },
          (evidence.line ?? 1) - 1,
        )
      : [],
  );
  return [...opened, ...pasted];
}
