import { citeText } from "./citation.ts";
import type { Evidence } from "./evidence.ts";
import type { MarkdownText } from "./markdown-text.ts";
import { splitSentences } from "./sentence.ts";

const SAID =
  /\b(?:batch[ _-]?size[sd]?\s?(?:of\s|=\s?|:\s?|==\s?|is\s|set to\s)?1\b(?!\.?\d)|single[ -]image batch(?:es)?|\bbs\s?(?:of\s|=\s?|:\s?|==\s?)?1\b(?!\.?\d)|(?:one|1|single|a single) image (?:at a time|per (?:batch|step|gpu))|image by image)/i;
const MEASURING =
  /\b(?:eval\w*|test\w*|valid\w*|measur\w*|infer\w*|accurac\w*|results?|metrics?|numbers|figures|scores?)\b/i;
const TRAINING = /\btrain(?:s|ed|ing)?\b/i;
/** Asked for, planned or denied: not done. */
const UNDONE =
  /\b(?:please|should|could|would|will|need(?:s|ed)? to|todo|if|whether|not|n't|never|without|instead of|rather than|latency|speed|throughput|memory)\b|n't\b|\?\s*$/i;
/** The optical-flow scripts print it beside the error over the whole batch. */
const PER_IMAGE = /\bper_image_\w{1,20}: \d{1,6}(?:\.\d{1,9})?/;

/** The sentence that says that the figures were measured with a batch size of 1. */
export function readSingleImageStatement(text: MarkdownText): Evidence | undefined {
  for (const sentence of splitSentences(text)) {
    const written = text.statements.slice(sentence.start, sentence.end);
    const match = SAID.exec(written);
    // An option of a command is read with the command.
    if (match === null || written.slice(0, match.index).endsWith("--") || UNDONE.test(sentence.text)) continue;
    if (TRAINING.test(sentence.text) && !MEASURING.test(sentence.text)) continue;
    return citeText(text, sentence.start + match.index, sentence.start + match.index + match[0].length);
  }
  return undefined;
}

/** That a batch size of 1 was used is denied. */
const DENIED =
  /(?:\bnot|n't|\bnever) (?:yet )?(?:re-?)?(?:eval\w*|measur\w*|test\w*|validat\w*) (?:[\w@]{1,20} ){0,4}$/i;
const LARGER =
  /(?:(?<![\w-])-b|--batch[-_]size|\bbatch[ _-]?size[sd]?|\bbs)(?: of | is | ?[=:] ?| )(?:[2-9]|\d{2,5})\b(?!\.\d)/i;

/** The sentence that says that the figures were measured with larger batches, and not with a batch size of 1. */
export function readLargerBatchStatement(text: MarkdownText): Evidence | undefined {
  for (const sentence of splitSentences(text)) {
    const written = text.statements.slice(sentence.start, sentence.end);
    const match = SAID.exec(written);
    if (match === null || /\?\s*$/.test(written)) continue;
    const before = written.slice(0, match.index).replace(/[^\w@' ]/g, "");
    if (DENIED.test(before) && LARGER.test(written.slice(match.index + match[0].length)))
      return citeText(text, sentence.start, sentence.end);
  }
  return undefined;
}

/** A figure that the script averages image by image. */
export function readPerImageFigure(text: MarkdownText): Evidence | undefined {
  const match = PER_IMAGE.exec(text.statements);
  return match === null ? undefined : citeText(text, match.index, match.index + match[0].length);
}
