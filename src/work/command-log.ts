import { createHash } from "node:crypto";
import { z } from "zod";
import type { Rule } from "../engine/rule.ts";
import type { Store } from "../store/store.ts";
import { KINDS } from "../submission/contribution-kind.ts";
import {
  canWrite,
  commandingComments,
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
/** Comments that are remembered for one pull request; beyond them the oldest are judged anew. */
const REMEMBERED = 300;

const record = z.object({
  handled: z.record(
    z.string(),
    z.object({ hash: z.string(), mayWrite: z.boolean().optional(), answered: z.boolean() }),
  ),
  settled: z.object({
    waivers: z.record(z.string(), z.object({ by: z.string(), at: z.string(), reason: z.string() })),
    kind: z.enum(KINDS).optional(),
  }),
});
type CommandRecord = z.output<typeof record>;
type Handled = CommandRecord["handled"][string];

function hashOf(comment: SpokenComment): string {
  return createHash("sha256").update(`${comment.author}\n${comment.body}`).digest("hex").slice(0, 16);
}

function settlementOf({ settled }: CommandRecord): Settlement {
  const { waivers, kind } = settled;
  return { waivers: new Map(Object.entries(waivers)), ...(kind === undefined ? {} : { kind }) };
}

/** The conversation's commands as they were judged, with what is still to be said about them. */
export interface CommandReading {
  readonly settlement: Settlement;
  /** Reacts and replies where that was not done; to be called when the review stands. Returns how many comments were answered. */
  readonly answer: () => Promise<number>;
}

/** Commands of one pull request: each comment is judged and answered once, and again when it was edited. */
export class CommandLog {
  readonly #store: Store;
  readonly #rules: readonly Pick<Rule, "id">[];

  constructor(store: Store, rules: readonly Pick<Rule, "id">[]) {
    this.#store = store;
    this.#rules = rules;
  }

  async #load(key: string): Promise<CommandRecord | undefined> {
    return record.safeParse(await this.#store.get(SPACE, key)).data;
  }

  /**
   * Reads the commands of a conversation; of one that is not known (undefined), what is remembered. Whether somebody may write is
   * asked once for a comment: who has left since does not take their waivers along.
   */
  async read(
    key: string,
    comments: readonly SpokenComment[] | undefined,
    author: string,
    site: Pick<PullRequestSite, "permissionOf" | "react" | "reply">,
  ): Promise<CommandReading> {
    const before = await this.#load(key);
    if (comments === undefined) {
      const settlement = before === undefined ? { waivers: new Map() } : settlementOf(before);
      return { settlement, answer: async () => 0 };
    }
    const permissions = new Map<string, boolean>();
    const askPermission = async (login: string): Promise<boolean> => {
      const known = permissions.get(login);
      if (known !== undefined) return known;
      const asked = canWrite(await site.permissionOf(login));
      permissions.set(login, asked);
      return asked;
    };
    const handled: Record<string, Handled> = {};
    const judged: JudgedComment[] = [];
    for (const one of commandingComments(comments, this.#rules).slice(-REMEMBERED)) {
      const { comment, commands } = one;
      const hash = hashOf(comment);
      const known = before?.handled[String(comment.id)];
      const isKnown = known !== undefined && known.hash === hash;
      const isAuthor = comment.author.toLowerCase() === author.toLowerCase();
      const asks = commands.some((command) => needsAuthority(command, isAuthor));
      let mayWrite = isKnown ? known.mayWrite : undefined;
      if (asks && mayWrite === undefined) mayWrite = await askPermission(comment.author);
      const answered = isKnown && known.answered;
      handled[String(comment.id)] = { hash, answered, ...(mayWrite === undefined ? {} : { mayWrite }) };
      judged.push({ comment, commands, ...(mayWrite === undefined ? {} : { mayWrite }) });
    }
    const settlement = settle(judged);
    const now: CommandRecord = {
      handled,
      settled: {
        waivers: Object.fromEntries(settlement.waivers),
        ...(settlement.kind === undefined ? {} : { kind: settlement.kind }),
      },
    };
    await this.#save(key, before, now);
    return { settlement, answer: () => this.#answer(key, now, judged, author, site) };
  }

  async #answer(
    key: string,
    now: CommandRecord,
    judged: readonly JudgedComment[],
    author: string,
    site: Pick<PullRequestSite, "react" | "reply">,
  ): Promise<number> {
    let answered = 0;
    for (const one of judged) {
      const entry = now.handled[String(one.comment.id)];
      if (entry === undefined || entry.answered) continue;
      const { reaction, reply } = answerTo(one, author);
      if (reply !== undefined) await site.reply(one.comment.id, entry.hash, reply);
      await site.react(one.comment.id, reaction);
      entry.answered = true;
      // One by one: a kill between two answers must not have the first said again.
      await this.#save(key, undefined, now);
      answered++;
    }
    return answered;
  }

  async #save(key: string, before: CommandRecord | undefined, now: CommandRecord): Promise<void> {
    if (before !== undefined && JSON.stringify(before) === JSON.stringify(now)) return;
    if (before === undefined && Object.keys(now.handled).length === 0) return;
    await this.#store.put(SPACE, key, JSON.parse(JSON.stringify(now)), KEPT);
  }
}
