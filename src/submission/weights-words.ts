import type { StatedUrl } from "./stated-url.ts";

const INTEGRATION =
  /\b(?:CI|build|circle ?ci|travis|actions|jenkins|workflow|crash|error|failure|debug|compil\w{1,6}|git|commit|install(?:ation)?|unit[ -]?tests?|tests?|pytest|change|docker)(?: run| job)? logs?\b|\blogs? (?:of|from|for) (?:the |a |this )?(?:\w+ )?(?:crash|errors?|failures?|failing|CI|build|tests?)\b|\bchange-?log\b/i;
const TRAINING =
  /\b(?:train+(?:ing|ed)?|fine-?tun\w{1,4}|full|complete|raw|experiment|run|convergence|slurm|tensorboard|wandb|w&b|pre-?training)(?: run| job)? (?:logs?|log-?files?|curves?|history)\b|\blogs? (?:of|for|from) (?:the |this |our |my |all )?(?:\w+ )?(?:train(?:ing)?|runs?|experiments?|models?)\b|\btrain(?:ing)?[_-]logs?\b|训练(?:的)?(?:日志|log)|学習ログ|학습 ?로그|логи? обучения/i;
const LOG =
  /(?:^|[^\w/.-])(?:logs?|log-?files?|tfevents|tensorboard)(?![\w/.(-]|[ -](?:scale|softmax|likelihood|prob\w{0,10}|space|in|into|out|sum))|日志|ログ|로그|(?<![а-я])логи?(?![а-я])/i;
/** A link whose whole text says that it is a log needs no further words. */
const NAMED_LOG = /^\W*(?:\w+ ){0,2}(?:logs?|log-?files?)\W*$/i;
const CHECKPOINT =
  /\b(?:checkpoints?|check-points?|ckpts?|weights|pre-?train(?:ed|ing)? (?:weight|models?|networks?|files?|parameters)|(?:trained|model|converted) weight(?! decay)|(?:trained|converted|final|best|resulting|uploaded) models?|model (?:files?|weights?|zoo|parameters|checkpoints?)|state[ _]?dicts?|models? (?:is|are) (?:available|uploaded|hosted|here)|pth)\b|权重|学習済み|重み|가중치|веса|pesos|預訓練|预训练模型|模型(?:下载|文件|链接)/i;
const GENERIC =
  /^\W*(?:here|link|links?|this(?: link)?|url|download|these|google drive|gdrive|drive|dropbox|onedrive|folder|file|baidu|zenodo|hugging ?face|hf|s3|click here|available|\d+)\W*$/i;

/** The words that say most about a link come first: its own, its column's, those before it, after it, and over it. */
function wordsByNearness(url: StatedUrl): readonly string[] {
  const own = url.label !== "" && !GENERIC.test(url.label) ? [url.label] : [];
  return [...own, url.column, url.before, url.after.slice(0, 60), url.leadIn, url.heading].filter(
    (words) => words.trim() !== "",
  );
}

/** What a link's own words and those around it make of it, the nearest first. */
export function callsItLog(url: StatedUrl): "training" | "log" | "integration" | "other" | undefined {
  for (const words of wordsByNearness(url)) {
    if (INTEGRATION.test(words)) return "integration";
    if (TRAINING.test(words) || (words === url.label && NAMED_LOG.test(words))) return "training";
    if (LOG.test(words)) return "log";
    if (
      words === url.label &&
      (CHECKPOINT.test(words) || /\b(?:data ?sets?|config|script|code|paper|model)\b/i.test(words))
    ) {
      return "other";
    }
    if ((words === url.before || words === url.column) && CHECKPOINT.test(words)) return undefined;
  }
  return undefined;
}

/** Whether the words, or an attached text file's name, make it something else than a log. */
export function callsItOtherText(url: StatedUrl, name: string): boolean {
  const other =
    /requirement|environment|collect_?env|pip[_ -]?(?:freeze|list)|conda|trace ?back|stack ?trace|errors?|crash|class(?:es)?|categor|label|dataset|image[_ ]?list|config|diff|patch|licen[cs]e|readme|profil|benchmark|speed|timing|keys|state_?dict|mapping|architecture|summary/i;
  return (
    other.test(name) ||
    wordsByNearness(url)
      .slice(0, 2)
      .some((words) => other.test(words))
  );
}

/** Whether words make what is behind a link weights. */
export function callsItCheckpoint(url: StatedUrl): boolean {
  for (const words of wordsByNearness(url)) {
    if (CHECKPOINT.test(words)) return true;
    if (
      words === url.label &&
      (LOG.test(words) || /\b(?:data ?sets?|annotations?|config|script|code|paper|images?|results?)\b/i.test(words))
    ) {
      return false;
    }
    if (words === url.label && /\bmodels?\b/i.test(words)) return true;
    if (words === url.column && (LOG.test(words) || /^\W*(?:config|data ?set|paper|code)/i.test(words))) return false;
    if (words === url.column && /\b(?:download|models?)\b/i.test(words)) return true;
    if (words === url.before && (LOG.test(words) || /\b(?:data ?sets?|annotations?|images)\b/i.test(words)))
      return false;
  }
  return false;
}

const WEIGHTS =
  "(?:weights?|checkpoints?|ckpts?|(?:pre-?trained )?(?:models?|parameters)|state[ _]?dicts?|\\.pth|files?|pth)";
const BACKBONE = new RegExp(
  `\\b(?:backbone|encoder|trunk|feature extractor)(?:'s)? (?:\\w+ )?${WEIGHTS}|\\bpre-?trained (?:\\w+ )?(?:backbone|encoder|trunk)\\b|\\b${WEIGHTS} (?:of|for|in) (?:the |our )?(?:\\w+ )?(?:backbone|encoder)\\b|\\bweights[_-]backbone\\b|\\b(?:initiali[sz]ed|initiali[sz]ing|init|starting|start(?:s|ed)?|fine-?tuned|warm-?started) (?:\\w+ ){0,3}(?:from|with)\\b[^.]{0,60}$`,
  "i",
);
const OWNER =
  "(?:original|official|authors?(?:'s?|s')?|upstream|reference|paper(?:'s)?|third[ -]party|previous|old|existing|legacy|baseline)";
const ORIGINAL = new RegExp(
  `\\b${OWNER} (?:\\w+ ){0,2}${WEIGHTS}\\b|\\b${WEIGHTS} (?:\\w+ ){0,2}(?:from|of|by|in) (?:the |their )?(?:\\w+ )?${OWNER}\\b|\\b${WEIGHTS} (?:was |were |are |is )?(?:released|provided|published|shared|open-?sourced) by (?:the )?(?:\\w+ )?(?:authors?|paper|team)\\b`,
  "i",
);
const TAKEN =
  /\b(?:converted|ported|taken|copied|adapted|translated|derived|obtained|borrowed|downloaded|loaded|migrated|exported)(?: over)? (?:directly )?from(?: (?!here\b)\w+){0,5}[\s:(]{0,4}$/i;
/** A training command's option for the weights that it begins with. */
const STARTED_FROM = /--(?:resume|pretrained|fine-?tune|init\S{0,20}|load[-_]from|weights[-_]backbone)[ =]["']?$/i;
const CONVERTED = /\b(?:converted|ported|re-?hosted|re-?uploaded|our(?:s)?|re-?trained|reproduced|translated)\b/i;

/**
 * Whose weights a link leads to. Converted weights that are offered for download are the contribution's own; the file that they were
 * converted from is not.
 */
export function readWeightsOwner(url: StatedUrl, name: string): "trained" | "original" | "backbone" {
  if (url.form === "code" && STARTED_FROM.test(url.before) && !/--(?:test|eval|valid)/.test(url.sentence))
    return "backbone";
  const before = url.before.slice(-200);
  const after = url.after.slice(0, 80);
  if (/features?[-_.]/i.test(name) || /backbone/i.test(name)) return "backbone";
  const own = [url.label, url.column].filter((words) => words !== "" && !GENERIC.test(words));
  for (const words of own) {
    if (CONVERTED.test(words)) return "trained";
    if (BACKBONE.test(words) || /^\W*(?:\w+ )?backbone\W*$/i.test(words)) return "backbone";
    if (ORIGINAL.test(words) || /^\W*(?:original|official|authors?'?|upstream)\b/i.test(words)) return "original";
  }
  if (BACKBONE.test(`${before} ${url.label}`) || BACKBONE.test(after)) return "backbone";
  if (TAKEN.test(before)) return "original";
  const around = `${before} ${url.label} ${after}`;
  if (ORIGINAL.test(around) && !CONVERTED.test(around)) return "original";
  const over = [url.leadIn, url.heading].find((words) => BACKBONE.test(words) || ORIGINAL.test(words));
  if (over === undefined || CONVERTED.test(over)) return "trained";
  return BACKBONE.test(over) ? "backbone" : "original";
}
