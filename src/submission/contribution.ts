import type { Evidence } from "./evidence.ts";
import type { ClassDefinition, PythonModule } from "./python/python-module.ts";
import type { WeightsEntry } from "./python/weights-entry.ts";

/** `classification` for the models package itself, else the folder below it (`detection`, `video`, …). */
export type Task = string;

/** A public function that returns a model and that the base does not have. */
export interface NewBuilder {
  readonly name: string;
  readonly path: string;
  readonly task: Task;
  readonly prototype: boolean;
  readonly quantized: boolean;
  /** Decorated so that the library's registry lists it. */
  readonly registered: boolean;
  /** Name of the class that is built, where it can be told. */
  readonly builds?: string;
  readonly evidence: Evidence;
}

/** A class derived from `nn.Module` that the base does not have. */
export interface NewModule {
  readonly name: string;
  readonly path: string;
  readonly prototype: boolean;
  /** What a new builder returns, or, in a new file without builders, a class that is exported or bears the file's name. */
  readonly isModel: boolean;
  readonly definition: ClassDefinition;
  readonly evidence: Evidence;
}

/** A weights entry that the pull request adds, or whose URL it changes. */
export interface WeightsChange {
  /**
   * `added`: the base has no such entry and no such checkpoint. `replaced`: the entry's URL points to other weights. `rehashed`: only
   * the address of the same weights changed, mostly the hash in it. `moved`: the checkpoint stood elsewhere.
   */
  readonly change: "added" | "replaced" | "rehashed" | "moved";
  readonly entry: WeightsEntry;
  readonly previous?: WeightsEntry;
  /** Builder that the entry belongs to, as far as names tell. */
  readonly model: string;
  readonly prototype: boolean;
  readonly quantized: boolean;
  readonly evidence: Evidence;
}

/** A Python file of the models package that the diff touches. */
export interface ModelFile {
  readonly path: string;
  readonly task: Task;
  readonly prototype: boolean;
  readonly quantized: boolean;
  readonly status: "added" | "removed" | "modified" | "renamed" | "copied";
  /** Whether `head` is there; tells it without parsing. */
  readonly isReadable: boolean;
  /** Names that the file defines at head, those inside of others too; tells them without parsing. */
  readonly headNames: ReadonlySet<string>;
  readonly head: PythonModule | undefined;
  readonly base: PythonModule | undefined;
  readonly headWeights: readonly WeightsEntry[];
  readonly baseWeights: readonly WeightsEntry[];
}

/** What the diff does to the library's models. */
export interface Contribution {
  readonly files: readonly ModelFile[];
  readonly builders: readonly NewBuilder[];
  readonly modules: readonly NewModule[];
  readonly weights: readonly WeightsChange[];
  /** Names of all models that the pull request is about, builders first. */
  readonly models: readonly string[];
  /** The new weights alone: `added` and `replaced`. */
  readonly newWeights: readonly WeightsChange[];
}
