import type { KnownModels } from "./model-mention.ts";
import { findModelMentions, soleModel } from "./model-mention.ts";

/** What a row's or a column's name says that its values are of. */
export interface Subject {
  readonly model?: string;
  readonly weights?: string;
}

/** Words that say whose or which run's the values are, and name no model: `this PR, seed 1`, `w/o EMA`. */
const NAMELESS =
  /\b(?:ours?|mine|my|me|we|us|papers?|original|official|authors?|reported|published|reproduc(?:ed|tion)|re-?train(?:ed|ing)|trained|measured|old|new|previous|current|baseline|this|the|of|by|in|from|at|pr|implementation|port|repo(?:sitory)?|work|before|after|torchvision|results?|values?|v\d|reference|runs?|seeds?|trials?|checkpoints?|ckpt|weights|model|with|without|no|non|w|o|raw|ema|best|final|last|mean|average|avg|gpus?|epochs?|and|table)\b/gi;
/** Which of several runs a row is. */
export const RUN = /\b(?:seeds?|runs?|trials?) ?[#:]? ?\d/i;

/** Whether a name holds no word but such ones. */
export function isNameless(label: string): boolean {
  return !/[A-Za-z]/.test(label.replace(NAMELESS, " ").replace(/\bs\b/g, " "));
}

/** The words of a row's name that may say whose the values are: versions inside a name do not. */
export function rowWords(label: string): string {
  return /[A-Za-z0-9]_Weights\./.test(label)
    ? ""
    : label.replace(/[A-Za-z0-9]{1,40}(?:[_-][A-Za-z0-9]{1,40}){1,8}/g, " ");
}

/** The model and weights that a name, and the cell beside it, give. */
export function readSubject(label: string, weightsLabel: string | undefined, known: KnownModels): Subject {
  const bounded = label.length > 200 ? label.slice(0, 200) : label;
  const mentions = findModelMentions(`${bounded} ${weightsLabel ?? ""}`.trim(), known);
  const named = soleModel(mentions) ?? mentions[0];
  const weights = mentions.find((mention) => mention.weights !== undefined)?.weights;
  if (named !== undefined) return { model: named.model, ...(weights === undefined ? {} : { weights }) };
  if (isNameless(bounded)) return {};
  const bare = bounded
    .replace(/\(.{0,100}\)/g, " ")
    .replace(
      /\b(?:ours?|papers?|original|official|reported|old|new|previous|current|baseline|this pr|before|after|torchvision|results?|v\d|reference)\b/gi,
      " ",
    )
    .trim();
  return /[A-Za-z]{2}/.test(bare) && bare.length <= 60 && /^[\w .+/-]+$/.test(bare) ? { model: bare } : {};
}
