import { z } from "zod";
import type { PaperFact } from "../submission/facts.ts";

const LONGEST_TITLE = 1024;
const MOST_AUTHORS = 200;
const LONGEST_TAG = 8192;
const MOST_TAGS = 500;

/** One entry of arXiv's Atom feed. */
export interface ArxivEntry {
  /** Without version. */
  readonly id: string;
  readonly paper: PaperFact;
}

/** Entries of an arXiv API feed; undefined when the text is no such feed. An error entry is no entry. */
export function parseArxivFeed(xml: string): readonly ArxivEntry[] | undefined {
  if (!xml.slice(0, 1024).includes("<feed")) return undefined;
  const entries: ArxivEntry[] = [];
  for (const entry of elements(xml, "entry", 20)) {
    const url = plainText(elements(entry, "id", 1)[0] ?? "");
    const title = plainText(elements(entry, "title", 1)[0] ?? "");
    const id = arxivIdOf(url);
    if (id === undefined || title === "") continue;
    const authors = elements(entry, "author", MOST_AUTHORS).map((author) =>
      plainText(elements(author, "name", 1)[0] ?? ""),
    );
    entries.push({ id, paper: paperOf("arxiv", title, authors, elements(entry, "published", 1)[0]) });
  }
  return entries;
}

/** The paper that a page describes in its `citation_*` metadata; undefined when it names no title. */
export function parseCitationPage(html: string, registry: string): PaperFact | undefined {
  let title = "";
  let date: string | undefined;
  const authors: string[] = [];
  for (const tag of metaTags(html)) {
    const content = attribute(tag, "content");
    if (content === undefined) continue;
    switch (attribute(tag, "name")?.toLowerCase()) {
      case "citation_title":
        title ||= plainText(content);
        break;
      case "citation_author":
        if (authors.length < MOST_AUTHORS) authors.push(plainText(content));
        break;
      case "citation_date":
      case "citation_publication_date":
      case "citation_online_date":
        date ??= content;
        break;
    }
  }
  return title === "" ? undefined : paperOf(registry, title, authors, date);
}

const namePart = z.string().max(500).optional().catch(undefined);
const crossrefSchema = z.object({
  message: z.object({
    title: z.array(z.string()).min(1),
    author: z.array(z.object({ given: namePart, family: namePart, name: namePart })).catch([]),
    issued: z
      .object({ "date-parts": z.array(z.array(z.number().nullable())) })
      .optional()
      .catch(undefined),
  }),
});

/** Crossref's record of a DOI; undefined when the value is no such record. */
export function parseCrossref(value: unknown): PaperFact | undefined {
  const parsed = crossrefSchema.safeParse(value);
  if (!parsed.success) return undefined;
  const { title, author, issued } = parsed.data.message;
  const text = plainText(title[0] ?? "");
  if (text === "") return undefined;
  const authors = author.map(({ given, family, name }) => name ?? [given, family].filter(Boolean).join(" "));
  const year = issued?.["date-parts"][0]?.[0];
  return paperOf("crossref", text, authors, typeof year === "number" ? String(year) : undefined);
}

/** OpenReview's second API wraps each value, its first does not. */
const noteText = z.union([z.string(), z.object({ value: z.string() }).transform(({ value }) => value)]);
const noteList = z.union([
  z.array(z.string()),
  z.object({ value: z.array(z.string()) }).transform(({ value }) => value),
]);
const openreviewSchema = z.object({
  notes: z.array(
    z.object({
      id: z.string(),
      content: z.object({ title: noteText, authors: noteList.optional().catch(undefined) }),
      pdate: z.number().nullish().catch(undefined),
      cdate: z.number().nullish().catch(undefined),
    }),
  ),
});

/** The note `id` of an OpenReview answer: `none` when it holds no such note, undefined when it is no such answer. */
export function parseOpenreview(value: unknown, id: string): PaperFact | "none" | undefined {
  const parsed = openreviewSchema.safeParse(value);
  if (!parsed.success) return undefined;
  const note = parsed.data.notes.find((candidate) => candidate.id === id);
  if (note === undefined) return "none";
  const date = note.pdate ?? note.cdate ?? undefined;
  const year = date === undefined ? undefined : new Date(date).getUTCFullYear();
  return paperOf(
    "openreview",
    plainText(note.content.title),
    note.content.authors ?? [],
    year === undefined || Number.isNaN(year) ? undefined : String(year),
  );
}

/** arXiv identifier without version, from a URL of any of arXiv's forms or from the identifier itself. */
export function arxivIdOf(text: string): string | undefined {
  const match =
    /(?:^|\/(?:abs|pdf|html|format)\/|arxiv[.:])(\d{4}\.\d{4,5}|[a-z-]{2,20}(?:\.[A-Z]{2})?\/\d{7})(?:v\d{1,3})?(?:\.pdf)?(?:[/?#]|$)/i.exec(
      text.slice(0, 2048),
    );
  return match?.[1];
}

function paperOf(registry: string, title: string, authors: readonly string[], date: string | undefined): PaperFact {
  const year = /^\s?(\d{4})/.exec(date ?? "")?.[1];
  return {
    title: title.slice(0, LONGEST_TITLE),
    authors: authors.filter((author) => author !== "").slice(0, MOST_AUTHORS),
    ...(year === undefined ? {} : { year: Number(year) }),
    registry,
  };
}

/** What stands inside `<name …>…</name>`, the first `most` of them; no nesting, no namespaces. */
function elements(xml: string, name: string, most: number): readonly string[] {
  const found: string[] = [];
  let at = 0;
  while (found.length < most) {
    const open = xml.indexOf(`<${name}`, at);
    if (open < 0) break;
    const after = open + name.length + 1;
    at = after;
    if (!/[\s>]/.test(xml.charAt(after))) continue;
    const head = xml.indexOf(">", after);
    if (head < 0) break;
    const close = xml.indexOf(`</${name}>`, head);
    if (close < 0) break;
    found.push(xml.slice(head + 1, close));
    at = close;
  }
  return found;
}

function* metaTags(html: string): Generator<string> {
  let count = 0;
  for (let at = html.indexOf("<meta"); at >= 0 && count < MOST_TAGS; at = html.indexOf("<meta", at + 5)) {
    count += 1;
    const window = html.slice(at, at + LONGEST_TAG);
    const end = tagEnd(window);
    if (end > 0) yield window.slice(0, end);
  }
}

/** Where a tag ends; a `>` inside a quoted value does not end it. */
function tagEnd(text: string): number {
  let quote = "";
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (quote !== "") {
      if (character === quote) quote = "";
    } else if (character === '"' || character === "'") quote = character;
    else if (character === ">") return at;
  }
  return -1;
}

function attribute(tag: string, name: string): string | undefined {
  const match = new RegExp(`\\s${name}=(?:"([^"]*)"|'([^']*)')`, "i").exec(tag);
  return match?.[1] ?? match?.[2];
}

const ENTITIES: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", nbsp: " " };

/** Text with markup taken out, entities resolved and white space collapsed. */
function plainText(markup: string): string {
  return markup
    .slice(0, LONGEST_TAG)
    .replaceAll(/<[^<>]{0,200}>/g, "")
    .replaceAll(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]{2,6}));/gi, (whole, decimal, hex, name) => {
      if (name !== undefined) return ENTITIES[String(name).toLowerCase()] ?? whole;
      const code = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal);
      return code > 31 && code <= 0x10ffff ? String.fromCodePoint(code) : " ";
    })
    .split(/\s/)
    .filter((word) => word !== "")
    .join(" ");
}
