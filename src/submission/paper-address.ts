import type { PaperClaim } from "./claims.ts";
import type { WebAddress } from "./web-address.ts";
import { fileNameOf, isAttachment, isWithin, readWebAddress } from "./web-address.ts";

/** A paper as its address names it. */
export interface PaperAddress {
  readonly venue: PaperClaim["venue"];
  /** arXiv identifier without version, or DOI. */
  readonly id?: string;
}

const ARXIV_ID = /^(?:arxiv[.:])?((?:[a-z-]{2,18}(?:\.[a-z]{2})?\/)?\d{7}|\d{4}\.\d{4,5})(?:v\d{1,3})?(?:\.pdf)?$/i;
const DOI = /(?:^|\/)(10\.\d{4,9}\/[^\s?#]{1,200})/;
/** Article pages of publishers and paper indexes that have no venue of their own in a claim. */
const ARTICLES: readonly (readonly [string, RegExp])[] = [
  ["ecva.net", /\/papers\//],
  ["link.springer.com", /\/(?:chapter|article|content\/pdf|book)\//],
  ["sciencedirect.com", /\/science\/article\//],
  ["nature.com", /\/articles\//],
  ["science.org", /\/doi\//],
  ["biorxiv.org", /\/content\//],
  ["medrxiv.org", /\/content\//],
  ["jmlr.org", /\/papers\//],
  ["ojs.aaai.org", /\/article\//],
  ["aaai.org", /\/(?:papers|ojs|ocs)\//i],
  ["semanticscholar.org", /\/(?:paper|arxiv)\//i],
  ["paperswithcode.com", /^\/paper\//],
  ["mdpi.com", /^\/\d{4}-\d{3}[\dx]\//i],
  ["onlinelibrary.wiley.com", /\/doi\//],
  ["tandfonline.com", /\/doi\//],
  ["researchgate.net", /^\/publication\//],
  ["citeseerx.ist.psu.edu", /\//],
  ["bmvc2021-virtualconference.com", /\//],
  ["papers.ssrn.com", /\//],
  ["hal.science", /\/hal-/],
  ["eprint.iacr.org", /^\/\d{4}\//],
  ["isca-speech.org", /\/archive\//],
  ["isca-archive.org", /\//],
  ["roboticsproceedings.org", /\//],
];

/** Names of attached or hosted PDFs that are results or material of some other kind. */
const NO_PAPER =
  /(?:^|[^a-z])(?:curves?|plots?|results?|logs?|slides?|posters?|charts?|figures?|graphs?|diagrams?|screenshots?|invoices?|licen[cs]e|cla|cheat-?sheet|manual|datasheet|benchmarks?|profile|flame)(?:[^a-z]|$)/i;

/** What paper a URL leads to; undefined when it does not lead to one. */
export function readPaperAddress(url: string | WebAddress | undefined): PaperAddress | undefined {
  const address = typeof url === "string" ? readWebAddress(url) : url;
  if (address === undefined) return undefined;
  return (
    readArxiv(address) ??
    readDoi(address) ??
    readVenue(address) ??
    (isPaperFile(address) ? { venue: "pdf" as const } : undefined)
  );
}

/** An arXiv identifier without prefix, version and ending; undefined when it is none. */
export function readArxivId(written: string): string | undefined {
  return ARXIV_ID.exec(written)?.[1]?.toLowerCase();
}

function readArxiv({ host, segments }: WebAddress): PaperAddress | undefined {
  const [first = "", ...rest] = segments;
  const isArxiv =
    isWithin(host, "arxiv.org") || host === "ar5iv.org" || host === "alphaxiv.org" || host === "arxiv-vanity.com";
  const isListing = host === "huggingface.co" || host === "hf.co";
  if (isListing && first !== "papers") return undefined;
  if (!isArxiv && !isListing) return undefined;
  if (isArxiv && !/^(?:abs|pdf|html|format|ps|e-print|src|papers?|overview|forum)$/.test(first)) {
    const bare = readArxivId(segments.slice(0, 2).join("/")) ?? readArxivId(first);
    return bare === undefined ? undefined : { venue: "arxiv", id: bare };
  }
  const id = readArxivId(rest.slice(0, 2).join("/")) ?? readArxivId(rest[0] ?? "");
  return id === undefined ? undefined : { venue: "arxiv", id };
}

function readDoi({ host, path }: WebAddress): PaperAddress | undefined {
  if (host !== "doi.org" && host !== "dx.doi.org") return undefined;
  const doi = DOI.exec(path)?.[1];
  if (doi === undefined) return undefined;
  const arxiv = /^10\.48550\/arxiv\.(.+)$/i.exec(doi)?.[1];
  const id = arxiv === undefined ? undefined : readArxivId(arxiv);
  return id === undefined ? { venue: "doi", id: doi } : { venue: "arxiv", id };
}

function readVenue(address: WebAddress): PaperAddress | undefined {
  const { host, path, query } = address;
  const doi = DOI.exec(path)?.[1]?.replace(/\.pdf$/, "");
  const identified = doi === undefined ? {} : { id: doi };
  if (host === "openreview.net") {
    return /^\/(?:forum|pdf|attachment|references\/pdf)/.test(path) && /(?:^|&)id=/.test(query)
      ? { venue: "openreview" }
      : undefined;
  }
  if (host === "openaccess.thecvf.com") return address.segments.length >= 2 ? { venue: "cvf" } : undefined;
  if (host === "dl.acm.org" || host === "portal.acm.org") return { venue: "acm", ...identified };
  if (host === "ieeexplore.ieee.org" || host === "computer.org") {
    return /\/(?:document|abstract|stamp|iel|csdl|xpl)/.test(path) ? { venue: "ieee" } : undefined;
  }
  if (/^(?:papers|proceedings)\.(?:nips|neurips)\.cc$/.test(host)) return { venue: "neurips" };
  if (/^(?:neurips|nips)\.cc$/.test(host)) return /virtual|poster|paper/i.test(path) ? { venue: "neurips" } : undefined;
  if (host === "proceedings.mlr.press") return address.segments.length >= 2 ? { venue: "pmlr" } : undefined;
  if (host === "aclanthology.org" || host === "aclweb.org") {
    return address.segments.length >= 1 ? { venue: "acl" } : undefined;
  }
  const article = ARTICLES.find(([domain]) => isWithin(host, domain));
  return article?.[1].test(path) === true ? { venue: "other", ...identified } : undefined;
}

function isPaperFile(address: WebAddress): boolean {
  const name = fileNameOf(address);
  if (!/\.pdf$/i.test(name)) return false;
  if (/paper/i.test(name)) return true;
  return !NO_PAPER.test(name) && !(isAttachment(address) && /^(?:image|untitled|document)[\W\d]*pdf$/i.test(name));
}
