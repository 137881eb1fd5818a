import { hashInName } from "../submission/checkpoint-url.ts";
import type { Claims } from "../submission/claims.ts";
import type { Diff } from "../submission/diff.ts";
import { type Evidence, quoteOf } from "../submission/evidence.ts";
import type { CheckpointFact, Fact } from "../submission/facts.ts";
import type { PullRequest } from "../submission/pull-request.ts";
import type { EvidenceBounds } from "./bounds.ts";
import { directUrl } from "./direct-url.ts";
import type { Fetcher } from "./fetch-answer.ts";
import { fileNameOf } from "./file-answer.ts";
import { hashFile } from "./file-hash.ts";
import { gatherEach, type Question } from "./gather-each.ts";
import { type CheckpointContents, readCheckpoint } from "./read-checkpoint.ts";
import { openRemoteFile } from "./remote-file.ts";

const MOST_CHECKPOINTS = 10;
const MOST_IN_DIFF = 8;
const PICKLED = /\.(?:pkl|pickle|pth|pt|ckpt|safetensors)$/i;

/** Where a file at a pull request's head can be had, by the request's repository and head. */
interface Place {
  readonly diff: Diff | undefined;
  readonly pullRequest: Pick<PullRequest, "repo" | "headSha" | "url">;
}

interface CheckpointQuestion extends Question {
  /** Where the file itself is asked for. */
  readonly direct: string;
}

/**
 * Every checkpoint that the contribution calls its own, and every pickled file that its diff adds or changes, looked into by
 * ranges. Facts are by URL as claimed, or by repository path. Never rejects.
 */
export function gatherCheckpoints(
  claims: Pick<Claims, "checkpoints">,
  fetcher: Fetcher,
  bounds: EvidenceBounds,
  progress: (message: string) => void,
  place?: Place,
): Promise<ReadonlyMap<string, Fact<CheckpointFact>>> {
  const claimed = claims.checkpoints
    .filter((one) => one.whose === "trained" && one.form === "file")
    .map(({ url }): CheckpointQuestion => ({ key: url, url, direct: directUrl(url) }));
  const distinct = [...new Map(claimed.map((one) => [one.key, one])).values()];
  const questions = [...distinct.slice(0, MOST_CHECKPOINTS), ...inDiff(place)];
  const limits = { concurrency: bounds.concurrency, seconds: bounds.totalSeconds };
  return gatherEach(questions, limits, (question) => {
    progress(`looks into ${question.key}`);
    return gatherCheckpoint(question, fetcher, bounds);
  });
}

/**
 * GitHub serves every commit of a pull request from the repository that it is made to. Another server's repositories are not
 * asked for there: their names are nobody else's business.
 */
function inDiff(place: Place | undefined): CheckpointQuestion[] {
  const { repo, headSha, url = "" } = place?.pullRequest ?? {};
  if (
    !url.startsWith("https://github.com/") ||
    repo === undefined ||
    headSha === undefined ||
    !/^[0-9a-f]{40,64}$/.test(headSha)
  )
    return [];
  const files = (place?.diff?.files ?? []).filter(
    (one) => one.binary && one.status !== "removed" && PICKLED.test(one.path),
  );
  return files.slice(0, MOST_IN_DIFF).map(({ path }) => {
    const escaped = path.split("/").map(encodeURIComponent).join("/");
    const raw = `https://raw.githubusercontent.com/${repo}/${headSha}/${escaped}`;
    return { key: path, url: raw, direct: raw };
  });
}

async function gatherCheckpoint(
  { url, direct }: CheckpointQuestion,
  fetcher: Fetcher,
  bounds: EvidenceBounds,
): Promise<Fact<CheckpointFact>> {
  const fact = await lookInto(url, direct, fetcher, bounds);
  if (fact.status !== "known" || fact.value.format !== "page") return fact;
  const unscanned = unscannedUrl(direct);
  if (unscanned === undefined) return fact;
  const again = await lookInto(url, unscanned, fetcher, bounds);
  return again.status === "known" && again.value.format !== "page"
    ? again
    : { status: "unreachable", reason: "Google Drive answers with a page, not with the file", url };
}

async function lookInto(
  url: string,
  direct: string,
  fetcher: Fetcher,
  bounds: EvidenceBounds,
): Promise<Fact<CheckpointFact>> {
  const namedHash = hashInName(url);
  const named = namedHash === undefined ? {} : { namedHash };
  const evidence = (quote: string): Evidence => ({ source: "checkpoint", url, quote: quoteOf(quote) });
  const opened = await openRemoteFile(direct, fetcher, bounds.checkpointBytes);
  switch (opened.status) {
    case "unreachable":
      return { status: "unreachable", reason: opened.reason, url };
    case "gone":
      return { status: "refuted", reason: opened.reason, evidence: evidence(fileNameOf(url)) };
    case "closed": {
      const { reason, size } = opened;
      const value: CheckpointFact = {
        format: "unread",
        ...(size === undefined ? {} : { bytes: size }),
        ...named,
        reasons: { globals: reason, tensors: reason, sha256: reason },
        notes: [],
      };
      return { status: "known", value, evidence: evidence(fileNameOf(url)) };
    }
    case "open": {
      const { file } = opened;
      const { quote, ...contents } = await readCheckpoint(file, bounds.checkpointBytes);
      // A name without a hash leaves nothing to compare with.
      const hash = namedHash === undefined ? undefined : await hashFile(direct, file, fetcher, bounds.hashBytes);
      const value: CheckpointFact = { ...withHash(contents, hash), bytes: file.size, ...named };
      return { status: "known", value, evidence: evidence(quote === "" ? fileNameOf(url) : quote) };
    }
  }
}

function withHash(
  contents: Omit<CheckpointContents, "quote">,
  hash: Awaited<ReturnType<typeof hashFile>> | undefined,
): CheckpointFact {
  if (hash === undefined) return contents;
  return hash.status === "known"
    ? { ...contents, sha256: hash.sha256 }
    : { ...contents, reasons: { ...contents.reasons, sha256: hash.reason } };
}

/**
 * Drive shows a page instead of a file that is too large for its virus scan, and serves the file where that is taken note of.
 * A second page is for what too many asked for, or only some may see.
 */
function unscannedUrl(url: string): string | undefined {
  if (!URL.canParse(url)) return undefined;
  const { hostname, searchParams } = new URL(url);
  const id = searchParams.get("id");
  if (id === null || !/^(?:drive|docs|drive\.usercontent)\.google\.com$/.test(hostname)) return undefined;
  return `https://drive.usercontent.google.com/download?id=${encodeURIComponent(id)}&export=download&confirm=t`;
}
