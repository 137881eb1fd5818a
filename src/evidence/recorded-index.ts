import { readFileSync, realpathSync, statSync } from "node:fs";
import { join, sep } from "node:path";
import { z } from "zod";
import { codeOf } from "./failure.ts";
import { recordedKeys } from "./recorded-key.ts";

/** The file that lists a recorded world's answers. */
export const INDEX_NAME = "index.json";
const LARGEST_INDEX = 4 * 1024 * 1024;
const MOST_ENTRIES = 5000;

const entrySchema = z.object({
  url: z.string().max(8192),
  method: z.string().max(16).default("GET"),
  status: z.number().int().min(100).max(599),
  headers: z
    .record(z.string(), z.union([z.string(), z.number(), z.boolean()]).transform(String))
    .nullish()
    .transform((headers) => new Map(Object.entries(headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]))),
  file: z.string().min(1).max(1024).nullish(),
  /** The recorder stopped there; the resource goes on. */
  truncated: z.boolean().default(false),
});

export interface RecordedEntry {
  readonly url: string;
  readonly method: "GET" | "HEAD";
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  /** Absolute path of the body, checked to lie inside the folder, and its size. */
  readonly file?: { readonly path: string; readonly bytes: number };
  /** A body is named but it is not there, or lies outside the folder. */
  readonly fileMissing: boolean;
  readonly truncated: boolean;
}

export interface RecordedIndex {
  /** Every answer recorded for the URL, by its most exact name that holds any, in the order of the list. */
  find(url: string): readonly RecordedEntry[];
}

const EMPTY: RecordedIndex = { find: () => [] };

export type OpenedIndex =
  | { readonly status: "read"; readonly index: RecordedIndex }
  | { readonly status: "broken"; readonly reason: string; readonly index: RecordedIndex };

/** Reads `<directory>/index.json`. A folder that is not there is an empty world; entries of the wrong shape are left out. */
export function openRecordedIndex(directory: string): OpenedIndex {
  let text: string;
  let root: string;
  try {
    root = realpathSync(directory);
    const path = join(root, INDEX_NAME);
    if (statSync(path).size > LARGEST_INDEX) return broken("the list of recorded answers is too large");
    text = readFileSync(path, "utf8");
  } catch (error) {
    return ["ENOENT", "ENOTDIR"].includes(codeOf(error))
      ? { status: "read", index: EMPTY }
      : broken("the list of recorded answers cannot be read");
  }
  let list: unknown;
  try {
    list = JSON.parse(text);
  } catch {
    return broken("the list of recorded answers is not valid JSON");
  }
  if (!Array.isArray(list)) return broken("the list of recorded answers is no list");
  const byKey = new Map<string, RecordedEntry[]>();
  for (const item of list.slice(0, MOST_ENTRIES)) {
    const entry = readEntry(item, root);
    if (entry === undefined) continue;
    for (const key of recordedKeys(entry.url)) {
      const entries = byKey.get(key);
      if (entries === undefined) byKey.set(key, [entry]);
      else entries.push(entry);
    }
  }
  const find = (url: string) => {
    for (const key of recordedKeys(url)) {
      const entries = byKey.get(key);
      if (entries !== undefined) return entries;
    }
    return [];
  };
  return { status: "read", index: { find } };
}

function broken(reason: string): OpenedIndex {
  return { status: "broken", reason, index: EMPTY };
}

function readEntry(item: unknown, root: string): RecordedEntry | undefined {
  const parsed = entrySchema.safeParse(item);
  if (!parsed.success) return undefined;
  const { url, status, headers, truncated } = parsed.data;
  const method = parsed.data.method.toUpperCase();
  if (method !== "GET" && method !== "HEAD") return undefined;
  const name = parsed.data.file ?? undefined;
  const file = name === undefined ? undefined : fileInside(root, name);
  const fileMissing = name !== undefined && file === undefined;
  return { url, method, status, headers, fileMissing, truncated, ...(file === undefined ? {} : { file }) };
}

/** The named file, when it is a plain file inside `root` after all links are followed. */
function fileInside(root: string, name: string): { path: string; bytes: number } | undefined {
  try {
    const path = realpathSync(join(root, name));
    if (!path.startsWith(root + sep)) return undefined;
    const { size } = statSync(path);
    return statSync(path).isFile() ? { path, bytes: size } : undefined;
  } catch {
    return undefined;
  }
}
