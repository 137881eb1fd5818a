import { z } from "zod";
import type { Rule } from "../engine/rule.ts";
import { loadPolicy } from "../policy/load-policy.ts";
import type { Policy } from "../policy/policy.ts";
import { describeProblem, type PolicyProblem } from "../policy/policy-problem.ts";
import { PRESETS } from "../policy/presets.ts";
import type { Annotation } from "../report/annotation.ts";
import { type Publication, withNotice } from "../report/publication.ts";
import type { Store } from "../store/store.ts";
import type { PolicyText } from "./ports.ts";

const SPACE = "last-good-policy";
/** A longer policy is read, but not remembered. */
const REMEMBERED = 256 * 1024;
const PROBLEMS_SHOWN = 20;

/** The policy that a review goes by, and what is wrong with the one that should have been. */
export interface PolicyInForce {
  readonly policy: Policy;
  readonly problems: readonly PolicyProblem[];
  /** Where the policy comes from that is in force instead of the broken one. */
  readonly instead?: "last good" | "preset";
}

function loadFound({ text, file }: PolicyText, rules: readonly Rule[]): ReturnType<typeof loadPolicy> {
  if (text !== undefined) return loadPolicy(text, file, rules);
  return {
    problems: [
      { file, line: 1, column: 1, key: "", expected: "a text", found: "a file that GitHub does not show as text" },
    ],
  };
}

/** Texts of one branch that may be remembered at a time: its own, and its organisation's. */
const FILES = 10;

/** Forgets what other files said. A policy whose file is gone, or that another file took the place of, must not come back. */
async function forgetOthers(place: string, kept: string | undefined, store: Store): Promise<void> {
  for (const { key } of await store.list(SPACE, `${place} `, FILES)) {
    if (key !== kept) await store.delete(SPACE, key);
  }
}

/**
 * The policy of a branch (`place`: `owner/name@branch`). A broken one is not obeyed in parts: the last one of the same file that was good
 * stays in force, and the preset where none is remembered.
 */
export async function policyInForce(
  found: PolicyText | undefined,
  place: string,
  rules: readonly Rule[],
  store: Store,
): Promise<PolicyInForce> {
  // A branch's name holds no space.
  const key = found === undefined ? undefined : `${place} ${found.file}`;
  await forgetOthers(place, key, store);
  if (found === undefined || key === undefined) return { policy: PRESETS.torchvision, problems: [] };
  const loaded = loadFound(found, rules);
  const remembered = z.string().safeParse(await store.get(SPACE, key)).data;
  if ("policy" in loaded) {
    if (found.text !== undefined && remembered !== found.text && found.text.length <= REMEMBERED)
      await store.put(SPACE, key, found.text);
    return { policy: loaded.policy, problems: [] };
  }
  const { problems } = loaded;
  const last = remembered === undefined ? undefined : loadPolicy(remembered, found.file, rules);
  return last !== undefined && "policy" in last
    ? { policy: last.policy, problems, instead: "last good" }
    : { policy: PRESETS.torchvision, problems, instead: "preset" };
}

/** Problems of the policy that the pull request itself brings, as annotations on its lines. */
function policyAnnotations(problems: readonly PolicyProblem[], path: string): readonly Annotation[] {
  return problems.slice(0, PROBLEMS_SHOWN).map((problem) => ({
    path,
    startLine: problem.line,
    endLine: problem.line,
    level: "warning",
    title: "Weighbridge policy",
    message: describeProblem(problem).slice(0, 1000),
  }));
}

function fenced(lines: readonly string[]): string {
  // A fence of tildes longer than any run of them that a stranger could write on a bounded line.
  const longest = Math.max(
    3,
    ...lines.map((line) => Math.max(0, ...[...line.matchAll(/~+/g)].map((run) => run[0].length))),
  );
  const fence = "~".repeat(longest + 1);
  return [fence, ...lines, fence].join("\n");
}

function described(problems: readonly PolicyProblem[]): string {
  const shown = problems.slice(0, PROBLEMS_SHOWN).map((one) => describeProblem(one).replace(/\s+/g, " ").slice(0, 300));
  const rest = problems.length - shown.length;
  return fenced([...shown, ...(rest > 0 ? [`and ${rest} more`] : [])]);
}

const INSTEAD = {
  "last good": "The last policy that was right stays in force.",
  preset: "The torchvision preset is in force instead.",
} as const;

/** The publication with what is wrong with the policy in force, and with the one that the pull request brings. */
export function withPolicyProblems(
  publication: Publication,
  inForce: PolicyInForce,
  brought: readonly PolicyProblem[],
  path: string,
): Publication {
  const notices: string[] = [];
  if (inForce.instead !== undefined) {
    notices.push(
      `> [!WARNING]\n> The policy of the base branch is not valid. ${INSTEAD[inForce.instead]}\n\n${described(inForce.problems)}`,
    );
  }
  if (brought.length > 0) {
    notices.push(`> [!WARNING]\n> The policy that this pull request brings is not valid.\n\n${described(brought)}`);
  }
  if (notices.length === 0) return publication;
  const check = withNotice(publication.check, notices.join("\n\n"));
  return {
    ...publication,
    check: { ...check, annotations: [...policyAnnotations(brought, path), ...check.annotations] },
  };
}
