const START = "<!-- generated -->";
const END = "<!-- /generated -->";

const KIND_NAMES = { "new-architecture": "new architectures", "new-weights": "new weights" };

/** Kinds of contribution in words. */
export const kindNames = (rule) => rule.kinds.map((kind) => KIND_NAMES[kind]).join(", ");

/** What a value may be, in words. zod bounds every integer by what a double can hold; that is no bound worth telling. */
function valueWords({ minimum, maximum, enum: choices, type }) {
  if (choices !== undefined) return choices.map((choice) => `\`${choice}\``).join(", ");
  const words = [type ?? "any value"];
  if (minimum !== undefined && minimum > -Number.MAX_SAFE_INTEGER) words.push(`at least ${minimum}`);
  if (maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER) words.push(`at most ${maximum}`);
  return words.join(", ");
}

/** One line for each option: key, what it may be, what it is when left out, what it does. */
function optionLines(schema) {
  return Object.entries(schema.properties ?? {}).map(([key, option]) => {
    const fallback = `default \`${JSON.stringify(option.default)}\``;
    return `- **Option** \`${key}\` (${valueWords(option)}; ${fallback}): ${option.description}`;
  });
}

/**
 * What stands under the title of a rule's page.
 * @param {{ rule: object, level: string, guide: Record<string, { section: string, quote: string, url: string }>, optionSchema: object }} facts
 */
export function renderHeader({ rule, level, guide, optionSchema }) {
  const clauses = [rule.clause, ...rule.alsoClauses].map((id) => guide[id]);
  return [
    START,
    "",
    rule.summary,
    "",
    `- **Level** in the torchvision preset: ${level}`,
    `- **Asked of** ${kindNames(rule)}`,
    ...clauses.map(({ section, quote, url }) => `- **Guide**, [${section}](${url}): “${quote}”`),
    ...optionLines(optionSchema),
    "",
    END,
  ].join("\n");
}

/** Puts the header under the page's title, in place of the one that is there. */
export function withHeader(page, header) {
  const start = page.indexOf(START);
  const end = page.indexOf(END);
  if (start !== -1 && end > start) return page.slice(0, start) + header + page.slice(end + END.length);
  const title = /^# .*\n/.exec(page)?.[0] ?? "";
  return `${title}\n${header}\n${title === "" ? "\n" : ""}${page.slice(title.length)}`;
}
