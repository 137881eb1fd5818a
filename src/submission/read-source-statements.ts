import { citeText } from "./citation.ts";
import type { SourceStatement } from "./claims.ts";
import type { MarkdownText } from "./markdown-text.ts";
import { splitSentences } from "./sentence.ts";

const NAMED =
  /\b(?:original|official|authors?'?s?|reference|source|upstream)\b[\w ,'-]{0,40}?\b(?:repo(?:sitory)?|implementation|code(?:base)?|github|project)\b[^\w\n/]{1,6}(?:(?:is|at|of|from|in|on|under|github) ){0,2}[^\w\n/]{0,3}([A-Za-z][\w-]{1,38}\/[A-Za-z][\w.-]{1,80})(?![\w/])/gi;
const NO_REPOSITORY =
  /\.(?:py|cc?|cpp|cu|md|rst|pth|sh|ya?ml|json|txt)$|^(?:and|or|train|val|test|input|output|he|his|yes|true|models?|src|docs?|references|torchvision)\//i;
const CODE = "(?:code(?:base)?|implementation|repo(?:sitory)?|source)";
const UNPUBLISHED = new RegExp(
  [
    `\\b(?:no|without(?: an?| any)?) (?:(?:official|original|public|published|reference|open[ -]?source|available|known) ){1,3}${CODE}\\b`,
    `\\b(?:authors?|they)\\b[^.;]{0,20}\\b(?:have not|haven't|has not|hasn't|did not|didn't|do not|don't|never|not yet)\\b[^.;]{0,20}\\b(?:releas|publish|open[ -]?sourc|provid|shar|mak)\\w*[^.;]{0,20}\\b${CODE}\\b`,
    `\\b(?:official|original|authors?'?s?|their)\\b[^.;]{0,20}\\b${CODE}\\b[^.;]{0,10}\\b(?:is|was|has)(?:n't| not)\\b[^.;]{0,20}\\b(?:available|released|public|published|open)\\b`,
  ].join("|"),
  "i",
);

/**
 * What a text says of the authors' implementation without linking it: its name (`owner/name`), or that none was published.
 */
export function readSourceStatements(text: MarkdownText, targetRepo: string): SourceStatement[] {
  const statements: SourceStatement[] = [];
  for (const sentence of splitSentences(text)) {
    if (statements.length >= 20) break;
    if (/\?\s*$/.test(sentence.text)) continue;
    const words = text.statements.slice(sentence.start, sentence.end);
    for (const match of words.matchAll(NAMED)) {
      const name = (match[1] ?? "").replace(/\.(?:git)?$/, "");
      if (NO_REPOSITORY.test(name) || name.toLowerCase() === targetRepo.toLowerCase()) continue;
      const start = sentence.start + match.index;
      statements.push({ says: "named", name, evidence: citeText(text, start, start + match[0].length) });
    }
    const denial = UNPUBLISHED.exec(words);
    if (denial !== null) {
      const start = sentence.start + denial.index;
      statements.push({ says: "unpublished", evidence: citeText(text, start, start + denial[0].length) });
    }
  }
  return statements;
}
