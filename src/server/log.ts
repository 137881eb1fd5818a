import { type DestinationStream, type Logger, pino } from "pino";
import type { Environment } from "./environment.ts";

export type Log = Logger;

/** Where a secret or a stranger's text could stand. What is never logged needs no hiding: this is the second lock. */
const HIDDEN = [
  "privateKey",
  "webhookSecret",
  "secret",
  "token",
  "password",
  "authorization",
  "payload",
  "body",
  "databaseUrl",
  "headers",
  "request",
  "response",
  "event",
].flatMap((name) => [name, `*.${name}`, `*.*.${name}`]);

const LEVEL_NAMES: Readonly<Record<number, string>> = {
  10: "trace",
  20: "debug",
  30: "info",
  40: "warn",
  50: "error",
  60: "fatal",
};

function valueText(value: unknown): string {
  if (typeof value === "string") return /^[\w./:@#-]+$/.test(value) ? value : JSON.stringify(value);
  return JSON.stringify(value) ?? "";
}

/** One line for people: `12:00:00.000 info  review done repo=acme/vision`. */
export function prettyLine(json: string): string {
  const { time, level, msg = "", err, ...rest } = JSON.parse(json) as Record<string, unknown>;
  const clock = typeof time === "number" ? new Date(time).toISOString().slice(11, 23) : "";
  const fields = Object.entries(rest).map(([key, value]) => `${key}=${valueText(value)}`);
  const stack = typeof err === "object" && err !== null && "stack" in err ? `\n${String(err.stack)}` : "";
  return `${clock} ${(LEVEL_NAMES[Number(level)] ?? "").padEnd(5)} ${String(msg)}${fields.length > 0 ? ` ${fields.join(" ")}` : ""}${stack}\n`;
}

/** An error as a log line shows it: no request, no response, no headers; those hold tokens and strangers' texts. */
function shownError(error: unknown): unknown {
  if (!(error instanceof Error)) return { message: String(error).slice(0, 500) };
  const code = "code" in error ? error.code : undefined;
  const status = "status" in error ? error.status : undefined;
  return {
    type: error.name,
    message: error.message.slice(0, 500),
    ...(typeof code === "string" ? { code } : {}),
    ...(typeof status === "number" ? { status } : {}),
    stack: (error.stack ?? "").slice(0, 4000),
    ...(error.cause instanceof Error ? { cause: `${error.cause.name}: ${error.cause.message.slice(0, 500)}` } : {}),
  };
}

/** The log: one JSON object a line, or a line for people. Secrets, payloads and request details never get into it. */
export function openLog(
  settings: Pick<Environment, "logLevel" | "logFormat">,
  write: (text: string) => void = (text) => process.stdout.write(text),
): Log {
  const stream: DestinationStream = {
    write: settings.logFormat === "pretty" ? (line) => write(prettyLine(line)) : write,
  };
  return pino(
    {
      level: settings.logLevel,
      base: null,
      redact: { paths: HIDDEN, censor: "[hidden]" },
      serializers: { err: shownError },
    },
    stream,
  );
}
