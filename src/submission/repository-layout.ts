/** Where a model library keeps its things. Globs use `*` within a segment and `**` across segments. */
export interface RepositoryLayout {
  /** Packages that hold model implementations. */
  readonly models: readonly string[];
  /** Part of `models` that holds work in progress, not yet public. */
  readonly prototype: readonly string[];
  readonly documentation: readonly string[];
  readonly tests: readonly string[];
  /** Expected outputs; `{model}` stands for a builder's name. */
  readonly expectedOutputs: readonly string[];
  /** Ops, transforms and losses that models share: what is new there is a new primitive. */
  readonly primitives: readonly string[];
  /** Folders of the reference training scripts. */
  readonly referenceScripts: readonly string[];
  readonly hub: readonly string[];
  /** Tasks (folders below the models package; `classification` is the package itself) whose builders the hub file imports. */
  readonly hubTasks: readonly string[];
}
