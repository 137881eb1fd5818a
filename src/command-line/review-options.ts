import type { Kind } from "../submission/contribution-kind.ts";
import type { SourceOptions } from "./source.ts";

export const FORMATS = ["text", "markdown", "json", "sarif", "github"] as const;
export const FAIL_ON = ["required", "recommended", "never"] as const;

/** The options of `weighbridge review`. */
export interface ReviewOptions extends SourceOptions {
  readonly format: (typeof FORMATS)[number];
  readonly policy?: string;
  readonly offline?: boolean;
  readonly kind?: Kind;
  readonly failOn: (typeof FAIL_ON)[number];
  readonly output?: string;
  /** With the text format: ends with the reproduction kit. */
  readonly kit?: boolean;
}
