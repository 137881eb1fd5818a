import { lstatSync, readdirSync, readFileSync, realpathSync, statSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { readDiff } from "../submission/read-diff.ts";
import type { SubmissionInput } from "../submission/submission.ts";
import { changedTrees, type KnownFiles, NO_FILES } from "./changed-trees.ts";
import { IntakeError } from "./intake-error.ts";
import { conversationFile, pullRequestFile, pullRequestOf } from "./pull-request-file.ts";
import { decodeText, readJsonFile, readTextFile } from "./read-text-file.ts";

const MEBIBYTE = 1024 * 1024;
const JSON_LIMIT = 16 * MEBIBYTE;
const DIFF_LIMIT = 64 * MEBIBYTE;
/** A source file beyond this is data, and no rule reads it. */
const FILE_LIMIT = 4 * MEBIBYTE;
const FILES_LIMIT = 50_000;

/** Lists every path of the head, where it is known, so that what is not in it is known to be absent. */
export const HEAD_PATHS = "head-paths.txt";

const SEE = "A pull folder holds pr.json and, where they are known, pr.diff, base/, head/ and conversation.json.";

function exists(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}

/** Regular files below `root`, as repository paths. A link counts when it leads to a file below `root`. */
function listFiles(root: string): string[] {
  const home = realpathSync(root);
  const paths: string[] = [];
  for (const entry of readdirSync(home, { recursive: true, withFileTypes: true })) {
    if (paths.length >= FILES_LIMIT) break;
    const path = join(entry.parentPath, entry.name);
    if (entry.isSymbolicLink() && !staysWithin(home, path)) continue;
    if (!entry.isFile() && !entry.isSymbolicLink()) continue;
    paths.push(relative(home, path).split(sep).join("/"));
  }
  return paths;
}

function staysWithin(home: string, link: string): boolean {
  try {
    const target = realpathSync(link);
    return target.startsWith(home + sep) && statSync(target).isFile();
  } catch {
    return false;
  }
}

function readTree(folder: string, name: "base" | "head"): KnownFiles {
  const root = join(folder, name);
  if (!exists(root)) return NO_FILES;
  let paths: string[];
  try {
    paths = listFiles(root);
  } catch (error) {
    throw new IntakeError(`the folder ${name}/ cannot be listed`, root, "Make it readable, or remove it.", {
      cause: error,
    });
  }
  return {
    paths,
    complete: false,
    read(path) {
      const place = join(root, ...path.split("/"));
      try {
        return statSync(place).size > FILE_LIMIT ? undefined : decodeText(readFileSync(place));
      } catch {
        return undefined;
      }
    },
  };
}

/** The files with the list of all that exist, of which some may not be at hand. */
function listed(files: KnownFiles, place: string): KnownFiles {
  if (!exists(place)) return files;
  const lines = readTextFile(place, JSON_LIMIT, "Write one path a line, or remove it.").split("\n");
  const paths = new Set([...files.paths, ...lines.map((line) => line.trimEnd()).filter((line) => line !== "")]);
  return { ...files, paths: [...paths], complete: true };
}

/**
 * Reads a pull folder; files of `base/` and `head/` are read when they are asked for. Throws an {@link IntakeError} that names
 * the file, the place in it and the remedy.
 */
export function readFolder(folder: string): SubmissionInput {
  const stat = statSync(folder, { throwIfNoEntry: false });
  if (stat === undefined) throw new IntakeError("there is no such folder", folder, SEE);
  if (!stat.isDirectory()) throw new IntakeError("this is no folder", folder, SEE);

  const file = readJsonFile(join(folder, "pr.json"), pullRequestFile, JSON_LIMIT, SEE);
  const conversationPath = join(folder, "conversation.json");
  const conversation = exists(conversationPath)
    ? readJsonFile(
        conversationPath,
        conversationFile,
        JSON_LIMIT,
        "Mend it, or remove it if the conversation is not known.",
      )
    : undefined;
  const diffPath = join(folder, "pr.diff");
  const diff = exists(diffPath)
    ? readDiff(readTextFile(diffPath, DIFF_LIMIT, "Write it with `git diff base head`, or remove it."))
    : undefined;
  const head = listed(readTree(folder, "head"), join(folder, HEAD_PATHS));
  const trees = changedTrees(diff, head, readTree(folder, "base"));
  return {
    pullRequest: pullRequestOf(file),
    body: file.body,
    bodyComplete: file.bodyComplete,
    ...(conversation === undefined ? {} : { conversation }),
    ...(diff === undefined ? {} : { diff }),
    head: trees.head,
    base: trees.base,
  };
}
