import { citeText, lineAt } from "./citation.ts";
import type { PictureClaim } from "./claims.ts";
import type { Link, MarkdownText } from "./markdown-text.ts";
import type { Sentence } from "./sentence.ts";
import { indexAt, splitSentences } from "./sentence.ts";

/** No description that a person wrote shows more; the rest of a longer one is not read. */
const PICTURE_LIMIT = 200;
/** How far above a picture the words that speak of it may stand, in characters. */
const REACH = 600;

/** Pictures of something else: what a model sees or is made of, the paper's own tables, the tests, the pages, the speed. */
const OTHER =
  /\b(?:demos?|examples?|samples?|visuali[sz]\w*|qualitative|predictions?|predicted|detections?|segmentations?|heat-?maps?|attention maps?|architectures?|diagrams?|overview|pipeline|structure|fig(?:ure)?s?\.? \d{1,2}|(?:in|from|of) the (?:original )?paper|paper's|CI|circleci|fail\w*|tracebacks?|error messages?|crash\w*|bugs?|unit ?tests?|pytest|test suite|coverage|lint\w*|docs?|documentation|docstrings?|rendered|preview|web ?page|profil\w*|memory|latency|speed|throughput|fps|flops|git|merge|badge)\b/i;
const RESULTS =
  /\b(?:results?|accurac(?:y|ies)|acc(?:@?[15])?|top-?[15]|metrics?|m?AP|mIoU|IoU|scores?|epe|performance|evaluat\w{1,4}|validation|val|test (?:set|output)|benchmarks?|compar\w{2,5}|reproduc\w{1,5}|leaderboard)\b|结果|精度|指标|准确率/i;
const LOG =
  /\b(?:logs?|curves?|loss(?:es)?|tensorboard|wandb|w&b|convergence|train\w{0,3} (?:progress|history|plots?|graphs?|outputs?|screenshots?|runs?)|(?:plots?|graphs?|screenshots?) (?:of|from) (?:the )?train\w{0,3})\b|日志|曲线/i;
const GENERIC_NAME =
  /^\W*(?:image|img|screen ?shot|screenshot[\w .:-]{0,40}|picture|pic|photo|untitled|capture|snip\w*|clip\w*|alt(?: text)?|\d[\w .:-]{0,60})?\W*(?:\.(?:png|jpe?g|gif))?\W*$/i;

/**
 * Pictures that the words around them call results or a training log. What they show nobody but a person can tell, so they prove
 * nothing and refute nothing.
 */
export function readPictureClaims(text: MarkdownText): PictureClaim[] {
  const pictures = text.links.filter((link) => isPicture(text, link)).slice(0, PICTURE_LIMIT);
  if (pictures.length === 0) return [];
  const sentences = splitSentences(text);
  return pictures.flatMap((picture) =>
    shownBy(text, sentences, picture).map((shows) => ({
      shows,
      evidence: citeText(text, picture.start, picture.end),
    })),
  );
}

function isPicture(text: MarkdownText, link: Link): boolean {
  const line = text.lineStarts[lineAt(text, link.start) - 1] ?? 0;
  if (/^\s{0,3}>/.test(text.text.slice(line, line + 8))) return false;
  return (
    link.form === "image" || (link.form === "html" && /^<img\b/i.test(text.text.slice(link.start, link.start + 5)))
  );
}

/** The nearest words that say what a picture shows decide: its own, the line above, the heading. */
function shownBy(text: MarkdownText, sentences: readonly Sentence[], picture: Link): PictureClaim["shows"][] {
  for (const words of wordsOver(text, sentences, picture)) {
    if (OTHER.test(words)) return [];
    const shows: PictureClaim["shows"][] = [];
    if (LOG.test(words)) shows.push("log");
    if (RESULTS.test(words)) shows.push("results");
    if (shows.length > 0) return shows;
  }
  return [];
}

function wordsOver(text: MarkdownText, sentences: readonly Sentence[], picture: Link): readonly string[] {
  const words: string[] = [];
  if (picture.text !== picture.href && !GENERIC_NAME.test(picture.text.slice(0, 200))) {
    words.push(picture.text.slice(0, 200));
  }
  const heading = text.headings[indexAt(text.headings, picture.start)];
  const earliest = Math.max(heading?.end ?? 0, picture.start - REACH);
  for (let index = indexAt(sentences, picture.start); index >= 0; index--) {
    const sentence = sentences[index];
    if (sentence === undefined || sentence.start < earliest) break;
    if (!/\p{L}{2}/u.test(sentence.text)) continue;
    words.push(sentence.text);
    break;
  }
  if (heading !== undefined) words.push(heading.text);
  return words;
}
