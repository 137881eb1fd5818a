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

/** The stack of an error in a log line, then those of what it has brought with it. */
function stacksOf(err: unknown): string[] {
  if (typeof err !== "object" || err === null) return [];
  const { stack, source, errors } = err as Partial<Record<string, unknown>>;
  const inner = [...(source === undefined ? [] : [source]), ...(Array.isArray(errors) ? errors : [])];
  return [...(typeof stack === "string" ? [stack] : []), ...inner.flatMap(stacksOf)];
}

/** One line for people: `12:00:00.000 info  review done repo=acme/vision`. */
export function prettyLine(json: string): string {
  const { time, level, msg = "", err, ...rest } = JSON.parse(json) as Record<string, unknown>;
  const clock = typeof time === "number" ? new Date(time).toISOString().slice(11, 23) : "";
  const fields = Object.entries(rest).map(([key, value]) => `${key}=${valueText(value)}`);
  const stacks = stacksOf(err).map((stack) => `\n${stack}`);
  return `${clock} ${(LEVEL_NAMES[Number(level)] ?? "").padEnd(5)} ${String(msg)}${fields.length > 0 ? ` ${fields.join(" ")}` : ""}${stacks.join("")}\n`;
}

const MESSAGE_LIMIT = 500;
const STACK_LIMIT = 4_000;
/** Of what an error has brought with it. */
const INNER_STACK_LIMIT = 2_000;
const ERRORS_SHOWN = 5;
/** An error, its parts, and what lies beneath each of them. */
const DEPTH = 3;

/** Where it happened: the error's stack, in which the message is as short as beside it. */
function shownStack(error: Error): string {
  const stack = error.stack ?? "";
  const said = error.message === "" ? -1 : stack.indexOf(error.message);
  // A message that was changed later is not in it.
  const places = said < 0 ? stack.search(/\n {4}at /) : said + error.message.length;
  return `${error.name}: ${error.message.slice(0, MESSAGE_LIMIT)}${places < 0 ? "" : stack.slice(places)}`;
}

/** An error as a log line shows it: no request, no response, no headers; those hold tokens and strangers' texts. */
function shownError(error: unknown, depth = 1): Record<string, unknown> {
  if (!(error instanceof Error)) return { message: String(error).slice(0, MESSAGE_LIMIT) };
  const { code, status, errors, source } = error as Error & Partial<Record<string, unknown>>;
  const inner = depth < DEPTH;
  return {
    type: error.name,
    message: error.message.slice(0, MESSAGE_LIMIT),
    ...(typeof code === "string" ? { code } : {}),
    ...(typeof status === "number" ? { status } : {}),
    stack: shownStack(error).slice(0, depth === 1 ? STACK_LIMIT : INNER_STACK_LIMIT),
    ...(error.cause instanceof Error
      ? { cause: `${error.cause.name}: ${error.cause.message.slice(0, MESSAGE_LIMIT)}` }
      : {}),
    ...(inner && source instanceof Error ? { source: shownError(source, depth + 1) } : {}),
    ...(inner && error instanceof AggregateError && Array.isArray(errors)
      ? { errors: errors.slice(0, ERRORS_SHOWN).map((one) => shownError(one, depth + 1)) }
      : {}),
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
      serializers: { err: (error: unknown) => shownError(error) },
    },
    stream,
  );
}
