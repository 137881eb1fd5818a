import { z } from "zod";
import type { JudgedComment } from "./command-authority.ts";

/**
 * What somebody without write access is answered on one pull request in a day. Every answer is a write, and an installation has 500
 * of them an hour for all its repositories.
 */
const REPLIES = 5;
const REACTIONS = 20;
const DAY = 24 * 60 * 60 * 1000;
/** People remembered for one pull request; beyond them those are forgotten who were answered first. */
const PEOPLE = 500;

/** By login in small letters: since when (milliseconds since 1970), and how often. */
export const answersGiven = z.record(
  z.string(),
  z.object({ since: z.number(), replies: z.number(), reactions: z.number() }),
);
type AnswersGiven = z.output<typeof answersGiven>;
type Given = AnswersGiven[string];

/** How much of an answer may still be written. */
export interface AllowedAnswer {
  readonly reply: boolean;
  readonly reaction: boolean;
}

/** Counts the answers that people got, and says what they may still get: at first everything, then a reaction alone, then nothing. */
export class AnswerAllowance {
  readonly #given: Map<string, Given>;
  readonly #now: number;

  constructor(given: AnswersGiven, now: number) {
    this.#given = new Map(Object.entries(given).filter(([, { since }]) => now - since < DAY));
    this.#now = now;
  }

  #of(login: string): Given {
    return this.#given.get(login.toLowerCase()) ?? { since: this.#now, replies: 0, reactions: 0 };
  }

  /** People with write access are always answered; whether somebody has it is asked only where it matters. */
  async of(
    { by, mayWrite }: Pick<JudgedComment, "by" | "mayWrite">,
    mayWriteNow: () => Promise<boolean>,
  ): Promise<AllowedAnswer> {
    const { replies, reactions } = this.#of(by);
    const left = { reply: replies < REPLIES, reaction: reactions < REACTIONS };
    if ((left.reply && left.reaction) || !(mayWrite ?? (await mayWriteNow()))) return left;
    return { reply: true, reaction: true };
  }

  /** Counts an answer. */
  take(login: string, { reply }: { readonly reply: boolean }): void {
    const { since, replies, reactions } = this.#of(login);
    this.#given.set(login.toLowerCase(), { since, replies: replies + (reply ? 1 : 0), reactions: reactions + 1 });
  }

  /** As it is to be remembered. */
  given(): AnswersGiven {
    return Object.fromEntries([...this.#given].slice(-PEOPLE));
  }
}
