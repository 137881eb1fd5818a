import { citeText } from "./citation.ts";
import type { RecipeClaim } from "./claims.ts";
import type { Evidence } from "./evidence.ts";
import type { MarkdownText } from "./markdown-text.ts";
import { readPaperAddress } from "./paper-address.ts";
import { splitSentences } from "./sentence.ts";
import { readStatedUrls, type StatedUrl } from "./stated-url.ts";
import { checkpointEnding } from "./storage-address.ts";
import { fileNameOf, isIntegrationService } from "./web-address.ts";

/** Words that call what a link leads to the recipe of a training. */
const RECIPE =
  /\b(?:recipes?|train+(?:ing)? (?:commands?|scripts?|config(?:uration)?s?|details|instructions|settings|procedure|schedules?|flags|arguments)|train(?:ing)? (?:it|them) with|(?:commands?|configs?|configurations?|scripts?) (?:\w+ ){0,4}(?:to|for|used for|used to|of)(?: the)? train\w*|hyper-?parameters)\b|训练(?:命令|配置|脚本|参数)/i;
const CONFIG = /\bconfig(?:uration)?s?(?: files?)?\b|配置/i;
/** What was set for another purpose, or what somebody is asked for. */
const OTHER = /\b(?:eval\w*|test(?:ing)?|inference|export\w*|lint|CI|pre-commit|docker|build|model card)\b/i;
const CONFIG_FILE = /\.(?:py|ya?ml|json|toml|cfg|gin)$/i;
const CONFIG_PLACE = /\/(?:configs?|recipes?|projects|yamls?|experiments?)\//i;
const RECIPE_PLACE = /\/references\/|\/(?:recipes?)\/|recipe|training|how-to-train/i;

/**
 * Links that lead to a training recipe: by the link's own words, or by the words around together with its place. Papers, checkpoints and
 * pictures are none.
 */
export function readRecipeClaims(text: MarkdownText): RecipeClaim[] {
  return readStatedUrls(text)
    .filter((url) => url.form !== "code" && leadsToRecipe(url))
    .map((url) => ({ url: url.href, evidence: citeText(text, url.start, url.end) }));
}

/** "Command as in references/foo/README.md, with --epochs 60": a recipe of the library's own, changed or not. */
const POINTER =
  /\b(?:cmd|commands?|recipe|train(?:ed|ing)?|settings|config\w{0,9}|hyper-?param\w{0,6})\b.{0,60}\b(?:same as|as in|like in|from|identical to|see|of)\b.{0,40}\breferences\/[\w/-]{1,80}(?:\.(?:md|rst|py))?/i;

/** The sentence that says that the model was trained as a page of the reference scripts tells. */
export function readRecipePointer(text: MarkdownText): Evidence | undefined {
  const sentence = splitSentences(text).find(({ start, end }) => {
    const words = text.statements.slice(start, end);
    return POINTER.test(words) && !/\?\s*$|\b(?:will|should|todo|not)\b/i.test(words);
  });
  return sentence === undefined ? undefined : citeText(text, sentence.start, sentence.end);
}

function leadsToRecipe(url: StatedUrl): boolean {
  const { address } = url;
  if (address === undefined || isIntegrationService(address) || readPaperAddress(address) !== undefined) return false;
  if (checkpointEnding(address) !== undefined || /\.(?:pdf|png|jpe?g|gif|log|txt)$/i.test(fileNameOf(address)))
    return false;
  if (RECIPE.test(url.label)) return !OTHER.test(url.label);
  const near = `${url.column} ${url.before.slice(-120)} ${url.label} ${url.after.slice(0, 60)}`;
  const place = `${address.path}#${address.fragment}`;
  const isConfig = CONFIG_FILE.test(address.path) && CONFIG_PLACE.test(address.path);
  if (isConfig && (CONFIG.test(url.label) || CONFIG.test(url.column) || CONFIG.test(url.before.slice(-60)))) {
    return !OTHER.test(url.before.slice(-60));
  }
  return (isConfig || RECIPE_PLACE.test(place)) && RECIPE.test(`${near} ${url.leadIn} ${url.heading}`);
}
