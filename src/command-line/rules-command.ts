import { readFileSync } from "node:fs";
import type { Rule } from "../engine/rule.ts";
import { GUIDE } from "../guide/guide.ts";
import { RULES } from "../rules/index.ts";
import { nearest } from "../submission/nearest.ts";
import { renderPage } from "./render-page.ts";
import { CommandError, EXIT, type Terminal } from "./terminal.ts";

const KIND_LETTERS = { "new-architecture": "A", "new-weights": "W" } as const;

function listRules(terminal: Terminal): string {
  const idWidth = Math.max(...RULES.map((rule) => rule.id.length));
  const lines = RULES.map((rule) => {
    const kinds = rule.kinds.map((kind) => KIND_LETTERS[kind]).join("");
    return `${rule.id.padEnd(idWidth)}  ${kinds.padEnd(2)}  ${rule.level.padEnd(11)}  ${rule.summary}`;
  });
  const bold = (text: string) => (terminal.colour ? `\u001b[1m${text}\u001b[0m` : text);
  const header = bold(`${"rule".padEnd(idWidth)}  for  ${"level".padEnd(10)}  requirement`);
  return `${[header, ...lines].join("\n")}\n\nA: new architecture. W: new weights. \`weighbridge rules ID\` explains one.\n`;
}

/** The rule's page, which begins with its level, kinds, clauses and options; where there is none, what the rule itself says. */
function pageOf(rule: Rule): string {
  try {
    return readFileSync(new URL(`../rules/${rule.id}.md`, import.meta.url), "utf8");
  } catch {
    const { section, quote, url } = GUIDE[rule.clause];
    return `# ${rule.id}\n\n${rule.summary}\n\n- **Guide**, [${section}](${url}): “${quote}”\n`;
  }
}

function explainRule(id: string, terminal: Terminal): string {
  const rule = RULES.find((one) => one.id === id);
  if (rule === undefined) {
    const near = nearest(
      id,
      RULES.map((one) => one.id),
    );
    const hint = near === undefined ? "`weighbridge rules` lists them." : `Did you mean ${near}?`;
    throw new CommandError(`${id}: there is no such rule. ${hint}`);
  }
  return renderPage(pageOf(rule), terminal);
}

/** Lists the rules, or explains one. Returns the exit code. */
export function rulesCommand(id: string | undefined, terminal: Terminal): number {
  terminal.out(id === undefined ? listRules(terminal) : explainRule(id, terminal));
  return EXIT.clean;
}
