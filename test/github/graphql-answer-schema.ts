import {
  type FieldNode,
  type GraphQLLeafType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  isAbstractType,
  isEnumType,
  isLeafType,
  isListType,
  isNonNullType,
  type SelectionSetNode,
} from "graphql";
import { askedFields, GITHUB, type GraphqlRequest, isRead, problemsOfRequest, readRequest } from "./graphql-schema.ts";

type Variables = Record<string, unknown>;

const isText = (value: unknown): value is string => typeof value === "string";

/** How GitHub writes its scalars. */
const SCALARS: Readonly<Record<string, (value: unknown) => boolean>> = {
  Boolean: (value) => typeof value === "boolean",
  DateTime: (value) => isText(value) && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/.test(value),
  GitObjectID: (value) => isText(value) && /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(value),
  ID: isText,
  // GitHub gives ids beyond the 32 bits of GraphQL's own Int.
  Int: Number.isSafeInteger,
  String: isText,
  URI: (value) => isText(value) && URL.canParse(value),
};

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function problemsOfLeaf(type: GraphQLLeafType, value: unknown, at: string): string[] {
  const fits = isEnumType(type) ? isText(value) && type.getValue(value) !== undefined : SCALARS[type.name]?.(value);
  if (fits === undefined) return [`${at}: it is not known here how GitHub writes ${type.name}`];
  return fits ? [] : [`${at}: ${JSON.stringify(value)} is no ${type.name}`];
}

function problemsOfObject(
  type: GraphQLObjectType,
  sets: readonly SelectionSetNode[],
  value: Readonly<Record<string, unknown>>,
  variables: Variables,
  at: string,
): string[] {
  const asked = askedFields(sets, type, variables);
  const strays = Object.keys(value).filter((key) => value[key] !== undefined && !asked.has(key));
  return [
    ...strays.map((key) => `${at}.${key}: was not asked of ${type.name}`),
    ...[...asked].flatMap(([key, nodes]) => {
      const name = nodes[0]?.name.value ?? "";
      if (name === "__typename") return value[key] === type.name ? [] : [`${at}.${key}: is no ${type.name}`];
      const field = type.getFields()[name];
      return field === undefined
        ? [`${at}.${key}: ${type.name} has no ${name}`]
        : problemsOfValue(field.type, nodes, value[key], variables, `${at}.${key}`);
    }),
  ];
}

function problemsOfValue(
  type: GraphQLOutputType,
  nodes: readonly FieldNode[],
  value: unknown,
  variables: Variables,
  at: string,
): string[] {
  if (value === undefined) return [`${at}: is missing`];
  if (isNonNullType(type)) {
    return value === null
      ? [`${at}: is never null`]
      : problemsOfValue(type.ofType as GraphQLOutputType, nodes, value, variables, at);
  }
  if (value === null) return [];
  if (isListType(type)) {
    if (!Array.isArray(value)) return [`${at}: is no list`];
    const item = type.ofType as GraphQLOutputType;
    return value.flatMap((one, index) => problemsOfValue(item, nodes, one, variables, `${at}.${index}`));
  }
  if (isLeafType(type)) return problemsOfLeaf(type, value, at);
  if (!isRecord(value)) return [`${at}: is no ${type.name}`];
  const sets = nodes.flatMap((one) => one.selectionSet ?? []);
  const types = isAbstractType(type) ? GITHUB.getPossibleTypes(type) : [type];
  // An answer need not say what it is: it is right if it can be one of those that it may be.
  const [best = []] = types
    .map((one) => problemsOfObject(one, sets, value, variables, at))
    .sort((a, b) => a.length - b.length);
  return best;
}

function problemsOfErrors(data: unknown, errors: unknown): string[] {
  if (errors === undefined) return data === null ? ["data: is null without an error"] : [];
  if (!Array.isArray(errors) || errors.length === 0) return ["errors: is no list of errors"];
  return errors.flatMap((one: unknown, index) => {
    const at = `errors.${index}`;
    if (!isRecord(one) || !isText(one.message)) return [`${at}: has no message`];
    if (!Array.isArray(one.path)) return [];
    let place: unknown = data;
    for (const step of one.path) {
      if (place === null) break;
      place = typeof place === "object" ? (place as Record<string, unknown> | undefined)?.[String(step)] : undefined;
    }
    return place === null ? [] : [`${at}: what failed at ${one.path.join(".")} is not null`];
  });
}

/** Why GitHub could not have answered a request so, by its own schema: each as `path: problem`. Empty when it could. */
export function problemsOfAnswer(request: GraphqlRequest, answer: unknown): readonly string[] {
  const found = readRequest(request);
  if (!isRead(found)) return found;
  if (!isRecord(answer)) return ["the answer is no object"];
  const { data = null, errors } = answer;
  const problems = problemsOfErrors(data, errors);
  if (data === null) return problems;
  if (!isRecord(data)) return ["data: is no object"];
  return [...problems, ...problemsOfObject(found.root, [found.operation.selectionSet], data, found.variables, "data")];
}

/** Why GitHub would not take a request, or could not have answered it so. */
export function problemsOfExchange(request: GraphqlRequest, answer: unknown): readonly string[] {
  const refused = problemsOfRequest(request);
  return refused.length > 0 ? refused : problemsOfAnswer(request, answer);
}
