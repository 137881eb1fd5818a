/** The parts of an http(s) URL that claims are read from. */
export interface WebAddress {
  /** Lower case, without `www.`, user information and port. */
  readonly host: string;
  /** Path without query and fragment, as written. */
  readonly path: string;
  /** Non-empty parts of the path. */
  readonly segments: readonly string[];
  /** Without the question mark. */
  readonly query: string;
  /** Without the hash. */
  readonly fragment: string;
}

/** Longest URL that is looked at, in characters. */
const ADDRESS_LIMIT = 2048;

/** Reads an absolute http(s) URL; undefined for anything else. */
export function readWebAddress(href: string): WebAddress | undefined {
  if (href.length > ADDRESS_LIMIT) return undefined;
  const parts = /^https?:\/\/([^/?#\s]+)([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/i.exec(href);
  if (parts === null) return undefined;
  const authority = parts[1] ?? "";
  const host = authority
    .slice(authority.lastIndexOf("@") + 1)
    .replace(/:\d+$/, "")
    .toLowerCase()
    .replace(/^www\./, "");
  const path = parts[2] ?? "";
  return {
    host,
    path,
    segments: path.split("/").filter((part) => part !== ""),
    query: parts[3] ?? "",
    fragment: parts[4] ?? "",
  };
}

/** The last part of the path, percent-decoded where that works: a file's name. */
export function fileNameOf(address: WebAddress): string {
  const last = address.segments.at(-1) ?? "";
  try {
    return decodeURIComponent(last);
  } catch {
    return last;
  }
}

/** Whether a host is `domain` or below it. */
export function isWithin(host: string, domain: string): boolean {
  return host === domain || host.endsWith(`.${domain}`);
}

/** A file that was dragged into a GitHub text box. */
export function isAttachment(address: WebAddress): boolean {
  const [first, second, third] = address.segments;
  if (address.host === "user-images.githubusercontent.com") return true;
  if (address.host !== "github.com") return false;
  return (
    (first === "user-attachments" && (second === "files" || second === "assets")) ||
    (third === "files" && address.segments.length >= 5)
  );
}

/** Hosts of continuous integration, coverage and badges: nothing there belongs to a model. */
export function isIntegrationService(address: WebAddress): boolean {
  const { host, segments } = address;
  if (
    /(?:^|\.)(?:circleci\.com|travis-ci\.(?:com|org)|codecov\.io|buildkite\.com|appveyor\.com|shields\.io|badge\.fury\.io|coveralls\.io|dev\.azure\.com|hud\.pytorch\.org|readthedocs\.io|readthedocs\.org|pre-commit\.ci)$/.test(
      host,
    )
  ) {
    return true;
  }
  if (/^(?:ci|jenkins|build|builds)\d{0,3}\./.test(host)) return true;
  return host === "github.com" && /^(?:actions|runs|checks|workflows|suites)$/.test(segments[2] ?? "");
}
