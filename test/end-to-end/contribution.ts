import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";

/** Texts by path; null takes a file away. */
export type Files = Readonly<Record<string, string | null>>;

const folder = fileURLToPath(new URL("../pulls/unknown-flag/", import.meta.url));

function textsIn(part: string): Record<string, string> {
  const top = join(folder, part);
  const found = readdirSync(top, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(
    found.map((entry) => {
      const path = join(entry.parentPath, entry.name);
      return [relative(top, path).replaceAll("\\", "/"), readFileSync(path, "utf8")];
    }),
  );
}

export const POLICY_PATH = ".github/weighbridge.yml";
/** Nothing may leave the machine: what a description links to is not opened. */
export const POLICY = "evidence:\n  enabled: false\nenforce: true\n";

/** The repository before any contribution. */
export const BASE_FILES: Files = { ...textsIn("base"), [POLICY_PATH]: POLICY };

const head = textsIn("head");
export const MODEL_PATH = "torchvision/models/kestrel.py";
const model = head[MODEL_PATH] ?? "";
const RECIPE = '            "recipe": "https://github.com/harbour/vision/issues/4087",\n';

/** Weights that do all that is asked for in code. */
export const COMPLETE_FILES: Files = { [MODEL_PATH]: model };
/** The same without its recipe: one finding, on lines that the diff shows. */
export const LACKING_FILES: Files = { [MODEL_PATH]: model.replace(RECIPE, "") };
/** No contribution of a model. */
export const OTHER_FILES: Files = { "docs/notes.md": "# Notes\n\nHow the harbour is built.\n" };

const described: unknown = JSON.parse(readFileSync(join(folder, "pr.json"), "utf8"));

function bodyOf(value: unknown): string {
  return typeof value === "object" && value !== null && "body" in value ? String(value.body) : "";
}

/** Its training command names an option that the reference script does not have. */
export const WRONG_BODY = bodyOf(described);
export const RIGHT_BODY = WRONG_BODY.replace("--warmup-epochs", "--lr-warmup-epochs");
export const TITLE = "New weights for kestrel_s";
