import MarkdownIt from "markdown-it";

type Token = ReturnType<typeof parser.parse>[number];

/** What a reader's browser would get from a piece of Markdown. */
export interface Rendered {
  readonly links: readonly string[];
  readonly headings: readonly string[];
  /** Tags and comments that stand as HTML. */
  readonly html: readonly string[];
  /** Running text, code left out. */
  readonly text: string;
  readonly code: readonly string[];
  readonly fences: readonly string[];
  /** Number of cells of each table row. */
  readonly rows: readonly number[];
  readonly types: ReadonlySet<string>;
}

const parser = new MarkdownIt({ html: true, linkify: true });

/** Parses as GitHub would: raw HTML, tables and bare addresses all count. */
export function renderedMarkdown(markdown: string): Rendered {
  const links: string[] = [];
  const headings: string[] = [];
  const html: string[] = [];
  const code: string[] = [];
  const fences: string[] = [];
  const rows: number[] = [];
  const types = new Set<string>();
  let text = "";
  let depth = 0;
  const visit = (tokens: readonly Token[], heading: boolean): void => {
    for (const [index, token] of tokens.entries()) {
      types.add(token.type);
      if (token.type === "link_open") links.push(String(token.attrGet("href")));
      if (token.type === "image") links.push(String(token.attrGet("src")));
      if (token.type === "tr_open") rows.push(0);
      if (token.type === "td_open" || token.type === "th_open") rows.push((rows.pop() ?? 0) + 1);
      if (token.type === "code_inline") code.push(token.content);
      if (token.type === "fence" || token.type === "code_block") fences.push(token.content);
      if (token.type === "html_block") html.push(...(token.content.match(/<[^>]*>|[^<\s][^<]*/g) ?? []));
      if (token.type === "html_inline") {
        html.push(token.content);
        if (token.content === "<code>") depth++;
        if (token.content === "</code>") depth--;
      }
      if (token.type === "text") {
        if (depth > 0) code.push(token.content);
        else if (!heading) text += token.content;
      }
      if (token.type === "softbreak" || token.type === "paragraph_close") text += "\n";
      if (token.type === "inline") {
        const inHeading = tokens[index - 1]?.type === "heading_open";
        if (inHeading) headings.push(token.content);
        visit(token.children ?? [], inHeading);
      }
    }
  };
  visit(parser.parse(markdown, {}), false);
  return { links, headings, html, text, code, fences, rows, types };
}
