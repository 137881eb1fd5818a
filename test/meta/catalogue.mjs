import { readFileSync } from "node:fs";

/**
 * The catalogue's parts with their rules, in the order of a review: rule-order.txt, a heading and ids under it.
 * @returns {{ title: string, ids: string[] }[]}
 */
export function readCatalogue() {
  const parts = [];
  for (const line of readFileSync(new URL("rule-order.txt", import.meta.url), "utf8").split("\n")) {
    if (line.startsWith("# ")) parts.push({ title: line.slice(2), ids: [] });
    else if (line !== "") parts.at(-1).ids.push(line);
  }
  return parts;
}
