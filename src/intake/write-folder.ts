import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { SubmissionInput } from "../submission/submission.ts";
import type { Tree } from "../submission/tree.ts";
import { IntakeError } from "./intake-error.ts";
import { POLICY_PATH } from "./policy-path.ts";
import { HEAD_PATHS } from "./read-folder.ts";
import { renderDiff } from "./render-diff.ts";

/** A pull request as it was read, with the policy that its base holds. */
export interface RecordedPull {
  readonly input: SubmissionInput;
  readonly policy?: string;
}

/** Makes the folder for a recording. Throws an {@link IntakeError} when there is something in it, or it cannot be made. */
export function makePullFolder(folder: string): void {
  let names: readonly string[];
  try {
    mkdirSync(folder, { recursive: true });
    names = readdirSync(folder);
  } catch (cause) {
    throw new IntakeError("no recording can be written there", folder, "Name a folder that can be made.", { cause });
  }
  if (names.length > 0) {
    throw new IntakeError("there is something in it already", folder, "Name a folder that is empty or not there.");
  }
}

/** Writes a pull folder that reads back as the same pull request. Throws what the file system throws. */
export function writePullFolder(folder: string, { input, policy }: RecordedPull): void {
  const { pullRequest, body, bodyComplete, conversation, diff, head, base } = input;
  const json = (name: string, value: unknown) =>
    writeFileSync(join(folder, name), `${JSON.stringify(value, null, 2)}\n`);
  json("pr.json", { ...pullRequest, body, bodyComplete });
  if (conversation !== undefined) json("conversation.json", conversation);
  if (diff !== undefined) writeFileSync(join(folder, "pr.diff"), renderDiff(diff));
  writeTree(join(folder, "head"), head, head.paths);
  // What the diff does not touch is the same at base.
  const changed = (diff?.files ?? [])
    .filter((one) => one.status !== "added")
    .map((one) => one.previousPath ?? one.path);
  writeTree(join(folder, "base"), base, diff === undefined ? base.paths : changed);
  if (policy !== undefined) writeText(join(folder, "base"), POLICY_PATH, policy);
  // The empty path exists nowhere: only a reader that knows every path can say so.
  if (head.has("") === false) {
    const plain = head.paths.filter((path) => !/[\r\n]/.test(path));
    writeFileSync(join(folder, HEAD_PATHS), plain.map((path) => `${path}\n`).join(""));
  }
}

function writeTree(root: string, tree: Tree, paths: readonly string[]): void {
  for (const path of paths) {
    const text = tree.read(path);
    if (text !== undefined) writeText(root, path, text);
  }
}

/** A path that would leave the folder is a stranger's jest, and not written. */
function writeText(root: string, path: string, text: string): void {
  const parts = path.split("/");
  if (parts.some((part) => part === "" || part === "." || part === ".." || /[\u0000\\:]/.test(part))) return;
  const place = join(root, ...parts);
  mkdirSync(dirname(place), { recursive: true });
  writeFileSync(place, text);
}
