/** A Python expression, read without running it. Lines count from 1. */
export type PythonValue =
  | { readonly kind: "string"; readonly value: string; readonly line: number }
  | { readonly kind: "number"; readonly value: number; readonly text: string; readonly line: number }
  | { readonly kind: "boolean"; readonly value: boolean; readonly line: number }
  | { readonly kind: "none"; readonly line: number }
  | { readonly kind: "list" | "tuple" | "set"; readonly items: readonly PythonValue[]; readonly line: number }
  | { readonly kind: "dict"; readonly entries: readonly DictEntry[]; readonly line: number }
  /** A name or an attribute path such as `nn.Module`. */
  | { readonly kind: "name"; readonly name: string; readonly line: number }
  | {
      readonly kind: "call";
      readonly callee: string;
      readonly args: readonly PythonValue[];
      readonly keywords: readonly Keyword[];
      readonly line: number;
      readonly endLine: number;
    }
  /** Anything else (operators, comprehensions, lambdas, f-strings); `text` is its source, at most 400 characters. */
  | { readonly kind: "expression"; readonly text: string; readonly line: number; readonly operation?: Operation };

/**
 * What is known of an expression's structure: a binary operator with its two operands, `*` with the one operand of a starred item,
 * `f-string` with its parts (the replaced values among the strings), `[]` with the object and its index.
 */
export interface Operation {
  readonly operator: string;
  readonly operands: readonly PythonValue[];
}

/** One entry of a dict display; `spread` is the operand of `**operand`, which has no key. */
export interface DictEntry {
  readonly key?: PythonValue;
  readonly value: PythonValue;
  readonly spread: boolean;
  readonly line: number;
}

export interface Keyword {
  /** Undefined for `**operand`. */
  readonly name?: string;
  readonly value: PythonValue;
  readonly line: number;
}

export interface Parameter {
  readonly name: string;
  readonly form: "positional" | "star" | "keyword-only" | "double-star";
  /** Source text of the annotation. */
  readonly annotation?: string;
  /** Source text of the default. */
  readonly defaultText?: string;
  readonly line: number;
}

export interface Decorator {
  /** Attribute path without arguments, for example `register_model`. */
  readonly name: string;
  readonly args: readonly PythonValue[];
  readonly keywords: readonly Keyword[];
  readonly line: number;
}

/** A call anywhere in a body; `value` is always of kind `call`. */
export interface Call {
  readonly callee: string;
  readonly args: readonly PythonValue[];
  readonly keywords: readonly Keyword[];
  readonly line: number;
  readonly endLine: number;
  /** Name that the result is assigned to (`parser = ArgumentParser()`), where there is exactly one. */
  readonly target?: string;
  /** Stands in the body of a loop or a comprehension, so that it may run any number of times. */
  readonly repeated?: boolean;
}

export interface FunctionDefinition {
  readonly name: string;
  readonly line: number;
  readonly endLine: number;
  readonly decorators: readonly Decorator[];
  readonly parameters: readonly Parameter[];
  /** Source text of the return annotation. */
  readonly returns?: string;
  readonly docstring?: { readonly text: string; readonly line: number; readonly endLine: number };
  /** Every call in the body, nested ones included, in source order. */
  readonly calls: readonly Call[];
  /** Assignments of the body to plain names, nested blocks included, in source order. */
  readonly assignments: readonly Assignment[];
  /** Expressions of the body's own return statements. */
  readonly returned: readonly PythonValue[];
  /** `raise` statements of the body: source text, one line. */
  readonly raises: readonly { readonly text: string; readonly line: number }[];
}

export interface ClassDefinition {
  readonly name: string;
  readonly line: number;
  readonly endLine: number;
  /** Source text of each base class, keywords left out. */
  readonly bases: readonly string[];
  readonly decorators: readonly Decorator[];
  readonly docstring?: { readonly text: string; readonly line: number; readonly endLine: number };
  readonly methods: readonly FunctionDefinition[];
  /** Class-level `NAME = value`, in order. */
  readonly assignments: readonly Assignment[];
  /** True when the body holds nothing but `pass`, `...`, a docstring or comments. */
  readonly empty: boolean;
}

export interface Assignment {
  readonly target: string;
  readonly operator: "=" | "+=";
  readonly value: PythonValue;
  readonly line: number;
  readonly endLine: number;
}

export interface ImportedName {
  readonly name: string;
  readonly alias?: string;
  readonly line: number;
}

export interface Import {
  /** Module path as written without leading dots; empty for `from . import x`. */
  readonly module: string;
  /** Number of leading dots. */
  readonly level: number;
  /** `b` of a plain `import a as b`. */
  readonly alias?: string;
  /** Empty for a plain `import module`. */
  readonly names: readonly ImportedName[];
  readonly star: boolean;
  readonly line: number;
}

/** `__all__` in all its forms, put together. */
export interface Exports {
  readonly names: readonly { readonly name: string; readonly line: number }[];
  /** Line of the first assignment. */
  readonly line: number;
  readonly form: "list" | "tuple" | "sum" | "other";
  /** Names cannot all be read statically (for example `module.__all__ + other`). */
  readonly partial: boolean;
}

/** What one Python file defines. A file with syntax errors yields what stands outside them. */
export interface PythonModule {
  readonly path: string;
  readonly syntaxErrors: readonly { readonly line: number }[];
  readonly imports: readonly Import[];
  readonly functions: readonly FunctionDefinition[];
  readonly classes: readonly ClassDefinition[];
  readonly assignments: readonly Assignment[];
  /** Calls that stand at module level, outside functions and classes. */
  readonly calls: readonly Call[];
  readonly exports?: Exports;
  /** A list of strings assigned to a name that is nearly `__all__` (`all`, `__all`, `_all_`), when `__all__` itself is absent. */
  readonly misspeltExports?: { readonly target: string; readonly line: number };
  readonly docstring?: { readonly text: string; readonly line: number; readonly endLine: number };
}
