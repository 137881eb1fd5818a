import type { Command } from "./command.ts";
import type { Contribution, ModelFile } from "./contribution.ts";
import type { ScriptArguments } from "./python/argument-definition.ts";
import { checkArguments } from "./python/check-arguments.ts";
import type { ReferenceScripts } from "./reference-scripts.ts";

function fileName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** Launchers that hand their arguments on to the training script beside them. */
const WRAPPERS: ReadonlySet<string> = new Set(["run_with_submitit.py"]);

/**
 * The reference script that a command runs. A path is matched by its end, a bare `train.py` by the task of the model that the command
 * names, else by the contribution's task; where several remain, the one whose arguments fit best. Undefined when no reference script
 * has that name.
 */
export function findScript(
  command: Command,
  scripts: ReferenceScripts,
  contribution: Contribution | undefined,
): ScriptArguments | undefined {
  if (command.script === undefined) return undefined;
  const stated = command.script.replace(/^(?:\.\/|~\/)/, "");
  const wrapped = WRAPPERS.has(fileName(stated));
  const name = wrapped ? "train.py" : fileName(stated);
  const named = scripts.paths.filter((path) => fileName(path) === name);
  const exact = named.filter((path) => path === stated || path.endsWith(`/${stated}`) || stated.endsWith(`/${path}`));
  const candidates =
    exact.length > 0 ? exact : stated.includes("/") && !wrapped && !looksElsewhere(stated) ? [] : named;
  const inFolders = (folders: readonly string[]) =>
    candidates.filter((path) => folders.some((folder) => path.includes(`/${folder}/`)));
  const ofModel = bestFit(command, inFolders(foldersOfModels(command, contribution)), scripts);
  if (ofModel !== undefined) return ofModel.script;
  const ofTask = inFolders(foldersOf(contribution?.files ?? []));
  const best = bestFit(command, ofTask, scripts);
  if (best?.problems === 0) return best.script;
  // Several tasks' scripts share one name. One of another task that takes the whole command, or fits much better, is the one meant.
  const other = bestFit(
    command,
    candidates.filter((path) => !ofTask.includes(path)),
    scripts,
  );
  return other !== undefined && (best === undefined || other.problems === 0 || best.problems > other.problems + MISFIT)
    ? other.script
    : best?.script;
}

function foldersOf(files: readonly ModelFile[]): string[] {
  return [...new Set(files.map((file) => file.task.split("/")[0] ?? ""))].flatMap(taskFolders);
}

/** Folders of the tasks whose changed files define a model that the command names. */
function foldersOfModels(command: Command, contribution: Contribution | undefined): string[] {
  const models = new Set(command.models);
  return foldersOf(
    (contribution?.files ?? []).filter(
      (file) =>
        command.models.some((model) => file.headNames.has(model)) &&
        file.head?.functions.some((one) => models.has(one.name)) === true,
    ),
  );
}

/** So many more problems than with another script, and that other is meant. */
const MISFIT = 2;

function bestFit(
  command: Command,
  paths: readonly string[],
  scripts: ReferenceScripts,
): { readonly script: ScriptArguments; readonly problems: number } | undefined {
  let best: { script: ScriptArguments; problems: number } | undefined;
  for (const path of paths) {
    const script = scripts.read(path);
    if (script === undefined) continue;
    const problems = checkArguments(command.arguments, script).length;
    if (best === undefined || problems < best.problems) best = { script, problems };
    if (problems === 0) break;
  }
  return best;
}

/** A path on somebody's own machine says nothing about the repository's folders. */
function looksElsewhere(path: string): boolean {
  return path.startsWith("/") || path.startsWith("~") || path.startsWith("$") || path.startsWith("..");
}

/** Reference folders of a task: torchvision's scripts for video models stand in `video_classification`. */
function taskFolders(task: string): string[] {
  return task === "video" ? ["video_classification"] : task === "quantization" ? ["classification"] : [task];
}
