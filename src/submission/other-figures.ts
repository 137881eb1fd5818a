import { citeText } from "./citation.ts";
import type { Evidence } from "./evidence.ts";
import type { MarkdownText } from "./markdown-text.ts";
import { namesPaper } from "./metric-draft.ts";
import { findMetricNames } from "./metric-name.ts";
import { findModelMentions } from "./model-mention.ts";
import { splitSentences } from "./sentence.ts";

/** Metrics of other fields, which no reader of values knows: that they are reported is all that can be said of them. */
const OTHER_METRIC =
  /(?<![\w-])(?:WER|CER|BLEU|ROUGE(?:-[12L])?|FID|PSNR|SSIM|LPIPS|RMSE|MAE|AUC|AUROC|Dice|DSC|perplexity|NDS|PQ|MPJPE|PCK|HOTA|MOTA|CIDEr|AbsRel|D1-all|F-?score|F1(?:[ -]score)?|Jaccard(?: index)?|R(?:ecall)?@\d{1,3})(?: (?:on|for) [A-Z][\w-]{1,20}){0,2}[ :=|*]{1,4}(?:(?:of|is|score) )?\d{1,4}(?:\.\d{1,6}|%)|(?<![\w-])IoU(?: score)?(?: (?:on|for) [A-Z][\w-]{1,20}){0,2}[ :=|*]{1,4}(?:(?:of|is) )?(?:0\.\d{3,6}|\d{2}(?:\.\d{1,4}|%))/g;
const MOST = 4;

/** Figures of metrics that classification, detection, segmentation and flow do not use (`WER 3.1`, `FID: 3.21`), the first few. */
export function readOtherMetrics(text: MarkdownText): Evidence[] {
  return [...text.statements.matchAll(OTHER_METRIC)]
    .slice(0, MOST)
    .map((one) => citeText(text, one.index, one.index + one[0].length));
}

/** A figure that may be a share in percent, behind a word or sign that gives it to something, and before no unit. */
const SHARE =
  /(?:[:=\u2192\u2013\u2014]|->| -|\b(?:gets?|got|reach(?:es|ed)?|achiev(?:es|ed)|obtain(?:s|ed)|scor(?:es|ed)|yields?|hits?|gives?|is|was|now))[\s*_~\u2248`]{1,4}[3-9]\d\.\d{1,3}(?![\w.]|\.\d| ?(?:[/x\u00d7]|[MGTk]B?\b|s\b|ms\b|sec|h\b|hours|min|fps|img|im\/s|GFLOPs?|MFLOPs?|params?|GPUs?|epochs?|faster|slower|times))/i;

/** A sentence that names a model and gives a figure as accuracies are, but not what it measures: `FooNet-S gets 79.3`. */
export function readUnnamedFigure(text: MarkdownText): Evidence | undefined {
  const sentence = splitSentences(text).find(
    ({ text: words, start, end }) =>
      SHARE.test(words) &&
      !words.includes("|") &&
      !namesPaper(words) &&
      !/\b(?:they|their|compare[sd]?|than)\b/i.test(words) &&
      findMetricNames(words).length === 0 &&
      findModelMentions(text.statements.slice(start, end), new Map()).length > 0,
  );
  return sentence === undefined ? undefined : citeText(text, sentence.start, sentence.end);
}

/** A table of `Ours | Paper` whose figures no word says the metric of. */
export function readUnnamedComparison(text: MarkdownText): Evidence | undefined {
  const table = text.tables.find(({ header, rows }) => {
    const heads = header.map((cell) => cell.text.slice(0, 60));
    const paper = heads.some((head) => /^\W*(?:the )?(?:papers?|original|official|reported|published)\b/i.test(head));
    const ours = heads.findIndex((head) => /\b(?:ours?|this pr|measured|reproduced|torchvision|mine)\b/i.test(head));
    return paper && ours >= 0 && rows.some((row) => /^\W{0,3}\d{1,3}\.\d/.test(row[ours]?.text.slice(0, 20) ?? ""));
  });
  return table === undefined ? undefined : citeText(text, table.start, table.end);
}
