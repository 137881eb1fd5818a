import { defineRule } from "../engine/define-rule.ts";
import { citeSearched } from "../submission/citation.ts";
import { readUnnamedComparison, readUnnamedFigure } from "../submission/other-figures.ts";

export default defineRule({
  id: "metrics-compared-to-paper",
  clause: "highlight-metrics",
  kinds: ["new-architecture"],
  level: "required",
  reads: ["description", "claims"],
  summary: "The paper's values stand beside the measured ones.",
  messages: {
    compared: { text: "Measured and published values stand side by side: {pairs}." },
    stated: { text: "The results are set against those of the paper or the original." },
    "stated-without-figures": {
      text: "It is said how the results stand to the paper's or the original's, but no figure stands beside the statement.",
      fix: "Add the published values beside the measured ones.\n---\n| Model | Acc@1 | Acc@1 (paper) |\n|---|---|---|\n| <model> | <measured> | <published> |",
    },
    "unnamed-figures": {
      text: "A table sets measured figures beside published ones, but does not name the metric.",
      fix: "Name the metric and the dataset in the table's header.\n---\n| Model | Acc@1 | Acc@1 (paper) |\n|---|---|---|\n| <model> | <measured> | <published> |",
    },
    "picture-only": {
      text: "A picture may show the results beside those of the paper, and a picture cannot be read here.",
      fix: "Give the figures as text beside the picture.\n---\n| Model | Acc@1 | Acc@1 (paper) |\n|---|---|---|\n| <model> | <measured> | <published> |",
    },
    "not-compared": {
      text: "Metrics are reported, but the values of the paper or the original repository do not stand beside them.",
      fix: "Add a column with the published values.\n---\n| Model | Acc@1 | Acc@1 (paper) |\n|---|---|---|\n| <model> | <measured> | <published> |",
    },
    none: {
      text: "No metrics are reported, so nothing is compared with the paper.",
      fix: "Report the metrics of every variant beside the published ones.\n---\n| Model | Acc@1 | Acc@1 (paper) |\n|---|---|---|\n| <model> | <measured> | <published> |",
    },
  },
  check({ description, claims }, verdict) {
    const compared = claims.metrics.flatMap((one) => (one.paper === undefined ? [] : [{ ...one, paper: one.paper }]));
    const [first] = compared;
    if (first !== undefined) {
      const pairs = compared
        .slice(0, 4)
        .map((one) => `${one.model ?? one.metric} ${one.measured.text} (published ${one.paper.text})`);
      return verdict.pass("compared", { pairs }, [first.measured.evidence, first.paper.evidence]);
    }
    // The paper's figure alone is compared with nothing, unless some figure of unknown metric stands elsewhere.
    const isCounted = claims.metrics.length > 0 || readUnnamedFigure(description) !== undefined;
    const comparisons = claims.comparisons.filter((one) => isCounted || one.alone !== true);
    const stated = comparisons.find((one) => one.hasFigure) ?? comparisons[0];
    if (stated?.hasFigure && claims.metrics.length > 0) return verdict.pass("stated", {}, [stated.evidence]);
    if (stated !== undefined) return verdict.unsure("stated-without-figures", {}, [stated.evidence]);
    const unnamed = readUnnamedComparison(description);
    if (unnamed !== undefined) return verdict.unsure("unnamed-figures", {}, [unnamed]);
    const picture = claims.pictures.find((one) => one.shows === "results");
    if (picture !== undefined) return verdict.unsure("picture-only", {}, [picture.evidence]);
    const [metric] = claims.metrics;
    if (metric !== undefined) {
      return verdict.fail("not-compared", {}, [metric.measured.evidence, citeSearched(description)]);
    }
    return verdict.fail("none", {}, [citeSearched(description)]);
  },
});
