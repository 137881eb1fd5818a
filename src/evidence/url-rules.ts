import { isPublicAddress, literalAddress } from "./public-address.ts";

/** Which URLs of strangers may be asked. */
export interface UrlRules {
  /**
   * Hosts, each `name`, `*.suffix` (any depth of names before it, not the suffix itself), `*` inside a label
   * (`s3-*.amazonaws.com`), or `*` alone for every public host; a path behind it (`host/folder/`) must be how the
   * URL's path begins.
   */
  readonly hosts: readonly string[];
}

export type UrlJudgement =
  | { readonly allowed: true; readonly url: URL }
  | { readonly allowed: false; readonly reason: string };

/** Where model contributions keep papers, logs and checkpoints. GitHub's API is asked by its own client alone. */
export const DEFAULT_HOSTS: readonly string[] = [
  "github.com",
  "gist.github.com",
  "*.githubusercontent.com",
  "arxiv.org",
  "www.arxiv.org",
  "export.arxiv.org",
  "doi.org",
  "dx.doi.org",
  "api.crossref.org",
  "openreview.net",
  "api.openreview.net",
  "api2.openreview.net",
  "openaccess.thecvf.com",
  "pytorch.org",
  "download.pytorch.org",
  "dl.fbaipublicfiles.com",
  "huggingface.co",
  "cdn-lfs*.huggingface.co",
  "*.hf.co",
  "zenodo.org",
  "drive.google.com/uc",
  "docs.google.com/uc",
  "drive.usercontent.google.com/download",
  "s3.amazonaws.com",
  "*.s3.amazonaws.com",
  "s3-*.amazonaws.com",
  "*.s3-*.amazonaws.com",
  "s3.*.amazonaws.com",
  "*.s3.*.amazonaws.com",
  "storage.googleapis.com",
  "*.storage.googleapis.com",
  "dl.dropboxusercontent.com",
  "*.dl.dropboxusercontent.com",
];

const LONGEST_URL = 2048;
const ASK_BY_API = new Set(["api.github.com", "uploads.github.com"]);

/** Spaces and control characters, which URL parsers drop or escape, and the backslash, which they turn around. */
const UNSAFE_CHARACTER = /[\u0000-\u0020\u007f-\u00a0\u2028\u2029\\]/;

/**
 * Whether a stranger's URL may be asked, and why not. Looks at the URL alone: the addresses that the host's name
 * resolves to are judged where the connection is opened.
 */
export function judgeUrl(url: string, rules: UrlRules): UrlJudgement {
  if (url.length > LONGEST_URL) return refused(`the URL is longer than ${LONGEST_URL} characters`);
  if (UNSAFE_CHARACTER.test(url)) return refused("the URL holds spaces, control characters or backslashes");
  let parsed: URL;
  try {
    parsed = new URL(url);
  } catch {
    return refused("the URL is not valid");
  }
  if (parsed.protocol !== "https:" && parsed.protocol !== "http:") {
    return refused(`only http and https are asked, not ${parsed.protocol.slice(0, 20)}`);
  }
  if (parsed.username !== "" || parsed.password !== "" || authorityOf(url).includes("@")) {
    return refused("the URL carries credentials");
  }
  if (parsed.port !== "") return refused("only the standard ports 80 and 443 are asked");
  const host = parsed.hostname;
  const literal = literalAddress(host);
  if (literal !== undefined && !isPublicAddress(literal)) return refused("the host is an address that is not public");
  if (literal === undefined && !host.includes(".")) return refused("the host is not a public name");
  if (ASK_BY_API.has(host)) return refused("GitHub's API is asked by its own client only");
  const matching = rules.hosts.filter((pattern) => hostMatches(hostPart(pattern), host));
  if (matching.length === 0) return refused(`the host ${host.slice(0, 100)} is not on the list of allowed hosts`);
  if (!matching.some((pattern) => pathBegins(parsed.pathname, pattern.slice(hostPart(pattern).length)))) {
    return refused(`this path of ${host.slice(0, 100)} is not on the list of what is asked`);
  }
  parsed.hash = "";
  return { allowed: true, url: parsed };
}

/** Where a redirect leads, judged like the first URL; a step down from https to http is refused. */
export function judgeRedirect(from: URL, location: string, judge: (url: string) => UrlJudgement): UrlJudgement {
  let target: URL;
  try {
    target = new URL(location, from);
  } catch {
    return refused("it redirects to a URL that is not valid");
  }
  // A relative location with stray characters is resolved by the parser: judge what stands there, not its cleaned form.
  if (UNSAFE_CHARACTER.test(location)) return refused("it redirects to a URL that is not valid");
  if (from.protocol === "https:" && target.protocol === "http:") return refused("it redirects from https to http");
  const judgement = judge(target.href);
  return judgement.allowed ? judgement : refused(`it redirects, and ${judgement.reason}`);
}

function refused(reason: string): UrlJudgement {
  return { allowed: false, reason };
}

function authorityOf(url: string): string {
  const start = url.indexOf(":") + 1;
  const rest = url.slice(start).replace(/^\/{0,8}/, "");
  const end = rest.search(/[/?#]/);
  return end < 0 ? rest : rest.slice(0, end);
}

function hostPart(pattern: string): string {
  const slash = pattern.indexOf("/");
  return slash < 0 ? pattern : pattern.slice(0, slash);
}

function hostMatches(pattern: string, host: string): boolean {
  if (pattern === "*") return true;
  const wanted = pattern.toLowerCase().split(".");
  const labels = host.split(".");
  if (wanted[0] === "*") {
    const tail = wanted.slice(1);
    return labels.length > tail.length && labelsMatch(tail, labels.slice(-tail.length));
  }
  return labels.length === wanted.length && labelsMatch(wanted, labels);
}

function pathBegins(path: string, prefix: string): boolean {
  if (prefix === "" || path === prefix) return true;
  return path.startsWith(prefix.endsWith("/") ? prefix : `${prefix}/`);
}

function labelsMatch(wanted: readonly string[], labels: readonly string[]): boolean {
  return wanted.every((pattern, index) => {
    const label = labels[index] ?? "";
    const star = pattern.indexOf("*");
    if (star < 0) return pattern === label;
    const [head, tail] = [pattern.slice(0, star), pattern.slice(star + 1)];
    return label.length >= head.length + tail.length && label.startsWith(head) && label.endsWith(tail) && label !== "";
  });
}
