import { schema as github } from "@octokit/graphql-schema";
import {
  buildClientSchema,
  type FieldNode,
  GraphQLError,
  type GraphQLField,
  GraphQLIncludeDirective,
  type GraphQLNamedType,
  type GraphQLObjectType,
  GraphQLSkipDirective,
  getArgumentValues,
  getDirectiveValues,
  getNamedType,
  getVariableValues,
  type IntrospectionQuery,
  isAbstractType,
  isInterfaceType,
  isObjectType,
  Kind,
  NoDeprecatedCustomRule,
  type OperationDefinitionNode,
  parse,
  type SelectionSetNode,
  validate,
} from "graphql";

/** GitHub's own description of its GraphQL API. */
export const GITHUB = buildClientSchema(github.json as unknown as IntrospectionQuery);

/** GitHub refuses a request that could yield more. */
const NODE_LIMIT = 500_000;
const PAGE_LIMIT = 100;

type Variables = Readonly<Record<string, unknown>>;

export interface GraphqlRequest {
  readonly query: string;
  readonly variables: Variables;
}

/** A request that GitHub takes: its operation, and the variables as GitHub reads them. */
export interface ReadRequest {
  readonly operation: OperationDefinitionNode;
  readonly root: GraphQLObjectType;
  readonly variables: Record<string, unknown>;
}

const read = new Map<string, OperationDefinitionNode | readonly string[]>();

function operationIn(query: string): OperationDefinitionNode | readonly string[] {
  const known = read.get(query);
  if (known !== undefined) return known;
  const found = readOperation(query);
  read.set(query, found);
  return found;
}

function readOperation(query: string): OperationDefinitionNode | readonly string[] {
  try {
    const document = parse(query);
    const problems = validate(GITHUB, document).map((one) => one.message);
    const [operation, ...others] = document.definitions;
    if (problems.length > 0) return problems;
    if (operation?.kind !== Kind.OPERATION_DEFINITION || others.length > 0)
      return ["one operation, and no more, is read"];
    return operation;
  } catch (error) {
    if (error instanceof GraphQLError) return [error.message];
    throw error;
  }
}

/** The request as GitHub reads it, or why GitHub does not take it. */
export function readRequest({ query, variables }: GraphqlRequest): ReadRequest | readonly string[] {
  const operation = operationIn(query);
  if (!("kind" in operation)) return operation;
  const root = GITHUB.getRootType(operation.operation);
  if (!root) return [`there is no ${operation.operation}`];
  const declared = new Set(operation.variableDefinitions?.map((one) => one.variable.name.value));
  const strays = Object.keys(variables).filter((one) => !declared.has(one));
  if (strays.length > 0) return strays.map((one) => `$${one} is not declared`);
  const { errors, coerced } = getVariableValues(GITHUB, operation.variableDefinitions ?? [], variables);
  if (coerced === undefined) return errors.map((one) => one.message);
  return { operation, root, variables: coerced };
}

export function isRead(found: ReadRequest | readonly string[]): found is ReadRequest {
  return "operation" in found;
}

function fieldOf(type: GraphQLNamedType, name: string): GraphQLField<unknown, unknown> | undefined {
  return isObjectType(type) || isInterfaceType(type) ? type.getFields()[name] : undefined;
}

/** Nodes that a request may yield by GitHub's rule: each connection's `first` or `last` times those it stands in. */
export interface NodeCount {
  readonly nodes: number;
  readonly problems: readonly string[];
}

/** Counts every field, those too that a directive leaves out. */
export function countNodes({ operation, root, variables }: ReadRequest): NodeCount {
  const problems: string[] = [];
  let nodes = 0;
  const count = (set: SelectionSetNode, type: GraphQLNamedType, times: number): void => {
    for (const one of set.selections) {
      if (one.kind === Kind.FRAGMENT_SPREAD) problems.push(`...${one.name.value} is not counted`);
      else if (one.kind === Kind.INLINE_FRAGMENT) {
        const condition = one.typeCondition === undefined ? type : GITHUB.getType(one.typeCondition.name.value);
        count(one.selectionSet, condition ?? type, times);
      } else {
        const field = fieldOf(type, one.name.value);
        if (field === undefined || one.selectionSet === undefined) continue;
        let inner = times;
        if (getNamedType(field.type).name.endsWith("Connection")) {
          const { first, last } = getArgumentValues(field, one, variables);
          const size = first ?? last;
          if (typeof size !== "number" || size < 1 || size > PAGE_LIMIT) {
            problems.push(`${one.name.value} asks for ${String(size)} of 1 to ${PAGE_LIMIT}`);
          }
          inner = times * Number(size);
          nodes += inner;
        }
        count(one.selectionSet, getNamedType(field.type), inner);
      }
    }
  };
  count(operation.selectionSet, root, 1);
  if (nodes > NODE_LIMIT) problems.push(`${nodes} nodes are asked for, of ${NODE_LIMIT}`);
  return { nodes, problems };
}

/** Why GitHub would not take a request; empty when it would. */
export function problemsOfRequest(request: GraphqlRequest): readonly string[] {
  const found = readRequest(request);
  return isRead(found) ? countNodes(found).problems : found;
}

/** Fields of a document that GitHub means to take away, as it says so. */
export function deprecatedFields(query: string): readonly string[] {
  const errors = validate(GITHUB, parse(query), [NoDeprecatedCustomRule]);
  return [...new Set(errors.map((one) => /^The field (\S+)/.exec(one.message)?.[1] ?? one.message))].sort();
}

/** The fields that an object of the type is asked for, by the key that each is answered under. */
export function askedFields(
  sets: readonly SelectionSetNode[],
  type: GraphQLObjectType,
  variables: ReadRequest["variables"],
): ReadonlyMap<string, readonly FieldNode[]> {
  const asked = new Map<string, FieldNode[]>();
  const collect = (set: SelectionSetNode): void => {
    for (const one of set.selections) {
      if (getDirectiveValues(GraphQLIncludeDirective, one, variables)?.if === false) continue;
      if (getDirectiveValues(GraphQLSkipDirective, one, variables)?.if === true) continue;
      if (one.kind === Kind.FIELD) {
        const key = (one.alias ?? one.name).value;
        asked.set(key, [...(asked.get(key) ?? []), one]);
      } else if (one.kind === Kind.INLINE_FRAGMENT) {
        const condition = one.typeCondition === undefined ? type : GITHUB.getType(one.typeCondition.name.value);
        const fits = condition === type || (isAbstractType(condition) && GITHUB.isSubType(condition, type));
        if (fits) collect(one.selectionSet);
      } else throw new Error(`...${one.name.value} is not read`);
    }
  };
  for (const set of sets) collect(set);
  return asked;
}
