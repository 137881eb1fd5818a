import { matchesAnyPattern, matchesPattern } from "../submission/path-pattern.ts";
import type { RepositoryLayout } from "../submission/repository-layout.ts";
import { POLICY_PATH } from "./policy-path.ts";

/** Text that rules may read. What is not among these is an image, a weights file or other data. */
const TEXT_FILE = /\.(?:py|pyi|md|rst|txt|cfg|toml|ya?ml|json|ipynb|sh)$/;

/** What of the policy decides which files are worth fetching. */
export interface ContextSettings {
  readonly layout: RepositoryLayout;
  readonly templates: readonly string[];
}

/**
 * How soon a file that the pull request does not touch is needed, from 0; undefined when no rule reads it. Reference scripts
 * and templates come first: a command cannot be checked without its script.
 */
export function contextRank(path: string, { layout, templates }: ContextSettings): number | undefined {
  if (path === POLICY_PATH || templates.includes(path)) return 0;
  if (!TEXT_FILE.test(path)) return undefined;
  if (matchesAnyPattern(path, layout.referenceScripts)) {
    return /(?:^|\/)(?:train[^/]*\.py|README\.md)$/.test(path) ? 1 : 4;
  }
  if (matchesAnyPattern(path, layout.hub)) return 2;
  const isInit = path.endsWith("/__init__.py");
  if (isInit && layout.models.some((pattern) => matchesPattern(path, pattern))) return 2;
  if (matchesAnyPattern(path, layout.tests)) return /model/.test(path) ? 3 : undefined;
  if (matchesAnyPattern(path, layout.documentation)) return 3;
  return matchesAnyPattern(path, layout.models) ? 5 : undefined;
}
