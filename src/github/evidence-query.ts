import { z } from "zod";
import { associationSchema, bodySchema, titleSchema } from "../evidence/github-answer.ts";
import { endsForm, endsSelection, endsVariables } from "./connection-ends.ts";

/** Fields of the top level that any query may carry along, with the variables that they use. */
export interface QueryPart {
  /** As they are declared: `$t0Owner: String!`. */
  readonly declarations: readonly string[];
  readonly fields: readonly string[];
  readonly variables: Readonly<Record<string, unknown>>;
}

const ACTOR = "author { __typename login }";
const TICKET = `title body url authorAssociation ${ACTOR} assignees(first: 20) { nodes { login } } labels(first: 100) { nodes { name } }`;

/** A ticket, and who commented on it. Issues and pull requests share their numbers. */
export function ticketField(alias: string): Pick<QueryPart, "declarations" | "fields"> {
  const comments = endsSelection("comments", "", `authorAssociation ${ACTOR}`, alias);
  return {
    declarations: [
      ...[`$${alias}Owner: String!`, `$${alias}Name: String!`, `$${alias}Number: Int!`],
      ...endsVariables(alias),
    ],
    fields: [
      `${alias}: repository(owner: $${alias}Owner, name: $${alias}Name) { issueOrPullRequest(number: $${alias}Number) { __typename ... on Issue { state stateReason ${TICKET} ${comments} } ... on PullRequest { pullState: state ${TICKET} ${comments} } } }`,
    ],
  };
}

/** The alias of {@link OPEN_FIELD}. */
export const OPEN = "open";

/** The open pull requests of a repository, newest first. */
export const OPEN_FIELD: Pick<QueryPart, "declarations" | "fields"> = {
  declarations: [`$${OPEN}Owner: String!`, `$${OPEN}Name: String!`, ...endsVariables(OPEN)],
  fields: [
    `${OPEN}: repository(owner: $${OPEN}Owner, name: $${OPEN}Name) { ${endsSelection(
      "pullRequests",
      "states: OPEN, orderBy: { field: CREATED_AT, direction: DESC }",
      `number title isDraft url ${ACTOR}`,
      OPEN,
    )} }`,
  ],
};

/** The part as a query of its own. */
export function partQuery({ declarations, fields }: QueryPart): string {
  return `query WeighbridgeEvidence(${declarations.join(", ")}) { ${fields.join(" ")} }`;
}

/** A query that asks for the part beside its own fields. The document has variables and is one operation. */
export function withPart(document: string, { declarations, fields }: QueryPart): string {
  const begin = document.indexOf(") {");
  const end = document.lastIndexOf("}");
  return `${document.slice(0, begin)}, ${declarations.join(", ")}${document.slice(begin, end)} ${fields.join(" ")} }`;
}

/** Logins as REST spells them: an App's bot is `slug[bot]` there, and deleted accounts are `ghost`. */
const actor = z
  .object({ __typename: z.string(), login: z.string().max(100) })
  .nullable()
  .transform((one) => (one === null ? "ghost" : one.__typename === "Bot" ? `${one.login}[bot]` : one.login));

const remark = z
  .object({ author: actor, authorAssociation: associationSchema })
  .transform(({ author, authorAssociation }) => ({ login: author, association: authorAssociation }));

const listOf = <S extends z.ZodType>(node: S) => z.object({ nodes: z.array(node) });

export const ticketAnswer = z.object({
  issueOrPullRequest: z.object({
    __typename: z.enum(["Issue", "PullRequest"]),
    title: titleSchema,
    body: bodySchema,
    state: z.enum(["OPEN", "CLOSED"]).optional(),
    pullState: z.enum(["OPEN", "CLOSED", "MERGED"]).optional(),
    stateReason: z.string().nullish(),
    url: z.url().max(2048),
    authorAssociation: associationSchema,
    author: actor,
    assignees: listOf(z.object({ login: z.string().max(100) })),
    labels: listOf(z.object({ name: z.string() })).nullable(),
    ...endsForm(remark),
  }),
});
export type TicketAnswer = z.output<typeof ticketAnswer>["issueOrPullRequest"];

export const openAnswer = z.object(
  endsForm(
    z
      .object({
        number: z.int().positive(),
        title: titleSchema,
        isDraft: z.boolean(),
        url: z.url().max(2048),
        author: actor,
      })
      .transform(({ number, title, isDraft, url, author }) => ({ number, title, author, url, draft: isDraft })),
  ),
);
