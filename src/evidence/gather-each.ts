import type { Fact } from "../submission/facts.ts";

/** One thing to look up: the key of its fact, and the URL that an unreachable fact names. */
export interface Question {
  readonly key: string;
  readonly url: string;
}

/**
 * Looks every question up, `concurrency` at a time, each key once. Never rejects: what throws or is not answered within
 * `seconds` becomes unreachable with its reason.
 */
export async function gatherEach<Q extends Question, T>(
  questions: readonly Q[],
  limits: { readonly concurrency: number; readonly seconds: number },
  ask: (question: Q) => Promise<Fact<T>>,
): Promise<ReadonlyMap<string, Fact<T>>> {
  const facts = new Map<string, Fact<T>>();
  const queue: Q[] = [];
  for (const question of questions) {
    if (facts.has(question.key)) continue;
    facts.set(question.key, late(question, limits.seconds));
    queue.push(question);
  }
  let over = false;
  const work = async () => {
    for (let question = queue.shift(); question !== undefined && !over; question = queue.shift()) {
      const { key, url } = question;
      const fact = await ask(question).catch(
        (): Fact<T> => ({ status: "unreachable", reason: "the lookup failed", url }),
      );
      if (!over) facts.set(key, fact);
    }
  };
  await withinSeconds(limits.seconds, Promise.all(Array.from({ length: Math.max(1, limits.concurrency) }, work)));
  over = true;
  return facts;
}

/** Waits for `work`, but no longer than `seconds`. */
async function withinSeconds(seconds: number, work: Promise<unknown>): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const time = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, seconds * 1000);
  });
  try {
    await Promise.race([work, time]);
  } finally {
    clearTimeout(timer);
  }
}

function late<T>(question: Question, seconds: number): Fact<T> {
  return { status: "unreachable", reason: `there was no answer within ${seconds} s`, url: question.url };
}
