import { defineRule } from "../engine/define-rule.ts";
import { citeText } from "../submission/citation.ts";
import type { Command } from "../submission/command.ts";
import type { Evidence } from "../submission/evidence.ts";
import type { MarkdownText } from "../submission/markdown-text.ts";
import { matchesAnyPattern, patternRoot } from "../submission/path-pattern.ts";
import { findScript } from "../submission/reference-script.ts";
import type { RepositoryLayout } from "../submission/repository-layout.ts";
import { splitSentences } from "../submission/sentence.ts";

/** The path from the reference scripts' folder on, wherever the checkout stands on somebody's machine. */
function pathInReferences(command: Command, layout: RepositoryLayout): string | undefined {
  const stated = `/${command.script ?? ""}`;
  for (const pattern of layout.referenceScripts) {
    const root = patternRoot(pattern);
    const at = root === "" ? -1 : stated.indexOf(`/${root}/`);
    if (at < 0) continue;
    const path = stated.slice(at + 1);
    if (matchesAnyPattern(path, layout.referenceScripts)) return path;
  }
  return undefined;
}

/** A text with more commands is a listing. */
const COMMANDS_JUDGED = 50;

const REASON =
  /\b(?:reference (?:training )?scripts?|training references?|references? (?:folder|recipes?)|(?:torchvision|our|own|vision)'?s? (?:training )?scripts?|not trained with|trained (?:with|in|on|using|by) (?:the )?(?:authors?|original|official|internal|\w+'s))\b/i;

/** A sentence that speaks of the reference scripts, or of where else the model was trained. */
function readReason(text: MarkdownText): Evidence | undefined {
  const sentence = splitSentences(text).find((one) => REASON.test(one.text));
  return sentence === undefined ? undefined : citeText(text, sentence.start, sentence.end);
}

export default defineRule({
  id: "reference-scripts-used",
  clause: "train-with-reference-scripts",
  alsoClauses: ["weights-train-with-reference-scripts"],
  kinds: ["new-architecture", "new-weights"],
  level: "required",
  reads: ["claims", "scripts", "contribution", "head", "layout", "description"],
  summary: "The training command runs a script of the reference scripts.",
  messages: {
    used: { text: "The model was trained with {scripts}." },
    "other-script": {
      text: "The training command runs {script}, which is none of the reference scripts.",
      fix: "Train with the reference scripts, or say why they cannot be used; they may be extended.",
    },
    "other-script-explained": {
      text: "The training command runs {script}, which is none of the reference scripts; the description speaks of it.",
      fix: "Decide whether the reason given is good enough.",
    },
    wrapper: {
      text: "The training command runs {script}; whether that runs a reference script cannot be seen.",
      fix: "Give the command that it runs in the end.",
    },
    "no-scripts": { text: "The reference scripts were not available." },
    "no-command": { text: "There is no training command to judge." },
  },
  check({ claims, scripts, contribution, head, layout, description }, verdict) {
    const training = claims.commands
      .filter((one) => one.role === "training" && one.script !== undefined)
      .slice(0, COMMANDS_JUDGED);
    const [sample] = training;
    if (sample === undefined) return verdict.notAssessed("no-command", {});
    const used = training.flatMap((command) => {
      const path = findScript(command, scripts, contribution)?.path ?? pathInReferences(command, layout);
      return path === undefined ? [] : [{ path, evidence: command.evidence }];
    });
    const [first, ...rest] = used;
    if (first !== undefined) {
      const evidence = [first.evidence, ...rest.map((one) => one.evidence)] as const;
      return verdict.pass("used", { scripts: [...new Set(used.map((one) => one.path))] }, evidence);
    }
    const wrapper = training.find(({ script = "" }) => /\.(?:sh|bash|slurm|sbatch)$|submitit/.test(script));
    if (wrapper !== undefined) return verdict.unsure("wrapper", { script: wrapper.script ?? "" }, [wrapper.evidence]);
    const script = sample.script ?? "";
    // A tree that is known in part may hold a script of that bare name which nobody fetched; reference scripts are named so.
    const isBare = /^(?:\.\/)?train\w{0,40}\.py$/.test(script);
    const folders = scripts.paths.map((path) => path.slice(0, path.lastIndexOf("/")));
    const mayExist = isBare && folders.some((folder) => head.has(`${folder}/${script}`) === undefined);
    if (scripts.paths.length === 0 || mayExist) return verdict.notAssessed("no-scripts", {}, [sample.evidence]);
    const reason = readReason(description);
    return reason === undefined
      ? verdict.fail("other-script", { script }, [sample.evidence])
      : verdict.unsure("other-script-explained", { script }, [sample.evidence, reason]);
  },
});
