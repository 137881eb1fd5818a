import type { Span } from "./markdown-text.ts";
import { modelKey } from "./model-name.ts";

/** A model that a text names. */
export interface ModelMention extends Span {
  /** The known builder's name where the spelling agrees with one, else as written. */
  readonly model: string;
  /** `Enum.MEMBER`, where the weights are named. */
  readonly weights?: string;
}

/** Names that a text is searched for, by the key under which their spellings agree. */
export type KnownModels = ReadonlyMap<string, string>;

const WORD = /[A-Za-z][A-Za-z0-9]{0,60}(?:\\?[_.-][A-Za-z0-9]{1,60}){0,8}/g;
const WEIGHTS = /^([A-Za-z0-9]{1,60}(?:_[A-Za-z0-9]{1,60}){0,8})_Weights\.([A-Za-z0-9_]{1,80})$/;
const SNAKE = /^[a-z][a-z0-9]{0,40}(?:_[a-z0-9]{1,40}){1,8}$/;
const VARIANT =
  /^[A-Z][A-Za-z0-9]{1,30}[-_](?:[A-Z]{0,3}\d{1,4}[a-z]{0,2}|tiny|small|base|large|huge|giant|nano|micro|pico|femto|atto|xxs|xs|xl|xxl|[TSBLHtsblh]\d{0,2}(?:[/-]\d{1,2})?)$/i;
/** Snake-case words of training scripts that name no model. */
const NO_MODEL =
  /(?:^|_)(?:acc|accuracy|loss|lr|batch|size|epochs?|decay|rate|path|data|dir|train|val|test|eval|weights?|pretrained|file|num|config|args?|params?|scheduler|momentum|smoothing|seed|workers|script|submitit|launch|state|dict|checkpoint|model|per|image|epe|miou|map|top|ema|grad|norm|crop|resize|only|first|input|output|init|forward|backward|layer|layers|block|function|method|class|name|version|main|old|new|order|flag)(?:_|\d*$)/;

/** Most mentions of one text that are looked at. */
const MOST = 4000;

export function knownModels(names: Iterable<string>): KnownModels {
  const known = new Map<string, string>();
  for (const name of names) {
    const key = modelKey(name);
    if (key.length > 1 && !known.has(key)) known.set(key, name);
  }
  return known;
}

/** Models that `text` names, in order. Offsets are shifted by `offset`. */
export function findModelMentions(text: string, known: KnownModels, offset = 0): ModelMention[] {
  const words: { word: string; start: number; end: number }[] = [];
  for (const match of text.matchAll(WORD)) {
    words.push({ word: match[0].replaceAll("\\", ""), start: match.index, end: match.index + match[0].length });
    if (words.length >= MOST) break;
  }
  const mentions: ModelMention[] = [];
  for (let at = 0; at < words.length; at++) {
    const first = words[at];
    if (first === undefined) continue;
    const before = text[first.start - 1];
    if (before !== undefined && /[A-Za-z0-9/.@$]/.test(before)) continue;
    const spelled = longestKnown(text, words, at, known);
    if (spelled !== undefined) {
      mentions.push({ ...spelled.mention, start: first.start + offset, end: spelled.end + offset });
      at = spelled.last;
      continue;
    }
    const mention = unknownModel(first.word, known);
    if (mention !== undefined && !/^\\?[=(/]/.test(text.slice(first.end, first.end + 2))) {
      mentions.push({ ...mention, start: first.start + offset, end: first.end + offset });
    }
  }
  return mentions;
}

/** The longest spelling of a known model that begins at a word: `SqueezeNet 1.0` is three pieces, `resnet50` one. */
function longestKnown(
  text: string,
  words: readonly { word: string; start: number; end: number }[],
  at: number,
  known: KnownModels,
): { mention: { model: string; weights?: string }; end: number; last: number } | undefined {
  const first = words[at];
  if (first === undefined) return undefined;
  const version = /^ v?\d{1,2}[._]\d{1,2}(?![\d.]*%)\b/.exec(text.slice(first.end, first.end + 8));
  if (version !== null) {
    const model = known.get(modelKey(`${first.word}${version[0]}`));
    if (model !== undefined) return { mention: { model }, end: first.end + version[0].length, last: at };
  }
  for (const length of [3, 2, 1]) {
    const last = words[at + length - 1];
    if (last === undefined || last.end - first.start > 100) continue;
    const spelled = text.slice(first.start, last.end);
    if (/[^\w .\\-]| {2}/.test(spelled)) continue;
    const model = known.get(modelKey(spelled));
    if (model === undefined) continue;
    const weights = WEIGHTS.exec(spelled.replaceAll("\\", ""));
    return {
      mention: { model, ...(weights === null ? {} : { weights: weights[0] }) },
      end: last.end,
      last: at + length - 1,
    };
  }
  return undefined;
}

function unknownModel(word: string, known: KnownModels): { model: string; weights?: string } | undefined {
  const weights = WEIGHTS.exec(word);
  if (weights?.[1] !== undefined) {
    return { model: known.get(modelKey(weights[1])) ?? weights[1].toLowerCase(), weights: word };
  }
  if (SNAKE.test(word)) return NO_MODEL.test(word) ? undefined : { model: word };
  if (VARIANT.test(word) && !/^(?:imagenet|coco|kinetics|cifar|top|step|epoch|python|cuda|acc)/i.test(word)) {
    return { model: word };
  }
  return undefined;
}

/** The one model that all mentions agree on, or undefined when there are none or several. */
export function soleModel(mentions: readonly ModelMention[]): ModelMention | undefined {
  const last = mentions.at(-1);
  if (last === undefined) return undefined;
  const key = modelKey(last.model);
  return mentions.every((mention) => modelKey(mention.model) === key) ? last : undefined;
}
