import type { ArgumentDefinition, ScriptArguments } from "./argument-definition.ts";

/** What argparse makes of an option word. */
export type OptionMatch =
  | {
      readonly kind: "option";
      /** The flag as written, without an attached value. */
      readonly name: string;
      readonly definitions: readonly ArgumentDefinition[];
      /** Value written into the same word: `--lr=0.1`, `-b32`. */
      readonly attached?: string;
    }
  /** `-vb32`: switches, and the rest of the word as an option word of its own. */
  | { readonly kind: "bundle"; readonly switches: readonly (readonly ArgumentDefinition[])[]; readonly rest: string }
  | { readonly kind: "ambiguous"; readonly name: string; readonly flags: readonly string[] }
  | { readonly kind: "unknown"; readonly name: string }
  | { readonly kind: "help" };

const SWITCHES = /^(?:store_true|store_false|store_const|append_const|count|BooleanOptionalAction)$/;

/** The options of a script by their flags, matched as argparse matches them. */
export class OptionTable {
  readonly flags: readonly string[];
  /** The script has options such as `-1`, so that negative numbers are not taken for values. */
  readonly hasNegativeFlags: boolean;
  /** Most positional words that the script takes. */
  readonly positionalRoom: number;
  readonly requiredPositionals: readonly ArgumentDefinition[];
  readonly #byFlag = new Map<string, ArgumentDefinition[]>();
  readonly #abbreviations: boolean;

  constructor(script: ScriptArguments) {
    const positionals = script.arguments.filter((definition) => definition.positional);
    for (const definition of script.arguments) {
      if (definition.positional) continue;
      for (const flag of definition.flags) {
        const known = this.#byFlag.get(flag);
        if (known) known.push(definition);
        else this.#byFlag.set(flag, [definition]);
      }
    }
    this.flags = [...this.#byFlag.keys()];
    this.hasNegativeFlags = this.flags.some((flag) => /^-(?:\d+|\d*\.\d+)$/.test(flag));
    this.positionalRoom = positionals.reduce((room, { nargs }) => room + roomOf(nargs), 0);
    this.requiredPositionals = positionals.filter((definition) => definition.required);
    this.#abbreviations = script.abbreviations;
  }

  definitionsOf(flag: string): readonly ArgumentDefinition[] {
    return this.#byFlag.get(flag) ?? [];
  }

  match(word: string): OptionMatch {
    const exact = this.#byFlag.get(word);
    if (exact) return { kind: "option", name: word, definitions: exact };
    const equals = word.indexOf("=");
    const name = equals === -1 ? word : word.slice(0, equals);
    const attached = equals === -1 ? undefined : word.slice(equals + 1);
    const named = this.#byFlag.get(name);
    if (named) return { kind: "option", name, definitions: named, ...(attached !== undefined ? { attached } : {}) };
    if (name === "-h" || name === "--help") return { kind: "help" };
    return word.startsWith("--") ? this.#matchLong(name, attached) : this.#matchShort(word, name);
  }

  #matchLong(name: string, attached: string | undefined): OptionMatch {
    const candidates = this.#abbreviations ? this.flags.filter((flag) => flag.startsWith(name)) : [];
    const definitions = this.#definitionsOfAll(candidates);
    if (definitions.length === 0) return { kind: "unknown", name };
    if (new Set(definitions.map((definition) => definition.dest)).size > 1)
      return { kind: "ambiguous", name, flags: candidates };
    return { kind: "option", name, definitions, ...(attached !== undefined ? { attached } : {}) };
  }

  #matchShort(word: string, name: string): OptionMatch {
    const letter = word.slice(0, 2);
    const own = word.length > 2 ? this.#byFlag.get(letter) : undefined;
    const longer = this.flags.filter((flag) => flag.startsWith(word));
    if (own && longer.length > 0) return { kind: "ambiguous", name: word, flags: [letter, ...longer] };
    if (longer.length > 0) {
      const definitions = this.#definitionsOfAll(longer);
      if (new Set(definitions.map((definition) => definition.dest)).size > 1)
        return { kind: "ambiguous", name: word, flags: longer };
      return { kind: "option", name: word, definitions };
    }
    if (!own) return { kind: "unknown", name };
    const rest = word.slice(2);
    if (own.every((definition) => SWITCHES.test(definition.action))) {
      // `-vx` is `-v -x` where `-x` exists; otherwise the switch was given a value.
      if (this.#byFlag.has(`-${rest.slice(0, 1)}`)) return { kind: "bundle", switches: [own], rest: `-${rest}` };
      return { kind: "option", name: letter, definitions: own, attached: rest };
    }
    return { kind: "option", name: letter, definitions: own, attached: rest.startsWith("=") ? rest.slice(1) : rest };
  }

  #definitionsOfAll(flags: readonly string[]): readonly ArgumentDefinition[] {
    return [...new Set(flags.flatMap((flag) => this.#byFlag.get(flag) ?? []))];
  }
}

function roomOf(nargs: string | undefined): number {
  if (nargs === undefined || nargs === "?") return 1;
  return /^\d{1,6}$/.test(nargs) ? Number(nargs) : Number.POSITIVE_INFINITY;
}
