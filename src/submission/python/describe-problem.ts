import type { ScriptArguments } from "./argument-definition.ts";
import type { ArgumentProblem } from "./check-arguments.ts";

/** Where the script defines an argument: ` (references/classification/train.py:412)`. */
function placeOf(problem: ArgumentProblem, script: ScriptArguments): string {
  const { definitionLine, definitionPath = script.path } = problem;
  return definitionLine === undefined ? "" : ` (${definitionPath}:${definitionLine})`;
}

/** The nearest flag, with the line at which the script defines it. */
function hintOf(nearest: string | undefined, script: ScriptArguments): string {
  if (nearest === undefined) return "";
  const definition = script.arguments.find((one) => one.flags.includes(nearest));
  const line = definition === undefined || definition.path !== undefined ? "" : `, line ${definition.line}`;
  return ` (did you mean ${nearest}${line}?)`;
}

/** Says what is wrong with one argument, for a reader who has not seen the script. */
export function describeProblem(problem: ArgumentProblem, script: ScriptArguments): string {
  const { flag, value = "", expected = "", nearest } = problem;
  const place = placeOf(problem, script);
  switch (problem.kind) {
    case "unknown-flag":
      return `${flag} is no argument of ${script.path}${hintOf(nearest, script)}`;
    case "ambiguous-flag":
      return `${flag} may mean ${expected} of ${script.path}`;
    case "invalid-choice": {
      const hint = nearest === undefined ? "" : ` (did you mean ${nearest}?)`;
      return `${flag} does not take ${value}${hint}${expected === "" ? "" : `; it takes ${expected}`}${place}`;
    }
    case "invalid-type":
      return `${flag} takes ${expected}, not ${value}${place}`;
    case "missing-value":
      return `${flag} has no value${expected === "" ? "" : `; it takes ${expected}`}${place}`;
    case "unexpected-value":
      return `${flag} takes ${expected === "" ? "no value" : expected}, but ${value} follows${place}`;
    case "missing-required":
      return `${flag} is required by ${script.path}${place}`;
  }
}
