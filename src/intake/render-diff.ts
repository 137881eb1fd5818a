import type { Diff, FileChange, Hunk } from "../submission/diff.ts";

/** A path as git writes it: quoted, with escapes, where it holds quotes, backslashes or control characters. */
function written(prefix: string, path: string): string {
  const whole = prefix + path;
  if (!/["\\\u0000-\u001f\u007f]/.test(whole)) return whole;
  const escaped = whole.replace(/["\\]/g, "\\$&").replace(/[\u0000-\u001f\u007f]/g, (character) => {
    return `\\${character.charCodeAt(0).toString(8).padStart(3, "0")}`;
  });
  return `"${escaped}"`;
}

const MARKS = { added: "+", removed: "-", context: " " } as const;

function renderHunk({ oldStart, oldLines, newStart, newLines, lines }: Hunk): string[] {
  return [
    `@@ -${oldStart},${oldLines} +${newStart},${newLines} @@`,
    ...lines.map((line) => MARKS[line.kind] + line.text),
  ];
}

function renderFile(change: FileChange): string[] {
  const { path, previousPath = path, status } = change;
  const before = status === "added" ? "/dev/null" : written("a/", previousPath);
  const after = status === "removed" ? "/dev/null" : written("b/", path);
  const moved = status === "renamed" ? "rename" : status === "copied" ? "copy" : undefined;
  return [
    `diff --git ${written("a/", previousPath)} ${written("b/", path)}`,
    ...(status === "added" ? ["new file mode 100644"] : []),
    ...(status === "removed" ? ["deleted file mode 100644"] : []),
    ...(moved === undefined ? [] : [`${moved} from ${written("", previousPath)}`, `${moved} to ${written("", path)}`]),
    ...(change.binary ? [`Binary files ${before} and ${after} differ`] : []),
    ...(change.patchMissing ? [`patch omitted +${change.additions} -${change.deletions}`] : []),
    ...(change.hunks.length > 0 ? [`--- ${before}`, `+++ ${after}`, ...change.hunks.flatMap(renderHunk)] : []),
  ];
}

/** A diff as text that reads back as the same diff. What was wrong with it is said before the first file. */
export function renderDiff(diff: Diff): string {
  const lines = [...diff.problems.slice(0, 1).map((one) => one.reason), ...diff.files.flatMap(renderFile)];
  return lines.map((line) => `${line}\n`).join("");
}
