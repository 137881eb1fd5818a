import { defineRule } from "../engine/define-rule.ts";
import type { Finding } from "../engine/verdict.ts";
import { citeDiff, citeSearched, citeText } from "../submission/citation.ts";
import { EXAMPLE_URL, isTemplateAlone, OPEN_MARK, readPlaceholders } from "../submission/read-placeholders.ts";

const DUMMY_NUMBERS: ReadonlySet<number> = new Set([0, -1, 999, 9999, 12345, 123456]);

interface Placeholder extends Finding {
  readonly open: boolean;
}

export default defineRule({
  id: "no-placeholders",
  clause: "highlight-metrics",
  alsoClauses: ["weights-api"],
  kinds: ["new-architecture", "new-weights"],
  level: "required",
  reads: ["description", "weights"],
  summary: "Nothing is left as a placeholder where a claim should stand.",
  messages: {
    none: { text: "No placeholders are left in the description or in the weights' meta." },
    left: {
      text: "Placeholders are left: {places}.",
      fix: "Replace each with what belongs there, or take it out.",
    },
    template: {
      text: "The description is the template, left as it was.",
      fix: "Fill it in: what the contribution is, where it was discussed, how it was trained and what it reaches.",
    },
    "open-list": {
      text: "A list of open work is left: {places}.",
      fix: "Tick off what is done, and say what belongs to this pull request.",
    },
  },
  check({ description, weights }, verdict) {
    const texts: Placeholder[] = readPlaceholders(description).map(({ line, evidence, open }) => ({
      text: `“${line}”`,
      evidence,
      open,
    }));
    const entries = weights.flatMap(({ entry, evidence }): Placeholder[] => {
      const found: Placeholder[] = [];
      const name = `${entry.container}.${entry.member}`;
      if (
        entry.url !== undefined &&
        (EXAMPLE_URL.test(entry.url.value) || /\b(?:todo|tbd|placeholder|dummy)\b/i.test(entry.url.value))
      ) {
        found.push({ text: `the URL of ${name}`, evidence, open: false });
      }
      for (const field of entry.meta) {
        const { value } = field;
        const dummy =
          (value.kind === "number" && field.key === "num_params" && DUMMY_NUMBERS.has(value.value)) ||
          (value.kind === "string" && (OPEN_MARK.test(value.value) || EXAMPLE_URL.test(value.value)));
        if (dummy)
          found.push({
            text: `${field.key} of ${name}`,
            evidence: citeDiff(entry.path, field.line, field.key),
            open: false,
          });
      }
      for (const metric of entry.metrics) {
        if (!DUMMY_NUMBERS.has(metric.value)) continue;
        found.push({
          text: `${metric.metric} ${metric.text} of ${name}`,
          evidence: citeDiff(entry.path, metric.line, metric.text),
          open: false,
        });
      }
      return found;
    });
    const all = [...texts, ...entries];
    const certain = all.filter((one) => !one.open);
    const [first, ...rest] = certain;
    if (first !== undefined) {
      return verdict.fail(
        "left",
        { places: certain.map((one) => one.text) },
        [first.evidence, ...rest.map((one) => one.evidence)],
        certain.map(({ text, evidence }) => ({ text, evidence })),
      );
    }
    if (isTemplateAlone(description)) return verdict.fail("template", {}, [citeSearched(description)]);
    const [open] = all;
    if (open !== undefined) return verdict.unsure("open-list", { places: all.map((one) => one.text) }, [open.evidence]);
    return verdict.pass("none", {}, [
      citeText(description, 0, description.text.length),
      ...weights.slice(0, 3).map((one) => one.evidence),
    ]);
  },
});
