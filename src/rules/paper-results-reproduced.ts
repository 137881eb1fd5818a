import { z } from "zod";
import { defineRule } from "../engine/define-rule.ts";
import type { Finding } from "../engine/verdict.ts";
import type { LedgerRow } from "../submission/ledger.ts";
import { higherIsBetter } from "../submission/metric.ts";

/** How far the measured value falls short of the published one: positive is worse. */
function shortfall(row: LedgerRow): number | undefined {
  const measured = row.description ?? row.meta;
  if (measured === undefined || row.paper === undefined) return undefined;
  return higherIsBetter(row.metric) ? row.paper.value - measured.value : measured.value - row.paper.value;
}

export default defineRule({
  id: "paper-results-reproduced",
  clause: "reproduce-the-paper",
  kinds: ["new-architecture"],
  level: "required",
  reads: ["ledger"],
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
    "nothing-to-compare": { text: "No measured value stands beside a published one." },
  },
  check({ ledger }, verdict, { tolerance, relativeTolerance }) {
    const pairs = ledger.flatMap((row) => {
      const short = shortfall(row);
      const measured = row.description ?? row.meta;
      return short === undefined || measured === undefined || row.paper === undefined
        ? []
        : [
            {
              row,
              short,
              measured,
              paper: row.paper,
              limit: higherIsBetter(row.metric) ? tolerance : row.paper.value * relativeTolerance,
            },
          ];
    });
    // The same variant may be measured more than once on the way; its best run is the result.
    const best = new Map<string, (typeof pairs)[number]>();
    for (const pair of pairs) {
      const key = `${pair.row.model} ${pair.row.dataset ?? ""} ${pair.row.metric}`;
      const other = best.get(key);
      if (other === undefined || pair.short < other.short) best.set(key, pair);
    }
    const judged = [...best.values()];
    const say = (one: (typeof judged)[number]) =>
      `${one.row.model === "" ? "" : `${one.row.model} `}${one.row.metric} ${one.measured.text} (published ${one.paper.text})`;
    const short = judged.filter((one) => one.short > one.limit + 1e-9);
    const [bad, ...others] = short;
    if (bad !== undefined) {
      const findings = short.map((one): Finding => ({ text: say(one), evidence: one.measured.evidence }));
      const unit = higherIsBetter(bad.row.metric) ? `${tolerance} points` : `${relativeTolerance * 100} percent`;
      return verdict.fail(
        "falls-short",
        { tolerance: unit, rows: short.map(say) },
        [bad.measured.evidence, bad.paper.evidence, ...others.map((one) => one.measured.evidence)],
        findings,
      );
    }
    const [first] = judged;
    if (first === undefined) return verdict.notAssessed("nothing-to-compare", {});
    return verdict.pass("reproduced", { rows: judged.slice(0, 6).map(say) }, [
      first.measured.evidence,
      first.paper.evidence,
    ]);
  },
});
