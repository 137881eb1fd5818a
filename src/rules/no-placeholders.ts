import { defineRule } from "../engine/define-rule.ts";
import type { Finding } from "../engine/verdict.ts";
import { citeDiff, citeText } from "../submission/citation.ts";
import type { MarkdownText } from "../submission/markdown-text.ts";
import { indexAt } from "../submission/sentence.ts";

const OPEN_MARK = /\b(?:TODO|TBD|TBA|FIXME|WIP:)\b(?!\w)/;
const DUMMY =
  /\b(?:xx+\.x+|x\.xx+|lorem ipsum|to be (?:added|filled(?: in)?|determined|announced)|coming soon)\b|<(?:insert|fill|your|add)\b[^>\n]{0,60}>/i;
const EXAMPLE_URL = /\bhttps?:\/\/(?:www\.)?(?:example\.(?:com|org|net)|foo\.bar|your-?(?:url|link|site))\b/i;
const DUMMY_NUMBERS: ReadonlySet<number> = new Set([0, -1, 999, 9999, 12345, 123456]);

interface Placeholder extends Finding {
  readonly open: boolean;
}

/** Whether every task-list item of the section under a heading is ticked. */
function allTicked(text: MarkdownText, start: number, end: number): boolean {
  const section = text.text.slice(start, end);
  return /^[ \t]*[-*] \[[xX]\]/m.test(section) && !/^[ \t]*[-*] \[ \]/m.test(section);
}

function inText(text: MarkdownText): Placeholder[] {
  const found: Placeholder[] = [];
  for (const [index, start] of text.lineStarts.entries()) {
    const end = (text.lineStarts[index + 1] ?? text.text.length + 1) - 1;
    const line = text.prose.slice(start, end).slice(0, 2000);
    const mark = OPEN_MARK.exec(line) ?? DUMMY.exec(line) ?? EXAMPLE_URL.exec(line);
    if (mark === null) continue;
    const nearest = text.headings[indexAt(text.headings, end - 1)];
    const heading = nearest !== undefined && nearest.start >= start ? nearest : undefined;
    if (heading !== undefined && allTicked(text, heading.section.start, heading.section.end)) continue;
    found.push({
      text: `“${line.trim().slice(0, 120)}”`,
      evidence: citeText(text, start + mark.index, end),
      open: heading !== undefined,
    });
  }
  return found;
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
    "open-list": {
      text: "A list of open work is left: {places}.",
      fix: "Tick off what is done, and say what belongs to this pull request.",
    },
  },
  check({ description, weights }, verdict) {
    const texts = inText(description);
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
    const [open] = all;
    if (open !== undefined) return verdict.unsure("open-list", { places: all.map((one) => one.text) }, [open.evidence]);
    return verdict.pass("none", {}, [
      citeText(description, 0, description.text.length),
      ...weights.slice(0, 3).map((one) => one.evidence),
    ]);
  },
});
