import { loadPolicy } from "../policy/load-policy.ts";
import { policySchema } from "../policy/policy-document.ts";
import { describeProblem } from "../policy/policy-problem.ts";
import { RULES } from "../rules/index.ts";
import { readPolicyFile } from "./choose-policy.ts";
import { EXIT, type Terminal } from "./terminal.ts";

/** Checks a policy file and lists what is wrong with it, a line each. Returns the exit code. */
export function checkPolicyCommand(file: string, terminal: Terminal): number {
  const loaded = loadPolicy(readPolicyFile(file), file, RULES);
  if ("policy" in loaded) {
    terminal.out(`${file}: a valid policy\n`);
    return EXIT.clean;
  }
  terminal.out(`${loaded.problems.map(describeProblem).join("\n")}\n`);
  return EXIT.findings;
}

/** Prints the JSON Schema of the policy. Returns the exit code. */
export function policySchemaCommand(terminal: Terminal): number {
  terminal.out(`${JSON.stringify(policySchema(RULES), null, 2)}\n`);
  return EXIT.clean;
}
