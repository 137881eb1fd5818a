/** Words that GitHub or a reader takes as "this is done by the pull request", before those that only point. */
const CLOSING =
  /\b(?:(?:partially |partly )?(?:fix(?:es|ed|ing)?|clos(?:e|es|ed|ing)(?! to\b)|resolv(?:e|es|ed|ing)|solv(?:e|es|ed|ing)|address(?:es|ed|ing)?|implement(?:s|ed|ing)?|complet(?:es|ing)|tackl(?:e|es|ed|ing))(?: partially| partly)?|(?:first |second |third |last |a )?part of|sub-?task of|step towards?|towards?|contributes to|progress on)\b/gi;
const POINTING =
  /\b(?:related to|relates to|relating to|see(?: also)?|refs?|references?|refer(?:s|ring)? to|issues?|tickets?|feature requests?|proposal|rfc|tracked (?:in|by|at)|discussed (?:in|at)|discussion(?: in| at)?|requested (?:in|by)|proposed in|described in|reported in|mentioned in|as per|per|following|linked to|about|based on|cf|context|tracker|roadmap)\b/gi;
const PREPOSITION = /\b(?:for|in|from|re)[\s:*_("'[]{0,4}$/i;

/** How far before a reference a closing and a pointing word may stand, in characters. */
const CLOSING_REACH = 160;
const POINTING_REACH = 50;

/**
 * The word that links a reference to its ticket, lower case, looked for in the words before it within the same clause. `offset` is that of the
 * words in their text, or negative when they stand elsewhere.
 */
export function readTicketKeyword(
  words: string,
  offset: number,
): { readonly text: string; readonly start: number; readonly closing: boolean } | undefined {
  const from = Math.max(words.lastIndexOf(";") + 1, words.length - CLOSING_REACH, 0);
  const clause = words.slice(from);
  const closing = [...clause.matchAll(CLOSING)].at(-1);
  const near = Math.max(0, clause.length - POINTING_REACH);
  const match =
    closing ?? [...clause.matchAll(POINTING)].findLast((one) => one.index >= near) ?? PREPOSITION.exec(clause);
  if (match === null) return undefined;
  return {
    text: match[0]
      .toLowerCase()
      .replace(/[^a-z-]+/g, " ")
      .trim(),
    start: offset < 0 ? -1 : offset + from + match.index,
    closing: closing !== undefined,
  };
}

const NAMED_PULL =
  /\b(?:PRs?|MRs?|pull[ -]?requests?|merge[ -]?requests?|supersed(?:es?|ed|ing)(?: by)?|replac(?:es?|ed|ing)(?: by)?|revert(?:s|ed|ing)?(?: of)?|follow(?:s|ing|ed)?[ -]?up (?:of|to|on|for|from)|continuation of|continu(?:es|ing)|successor (?:of|to)|re-?lands?(?:ing)?(?: of)?|re-?submit\w{0,4}(?: of)?|re-?open\w{0,3}|cherry[ -]?pick\w{0,4}(?: of| from)?|backports?(?:ing)?(?: of)?|extracted from|split (?:off |out )?(?:from|of)|spun off from|taken from|takes over|taking over|picks up|companion (?:of|to)|alternative to|(?:built |builds |stacked |rebased )?on top of|stacked on|rebased? (?:on|of)|merg(?:e|ed|ing)|since the merge of|commits? (?:of|from|in)|on main in)[\s:*_("'[]{0,4}(?:the )?$/i;
const PULL_BEFORE =
  /\b(?:(?:chang(?:es|ed)|commits?|work|code|refactoring|rewrite|cherry-?picked|moved|split)\b[^.;:]{0,40}\b(?:from|in|of)|(?:introduced|added|merged|landed|removed|refactored|implemented|reverted|reviewed|done|broken|regressed|changed|made|committed?)\b[^.;:]{0,40}\b(?:in|by|with))[\s*_("'[]{0,4}$/i;
const REVERTING = /^[\s*_]{0,4}(?:this (?:pr |pull request )?)?(?:reverts|reverting)\b/i;
const PULL_AFTER =
  /^[\s*_\])]{0,4}(?:\((?:the |a )?(?:PR|pull request)\)|(?:PR|pull request)\b|(?:is|was|has been|gets?|got|are|were|have been) (?:now |finally |already )?(?:merged|landed|reverted)|lands?\b|merges\b|(?:which|that) (?:does|did|adds|added|introduced|introduces|implements|implemented|refactors|refactored|rewrote|rewrites|merged)\b)/i;
const NAMED_ISSUE =
  /\b(?:issues?|tickets?|bug(?: report)?s?|feature requests?|rfc|proposal|discussion|discussed in|requested in|reported in|raised in|described in|proposed in|mentioned in)[\s:*_("'[]{0,4}$/i;
const LABELLED_PULL = /^(?:\W{0,3})(?:PR|pull request|MR)\b/i;
const LABELLED_ISSUE = /^(?:\W{0,3})(?:issue|ticket|bug|feature request|rfc)\b/i;

/** Whether the words around a reference show that it is a pull request. */
export function isPullRequestByWords(before: string, after: string, label: string): boolean {
  const near = before.slice(-120);
  return (
    NAMED_PULL.test(near.slice(-60)) ||
    PULL_BEFORE.test(near) ||
    REVERTING.test(before.slice(0, 60)) ||
    PULL_AFTER.test(after) ||
    LABELLED_PULL.test(label)
  );
}

/** Whether the word right before a reference, or the link's own text, calls it an issue. */
export function isIssueByWords(before: string, label: string): boolean {
  return NAMED_ISSUE.test(before.slice(-60)) || LABELLED_ISSUE.test(label);
}

const COUNTED =
  /(?:^|[^a-z])(?:steps?|epochs?|gpus?|rank|node|option|options|figures?|fig|tables?|section|sec|stages?|layers?|blocks?|version|item|question|point|attempt|experiments?|exp|runs?|trials?|batch|jobs?|lines?|examples?|cases?|equation|eq|algorithm|variants?|chapter|phase|try|seeds?|folds?|iterations?|iter|worker|process|core|cpu|device|heads?|place|position|rule|note|footnote|column|row|channel|class|todo|commit|build|pipeline|workflow|appendix|solution|approach|reason|comment|machine|server|cluster|port|slide|page|lecture|colou?rs?|background|hex|reviewer)\.?[\s:*_("'[]{0,3}$/i;
const SUPERLATIVE =
  /^[\s*_-]{0,3}(?:most|best|place|spot|rank(?:ed|ing)?|choice|priority|entry|submission|position|overall|worldwide|(?:on|in|at|of|among|across) (?:the |a |all )?[\w -]{0,40}(?:leaderboards?|benchmarks?|lists?|world|rankings?|challenges?|competitions?|category|tables?))\b/i;
const RANKED = /\b(?:rank(?:s|ed|ing)?|place[sd]?|is|the|currently|as|at|our)[\s*_]{0,3}$/i;
const ENUMERATED = /^[\s*_]{0,2}[:.)\]]\s/;

/** Largest number that is taken for a place in a ranking or a list. */
const RANK_LIMIT = 20;

/**
 * Whether a bare `#N` counts something instead of naming a ticket: `step #2`, `#1 on the leaderboard`, `#1: …` at a line's start, or
 * a one-digit number without any linking word in a repository that is long past its first tickets.
 */
export function isOrdinal(
  number: number,
  before: string,
  after: string,
  hasKeyword: boolean,
  pullRequestNumber: number,
): boolean {
  if (COUNTED.test(before.slice(-30))) return true;
  if (number > RANK_LIMIT) return false;
  if (SUPERLATIVE.test(after) && (number <= 3 || RANKED.test(before.slice(-30)))) return true;
  if (before.trim() === "" && ENUMERATED.test(after)) return true;
  return number <= 9 && !hasKeyword && pullRequestNumber > 100;
}
