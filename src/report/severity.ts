import type { Verdict } from "../engine/verdict.ts";

export type Severity = "error" | "warning" | "note";

/** How loudly tools speak of a verdict; undefined for what needs no one's attention. A waived failure is none. */
export function severityOf(verdict: Verdict): Severity | undefined {
  if (verdict.waiver !== undefined) return undefined;
  switch (verdict.verdict) {
    case "fail":
      return verdict.level === "required" ? "error" : verdict.level === "recommended" ? "warning" : "note";
    case "unsure":
      return verdict.level === "required" ? "warning" : "note";
    case "errored":
    case "pass":
    case "not-applicable":
    case "not-assessed":
      return undefined;
  }
}
