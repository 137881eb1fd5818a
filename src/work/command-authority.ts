import type { Rule } from "../engine/rule.ts";
import type { Waiver } from "../engine/verdict.ts";
import type { Kind } from "../submission/contribution-kind.ts";
import { type CommentCommand, commandLines, readCommands } from "./comment-command.ts";
import type { Permission, SpokenComment } from "./ports.ts";

/** A comment that commands. */
export interface CommandingComment {
  readonly comment: SpokenComment;
  /** Its commands as they are written. */
  readonly lines: readonly string[];
  readonly commands: readonly CommentCommand[];
}

/** A comment that commands, and what it may do. */
export interface JudgedComment extends CommandingComment {
  /** Whose commands they are. */
  readonly by: string;
  /** Whether that person may write to the repository; undefined where no command asked for it. */
  readonly mayWrite?: boolean;
}

/** What the conversation has settled, in the order in which it was said. */
export interface Settlement {
  readonly waivers: ReadonlyMap<string, Waiver>;
  readonly kind?: Kind;
}

/** The comments that hold commands, oldest first. */
export function commandingComments(
  comments: readonly SpokenComment[],
  rules: readonly Pick<Rule, "id">[],
): readonly CommandingComment[] {
  return comments
    .map((comment) => ({ comment, lines: commandLines(comment.body) }))
    .filter(({ lines }) => lines.length > 0)
    .map(({ comment, lines }) => ({ comment, lines, commands: readCommands(lines, rules) }));
}

/** Whether two logins are the same person's. */
export function isSamePerson(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

/** Whether a command is open only to those who may write to the repository. Its author may ask for a new review too. */
export function needsAuthority(command: CommentCommand, isAuthor: boolean): boolean {
  switch (command.verb) {
    case "waive":
    case "unwaive":
    case "kind":
      return true;
    case "recheck":
      return !isAuthor;
    case "help":
    case "mistake":
      return false;
  }
}

export function canWrite(permission: Permission): boolean {
  return permission === "admin" || permission === "maintain" || permission === "write";
}

/** What holds now, read back from the conversation alone: so it survives pushes, restarts and a lost database. */
export function settle(judged: readonly JudgedComment[]): Settlement {
  const waivers = new Map<string, Waiver>();
  let kind: Kind | undefined;
  for (const { comment, by, commands, mayWrite } of judged) {
    if (mayWrite !== true) continue;
    for (const command of commands) {
      switch (command.verb) {
        case "waive":
          waivers.set(command.rule, { by, at: comment.at, reason: command.reason });
          break;
        case "unwaive":
          waivers.delete(command.rule);
          break;
        case "kind":
          kind = command.kind === "auto" ? undefined : command.kind;
          break;
        case "help":
        case "recheck":
        case "mistake":
          break;
      }
    }
  }
  return { waivers, ...(kind === undefined ? {} : { kind }) };
}
