import {
  type FieldNode,
  type GraphQLObjectType,
  type GraphQLOutputType,
  isAbstractType,
  isEnumType,
  isLeafType,
  isListType,
  isNonNullType,
  type SelectionSetNode,
} from "graphql";
import { askedFields, GITHUB, type GraphqlRequest, isRead, readRequest } from "./graphql-schema.ts";

/** An answer that GitHub may give, and in what it differs from the plain one. */
export interface AnswerForm {
  /** The plain one has none. */
  readonly difference: string | undefined;
  readonly data: Readonly<Record<string, unknown>>;
}

const SCALARS: Readonly<Record<string, unknown>> = {
  Boolean: true,
  DateTime: "2026-05-01T10:00:00Z",
  GitObjectID: "a".repeat(40),
  ID: "NODE_1",
  Int: 7,
  String: "words",
  URI: "https://github.com/acme/vision/pull/7",
};

/** Picks one of the options that stand at a place of the answer; the first is the plain one. */
type Choose = (at: string, options: readonly string[]) => string;

/**
 * Every answer to a request that GitHub's schema allows and that differs in one place from the plain one, where nothing is null and
 * each list holds one: a null, an empty list, another value of an enumeration, another type. `words` are values by their field's name.
 */
export function answerForms(
  request: GraphqlRequest,
  words: Readonly<Record<string, string | boolean>>,
): readonly AnswerForm[] {
  const found = readRequest(request);
  if (!isRead(found)) throw new Error(found.join("\n"));
  const { operation, root, variables } = found;

  const fieldValueOf = (type: GraphQLOutputType, nodes: readonly FieldNode[], at: string, choose: Choose): unknown => {
    if (!isNonNullType(type))
      return choose(at, ["value", "null"]) === "null" ? null : presentOf(type, nodes, at, choose);
    return presentOf(type.ofType as GraphQLOutputType, nodes, at, choose);
  };
  const presentOf = (type: GraphQLOutputType, nodes: readonly FieldNode[], at: string, choose: Choose): unknown => {
    if (isListType(type)) {
      const item = type.ofType as GraphQLOutputType;
      return choose(`${at}[]`, ["one", "empty"]) === "empty" ? [] : [fieldValueOf(item, nodes, `${at}.0`, choose)];
    }
    if (isEnumType(type))
      return choose(
        `${at} as`,
        type.getValues().map((one) => one.name),
      );
    if (isLeafType(type)) return words[nodes[0]?.name.value ?? ""] ?? SCALARS[type.name];
    const sets = nodes.flatMap((one) => one.selectionSet ?? []);
    if (!isAbstractType(type)) return objectOf(type as GraphQLObjectType, sets, at, choose);
    // The one that most is asked of comes first: the rest of the choices stand in it.
    const types = [...GITHUB.getPossibleTypes(type)].sort(
      (a, b) => askedFields(sets, b, variables).size - askedFields(sets, a, variables).size,
    );
    const name = choose(
      `${at} is`,
      types.map((one) => one.name),
    );
    const chosen = types.find((one) => one.name === name);
    return chosen === undefined ? null : objectOf(chosen, sets, at, choose);
  };
  const objectOf = (
    type: GraphQLObjectType,
    sets: readonly SelectionSetNode[],
    at: string,
    choose: Choose,
  ): Record<string, unknown> =>
    Object.fromEntries(
      [...askedFields(sets, type, variables)].map(([key, nodes]) => {
        const field = type.getFields()[nodes[0]?.name.value ?? ""];
        const path = at === "" ? key : `${at}.${key}`;
        return [key, field === undefined ? type.name : fieldValueOf(field.type, nodes, path, choose)];
      }),
    );
  const answerWith = (choose: Choose) => objectOf(root, [operation.selectionSet], "", choose);

  const choices: { readonly at: string; readonly option: string }[] = [];
  const plain = answerWith((at, [first = "", ...others]) => {
    choices.push(...others.map((option) => ({ at, option })));
    return first;
  });
  return [
    { difference: undefined, data: plain },
    ...choices.map(({ at, option }) => ({
      difference: `${at} ${option}`,
      // Made when it is wanted: a request for hundreds of files has thousands of forms.
      get data() {
        return answerWith((place, [first = ""]) => (place === at ? option : first));
      },
    })),
  ];
}
