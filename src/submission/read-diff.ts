import type { Diff, DiffLine, FileChange, Hunk } from "./diff.ts";

interface OpenFile {
  path: string;
  oldPath: string | undefined;
  newPath: string | undefined;
  status: FileChange["status"];
  binary: boolean;
  patchMissing: boolean;
  hunks: Hunk[];
  additions: number;
  deletions: number;
}

/** How a recorded pull request says that a file's patch was not to be had; git prints no such line. */
const OMITTED = /^patch omitted \+(\d{1,9}) -(\d{1,9})$/;
const HUNK = /^@@ -(\d{1,9})(?:,(\d{1,9}))? \+(\d{1,9})(?:,(\d{1,9}))? @@/;

/** Undoes git's C-style quoting of unusual paths: `"a/caf\303\251.py"`. */
function unquotePath(quoted: string): string {
  if (!quoted.startsWith('"') || !quoted.endsWith('"') || quoted.length < 2) return quoted;
  const bytes: number[] = [];
  const body = quoted.slice(1, -1);
  const simple: Readonly<Record<string, number>> = { n: 10, t: 9, r: 13, a: 7, b: 8, f: 12, v: 11, '"': 34, "\\": 92 };
  for (let at = 0; at < body.length; at++) {
    const char = String.fromCodePoint(body.codePointAt(at) ?? 0);
    if (char !== "\\") {
      bytes.push(...encodeUtf8(char));
      at += char.length - 1;
      continue;
    }
    const octal = body.slice(at + 1, at + 4);
    if (/^[0-3][0-7]{2}$/.test(octal)) {
      bytes.push(Number.parseInt(octal, 8));
      at += 3;
    } else {
      bytes.push(simple[body[at + 1] ?? ""] ?? 63);
      at += 1;
    }
  }
  return decodeUtf8(bytes);
}

function encodeUtf8(char: string): number[] {
  try {
    return unescapeBytes(encodeURIComponent(char));
  } catch {
    return [0xef, 0xbf, 0xbd];
  }
}

function unescapeBytes(encoded: string): number[] {
  const bytes: number[] = [];
  for (let at = 0; at < encoded.length; at++) {
    if (encoded[at] === "%") {
      bytes.push(Number.parseInt(encoded.slice(at + 1, at + 3), 16));
      at += 2;
    } else bytes.push(encoded.charCodeAt(at));
  }
  return bytes;
}

function decodeUtf8(bytes: readonly number[]): string {
  const encoded = bytes.map((byte) => `%${byte.toString(16).padStart(2, "0")}`).join("");
  try {
    return decodeURIComponent(encoded);
  } catch {
    return bytes.map((byte) => String.fromCharCode(byte)).join("");
  }
}

function withoutPrefix(path: string, prefix: "a/" | "b/"): string {
  return path.startsWith(prefix) ? path.slice(2) : path;
}

/** Path after `--- ` or `+++ `: git ends it with a tab when it holds spaces. */
function headerPath(rest: string, prefix: "a/" | "b/"): string | undefined {
  const tab = rest.indexOf("\t");
  const path = unquotePath(tab < 0 ? rest : rest.slice(0, tab));
  return path === "/dev/null" ? undefined : withoutPrefix(path, prefix);
}

/** The two paths of a `diff --git` line. Without quotes both are the same unless the file was renamed. */
function gitPaths(rest: string): { old: string; new: string } | undefined {
  if (rest.startsWith('"') || rest.endsWith('"')) {
    const quoted = /^("(?:[^"\\]|\\.)*"|\S+) ("(?:[^"\\]|\\.)*"|\S+)$/.exec(rest);
    if (!quoted) return undefined;
    return {
      old: withoutPrefix(unquotePath(quoted[1] ?? ""), "a/"),
      new: withoutPrefix(unquotePath(quoted[2] ?? ""), "b/"),
    };
  }
  const half = (rest.length - 1) / 2;
  if (Number.isInteger(half) && rest[half] === " ") {
    const left = rest.slice(0, half);
    const right = rest.slice(half + 1);
    if (withoutPrefix(left, "a/") === withoutPrefix(right, "b/")) {
      return { old: withoutPrefix(left, "a/"), new: withoutPrefix(right, "b/") };
    }
  }
  const split = rest.indexOf(" b/");
  return split < 0 ? undefined : { old: withoutPrefix(rest.slice(0, split), "a/"), new: rest.slice(split + 3) };
}

/** Reads a hunk's body; returns the index of the first line after it. */
function readHunk(lines: readonly string[], from: number, header: RegExpExecArray, file: OpenFile): number {
  const oldStart = Number(header[1]);
  const newStart = Number(header[3]);
  const oldLines = header[2] === undefined ? 1 : Number(header[2]);
  const newLines = header[4] === undefined ? 1 : Number(header[4]);
  let oldLine = oldStart;
  let newLine = newStart;
  let oldLeft = oldLines;
  let newLeft = newLines;
  const body: DiffLine[] = [];
  let at = from;
  for (; at < lines.length; at++) {
    const line = lines[at] ?? "";
    const mark = line[0];
    if (mark === "\\") continue;
    if (oldLeft <= 0 && newLeft <= 0) break;
    const text = line.endsWith("\r") ? line.slice(1, -1) : line.slice(1);
    if (mark === "+" && newLeft > 0) {
      body.push({ kind: "added", text, newLine: newLine++ });
      newLeft--;
      file.additions++;
    } else if (mark === "-" && oldLeft > 0) {
      body.push({ kind: "removed", text, oldLine: oldLine++ });
      oldLeft--;
      file.deletions++;
    } else if (mark === " " || line === "" || line === "\r") {
      body.push({ kind: "context", text, oldLine: oldLine++, newLine: newLine++ });
      oldLeft--;
      newLeft--;
    } else break;
  }
  while (at < lines.length && lines[at]?.startsWith("\\")) at++;
  file.hunks.push({ oldStart, oldLines, newStart, newLines, lines: body });
  return at;
}

/**
 * Reads hunks alone, as GitHub gives them in a file's `patch`. Lines outside hunks are passed over.
 */
export function readPatch(patch: string): { hunks: readonly Hunk[]; additions: number; deletions: number } {
  const file = openFile("");
  const lines = patch.split("\n");
  for (let at = 0; at < lines.length; ) {
    const header = HUNK.exec(lines[at] ?? "");
    at = header ? readHunk(lines, at + 1, header, file) : at + 1;
  }
  return { hunks: file.hunks, additions: file.additions, deletions: file.deletions };
}

function openFile(path: string): OpenFile {
  return {
    path,
    oldPath: path,
    newPath: path,
    status: "modified",
    binary: false,
    patchMissing: false,
    hunks: [],
    additions: 0,
    deletions: 0,
  };
}

function closeFile(file: OpenFile): FileChange {
  const path = file.status === "removed" ? (file.oldPath ?? file.path) : (file.newPath ?? file.path);
  const previous =
    file.oldPath !== undefined && file.oldPath !== path && file.status !== "added" ? file.oldPath : undefined;
  return {
    path,
    ...(previous === undefined ? {} : { previousPath: previous }),
    status: file.status,
    binary: file.binary,
    hunks: file.hunks,
    patchMissing: file.patchMissing,
    additions: file.additions,
    deletions: file.deletions,
  };
}

/**
 * Reads a unified diff as `git diff base head` prints it. Never throws: what cannot be read is listed in `problems`,
 * and the files around it are kept. Time and memory are linear in the text.
 */
export function readDiff(text: string): Diff {
  const files: FileChange[] = [];
  const problems: { line: number; reason: string }[] = [];
  const lines = text.split("\n");
  let file: OpenFile | undefined;
  const close = () => {
    if (file) files.push(closeFile(file));
    file = undefined;
  };
  let strayReported = false;
  for (let at = 0; at < lines.length; ) {
    const raw = lines[at] ?? "";
    const line = raw.endsWith("\r") ? raw.slice(0, -1) : raw;
    at++;
    if (line.startsWith("diff --git ")) {
      close();
      const paths = gitPaths(line.slice(11));
      if (paths === undefined) {
        problems.push({ line: at, reason: "The paths of this `diff --git` line cannot be read." });
        continue;
      }
      file = openFile(paths.new);
      file.oldPath = paths.old;
      file.newPath = paths.new;
    } else if (line.startsWith("--- ") && lines[at]?.startsWith("+++ ")) {
      const oldPath = headerPath(line.slice(4), "a/");
      const newPath = headerPath((lines[at] ?? "").slice(4).replace(/\r$/, ""), "b/");
      at++;
      if (file === undefined || file.hunks.length > 0) {
        close();
        file = openFile(newPath ?? oldPath ?? "");
      }
      file.oldPath = oldPath;
      file.newPath = newPath;
      file.path = newPath ?? oldPath ?? file.path;
      if (oldPath === undefined) file.status = "added";
      if (newPath === undefined) file.status = "removed";
    } else if (file !== undefined && line.startsWith("new file mode")) {
      file.status = "added";
    } else if (file !== undefined && line.startsWith("deleted file mode")) {
      file.status = "removed";
    } else if (file !== undefined && line.startsWith("rename from ")) {
      file.status = "renamed";
      file.oldPath = unquotePath(line.slice(12));
    } else if (file !== undefined && line.startsWith("rename to ")) {
      file.newPath = unquotePath(line.slice(10));
    } else if (file !== undefined && line.startsWith("copy from ")) {
      file.status = "copied";
      file.oldPath = unquotePath(line.slice(10));
    } else if (file !== undefined && line.startsWith("copy to ")) {
      file.newPath = unquotePath(line.slice(8));
    } else if (file !== undefined && (line.startsWith("Binary files ") || line === "GIT binary patch")) {
      file.binary = true;
    } else if (file !== undefined && OMITTED.test(line)) {
      const [, additions, deletions] = OMITTED.exec(line) ?? [];
      file.patchMissing = true;
      file.additions = Number(additions);
      file.deletions = Number(deletions);
    } else if (line.startsWith("@@ ")) {
      const header = HUNK.exec(line);
      if (header === null || file === undefined) {
        problems.push({
          line: at,
          reason: header === null ? "This hunk header cannot be read." : "This hunk belongs to no file.",
        });
      } else {
        at = readHunk(lines, at, header, file);
      }
    } else if (file === undefined && line.trim() !== "" && !strayReported) {
      strayReported = true;
      problems.push({ line: at, reason: "This is no part of a unified diff." });
    }
  }
  close();
  return { files, problems };
}
