/** Hosts that answer the same over http and https. */
const ARXIV_HOSTS = new Set(["arxiv.org", "www.arxiv.org", "export.arxiv.org"]);
/** GitHub takes owners and repositories in any letter case. */
const GITHUB_API_HOST = "api.github.com";
/** How a listing is cut into pages says nothing about what is listed. */
const PAGING = new Set(["page", "per_page"]);

/**
 * The names under which a recorded answer to `url` is found, most exact first: with its paging, then without. The
 * order of query parameters, percent-escapes and the fragment make no difference.
 */
export function recordedKeys(url: string): readonly string[] {
  let parsed: URL;
  try {
    parsed = new URL(url);
  } catch {
    return [];
  }
  const scheme = ARXIV_HOSTS.has(parsed.hostname) ? "https:" : parsed.protocol;
  const path = parsed.hostname === GITHUB_API_HOST ? parsed.pathname.toLowerCase() : parsed.pathname;
  const base = `${scheme}//${parsed.host}${unescaped(path)}`;
  const query = [...parsed.searchParams].map(([name, value]) => ({ name, text: `${name}=${value}` }));
  const textOf = (parameters: typeof query) =>
    parameters
      .map(({ text }) => text)
      .sort()
      .join("&");
  const exact = `${base}?${textOf(query)}`;
  const unpaged = `${base}?${textOf(query.filter(({ name }) => !PAGING.has(name)))}`;
  return exact === unpaged ? [exact] : [exact, unpaged];
}

function unescaped(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
