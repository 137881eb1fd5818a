import { inline } from "../report/escape.ts";
import { KINDS } from "../submission/contribution-kind.ts";
import { isSamePerson, type JudgedComment, needsAuthority } from "./command-authority.ts";
import { COMMAND_WORD } from "./comment-command.ts";
import type { Reaction } from "./ports.ts";

/** How a commanding comment is answered. A reply is written only where a reaction does not say it all. */
export interface CommandAnswer {
  readonly reaction: Reaction;
  readonly reply?: string;
}

const HELP = [
  "A line of a comment that begins with one of these is a command; in a quote or in code it is none.",
  "",
  "| Command | Who | What it does |",
  "| --- | --- | --- |",
  `| \`${COMMAND_WORD} recheck\` | author, write access | reviews this pull request once more |`,
  `| \`${COMMAND_WORD} waive REQUIREMENT reason\` | write access | lets the requirement be; it stays visible with who, when and why |`,
  `| \`${COMMAND_WORD} unwaive REQUIREMENT\` | write access | ends that |`,
  `| \`${COMMAND_WORD} kind KIND\` | write access | sets what this pull request is: ${KINDS.map((kind) => `\`${kind}\``).join(", ")}, or \`auto\` to let the diff decide |`,
  `| \`${COMMAND_WORD} help\` | everybody | this list |`,
  "",
  "REQUIREMENT is its name as the check's summary lists it, for example `ticket-linked`.",
].join("\n");

function refusalOf(verb: string): string {
  return verb === "recheck"
    ? "`recheck` is for the author of this pull request and for people with write access to this repository. Nothing was changed."
    : `\`${verb}\` is for people with write access to this repository alone. Nothing was changed.`;
}

/** The answer to one comment; of several commands each that needs it gets its sentence. */
export function answerTo({ by, commands, mayWrite }: JudgedComment, author: string): CommandAnswer {
  const said: string[] = [];
  const done: string[] = [];
  let isHelpful = false;
  let isRefused = false;
  for (const command of commands) {
    if (needsAuthority(command, isSamePerson(by, author)) && mayWrite !== true) {
      isRefused = true;
      said.push(refusalOf(command.verb));
    } else if (command.verb === "mistake") {
      isRefused = true;
      said.push(inline(`${command.problem} ${command.remedy}`));
    } else if (command.verb === "help") isHelpful = true;
    else done.push(`\`${command.verb}\``);
  }
  // The face is for what was not done: what was done beside it must be said.
  if (isRefused && done.length > 0) said.push(`Done all the same: ${[...new Set(done)].join(", ")}.`);
  if (isHelpful) said.push(HELP);
  return {
    reaction: isRefused ? "confused" : "+1",
    ...(said.length === 0 ? {} : { reply: [...new Set(said)].join("\n\n") }),
  };
}
