import type { RepositoryLayout } from "./repository-layout.ts";

/** Paths at which the expected outputs of a builder may stand. */
export function expectedOutputPaths(builder: string, layout: RepositoryLayout): string[] {
  return layout.expectedOutputs.map((pattern) => pattern.replaceAll("{model}", builder));
}
