import { pipeline, Readable, type Transform } from "node:stream";
import { createBrotliDecompress, createGunzip, createInflate } from "node:zlib";
import { StatedFailure } from "./failure.ts";

export type Compression = "gzip" | "deflate" | "br";

/** What a `Content-Encoding` asks for; undefined for a coding, or a pile of codings, that is not undone here. */
export function compressionOf(contentEncoding: string | undefined): Compression | "none" | undefined {
  switch ((contentEncoding ?? "").trim().toLowerCase()) {
    case "":
    case "identity":
      return "none";
    case "gzip":
    case "x-gzip":
      return "gzip";
    case "deflate":
      return "deflate";
    case "br":
      return "br";
    default:
      return undefined;
  }
}

/**
 * The decompressed pieces of `source`, each at most 64 KiB, produced only as fast as they are taken: a reader that
 * stops early has decompressed little more than it has read. Iterating throws when the data is broken, ends early, or
 * takes more than `maxInput` bytes (which honest data for a reader of so many bytes never does).
 */
export function decompressed(
  source: AsyncIterable<Uint8Array>,
  compression: Compression,
  maxInput: number,
): AsyncIterable<Uint8Array> {
  const input = Readable.from(atMost(source, maxInput), { objectMode: false });
  const decoder = decoderOf(compression);
  // Errors and early ends reach the reader through the decoder; the callback only keeps them from being unhandled.
  pipeline(input, decoder, () => undefined);
  return decoder;
}

async function* atMost(source: AsyncIterable<Uint8Array>, limit: number): AsyncGenerator<Uint8Array> {
  let count = 0;
  for await (const piece of source) {
    count += piece.length;
    if (count > limit) throw new StatedFailure("the compressed body is larger than the limit");
    yield piece;
  }
}

function decoderOf(compression: Compression): Transform {
  const options = { chunkSize: 64 * 1024 };
  switch (compression) {
    case "gzip":
      return createGunzip(options);
    case "deflate":
      return createInflate(options);
    case "br":
      return createBrotliDecompress(options);
  }
}
