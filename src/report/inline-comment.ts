import type { Suggestion } from "../engine/verdict.ts";
import type { Diff, Hunk } from "../submission/diff.ts";
import { adviceOf } from "./advice.ts";
import { fence, inline, link, visible } from "./escape.ts";
import type { LineFinding } from "./line-finding.ts";
import { rulePage } from "./rule-page.ts";

const SUGGESTION_LIMIT = 4_000;

/** A review comment on lines of the diff. */
export interface InlineComment {
  readonly path: string;
  /** Last line of the comment, in the head file. */
  readonly line: number;
  /** First line, where there are several; in the same hunk as `line`. */
  readonly startLine?: number;
  readonly side: "RIGHT";
  readonly body: string;
  readonly fingerprint: string;
}

const MARKER = /<!-- weighbridge:finding ([a-z0-9-]{1,100}:[0-9a-f]{16}) -->/g;

/** The fingerprint of a review comment of ours; undefined for any other text. */
export function fingerprintIn(body: string): string | undefined {
  // Ours stands last: what goes before it may quote the contributor.
  return [...body.matchAll(MARKER)].at(-1)?.[1];
}

function lastLine(hunk: Hunk): number {
  return hunk.newStart + hunk.newLines - 1;
}

/** The hunk that shows `line` of the head file, as added or as context. */
function hunkAt(diff: Diff, path: string, line: number): Hunk | undefined {
  return diff.files
    .find((file) => file.path === path && file.status !== "removed")
    ?.hunks.find((hunk) => hunk.newLines > 0 && line >= hunk.newStart && line <= lastLine(hunk));
}

function longestRun(text: string): number {
  return Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
}

/** A block that GitHub applies with one click; undefined when the replacement would not come out letter for letter. */
function suggestionBlock({ replacement }: Suggestion): string | undefined {
  if (replacement.length > SUGGESTION_LIMIT || visible(replacement) !== replacement) return undefined;
  const marks = "`".repeat(Math.max(3, longestRun(replacement) + 1));
  return [`${marks}suggestion`, ...(replacement === "" ? [] : [replacement.replace(/\n$/, "")]), marks].join("\n");
}

interface Place {
  readonly line: number;
  readonly startLine?: number;
}

/** A run of lines when one hunk shows them all, else its first line. */
function placeIn(hunk: Hunk, line: number, endLine: number): Place {
  return endLine > line && endLine <= lastLine(hunk) ? { line: endLine, startLine: line } : { line };
}

/** What a finding says on its line, as Markdown; undefined when the diff does not show the line: GitHub takes no comment there. */
export function inlineComment(finding: LineFinding, diff: Diff): InlineComment | undefined {
  const { path, suggestion, evidence } = finding;
  if (evidence.source !== "diff") return undefined;
  const hunk = hunkAt(diff, path, finding.line);
  if (hunk === undefined) return undefined;
  const applies =
    suggestion !== undefined &&
    suggestion.path === path &&
    suggestion.line >= hunk.newStart &&
    suggestion.endLine >= suggestion.line &&
    suggestion.endLine <= lastLine(hunk);
  const block = applies ? suggestionBlock(suggestion) : undefined;
  const place =
    block === undefined || suggestion === undefined
      ? placeIn(hunk, finding.line, finding.endLine)
      : placeIn(hunk, suggestion.line, suggestion.endLine);
  const { words, example } = adviceOf(finding.fix);
  const isUnsure = finding.verdict === "unsure";
  const lead = isUnsure ? "What would help" : "How to fix";
  const paragraphs = [
    `${isUnsure ? "For a person to decide: " : ""}**${inline(finding.text)}**`,
    ...words.map((line, index) => `${index === 0 ? `${lead}: ` : ""}${inline(line)}`),
    ...(block === undefined ? (example === "" ? [] : [fence(example)]) : [block]),
    `Rule: ${link(finding.rule, rulePage(finding.rule))}`,
    `<!-- weighbridge:finding ${finding.fingerprint} -->`,
  ];
  return { path, ...place, side: "RIGHT", body: paragraphs.join("\n\n"), fingerprint: finding.fingerprint };
}
