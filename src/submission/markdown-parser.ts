import MarkdownIt, {
  type Env,
  type MarkdownIt as Parser,
  type StateBlock,
  type StateInline,
  type Token,
} from "markdown-it";
import { withoutTags } from "./html-tags.ts";

/** Block tokens with what markdown-it itself does not keep. */
export interface ParsedBlocks {
  readonly tokens: readonly Token[];
  /** By line at which a block starts: offset of its first character after container marks and indentation. */
  readonly contentStarts: ReadonlyMap<number, number>;
  readonly references: References;
}

/** Link definitions by normalised label. */
type References = NonNullable<Env["references"]>;

const LOCATED = new Set(["link_open", "image", "code_inline", "html_inline"]);
const CONTENT_STARTS = "contentStarts";

/**
 * markdown-it's inline loop, which also notes on `map` of each link, image, code span and tag where in the inline content it
 * starts and ends.
 */
function tokenizeWithOffsets(state: StateInline): void {
  const rules = state.md.inline.ruler.getRules("");
  const end = state.posMax;
  const deepest = state.md.options.maxNesting ?? 100;
  while (state.pos < end) {
    const start = state.pos;
    const known = state.tokens.length;
    const matched = state.level < deepest && rules.some((rule) => rule(state, false));
    if (!matched) {
      state.pending += state.src[state.pos++] ?? "";
      continue;
    }
    if (state.pos <= start) throw new Error("an inline rule matched nothing");
    // A rule may first flush pending text, so its own token is the first or the second new one.
    for (const token of state.tokens.slice(known, known + 2)) {
      if (!LOCATED.has(token.type)) continue;
      token.map ??= [start, state.pos];
      break;
    }
  }
  if (state.pending !== "") state.pushPending();
}

function noteContentStart(state: StateBlock, line: number): boolean {
  const starts = state.env[CONTENT_STARTS];
  if (starts instanceof Map) starts.set(line, (state.bMarks[line] ?? 0) + (state.tShift[line] ?? 0));
  return false;
}

function makeParser(html: boolean): Parser {
  const parser = new MarkdownIt({ html, linkify: false, maxNesting: 60 });
  parser.inline.tokenize = tokenizeWithOffsets;
  parser.block.ruler.before("table", "content_start", noteContentStart);
  // Definitions are not shown, so the reader has to know where they stand.
  parser.core.ruler.disable("strip_references");
  parser.normalizeLink = (url) => url;
  parser.normalizeLinkText = (url) => url;
  return parser;
}

const wholeText = makeParser(true);
// Indentation inside HTML is layout, not code.
const insideHtml = makeParser(false).disable("code");

/** Parses a document, or the text within an HTML block whose tags were blanked. Throws where markdown-it does. */
export function parseBlocks(source: string, within: "document" | "html", references: References = {}): ParsedBlocks {
  const contentStarts = new Map<number, number>();
  const env = { references, [CONTENT_STARTS]: contentStarts };
  const tokens = (within === "document" ? wholeText : insideHtml).parse(source, env);
  return { tokens, contentStarts, references };
}

/** What a reader sees of inline tokens: marks, tags and escapes gone, line breaks as spaces. */
export function plainText(tokens: readonly Token[] | null, from = 0, to = tokens?.length ?? 0): string {
  let text = "";
  for (let index = from; index < to; index++) {
    const token = tokens?.[index];
    if (token === undefined) break;
    if (token.type === "image") text += plainText(token.children);
    else if (token.type === "softbreak" || token.type === "hardbreak") text += " ";
    else if (token.type === "html_inline") text += withoutTags(token.content);
    else text += token.content;
  }
  return text.replace(/\s+/g, " ").trim();
}

/** What a reader sees of one run of inline Markdown; the source itself where the parser gives up on it. */
export function plainMarkdown(source: string): string {
  if (!/[\\`*_~[\]<&!\s]/.test(source)) return source;
  try {
    const [token] = wholeText.parseInline(source, {});
    return plainText(token?.children ?? null);
  } catch {
    return source.trim();
  }
}
