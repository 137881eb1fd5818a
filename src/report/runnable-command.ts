import type { Command, CommandArgument } from "../submission/command.ts";
import type { ArgumentDefinition, ScriptArguments } from "../submission/python/argument-definition.ts";
import type { Submission } from "../submission/submission.ts";

/** A claimed command as words to be quoted, and whether a reviewer can run it as it is. */
export interface RunnableCommand {
  /** Folder to run it in; undefined for the repository's root. */
  readonly folder?: string;
  readonly words: readonly string[];
  /** Why it is shown and not run. Our own words. */
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
    case "run_with_submitit.py":
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

/** The script at head that a command means: at that path, or the only one that ends so. */
export function scriptOf(command: Command, submission: Submission): ScriptArguments | undefined {
  if (command.script === undefined) return undefined;
  const path = command.script.replace(/^\.\//, "");
  const exact = submission.scripts.get(path);
  if (exact !== undefined) return exact;
  const ending = [...submission.scripts.values()].filter((one) => one.path.endsWith(`/${path}`));
  return ending.length === 1 ? ending[0] : undefined;
}

/** The submitit launcher's own options stand behind its path. */
export function isSubmitit(command: Command): boolean {
  return command.script !== undefined && /(?:^|\/)[A-Za-z0-9_]*submitit[A-Za-z0-9_]*\.py$/.test(command.script);
}

function obstacleOf(command: Command, launcher: readonly string[] | undefined, words: number): string | undefined {
  if (command.unresolved.length > 0) return "Some of its values are not given in the text";
  if (launcher === undefined) return "It needs a launcher of its own";
  if (command.script === undefined || !SCRIPT.test(command.script) || command.script.split("/").includes("..")) {
    return "Its script is not a path of this repository";
  }
  const known = (flag: string) =>
    launcher.length === 1 && launcher[0] === "python" ? PYTHON_FLAGS.has(flag) : LAUNCHER_FLAGS.has(flagName(flag));
  if (!isSubmitit(command) && !command.launcherArguments.every((one) => known(one.flag))) {
    return "Its launcher has options that are not known here";
  }
  return words > WORDS_LIMIT ? "It is too long" : undefined;
}

/** Takes a claimed command apart into words. One that cannot be run safely as it stands has an obstacle. */
export function runnable(command: Command, submission: Submission): RunnableCommand {
  const launcher = launcherWords(command.launcher);
  const definition = scriptOf(command, submission);
  const own = command.launcherArguments.flatMap(argumentWords);
  const script = command.script === undefined ? [] : [command.script];
  const words = [
    ...(launcher ?? []),
    ...(isSubmitit(command) ? [...script, ...own] : [...own, ...script]),
    ...command.positionals,
    ...command.arguments.flatMap(argumentWords),
  ];
  const obstacle = obstacleOf(command, launcher, words.length);
  const shown = obstacle === undefined ? words : command.normalised.split(/\s/).filter((one) => one !== "");
  const inFolder =
    definition !== undefined && command.script !== undefined && definition.path !== command.script.replace(/^\.\//, "");
  return {
    words: shown.slice(0, WORDS_LIMIT),
    ...(obstacle === undefined ? {} : { obstacle }),
    ...(definition === undefined ? {} : { definition }),
    ...(inFolder ? { folder: definition.path.slice(0, -(command.script?.replace(/^\.\//, "").length ?? 0) - 1) } : {}),
  };
}

/** Definition of a flag, as argparse finds it: exact, without regard to abbreviations. */
export function definitionOf(flag: string, script: ScriptArguments | undefined): ArgumentDefinition | undefined {
  return script?.arguments.find((one) => one.flags.includes(flag));
}

/** Value of an option: as the command gives it, else the script's own literal default. Undefined when neither tells. */
export function optionValue(command: Command, dest: string, script: ScriptArguments | undefined): string | undefined {
  const definition = script?.arguments.find((one) => one.dest === dest);
  const spellings = new Set(definition?.flags ?? [`--${dest.replaceAll("_", "-")}`, `--${dest}`]);
  const given = command.arguments.findLast((one) => spellings.has(one.flag))?.values[0];
  return given ?? definition?.defaultText?.replace(/^(['"])(.*)\1$/, "$2");
}
