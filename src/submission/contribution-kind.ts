import type { Evidence } from "./evidence.ts";

export const KINDS = ["new-architecture", "new-weights", "not-a-model-contribution"] as const;
export type Kind = (typeof KINDS)[number];

/** The kind of a pull request with what it was judged by. */
export interface KindJudgement {
  readonly kind: Kind;
  /** `diff`: by what the change does. `text`: there was no diff. `set`: a label, a command or a flag says so. */
  readonly by: "diff" | "text" | "set";
  /** One sentence for the reader. */
  readonly reason: string;
  readonly evidence: readonly Evidence[];
}
