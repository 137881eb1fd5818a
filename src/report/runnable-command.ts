import type { Command, CommandArgument } from "../submission/command.ts";
import type { ScriptArguments } from "../submission/python/argument-definition.ts";
import { findScript } from "../submission/reference-script.ts";
import type { Submission } from "../submission/submission.ts";

/** A claimed command as words to be quoted by whoever writes them into a script. */
export interface RunnableCommand {
  /** As claimed. */
  readonly claimed: readonly string[];
  /** What a reviewer can run; undefined when nothing can be run as it stands. */
  readonly words?: readonly string[];
  /** Folder to run it in; undefined for the repository's root. */
  readonly folder?: string;
  /** Our own words on why the claimed command itself is shown and not run. */
  readonly obstacle?: string;
  readonly definition?: ScriptArguments;
}

const WORDS_LIMIT = 200;
/** A path inside the repository: nothing absolute, nothing above it, nothing that reads as an option. */
const SCRIPT = /^(?:\.\/)?(?![-/])[A-Za-z0-9_][A-Za-z0-9_./-]*\.py$/;
const LAUNCHER_FLAGS = new Set([
  "nproc-per-node",
  "nnodes",
  "node-rank",
  "master-addr",
  "master-port",
  "rdzv-backend",
  "rdzv-endpoint",
  "rdzv-id",
  "rdzv-conf",
  "max-restarts",
  "standalone",
  "use-env",
]);

function flagName(flag: string): string {
  return flag.replace(/^-+/, "").replaceAll("_", "-");
}

/** Words of the launchers that run a Python script and nothing else; undefined for any other. */
function launcherWords(launcher: string): string[] | undefined {
  switch (launcher.trim().replace(/\s+/g, " ")) {
    case "torchrun":
      return ["torchrun"];
    case "python":
    case "python3":
      return ["python"];
    case "python -m torch.distributed.launch":
    case "python3 -m torch.distributed.launch":
      return ["python", "-m", "torch.distributed.launch"];
    case "python -m torch.distributed.run":
    case "python3 -m torch.distributed.run":
      return ["torchrun"];
    default:
      return undefined;
  }
}

const PYTHON_FLAGS = new Set(["-u", "-B", "-O"]);

function argumentWords(argument: CommandArgument): string[] {
  return [argument.flag, ...argument.values];
}

/** The reference script at head that a command runs. */
export function scriptOf(command: Command, submission: Submission): ScriptArguments | undefined {
  return findScript(command, submission.scripts, submission.contribution);
}

/** Folder to stand in and the script's path from there: as the command has it where that fits, else beside the script. */
export function standpointOf(command: Command, definition: ScriptArguments): { folder?: string; script: string } {
  const stated = command.script?.replace(/^\.\//, "") ?? "";
  if (definition.path === stated) return { script: stated };
  if (definition.path.endsWith(`/${stated}`))
    return { folder: definition.path.slice(0, -stated.length - 1), script: stated };
  const slash = definition.path.lastIndexOf("/");
  return slash < 0
    ? { script: definition.path }
    : { folder: definition.path.slice(0, slash), script: definition.path.slice(slash + 1) };
}

function isElsewhere(command: Command, definition: ScriptArguments): boolean {
  const stated = command.script?.replace(/^\.\//, "") ?? "";
  return definition.path !== stated && !definition.path.endsWith(`/${stated}`);
}

function hasKnownOptions(command: Command, launcher: readonly string[]): boolean {
  const python = launcher.length === 1 && launcher[0] === "python";
  return command.launcherArguments.every((one) =>
    python ? PYTHON_FLAGS.has(one.flag) : LAUNCHER_FLAGS.has(flagName(one.flag)),
  );
}

/** Torchrun in place of a cluster's launcher, with as many processes and machines as that one was given. */
function substitute(command: Command): string[] {
  const given = (...names: readonly string[]) =>
    command.launcherArguments.findLast((one) => names.includes(flagName(one.flag)))?.values[0];
  const whole = (text: string | undefined) => (text !== undefined && /^\d{1,4}$/.test(text) ? Number(text) : undefined);
  const nodes = whole(given("nodes", "nnodes", "N")) ?? 1;
  const each =
    whole(given("ngpus", "nproc-per-node", "gpus-per-node", "ntasks-per-node")) ?? (command.gpus ?? 0) / nodes;
  return [
    "torchrun",
    ...(nodes > 1 ? [`--nnodes=${nodes}`] : []),
    `--nproc_per_node=${Number.isInteger(each) && each > 0 ? each : "gpu"}`,
  ];
}

/** Takes a claimed command apart into words; one that cannot be run safely as it stands gets an equivalent, or only its obstacle. */
export function runnable(command: Command, submission: Submission): RunnableCommand {
  const definition = scriptOf(command, submission);
  const claimed = command.normalised
    .split(/\s/)
    .filter((one) => one !== "")
    .slice(0, WORDS_LIMIT);
  const shared = { claimed, ...(definition === undefined ? {} : { definition }) };
  if (command.unresolved.length > 0) return { ...shared, obstacle: "Some of its values are not given in the text" };
  if (definition === undefined) return { ...shared, obstacle: "Its script is none of the reference scripts" };
  if (!SCRIPT.test(definition.path)) return { ...shared, obstacle: "The name of its script is unusual" };
  const { folder, script } = standpointOf(command, definition);
  const options = [...command.positionals, ...command.arguments.flatMap(argumentWords)];
  if (options.length > WORDS_LIMIT) return { ...shared, obstacle: "It is too long" };
  const launcher = launcherWords(command.launcher);
  const direct = launcher !== undefined && !isElsewhere(command, definition) && hasKnownOptions(command, launcher);
  const start = direct ? [...launcher, ...command.launcherArguments.flatMap(argumentWords)] : substitute(command);
  return {
    ...shared,
    words: [...start, script, ...options],
    ...(folder === undefined ? {} : { folder }),
    ...(direct ? {} : { obstacle: "It is made for the launcher or the paths of another machine" }),
  };
}

/** Value of an option: as the command gives it, else the script's own literal default. Undefined when neither tells. */
export function optionValue(command: Command, dest: string, script: ScriptArguments | undefined): string | undefined {
  const definition = script?.arguments.find((one) => one.dest === dest);
  const spellings = new Set(definition?.flags ?? [`--${dest.replaceAll("_", "-")}`, `--${dest}`]);
  const given = command.arguments.findLast((one) => spellings.has(one.flag))?.values[0];
  return given ?? definition?.defaultText?.replace(/^(['"])(.*)\1$/, "$2");
}
