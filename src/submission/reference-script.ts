import type { Command } from "./command.ts";
import type { Contribution } from "./contribution.ts";
import type { ScriptArguments } from "./python/argument-definition.ts";
import { checkArguments } from "./python/check-arguments.ts";

function fileName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** Launchers that hand their arguments on to the training script beside them. */
const WRAPPERS: ReadonlySet<string> = new Set(["run_with_submitit.py"]);

/**
 * The reference script that a command runs. A path is matched by its end, a bare `train.py` by the contribution's task; where several
 * remain, the one whose arguments fit best. Undefined when no reference script has that name.
 */
export function findScript(
  command: Command,
  scripts: ReadonlyMap<string, ScriptArguments>,
  contribution: Contribution | undefined,
): ScriptArguments | undefined {
  if (command.script === undefined) return undefined;
  const stated = command.script.replace(/^(?:\.\/|~\/)/, "");
  const wrapped = WRAPPERS.has(fileName(stated));
  const name = wrapped ? "train.py" : fileName(stated);
  const named = [...scripts.values()].filter((one) => fileName(one.path) === name);
  const exact = named.filter(
    (one) => one.path === stated || one.path.endsWith(`/${stated}`) || stated.endsWith(`/${one.path}`),
  );
  const candidates =
    exact.length > 0 ? exact : stated.includes("/") && !wrapped && !looksElsewhere(stated) ? [] : named;
  const tasks = new Set(contribution?.files.map((file) => file.task.split("/")[0]) ?? []);
  const ranked = candidates.map((script) => ({
    script,
    problems: checkArguments(command.arguments, script).length,
    fits: [...tasks].some((task) => taskFolder(task ?? "").some((folder) => script.path.includes(`/${folder}/`))),
  }));
  ranked.sort((left, right) => Number(right.fits) - Number(left.fits) || left.problems - right.problems);
  const [best] = ranked;
  // A script of another task that fits much better is the one meant: several tasks' scripts share one name.
  const [closest] = [...ranked].sort((left, right) => left.problems - right.problems);
  return best !== undefined && closest !== undefined && best.problems > closest.problems + 2
    ? closest.script
    : best?.script;
}

/** A path on somebody's own machine says nothing about the repository's folders. */
function looksElsewhere(path: string): boolean {
  return path.startsWith("/") || path.startsWith("~") || path.startsWith("$") || path.startsWith("..");
}

/** Reference folders of a task: torchvision's scripts for video models stand in `video_classification`. */
function taskFolder(task: string): string[] {
  return task === "video" ? ["video_classification"] : task === "quantization" ? ["classification"] : [task];
}
