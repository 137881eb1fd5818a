import type { Evidence } from "./evidence.ts";

export type CommandRole = "training" | "evaluation" | "other";

/** One option of a command with the values that follow it. */
export interface CommandArgument {
  /** As written, `--lr` or `-b`. */
  readonly flag: string;
  /** Values with variables resolved where they could be; quotes removed. `--lr=0.5` and `--lr 0.5` read alike. */
  readonly values: readonly string[];
  readonly evidence: Evidence;
}

/** A shell command that stands in a text. */
export interface Command {
  readonly role: CommandRole;
  /** Why it was classed so, in a few words: `--test-only`, `train.py with --epochs`. */
  readonly roleReason: string;
  /** As written, continuation lines included, prompt and comments removed. */
  readonly text: string;
  /** On one line, variables resolved, single spaces: what a reader can paste. */
  readonly normalised: string;
  /** `torchrun`, `python -m torch.distributed.launch`, `python`, `srun`, `run_with_submitit.py`, … */
  readonly launcher: string;
  /** Arguments of the launcher itself, for example `--nproc_per_node=8`. */
  readonly launcherArguments: readonly CommandArgument[];
  /** The script that is run, as written (`references/classification/train.py`, `~/script/run_with_submitit.py`). */
  readonly script?: string;
  readonly arguments: readonly CommandArgument[];
  /** Positional words after the script. */
  readonly positionals: readonly string[];
  /** Names of variables that nothing in the text defines, with `$`, and `<placeholders>`. */
  readonly unresolved: readonly string[];
  /** Values of `--model`/`--arch`, resolved; several when the text lists alternatives. */
  readonly models: readonly string[];
  /** Processes in all: nodes times GPUs per node, where the command says so. */
  readonly gpus?: number;
  /** The sentence around it plans or asks for a run; it does not tell of one. */
  readonly intended?: boolean;
  /** Per-process batch size, where the command says so. */
  readonly batchSize?: number;
  readonly evidence: Evidence;
}
