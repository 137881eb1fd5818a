/**
 * arXiv identifiers of well-known papers on optimizers, schedules, augmentations, losses, datasets and training technique. A pull request that
 * contributes a model cites them beside the model's own paper, whatever words it uses.
 */
const TECHNIQUE_PAPERS: ReadonlySet<string> = new Set([
  "1412.6980", // Adam
  "1711.05101", // AdamW
  "1608.03983", // SGDR, cosine annealing
  "1710.09412", // mixup
  "1905.04899", // CutMix
  "1909.13719", // RandAugment
  "1805.09501", // AutoAugment
  "2103.10158", // TrivialAugment
  "1912.02781", // AugMix
  "1708.04896", // random erasing
  "1708.04552", // Cutout
  "1901.09335", // repeated augmentation
  "2012.07177", // copy-paste
  "1803.05407", // stochastic weight averaging
  "1603.09382", // stochastic depth
  "1706.02677", // large minibatch SGD
  "1708.03888", // LARS
  "1904.00962", // LAMB
  "2302.06675", // Lion
  "1907.08610", // Lookahead
  "1908.03265", // RAdam
  "1710.03740", // mixed precision
  "1207.0580", // dropout
  "1810.12890", // DropBlock
  "1607.06450", // layer normalisation
  "1803.08494", // group normalisation
  "1606.08415", // GELU
  "1710.05941", // Swish
  "1908.08681", // Mish
  "1503.02531", // distillation
  "1906.06423", // train-test resolution
  "1812.01187", // bag of tricks
  "2110.00476", // ResNet strikes back
  "1409.0575", // ImageNet
  "1405.0312", // COCO
  "1705.06950", // Kinetics
  "1604.01685", // Cityscapes
  "1902.09630", // generalized IoU
  "1911.08287", // distance IoU
]);

const TECHNIQUE =
  /\b(?:adam|adamw|adagrad|adadelta|radam|sgd|sgdr|rmsprop|lamb|lars|lion|nesterov|lookahead|cosine (?:annealing|decay|schedule)|warm ?restarts|warm-?up|mix-?up|cut-?mix|cut-?out|rand-?augment|auto-?augment|trivial-?augment|aug-?mix|random[ -]?erasing|repeated augmentation|copy-?paste|mosaic|label smoothing|stochastic depth|drop-?path|drop-?block|dropout|ema|exponential moving average|swa|weight averaging|fixres|mixed precision|distillation|(?:batch|layer|group) ?norm(?:ali[sz]ation)?|gelu|swish|silu|mish|focal loss|dice loss|[gdc]?iou(?: loss)?|cross[ -]entropy)\b/gi;
const DATASET =
  /\b(?:imagenet(?:-?(?:1k|21k|22k|v2))?|(?:ms-?)?coco|(?:pascal )?voc|cityscapes|ade20k|kinetics(?:-?\d{3})?|ucf-?101|hmdb-?51|sintel|kitti|flying ?(?:chairs|things)(?:3d)?|sceneflow|open ?images|lvis|cifar-?10{1,2}|places365|lsun|celeba|vggface2?|jft(?:-300m)?|laion(?:-\w+)?|objects365|something-something)\b/gi;
const SORT =
  /\b(?:data ?sets?|benchmarks?|optimi[sz]ers?|losses|loss(?: functions?)?|augmentations?|schedules?|schedulers?|regulari[sz](?:ation|ers?)|activations?(?: functions?)?|training (?:technique|recipe|trick|strategy|schedule)s?)\b/gi;
/** Signs that stand for the three sorts of word above, so that the patterns over them stay small. */
const TECHNIQUE_MARK = "\u00a7";
const DATASET_MARK = "\u00a4";
const SORT_MARK = "\u00b6";

/** A link text that is nothing but a name: `mixup`, `the COCO dataset`, `Adam optimizer paper`; a title with such a word in it is none. */
const NAME =
  /^\W{0,3}(?:(?:the|original|this|official) ){0,2}[\u00a7\u00a4\u00b6](?:['\u2019]s)?(?: (?:[\u00a7\u00a4\u00b6]|\(?(?:paper|arxiv|method|pdf)\)?)){0,3}\W{0,3}$/i;
const GENERIC =
  /^\W*(?:(?:the|this|original|official|their) ){0,2}(?:paper|arxiv|here|link|pdf|article|doi|\d{1,3}|ref(?:erence)?|preprint)(?:\W|$)/i;
const ENDING = /(?:\u00a7|\u00b6)(?: [\u00a7\u00b6])?$/;
const FOLLOWING =
  /^[\s)\]]{0,4}(?:paper |article )?(?:for|of|on|about|introducing|describing) (?:the |an? )?(?:\w+ )?[\u00a7\u00a4\u00b6]/i;
/** Words that may stand between a name and the link to its paper. */
const LINKING: ReadonlySet<string> = new Set(
  "the a an its their this paper article method technique strategy policy training as is was described proposed introduced presented from by in of see cf et al arxiv function".split(
    " ",
  ),
);
/** "Adds RetinaNet with focal loss (paper)": the paper is that of what is added. */
const ADDING =
  /\b(?:add(?:s|ed|ing)?|implement(?:s|ed|ing|ation)?|introduc(?:es|ed|ing)|port(?:s|ed|ing)?|support(?:s|ed|ing)?)\b/i;
const TRAINING =
  /\b(?:train(?:s|ed|ing)?|optimi[sz](?:es?|ed|ing|ers?)|augment(?:ed|ing|ations?)?|schedul(?:es?|ed|ing|ers?)|regulari[sz]\w{0,6}|evaluat\w{0,4}|data ?sets?)\b/i;

/**
 * What a paper's link is about, by its identifier, its own text and the words right before and after it. In doubt it is the model's paper.
 */
export function readPaperSubject(
  id: string | undefined,
  label: string,
  before: string,
  after: string,
): "model" | "other" {
  if (id !== undefined && TECHNIQUE_PAPERS.has(id)) return "other";
  if (NAME.test(markSubjects(label.slice(0, 80)))) return "other";
  if (label !== "" && !GENERIC.test(label)) return "model";
  const near = before.slice(-160);
  if (ENDING.test(withoutLinkingWords(markSubjects(near)))) {
    return ADDING.test(near) && !TRAINING.test(near) ? "model" : "other";
  }
  return FOLLOWING.test(markSubjects(after.slice(0, 80))) ? "other" : "model";
}

function markSubjects(words: string): string {
  return words
    .replace(/[\u00a4\u00a7\u00b6]/g, " ")
    .replace(TECHNIQUE, TECHNIQUE_MARK)
    .replace(DATASET, DATASET_MARK)
    .replace(SORT, SORT_MARK);
}

function withoutLinkingWords(words: string): string {
  const kept = words
    .replace(/[^\w\u00a4\u00a7\u00b6]+/g, " ")
    .trim()
    .split(" ");
  while (kept.length > 0 && LINKING.has((kept.at(-1) ?? "").toLowerCase())) kept.pop();
  return kept.join(" ");
}
