import type { ModuleConstants } from "./module-constants.ts";
import type { DictEntry, PythonModule, PythonValue } from "./python-module.ts";
import type { WeightsEntry } from "./weights-entry.ts";

const CHECKPOINT_FILE = /\.(?:pth|pt|pkl|bin|ckpt|safetensors|npz|pdparams|tar|tgz|gz|zip|h5)(?:[?#]|$)/i;

/**
 * Entries of the tables that older files keep their checkpoints in: `model_urls = {"name": "https://…"}` under any name with `url`
 * in it, configurations with a `url` each, later `model_urls["name"] = …` and `.update(…)`, and single constants that name a
 * checkpoint file. Values that repeat an enum (`X_Weights.V1.url`) are no entries of their own.
 */
export function readUrlTables(module: PythonModule, constants: ModuleConstants): WeightsEntry[] {
  const entries: WeightsEntry[] = [];
  const add = (container: string, member: string, value: PythonValue, line: number, listed: boolean): void => {
    const contents = readAddress(value, constants, listed);
    const endLine = Math.max(line, value.kind === "call" ? value.endLine : value.line);
    if (contents)
      entries.push({
        path: module.path,
        form: "model_urls",
        container,
        member,
        line,
        endLine,
        ...contents,
        meta: [],
        metrics: [],
      });
  };
  const addEntries = (container: string, table: readonly DictEntry[]): void => {
    for (const { key, value, line } of table) {
      const member = key && constants.stringOf(key);
      if (member !== undefined) add(container, member, value, line, /url/i.test(container));
    }
  };
  for (const { target, value, line } of module.assignments) {
    const subscript = /^(\w{1,80})\[(["'])([^"']{1,200})\2\]$/.exec(target);
    if (subscript?.[1] && subscript[3] && isTableName(subscript[1])) {
      add(subscript[1], subscript[3], value, line, /url/i.test(subscript[1]));
      continue;
    }
    if (!isTableName(target)) continue;
    const table = tableOf(value);
    if (table) addEntries(target, table);
    else {
      const address = /url/i.test(target) ? constants.stringOf(value) : undefined;
      if (address?.includes("://") && CHECKPOINT_FILE.test(address)) add(target, target, value, line, true);
    }
  }
  for (const call of module.calls) {
    if (!call.callee.endsWith(".update")) continue;
    const container = call.callee.slice(0, -".update".length);
    if (!isTableName(container)) continue;
    for (const argument of call.args) addEntries(container, tableOf(argument) ?? []);
    for (const { name, value, line } of call.keywords)
      if (name !== undefined) add(container, name, value, line, /url/i.test(container));
  }
  return entries;
}

function isTableName(name: string): boolean {
  return name.length <= 80 && /^\w+$/.test(name) && /url|cfgs$|configs$/i.test(name);
}

/** Entries of a dict display, also inside one wrapping call (`_ModelURLs({…})`), and of `dict(name=…)`. */
function tableOf(value: PythonValue): readonly DictEntry[] | undefined {
  if (value.kind === "dict") return value.entries;
  if (value.kind !== "call") return undefined;
  const wrapped = value.args.find((argument) => argument.kind === "dict");
  if (wrapped?.kind === "dict") return wrapped.entries;
  if (value.callee !== "dict") return undefined;
  return value.keywords.flatMap(({ name, value: item, line }) =>
    name === undefined ? [] : [{ key: { kind: "string", value: name, line }, value: item, spread: false, line }],
  );
}

type Address = Pick<WeightsEntry, "url" | "partial" | "declaredEmpty">;

/** `listed` says that the table's name promises URLs, so that an entry without one is a promise not kept. */
function readAddress(value: PythonValue, constants: ModuleConstants, listed: boolean): Address | undefined {
  if (value.kind === "none") return listed ? { partial: false, declaredEmpty: true } : undefined;
  if (value.kind === "dict" || value.kind === "call") {
    const address = urlFieldOf(value, constants);
    const text = address && constants.stringOf(address);
    return address && text?.includes("://")
      ? { url: { value: text, line: address.line }, partial: false, declaredEmpty: false }
      : undefined;
  }
  const address = constants.stringOf(value);
  if (address !== undefined) {
    if (address.includes("://") || (listed && address.includes("/")))
      return { url: { value: address, line: value.line }, partial: false, declaredEmpty: false };
    return listed ? { partial: false, declaredEmpty: true } : undefined;
  }
  // An attribute of an enum repeats its entry; anything else computed is a URL that cannot be read.
  return value.kind === "expression" && listed ? { partial: true, declaredEmpty: false } : undefined;
}

function urlFieldOf(
  value: PythonValue & { kind: "dict" | "call" },
  constants: ModuleConstants,
): PythonValue | undefined {
  if (value.kind === "call") return value.keywords.find((keyword) => keyword.name === "url")?.value;
  return value.entries.find((entry) => entry.key && constants.stringOf(entry.key) === "url")?.value;
}
