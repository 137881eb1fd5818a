import { z } from "zod";
import { defineRule } from "../engine/define-rule.ts";
import type { Finding } from "../engine/verdict.ts";
import type { Evidence } from "../submission/evidence.ts";
import { higherIsBetter, type Metric } from "../submission/metric.ts";
import { canonicalMetric, sameModel } from "../submission/model-name.ts";

interface Comparison {
  /** Both came about in the same way, by their names; other data or another resolution may serve another end. */
  readonly sameLine: boolean;
  readonly model: string;
  readonly metric: Metric;
  readonly before: {
    readonly name: string;
    readonly text: string;
    readonly value: number;
    readonly evidence: Evidence;
  };
  readonly after: { readonly name: string; readonly text: string; readonly value: number; readonly evidence: Evidence };
}

/** The metrics by which models of a task are ranked; the others follow them. */
const LEADING: ReadonlySet<Metric> = new Set<Metric>([
  "acc@1",
  "accuracy",
  "box mAP",
  "mask mAP",
  "keypoint mAP",
  "mean IoU",
  "EPE",
  "clip acc@1",
  "video acc@1",
]);

/** An entry's name without its version: entries of one line (`IMAGENET1K_V1`, `IMAGENET1K_V2`) follow each other. */
function lineOf(member: string): string {
  return member.replace(/_?(?:Ref)?V\d{1,3}$/i, "").toUpperCase();
}

export default defineRule({
  id: "improvement-significant",
  clause: "weights-significant",
  kinds: ["new-weights"],
  level: "required",
  reads: ["contribution", "claims"],
  summary: "The new weights are better than those that the base has, by at least the threshold.",
  options: {
    threshold: z
      .number()
      .min(0)
      .max(100)
      .default(0.5)
      .describe("Least improvement of accuracies, mAP and IoU, in percentage points."),
    relativeThreshold: z
      .number()
      .min(0)
      .max(1)
      .default(0.02)
      .describe("Least improvement of end-point errors, as a share of the old value."),
  },
  messages: {
    significant: { text: "The new weights are better: {rows}." },
    "not-better": {
      text: "The new weights are not better than those that are there: {rows}.",
      fix: "Say what the new weights are for, if not for this metric; the guide asks for a significant improvement.",
    },
    "not-better-than-others": {
      text: "The new weights are not better than those of another kind that are there: {rows}.",
      fix: "Say what the new weights are for.",
    },
    "below-threshold": {
      text: "The new weights are better by less than {threshold}: {rows}.",
      fix: "Say why the small improvement is worth new weights.",
    },
    "first-weights": { text: "The base has no weights for {models} to compare with." },
    "not-comparable": { text: "The old and the new weights report no metric in common." },
  },
  check({ contribution, claims }, verdict, { threshold, relativeThreshold }) {
    const comparisons: Comparison[] = [];
    const old: string[] = [];
    for (const change of contribution.newWeights) {
      const file = contribution.files.find((one) => one.path === change.entry.path);
      const previous = (file?.baseWeights ?? []).filter(
        (one) => one.container === change.entry.container && one.aliasOf === undefined && !one.declaredEmpty,
      );
      if (change.entry.form === "model_urls" && change.previous === undefined) continue;
      if (previous.length > 0) old.push(change.model);
      for (const metric of change.entry.metrics) {
        const name = canonicalMetric(metric.metric);
        if (name === undefined) continue;
        const rivals = previous.flatMap((one) =>
          one.metrics
            .filter((other) => other.metric === metric.metric && other.dataset === metric.dataset)
            .map((other) => ({ entry: one, other })),
        );
        const better = (left: number, right: number) => (higherIsBetter(name) ? right - left : left - right);
        const line = rivals.filter((one) => lineOf(one.entry.member) === lineOf(change.entry.member));
        const [best] = (line.length > 0 ? line : rivals).sort((left, right) =>
          better(left.other.value, right.other.value),
        );
        if (best === undefined) continue;
        comparisons.push({
          sameLine: line.length > 0,
          model: change.model,
          metric: name,
          before: {
            name: best.entry.member,
            text: best.other.text,
            value: best.other.value,
            evidence: { source: "base", path: best.entry.path, line: best.other.line, quote: best.other.text },
          },
          after: {
            name: change.entry.member,
            text: metric.text,
            value: metric.value,
            evidence: { source: "diff", path: change.entry.path, line: metric.line, quote: metric.text },
          },
        });
      }
    }
    // What a text sets beside quantized weights is most often the float model.
    const onlyQuantized = contribution.newWeights.length > 0 && contribution.newWeights.every((one) => one.quantized);
    for (const claim of onlyQuantized ? [] : claims.metrics) {
      if (claim.baseline === undefined) continue;
      const model = claim.model ?? contribution.models[0] ?? "";
      if (!contribution.models.some((one) => sameModel(one, model)) && contribution.models.length > 0) continue;
      if (comparisons.some((one) => sameModel(one.model, model) && one.metric === claim.metric)) continue;
      old.push(model);
      comparisons.push({
        sameLine: true,
        model,
        metric: claim.metric,
        before: {
          name: "before",
          text: claim.baseline.text,
          value: claim.baseline.value,
          evidence: claim.baseline.evidence,
        },
        after: {
          name: "now",
          text: claim.measured.text,
          value: claim.measured.value,
          evidence: claim.measured.evidence,
        },
      });
    }
    if (old.length === 0) return verdict.notApplicable("first-weights", { models: contribution.models });
    const leading = comparisons.filter((one) => LEADING.has(one.metric));
    const judged = leading.length > 0 ? leading : comparisons;
    const gain = (one: Comparison) =>
      higherIsBetter(one.metric) ? one.after.value - one.before.value : one.before.value - one.after.value;
    const enough = (one: Comparison) =>
      higherIsBetter(one.metric)
        ? gain(one) >= threshold - 1e-9
        : gain(one) >= one.before.value * relativeThreshold - 1e-9;
    const say = (one: Comparison) =>
      `${one.model} ${one.metric} ${one.before.text} (${one.before.name}) → ${one.after.text} (${one.after.name})`;
    const models = [...new Set(judged.map((one) => one.model))];
    // A model counts as improved when any of its leading metrics is: weights are often made for one data set among several.
    const flat = models.filter((model) => !judged.some((one) => one.model === model && enough(one)));
    const rows = judged.filter((one) => flat.includes(one.model));
    const [first] = rows.length > 0 ? rows : judged;
    if (first === undefined) return verdict.notAssessed("not-comparable", {});
    const cited = [first.after.evidence, first.before.evidence] as const;
    const findings = rows.map((one): Finding => ({ text: say(one), evidence: one.after.evidence }));
    if (rows.length === 0) return verdict.pass("significant", { rows: judged.slice(0, 8).map(say) }, cited);
    if (rows.every((one) => gain(one) <= 0)) {
      return rows.some((one) => one.sameLine)
        ? verdict.fail("not-better", { rows: rows.map(say) }, cited, findings)
        : verdict.unsure("not-better-than-others", { rows: rows.map(say) }, cited, findings);
    }
    return verdict.unsure(
      "below-threshold",
      { threshold: `${threshold} points`, rows: rows.map(say) },
      cited,
      findings,
    );
  },
});
