import type { Evidence } from "./evidence.ts";
import type { Association } from "./pull-request.ts";
import type { TrainingLog } from "./training-log.ts";

/**
 * What the outside world answered. `refuted`: it answered, and what was claimed is not so (a 404, no such paper).
 * `unreachable`: it did not answer within the bounds, or was not asked; that proves nothing.
 */
export type Fact<T> =
  | { readonly status: "known"; readonly value: T; readonly evidence: Evidence }
  | { readonly status: "refuted"; readonly reason: string; readonly evidence: Evidence }
  | { readonly status: "unreachable"; readonly reason: string; readonly url: string };

export interface TicketFact {
  /** `owner/name#number`. */
  readonly key: string;
  readonly isPullRequest: boolean;
  readonly title: string;
  readonly body: string;
  readonly state: "open" | "closed";
  /** GitHub's `state_reason`: `completed`, `not_planned`, `duplicate`, `reopened`. */
  readonly stateReason?: string;
  readonly author: string;
  readonly authorAssociation: Association;
  readonly assignees: readonly string[];
  readonly labels: readonly string[];
  /** Who took part, the author included, with their association. Undefined when the comments were out of reach. */
  readonly participants?: readonly { readonly login: string; readonly association: Association }[];
}

export interface OpenPullRequest {
  readonly number: number;
  readonly title: string;
  readonly author: string;
  readonly url: string;
  readonly draft: boolean;
}

export interface PaperFact {
  readonly title: string;
  readonly authors: readonly string[];
  readonly year?: number;
  /** `arxiv`, `crossref`, `openreview`. */
  readonly registry: string;
}

export interface LogFact {
  readonly log: TrainingLog;
  readonly bytes: number;
}

export interface TensorFact {
  readonly name: string;
  readonly dtype: string;
  readonly shape: readonly number[];
}

export interface CheckpointFact {
  /** `page`: a web page stands where the file should. `unread`: the file is there, but its contents were out of reach. */
  readonly format: "torch-zip" | "safetensors" | "torch-legacy" | "torch-tar" | "page" | "unread" | "unknown";
  /** Whole size in bytes; undefined when the server does not tell. */
  readonly bytes?: number;
  /** Every `module.name` that the pickle would import, in order of first use; undefined when it could not be read. */
  readonly globals?: readonly string[];
  /** Those of them that a state dict does not need and that are not known to be harmless. */
  readonly unexpectedGlobals?: readonly string[];
  /** Those of them that are harmless but belong to a training run rather than to a state dict (`argparse.Namespace`). */
  readonly unneededGlobals?: readonly string[];
  readonly tensors?: readonly TensorFact[];
  /** Elements of all tensors that are parameters; buffers (batch-norm statistics and the like) apart. */
  readonly parameters?: number;
  readonly buffers?: number;
  /**
   * Elements among `parameters` that may be buffers: weight and bias of normalisation layers saved without
   * `num_batches_tracked`, as frozen ones are.
   */
  readonly frozenNorms?: number;
  /** Lower-case hex of the whole file, where it was within the size limit. */
  readonly sha256?: string;
  /** Hash prefix that the file's name carries (`resnet50-0676ba61.pth`). */
  readonly namedHash?: string;
  /** Why a part is missing, for the reader: `the file is larger than 64 MiB, so it was not hashed`. */
  readonly reasons?: { readonly globals?: string; readonly tensors?: string; readonly sha256?: string };
  /** What else a reader should know of the file. */
  readonly notes: readonly string[];
}

/** Facts by what they are about. A map is undefined when that kind of evidence was not gathered at all. */
export interface Facts {
  /** By `owner/name#number`. */
  readonly tickets?: ReadonlyMap<string, Fact<TicketFact>>;
  readonly openPullRequests?: Fact<readonly OpenPullRequest[]>;
  /** By URL as claimed. */
  readonly papers?: ReadonlyMap<string, Fact<PaperFact>>;
  readonly logs?: ReadonlyMap<string, Fact<LogFact>>;
  /** By URL, or by repository path for a checkpoint in the diff. */
  readonly checkpoints?: ReadonlyMap<string, Fact<CheckpointFact>>;
}
