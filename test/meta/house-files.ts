import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** Root of the repository, without a slash at its end. */
export const ROOT = fileURLToPath(new URL("../..", import.meta.url)).replace(/\/$/, "");

export interface HouseFile {
  readonly path: string;
  readonly text: string;
}

const isText = (bytes: Buffer) => !bytes.subarray(0, 8000).includes(0);

/** Text files of the repository: tracked ones, and new ones that are not ignored. */
export function houseFiles(...patterns: readonly string[]): readonly HouseFile[] {
  const words = ["ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", ...patterns];
  const paths = execFileSync("git", words, { cwd: ROOT, encoding: "utf8", maxBuffer: 64 * 1024 * 1024 }).split("\0");
  return [...new Set(paths)]
    .filter((path) => path !== "" && existsSync(join(ROOT, path)))
    .flatMap((path) => {
      const bytes = readFileSync(join(ROOT, path));
      return isText(bytes) ? [{ path, text: bytes.toString("utf8") }] : [];
    });
}

/** Lines that match, as `path:line: text`. */
export function matches(files: readonly HouseFile[], pattern: RegExp): readonly string[] {
  return files.flatMap(({ path, text }) =>
    text.split("\n").flatMap((line, index) => (pattern.test(line) ? [`${path}:${index + 1}: ${line.trim()}`] : [])),
  );
}
