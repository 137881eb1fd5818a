import { bodyOf } from "./answer-body.ts";
import type { Answered } from "./fetch-answer.ts";

/** An answer whose body was read to its end. */
export interface StoredAnswer {
  readonly url: string;
  readonly code: number;
  readonly headers: ReadonlyMap<string, string>;
  readonly bytes: Uint8Array;
}

/** Keeps answers by what was asked. */
export interface AnswerStore {
  get(key: string): StoredAnswer | undefined;
  set(key: string, answer: StoredAnswer): void;
}

/** A store in memory that holds at most `maxBytes` of bodies and forgets what was not used for longest. */
export function createAnswerStore(maxBytes: number): AnswerStore {
  const answers = new Map<string, StoredAnswer>();
  let held = 0;
  const forget = (key: string) => {
    held -= sizeOf(key, answers.get(key));
    answers.delete(key);
  };
  return {
    get(key) {
      const answer = answers.get(key);
      if (answer !== undefined) {
        answers.delete(key);
        answers.set(key, answer);
      }
      return answer;
    },
    set(key, answer) {
      if (answers.has(key)) forget(key);
      const size = sizeOf(key, answer);
      if (size > maxBytes) return;
      answers.set(key, answer);
      held += size;
      for (const oldest of answers.keys()) {
        if (held <= maxBytes) break;
        forget(oldest);
      }
    },
  };
}

/** Bodies count, and a flat kilobyte for the headers and the entry itself. */
function sizeOf(key: string, answer: StoredAnswer | undefined): number {
  return answer === undefined ? 0 : answer.bytes.length + key.length + 1024;
}

/** The answer again, its body unread. */
export function replayed(stored: StoredAnswer, maxBytes: number): Answered {
  const { url, code, headers } = stored;
  return { status: "answered", url, code, headers, body: bodyOf(stored.bytes, maxBytes) };
}
