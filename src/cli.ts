#!/usr/bin/env node
import { runProgram } from "./command-line/program.ts";

/** A reader that has seen enough (`| head`) closes the pipe; that is no failure. */
function stopWhenUnread(error: NodeJS.ErrnoException): void {
  if (error.code !== "EPIPE") throw error;
  process.exit(process.exitCode ?? 0);
}
process.stdout.on("error", stopWhenUnread);
process.stderr.on("error", stopWhenUnread);

async function readInput(): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString("utf8");
}

const { env } = process;
const forced = env.FORCE_COLOR !== undefined && env.FORCE_COLOR !== "0";
process.exitCode = await runProgram(process.argv.slice(2), {
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  readInput,
  directory: process.cwd(),
  environment: env,
  colour: forced || (process.stdout.isTTY === true && (env.NO_COLOR ?? "") === ""),
  showsProgress: process.stderr.isTTY === true,
  width: process.stdout.columns ?? 100,
});
