import type { TensorFact } from "../submission/facts.ts";
import { StatedFailure } from "./failure.ts";
import type { RangeReader } from "./zip-directory.ts";

const PREFIX = 8;
/** As the format's own reader bounds it. */
const LONGEST_HEADER = 100_000_000;
const MOST_DIMENSIONS = 64;

/** Length of the header that bytes announce, when they begin as a safetensors file of `size` bytes does. */
export function safetensorsHeaderLength(head: Uint8Array, size: number): number | undefined {
  if (head.length < PREFIX + 2 || head[PREFIX] !== 0x7b) return undefined;
  const length = new DataView(head.buffer, head.byteOffset, PREFIX).getBigUint64(0, true);
  return length >= 2n && length <= LONGEST_HEADER && Number(length) + PREFIX <= size ? Number(length) : undefined;
}

/**
 * Tensors of a safetensors file, from its JSON header. Rejects with a {@link StatedFailure} when the header is broken or has
 * more than `maxBytes`.
 */
export async function readSafetensors(
  file: RangeReader,
  headerLength: number,
  maxBytes: number,
): Promise<readonly TensorFact[]> {
  if (headerLength > maxBytes) throw new StatedFailure("its header is too large to be read");
  const bytes = await file.read(PREFIX, PREFIX + headerLength);
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    throw new StatedFailure("its header is broken");
  }
  if (typeof header !== "object" || header === null || Array.isArray(header)) {
    throw new StatedFailure("its header is broken");
  }
  const tensors: TensorFact[] = [];
  for (const [name, entry] of Object.entries(header)) {
    if (name !== "__metadata__") tensors.push(readEntry(name, entry));
  }
  return tensors;
}

function readEntry(name: string, entry: unknown): TensorFact {
  const { dtype, shape } = typeof entry === "object" && entry !== null ? (entry as Record<string, unknown>) : {};
  if (typeof dtype !== "string" || !Array.isArray(shape) || shape.length > MOST_DIMENSIONS || !shape.every(isSize)) {
    throw new StatedFailure("its header is broken");
  }
  return { name, dtype: DTYPES[dtype] ?? dtype.toLowerCase(), shape };
}

function isSize(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}

const DTYPES: Readonly<Record<string, string>> = {
  F64: "float64",
  F32: "float32",
  F16: "float16",
  BF16: "bfloat16",
  I64: "int64",
  I32: "int32",
  I16: "int16",
  I8: "int8",
  U8: "uint8",
  BOOL: "bool",
};
