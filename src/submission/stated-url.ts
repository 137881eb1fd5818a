import type { Link, MarkdownText, Span } from "./markdown-text.ts";
import { findUrls } from "./read-markdown.ts";
import { indexAt, sentenceAt, splitSentences } from "./sentence.ts";
import type { WebAddress } from "./web-address.ts";
import { readWebAddress } from "./web-address.ts";

/** A URL that the author states, with the words that say what it is. */
export interface StatedUrl extends Span {
  readonly href: string;
  /** Undefined when it is no absolute http(s) URL. */
  readonly address: WebAddress | undefined;
  /** The link's visible text; empty for a bare URL and for one in code. */
  readonly label: string;
  readonly form: Link["form"] | "code";
  /** Words of the same sentence before it, back to the link before. */
  readonly before: string;
  /** Words of the same sentence after it, up to the next link. */
  readonly after: string;
  /** The whole sentence, list item, table row, or line of code. */
  readonly sentence: string;
  /** What stands over it: the table's column, the line that introduces the list, the nearest heading. */
  readonly column: string;
  readonly leadIn: string;
  readonly heading: string;
}

/** No description that a person wrote states more URLs; the rest of a longer one is not read. */
const URL_LIMIT = 1000;

interface ColumnCell extends Span {
  readonly column: string;
}

/** Hosts of issues, code, papers, logs and weights, behind which a path follows. */
const UNLINKED =
  /(?<![\w/.@:-])(?:(?:gist\.)?github\.com|gitlab\.com|arxiv\.org|doi\.org|openreview\.net|openaccess\.thecvf\.com|aclanthology\.org|drive\.google\.com|huggingface\.co|hf\.co|wandb\.ai|tensorboard\.dev|zenodo\.org|pan\.baidu\.com|download\.pytorch\.org|dl\.fbaipublicfiles\.com|download\.openmmlab\.com)\/[^\s"'<>()[\]{},;|\uff08\uff09\uff0c\u3002]{2,300}/gi;

const KNOWN = new WeakMap<MarkdownText, readonly StatedUrl[]>();

/** All links and URLs of the author's own words, code included, in order; images are left out. */
export function readStatedUrls(text: MarkdownText): readonly StatedUrl[] {
  const known = KNOWN.get(text);
  if (known !== undefined) return known;
  const urls = [...readLinked(text), ...readUnlinked(text), ...readCoded(text)]
    .sort((a, b) => a.start - b.start)
    .slice(0, URL_LIMIT);
  KNOWN.set(text, urls);
  return urls;
}

function readLinked(text: MarkdownText): StatedUrl[] {
  const sentences = splitSentences(text);
  const cells = columnCells(text);
  const links = text.links
    .filter((link) => link.form !== "image" && text.prose.slice(link.start, link.end).trim() !== "")
    .slice(0, URL_LIMIT);
  return links.map((link, index) => {
    const sentence = sentenceAt(sentences, link.start);
    const start = sentence?.start ?? link.start;
    const end = Math.max(link.end, sentence?.end ?? link.end);
    const words = sentence?.text ?? "";
    const previous = links[index - 1];
    const next = links[index + 1];
    const from = previous !== undefined && previous.end > start ? Math.min(previous.end, link.start) : start;
    const to = next !== undefined && next.start < end ? Math.max(next.start, link.end) : end;
    return {
      start: link.start,
      end: link.end,
      href: link.href,
      address: readWebAddress(link.href),
      label: /^(?:https?:\/\/|www\.)/i.test(link.text) ? "" : link.text.trim(),
      form: link.form,
      before: words.slice(from - start, link.start - start),
      after: words.slice(link.end - start, to - start),
      sentence: words,
      column: lastBefore(cells, link.start, true)?.column ?? "",
      leadIn: sentence?.leadIn ?? "",
      heading: lastBefore(text.headings, link.start, false)?.text ?? "",
    };
  });
}

/** Addresses without their scheme, of which GitHub makes no link: `github.com/owner/name/issues/1`. */
function readUnlinked(text: MarkdownText): StatedUrl[] {
  if (!/[a-z]\/[\w-]/i.test(text.prose)) return [];
  const sentences = splitSentences(text);
  const links = [...text.links].sort((a, b) => a.start - b.start);
  let next = 0;
  let linkedUntil = 0;
  const urls: StatedUrl[] = [];
  for (const match of text.prose.matchAll(UNLINKED)) {
    const start = match.index;
    while (next < links.length && (links[next]?.start ?? 0) <= start) {
      linkedUntil = Math.max(linkedUntil, links[next]?.end ?? 0);
      next++;
    }
    if (start < linkedUntil) continue;
    if (urls.length >= URL_LIMIT) break;
    const href = `https://${match[0].replace(/[.,:;!?*_`~]{1,4}$/, "")}`;
    const sentence = sentenceAt(sentences, start);
    const end = start + href.length - "https://".length;
    const offset = sentence?.start ?? start;
    const words = sentence?.text ?? "";
    urls.push({
      start,
      end,
      href,
      address: readWebAddress(href),
      label: "",
      form: "bare",
      before: words.slice(0, start - offset).slice(-300),
      after: words.slice(end - offset, end - offset + 300),
      sentence: words,
      column: "",
      leadIn: sentence?.leadIn ?? "",
      heading: lastBefore(text.headings, start, false)?.text ?? "",
    });
  }
  return urls;
}

function readCoded(text: MarkdownText): StatedUrl[] {
  return text.code.flatMap((block) => {
    const heading = lastBefore(text.headings, block.start, false)?.text ?? "";
    const around = block.form === "inline" ? sentenceAt(splitSentences(text), block.start) : undefined;
    return block.lines.flatMap((line) => {
      if (text.statements.slice(line.start, line.start + line.text.length).trim() === "") return [];
      return findUrls(line.text).map((url) => ({
        start: line.start + url.start,
        end: line.start + url.end,
        href: url.href,
        address: readWebAddress(url.href),
        label: "",
        form: "code" as const,
        before: (around?.text.slice(0, block.start - around.start) ?? line.text.slice(0, url.start)).slice(-300),
        after: line.text.slice(url.end, url.end + 300),
        sentence: around?.text ?? line.text.slice(Math.max(0, url.start - 300), url.end + 300),
        column: "",
        leadIn: around?.leadIn ?? "",
        heading,
      }));
    });
  });
}

function columnCells(text: MarkdownText): readonly ColumnCell[] {
  return text.tables
    .flatMap((table) =>
      table.rows.flatMap((row) =>
        row.map((cell, index) => ({ start: cell.start, end: cell.end, column: table.header[index]?.text ?? "" })),
      ),
    )
    .sort((a, b) => a.start - b.start);
}

/** The last span that begins at or before an offset; with `holds`, only if it also reaches it. */
function lastBefore<T extends Span>(spans: readonly T[], offset: number, holds: boolean): T | undefined {
  const found = spans[indexAt(spans, offset)];
  return found !== undefined && (!holds || offset < found.end) ? found : undefined;
}
