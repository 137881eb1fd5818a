import { IntakeError } from "../intake/intake-error.ts";
import { CommandError, type Terminal } from "./terminal.ts";

function messageOf(error: unknown): string {
  if (error instanceof CommandError || error instanceof IntakeError) return error.message;
  const what = error instanceof Error ? error.message : String(error);
  return `something inside broke: ${what.split("\n", 1)[0] ?? ""}. Run again with DEBUG=weighbridge to see where, and please report it.`;
}

/** Writes one line for whoever runs the command; the stack only when DEBUG asks for it. */
export function reportError(error: unknown, terminal: Terminal): void {
  const line = messageOf(error).replace(/[\u0000-\u001f\u007f-\u009f]+/g, " ");
  terminal.err(`weighbridge: ${line}\n`);
  if (terminal.environment.DEBUG === undefined || !(error instanceof Error)) return;
  terminal.err(`${error.stack ?? ""}\n`);
  if (error.cause instanceof Error) terminal.err(`${error.cause.stack ?? ""}\n`);
}
