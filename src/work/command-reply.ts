import { KINDS } from "../submission/contribution-kind.ts";
import { type JudgedComment, needsAuthority } from "./command-authority.ts";
import { COMMAND_WORD } from "./comment-command.ts";
import type { Reaction } from "./ports.ts";

/** How a commanding comment is answered. A reply is written only where a reaction does not say it all. */
export interface CommandAnswer {
  readonly reaction: Reaction;
  readonly reply?: string;
}

const HELP = [
  "A line of a comment that begins with one of these is read:",
  "",
  "| Command | Who | What it does |",
  "| --- | --- | --- |",
  `| \`${COMMAND_WORD} recheck\` | author, write access | reviews this pull request once more |`,
  `| \`${COMMAND_WORD} waive REQUIREMENT reason\` | write access | lets the requirement be; it stays visible with who, when and why |`,
  `| \`${COMMAND_WORD} unwaive REQUIREMENT\` | write access | ends that |`,
  `| \`${COMMAND_WORD} kind KIND\` | write access | sets what this pull request is: ${KINDS.map((kind) => `\`${kind}\``).join(", ")}, or \`auto\` |`,
  `| \`${COMMAND_WORD} help\` | everybody | this list |`,
  "",
  "REQUIREMENT is its name as the check's summary lists it, for example `ticket-linked`.",
].join("\n");

/** Text that mentions nobody, closes nothing and opens no markup, whatever a stranger wrote into it. */
function plain(text: string): string {
  return text
    .replace(/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069]/g, " ")
    .replace(/[\\<>&[\]*_~|]/g, (mark) => `&#${mark.codePointAt(0)};`)
    .replace(/[@#]/g, (mark) => `${mark}\u2060`);
}

/** The answer to one comment; of several commands each gets its sentence. */
export function answerTo({ comment, commands, mayWrite }: JudgedComment, author: string): CommandAnswer {
  const isAuthor = comment.author.toLowerCase() === author.toLowerCase();
  const said: string[] = [];
  let refused = false;
  for (const command of commands) {
    if (needsAuthority(command, isAuthor) && mayWrite !== true) {
      refused = true;
      const more = command.verb === "recheck" ? ", and the author of this pull request," : "";
      said.push(
        `\`${command.verb}\` is for people with write access to this repository${more} alone. Nothing was changed.`,
      );
    } else if (command.verb === "mistake") {
      refused = true;
      said.push(`${plain(command.problem)} ${plain(command.remedy)}`);
    } else if (command.verb === "help") said.push(HELP);
  }
  return {
    reaction: refused ? "confused" : "+1",
    ...(said.length === 0 ? {} : { reply: [...new Set(said)].join("\n\n") }),
  };
}
