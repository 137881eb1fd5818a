import type { ScriptArguments } from "./argument-definition.ts";
import type { ArgumentProblem } from "./check-arguments.ts";

/** Says what is wrong with one argument, for a reader who has not seen the script. */
export function describeProblem(problem: ArgumentProblem, script: ScriptArguments): string {
  const { flag, value = "", expected = "", nearest } = problem;
  const hint = nearest === undefined ? "" : ` (did you mean ${nearest}?)`;
  switch (problem.kind) {
    case "unknown-flag":
      return `${flag} is no argument of ${script.path}${hint}`;
    case "ambiguous-flag":
      return `${flag} may mean ${expected}`;
    case "invalid-choice":
      return `${flag} does not take ${value}${hint}${expected === "" ? "" : `; it takes ${expected}`}`;
    case "invalid-type":
      return `${flag} takes ${expected}, not ${value}`;
    case "missing-value":
      return `${flag} has no value${expected === "" ? "" : `; it takes ${expected}`}`;
    case "unexpected-value":
      return `${flag} takes ${expected === "" ? "no value" : expected}, but ${value} follows`;
    case "missing-required":
      return `${flag} is required by ${script.path}`;
  }
}
