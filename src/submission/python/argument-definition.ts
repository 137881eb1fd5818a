/** One `add_argument` call, read statically. */
export interface ArgumentDefinition {
  /** Option strings as written, or the one positional name. */
  readonly flags: readonly string[];
  readonly positional: boolean;
  readonly dest: string;
  /** `int`, `float`, `str`, another callable's name, or undefined when none is given. */
  readonly type?: string;
  /** Undefined when there is none or it is not a literal list. */
  readonly choices?: readonly string[];
  /** Source text of the default. */
  readonly defaultText?: string;
  readonly required: boolean;
  /**
   * `store`, `store_true`, `store_false`, `append`, `count`, …, or the name of an action class; `unknown` when it is computed, or
   * when keywords are spread into the call so that none of its details is certain.
   */
  readonly action: string;
  /** As written: `?`, `*`, `+`, or a number; undefined for one value. */
  readonly nargs?: string;
  readonly help?: string;
  readonly line: number;
  /** File of `line`, where that is not the script itself: an imported function or parent parser defines the argument. */
  readonly path?: string;
}

/** The command-line interface of one reference script. */
export interface ScriptArguments {
  readonly path: string;
  readonly arguments: readonly ArgumentDefinition[];
  /**
   * False when part of the interface could not be read (unknown parent parsers, arguments built in a loop, `parse_known_args`):
   * a flag that is not listed may exist all the same.
   */
  readonly complete: boolean;
  /** `allow_abbrev=False` was given. Otherwise unambiguous prefixes are accepted, as argparse does. */
  readonly abbreviations: boolean;
}
