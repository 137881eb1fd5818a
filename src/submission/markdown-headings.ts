import { plainMarkdown } from "./markdown-parser.ts";
import type { TextUnit } from "./markdown-reading.ts";
import type { Heading } from "./markdown-text.ts";

const BOLD_LEVEL = 7;
const LONGEST_BOLD = 200;
const BOLD =
  /^(?:\*\*([^\s*](?:[^*\n]*[^\s*])?)\*\*|__([^\s_](?:[^\n]*[^\s_])?)__|<(?:b|strong)>([^<>\n]+)<\/(?:b|strong)>)[ \t]*:?$/i;

/** Lines that are nothing but bold text and an optional colon: authors set headings so. */
export function readBoldHeadings(text: string, units: readonly TextUnit[]): readonly Omit<Heading, "section">[] {
  const headings: Omit<Heading, "section">[] = [];
  for (const unit of units) {
    if (unit.kind !== "paragraph") continue;
    for (const span of unit.lines) {
      if (span.end - span.start > LONGEST_BOLD) continue;
      const line = text.slice(span.start, span.end);
      const written = line.trim();
      const bold = BOLD.exec(written);
      if (bold === null || bold[2]?.includes("__")) continue;
      const start = span.start + line.indexOf(written);
      const plain = plainMarkdown(bold[1] ?? bold[2] ?? bold[3] ?? "");
      headings.push({ level: BOLD_LEVEL, text: plain.replace(/ ?:$/, ""), start, end: start + written.length });
    }
  }
  return headings;
}

/** Gives each heading, in order, the section that reaches to the next one of the same or a higher level. */
export function withSections(headings: readonly Omit<Heading, "section">[], length: number): readonly Heading[] {
  const later: Omit<Heading, "section">[] = [];
  const sections: Heading[] = [];
  for (const heading of headings.toReversed()) {
    while ((later.at(-1)?.level ?? 0) > heading.level) later.pop();
    sections.push({ ...heading, section: { start: heading.end, end: later.at(-1)?.start ?? length } });
    later.push(heading);
  }
  return sections.reverse();
}
