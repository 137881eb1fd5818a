import { citeText } from "./citation.ts";
import type { ConfigurationClaim } from "./claims.ts";
import type { MarkdownText, Span, Table } from "./markdown-text.ts";

/** What a training is set by, each with its value where it has one. */
const SETTINGS: readonly (readonly [string, RegExp])[] = [
  [
    "epochs",
    /\b\d{1,7}k? ?(?:epochs?|iterations?|iters|steps)\b|\b(?:epochs?|(?:max_?)?iter(?:ation)?s)\b\W{1,5}\d|(?:训练)?\d{1,4} ?(?:个)?(?:epoch|轮)/i,
  ],
  [
    "learning rate",
    /(?:\b(?:learning[ _-]?rate|(?:base_?)?lr)\b|学习率)[^\w\n]{0,5}(?:(?:of|is|was|to|init\w{0,3}) ){0,2}\d/i,
  ],
  [
    "batch size",
    /\bbatch(?:[ _-]?size)?\b[^\w\n]{0,5}(?:(?:of|is|was|per gpu) ){0,2}\W{0,2}\d|\b\d{1,5} (?:images|samples) per gpu\b/i,
  ],
  ["optimizer", /\b(?:sgd|adamw?|rmsprop|lamb|lars|adan)\b/i],
  ["weight decay", /\b(?:weight[ _-]?decay|wd)\b[^\w\n]{0,5}(?:(?:of|is|was) )?\d/i],
  [
    "schedule",
    /\b(?:cosine|multi-?step|step[ _-]?lr|poly|warm-?up|lr[ _-]?schedul\w{1,3}|lr[ _-](?:drop|step|gamma)\w{0,12})\b/i,
  ],
  [
    "augmentation",
    /\b(?:mix-?up|cut-?mix|rand-?augment|auto-?augment|ta_wide|trivial-?augment|random[ _-]?eras\w{1,4}|label[ _-]?smoothing|ema)\b/i,
  ],
];
/** Fewest settings that make a configuration rather than a remark. */
const FEWEST = 4;
/** Most lines of one configuration. */
const MOST_LINES = 60;
const LISTED = /^\s{0,12}(?:[-*+\u2022]\s|\d{1,3}[.)]\s|\|)|^\s{0,12}["']?[\w -]{1,30}["']?\s?[:=]|--[a-z]/i;
const INTENDS =
  /\b(?:will|would|should|could|plan(?:s|ned|ning)?|going to|want to|todo|tbd|try(?:ing)?|if|please|can you|could you)\b|\?\s*$/i;
const THEIRS = /\b(?:papers?|authors?|they|their|original(?:ly)?|official)\b/i;
const OURS = /\b(?:we|i|my|our|ours|same|following|as in)\b/i;

interface Block extends Span {
  readonly lines: readonly Span[];
}

/**
 * Training configurations that stand in the text as settings with their values: at least four of them together, the number of
 * epochs and the learning rate or the optimizer among them. Plans, and what the paper's authors did, are none.
 */
export function readConfigurationClaims(text: MarkdownText): ConfigurationClaim[] {
  return [
    ...text.tables.flatMap((table) => readTable(text, table)),
    ...blocksOf(text).flatMap((block) => readBlock(text, block) ?? []),
  ];
}

/** A table whose columns are settings: each row is a configuration. */
function readTable(text: MarkdownText, table: Table): ConfigurationClaim[] {
  for (const row of table.rows.slice(0, 50)) {
    const words = row
      .slice(0, 40)
      .map((cell, index) => `${table.header[index]?.text.slice(0, 60) ?? ""}: ${cell.text.slice(0, 60)}`);
    const settings = SETTINGS.filter(([, pattern]) => words.some((one) => pattern.test(one))).map(([name]) => name);
    if (!isConfiguration(settings)) continue;
    return [{ form: "list", settings, evidence: citeText(text, row[0]?.start ?? 0, row.at(-1)?.end ?? 0) }];
  }
  return [];
}

function isConfiguration(settings: readonly string[]): boolean {
  return (
    settings.length >= FEWEST &&
    settings.includes("epochs") &&
    (settings.includes("learning rate") || settings.includes("optimizer"))
  );
}

/** Lines without a blank one between; the items of a list, and the line that introduces them, stay together. */
function blocksOf(text: MarkdownText): Block[] {
  const blocks: Block[] = [];
  let lines: Span[] = [];
  const close = (): void => {
    const first = lines[0];
    const last = lines.at(-1);
    if (first !== undefined && last !== undefined) blocks.push({ start: first.start, end: last.end, lines });
    lines = [];
  };
  let blank = false;
  text.lineStarts.forEach((start, index) => {
    const end = (text.lineStarts[index + 1] ?? text.text.length + 1) - 1;
    const line = text.statements.slice(start, Math.min(end, start + 1000));
    if (line.trim() === "") {
      // A fence is blanked; it does not part a label from its block.
      blank = text.text.slice(start, end).trim() === "";
      return;
    }
    const before = lines.at(-1);
    const listed = LISTED.test(line);
    const introduced = before !== undefined && /[:\uFF1A]\s*$/.test(text.text.slice(before.start, before.end));
    if (/^\s{0,3}#/.test(line) || (blank && !(listed && introduced)) || lines.length >= MOST_LINES) close();
    lines.push({ start, end: Math.min(end, start + 1000) });
    blank = false;
  });
  close();
  return blocks;
}

function readBlock(text: MarkdownText, block: Block): ConfigurationClaim | undefined {
  const found = new Map<string, Span>();
  let listed = 0;
  for (const span of block.lines) {
    const line = text.statements.slice(span.start, span.end);
    if (!/\d|[a-z]{3}/i.test(line)) continue;
    const settings = SETTINGS.filter(([, pattern]) => pattern.test(line)).map(([name]) => name);
    if (settings.length > 0 && LISTED.test(line)) listed += settings.length;
    for (const name of settings) if (!found.has(name)) found.set(name, span);
  }
  if (!isConfiguration([...found.keys()])) return undefined;
  const spans = [...found.values()];
  const start = Math.min(...spans.map((one) => one.start));
  const end = Math.max(...spans.map((one) => one.end));
  const words = text.statements.slice(block.start, block.end);
  const form = listed >= FEWEST - 1 ? "list" : "prose";
  const first = words.split("\n", 1)[0] ?? "";
  if (INTENDS.test(form === "prose" ? words : first)) return undefined;
  if (THEIRS.test(form === "prose" ? words : first) && !OURS.test(words)) return undefined;
  return { form, settings: [...found.keys()], evidence: citeText(text, start, end) };
}
