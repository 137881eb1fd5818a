import type { Claims, PaperClaim } from "../submission/claims.ts";
import { quoteOf } from "../submission/evidence.ts";
import type { Fact, PaperFact } from "../submission/facts.ts";
import { readWhole } from "./answer-body.ts";
import { DOCUMENT_BYTES, type EvidenceBounds } from "./bounds.ts";
import { type Fetcher, NOT_RECORDED } from "./fetch-answer.ts";
import { gatherEach } from "./gather-each.ts";
import { arxivIdOf, parseArxivFeed, parseCitationPage, parseCrossref, parseOpenreview } from "./paper-record.ts";

const MOST_PAPERS = 6;

/** What one place says about a paper. `absent`: it says that there is none. */
type Saying =
  | { readonly status: "known"; readonly paper: PaperFact }
  | { readonly status: "absent" }
  | { readonly status: "unreachable"; readonly reason: string };

/** A way to look a paper up, and the page that a person would open. */
interface Lookup {
  readonly registry: "arxiv" | "doi" | "openreview";
  readonly id: string;
  readonly page: string;
}

/** Papers of the registries that can be asked; plain PDFs and publishers' pages get no fact. The model's own come first. */
export function gatherPapers(
  claims: Pick<Claims, "papers">,
  fetcher: Fetcher,
  bounds: EvidenceBounds,
  progress: (message: string) => void,
): Promise<ReadonlyMap<string, Fact<PaperFact>>> {
  const ordered = [...claims.papers].sort((a, b) => Number(a.about === "other") - Number(b.about === "other"));
  const questions = ordered.flatMap((claim) => {
    const lookup = lookupOf(claim);
    return lookup === undefined ? [] : [{ key: claim.url, url: claim.url, lookup }];
  });
  const limits = { concurrency: bounds.concurrency, seconds: bounds.totalSeconds };
  const asked = new Map<string, Promise<Saying>>();
  return gatherEach(questions.slice(0, MOST_PAPERS), limits, async ({ url, lookup }) => {
    const name = `${lookup.registry}:${lookup.id}`;
    let saying = asked.get(name);
    if (saying === undefined) {
      progress(`looks up the paper ${name}`);
      saying = lookUp(lookup, url, fetcher);
      asked.set(name, saying);
    }
    return factOf(await saying, lookup, url);
  });
}

/** How a claimed paper is looked up; undefined for venues that no registry answers for. */
export function lookupOf(claim: Pick<PaperClaim, "url" | "id" | "venue">): Lookup | undefined {
  const arxiv = claim.venue === "arxiv" ? (arxivIdOf(claim.id ?? "") ?? arxivIdOf(claim.url)) : undefined;
  if (arxiv !== undefined) return { registry: "arxiv", id: arxiv, page: `https://arxiv.org/abs/${arxiv}` };
  const doi = claim.venue === "doi" || claim.venue === "acm" ? doiOf(claim) : undefined;
  if (doi !== undefined) {
    // arXiv registers its papers with another agency than Crossref.
    const within = /^10\.48550\/arxiv\.(.{1,64})$/i.exec(doi)?.[1];
    const id = within === undefined ? undefined : arxivIdOf(within);
    return id === undefined
      ? { registry: "doi", id: doi, page: `https://doi.org/${doi}` }
      : { registry: "arxiv", id, page: `https://arxiv.org/abs/${id}` };
  }
  if (claim.venue !== "openreview") return undefined;
  const id = /[?&]id=([\w-]{4,64})(?:&|#|$)/.exec(claim.url.slice(0, 2048))?.[1];
  return id === undefined ? undefined : { registry: "openreview", id, page: `https://openreview.net/forum?id=${id}` };
}

/**
 * Only of hosts whose path after `/doi/` or the host is the DOI and nothing else: other publishers add words to it, and a
 * DOI with a word too many would be reported as one that does not exist.
 */
function doiOf({ id, url }: Pick<PaperClaim, "url" | "id">): string | undefined {
  const named = /^10\.\d{4,9}\/[\w.()/:;-]{1,200}$/.exec((id ?? "").slice(0, 300))?.[0];
  if (named !== undefined) return named;
  const pattern =
    /^https?:\/\/(?:(?:dx\.)?doi\.org|dl\.acm\.org\/doi(?:\/(?:abs|pdf|full|fullHtml|epdf))?)\/(10\.\d{4,9}\/[\w.():;-]{1,200})(?:[?#]|$)/;
  return pattern.exec(url.slice(0, 2048))?.[1];
}

/** A place to ask, and whether its word alone settles that a paper does not exist. */
interface Place {
  readonly ask: () => Promise<Saying>;
  readonly settles: boolean;
}

function lookUp(lookup: Lookup, claimed: string, fetcher: Fetcher): Promise<Saying> {
  const { id, page } = lookup;
  switch (lookup.registry) {
    case "arxiv": {
      const feed = { ask: () => arxivFeed(id, fetcher), settles: false };
      return firstWord([feed, { ask: () => citationPage(page, "arxiv", fetcher), settles: true }], claimed, fetcher);
    }
    case "doi": {
      const record = { ask: () => crossref(id, fetcher), settles: false };
      return firstWord([record, { ask: () => doiHandle(id, fetcher), settles: true }], claimed, fetcher);
    }
    case "openreview": {
      const notes = ["api2.openreview.net", "api.openreview.net"].map((host) => ({
        ask: () => openreviewNote(host, id, fetcher),
        settles: false,
      }));
      const forum = { ask: () => citationPage(page, "openreview", fetcher), settles: false };
      return firstWord([...notes, forum], claimed, fetcher);
    }
  }
}

/**
 * The first place that knows the paper speaks. An empty answer of one place seldom refutes it: arXiv's API sometimes
 * gives an empty feed, Crossref and OpenReview's two APIs hold a part each. It is absent when a place that settles it
 * says so, or every place that was asked; one that failed leaves it open, one that a recording does not hold was not
 * asked.
 */
async function firstWord(places: readonly Place[], claimed: string, fetcher: Fetcher): Promise<Saying> {
  let absent: Saying | undefined;
  let failed: Saying | undefined;
  for (const place of places) {
    const saying = await place.ask();
    if (saying.status === "known" || (saying.status === "absent" && place.settles)) return saying;
    if (saying.status === "absent") absent = saying;
    else if (saying.reason !== NOT_RECORDED) failed ??= saying;
  }
  return failed ?? absent ?? pageAnswers(claimed, fetcher);
}

/** The last resort of a recording that holds no registry's answer: the claimed URL itself may be recorded as missing. */
async function pageAnswers(url: string, fetcher: Fetcher): Promise<Saying> {
  const answer = await fetcher.fetch({ url, method: "HEAD", maxBytes: 0 });
  if (answer.status === "unreachable") return answer;
  answer.body.cancel();
  if (answer.code === 404 || answer.code === 410) return { status: "absent" };
  return { status: "unreachable", reason: "no registry that was asked tells its title" };
}

async function arxivFeed(id: string, fetcher: Fetcher): Promise<Saying> {
  const document = await readDocument(`https://export.arxiv.org/api/query?id_list=${id}`, fetcher);
  if (document.status !== "read") return document;
  const entries = parseArxivFeed(document.text);
  if (entries === undefined) return strange("arXiv");
  const entry = entries.find((candidate) => candidate.id.toLowerCase() === id.toLowerCase());
  return entry === undefined ? { status: "absent" } : { status: "known", paper: entry.paper };
}

async function citationPage(url: string, registry: string, fetcher: Fetcher): Promise<Saying> {
  const document = await readDocument(url, fetcher);
  if (document.status !== "read") return document;
  const paper = parseCitationPage(document.text, registry);
  return paper === undefined ? strange(registry) : { status: "known", paper };
}

async function crossref(doi: string, fetcher: Fetcher): Promise<Saying> {
  const document = await readDocument(`https://api.crossref.org/works/${doi}`, fetcher);
  if (document.status !== "read") return document;
  const paper = parseCrossref(parsedJson(document.text));
  return paper === undefined ? strange("Crossref") : { status: "known", paper };
}

/** Whether any registration agency knows the DOI; this tells of no title. */
async function doiHandle(doi: string, fetcher: Fetcher): Promise<Saying> {
  const document = await readDocument(`https://doi.org/api/handles/${doi}`, fetcher);
  if (document.status !== "read") return document;
  return { status: "unreachable", reason: "the DOI exists, but Crossref does not hold its title" };
}

async function openreviewNote(host: string, id: string, fetcher: Fetcher): Promise<Saying> {
  const document = await readDocument(`https://${host}/notes?id=${id}`, fetcher);
  if (document.status !== "read") return document;
  const paper = parseOpenreview(parsedJson(document.text), id);
  if (paper === "none") return { status: "absent" };
  return paper === undefined ? strange("OpenReview") : { status: "known", paper };
}

function strange(place: string): Saying {
  return { status: "unreachable", reason: `the answer of ${place} has another shape than expected` };
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

type Document = Exclude<Saying, { readonly status: "known" }> | { readonly status: "read"; readonly text: string };

async function readDocument(url: string, fetcher: Fetcher): Promise<Document> {
  const answer = await fetcher.fetch({ url, method: "GET", maxBytes: DOCUMENT_BYTES });
  if (answer.status === "unreachable") return answer;
  if (answer.code !== 200) {
    answer.body.cancel();
    if (answer.code === 404 || answer.code === 410) return { status: "absent" };
    return { status: "unreachable", reason: `${new URL(url).hostname} answered ${answer.code}` };
  }
  const whole = await readWhole(answer.body);
  return whole.status === "unreachable" ? whole : { status: "read", text: new TextDecoder().decode(whole.bytes) };
}

function factOf(saying: Saying, lookup: Lookup, claimed: string): Fact<PaperFact> {
  switch (saying.status) {
    case "known":
      return {
        status: "known",
        value: saying.paper,
        evidence: { source: "paper", url: lookup.page, quote: quoteOf(saying.paper.title) },
      };
    case "absent":
      return {
        status: "refuted",
        reason: `${NAMES[lookup.registry]} knows no ${lookup.id}`,
        evidence: { source: "paper", url: lookup.page, quote: lookup.id },
      };
    case "unreachable":
      return { status: "unreachable", reason: saying.reason, url: claimed };
  }
}

const NAMES: Readonly<Record<Lookup["registry"], string>> = {
  arxiv: "arXiv",
  doi: "the DOI registry",
  openreview: "OpenReview",
};
