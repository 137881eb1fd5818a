import { createHash } from "node:crypto";
import type { Fetcher } from "./fetch-answer.ts";
import { mebibytes, type RemoteFile } from "./remote-file.ts";

export type FileHash =
  | { readonly status: "known"; readonly sha256: string }
  | { readonly status: "unknown"; readonly reason: string };

/** The sha256 of a file of at most `maxBytes`, read as it streams by. Never rejects. */
export async function hashFile(
  url: string,
  file: Pick<RemoteFile, "size" | "whole">,
  fetcher: Fetcher,
  maxBytes: number,
): Promise<FileHash> {
  if (file.whole !== undefined)
    return { status: "known", sha256: createHash("sha256").update(file.whole).digest("hex") };
  if (file.size > maxBytes) {
    return { status: "unknown", reason: `the file is larger than ${mebibytes(maxBytes)}, so it was not hashed` };
  }
  const answer = await fetcher.fetch({ url, method: "GET", maxBytes: file.size });
  if (answer.status === "unreachable") return { status: "unknown", reason: answer.reason };
  if (answer.code !== 200) {
    answer.body.cancel();
    return { status: "unknown", reason: `the host answers ${answer.code} for the whole file` };
  }
  const hash = createHash("sha256");
  let count = 0;
  for await (const piece of answer.body) {
    hash.update(piece);
    count += piece.length;
  }
  const { ending } = answer.body;
  if (ending.kind === "broken") return { status: "unknown", reason: ending.reason };
  if (ending.kind !== "complete" || count !== file.size) {
    return { status: "unknown", reason: "the file changed while it was read" };
  }
  return { status: "known", sha256: hash.digest("hex") };
}
