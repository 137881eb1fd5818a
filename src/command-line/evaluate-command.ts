import { existsSync, readdirSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { review } from "../engine/review.ts";
import { labelFile } from "../evaluation/label.ts";
import { renderEvaluation } from "../evaluation/render-evaluation.ts";
import { type LabelledReview, scoreReviews } from "../evaluation/score.ts";
import { readFolder } from "../intake/read-folder.ts";
import { readJsonFile } from "../intake/read-text-file.ts";
import { reviewPolicy, submissionSettings } from "../policy/policy.ts";
import { RULES } from "../rules/index.ts";
import { readSubmission, withFacts } from "../submission/read-submission.ts";
import { choosePolicy } from "./choose-policy.ts";
import { gatherEvidence } from "./gather-evidence.ts";
import { openFolderWorld } from "./source.ts";
import { CommandError, EXIT, Progress, type Terminal } from "./terminal.ts";

const LABEL_LIMIT = 4 * 1024 * 1024;

/** Labelled pull folders at or directly below each directory. */
function labelledFolders(directories: readonly string[]): string[] {
  const labelled = (folder: string) => existsSync(join(folder, "label.json"));
  const found = directories.flatMap((directory) => {
    if (labelled(directory)) return [directory];
    if (statSync(directory, { throwIfNoEntry: false })?.isDirectory() !== true) {
      throw new CommandError(`${directory}: there is no such folder. Name a folder of labelled pull folders.`);
    }
    return readdirSync(directory)
      .sort()
      .map((name) => join(directory, name))
      .filter(labelled);
  });
  if (found.length === 0) {
    throw new CommandError(
      `${directories.join(", ")}: no folder with a label.json in it. Name a folder of labelled pull folders.`,
    );
  }
  return found;
}

export interface EvaluateOptions {
  readonly json?: boolean;
  readonly policy?: string;
}

/** Reviews labelled pull folders and prints how the rules did. Returns the exit code. */
export async function evaluateCommand(
  directories: readonly string[],
  options: EvaluateOptions,
  terminal: Terminal,
): Promise<number> {
  const policy = await choosePolicy(options.policy);
  const judged = reviewPolicy(policy, RULES);
  const folders = labelledFolders(directories);
  const progress = new Progress(terminal);
  const reviews: LabelledReview[] = [];
  for (const [index, folder] of folders.entries()) {
    progress.show(`${index + 1} of ${folders.length}  ${basename(folder)}`);
    const label = readJsonFile(join(folder, "label.json"), labelFile, LABEL_LIMIT, "See label.json of a pull folder.");
    const input = readFolder(folder);
    const hasDiff = input.diff !== undefined;
    const settings = submissionSettings(policy, hasDiff ? undefined : label.kind);
    const submission = readSubmission(input, settings, {});
    const facts = await gatherEvidence(await openFolderWorld(folder), submission, policy);
    reviews.push({
      name: basename(folder),
      label,
      hasDiff,
      review: review(withFacts(submission, facts), RULES, judged),
    });
  }
  progress.clear();
  const evaluation = scoreReviews(
    reviews,
    RULES.map((rule) => rule.id),
  );
  terminal.out(options.json === true ? `${JSON.stringify(evaluation, null, 2)}\n` : renderEvaluation(evaluation));
  return EXIT.clean;
}
