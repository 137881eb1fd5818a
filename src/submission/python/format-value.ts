import type { DictEntry, Keyword, PythonValue } from "./python-module.ts";

const MAX_FORMATTED = 400;

/** Python source that means `value`, on one line and with one spacing, at most 400 characters. */
export function formatValue(value: PythonValue): string {
  return formatWithin(value, MAX_FORMATTED).slice(0, MAX_FORMATTED);
}

function formatWithin(value: PythonValue, room: number): string {
  switch (value.kind) {
    case "string":
      return JSON.stringify(value.value.slice(0, room));
    case "number":
      return value.text;
    case "boolean":
      return value.value ? "True" : "False";
    case "none":
      return "None";
    case "name":
      return value.name;
    case "expression":
      return value.text.slice(0, room).split(/\s+/).join(" ");
    case "list":
      return `[${joinWithin(value.items, room, formatWithin)}]`;
    case "set":
      return `{${joinWithin(value.items, room, formatWithin)}}`;
    case "tuple":
      return `(${joinWithin(value.items, room, formatWithin)}${value.items.length === 1 ? "," : ""})`;
    case "dict":
      return `{${joinWithin(value.entries, room, formatEntry)}}`;
    case "call": {
      const args = joinWithin(value.args, room, formatWithin);
      const keywords = joinWithin(value.keywords, room - args.length, formatKeyword);
      return `${value.callee}(${args}${args !== "" && keywords !== "" ? ", " : ""}${keywords})`;
    }
  }
}

function formatEntry(entry: DictEntry, room: number): string {
  const value = formatWithin(entry.value, room);
  if (entry.spread) return `**${value}`;
  return `${entry.key ? formatWithin(entry.key, room) : ""}: ${value}`;
}

function formatKeyword(keyword: Keyword, room: number): string {
  const value = formatWithin(keyword.value, room);
  return keyword.name === undefined ? `**${value}` : `${keyword.name}=${value}`;
}

/** Stops as soon as the room is used up, so that a long display costs no more than what is shown of it. */
function joinWithin<T>(items: readonly T[], room: number, format: (item: T, room: number) => string): string {
  let joined = "";
  for (const item of items) {
    if (joined.length >= room) break;
    joined += (joined === "" ? "" : ", ") + format(item, room - joined.length);
  }
  return joined;
}
