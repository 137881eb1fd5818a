import { z } from "zod";
import { KINDS } from "../submission/contribution-kind.ts";

const kind = z.enum(KINDS);

/** `label.json` of a pull folder: what a careful person judged. */
export const labelFile = z.object({
  kind,
  /** A kind that is right too. */
  kindAlt: kind.nullish().transform((alternative) => alternative ?? undefined),
  requirements: z.record(
    z.string(),
    z.object({
      verdict: z.enum(["met", "missing", "contradicted", "partial", "unknown", "not-applicable"]),
      /** Where the thing stands. For `missing`, `comment` or `diff` say that it stands only there. */
      where: z.string().nullish(),
      evidence: z.string().nullish(),
      note: z.string().nullish(),
      /** The convention did not exist when the pull request was made. */
      preConvention: z.boolean().optional(),
    }),
  ),
});

export type Label = z.output<typeof labelFile>;
export type RequirementLabel = Label["requirements"][string];
