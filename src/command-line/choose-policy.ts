import { readTextFile } from "../intake/read-text-file.ts";
import type { Policy } from "../policy/policy.ts";
import { PRESETS } from "../policy/presets.ts";
import type { Source } from "./source.ts";
import { CommandError } from "./terminal.ts";

const POLICY_LIMIT = 1024 * 1024;

/** Text of a policy file on disk. Throws an IntakeError. */
export function readPolicyFile(file: string): string {
  return readTextFile(file, POLICY_LIMIT, "Name a policy file, for example .github/weighbridge.yml.");
}

/**
 * The policy of a file, else the repository's own, else the torchvision preset. Throws a {@link CommandError} that names the
 * first thing that is wrong with it.
 */
export async function choosePolicy(file: string | undefined, readOwn?: Source["readPolicy"]): Promise<Policy> {
  const found = file === undefined ? await readOwn?.() : { text: readPolicyFile(file), file };
  if (found === undefined) return PRESETS.torchvision;
  const [{ loadPolicy }, { describeProblem }, { RULES }] = await Promise.all([
    import("../policy/load-policy.ts"),
    import("../policy/policy-problem.ts"),
    import("../rules/index.ts"),
  ]);
  const loaded = loadPolicy(found.text, found.file, RULES);
  if ("policy" in loaded) return loaded.policy;
  const [first, ...more] = loaded.problems;
  const what = first === undefined ? `${found.file}: not a policy` : describeProblem(first);
  const rest = more.length === 0 ? "" : ` (and ${more.length} more)`;
  throw new CommandError(`${what}${rest}. Mend it; \`weighbridge policy check\` lists all that is wrong.`);
}
