/** Where the project shows itself. */
export const PROJECT_PAGE = "https://github.com/weighbridge/weighbridge";
const RULE_PAGES = `${PROJECT_PAGE}/blob/main/src/rules`;

/** Address of a rule's page. */
export function rulePage(rule: string): string {
  return `${RULE_PAGES}/${encodeURIComponent(rule)}.md`;
}

/** A rule's id as words: `training-command-valid` reads "Training command valid". */
export function ruleTitle(rule: string): string {
  const words = rule.replaceAll("-", " ").replace(/\bapi\b/, "API");
  return words.charAt(0).toUpperCase() + words.slice(1);
}
