import { createHash } from "node:crypto";
import { z } from "zod";
import type { Rule } from "../engine/rule.ts";
import type { Store } from "../store/store.ts";
import { KINDS } from "../submission/contribution-kind.ts";
import { AnswerAllowance, answersGiven } from "./answer-allowance.ts";
import {
  type CommandingComment,
  canWrite,
  commandingComments,
  isSamePerson,
  type JudgedComment,
  needsAuthority,
  type Settlement,
  settle,
} from "./command-authority.ts";
import { answerTo } from "./command-reply.ts";
import type { PullRequestSite, SpokenComment } from "./ports.ts";

const SPACE = "commands";
/** A pull request is long done with after this time, in milliseconds; what is lost is read back from the conversation. */
const KEPT = 180 * 24 * 60 * 60 * 1000;
/** The newest comments that are judged and answered; of older ones only those count that were found to be by people with write access. */
const JUDGED = 300;

const record = z.object({
  handled: z.record(
    z.string(),
    z.object({ hash: z.string(), by: z.string(), mayWrite: z.boolean().optional(), answered: z.boolean() }),
  ),
  settled: z.object({
    waivers: z.record(z.string(), z.object({ by: z.string(), at: z.string(), reason: z.string() })),
    kind: z.enum(KINDS).optional(),
  }),
  given: answersGiven,
});
type CommandRecord = z.output<typeof record>;
type Handled = CommandRecord["handled"][string];

/**
 * Of the commands alone. The comment's id says whose they are, whatever the account is called by now; and who mends a word elsewhere in
 * somebody's comment has not given the commands in it.
 */
function hashOf({ lines }: CommandingComment): string {
  return createHash("sha256").update(lines.join("\n")).digest("hex").slice(0, 16);
}

function settlementOf({ settled }: CommandRecord): Settlement {
  const { waivers, kind } = settled;
  return { waivers: new Map(Object.entries(waivers)), ...(kind === undefined ? {} : { kind }) };
}

type CommandSite = Pick<PullRequestSite, "permissionOf" | "react" | "reply">;

/** Asks for each person once. */
function permissionsOf(site: CommandSite): (login: string) => Promise<boolean> {
  const known = new Map<string, boolean>();
  return async (login) => {
    const before = known.get(login);
    if (before !== undefined) return before;
    const asked = canWrite(await site.permissionOf(login));
    known.set(login, asked);
    return asked;
  };
}

/** A judgement as it is remembered, and the comment it is about. */
interface Judgement {
  readonly entry: Handled;
  readonly judged: JudgedComment;
}

/** The conversation's commands as they were judged, with what is still to be said about them. */
export interface CommandReading {
  readonly settlement: Settlement;
  /** Reacts and replies where that was not done; to be called when the review stands. Returns how many comments were answered. */
  readonly answer: () => Promise<number>;
}

/** Commands of one pull request: each comment is judged and answered once, and again when its commands were edited. */
export class CommandLog {
  readonly #store: Store;
  readonly #rules: readonly Pick<Rule, "id">[];
  readonly #now: () => number;

  /** `now` in milliseconds since 1970. */
  constructor(store: Store, rules: readonly Pick<Rule, "id">[], now: () => number = Date.now) {
    this.#store = store;
    this.#rules = rules;
    this.#now = now;
  }

  async #load(key: string): Promise<CommandRecord | undefined> {
    return record.safeParse(await this.#store.get(SPACE, key)).data;
  }

  /**
   * Reads the commands of a conversation; of one that is not known (undefined), what is remembered. Who gave a command and whether they
   * may write is settled once: who has left, or is called otherwise since, does not take their waivers along.
   */
  async read(
    key: string,
    comments: readonly SpokenComment[] | undefined,
    author: string,
    site: CommandSite,
  ): Promise<CommandReading> {
    const before = await this.#load(key);
    if (comments === undefined) {
      const settlement = before === undefined ? { waivers: new Map() } : settlementOf(before);
      return { settlement, answer: async () => 0 };
    }
    const mayWriteNow = permissionsOf(site);
    const judgements: Judgement[] = [];
    const commanding = commandingComments(comments, this.#rules);
    for (const [index, one] of commanding.entries()) {
      const hash = hashOf(one);
      const earlier = before?.handled[String(one.comment.id)];
      const known = earlier?.hash === hash ? earlier : undefined;
      // However many commands strangers write, a maintainer's stand.
      if (commanding.length - index > JUDGED && known?.mayWrite !== true) continue;
      const by = known?.by ?? one.comment.editor ?? one.comment.author;
      const asks = one.commands.some((command) => needsAuthority(command, isSamePerson(by, author)));
      const mayWrite = known?.mayWrite ?? (asks ? await mayWriteNow(by) : undefined);
      const authority = { by, ...(mayWrite === undefined ? {} : { mayWrite }) };
      judgements.push({
        entry: { hash, ...authority, answered: known?.answered ?? false },
        judged: { ...one, ...authority },
      });
    }
    const settlement = settle(judgements.map((one) => one.judged));
    const now: CommandRecord = {
      handled: Object.fromEntries(judgements.map(({ entry, judged }) => [String(judged.comment.id), entry])),
      settled: {
        waivers: Object.fromEntries(settlement.waivers),
        ...(settlement.kind === undefined ? {} : { kind: settlement.kind }),
      },
      given: before?.given ?? {},
    };
    await this.#save(key, before, now);
    return { settlement, answer: () => this.#answer(key, now, judgements, author, site, mayWriteNow) };
  }

  async #answer(
    key: string,
    now: CommandRecord,
    judgements: readonly Judgement[],
    author: string,
    site: CommandSite,
    mayWriteNow: (login: string) => Promise<boolean>,
  ): Promise<number> {
    const allowance = new AnswerAllowance(now.given, this.#now());
    let answered = 0;
    for (const { entry, judged } of judgements) {
      if (entry.answered) continue;
      const { id } = judged.comment;
      const wanted = answerTo(judged, author);
      const allowed = await allowance.of(judged, () => mayWriteNow(judged.by));
      if (wanted.reply !== undefined && allowed.reply) await site.reply(id, entry.hash, wanted.reply);
      if (allowed.reaction) await site.react(id, wanted.reaction);
      allowance.take(judged.by, { reply: wanted.reply !== undefined });
      entry.answered = true;
      // One by one: a kill between two answers must not have the first said again.
      await this.#save(key, undefined, { ...now, given: allowance.given() });
      if (allowed.reaction) answered++;
    }
    return answered;
  }

  async #save(key: string, before: CommandRecord | undefined, now: CommandRecord): Promise<void> {
    if (before !== undefined && JSON.stringify(before) === JSON.stringify(now)) return;
    if (before === undefined && Object.keys(now.handled).length === 0) return;
    await this.#store.put(SPACE, key, JSON.parse(JSON.stringify(now)), KEPT);
  }
}
