import { spawn } from "node:child_process";
import { IntakeError } from "./intake-error.ts";

const OUTPUT_LIMIT = 256 * 1024 * 1024;

/** Configuration of a stranger's checkout that would run programs or change what git prints. */
const SAFE_CONFIGURATION = ["-c", "core.fsmonitor=false", "-c", "core.quotePath=true", "-c", "color.ui=false"];

/**
 * Runs git in a directory, without a shell, and returns what it prints. Throws an {@link IntakeError} with git's own first
 * words when it fails.
 */
export async function runGit(directory: string, words: readonly string[], input?: string): Promise<Buffer> {
  const failed = (what: string, remedy: string) => new IntakeError(what, directory, remedy);
  return await new Promise<Buffer>((resolve, reject) => {
    const child = spawn("git", [...SAFE_CONFIGURATION, ...words], {
      cwd: directory,
      env: { ...process.env, LC_ALL: "C", GIT_OPTIONAL_LOCKS: "0", GIT_TERMINAL_PROMPT: "0", GIT_NO_LAZY_FETCH: "1" },
      stdio: ["pipe", "pipe", "pipe"],
    });
    const chunks: Buffer[] = [];
    let size = 0;
    let complaint = "";
    child.stdout.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (size > OUTPUT_LIMIT) child.kill();
      else chunks.push(chunk);
    });
    child.stderr.on("data", (chunk: Buffer) => {
      if (complaint.length < 2000) complaint += chunk.toString("utf8");
    });
    // Git may end before it has read all input; the exit code says why.
    child.stdin.on("error", () => {});
    child.stdin.end(input ?? "");
    child.on("error", (error: NodeJS.ErrnoException) => {
      reject(
        error.code === "ENOENT"
          ? failed("git cannot be run there", "Install git and name a folder that exists.")
          : failed(`git cannot be run (${error.code ?? error.message})`, "See whether git works in this folder."),
      );
    });
    child.on("close", (code) => {
      if (size > OUTPUT_LIMIT) reject(failed("git printed more than 256 MiB", "Name a smaller range."));
      else if (code === 0) resolve(Buffer.concat(chunks));
      else {
        const said = complaint.split("\n", 1)[0]?.replace(/^fatal: /, "") ?? "";
        reject(
          failed(
            `git ${words[0] ?? ""} failed: ${said.slice(0, 300)}`,
            "Run it inside a checkout that has both revisions.",
          ),
        );
      }
    });
  });
}

/** Like {@link runGit}, but what git prints as one trimmed line, and undefined when it fails. */
export async function askGit(directory: string, words: readonly string[]): Promise<string | undefined> {
  try {
    const answer = (await runGit(directory, words)).toString("utf8").trim();
    return answer === "" ? undefined : answer;
  } catch {
    return undefined;
  }
}
