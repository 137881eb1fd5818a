import { defineRule } from "../engine/define-rule.ts";
import { citeSearched } from "../submission/citation.ts";
import { readOtherMetrics, readUnnamedComparison, readUnnamedFigure } from "../submission/other-figures.ts";
import { voiceOf } from "../submission/voice.ts";

export default defineRule({
  id: "metrics-reported",
  clause: "highlight-metrics",
  kinds: ["new-architecture", "new-weights"],
  level: "required",
  reads: ["pullRequest", "description", "conversation", "claims"],
  summary: "Test metrics are reported with their values.",
  messages: {
    reported: { text: "Test metrics are reported: {figures}." },
    "other-metrics": { text: "Test metrics are reported: {figures}." },
    "unnamed-figures": {
      text: "A table sets measured figures beside published ones, but does not name the metric.",
      fix: "Name the metric and the dataset in the table's header.\n---\n| Model | Acc@1 | Acc@1 (paper) |\n|---|---|---|\n| <model> | <measured> | <published> |",
    },
    "bare-figure": {
      text: "A figure stands beside a model's name, but nothing says what it measures: {figure}.",
      fix: "Name the metric and the dataset.\n---\n| Model | Acc@1 | Acc@5 |\n|---|---|---|\n| <model> | <value> | <value> |",
    },
    "picture-only": {
      text: "No metric stands in the text; a picture may show the results, and a picture cannot be read here.",
      fix: "Give the figures as text beside the picture, so that they can be searched and compared.\n---\n| Model | Acc@1 | Acc@5 |\n|---|---|---|\n| <model> | <value> | <value> |",
    },
    "in-weights-meta": {
      text: "The description reports no test metrics; they stand only in the weights' meta in the diff ({figures}).",
      fix: "Report them in the description too, as the reference script printed them.\n---\n| Model | Acc@1 | Acc@5 |\n|---|---|---|\n| <model> | <value> | <value> |",
    },
    none: {
      text: "No test metric with a value is reported.",
      fix: "Give the test metrics of every variant, as the reference script prints them.\n---\n| Model | Acc@1 | Acc@5 |\n|---|---|---|\n| <model> | <value> | <value> |",
    },
  },
  check({ pullRequest, description, conversation, claims }, verdict) {
    const [first, ...rest] = claims.metrics;
    if (first === undefined) {
      const authors = conversation.filter((text) => voiceOf(text, pullRequest.author) === "author");
      const [figure, ...others] = [description, ...authors].flatMap(readOtherMetrics);
      if (figure !== undefined) {
        return verdict.pass("other-metrics", { figures: [figure, ...others].map((one) => one.quote) }, [figure]);
      }
      const unnamed = readUnnamedComparison(description);
      if (unnamed !== undefined) return verdict.unsure("unnamed-figures", {}, [unnamed]);
      const bare = readUnnamedFigure(description);
      if (bare !== undefined) return verdict.unsure("bare-figure", { figure: bare.quote }, [bare]);
      const picture = claims.pictures.find((one) => one.shows === "results");
      if (picture !== undefined) return verdict.unsure("picture-only", {}, [picture.evidence]);
      const [declared] = claims.declaredMetrics;
      if (declared === undefined) return verdict.fail("none", {}, [citeSearched(description)]);
      const all = claims.declaredMetrics.map((one) => `${one.model} ${one.metric} ${one.text}`);
      return verdict.fail("in-weights-meta", { figures: all.slice(0, 4) }, [
        citeSearched(description),
        declared.evidence,
      ]);
    }
    const figures = claims.metrics.map(
      (one) => `${one.model === undefined ? "" : `${one.model} `}${one.metric} ${one.measured.text}`,
    );
    const shown = figures.length > 4 ? [...figures.slice(0, 4), `${figures.length - 4} more`] : figures;
    return verdict.pass("reported", { figures: shown }, [
      first.measured.evidence,
      ...rest.slice(0, 9).map((one) => one.measured.evidence),
    ]);
  },
});
