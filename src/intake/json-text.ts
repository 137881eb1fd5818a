import { lineAndColumn } from "./text-position.ts";

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const ESCAPE = /\\(?:["\\/bfnrt]|u[\da-fA-F]{4})/y;
const SPACE = /[ \t\r\n]*/y;

/** Offset after the string that begins at `at`; undefined when none does, or it is broken. */
function endOfString(text: string, at: number): number | undefined {
  if (text[at] !== '"') return undefined;
  for (let end = at + 1; end < text.length; ) {
    const char = text[end] ?? "";
    if (char === '"') return end + 1;
    if (char < " ") return undefined;
    if (char === "\\") {
      ESCAPE.lastIndex = end;
      if (!ESCAPE.test(text)) return undefined;
      end = ESCAPE.lastIndex;
    } else end++;
  }
  return undefined;
}

/** Offset of the first character at which `text` stops being JSON, with what was expected there. Linear. */
function findFault(text: string): { readonly offset: number; readonly expected: string } | undefined {
  const open: ("{" | "[")[] = [];
  let at = 0;
  let expecting: "value" | "value or ]" | "key" | "key or }" | "end" = "value";
  const skip = (pattern: RegExp): boolean => {
    pattern.lastIndex = at;
    if (!pattern.test(text)) return false;
    at = pattern.lastIndex;
    return true;
  };
  const skipString = (): boolean => {
    const end = endOfString(text, at);
    at = end ?? at;
    return end !== undefined;
  };
  for (;;) {
    skip(SPACE);
    const char = text[at];
    if (expecting === "end") {
      const inside = open.at(-1);
      if (inside === undefined) return char === undefined ? undefined : { offset: at, expected: "the end of the file" };
      const close = inside === "{" ? "}" : "]";
      if (char === ",") expecting = inside === "{" ? "key" : "value";
      else if (char === close) open.pop();
      else return { offset: at, expected: `a comma or ${close}` };
      at++;
    } else if (expecting === "key" || expecting === "key or }") {
      if (char === "}" && expecting === "key or }") {
        open.pop();
        expecting = "end";
        at++;
        continue;
      }
      if (!skipString()) return { offset: at, expected: "a key in double quotes" };
      skip(SPACE);
      if (text[at] !== ":") return { offset: at, expected: "a colon" };
      at++;
      expecting = "value";
    } else if (char === "]" && expecting === "value or ]") {
      open.pop();
      expecting = "end";
      at++;
    } else if (char === "{" || char === "[") {
      open.push(char);
      expecting = char === "{" ? "key or }" : "value or ]";
      at++;
    } else {
      const word = ["true", "false", "null"].find((one) => text.startsWith(one, at));
      if (word !== undefined) at += word.length;
      else if (!skip(NUMBER) && !skipString()) {
        return { offset: at, expected: char === '"' ? "a well-formed string" : "a value" };
      }
      expecting = "end";
    }
  }
}

/** Parses JSON; a fault says where (line and column from 1) and what was expected there. */
export function parseJson(text: string): { readonly value: unknown } | { readonly fault: string } {
  try {
    return { value: JSON.parse(text) };
  } catch {
    const fault = findFault(text);
    if (fault === undefined) return { fault: "is not valid JSON" };
    const { line, column } = lineAndColumn(text, fault.offset);
    const found =
      fault.offset >= text.length ? "the end of the file" : JSON.stringify(text.slice(fault.offset, fault.offset + 1));
    return { fault: `is not valid JSON at line ${line}, column ${column}: expected ${fault.expected}, found ${found}` };
  }
}
