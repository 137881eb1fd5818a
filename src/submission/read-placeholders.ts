import { citeText } from "./citation.ts";
import type { Evidence } from "./evidence.ts";
import type { MarkdownText } from "./markdown-text.ts";
import { indexAt } from "./sentence.ts";

/** What an author leaves where something is still to come. The rule `no-placeholders` looks for it in contributions. */
export const OPEN_MARK =
  /\b(?:TODO|TBD|TBA|FIXME)\b|\b[Tt]o be (?:added|filled(?: in)?|determined|announced|provided)\b|\b[Cc]oming soon\b/;
/** A mark that is spoken of, not left: "removes the TODO in resnet.py". */
const SPOKEN_OF =
  /\b(?:remov\w{1,3}|delet\w{1,3}|address\w{0,3}|resolv\w{1,3}|clean\w{0,3}|drop\w{0,4}|fix\w{0,3}|the|a|an|this|these|that|all|old|existing|some) (?:\w+ ){0,2}["'`]?(?:TODO|FIXME|TBD)|(?:TODO|FIXME)s?["'`]? (?:comments?|notes?|in the code|was|were|is|are|has|from)\b/i;
/** What a description has to give: a mark beside one of these leaves a hole in it. */
const CLAIM =
  /\b(?:papers?|links?|urls?|tickets?|issue|metrics?|accurac\w{1,3}|acc(?:@?[15])?|top-?[15]|m?AP|mIoU|epe|results?|numbers?|scores?|commands?|recipes?|logs?|checkpoints?|weights?|deviations?|differences|validation|evaluation|evaluate|train(?:ing|ed)?|repo(?:sitory)?)\b/i;
const DUMMY = /\b(?:xx+\.x+|x\.xx+|lorem ipsum)\b|<(?:insert|fill|your|add)\b[^>\n]{0,60}>/i;
export const EXAMPLE_URL = /\bhttps?:\/\/(?:www\.)?(?:example\.(?:com|org|net)|foo\.bar|your-?(?:url|link|site))\b/i;
/** Work for another day is no hole in this description. */
const LATER =
  /\b(?:follow[- ]?ups?|future|later|next|another|separate|subsequent|more) (?:\w+ )?(?:prs?|pull requests?|work|variants?|models?|steps?)\b/i;
/** Letters of an author's own that make more than an untouched template. */
const FEWEST_LETTERS = 12;

/** A hole that an author left in a text. */
export interface TextPlaceholder {
  /** The line it stands in, trimmed and cut. */
  readonly line: string;
  readonly evidence: Evidence;
  /** It lists work to come rather than leaving out a claim. */
  readonly open: boolean;
}

/** Whether every task-list item of the section under a heading is ticked. */
function allTicked(text: MarkdownText, start: number, end: number): boolean {
  const section = text.text.slice(start, end);
  return /^[ \t]*[-*] \[[xX]\]/m.test(section) && !/^[ \t]*[-*] \[ \]/m.test(section);
}

/** Marks and dummy values that an author left in a text, line by line. Marks that are only spoken of, and ticked items, are none. */
export function readPlaceholders(text: MarkdownText): TextPlaceholder[] {
  const found: TextPlaceholder[] = [];
  let cells = 0;
  const rows = text.tables.flatMap((table) => table.rows).sort((a, b) => (a[0]?.start ?? 0) - (b[0]?.start ?? 0));
  for (const [index, start] of text.lineStarts.entries()) {
    const end = (text.lineStarts[index + 1] ?? text.text.length + 1) - 1;
    const line = text.prose.slice(start, end).slice(0, 2000);
    const certain = DUMMY.exec(line) ?? EXAMPLE_URL.exec(line);
    const mark = certain ?? OPEN_MARK.exec(line);
    if (mark === null) continue;
    while ((rows[cells]?.at(-1)?.end ?? Number.POSITIVE_INFINITY) < start) cells++;
    const inTable = (rows[cells]?.[0]?.start ?? Number.POSITIVE_INFINITY) < end;
    const nearest = text.headings[indexAt(text.headings, end - 1)];
    const heading = nearest !== undefined && nearest.start >= start ? nearest : undefined;
    if (heading !== undefined && allTicked(text, heading.section.start, heading.section.end)) continue;
    if (certain === null && SPOKEN_OF.test(line)) continue;
    if (/^\s{0,12}[-*+] \[[xX]\]/.test(line)) continue;
    const leavesHole = CLAIM.test(line) || inTable || isWholeSection(text, start, line);
    if (certain === null && !leavesHole && mark[0].toLowerCase() === "coming soon") continue;
    found.push({
      line: line.trim().slice(0, 120),
      evidence: citeText(text, start + mark.index, end),
      open: certain === null && (heading !== undefined || !leavesHole || LATER.test(line)),
    });
  }
  return found;
}

/** `TBD` alone, under a heading that asks for a claim. */
function isWholeSection(text: MarkdownText, start: number, line: string): boolean {
  if (!/^\W*(?:TODO|TBD|TBA|coming soon|to be \w+)\W*$/i.test(line)) return false;
  const heading = text.headings[indexAt(text.headings, start - 1)];
  return heading !== undefined && CLAIM.test(heading.text);
}

/** A description that is nothing but the template it began from. */
export function isTemplateAlone(text: MarkdownText): boolean {
  if (text.template.length === 0) return false;
  let letters = 0;
  let from = 0;
  for (const heading of [...text.headings, { start: text.text.length, end: text.text.length }]) {
    if (heading.start > from) {
      // A box that nobody ticked is the template's.
      const own = text.statements.slice(from, heading.start).replace(/^[ \t]{0,12}[-*+] \[ \].*$/gm, "");
      letters += own.match(/\p{L}/gu)?.length ?? 0;
    }
    from = Math.max(from, heading.end);
  }
  return letters < FEWEST_LETTERS;
}
