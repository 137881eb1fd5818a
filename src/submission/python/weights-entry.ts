import type { PythonValue } from "./python-module.ts";

/** One meta field of a weights entry, with the file line where its value stands (shared dicts included). */
export interface MetaField {
  /** Path of keys, for example `num_params` or `_metrics.ImageNet-1K.acc@1`. Top-level fields have no dot of their own. */
  readonly key: string;
  readonly value: PythonValue;
  readonly line: number;
}

/** A trained variant that a models file declares: an enum member, or an entry of `model_urls`. */
export interface WeightsEntry {
  readonly path: string;
  readonly form: "enum" | "model_urls";
  /** Enum class name, or the name of the dict. */
  readonly container: string;
  /** Enum member, or dict key. */
  readonly member: string;
  readonly line: number;
  readonly endLine: number;
  /** Undefined when there is none or it is not a literal. */
  readonly url?: { readonly value: string; readonly line: number };
  /** Source text of `transforms`. */
  readonly transforms?: { readonly text: string; readonly line: number };
  /** Top-level meta fields, spreads resolved within the file (last one wins). */
  readonly meta: readonly MetaField[];
  /** Leaves of `_metrics` (or of the older flat keys `acc@1`, `acc@5`, `box_map`, …). */
  readonly metrics: readonly {
    readonly dataset?: string;
    readonly metric: string;
    readonly value: number;
    readonly text: string;
    readonly line: number;
  }[];
  /** A spread or a value in `meta` could not be resolved within the file, so absent fields prove nothing. */
  readonly partial: boolean;
  /** Member that this one repeats (`DEFAULT = IMAGENET1K_V2`). Such a member is no entry of its own. */
  readonly aliasOf?: string;
  /** The enum exists with a body of `pass`, or the value is None or a placeholder. */
  readonly declaredEmpty: boolean;
}
