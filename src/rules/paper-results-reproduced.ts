import { z } from "zod";
import { defineRule } from "../engine/define-rule.ts";
import type { Finding } from "../engine/verdict.ts";
import { sameDataset } from "../submission/dataset-name.ts";
import { readGapStatements } from "../submission/gap-statements.ts";
import type { LedgerRow } from "../submission/ledger.ts";
import { type Figure, higherIsBetter } from "../submission/metric.ts";
import { modelKey } from "../submission/model-name.ts";

interface Pair {
  readonly row: LedgerRow;
  readonly measured: Figure;
  readonly paper: Figure;
  /** How far the measured value falls short of the published one: positive is worse. */
  readonly short: number;
  readonly limit: number;
}

/** What was measured of a row's model, in any run and in any place: a variant may be measured more than once on the way. */
function measuredOf(row: LedgerRow, rowsOfModel: readonly LedgerRow[]): Figure | undefined {
  const sign = higherIsBetter(row.metric) ? 1 : -1;
  return rowsOfModel
    .filter((one) => one.metric === row.metric && sameDataset(one.dataset, row.dataset))
    .flatMap((one) => [one.description, one.meta, one.documentation, one.readme])
    .filter((figure) => figure !== undefined)
    .toSorted((a, b) => sign * (b.value - a.value))[0];
}

export default defineRule({
  id: "paper-results-reproduced",
  clause: "reproduce-the-paper",
  kinds: ["new-architecture"],
  level: "required",
  reads: ["ledger", "description", "conversation", "pullRequest"],
  summary: "The measured results reproduce the published ones within the tolerance, for every variant.",
  options: {
    tolerance: z
      .number()
      .min(0)
      .max(100)
      .default(0.5)
      .describe("How far accuracies, mAP and IoU may fall short of the published value, in percentage points."),
    relativeTolerance: z
      .number()
      .min(0)
      .max(1)
      .default(0.05)
      .describe("How far end-point errors may exceed the published value, as a share of it."),
  },
  messages: {
    reproduced: { text: "The published results are reproduced: {rows}." },
    "falls-short": {
      text: "The published results are not reproduced within {tolerance}: {rows}.",
      fix: "Close the gap, or say in the description why it remains: the gap is what a reviewer will ask about first.",
    },
    "gap-explained": {
      text: "The published results are not reproduced within {tolerance}, and the author says so: {rows}.",
      fix: "Decide whether the reason given is good enough.",
    },
    "nothing-to-compare": { text: "No measured value stands beside a published one." },
  },
  check({ ledger, description, conversation, pullRequest }, verdict, { tolerance, relativeTolerance }) {
    const rowsByModel = new Map<string, LedgerRow[]>();
    for (const row of ledger) {
      const key = modelKey(row.model);
      rowsByModel.set(key, [...(rowsByModel.get(key) ?? []), row]);
    }
    const pairs = ledger.flatMap((row): Pair[] => {
      const { paper, metric } = row;
      const measured = paper === undefined ? undefined : measuredOf(row, rowsByModel.get(modelKey(row.model)) ?? []);
      if (paper === undefined || measured === undefined) return [];
      const rising = higherIsBetter(metric);
      const short = rising ? paper.value - measured.value : measured.value - paper.value;
      return [{ row, measured, paper, short, limit: rising ? tolerance : paper.value * relativeTolerance }];
    });
    const best = new Map<string, Pair>();
    for (const pair of pairs) {
      const key = `${modelKey(pair.row.model)} ${pair.row.dataset ?? ""} ${pair.row.metric}`;
      const other = best.get(key);
      if (other === undefined || pair.short < other.short) best.set(key, pair);
    }
    const judged = [...best.values()];
    const say = (one: Pair) =>
      `${one.row.model === "" ? "" : `${one.row.model} `}${one.row.metric} ${one.measured.text} (published ${one.paper.text})`;
    const short = judged.filter((one) => one.short > one.limit + 1e-9);
    const [bad, ...others] = short;
    if (bad !== undefined) {
      const findings = short.map((one): Finding => ({ text: say(one), evidence: one.measured.evidence }));
      const unit = higherIsBetter(bad.row.metric) ? `${tolerance} points` : `${relativeTolerance * 100} percent`;
      const data = { tolerance: unit, rows: short.map(say) };
      const mine = pullRequest.author.toLowerCase();
      const [said] = [
        description,
        ...conversation.filter(
          ({ origin }) => origin.source === "comment" && origin.entry.author.toLowerCase() === mine,
        ),
      ].flatMap((text) => readGapStatements(text));
      const cited = [bad.measured.evidence, bad.paper.evidence, ...others.map((one) => one.measured.evidence)] as const;
      return said === undefined
        ? verdict.fail("falls-short", data, cited, findings)
        : verdict.unsure("gap-explained", data, [...cited, said], findings);
    }
    const [first] = judged;
    if (first === undefined) return verdict.notAssessed("nothing-to-compare", {});
    return verdict.pass("reproduced", { rows: judged.slice(0, 6).map(say) }, [
      first.measured.evidence,
      first.paper.evidence,
    ]);
  },
});
