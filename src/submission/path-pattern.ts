/**
 * Matches a repository path against a glob: `*` within a segment, `**` across segments (also none), all else literal.
 * Linear in the pattern for each path segment; no regular expression is built from it.
 */
export function matchesPattern(path: string, pattern: string): boolean {
  return matchesSegments(path.split("/"), pattern.split("/"));
}

export function matchesAnyPattern(path: string, patterns: readonly string[]): boolean {
  const segments = path.split("/");
  return patterns.some((pattern) => matchesSegments(segments, pattern.split("/")));
}

/** Folder that a pattern is rooted in: what stands before its first wildcard segment. */
export function patternRoot(pattern: string): string {
  const segments = pattern.split("/");
  const wild = segments.findIndex((segment) => segment.includes("*"));
  return (wild < 0 ? segments.slice(0, -1) : segments.slice(0, wild)).join("/");
}

function matchesSegments(path: readonly string[], pattern: readonly string[]): boolean {
  let at = 0;
  let token = 0;
  let star = -1;
  let resume = 0;
  while (at < path.length) {
    const segment = pattern[token];
    if (segment === "**") {
      star = token++;
      resume = at;
    } else if (segment !== undefined && matchesSegment(path[at] ?? "", segment)) {
      at++;
      token++;
    } else if (star >= 0) {
      token = star + 1;
      at = ++resume;
    } else return false;
  }
  while (pattern[token] === "**") token++;
  return token === pattern.length;
}

function matchesSegment(text: string, pattern: string): boolean {
  const parts = pattern.split("*");
  const first = parts[0] ?? "";
  if (parts.length === 1) return text === pattern;
  const last = parts[parts.length - 1] ?? "";
  if (!text.startsWith(first) || !text.endsWith(last) || text.length < first.length + last.length) return false;
  let at = first.length;
  const end = text.length - last.length;
  for (const part of parts.slice(1, -1)) {
    const found = text.indexOf(part, at);
    if (found < 0 || found + part.length > end) return false;
    at = found + part.length;
  }
  return true;
}
