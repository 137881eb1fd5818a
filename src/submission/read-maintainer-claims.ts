import { citeText } from "./citation.ts";
import type { MaintainerClaim } from "./claims.ts";
import type { MarkdownText, Mention } from "./markdown-text.ts";
import type { PullRequest } from "./pull-request.ts";
import { sentenceAt, splitSentences } from "./sentence.ts";

export interface MaintainerContext {
  /** Logins and `org/team`s of the policy. */
  readonly maintainers: readonly string[];
  /** Logins that the conversation shows as member, owner or collaborator. */
  readonly members: ReadonlySet<string>;
}

/** GitHub notifies no more than fifty people of one text; mentions past this many call nobody. */
const MENTION_LIMIT = 500;

const BOT =
  /(?:\[bot\]|-bot|-robot)$|^(?:dependabot|codecov(?:-io|-commenter)?|facebook-github-bot|pytorchmergebot|pytorchbot)$/i;
/** What may stand between the mentions of one list. */
const LIST = /^(?:[\s,;&/+()*_-]|\band\b|\bor\b){0,12}$/i;

const CREDIT_BEFORE =
  /\b(?:thanks(?: a lot| so much| again)? (?:to|for)|thank you|kudos(?: to)?|props to|shout-?out to|hat tip|h\/t|credits?(?: go(?:es)?)? (?:to|for)|co-?authored(?:-by)?:?|authored by|(?:implement|writ|wrot|creat|design|train|develop|propos|suggest|point|mention|comment|note|request|report|contribut|provid|shar|port|release|publish|maintain)\w{0,6}(?: \w{1,10}){0,2} by|together with|jointly with|collaborat\w{1,6} (?:with|by)|joint work with|(?:with the )?help (?:of|from)|inspired by|borrow\w{0,4} from|adapted from|based (?:up)?on(?: the (?:great |amazing |excellent )?(?:work|code|implementation|repo|pr) (?:of|by|from))?|(?:work|code|implementation|repo|fork|branch|idea|weights|checkpoint|pr|comment|suggestion|feedback|port) (?:of|by|from)|courtesy of|authors?(?: are| is)?|originally by|on behalf of)[\s:,(]{0,4}$/i;
const AUTHORS_BEFORE = /(?:\b(?:we|us|team|authors)\s?\(|\b(?:I|me|myself)(?:,| and| &))[\s]{0,2}$/i;
const CREDIT_AFTER =
  /^(?:\s?['\u2019]s?\s(?!review|approval|attention|input|thoughts|opinion)\w|\)?\s(?:who )?(?:has |have )?(?:(?:also|already|kindly|originally) )?(?:implemented|wrote|trained|contributed|provided|created|helped|did|made|ported|added|started|shared|published|suggested|pointed|proposed|noticed|found|reported)\b)/i;
const ASKING =
  /\b(?:please|could you|can you|would you|cc|ping(?:ing)?|ptal|review\w{0,4}|assign\w{0,3}|let (?:me|us) know|wdyt|thoughts|take a look|have a look|looking at|fyi|request\w{0,3} (?:a )?review|for review|what do you think|help(?:ed)? (?:me )?(?:review|merge))\b/i;

/**
 * Reads who is called to the pull request: mentions and `cc` lines of a text, requested reviewers and assignees. The author and bots
 * are left out; each login is named once for each way of calling it.
 */
export function readMaintainerClaims(
  text: MarkdownText,
  pullRequest: PullRequest,
  context: MaintainerContext,
): MaintainerClaim[] {
  const isKnown = knownMaintainers(pullRequest, context);
  const claims = new Map<string, MaintainerClaim>();
  const isLeftOut = (login: string): boolean =>
    login === "" || BOT.test(login) || login.toLowerCase() === pullRequest.author.toLowerCase();

  for (const group of mentionGroups(text)) {
    const { by, isCredit } = readGroup(text, group);
    for (const mention of group) {
      if (isLeftOut(mention.login)) continue;
      const key = mention.login.toLowerCase();
      const isMaintainer = isKnown(mention.login) ? true : isCredit ? false : undefined;
      const known = claims.get(key);
      if (known !== undefined && (known.isMaintainer !== false || isMaintainer === false)) continue;
      claims.set(key, {
        login: mention.login,
        by,
        ...(isMaintainer !== undefined ? { isMaintainer } : {}),
        evidence: citeText(text, mention.start, mention.end),
      });
    }
  }
  const named = (logins: readonly string[], by: "requested-reviewer" | "assignee"): MaintainerClaim[] =>
    text.origin.source !== "description"
      ? []
      : [...new Set(logins)]
          .filter((login) => !isLeftOut(login))
          .map((login) => ({
            login,
            by,
            ...(isKnown(login) ? { isMaintainer: true } : {}),
            evidence: { source: "pull-request", quote: login },
          }));
  return [
    ...claims.values(),
    ...named(pullRequest.requestedReviewers, "requested-reviewer"),
    ...named(pullRequest.assignees, "assignee"),
  ];
}

function knownMaintainers(pullRequest: PullRequest, context: MaintainerContext): (login: string) => boolean {
  const plain = (login: string): string => login.replace(/^@/, "").toLowerCase();
  const listed = new Set(context.maintainers.map(plain));
  const members = new Set([...context.members].map(plain));
  const owner = `${pullRequest.repo.split("/")[0] ?? ""}/`.toLowerCase();
  return (login) => {
    const name = plain(login);
    // Only somebody of the organisation can mention its teams, and they are its own people.
    return listed.has(name) || members.has(name) || (owner !== "/" && name.startsWith(owner));
  };
}

/** Mentions that stand in one list, such as `cc @a @b` or `@a, @b and @c's work`. */
function mentionGroups(text: MarkdownText): readonly (readonly Mention[])[] {
  const groups: Mention[][] = [];
  for (const mention of [...text.mentions].sort((a, b) => a.start - b.start).slice(0, MENTION_LIMIT)) {
    if (text.prose[mention.start] !== "@") continue;
    const group = groups.at(-1);
    const previous = group?.at(-1);
    const joins =
      previous !== undefined &&
      mention.start - previous.end <= 24 &&
      LIST.test(text.prose.slice(previous.end, mention.start));
    if (group !== undefined && joins) group.push(mention);
    else groups.push([mention]);
  }
  return groups;
}

function readGroup(
  text: MarkdownText,
  group: readonly Mention[],
): { readonly by: "mention" | "ask" | "cc"; readonly isCredit: boolean } {
  const start = group[0]?.start ?? 0;
  const end = group.at(-1)?.end ?? start;
  const sentence = sentenceAt(splitSentences(text), start);
  const offset = sentence?.start ?? start;
  const before = sentence?.text.slice(0, Math.max(0, start - offset)) ?? "";
  const after = sentence?.text.slice(Math.max(0, end - offset)) ?? "";
  if (/(?:^|[^a-z])cc(?:'?ing|ed)?[\s:,*_-]{0,4}$/i.test(before)) return { by: "cc", isCredit: false };
  const words = before.slice(-160);
  const credits = CREDIT_BEFORE.test(words) || AUTHORS_BEFORE.test(words) || CREDIT_AFTER.test(after.slice(0, 60));
  const asks = ASKING.test(sentence?.text ?? "");
  return { by: asks ? "ask" : "mention", isCredit: credits && !asks };
}
