import { figuresNear, isNearerTo, labelOf, runsAfter } from "./beside-figures.ts";
import { clauseAfter, clauseOf, lastClause } from "./clause.ts";
import { correctedValue, isCorrection } from "./corrections.ts";
import { findDataset } from "./find-dataset.ts";
import { HeadingModels } from "./heading-models.ts";
import { namesOfItem } from "./item-metrics.ts";
import type { MarkdownText } from "./markdown-text.ts";
import type { FigureRole, MetricDraft } from "./metric-draft.ts";
import { namesPaper, roleOf } from "./metric-draft.ts";
import type { MetricName } from "./metric-name.ts";
import { findMetricNames } from "./metric-name.ts";
import { fromErrorRate, isPlausible, isShare, onMetricScale } from "./metric-scale.ts";
import type { KnownModels, ModelMention } from "./model-mention.ts";
import { findModelMentions, soleModel } from "./model-mention.ts";
import type { Sentence } from "./sentence.ts";
import { indexAt, splitSentences } from "./sentence.ts";
import type { NumberWord } from "./sentence-numbers.ts";
import { findNumbers, LISTED } from "./sentence-numbers.ts";
import { withoutTeachers } from "./teacher-mentions.ts";

/** Words that may stand between a metric's name and its value. */
const BETWEEN =
  /\b(?:\d{1,3} (?:seeds?|runs?|trials?|folds?|clips?|crops?|views?|epochs?|gpus?)|after|over|across|averaged?|of|is|was|are|at|to|be|has|reach(?:es|ed|ing)?|achiev(?:es?|ed|ing)|gets?|got|yield(?:s|ed)?|gives?|equals?|scores?|accuracy|acc|values?|results?|on|for|the|an?|about|around|approximately|roughly|now|in|it|with|using|from|improv(?:es?|ed|ing)|increas(?:es?|ed|ing)|went|goes|rose|up|imagenet|ilsvrc|1k|coco|val2017|val|valid|validation|test|eval|evaluation|set|dataset|data|split|kinetics|sintel|kitti|clean|final|pass|train|training|cifar|voc|ours?|we|our|ema|model|models|weights|single|crop|center|metric|metrics|rate|percent|paper|original|official|reported|reports|authors?|this|new|best|obtained|measured|k|v2|ade20k|cityscapes|est|de|ist|liegt|bei|es|del|di)\b|정확도|точность|精度|准确率|指标|分别|达到|可达|得到|验证集|测试集|为|是|约|在|上|的|了|：/gi;
/** "on EuroSAT:", "for Stanford Cars is": a data set or task by its name. */
const NAMED_PLACE =
  /\b(?:on|for|in) (?:the )?[A-Z][\w-]{1,24}(?: [A-Z][\w-]{1,24})?(?=[\s*_`]{0,4}[:=]| (?:is|was|of|reaches)\b)/;
/** Most metrics of one sentence. */
const MOST_NAMES = 12;
/** Most figures of one text. */
const MOST = 500;
const UNCERTAIN =
  /\b(?:should|expect(?:ed|s)?|target(?:s|ed)?|goals?|aim(?:s|ing)?|hop(?:e|es|ing)|need(?:s|ed)? to|would|could|might|must|at least|thresholds?|requires?|if|whether|todo|wip|until|plan(?:s|ned)?|about to)\b|\?\s*$/i;
const UNNAMED_ACCURACY =
  /\b(?:gets?|got|reach(?:es|ed)|achiev(?:es|ed)|obtain(?:s|ed)|scor(?:es|ed)|yield(?:s|ed))(?: \w{1,12}){0,3} \d{2}(?:\.\d{1,4})? ?% (?:in|on|for) (?:the )?(?:imagenet|ilsvrc|cifar|kinetics|ucf|hmdb)/i;
/** "82.282 @ 224", "81.4 at 288px": a figure at an input size is the top-1 accuracy there. */
const AT_RESOLUTION =
  /(?<![\w.@-])[1-9]\d\.\d{1,3}(?= ?%? ?(?:@|at) ?(?:res(?:olution)? )?[1-9]\d{2}(?:x\d{3})?(?:px)?(?![\w%]|\.\d))/;

/** Figures that sentences give: `acc@1 of 81.2`, `37.3 box mAP`, `from 80.8 to 83.1`, `(83.66 vs 83.85)`. */
export function readMetricProse(text: MarkdownText, known: KnownModels): MetricDraft[] {
  const drafts: MetricDraft[] = [];
  const headings = new HeadingModels(text, known);
  splitSentences(text).forEach((sentence, index) => {
    if (drafts.length >= MOST || !/\d/.test(sentence.text) || /^\s{0,3}\||^\s{0,12}[-*+] \[ \]/.test(sentence.text))
      return;
    drafts.push(...readSentence(text, sentence, known, headings, `sentence ${index}`));
  });
  return drafts;
}

function readSentence(
  text: MarkdownText,
  sentence: Sentence,
  known: KnownModels,
  headings: HeadingModels,
  group: string,
): MetricDraft[] {
  const words = sentence.text;
  const names = findMetricNames(words).slice(0, MOST_NAMES);
  const corrects = isCorrection(words);
  if (UNCERTAIN.test(words) && !corrects) return [];
  const unnamed = names.length === 0 ? findUnnamedAccuracy(words) : undefined;
  if (unnamed !== undefined) names.push(unnamed);
  const numbers = findNumbers(words);
  if (numbers.length === 0) return [];
  let over: FigureRole | undefined;
  if (names.length === 0) {
    names.push(...namesOfItem(text, sentence, numbers));
    over = roleOf(text.headings[indexAt(text.headings, sentence.start)]?.text ?? "");
  }
  if (names.length === 0) return [];
  const mentions = withoutTeachers(
    words,
    findModelMentions(text.statements.slice(sentence.start, sentence.end), known),
  );
  const heading = headings.at(sentence.start);
  const taken = new Set<NumberWord>();
  const drafts: MetricDraft[] = [];
  const ordered = [...names].sort((a, b) => Number(b.exact) - Number(a.exact) || a.start - b.start);
  const paired = pairUp(words, names, numbers);
  for (const number of paired.values()) taken.add(number);
  for (const name of ordered) {
    const read = valuesOf(words, name, names, numbers, taken, mentions, paired.get(name));
    const corrected = read.length === 0 && corrects ? correctedValue(words, name, names, numbers, taken) : undefined;
    const values = corrected === undefined ? read : [{ number: corrected, role: "measured" as const }];
    for (const { number, role } of values) {
      taken.add(number);
      // A list under "As reported by the authors" need not say so again.
      const own = role === "measured" ? (over ?? labelOf(words, number) ?? role) : role;
      const draft = draftOf(sentence, heading, name, number, own, mentions, group);
      if (draft !== undefined) drafts.push(draft);
    }
    const [only, ...others] = values;
    if (only?.role !== "measured" || others.length > 0 || over !== undefined) continue;
    for (const number of runsAfter(words, only.number, numbers, taken, mentions)) {
      taken.add(number);
      const draft = draftOf(sentence, heading, name, number, labelOf(words, number) ?? "measured", mentions, group);
      if (draft !== undefined) drafts.push(draft);
    }
  }
  return [...drafts, ...figuresNear(sentence, numbers, taken, drafts)];
}

/** "It gets 75.3% on the ImageNet validation set": a percentage reached on such a dataset is an accuracy. */
function findUnnamedAccuracy(words: string): MetricName | undefined {
  const match = UNNAMED_ACCURACY.exec(words) ?? AT_RESOLUTION.exec(words);
  if (match === null) return undefined;
  const end = match.index + match[0].length;
  return { metric: "accuracy", error: false, validation: false, ema: false, exact: false, start: end, end };
}

interface RoledNumber {
  readonly number: NumberWord;
  readonly role: FigureRole;
}

function valuesOf(
  words: string,
  name: MetricName,
  names: readonly MetricName[],
  numbers: readonly NumberWord[],
  taken: ReadonlySet<NumberWord>,
  mentions: readonly ModelMention[],
  paired: NumberWord | undefined,
): RoledNumber[] {
  const free = numbers.filter((number) => !taken.has(number));
  const first =
    paired ??
    free.findLast(
      (number) =>
        number.end <= name.start &&
        standsBefore(words, number, name) &&
        !names.some(
          (other) =>
            other.end <= number.start &&
            mayStandBetween(words, other, number, names, mentions) &&
            !tookOther(other, names, numbers, taken),
        ),
    ) ??
    free.find(
      (number) =>
        number.start >= name.end &&
        mayStandBetween(words, name, number, names, mentions) &&
        !isChangeOf(words, name, number),
    );
  if (first === undefined) return [];
  const end = nextName(names, Math.max(first.end, name.end))?.start ?? words.length;
  const later = free.filter((number) => number.start >= first.end && number.end <= end);
  const values: { number: NumberWord; role: FigureRole | undefined }[] = [
    { number: first, role: roleOf(clauseOf(words, first)) },
  ];
  let previous = first;
  for (const number of later) {
    const gap = words.slice(previous.end, number.start);
    if (gap.length > 120) break;
    if (/^\s?%?\s?(?:to|->|\u2192|=>)\s?$/.test(gap) && values.length === 1) {
      // From the old value to the new one.
      if (/\bfrom\s?$/.test(words.slice(0, first.start)) || !/\bto\b/.test(gap)) {
        return [
          { number: first, role: roleOf(clauseOf(words, first)) === "paper" ? "paper" : "baseline" },
          { number, role: "measured" },
        ];
      }
      break;
    }
    const role = comparedRole(words, gap, number, isLike(first, number), namesAnother(gap, previous.end, mentions));
    if (role === "none") break;
    // `76.1 / 92.9, the paper says 76.5`: the published figure is that of the metric whose value it is near.
    if ((role === "paper" || role === undefined) && isNearerTo(numbers, number, first)) continue;
    values.push({ number, role });
    previous = number;
    if (values.length === 3) break;
  }
  return settleRoles(words, values);
}

/** What a number that follows another is compared as; `none` when it is not compared at all. */
function comparedRole(
  words: string,
  gap: string,
  number: NumberWord,
  alike: boolean,
  another: boolean,
): FigureRole | undefined | "none" {
  const role = roleOf(`${lastClause(gap)} ${clauseAfter(words, number)}`);
  if (role !== undefined && role !== "measured") return role;
  if (another) return "baseline";
  if (role === "measured" && alike) return role;
  if (/\b(?:vs\.?|versus|compared (?:to|with)|than|against|instead of|over|whereas|wheras|while)\b/i.test(gap)) {
    return role;
  }
  return "none";
}

/** Near enough to be the same figure measured twice, not a setting that stands in the same sentence. */
function isLike(a: NumberWord, b: NumberWord): boolean {
  return b.written > 1 && Math.abs(a.written - b.written) <= a.written / 4;
}

/** `better than FooNet's 76.1`: a figure of another model, which is compared with and not reported. */
function namesAnother(gap: string, offset: number, mentions: readonly ModelMention[]): boolean {
  const than = /\b(?:than|over|against|beats?|outperform\w{0,3}) /i.exec(gap);
  if (than === null) return false;
  const from = offset + than.index;
  return mentions.some(
    (one) => one.start >= from && one.end <= offset + gap.length && /^['\u2019]s\s/.test(gap.slice(one.end - offset)),
  );
}

function settleRoles(
  words: string,
  values: readonly { readonly number: NumberWord; readonly role: FigureRole | undefined }[],
): RoledNumber[] {
  const [first, second] = values;
  if (first === undefined) return [];
  if (second === undefined) return [{ number: first.number, role: first.role ?? "measured" }];
  const settled: RoledNumber[] = [];
  // `a little lower than the original accuracy (83.66 vs 83.85)`: the sentence says what the brackets do not.
  const inBrackets = first.role === undefined && second.role === undefined;
  const other = namesPaper(words) ? "paper" : undefined;
  for (const { number, role } of values) {
    if (role !== undefined) settled.push({ number, role });
    else if (number === first.number) settled.push({ number, role: "measured" });
    else if (inBrackets && other !== undefined) settled.push({ number, role: other });
  }
  if (inBrackets && other !== undefined && contradictsOrder(words, first.number, second.number)) {
    return [
      { number: first.number, role: other },
      { number: second.number, role: "measured" },
    ];
  }
  return onePerRole(settled);
}

function contradictsOrder(words: string, first: NumberWord, second: NumberWord): boolean {
  const lower = /\b(?:lower|worse|below|less)\b/i.test(words);
  const higher = /\b(?:higher|better|above|more)\b/i.test(words);
  if (lower === higher) return false;
  return lower ? first.written > second.written : first.written < second.written;
}

function onePerRole(values: readonly RoledNumber[]): RoledNumber[] {
  return values.filter((value, index) => values.findIndex((other) => other.role === value.role) === index);
}

/** Only words of a kind that join name and value stand between them. */
function mayStandBetween(
  words: string,
  name: MetricName,
  number: NumberWord,
  names: readonly MetricName[],
  mentions: readonly ModelMention[],
): boolean {
  if (number.start - name.end > 90) return false;
  if (names.some((other) => other !== name && other.start >= name.end && other.start < number.start)) return false;
  let gap = words.slice(name.end, number.start);
  for (const mention of mentions) {
    const from = mention.start - name.end;
    const to = mention.end - name.end;
    if (from >= 0 && to <= gap.length) gap = gap.slice(0, from) + " ".repeat(to - from) + gap.slice(to);
  }
  gap = gap.replace(NAMED_PLACE, " ");
  const opening = /^(.{0,80})\($/.exec(gap.trimEnd());
  if (opening?.[1] !== undefined && /^[\w\s,@-]*$/.test(opening[1]) && isCompared(words, number)) return true;
  return /^[\s:=~\u2248(\-*_,"'`|]*$/.test(gap.replace(BETWEEN, "").replace(/\s+/g, " "));
}

/** The number opens a pair in brackets, `83.66 vs 83.85`. */
function isCompared(words: string, number: NumberWord): boolean {
  return /^\s?%?\s?(?:vs\.?|versus|compared to|->|\u2192)\s?\d/i.test(words.slice(number.end, number.end + 20));
}

function standsBefore(words: string, number: NumberWord, name: MetricName): boolean {
  const gap = words.slice(number.end, name.start);
  if (gap.length > 40) return false;
  return /^ ?(?:%|percent)?(?: \([\w -]{1,20}\))?(?: (?:in|on|for|of|the|coco|imagenet(?:-1k)?|kinetics(?:-400)?|val|validation|test|terms|our|ema))* ?[*_`(]{0,2}$/i.test(
    gap,
  );
}

/** `Acc@1 and Acc@5 of 76.1 and 92.9`: the values stand in the order of the names. */
function pairUp(
  words: string,
  names: readonly MetricName[],
  numbers: readonly NumberWord[],
): ReadonlyMap<MetricName, NumberWord> {
  const pairs = new Map<MetricName, NumberWord>();
  names.forEach((name, index) => {
    const next = names[index + 1];
    if (next === undefined || pairs.has(name) || !LISTED.test(words.slice(name.end, next.start))) return;
    const last = numbers.findLastIndex((one) => one.end <= name.start);
    const [left, right] = [numbers[last - 1], numbers[last]];
    // `76.1 / 92.9 (top-1 / top-5)`.
    if (left !== undefined && right !== undefined && /^ ?%? ?[([]$/.test(words.slice(right.end, name.start))) {
      if (LISTED.test(words.slice(left.end, right.start).replace("%", ""))) {
        pairs.set(name, left);
        pairs.set(next, right);
        return;
      }
    }
    const at = numbers.findIndex((one) => one.start >= next.end);
    const number = numbers[at];
    const second = numbers[at + 1];
    if (number === undefined || second === undefined || !mayStandBetween(words, next, number, names, [])) return;
    if (!LISTED.test(words.slice(number.end, second.start).replace("%", ""))) return;
    pairs.set(name, number);
    pairs.set(next, second);
  });
  return pairs;
}

/** A name that has its value already does not claim the number between it and the next name. */
function tookOther(
  name: MetricName,
  names: readonly MetricName[],
  numbers: readonly NumberWord[],
  taken: ReadonlySet<NumberWord>,
): boolean {
  const previous = names[names.indexOf(name) - 1]?.end ?? 0;
  return numbers.some((number) => number.start >= previous && number.end <= name.start && taken.has(number));
}

/** `improves accuracy 0.5%` tells a change, not a value, unless it goes on with from or to. */
function isChangeOf(words: string, name: MetricName, number: NumberWord): boolean {
  const before = words.slice(Math.max(0, name.start - 40), name.start);
  if (
    !/\b(?:improv|increas|decreas|reduc|boost|drop|degrad|hurt|lower|rais)[a-z]{0,4}(?: [a-z]{1,12}){0,2} $/i.test(
      before,
    )
  )
    return false;
  return !/\b(?:to|from|is|of|at)\b|[:=]/.test(words.slice(name.end, number.start));
}

function nextName(names: readonly MetricName[], from: number): MetricName | undefined {
  return names.find((name) => name.start >= from);
}

function draftOf(
  sentence: Sentence,
  heading: ModelMention | undefined,
  name: MetricName,
  number: NumberWord,
  role: FigureRole,
  mentions: readonly ModelMention[],
  group: string,
): MetricDraft | undefined {
  const scaled = onMetricScale(name.metric, number.written, number.percent);
  const value = name.error ? fromErrorRate(scaled) : scaled;
  if (!isPlausible(name.metric, value) || isTooSmall(name, number)) return undefined;
  const model = modelFor(mentions, number) ?? heading?.model;
  const dataset = findDataset(sentence.text);
  const weights = soleModel(mentions)?.weights;
  return {
    metric: name.metric,
    value,
    text: number.text,
    place: { start: sentence.start + number.start, end: sentence.start + number.end },
    context: { start: sentence.start, end: sentence.end },
    ...(model === undefined ? {} : { model }),
    ...(weights === undefined ? {} : { weights }),
    ...(dataset === undefined ? {} : { dataset }),
    ...(name.ema || isEma(sentence.text) ? { ema: true } : {}),
    form: "prose",
    role,
    group: `${group} ${name.start}`,
  };
}

/** `0.3 mAP` or `0.5%` in a sentence is a difference; a fraction is written with more digits. */
function isTooSmall(name: MetricName, number: NumberWord): boolean {
  if (!isShare(name.metric)) return false;
  if (number.percent || name.metric === "F1-all")
    return number.written < (name.error ? 0.5 : 2) && name.metric !== "F1-all";
  return number.written <= 1 && !/\.\d{2}/.test(number.text);
}

function isEma(words: string): boolean {
  return (
    /\bEMA\b/i.test(words) && !/\b(?:non|no|without|not|vs|versus|than)[ -](?:the )?EMA\b|\bnon-?ema\b/i.test(words)
  );
}

function modelFor(mentions: readonly ModelMention[], number: NumberWord): string | undefined {
  const sole = soleModel(mentions);
  if (sole !== undefined) return sole.model;
  return mentions.findLast((mention) => mention.end <= number.start)?.model;
}
