import type { Kind } from "./contribution-kind.ts";
import type { RepositoryLayout } from "./repository-layout.ts";

/** What a policy says about how a repository's pull requests are to be read. */
export interface SubmissionSettings {
  readonly layout: RepositoryLayout;
  /** Logins and `org/team`s that count as maintainers. Empty: judged by association alone. */
  readonly maintainers: readonly string[];
  /** Umbrella issues, `owner/name#number`. */
  readonly roadmapIssues: readonly string[];
  /** Labels that set the kind. */
  readonly kindLabels: Readonly<Record<string, Kind>>;
  /** Repository paths at which a pull-request template may stand. */
  readonly templates: readonly string[];
  /** Set by a command or flag; beats labels and the diff. */
  readonly kind?: Kind;
}
