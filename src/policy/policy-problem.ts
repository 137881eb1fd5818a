import { z } from "zod";
import { nearest } from "../submission/nearest.ts";
import type { YamlText } from "./read-yaml.ts";

/** One thing that is wrong with a policy file. */
export interface PolicyProblem {
  readonly file: string;
  /** From 1, as the column. */
  readonly line: number;
  readonly column: number;
  /** `rules.metrics-consistent.tolerance`; empty for the file as a whole. */
  readonly key: string;
  readonly expected: string;
  readonly found: string;
  /** The valid key or value that was most likely meant. */
  readonly nearest?: string;
}

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

/** The part of JSON Schema that the policy's own schema uses. */
interface SchemaNode {
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly additionalProperties?: SchemaNode | boolean;
  readonly items?: SchemaNode;
  readonly anyOf?: readonly SchemaNode[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly maxItems?: number;
}

const FOUND_LIMIT = 80;

/** `a.b[2]`, with keys that are no plain words in quotes. */
function keyOf(path: Path): string {
  let key = "";
  for (const step of path) {
    if (typeof step === "number") key += `[${step}]`;
    else {
      const name = String(step);
      key += `${key === "" ? "" : "."}${/^[\w-]+$/.test(name) ? name : JSON.stringify(name.slice(0, FOUND_LIMIT))}`;
    }
  }
  return key;
}

function valueAt(value: unknown, path: Path): unknown {
  let at: unknown = value;
  for (const step of path) {
    if (typeof at !== "object" || at === null || !Object.hasOwn(at, step)) return undefined;
    at = (at as Record<PropertyKey, unknown>)[step];
  }
  return at;
}

/** A value of a policy file as a problem names it. */
export function describeValue(value: unknown): string {
  if (value === undefined) return "nothing";
  if (value === null) return "an empty value";
  if (Array.isArray(value)) return value.length === 0 ? "an empty list" : `a list of ${value.length}`;
  if (typeof value === "object") return "a map";
  const shown = typeof value === "string" ? JSON.stringify(value) : String(value);
  return shown.length > FOUND_LIMIT ? `${shown.slice(0, FOUND_LIMIT)}…` : shown;
}

/** The schema at a path; of alternatives the one that has such a key. */
function nodeAt(root: SchemaNode, path: Path): SchemaNode | undefined {
  let nodes: readonly SchemaNode[] = [root];
  for (const step of path) {
    nodes = nodes
      .flatMap((node) => node.anyOf ?? [node])
      .flatMap((node) => {
        if (typeof step === "number") return node.items ?? [];
        const property = node.properties?.[String(step)];
        if (property !== undefined) return property;
        return typeof node.additionalProperties === "object" ? node.additionalProperties : [];
      });
  }
  return nodes[0];
}

/** Keys that may stand where the schema is, without those that are there already. */
function validKeys(node: SchemaNode | undefined, taken: unknown): string[] {
  const present = typeof taken === "object" && taken !== null ? taken : {};
  return (node?.anyOf ?? (node === undefined ? [] : [node]))
    .flatMap((one) => Object.keys(one.properties ?? {}))
    .filter((key) => !Object.hasOwn(present, key));
}

function allValues(node: SchemaNode | undefined): string[] {
  return (node?.anyOf ?? (node === undefined ? [] : [node])).flatMap((one) => (one.enum ?? []).map(String));
}

function describeRange(node: SchemaNode): string {
  const low = node.minimum ?? node.exclusiveMinimum;
  const high = node.maximum ?? node.exclusiveMaximum;
  const bounded = high !== undefined && high < Number.MAX_SAFE_INTEGER;
  const from = node.exclusiveMinimum === undefined ? "from" : "above";
  if (low !== undefined && low > Number.MIN_SAFE_INTEGER)
    return bounded ? ` ${from} ${low} to ${high}` : ` ${from} ${low}`;
  return bounded ? ` up to ${high}` : "";
}

function describeNode(node: SchemaNode): string {
  if (node.anyOf !== undefined) return node.anyOf.map(describeNode).join(", or ");
  if (node.enum !== undefined) return `one of ${node.enum.map(String).join(", ")}`;
  if (node.const !== undefined) return String(node.const);
  switch (node.type) {
    case "boolean":
      return "true or false";
    case "integer":
      return `a whole number${describeRange(node)}`;
    case "number":
      return `a number${describeRange(node)}`;
    case "string":
      return node.maxLength === undefined
        ? "a text"
        : `a text of ${node.minLength ?? 0} to ${node.maxLength} characters`;
    case "array":
      return node.maxItems === undefined ? "a list" : `a list of at most ${node.maxItems}`;
    case "object":
      return "a map";
    default:
      return "another value";
  }
}

/** Of a union's failed alternatives, the one that the value was meant for: the one of the value's own type. */
function meantAlternative(issue: z.core.$ZodIssueInvalidUnion): readonly Issue[] | undefined {
  return issue.errors.find((issues) => issues.every((one) => one.path.length > 0 || one.code === "unrecognized_keys"));
}

function flatten(issue: Issue, prefix: Path = []): readonly Issue[] {
  const path = [...prefix, ...issue.path];
  if (issue.code === "invalid_union") {
    const meant = meantAlternative(issue);
    if (meant !== undefined) return meant.flatMap((one) => flatten(one, path));
  }
  return [{ ...issue, path }];
}

/** Says of each issue that zod found where it stands, what was expected there and what is there. */
export function problemsOf(
  error: z.ZodError,
  schema: z.ZodType,
  written: unknown,
  yaml: YamlText,
  file: string,
): readonly PolicyProblem[] {
  const root = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }) as SchemaNode;
  return error.issues
    .flatMap((issue) => flatten(issue))
    .flatMap((issue): readonly PolicyProblem[] => {
      const { path } = issue;
      const node = nodeAt(root, path);
      if (issue.code === "unrecognized_keys") {
        const valid = validKeys(node, valueAt(written, path));
        return issue.keys.map((unknownKey) => {
          const near = nearest(unknownKey, valid);
          return {
            file,
            ...yaml.locate([...path, unknownKey], "key"),
            key: keyOf([...path, unknownKey]),
            expected: path.at(0) === "rules" && path.length === 1 ? "the id of a rule" : `one of ${valid.join(", ")}`,
            found: "an unknown key",
            ...(near === undefined ? {} : { nearest: near }),
          };
        });
      }
      const value = valueAt(written, path);
      const worded = issue.code === "invalid_format" || issue.code === "custom";
      const near = typeof value === "string" ? nearest(value, allValues(node)) : undefined;
      return [
        {
          file,
          ...yaml.locate(path, "value"),
          key: keyOf(path),
          expected: worded || node === undefined ? issue.message : describeNode(node),
          found: describeValue(value),
          ...(near === undefined ? {} : { nearest: near }),
        },
      ];
    })
    .sort((a, b) => a.line - b.line || a.column - b.column);
}

/** The problem in one line: where, which key, what was expected, what was found, what was probably meant. */
export function describeProblem(problem: PolicyProblem): string {
  const key = problem.key === "" ? "" : `${problem.key}: `;
  const hint = problem.nearest === undefined ? "" : `; did you mean ${problem.nearest}?`;
  return `${problem.file}:${problem.line}:${problem.column}: ${key}expected ${problem.expected}, found ${problem.found}${hint}`;
}
