/** How the reading of a body ended. `cut`: the limit was reached, or the reader stopped; what was read is good. */
export type BodyEnding =
  | { readonly kind: "open" }
  | { readonly kind: "complete" }
  | { readonly kind: "cut" }
  | { readonly kind: "broken"; readonly reason: string };

/**
 * A body that is read once, piece by piece. Iterating never throws: after the last piece `ending` tells whether that
 * was the end of the resource.
 */
export interface AnswerBody extends AsyncIterable<Uint8Array> {
  readonly ending: BodyEnding;
  /** Gives the place and the connection back without reading further. */
  cancel(): void;
}

export interface BodyTerms {
  readonly maxBytes: number;
  /** Bytes that the server promised; fewer or more make the body broken. */
  readonly expectedBytes?: number;
  /** Whether the source ended before the resource did, so that a body read to its end is cut all the same. */
  readonly isPartial?: () => boolean;
  /** Words for an error of the source. */
  readonly explain: (error: unknown) => string;
  /** Called once, however it ends. */
  readonly onEnd?: (ending: BodyEnding) => void;
  /** Called with each piece that the reader gets. */
  readonly onPiece?: (piece: Uint8Array) => void;
  /** Lets the source go, when the reader cancels. */
  readonly discard?: () => void;
}

/** A body over any source of bytes, kept within its terms. */
export function boundedBody(source: AsyncIterable<Uint8Array>, terms: BodyTerms): AnswerBody {
  let ending: BodyEnding = { kind: "open" };
  let iterator: AsyncGenerator<Uint8Array> | undefined;
  const end = (how: BodyEnding) => {
    if (ending.kind !== "open") return;
    ending = how;
    terms.onEnd?.(how);
  };
  async function* read(): AsyncGenerator<Uint8Array> {
    let count = 0;
    try {
      for await (const piece of source) {
        const room = terms.maxBytes - count;
        const kept = piece.length > room ? piece.subarray(0, room) : piece;
        count += kept.length;
        if (kept.length > 0) {
          terms.onPiece?.(kept);
          yield kept;
        }
        if (kept.length < piece.length) {
          end({ kind: "cut" });
          return;
        }
      }
      const { expectedBytes } = terms;
      if (expectedBytes !== undefined && expectedBytes !== count) {
        end({ kind: "broken", reason: "the body is not as long as the server said" });
      } else {
        end({ kind: terms.isPartial?.() === true ? "cut" : "complete" });
      }
    } catch (error) {
      end({ kind: "broken", reason: terms.explain(error) });
    } finally {
      end({ kind: "cut" });
    }
  }
  return {
    get ending() {
      return ending;
    },
    [Symbol.asyncIterator]() {
      iterator ??= read();
      return iterator;
    },
    cancel() {
      end({ kind: "cut" });
      terms.discard?.();
      void iterator?.return(undefined).catch(() => undefined);
    },
  };
}

/** A body whose bytes are at hand. */
export function bodyOf(bytes: Uint8Array, maxBytes: number): AnswerBody {
  async function* pieces(): AsyncGenerator<Uint8Array> {
    if (bytes.length > 0) yield bytes;
  }
  return boundedBody(pieces(), { maxBytes, explain: () => "the body could not be read" });
}

export type WholeBody =
  | { readonly status: "read"; readonly bytes: Uint8Array }
  | { readonly status: "unreachable"; readonly reason: string };

/** All bytes of a body; unreachable when it is longer than the request allowed or broke off. */
export async function readWhole(body: AnswerBody): Promise<WholeBody> {
  const pieces: Uint8Array[] = [];
  for await (const piece of body) pieces.push(piece);
  const { ending } = body;
  if (ending.kind === "broken") return { status: "unreachable", reason: ending.reason };
  if (ending.kind !== "complete") return { status: "unreachable", reason: "the answer is larger than the limit" };
  return { status: "read", bytes: joined(pieces) };
}

export function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
