import { LINK_MARK } from "./sentence.ts";

export interface Stance {
  /** Undefined when the sentence takes none. */
  readonly says?: "differs" | "same";
  /** It names the paper, the original or its authors, so that the next sentence may leave that out. */
  readonly namesReference: boolean;
}

/** Who or what a choice is measured against. Case matters only for names after "original". */
const PAPER =
  "(?:papers?|publications?|(?:original |official )?authors?'?|preprint|article|literature|published (?:\\w+ )?(?:version|recipe|architecture|model|hyper-?parameters|settings))";
const ORIGINAL_NOUN =
  "(?:papers?|implementations?|repos?|repositor(?:y|ies)|codes?|codebase|source code|architectures?|models?|recipes?|designs?|networks?|versions?|configs?|configurations?|hyper-?parameters?|training|set-?ups?|settings|schedules?|publication|work|one|ones|release|algorithm|method|formulation|variants?|backbones?|losses|loss)";
const ORIGINAL = `(?:original|official|reference|upstream|canonical|vanilla|authors'?|author's|paper's) (?:\\S+ ){0,3}${ORIGINAL_NOUN}`;
const STANDARD = `standard (?:\\S+ ){0,2}(?:algorithm|architecture|model|network|version|variant|recipe|training recipe|design|backbone|implementation|formulation)`;
const REFERENCE = new RegExp(`\\b(?:${PAPER}|${ORIGINAL}|${STANDARD}|the original(?=$|[,.;:)]))`, "i");
/** "The original FooNet": only a name after the word makes it the model's. */
const NAMED_ORIGINAL = /\b(?:[Oo]riginal|[Oo]fficial|[Vv]anilla) (?:\w*[A-Z]\w*)/;
const TARGET = `(?:(?:what|how|the one|that|those) (?:is |are |was |were )?(?:\\w+ ){0,4}(?:in|by|of) )?(?:the |their |its |our |this |that )?(?:\\S+ ){0,3}(?:${PAPER}|${ORIGINAL_NOUN}|original|official|reference|upstream|canonical|vanilla|${LINK_MARK})`;

/** "momentum 0.01 (0.1 in the paper)": a value beside the reference's, as long as it is no result. */
const BESIDE = new RegExp(`\\((?:it is |was |is |instead of )?\\S+(?: \\S+)? (?:in|by|for) (?:the |their )?(?:paper|original|official|authors)`, "i");
const MEASURE = /\b(?:acc(?:uracy)?|top-?[15]|[mb]?AP|mIoU|epe|f1|scores?|params|parameters|flops|results?|performance|metrics?|error)\b/i;
/** The reference within a few words. */
const NEAR = `(?:\\S+ ){0,4}(?:${PAPER}|original|official|reference|upstream|canonical|vanilla|published|${LINK_MARK})`;

interface Difference {
  readonly pattern: RegExp;
  /** What else the sentence must hold beside paper or original: nothing, or a thing that models and training are made of. */
  readonly needs: "reference" | "modelling";
}

const DIFFERENCE: readonly Difference[] = [
  { needs: "reference", pattern: /\bdiffer(?:s|ed|ing)? (?:\S+ ){0,4}(?:from|to|with|compared|in that)\b/i },
  { needs: "reference", pattern: /\bdifferent(?:ly)? (?:\S+ ){0,4}(?:from|than|to|compared)\b/i },
  { needs: "reference", pattern: /\bdifferences? (?:\S+ ){0,4}(?:from|to|with|between|compared|relative|w\.r\.t|against|vs)\b/i },
  { needs: "reference", pattern: /\b(?:with|for|despite|given) (?:these|those|the following|some|minor|slight|small) (?:\S+ )?differences\b/i },
  { needs: "reference", pattern: /\bdeviat(?:e|es|ed|ing|ions?)\b/i },
  { needs: "reference", pattern: /\b(?:depart(?:s|ed|ing|ures?)?|diverg(?:e|es|ed|ing|ences?)) from\b/i },
  { needs: "reference", pattern: new RegExp(`\\b(?:unlike|in contrast (?:to|with)|contrary to|as opposed to) ${NEAR}`, "i") },
  { needs: "modelling", pattern: /\b(?:instead|rather than|in place of)\b/i },
  { needs: "modelling", pattern: /\b(?:with|for) the exceptions? of\b|\bexcept\b|\b(?:apart|aside) from\b|\bother than\b/i },
  { needs: "reference", pattern: /\b(?:we|i|it|this|port|implementation|model) (?:do|does|did|have|has|is)(?: not|n't) (?:\S+ )?(?:implement|includ|reproduc|appl|us|follow|cover|contain)\w{0,4}\b/i },
  { needs: "modelling", pattern: /\bnot (?:\S+ ){0,6}(?:as|like) (?:in|by)\b/i },
  { needs: "reference", pattern: /\b(?:isn't|is not|aren't|are not) (?:exactly |quite )?(?:the same|identical|how|what|canonical|part of)\b/i },
  { needs: "reference", pattern: /\b(?:reduc|increas|chang|rais|lower|shorten|extend)ed from (?:the )?\S+ (?:of|in) /i },
  { needs: "reference", pattern: /\b(?:slight|minor|small|some|few|several|one|two|three) (?:\S+ )?(?:changes?|modifications?|tweaks?|adjustments?|simplifications?) (?:\S+ ){0,2}(?:from|to|of|compared|relative|over|w\.r\.t)\b/i },
  { needs: "modelling", pattern: /\b(?:with|but|plus) (?:\S+ ){0,3}(?:extensions?|modifications?|tweaks?|twists?|adjustments?|simplifications?|changes)\b/i },
  {
    needs: "reference",
    pattern: new RegExp(
      `\\b(?:changes|modifications|adjustments|tweaks|simplifications|changed|modified|adapted) (?:\\S+ ){0,3}?(?:from|compared (?:to|with)|relative to|with respect to|wrt|w\\.r\\.t\\.?|over|vs\\.?) ${NEAR}`,
      "i",
    ),
  },
  { needs: "reference", pattern: /\b(?:slightly|lightly|heavily|partly) (?:modified|changed|simplified|adapted)\b/i },
  { needs: "reference", pattern: /\b(?:newer|another|other|larger|smaller|stronger|alternative|modern|modernized|updated|different) (?:\S+ ){1,3}(?:to|for|than|of|in|with|into|over) (?:the |a )?(?:standard|original|paper|official|vanilla|canonical)\b/i },
  { needs: "modelling", pattern: /\b(?:we|i|here|ours?|this) (?:\S+ ){0,3}(?:modified|modify|modifies|changed?|changes|replaced?|replaces|swapped|simplif(?:y|ied|ies)|omit(?:s|ted)?|drop(?:ped|s)?|skip(?:ped|s)?|left out|leave out|removed?|removes|increased?|decreased?|reduced?|shorten(?:ed)?|added)\b/i },
  { needs: "modelling", pattern: /\b(?:do|does|did|is)(?: not|n't)\b[^.]{0,80}\b(?:ours|we|here)\b|\b(?:ours|we|here)\b[^.]{0,80}\((?:the |their )?(?:\S+ ){0,2}(?:do|does|did)(?: not|n't)\)/i },
  {
    needs: "reference",
    pattern:
      /\b(?:authors?|papers?|original|official|reference|they)(?: \S+){0,3} (?:uses?d?|trains?|trained|clips?|freezes?|applies|apply|sets?|initiali[sz]es?|normali[sz]es?|pads?|pools?|resizes?|crops?|employs?|adopts?|samples?|scales?|has|have|relies|rely|keeps?)\b[^.]{0,80}(?:[;,]|\b(?:but|while|whereas|and)) (?:\S+ ){0,1}(?:here|we|ours|our)\b/i,
  },
];

interface Agreement {
  readonly pattern: RegExp;
  /** What else the sentence must hold: the paper or original, or also a choice that the words are said of. */
  readonly needs: "nothing" | "reference" | "choices";
}

const AGREEMENT: readonly Agreement[] = [
  { needs: "reference", pattern: new RegExp(`\\bsame (?:\\S+ ){0,4}?(?:as|like|with) ${TARGET}`, "i") },
  {
    needs: "reference",
    pattern: new RegExp(
      `\\b(?:identical|equivalent|consistent|faithful|true|in line|aligned|in accordance|in agreement)(?:ly)? (?:to|with) ${TARGET}`,
      "i",
    ),
  },
  {
    needs: "reference",
    pattern: new RegExp(`\\b(?:match|matches|matching|mirrors?|replicates?|adheres? to|sticks? to|conforms? to) ${TARGET}`, "i"),
  },
  {
    needs: "reference",
    pattern: new RegExp(
      `\\bfollow(?:s|ed|ing)? (?:exactly|strictly|faithfully|precisely|closely) ${TARGET}|\\b(?:exactly|strictly|faithfully|precisely|closely) follow(?:s|ed|ing)? ${TARGET}|\\bfollow(?:s|ed|ing)? ${TARGET} (?:exactly|strictly|faithfully|precisely|closely|to the letter)`,
      "i",
    ),
  },
  { needs: "reference", pattern: new RegExp(`\\b(?:exactly|precisely|just) (?:as|like)(?: \\w+)?(?: in| by| to)? ${TARGET}`, "i") },
  { needs: "choices", pattern: new RegExp(`\\bfollow(?:s|ed|ing)? ${TARGET}`, "i") },
  { needs: "choices", pattern: new RegExp(`\\b(?:as|like)(?: \\w+)? in ${TARGET}|\\b(?:taken|copied) (?:directly |unchanged )?from ${TARGET}`, "i") },
  { needs: "nothing", pattern: /\b(?:is|are) (?:the )?canonical\b/i },
  { needs: "nothing", pattern: /\b(?:no|without(?: any)?|zero) (?:\w+ )?deviations?\b/i },
  {
    needs: "reference",
    pattern: new RegExp(
      `\\b(?:no|without(?: any)?|zero) (?:\\w+ )?(?:differences?|changes|modifications?) (?:\\S+ ){0,2}(?:from|to|with|compared to|between|over) ${NEAR}`,
      "i",
    ),
  },
  { needs: "reference", pattern: /\b(?:not|n't) (?:deviate|differ|depart|diverge)\b/i },
];
const INTRODUCING = /\b(?:implement(?:s|ed|ing)?|add(?:s|ed|ing)?|introduc(?:es|ed|ing)|port(?:s|ed|ing)?)\b/i;
const DENIED =
  /\b(?:no|without(?: any)?|zero) (?:\w+ )?(?:deviations?|differences?|changes|modifications?)\b|(?:\bnot|n't) (?:\w+ )?(?:deviate|differ|depart|diverge)\b/i;
/** "Based on X but with …": the reference is what it is based on. */
const EXTENDED =
  /\b(?:based (?:up)?on|port(?:ed)? (?:of|from)|follow(?:s|ed|ing)?|adapted from|same as|identical to|inspired by)\b[^.;]{1,120}\b(?:but|except|however|albeit|with) (?:\w+ ){0,3}(?:extensions?|modif\w{1,8}|tweak\w{0,3}|changes?|changed|adds?|includes?|replac\w{1,4}|uses?|using|different\w{0,2}|twists?|adjustments?|simplif\w{1,8}|without|for)\b/i;
/** The choices that "follows the paper" must be said of, so that an introduction ("follows a similar approach") is none. */
const CHOICES =
  /\b(?:hyper-?param\w{0,6}|architectures?|implementation|training (?:recipe|set-?up|settings|schedule|procedure|details|regime)|settings|configs?|configuration|recipe|schedule|initiali[sz]ation|augmentations?|design|layers?|details|everything|all|behaviou?r|structure|preprocessing|defaults?|values|choices|parameters)\b/i;

/** Accuracy, speed and outputs are results; that they differ or agree says nothing of a choice. */
const RESULT_SUBJECT =
  /\b(?:accurac(?:y|ies)|acc(?:@1|@5)?|results?|numbers?|metrics?|mAP|AP|mIoU|epe|f1|scores?|performance|speed|throughput|latency|memory|outputs?|logits|loss values?|predictions?|perplexity|top-?[15]|errors?|figures?|parameter counts?|number of param\w*|flops)\b[^.;]{0,50}\b(?:differ\w*|different|match\w*|same|identical|consistent|equivalent|equal|close|lower|higher|better|worse|than|deviat\w*|in line|as in|instead|reproduc\w*)\b/i;
const RESULT_OBJECT =
  /\b(?:same|identical|different|equivalent|consistent|matching|similar|better|worse|lower|higher|slightly) (?:\S+ ){0,2}(?:accurac(?:y|ies)|results?|numbers?|metrics?|performance|outputs?|scores?|logits|predictions?|figures?|b?box AP|mAP|mIoU|AP|epe|acc(?:@1)?|top-1)\b|\b(?:match|matches|reproduces?|achieves?|reaches|obtains?|gets?) (?:the |a )?(?:\w+ ){0,2}(?:accurac(?:y|ies)|results?|numbers?|metrics?|performance|outputs?|scores?)\b/i;
/** Talk of the library's interface or of this repository's own code. */
const INTERFACE =
  /\b(?:APIs?|signatures?|renam\w{1,3}|refactor\w{0,5}|deprecat\w{1,5}|backwards?[ -]compat\w*|BC|type ?hints?|typing|mypy|lint\w*|(?:state[ _]?dict|weights?|parameters?|layers?) (?:names?|keys?)|(?:different|same) names?|unit ?tests?|tests?|CI|imports?|file ?names?|variable names?|function names?|naming|torchscript|script(?:able|ing)|command|flags?|CLI|URLs?|hash(?:es)?|class names?|method names?)\b/;
const MODELLING =
  /\b(?:architectures?|layers?|conv\w*|norm\w*|activations?|re-?lu\w*|gelu|silu|swish|backbones?|heads?|blocks?|stem|attention|drop\w*|pool\w*|padding|strides?|dilation|kernels?|channels?|embedd\w*|init\w*|train\w*|recipes?|augment\w*|optimi[sz]\w*|lr|learning rate|schedul\w*|epochs?|batch\w*|loss\w*|weight decay|ema|resolution|crop\w*|resiz\w*|interpolation|anchors?|nms|hyper-?param\w*|regulari\w*|warm-?up|momentum|adam\w*|sgd|rmsprop|bias\w*|residual|skip|feature\w*|upsampl\w*|downsampl\w*|smoothing|precision|quanti[sz]\w*|gpus?|scal(?:e|es|ed|ing)|projections?|towers?|convolutions?|frozen|freez\w*|fine-?tun\w*|stages?|tokens?|classifiers?|width|depth|pixels?)\b/i;
/** A sentence that asks, bids or plans says nothing of what is. */
const ASKING =
  /\?\W*$|^\W*(?:please|todo|tbd|if|whether|ensure|make sure|check|verify|describe|explain|list|state|document|let's|lets|should)\b|\bto be (?:done|decided|discussed)\b/i;
const MODAL =
  /\b(?:should|shall|could|would|might|may|must|ought|can|will|won't|if|whether|unless|in case|need(?:s|ed)? to|want(?:s|ed)? to|plan(?:s|ning|ned)? to|going to|wonder\w*|maybe|perhaps|(?:un)?sure|unclear|todo|please|check|verify|ensure|confirm|explain|describe|know)\b[^,;.()]{0,45}$/i;
const STORY = /\b(?:see|refer to|check|read|consult) (?:the |their )?(?:\S+ )?paper for\b|\b(?:in contrast to|unlike|instead of|rather than) (?:the )?(?:previous|last|earlier|other|current|existing|old) (?:pr|pull request|commit|attempt|approach|version|weights|recipe|code)\b/i;

/**
 * What a sentence says of choices against paper or original. `continues` tells that the sentence before it, in the same paragraph, named the reference.
 */
export function readStance(sentence: string, continues: boolean): Stance {
  const words = plainWords(sentence);
  const namesReference = REFERENCE.test(words) || NAMED_ORIGINAL.test(words);
  const none: Stance = { namesReference };
  if (ASKING.test(words) || STORY.test(words)) return none;
  if (RESULT_SUBJECT.test(words) || RESULT_OBJECT.test(words)) return none;
  if (INTERFACE.test(words) && !MODELLING.test(words)) return none;
  if (isDifference(words, namesReference, continues)) return { says: "differs", namesReference };
  return isAgreement(words, namesReference) ? { says: "same", namesReference } : none;
}

function isDifference(words: string, namesReference: boolean, continues: boolean): boolean {
  if (DENIED.test(words)) return false;
  if (isSaid(words, EXTENDED.exec(words))) return true;
  if (!namesReference) {
    return continues && MODELLING.test(words) && isSaid(words, /\binstead\b/i.exec(words));
  }
  const isModelling = MODELLING.test(words);
  if (isModelling && !MEASURE.test(words) && isSaid(words, BESIDE.exec(words))) return true;
  return DIFFERENCE.some(({ pattern, needs }) => (needs === "reference" || isModelling) && isSaid(words, pattern.exec(words)));
}

function isAgreement(words: string, namesReference: boolean): boolean {
  return AGREEMENT.some(({ pattern, needs }) => {
    const match = pattern.exec(words);
    if (!isSaid(words, match)) return false;
    switch (needs) {
      case "nothing":
        return true;
      case "reference":
        return namesReference;
      case "choices": {
        const before = words.slice(0, match?.index ?? 0);
        return namesReference && CHOICES.test(before) && !INTRODUCING.test(before);
      }
    }
  });
}

/** Whether a pattern was found and no word before it makes it a wish, a condition or a question. */
function isSaid(words: string, match: RegExpExecArray | null): boolean {
  return match !== null && !MODAL.test(words.slice(Math.max(0, match.index - 80), match.index));
}

/** Link marks, emphasis and quotes are no words; white space is one space. */
function plainWords(sentence: string): string {
  return sentence
    .replace(/[*_[\]"\u201C\u201D`#>|]/g, " ")
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
    (REFERENCE.test(words) || NAMED_ORIGINAL.test(words)) &&
    !/\b(?:results?|accurac\w+|metrics?|performance)\b/i.test(words)
  );
}

/** What the first words under such a heading say; undefined when they only put it off. */
export function readAgreement(sentence: string): DeviationSays | undefined {
  const words = plainWords(sentence).replace(/^(?:[-+\u2022]|\d{1,3}[.)]) /, "");
  if (words === "" || /^(?:todo|tbd|tba|n\/a|na|wip|pending|coming soon|see below|to be \w+|-|\.{2,3}|\u2026)\W*$/i.test(words)) return undefined;
  if (/^(?:todo|tbd)\b/i.test(words) || /\?$/.test(words) || /^(?:please|describe|explain|list)\b/i.test(words)) return undefined;
  if (/^(?:none|no|nothing|there (?:are|is) (?:no|none))\b/i.test(words)) return "same";
  return isAgreement(words, true) && !isDifference(words, true, true) ? "same" : "differs";
}

type DeviationSays = "differs" | "same";
