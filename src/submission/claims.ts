import type { Command } from "./command.ts";
import type { Evidence } from "./evidence.ts";
import type { MetricClaim } from "./metric.ts";
import type { TrainingLog } from "./training-log.ts";

/** A reference to an issue or pull request. */
export interface TicketClaim {
  /** `owner/name#number`. */
  readonly key: string;
  readonly repo: string;
  readonly number: number;
  readonly url: string;
  /** The word that links it, lower case (`fixes`, `part of`, `towards`), where one stands before. */
  readonly keyword?: string;
  readonly form: "number" | "url" | "linked";
  /** True when the text itself shows that it is a pull request (`/pull/N`, `PR #N`). */
  readonly isPullRequest: boolean;
  /** The umbrella issue under which all models are discussed. */
  readonly isRoadmap: boolean;
  readonly evidence: Evidence;
}

export interface PaperClaim {
  readonly url: string;
  /** arXiv identifier without version, or DOI. */
  readonly id?: string;
  readonly venue:
    | "arxiv"
    | "doi"
    | "openreview"
    | "cvf"
    | "acm"
    | "ieee"
    | "neurips"
    | "pmlr"
    | "acl"
    | "pdf"
    | "other";
  /** The link's text, or the words around a bare URL. */
  readonly label: string;
  /** What the text says that it is: the model's own paper unless it speaks of a dataset, an optimizer or an augmentation. */
  readonly about: "model" | "other";
  readonly evidence: Evidence;
}

export interface RepositoryClaim {
  readonly url: string;
  /** `owner/name`. */
  readonly repo: string;
  readonly evidence: Evidence;
}

export interface MaintainerClaim {
  readonly login: string;
  /** `ask`: a mention that asks for a review or an answer. */
  readonly by: "mention" | "ask" | "cc" | "requested-reviewer" | "assignee";
  /** On the policy's list, or known as a member or collaborator from the conversation. Undefined when nothing tells. */
  readonly isMaintainer?: boolean;
  readonly evidence: Evidence;
}

export interface LogClaim {
  /** Undefined when the log is pasted or attached to nothing. */
  readonly url?: string;
  /** The parsed log, when it is pasted in the text. */
  readonly pasted?: TrainingLog;
  readonly form: "link" | "attachment" | "pasted" | "job-id";
  readonly evidence: Evidence;
}

export interface CheckpointClaim {
  readonly url: string;
  readonly form: "file" | "folder";
  /** Whose weights they are, by the words around: a backbone's or the authors' original file is no trained checkpoint. */
  readonly whose: "trained" | "original" | "backbone";
  readonly origin: "text" | "diff";
  readonly evidence: Evidence;
}

export interface DeviationClaim {
  readonly says: "differs" | "same";
  readonly evidence: Evidence;
}

/** A figure that the diff writes into the meta of new weights. */
export interface DeclaredMetric {
  readonly model: string;
  readonly weights: string;
  readonly dataset?: string;
  /** Key as the library spells it (`acc@1`, `box_map`). */
  readonly metric: string;
  readonly text: string;
  readonly evidence: Evidence;
}

/** A statement that sets measured results beside those of the paper or the original, with or without both figures. */
export interface ComparisonClaim {
  /** A figure stands in the statement itself. */
  readonly hasFigure: boolean;
  /** It gives the published figure of a metric and compares nothing to it. */
  readonly alone?: true;
  readonly evidence: Evidence;
}

/** A link to the place where the training command or recipe stands: a README section, a recipe page. */
export interface RecipeClaim {
  readonly url: string;
  readonly evidence: Evidence;
}

/** Settings of a training that stand together with their values, without a command. */
export interface ConfigurationClaim {
  /** A list, a table or flags; or running text. */
  readonly form: "list" | "prose";
  /** `epochs`, `learning rate`, `optimizer`, … */
  readonly settings: readonly string[];
  readonly evidence: Evidence;
}

/** A picture that the words around it call results or a training log: only a person can tell what is on it. */
export interface PictureClaim {
  readonly shows: "results" | "log";
  readonly evidence: Evidence;
}

/** A place that may hold a checkpoint or a log, where only a person can tell: a bucket, a name on a hub, a link without a word. */
export interface PlaceClaim {
  readonly holds: "checkpoint" | "log" | "unknown";
  readonly evidence: Evidence;
}

/** What is said of the authors' implementation where it is not linked. */
export interface SourceStatement {
  readonly says: "named" | "unpublished";
  /** `owner/name`, when it is named. */
  readonly name?: string;
  readonly evidence: Evidence;
}

/** All that a submission claims, from its texts and its diff, each with where it stands. */
export interface Claims {
  readonly tickets: readonly TicketClaim[];
  readonly papers: readonly PaperClaim[];
  readonly repositories: readonly RepositoryClaim[];
  readonly sourceStatements: readonly SourceStatement[];
  readonly maintainers: readonly MaintainerClaim[];
  readonly metrics: readonly MetricClaim[];
  /** Models that the contribution is about: from the diff, or where there is none, as the training commands name them. */
  readonly declaredModels: readonly string[];
  readonly declaredMetrics: readonly DeclaredMetric[];
  readonly comparisons: readonly ComparisonClaim[];
  readonly commands: readonly Command[];
  readonly recipes: readonly RecipeClaim[];
  readonly configurations: readonly ConfigurationClaim[];
  readonly pictures: readonly PictureClaim[];
  readonly places: readonly PlaceClaim[];
  readonly logs: readonly LogClaim[];
  readonly checkpoints: readonly CheckpointClaim[];
  readonly deviations: readonly DeviationClaim[];
}
