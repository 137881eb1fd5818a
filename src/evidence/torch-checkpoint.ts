import { inflateRawSync } from "node:zlib";
import { StatedFailure } from "./failure.ts";
import { type PickleReading, readPickle } from "./pickle-opcodes.ts";
import type { PickleValue } from "./pickle-values.ts";
import { type RangeReader, readZipDirectory, readZipEntry, type ZipEntry } from "./zip-directory.ts";

/** What the pickles of a torch file name and hold. */
export interface TorchContents {
  /** In order of first use. */
  readonly globals: readonly string[];
  /** What the file would load as. */
  readonly value?: PickleValue;
  /** Why the pickles could not be followed to their end; `globals` then holds those before that point. */
  readonly problem?: string;
  /** A script module, which holds code of its own. */
  readonly script: boolean;
  /** A passage that stands in the file, to cite it by. */
  readonly quote: string;
}

/** Top folder and name of the pickle; torch looks names up without regard to case. */
const DATA_PICKLE = /^([^/]{1,255})\/data\.pkl$/i;

/**
 * Reads `data.pkl` of an archive that `torch.save` wrote. Undefined when it is some other zip archive. Rejects with a
 * {@link StatedFailure}.
 */
export async function readTorchZip(file: RangeReader, maxBytes: number): Promise<TorchContents | undefined> {
  const entries = await readZipDirectory(file, maxBytes);
  if (entries === undefined) throw new StatedFailure("it begins as a zip archive but does not end as one");
  const pickles = entries.filter((entry) => DATA_PICKLE.test(entry.name));
  const [pickle] = pickles;
  if (pickle === undefined) return undefined;
  if (pickles.length > 1)
    throw new StatedFailure("it holds several files data.pkl, and which one loads is not certain");
  const folder = pickle.name.slice(0, -"data.pkl".length);
  const script = entries.some(
    (entry) => entry.name === `${folder}constants.pkl` || entry.name.startsWith(`${folder}code/`),
  );
  const reading = readPickle(unpacked(await readZipEntry(file, pickle, maxBytes), pickle, maxBytes));
  return { ...contentsOf([reading]), script, quote: pickle.name };
}

function unpacked(bytes: Uint8Array, entry: ZipEntry, maxBytes: number): Uint8Array {
  if (entry.method === 0) return bytes;
  if (entry.method !== 8) throw new StatedFailure("its data.pkl is compressed in an unknown way");
  try {
    return inflateRawSync(bytes, { maxOutputLength: maxBytes });
  } catch {
    throw new StatedFailure("its data.pkl is compressed, and broken or too large");
  }
}

/** A pickle of the number 0x1950a86a20f9469cfc6c, which opens the files of torch before 1.6; its protocol may vary. */
const MAGIC = [0x8a, 0x0a, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19, 0x2e];

export function beginsAsLegacyTorch(head: Uint8Array): boolean {
  return head[0] === 0x80 && MAGIC.every((byte, index) => head[index + 2] === byte);
}

/** Magic number, protocol, system information, the object, and the keys of its storages. */
const LEGACY_PICKLES = 5;

/** Reads the pickles at the head of a legacy torch file, as far as `maxBytes` reach. Rejects with a {@link StatedFailure}. */
export async function readLegacyTorch(file: RangeReader, head: Uint8Array, maxBytes: number): Promise<TorchContents> {
  let bytes = head;
  let readings = readPickles(bytes);
  for (const size of [1024 * 1024, maxBytes]) {
    const end = Math.min(size, maxBytes, file.size);
    if (readings.at(-1)?.problem === undefined || end <= bytes.length) continue;
    const rest = await file.read(bytes.length, end);
    const longer = new Uint8Array(bytes.length + rest.length);
    longer.set(bytes);
    longer.set(rest, bytes.length);
    bytes = longer;
    readings = readPickles(bytes);
  }
  const value = readings[3]?.value;
  return { ...contentsOf(readings), ...(value === undefined ? {} : { value }), script: false, quote: "" };
}

function readPickles(bytes: Uint8Array): PickleReading[] {
  const readings: PickleReading[] = [];
  let at = 0;
  while (readings.length < LEGACY_PICKLES) {
    const reading = readPickle(bytes, at);
    readings.push(reading);
    if (reading.problem !== undefined) break;
    at = reading.end;
  }
  return readings;
}

/** Reads a file that is one pickle and nothing more, as `pickle.dump` writes it. */
export async function readPlainPickle(file: RangeReader, maxBytes: number): Promise<TorchContents> {
  if (file.size > maxBytes) throw new StatedFailure("it is too large to be read");
  return { ...contentsOf([readPickle(await file.read(0, file.size))]), script: false, quote: "" };
}

function contentsOf(readings: readonly PickleReading[]): Pick<TorchContents, "globals" | "value" | "problem"> {
  const globals = [...new Set(readings.flatMap((one) => one.globals))];
  const last = readings.at(-1);
  return {
    globals,
    ...(last?.value === undefined ? {} : { value: last.value }),
    ...(last?.problem === undefined ? {} : { problem: last.problem }),
  };
}
