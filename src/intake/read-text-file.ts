import { readFileSync, statSync } from "node:fs";
import { basename } from "node:path";
import type { z } from "zod";
import { IntakeError } from "./intake-error.ts";
import { parseJson } from "./json-text.ts";

/** How far into a file a NUL byte is taken for the sign of a binary one; git looks as far. */
const BINARY_PROBE = 8000;

/** Text of UTF-8 bytes, or of UTF-16 with a byte order mark as some shells write; undefined for binary content. */
export function decodeText(bytes: Uint8Array): string | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder("utf-16le").decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder("utf-16be").decode(bytes);
  if (bytes.subarray(0, BINARY_PROBE).includes(0)) return undefined;
  return new TextDecoder("utf-8").decode(bytes);
}

function causeOf(error: unknown): string {
  const code = typeof error === "object" && error !== null && "code" in error ? error.code : undefined;
  if (code === "ENOENT" || code === "ENOTDIR") return "there is no such file";
  if (code === "EACCES" || code === "EPERM") return "it may not be read (permission denied)";
  if (code === "EISDIR") return "it is a folder, not a file";
  return `it cannot be read (${typeof code === "string" ? code : String(error)})`;
}

/**
 * Reads a text file of at most `limit` bytes. Throws an {@link IntakeError} when it is missing, unreadable, too large or
 * binary; `remedy` says what to do about it.
 */
export function readTextFile(path: string, limit: number, remedy: string): string {
  let bytes: Uint8Array;
  try {
    const stat = statSync(path);
    if (stat.isFile() && stat.size > limit) {
      throw new IntakeError(`it has ${stat.size} bytes, more than the ${limit} allowed`, path, remedy);
    }
    bytes = readFileSync(path);
  } catch (error) {
    if (error instanceof IntakeError) throw error;
    throw new IntakeError(causeOf(error), path, remedy, { cause: error });
  }
  const text = decodeText(bytes);
  if (text === undefined) throw new IntakeError("it is binary where text is expected", path, remedy);
  return text;
}

function placeOf(path: readonly PropertyKey[]): string {
  let place = "";
  for (const key of path) place += typeof key === "number" ? `[${key}]` : `${place === "" ? "" : "."}${String(key)}`;
  return place;
}

/** Reads and checks a JSON file; the error names line and column of a syntax error, or the key of a wrong value. */
export function readJsonFile<Schema extends z.ZodType>(
  path: string,
  schema: Schema,
  limit: number,
  remedy: string,
): z.output<Schema> {
  const parsed = parseJson(readTextFile(path, limit, remedy).replace(/^\uFEFF/, ""));
  if ("fault" in parsed) throw new IntakeError(parsed.fault, path, remedy);
  const checked = schema.safeParse(parsed.value);
  if (checked.success) return checked.data;
  const issue = checked.error.issues[0];
  const key = placeOf(issue?.path ?? []);
  const said = issue?.message ?? "it does not have the expected form";
  const what = said.replace(/^Invalid input: (.*), received undefined$/, "it is missing ($1)");
  throw new IntakeError(key === "" ? what : `key ${key}: ${what}`, path, `See ${basename(path)} of a pull folder.`);
}
