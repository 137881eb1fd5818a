import type { MarkdownText } from "./markdown-text.ts";
import type { KnownModels, ModelMention } from "./model-mention.ts";
import { findModelMentions, soleModel } from "./model-mention.ts";

/** Most headings that are looked back at from one place. */
const FARTHEST = 40;

/** Tells the model of the section in which a place stands, where the heading, or one over it, names exactly one. */
export class HeadingModels {
  readonly #text: MarkdownText;
  readonly #known: KnownModels;
  readonly #read = new Map<number, ModelMention | undefined>();

  constructor(text: MarkdownText, known: KnownModels) {
    this.#text = text;
    this.#known = known;
  }

  /** Offset at which the section around `offset` begins; 0 when there is no heading before. */
  sectionStart(offset: number): number {
    return this.#text.headings[this.#before(offset)]?.start ?? 0;
  }

  at(offset: number): ModelMention | undefined {
    let level = Number.POSITIVE_INFINITY;
    const nearest = this.#before(offset);
    for (let at = nearest; at >= 0 && at > nearest - FARTHEST; at--) {
      const heading = this.#text.headings[at];
      if (heading === undefined || heading.level >= level) continue;
      level = heading.level;
      if (!this.#read.has(at)) this.#read.set(at, soleModel(findModelMentions(heading.text, this.#known)));
      const model = this.#read.get(at);
      if (model !== undefined) return model;
    }
    return undefined;
  }

  /** Index of the last heading that begins before `offset`. */
  #before(offset: number): number {
    let low = 0;
    let high = this.#text.headings.length - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      if ((this.#text.headings[middle]?.start ?? 0) < offset) low = middle + 1;
      else high = middle - 1;
    }
    return high;
  }
}
