import type { Octokit } from "@octokit/rest";
import { z } from "zod";
import { decodeText } from "../intake/read-text-file.ts";
import { nodesOf } from "./pull-request-query.ts";

/** A file of the head commit that is wanted. */
export interface WantedBlob {
  readonly path: string;
  readonly sha: string;
}

/** What GraphQL tells beside the files. */
export interface BlobAnswer {
  /** Text by blob id; binary and very large blobs are left out. */
  readonly texts: ReadonlyMap<string, string>;
  /** Issues that GitHub itself lists as linked; undefined when it was not asked. */
  readonly linkedIssues?: readonly string[];
}

/** Objects asked for in one GraphQL query. */
const BATCH = 100;
/** Requests at once. */
const CONCURRENCY = 4;

const graphqlAnswer = z.object({
  repository: z
    .object({
      pullRequest: z
        .object({
          closingIssuesReferences: nodesOf(
            z.object({ number: z.number(), repository: z.object({ nameWithOwner: z.string() }) }),
          ),
        })
        .nullish(),
    })
    .catchall(z.object({ text: z.string().nullish(), isTruncated: z.boolean().optional() }).nullish())
    .nullable(),
});

/** Runs the tasks, a few at once. */
async function inParallel(tasks: readonly (() => Promise<void>)[]): Promise<void> {
  const queue = tasks.values();
  const workers = Array.from({ length: CONCURRENCY }, async () => {
    for (const task of queue) await task();
  });
  await Promise.all(workers);
}

/** GraphQL's answer; what it could answer beside its errors still counts. */
async function askGraphql(octokit: Octokit, query: string, variables: Record<string, unknown>): Promise<unknown> {
  try {
    return await octokit.graphql(query, variables);
  } catch (error) {
    const data = typeof error === "object" && error !== null && "data" in error ? error.data : undefined;
    const partial = graphqlAnswer.safeParse(data);
    if (partial.success && partial.data.repository !== null) return data;
    throw error;
  }
}

type Ask = (query: string, variables: Record<string, unknown>) => Promise<unknown>;

const LINKED =
  "pullRequest(number: $number) { closingIssuesReferences(first: 20) { nodes { number repository { nameWithOwner } } } }";

/** The query for some blobs, `b0` and on; with `linked` also for the issues that GitHub lists as linked. */
function blobsQuery(blobs: readonly WantedBlob[], linked: boolean): string {
  const objects = blobs.map((blob, at) => `b${at}: object(oid: "${blob.sha}") { ... on Blob { text isTruncated } }`);
  const parameters = linked ? "$owner: String!, $name: String!, $number: Int!" : "$owner: String!, $name: String!";
  return `query WeighbridgeFiles(${parameters}) { repository(owner: $owner, name: $name) { ${linked ? LINKED : ""} ${objects.join(" ")} } }`;
}

function textsIn(
  found: z.output<typeof graphqlAnswer>["repository"],
  blobs: readonly WantedBlob[],
): ReadonlyMap<string, string> {
  const { pullRequest: _, ...objects } = found ?? {};
  const texts = new Map<string, string>();
  for (const [at, blob] of blobs.entries()) {
    const one = objects[`b${at}`];
    if (typeof one?.text === "string" && one.isTruncated !== true) texts.set(blob.sha, one.text);
  }
  return texts;
}

/** Reads blobs through GraphQL in one request. `ask` throws for an answer that is not whole. */
export async function readBlobTexts(
  ask: Ask,
  repo: string,
  blobs: readonly WantedBlob[],
): Promise<ReadonlyMap<string, string>> {
  const [owner, name] = repo.split("/");
  const answer = graphqlAnswer.parse(await ask(blobsQuery(blobs, false), { owner, name }));
  return textsIn(answer.repository, blobs);
}

/**
 * Reads blobs through GraphQL, a hundred in a request, and the issues that GitHub lists as linked along with the first.
 * GraphQL needs a token.
 */
export async function readBlobsAtOnce(
  octokit: Octokit,
  repo: string,
  number: number,
  blobs: readonly WantedBlob[],
): Promise<BlobAnswer> {
  const [owner, name] = repo.split("/");
  const texts = new Map<string, string>();
  const linkedIssues: string[] = [];
  const batches: (readonly WantedBlob[])[] = [];
  for (let at = 0; at === 0 || at < blobs.length; at += BATCH) batches.push(blobs.slice(at, at + BATCH));
  await inParallel(
    batches.map((batch, index) => async () => {
      const linked = index === 0;
      const variables = { owner, name, ...(linked ? { number } : {}) };
      const answer = graphqlAnswer.parse(await askGraphql(octokit, blobsQuery(batch, linked), variables));
      for (const [sha, text] of textsIn(answer.repository, batch)) texts.set(sha, text);
      for (const issue of answer.repository?.pullRequest?.closingIssuesReferences ?? []) {
        linkedIssues.push(`${issue.repository.nameWithOwner}#${issue.number}`);
      }
    }),
  );
  return { texts, linkedIssues };
}

/** Reads blobs one by one, for want of a token. */
export async function readBlobsSingly(
  octokit: Octokit,
  repo: string,
  blobs: readonly WantedBlob[],
): Promise<BlobAnswer> {
  const [owner = "", name = ""] = repo.split("/");
  const texts = new Map<string, string>();
  await inParallel(
    blobs.map((blob) => async () => {
      const { data } = await octokit.rest.git.getBlob({ owner, repo: name, file_sha: blob.sha });
      const text = decodeText(Buffer.from(data.content, data.encoding === "base64" ? "base64" : "utf8"));
      if (text !== undefined) texts.set(blob.sha, text);
    }),
  );
  return { texts };
}
