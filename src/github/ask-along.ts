import { type Cause, WorkError } from "../queue/retry-causes.ts";
import { partQuery, withPart } from "./evidence-query.ts";
import type { EvidenceQuestions } from "./evidence-questions.ts";
import { type GraphqlFailure, graphqlFailureOf } from "./github-error.ts";
import { isLimit } from "./guarded-reader.ts";
import type { InstallationClient } from "./installation-client.ts";

/** With these nothing more is to be asked now. Any other failure may lie in the questions, and the query is asked without them. */
const ENDS: ReadonlySet<Cause> = new Set(["primary-limit", "secondary-limit", "network-error", "store-busy"]);

interface PartialAnswer {
  readonly data: Readonly<Record<string, unknown>>;
  readonly errors: GraphqlFailure["errors"];
}

/** What could be answered, beside what went wrong. */
async function askPartly(
  client: InstallationClient,
  query: string,
  variables: Record<string, unknown>,
): Promise<PartialAnswer> {
  try {
    const data = await client.graphql(query, variables);
    // A body that broke off has no data at all: whoever reads it says so.
    return { data: (data ?? {}) as PartialAnswer["data"], errors: [] };
  } catch (error) {
    const failure = error instanceof WorkError && !ENDS.has(error.cause) ? graphqlFailureOf(error.source) : undefined;
    if (failure?.data === null || failure?.data === undefined) throw error;
    return { data: failure.data, errors: failure.errors };
  }
}

const isAlias = (name: unknown) => typeof name === "string" && /^(?:t\d+|open)$/.test(name);

/** Takes in what was answered to the questions; false when something else went wrong that must not. */
function settle(questions: EvidenceQuestions, { data, errors }: PartialAnswer, tolerates: readonly string[]): boolean {
  const failed = new Set<string>();
  for (const { path } of errors) {
    const [first] = path ?? [];
    const place = (path ?? []).join(".");
    if (isAlias(first)) failed.add(String(first));
    else if (!tolerates.some((one) => place === one || place.startsWith(`${one}.`))) return false;
  }
  questions.take(data, failed);
  return true;
}

/** Asks a query, and with it, at no further request, what is still in question. The answer is that of the client without questions. */
export async function askAlong(
  client: InstallationClient,
  query: string,
  variables: Record<string, unknown>,
  tolerates: readonly string[],
  questions: EvidenceQuestions | undefined,
): Promise<unknown> {
  const part = questions?.next();
  if (questions !== undefined && part !== undefined) {
    try {
      const answer = await askPartly(client, withPart(query, part), { ...variables, ...part.variables });
      if (settle(questions, answer, tolerates)) return answer.data;
    } catch (error) {
      if (!(error instanceof WorkError) || ENDS.has(error.cause)) throw error;
    }
    questions.giveUp();
  }
  return await client.graphql(query, variables, tolerates);
}

/** Asks all that is still in question. Throws a WorkError when GitHub's limit is reached; whatever else fails is left untold. */
export async function askRest(client: InstallationClient, questions: EvidenceQuestions): Promise<void> {
  for (let part = questions.next(); part !== undefined; part = questions.next()) {
    try {
      const answer = await askPartly(client, partQuery(part), { ...part.variables });
      if (!settle(questions, answer, [])) questions.giveUp();
    } catch (error) {
      if (isLimit(error)) throw error;
      questions.giveUp();
    }
  }
}
