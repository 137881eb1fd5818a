export interface Stance {
  /** Undefined when the sentence takes none. */
  readonly says?: "differs" | "same";
  /** It names the paper, the original or its authors, so that the next sentence may leave that out. */
  readonly namesReference: boolean;
}

/** Who or what a choice is measured against; each is replaced by one sign before a sentence is looked at, so that the patterns stay small. */
const REFERENCE =
  /\b(?:(?:(?:original|official) )?(?:papers?|authors?'?)|publications?|preprint|article|literature|(?:original|official|reference|upstream|canonical|vanilla|authors'|author's|paper's|published) (?:\S+ ){0,3}?(?:implementations?|repos?|repositor(?:y|ies)|codes?|codebase|architectures?|models?|recipes?|designs?|networks?|versions?|configs?|configurations?|hyper-?parameters?|training|set-?ups?|settings|schedules?|work|ones?|release|algorithm|method|formulation|variants?|backbones?|loss(?:es)?)\b|standard (?:\S+ ){0,2}(?:algorithm|architecture|model|network|version|variant|recipe|design|backbone|implementation|formulation)\b|the (?:(?:tf|tensorflow|jax|keras|caffe|pytorch) )?(?:original|reference|official one)(?=$|[,.;:)]| \(| (?:use[sd]?|has|had|trains|trained|applies|applied|does|did|sets|we|i|this|it|our|in|by|because|since)\b))/gi;
/** "The original FooNet": only a name after the word makes it the model's. */
const NAMED_ORIGINAL = /\b(?:[Oo]riginal|[Oo]fficial|[Vv]anilla) \w*[A-Z]\w*/g;
/** What training and evaluation yield: that it differs or agrees says nothing of a choice. */
const RESULT =
  /\b(?:accurac(?:y|ies)|acc(?:@[15])?|results?|numbers?(?! of\b)|metrics?|(?:box |mask )?m?AP|mIoU|epe|f1|scores?|performance|speed|throughput|latency|memory|outputs?|logits|predictions?|top-?[15]|errors?|figures?|parameter counts?|params|flops)\b/gi;
const MARK = "\u00a7";
const RESULT_MARK = "\u00a4";

interface Pattern {
  readonly pattern: RegExp;
  /**
   * What else the sentence must hold: nothing, the paper or original, beside it a thing that models and training are made of, or before it a
   * choice that the words are said of.
   */
  readonly needs: "nothing" | "reference" | "modelling" | "choices";
}

const DIFFERENCE: readonly Pattern[] = [
  {
    needs: "modelling",
    pattern:
      /\bcompared (?:to|with) (?:\S+ ){0,3}\u00a7,? (?:we|i|this|here|our) (?!(?:get|got|reach|achieve|obtain|see)\b)/i,
  },
  { needs: "reference", pattern: /\bdiffer(?:s|ed|ing)? (?:\S+ ){0,4}(?:from|to|with|compared|in that)\b/i },
  { needs: "reference", pattern: /\bdifferent(?:ly)? (?:\S+ ){0,4}(?:from|than|to|compared)\b/i },
  {
    needs: "reference",
    pattern:
      /\b(?:differences?|discrepanc(?:y|ies)) (?:\S+ ){0,4}(?:from|to|with|between|compared|relative|w\.r\.t|against|vs)\b/i,
  },
  { needs: "reference", pattern: /\b(?<!standard )deviat(?:e|es|ed|ing|ions?)\b/i },
  { needs: "reference", pattern: /\b(?:depart(?:s|ed|ing|ures?)?|diverg(?:e|es|ed|ing|ences?)) from\b/i },
  {
    needs: "reference",
    pattern: /\b(?:unlike|in contrast (?:to|with)|contrary to|as opposed to) (?:\S+ ){0,4}[\u00a7\ufffc]/i,
  },
  {
    needs: "modelling",
    pattern: /\b(?:instead|rather than|in place of|except|other than|apart from|aside from|exceptions? of)\b/i,
  },
  {
    needs: "reference",
    pattern:
      /\b(?:we|i|it|this|port|implementation|model) (?:do|does|did|have|has|is)(?: not|n't) (?:\S+ )?(?:implement|includ|reproduc|appl|us|follow|cover|contain)/i,
  },
  { needs: "modelling", pattern: /\bnot (?:\S+ ){0,6}(?:as|like) (?:in|by)\b/i },
  {
    needs: "reference",
    pattern:
      /\b(?:is|are)(?:n't| not) (?:exactly |quite )?(?:the same|the ones?|identical|how|what|canonical|part of)\b/i,
  },
  {
    needs: "reference",
    pattern: /\b(?:reduc|increas|chang|rais|lower|shorten|extend)ed from (?:the )?\S+ (?:of|in) /i,
  },
  {
    needs: "reference",
    pattern:
      /\b(?:slight|minor|small|some|few|several|one|two|three) (?:\S+ )?(?:changes?|modifications?|tweaks?|adjustments?|simplifications?) (?:\S+ ){0,2}(?:from|to|of|compared|relative|over|w\.r\.t)\b/i,
  },
  {
    needs: "modelling",
    pattern:
      /\b(?:with|but|plus) (?:\S+ ){0,3}(?:extensions?|modifications?|tweaks?|twists?|adjustments?|simplifications?|changes)\b/i,
  },
  {
    needs: "reference",
    pattern:
      /\b(?:changes|modifications|adjustments|tweaks|simplifications|changed|modified|adapted) (?:\S+ ){0,3}?(?:from|to|with|wrt|w\.r\.t\.?|over|vs\.?) (?:\S+ ){0,2}\u00a7/i,
  },
  { needs: "reference", pattern: /\b(?:slightly|lightly|heavily|partly) (?:modified|changed|simplified|adapted)\b/i },
  {
    needs: "reference",
    pattern:
      /\b(?:newer|another|other|larger|smaller|stronger|alternative|modern|modernized|updated|different) (?:\S+ ){1,3}(?:to|for|than|of|in|with|into|over) (?:the |a )?\u00a7/i,
  },
  {
    needs: "modelling",
    pattern:
      /\b(?:we|i|here|ours?|this) (?:\S+ ){0,3}(?:modif(?:y|ied|ies)|changed?|changes|replaced?|replaces|swapped|simplif(?:y|ied|ies)|omit(?:s|ted)?|drop(?:ped|s)?|skip(?:ped|s)?|left out|leave out|removed?|removes|increased?|decreased?|reduced?|shorten(?:ed)?|added)\b/i,
  },
  {
    needs: "modelling",
    pattern:
      /\b(?:do|does|did|is)(?: not|n't)\b(?:[^.]|\.\d){0,80}\b(?:ours|we|here)\b|\b(?:ours|we|here)\b[^.(]{0,80}\([^.)]{0,30}\b(?:do|does|did)(?: not|n't)\)/i,
  },
  {
    needs: "reference",
    pattern:
      /\u00a7(?:'s?)?(?: \S+){0,3} (?:use[sd]?|train(?:s|ed)?|clips?|freezes?|appl(?:y|ies)|sets?|initiali[sz]es?|normali[sz]es?|pads?|pools?|resizes?|crops?|employs?|adopts?|samples?|scales?|has|have|relies|rely|keeps?)\b(?:[^.]|\.\d){0,80}(?:[;,]|\b(?:but|while|whereas|and)) (?:\S+ ){0,6}?(?:here|we|ours|our|i)\b/i,
  },
  {
    needs: "nothing",
    pattern: /\b(?:the only|known|the main|one|two|a few|following|some) (?<!standard )deviations?\b/i,
  },
  // "Based on X but with …": the reference is what it is based on.
  {
    needs: "nothing",
    pattern:
      /\b(?:based (?:up)?on|port(?:ed)? (?:of|from)|follow(?:s|ed|ing)?|adapted from|same as|identical to|inspired by)\b[^.;]{1,120}\b(?:but|except|however|albeit|with) (?:\w+ ){0,3}(?:extensions?|modif\w+|tweak\w*|changes?|changed|adds?|includes?|replac\w+|uses?|using|different\w*|twists?|adjustments?|simplif\w+|without)\b/i,
  },
];

/** "I replaced the pooling by a mean, to support …": with a reason, what was replaced is the original's, named or not. */
const REPLACEMENT =
  /^(?:\W{0,4}|.{0,40}[,:] )(?:we|i)(?:'ve| have)? (?:\w+ )?(?:replaced|swapped|substituted) [^.;]{1,120}\b(?:by|with|for)\b[^;]{1,160}?\b(?:to|because|since|so that|as it|which|in order to|due to)\b/i;
/** "Difference: no SAM, since …", "Deviation from FooNet: …": what it is measured against has been said, or is a name. */
const ANNOUNCED_DIFFERENCE =
  /^\W{0,6}(?:the )?(?:only |main |known |one |key )?(?:differences?|deviations?)(?: (?:from|to|with|wrt|w\.r\.t\.?|vs\.?) [^:;]{1,60})?: (?![+-]?\d|none\b|no\W*$)\S/i;
/** Code that is put in place of other code of this pull request or of the library. */
const REUSE =
  /\b(?:existing|shared|common|own|re-?us\w+|duplicat\w+|helpers?|utils?|utilit(?:y|ies)|functions?|class(?:es)?|imports?|code|tests?|previous|earlier|reviews?)\b|torchvision\.|NormActivation/i;

/** "Momentum 0.01 (0.1 in the paper)", "in the paper it is 0.5, we use 0.2": a value beside the reference's. */
const BESIDE =
  /\((?:it is |was |is |instead of )?\S+(?: \S+)? (?:in|by|for) (?:the |their )?\u00a7|\bin (?:the |their )?(?:\u00a7|code\b|repo\b|recipe\b)(?:[^.]|\.\d){0,60}[,;] (?:\S+ )?(?:here|we|ours|our)\b/i;

/** "They distill from BarNet, I don't": what the authors do and this does not, whatever is said of results beside it. */
const CONTRAST =
  /(?:\bthey|\bthe authors|\u00a7(?: authors)?) (?:also |additionally )?(?:use[sd]?|train(?:s|ed)?|distill?(?:s|ed)?|appl(?:y|ies|ied)|add(?:s|ed)?|pre-?train(?:s|ed)?|fine-?tune[sd]?|sample[sd]?|clip(?:s|ped)?|freezes?|froze|initiali[sz]e[sd]?|normali[sz]e[sd]?|average[sd]?) (?:[^.;()]|\.\d){1,80}[,;] (?:but |while |whereas |and )?(?:i|we|ours?|this|here) (?:(?:do|does|did|could|can)(?: not|n't)|use[sd]?|train(?:ed)?|skip(?:ped)?|omit(?:ted)?|leave|left|drop(?:ped)?|have no|had no)\b/i;

const AGREEMENT: readonly Pattern[] = [
  { needs: "reference", pattern: /\bsame (?:\S+ ){0,4}?(?:as|like|with) (?:\S+ ){0,6}[\u00a7\ufffc]/i },
  {
    needs: "reference",
    pattern:
      /\b(?:identical|equivalent|consistent|faithful|true|in line|aligned|in accordance|in agreement)(?:ly)? (?:to|with) (?:\S+ ){0,6}[\u00a7\ufffc]/i,
  },
  {
    needs: "reference",
    pattern:
      /\b(?:match|matches|matching|mirrors?|replicates?|adheres? to|sticks? to|conforms? to) (?:\S+ ){0,6}[\u00a7\ufffc]/i,
  },
  {
    needs: "reference",
    pattern:
      /\b(?:follow(?:s|ed|ing)? (?:exactly|strictly|faithfully|precisely|closely)|(?:exactly|strictly|faithfully|precisely|closely) follow(?:s|ed|ing)?) (?:\S+ ){0,3}[\u00a7\ufffc]|\bfollow(?:s|ed|ing)? (?:\S+ ){0,3}\u00a7 (?:exactly|strictly|faithfully|precisely|closely|to the letter)/i,
  },
  { needs: "reference", pattern: /\b(?:exactly|precisely|just) (?:as|like) (?:\S+ ){0,4}[\u00a7\ufffc]/i },
  {
    needs: "reference",
    pattern:
      /\b(?:1[:-]1|1-to-1|one[- ]to[- ]one|faithful|direct|verbatim|straight|line[- ]by[- ]line) (?:re-?implementation|port|copy|translation|conversion)\b/i,
  },
  { needs: "reference", pattern: /\bexact (?:\S+ ){1,3}(?:from|of|in) (?:\S+ ){0,3}[\u00a7\ufffc]/i },
  {
    needs: "choices",
    pattern:
      /\b(?:follow(?:s|ed|ing)?|(?:as|like)(?: \w+)? in|(?:taken|copied) (?:directly |unchanged )?from) (?:\S+ ){0,3}[\u00a7\ufffc]/i,
  },
  {
    needs: "nothing",
    pattern: /\b(?:is|are) (?:the )?canonical\b|\b(?:no|without(?: any)?|zero) (?:\w+ )?deviations?\b/i,
  },
  {
    needs: "reference",
    pattern:
      /\b(?:no|without(?: any)?|zero) (?:\w+ )?(?:differences?|changes|modifications?) (?:\S+ ){0,3}(?:from|to|with|between|over) (?:\S+ ){0,2}[\u00a7\ufffc]/i,
  },
  { needs: "reference", pattern: /(?:\bnot|n't) (?:\S+ )?(?:deviate|differ|depart|diverge)\b/i },
  // "Differences: none", as one of a list's items.
  {
    needs: "nothing",
    pattern: /^\W{0,6}(?:known )?(?:differences|deviations)(?: (?:from|to|with) [^:;]{1,60})?: (?:none|nothing)\b/i,
  },
];
/** "I kept the epsilon of the original": what is taken over. */
const TAKEN_OVER =
  /\b(?:keeps?|kept|retains?|retained|preserves?|preserved) (?:\S+ ){1,6}(?:of|from|in|as in) (?:\S+ ){0,2}\u00a7/i;
const INTRODUCING = /\b(?:implement(?:s|ed|ing)?|add(?:s|ed|ing)?|introduc(?:es|ed|ing)|port(?:s|ed|ing)?)\b/i;
const DENIED =
  /\b(?:no|without(?: any)?|zero) (?:\w+ )?(?:deviations?|differences?|changes|modifications?)\b|(?:\bnot|n't) (?:\w+ )?(?:deviate|differ|depart|diverge)\b/i;
/** The choices that "follows the paper" must be said of, so that an introduction ("follows a similar approach") is none. */
const CHOICES =
  /\b(?:hyper-?param\w{0,6}|architectures?|implementation|training (?:recipe|set-?up|settings|schedule|procedure|details|regime)|settings|configs?|configuration|recipe|schedule|initiali[sz]ation|augmentations?|design|layers?|details|everything|all|behaviou?r|structure|preprocessing|defaults?|values|choices|parameters)\b/i;

/** Results that differ or agree, before or after the word that says so. */
const RESULT_STANCE =
  /\u00a4(?! (?:reasons?|purposes)\b)[^.;,]{0,40}\b(?:differ|match|same|identical|consistent|equivalent|equal|close|lower|higher|better|worse|deviat|in line|as in|reproduc)|\b(?:same|identical|different|equivalent|consistent|matching|similar|match|matches|reproduces?|achieves?|reaches|obtains?|gets?) (?:\S+ ){0,4}\u00a4/i;
/** "Acc@1 79.1, same as in the paper": what is the same is the figure. */
const FIGURE = /\u00a4[^\w]{0,4}(?:(?:of|is|was) )?\d/;
/** Talk of the library's interface or of this repository's own code. */
const INTERFACE =
  /\b(?:APIs?|signatures?|renam\w{1,3}|refactor\w{0,5}|deprecat\w{1,5}|backwards?[ -]compat\w*|BC|type ?hints?|typing|mypy|lint\w*|(?:state[ _]?dict|weights?|parameters?|layers?) (?:names?|keys?)|(?:different|same) names?|unit ?tests?|tests?|CI|imports?|file ?names?|variable names?|function names?|naming|torchscript|script(?:able|ing)|command|flags?|CLI|URLs?|hash(?:es)?|class names?|method names?)\b/;
const MODELLING =
  /\b(?:architectures?|layers?|conv(?!er|ey|en)\w*|(?:layer|batch|group|instance|rms)?norm\w*|activations?|re-?lu\w*|gelu|silu|swish|backbones?|heads?|blocks?|stem|attention|drop\w*|pool\w*|padding|strides?|dilation|kernels?|channels?|embedd\w*|init\w*|train\w*|recipes?|augment\w*|optimi[sz]\w*|lr|learning rate|schedul\w*|epochs?|batch\w*|loss\w*|weight decay|ema|resolution|crop\w*|resiz\w*|interpolation|anchors?|nms|hyper-?param\w*|regulari\w*|warm-?up|momentum|adam\w*|sgd|rmsprop|bias\w*|residual|skip|feature\w*|upsampl\w*|downsampl\w*|smoothing|precision|quanti[sz]\w*|gpus?|scal(?:e|es|ed|ing)|projections?|towers?|convolutions?|frozen|freez\w*|fine-?tun\w*|stages?|tokens?|classifiers?|width|depth|pixels?|distill\w*|teachers?)\b/i;
/** A sentence that asks, bids or plans says nothing of what is. */
const ASKING =
  /\?\W*$|^\W*(?:please|todo|tbd|if|whether|ensure|make sure|check|verify|describe|explain|list|state|document|let's|lets|should)\b|\bto be (?:done|decided|discussed)\b/i;
const MODAL =
  /\b(?:should|shall|could|would|might|may|must|ought|can|will|won't|if|whether|unless|in case|need(?:s|ed)? to|want(?:s|ed)? to|plan(?:s|ning|ned)? to|going to|wonder\w*|maybe|perhaps|(?:un)?sure|unclear|todo|please|check|verify|ensure|confirm|explain|describe|know)\b[^,;.()]{0,45}$/i;
const STORY =
  /\b(?:see|refer to|check|read|consult) (?:the |their )?(?:\S+ )?(?:\u00a7|paper) for\b|\b(?:in contrast to|unlike|instead of|rather than) (?:the )?(?:previous|last|earlier|other|current|existing|old) (?:pr|pull request|commit|attempt|approach|version|weights|recipe|code)\b/i;

/** Chinese: "different from the paper", "the same as the official implementation". */
const CHINESE_DIFFERENCE =
  /(?:与|和|跟|同|相比|不同于|区别于)(?:原|该|此)?(?:论文|原文|官方|作者|原始|原版|源码)[^。；？]{0,24}(?:不同|不一致|差异|区别|改动|修改)|(?:不同于|区别于)(?:原)?(?:论文|原文|官方|作者|原版)|論文(?:と|とは|から)[^。]{0,10}(?:異な|違|変更)/;
const CHINESE_AGREEMENT =
  /(?:与|和|跟|同)(?:原|该|此)?(?:论文|原文|官方|作者|原始|原版|源码)[^。；？不]{0,24}(?:一致|相同|一样|对齐)|論文(?:と|の通り)[^。]{0,6}(?:同じ|同様)/;
const CHINESE_RESULT = /精度|指标|结果|准确率|性能|速度/;

/**
 * What a sentence says of choices against paper or original. `continues` tells that the sentence before it, in the same paragraph, named the reference.
 */
export function readStance(sentence: string, continues: boolean): Stance {
  const written = plainWords(sentence);
  const words = markReferences(written);
  const namesReference = words.includes(MARK);
  const none: Stance = { namesReference };
  if (REPLACEMENT.test(written) && MODELLING.test(written) && !REUSE.test(written) && !INTERFACE.test(written))
    return { says: "differs", namesReference };
  if (/[\u4e00-\u9fff]/.test(written)) {
    if (/[?\uFF1F吗]\s*$/.test(written)) return none;
    if (isSaidOfChoices(written, CHINESE_DIFFERENCE)) return { says: "differs", namesReference };
    if (isSaidOfChoices(written, CHINESE_AGREEMENT)) return { says: "same", namesReference };
    if (CHINESE_RESULT.test(written)) return none;
  }
  if (
    !namesReference &&
    !continues &&
    !/canonical|deviation|differences?:|difference [^:]{1,60}:|based|port|follow|adapted|same|identical|inspired/i.test(
      words,
    )
  )
    return none;
  if (!ASKING.test(words) && MODELLING.test(written) && isSaid(words, CONTRAST.exec(words)))
    return { says: "differs", namesReference };
  if (
    ASKING.test(words) ||
    STORY.test(words) ||
    RESULT_STANCE.test(words) ||
    (FIGURE.test(words) && !MODELLING.test(written))
  )
    return none;
  const isModelling = MODELLING.test(written);
  if ((INTERFACE.test(written) || INTERFACE.test(written.toLowerCase())) && !isModelling) return none;
  if (isDifference(words, isModelling, continues)) return { says: "differs", namesReference };
  if (isModelling && isSaid(words, TAKEN_OVER.exec(words))) return { says: "same", namesReference };
  return isAgreement(words) ? { says: "same", namesReference } : none;
}

/** Chinese: whether the clause that a pattern stands in speaks of no result. */
function isSaidOfChoices(written: string, pattern: RegExp): boolean {
  const match = pattern.exec(written);
  if (match === null) return false;
  const from = Math.max(...["，", "。", "；", "：", ","].map((mark) => written.lastIndexOf(mark, match.index - 1))) + 1;
  const rest = written.slice(match.index + match[0].length);
  const end = rest.search(/[，。；：,]/);
  const clause = written.slice(from, match.index + match[0].length + (end < 0 ? rest.length : end));
  return !CHINESE_RESULT.test(clause);
}

function isDifference(words: string, isModelling: boolean, continues: boolean): boolean {
  if (DENIED.test(words)) return false;
  if (isModelling && continues && isSaid(words, /\binstead\b/i.exec(words))) return true;
  if (isModelling && ANNOUNCED_DIFFERENCE.test(words)) return true;
  const isResult = words.includes(RESULT_MARK);
  if (words.includes(MARK) && isModelling && !isResult && isSaid(words, BESIDE.exec(words))) return true;
  return DIFFERENCE.some((one) => meets(one, words, isModelling) && isSaid(words, one.pattern.exec(words)));
}

function isAgreement(words: string): boolean {
  return AGREEMENT.some((one) => {
    if (!meets(one, words, false)) return false;
    const match = one.pattern.exec(words);
    if (!isSaid(words, match)) return false;
    const before = words.slice(0, match?.index ?? 0);
    return one.needs !== "choices" || (CHOICES.test(before) && !INTRODUCING.test(before));
  });
}

function meets({ needs }: Pattern, words: string, isModelling: boolean): boolean {
  if (needs === "nothing") return true;
  return words.includes(MARK) && (needs !== "modelling" || isModelling);
}

function markReferences(words: string): string {
  return words.replace(NAMED_ORIGINAL, MARK).replace(REFERENCE, MARK).replace(RESULT, RESULT_MARK);
}

/** Whether a pattern was found and no word before it makes it a wish, a condition or a question. */
function isSaid(words: string, match: RegExpExecArray | null): boolean {
  return match !== null && !MODAL.test(words.slice(Math.max(0, match.index - 80), match.index));
}

/** Link marks, emphasis and quotes are no words; white space is one space. */
function plainWords(sentence: string): string {
  return sentence
    .replace(/[\u00a4\u00a7*_[\]"\u201C\u201D`#>|]/g, " ")
    .replace(/\u2019/g, "'")
    .replace(/\s+/g, " ")
    .trim();
}

/** Whether a heading announces what differs from paper or original. */
export function readDeviationHeading(heading: string): boolean {
  const words = plainWords(heading);
  if (words.length > 100 || /\?$/.test(words)) return false;
  if (/^(?:\W|\d|[a-z]\))*(?:known |any |explained )?deviations?\b/i.test(words)) return true;
  return (
    /\b(?:deviat\w+|differen(?:ces?|t)|chang(?:es|ed)|modifications?|departures?|discrepanc(?:y|ies))\b/i.test(words) &&
    markReferences(words).includes(MARK) &&
    !/\b(?:results?|accurac\w+|metrics?|performance)\b/i.test(words)
  );
}

/** What the first words under such a heading say; undefined when they only put it off. */
export function readUnderHeading(sentence: string): "differs" | "same" | undefined {
  const words = plainWords(sentence).replace(/^(?:[-+\u2022]|\d{1,3}[.)]) /, "");
  if (
    words === "" ||
    /^(?:todo|tbd|tba|n\/a|na|wip|pending|coming soon|see below|to be \w+|-|\.{2,3}|\u2026)\W*$/i.test(words)
  )
    return undefined;
  if (/^(?:todo|tbd)\b/i.test(words) || /\?$/.test(words) || /^(?:please|describe|explain|list)\b/i.test(words))
    return undefined;
  if (
    /^(?:no\W*$|(?:none|nothing|(?:there (?:are|is) )?(?:no|none)(?: \S+)? (?:deviations?|differences?|changes|modifications?)|there (?:are|is) none)\b)/i.test(
      words,
    )
  )
    return "same";
  const marked = markReferences(words);
  return isAgreement(marked) && !isDifference(marked, MODELLING.test(words), true) ? "same" : "differs";
}
