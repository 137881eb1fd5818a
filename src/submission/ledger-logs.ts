import type { LogClaim } from "./claims.ts";
import { sameDataset } from "./dataset-name.ts";
import { figuresAgree } from "./figure-agreement.ts";
import { type Draft, sameMetric } from "./ledger-draft.ts";
import { type LoggedFigure, loggedFigures } from "./logged-figures.ts";
import type { Figure } from "./metric.ts";
import { modelKey } from "./model-name.ts";
import type { Submission } from "./submission.ts";

function claimedBy(row: Draft): Figure | undefined {
  return row.conditional === true ? undefined : (row.description ?? row.meta);
}

/** A claim may be the best or the last value, of the averaged or the raw weights: the nearest logged figure is the one meant. */
function nearestTo(claimed: Figure, figures: readonly LoggedFigure[]): Figure | undefined {
  return figures
    .map((one) => one.figure)
    .toSorted((a, b) => Math.abs(a.value - claimed.value) - Math.abs(b.value - claimed.value))[0];
}

/**
 * Video scripts log the accuracy of clips and of whole videos, and claims leave out which: an equal figure is the one meant. One that
 * differs tells nothing, for the last evaluation takes more clips than those after each epoch.
 */
function isOfClips({ metric, figure }: LoggedFigure, row: Draft, claimed: Figure): boolean {
  return (metric === `video ${row.metric}` || metric === `clip ${row.metric}`) && figuresAgree(figure, claimed);
}

/**
 * The rows that one log speaks of. Where several rows share model and metric (several weights, several runs), the log is one run's:
 * of those whose figure it holds, else of the nearest.
 */
function rowsOfLog(figures: readonly LoggedFigure[], rows: readonly Draft[]): [Draft, Figure][] {
  const fitting = rows.flatMap((row): { row: Draft; claimed: Figure; logged: Figure }[] => {
    const claimed = claimedBy(row);
    if (claimed === undefined) return [];
    const own = figures.filter(
      (one) =>
        (sameMetric(one.metric, row.metric) || isOfClips(one, row, claimed)) &&
        sameDataset(one.dataset, row.dataset) &&
        (one.quantized === undefined || row.meta === undefined || one.quantized === (row.quantized === true)),
    );
    const logged = nearestTo(claimed, own);
    return logged === undefined ? [] : [{ row, claimed, logged }];
  });
  const distance = (one: (typeof fitting)[number]) => Math.abs(one.claimed.value - one.logged.value);
  return fitting
    .filter((one) => {
      const rivals = fitting.filter(
        (other) =>
          other !== one &&
          sameMetric(other.row.metric, one.row.metric) &&
          sameDataset(other.row.dataset, one.row.dataset),
      );
      if (figuresAgree(one.claimed, one.logged)) return true;
      return rivals.every((other) => !figuresAgree(other.claimed, other.logged) && distance(one) <= distance(other));
    })
    .map((one) => [one.row, one.logged]);
}

/** Whether a figure is a line of a log that is pasted in the same text: it claims nothing of its own. */
function standsInLog({ evidence }: Figure, logs: readonly LogClaim[]): boolean {
  return logs.some(
    ({ pasted, evidence: at }) =>
      pasted !== undefined &&
      at.source === evidence.source &&
      at.comment === evidence.comment &&
      (evidence.line ?? 0) >= (at.line ?? 1) &&
      (evidence.line ?? 0) <= (at.endLine ?? at.line ?? 1),
  );
}

/** Puts beside every row what the logs say of it. `sole` is the one model of the contribution, to which an unnamed log belongs. */
export function addLogged(submission: Submission, rows: readonly Draft[], sole: string | undefined): void {
  const logged = loggedFigures(submission).map((one) => ({ ...one, key: modelKey(one.model ?? sole ?? "") }));
  const { logs } = submission.claims;
  const claiming = rows.filter(
    (row) => row.meta !== undefined || row.description === undefined || !standsInLog(row.description, logs),
  );
  for (const log of new Set(logged.map((one) => one.log))) {
    const figures = logged.filter((one) => one.log === log && one.key !== "");
    const own = claiming.filter((row) => row.key === figures[0]?.key);
    for (const [row, figure] of rowsOfLog(figures, own)) {
      const claimed = claimedBy(row);
      const other = row.log;
      if (claimed === undefined) continue;
      const isNearer =
        other === undefined || Math.abs(figure.value - claimed.value) < Math.abs(other.value - claimed.value);
      if (isNearer) row.log = figure;
    }
  }
}
