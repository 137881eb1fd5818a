const OPENING = "Namespace(";
const NAME = /^[A-Za-z_]\w{0,99}$/;

/** Most arguments that are kept. */
const MOST = 1000;

/**
 * Arguments of a `Namespace(...)` line as argparse prints it, each with the source text of its value; undefined when the line
 * holds none. A line that was cut yields the arguments before the cut.
 */
export function readNamespace(line: string): Map<string, string> | undefined {
  const at = line.indexOf(OPENING);
  if (at < 0) return undefined;
  const found = new Map<string, string>();
  for (const part of splitTopLevel(line, at + OPENING.length)) {
    const equals = part.indexOf("=");
    if (equals < 0) continue;
    const name = part.slice(0, equals).trim();
    if (NAME.test(name) && found.size < MOST) found.set(name, part.slice(equals + 1).trim());
  }
  return found;
}

/** Parts between the commas that stand in no bracket and no string, up to the closing bracket of the whole. */
function splitTopLevel(line: string, from: number): string[] {
  const parts: string[] = [];
  let depth = 0;
  let quote = "";
  let start = from;
  for (let at = from; at < line.length; at++) {
    const character = line[at] ?? "";
    if (quote !== "") {
      if (character === "\\") at++;
      else if (character === quote) quote = "";
    } else if (character === "'" || character === '"') quote = character;
    else if (character === "(" || character === "[" || character === "{") depth++;
    else if (character === ")" || character === "]" || character === "}") {
      if (depth === 0) {
        parts.push(line.slice(start, at));
        return parts;
      }
      depth--;
    } else if (character === "," && depth === 0) {
      parts.push(line.slice(start, at));
      start = at + 1;
    }
  }
  // What follows the last comma of a cut line may be half a value.
  return parts;
}
