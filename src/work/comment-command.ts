import type { Rule } from "../engine/rule.ts";
import { KINDS, type Kind } from "../submission/contribution-kind.ts";
import { nearest } from "../submission/nearest.ts";
import { readMarkdown } from "../submission/read-markdown.ts";

export const COMMAND_WORD = "/weighbridge";
export const VERBS = ["help", "recheck", "waive", "unwaive", "kind"] as const;
export type Verb = (typeof VERBS)[number];

/**
 * What a line of a comment tells the app to do. `mistake`: it is meant for the app, but cannot be done; `remedy` says what would be. Both
 * are plain text but for what stands between backticks.
 */
export type CommentCommand =
  | { readonly verb: "help" }
  | { readonly verb: "recheck" }
  | { readonly verb: "waive"; readonly rule: string; readonly reason: string }
  | { readonly verb: "unwaive"; readonly rule: string }
  /** `auto` takes an earlier setting back. */
  | { readonly verb: "kind"; readonly kind: Kind | "auto" }
  | { readonly verb: "mistake"; readonly problem: string; readonly remedy: string };

/** GitHub takes 65,536 characters; a command stands near the top of far fewer. */
const BODY_LIMIT = 65_536;
const COMMANDS_LIMIT = 10;
const REASON_LIMIT = 500;
const WORD_LIMIT = 80;

type RuleName = Pick<Rule, "id">;

/** The first word and what follows it. */
function splitWord(text: string): readonly [word: string, rest: string] {
  const trimmed = text.trim();
  const end = trimmed.search(/\s/);
  return end < 0 ? [trimmed, ""] : [trimmed.slice(0, end), trimmed.slice(end).trim()];
}

/** A rule's or kind's name as people write it: in backticks, with a colon behind it. */
function bareName(word: string): string {
  return word
    .slice(0, WORD_LIMIT)
    .replace(/[`*"':,;.]/g, "")
    .toLowerCase();
}

/** A name that is none is repeated where it looks like one; other words of strangers are not. */
function unknown(what: "requirement" | "kind" | "command", word: string): string {
  return `There is no ${what} ${/^[\p{L}\p{N}_-]+$/u.test(word) ? `called "${word}"` : "of that name"}.`;
}

const LISTED = "The check's summary lists them all by name.";

function unknownRule(word: string, verb: Verb, rules: readonly RuleName[]): CommentCommand {
  if (word === "") {
    return { verb: "mistake", problem: `\`${verb}\` names no requirement.`, remedy: `${usageOf(verb)} ${LISTED}` };
  }
  const near = nearest(
    word,
    rules.map((rule) => rule.id),
  );
  return {
    verb: "mistake",
    problem: unknown("requirement", word),
    remedy: near === undefined ? LISTED : `Did you mean ${near}?`,
  };
}

/** How a command is written. */
function usageOf(verb: Verb): string {
  const words: Readonly<Record<Verb, string>> = {
    help: "help",
    recheck: "recheck",
    waive: "waive REQUIREMENT reason",
    unwaive: "unwaive REQUIREMENT",
    kind: "kind KIND",
  };
  const kinds = verb === "kind" ? ` KIND is ${KINDS.join(", ")}, or auto.` : "";
  return `Write \`${COMMAND_WORD} ${words[verb]}\`.${kinds}`;
}

function parseLine(line: string, rules: readonly RuleName[]): CommentCommand {
  const [first, rest] = splitWord(line);
  const verb = bareName(first);
  switch (verb) {
    case "":
    case "help":
      return { verb: "help" };
    case "recheck":
      return { verb };
    case "waive":
    case "unwaive": {
      const [word, after] = splitWord(rest);
      const name = bareName(word);
      const rule = rules.find((one) => one.id === name);
      if (rule === undefined) return unknownRule(name, verb, rules);
      if (verb === "unwaive") return { verb, rule: rule.id };
      const reason = after
        .slice(0, REASON_LIMIT)
        .replace(/^[\s:,\u2013\u2014-]+/, "")
        .trim();
      if (!/[\p{L}\p{N}]/u.test(reason)) {
        const usage = `${COMMAND_WORD} waive ${rule.id} reason`;
        return { verb: "mistake", problem: "A waiver needs its reason.", remedy: `Write \`${usage}\`.` };
      }
      return { verb, rule: rule.id, reason };
    }
    case "kind": {
      const name = bareName(splitWord(rest)[0]);
      const kinds = [...KINDS, "auto"] as const;
      const kind = kinds.find((one) => one === name);
      if (kind !== undefined) return { verb, kind };
      const near = nearest(name, kinds);
      return {
        verb: "mistake",
        problem: name === "" ? "`kind` names no kind." : unknown("kind", name),
        remedy: near === undefined ? usageOf("kind") : `Did you mean ${near}?`,
      };
    }
    default: {
      const near = nearest(verb, VERBS);
      return {
        verb: "mistake",
        problem: unknown("command", verb),
        remedy: near === undefined ? `\`${COMMAND_WORD} help\` lists the commands.` : `Did you mean ${near}?`,
      };
    }
  }
}

/**
 * What stands behind `/weighbridge` on the lines of a comment that begin with it, in order, where a reader sees them as the author's own
 * words; not in code, quotes or HTML comments. Never throws.
 */
export function commandLines(body: string): readonly string[] {
  // Most comments are no commands, and reading Markdown costs more than looking for a word.
  if (!body.toLowerCase().includes(COMMAND_WORD)) return [];
  const entry = { author: "", association: "NONE", createdAt: "", kind: "comment", body: "" } as const;
  const read = readMarkdown(body.slice(0, BODY_LIMIT), { source: "comment", index: 0, entry });
  // In `prose` code is blank, so a command in code does not show; in `statements` a reason keeps the code it cites.
  const visible = read.prose.split("\n");
  const stated = read.statements.split("\n");
  const lines: string[] = [];
  for (const [index, line] of visible.entries()) {
    const start = line.length - line.trimStart().length;
    const word = line.slice(start, start + COMMAND_WORD.length + 1);
    if (word.slice(0, COMMAND_WORD.length).toLowerCase() !== COMMAND_WORD) continue;
    if (!/^(?:\s|$)/.test(word.slice(COMMAND_WORD.length))) continue;
    if (lines.length === COMMANDS_LIMIT) break;
    lines.push((stated[index] ?? "").slice(start + COMMAND_WORD.length).trim());
  }
  return lines;
}

/** The commands of a comment's lines. Never throws. */
export function readCommands(lines: readonly string[], rules: readonly RuleName[]): readonly CommentCommand[] {
  return lines.map((line) => parseLine(line, rules));
}
