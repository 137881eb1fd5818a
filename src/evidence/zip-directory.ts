import { StatedFailure } from "./failure.ts";

/** Reads parts of a file. `end` is exclusive. Rejects with a {@link StatedFailure} when a part cannot be had. */
export interface RangeReader {
  readonly size: number;
  read(start: number, end: number): Promise<Uint8Array>;
}

export interface ZipEntry {
  readonly name: string;
  /** 0 stored, 8 deflated. */
  readonly method: number;
  readonly compressedSize: number;
  readonly size: number;
  readonly headerOffset: number;
  readonly encrypted: boolean;
}

const END = 0x06054b50;
const END64_LOCATOR = 0x07064b50;
const END64 = 0x06064b50;
const ENTRY = 0x02014b50;
const HEADER = 0x04034b50;
const MOST_ENTRIES = 100_000;
/** Where the end record is looked for first: torch puts no comment behind it, and small directories lie there too. */
const SHORT_TAIL = 16 * 1024;
/** End record and the longest comment behind it. */
const LONG_TAIL = 22 + 65_535;
const SIZE64 = 0xffffffff;
/** A local header's own extra field is not in the directory; torch pads data to 64 bytes with it. */
const EXTRA_ROOM = 256;
const UTF8 = new TextDecoder();

/** Whether bytes begin as a zip archive does. */
export function beginsAsZip(bytes: Uint8Array): boolean {
  return bytes.length >= 4 && viewOf(bytes).getUint32(0, true) === HEADER;
}

/**
 * The entries of a zip archive, found from its end, ZIP64 included; undefined when the file does not end as a zip does. Reads
 * at most `maxBytes`. Rejects with a {@link StatedFailure} for a broken or oversized directory.
 */
export async function readZipDirectory(file: RangeReader, maxBytes: number): Promise<readonly ZipEntry[] | undefined> {
  const found = (await findEnd(file, SHORT_TAIL)) ?? (await findEnd(file, LONG_TAIL));
  if (found === undefined) return undefined;
  const { tail, tailStart, end } = found;
  const view = viewOf(tail);
  let count: number = view.getUint16(end + 10, true);
  let size: number = view.getUint32(end + 12, true);
  let offset: number = view.getUint32(end + 16, true);
  if (count === 0xffff || size === SIZE64 || offset === SIZE64) {
    const wide = await readEnd64(file, tail, tailStart, end);
    if (wide !== undefined) ({ count, size, offset } = wide);
  }
  if (count > MOST_ENTRIES || size > maxBytes) throw new StatedFailure("its zip directory is too large");
  if (offset + size > file.size) throw new StatedFailure("its zip directory is broken");
  const bytes =
    offset >= tailStart
      ? tail.subarray(offset - tailStart, offset - tailStart + size)
      : await file.read(offset, offset + size);
  return readEntries(bytes, count);
}

interface ZipEnd {
  readonly tail: Uint8Array;
  readonly tailStart: number;
  /** Of the end record, in the tail. */
  readonly end: number;
}

/** The last end record whose comment reaches exactly to the end of the file, in its last `length` bytes. */
async function findEnd(file: RangeReader, length: number): Promise<ZipEnd | undefined> {
  const tailStart = Math.max(0, file.size - length);
  const tail = await file.read(tailStart, file.size);
  const view = viewOf(tail);
  for (let end = view.byteLength - 22; end >= 0; end -= 1) {
    if (view.getUint32(end, true) === END && end + 22 + view.getUint16(end + 20, true) === view.byteLength) {
      return { tail, tailStart, end };
    }
  }
  return undefined;
}

async function readEnd64(
  file: RangeReader,
  tail: Uint8Array,
  tailStart: number,
  end: number,
): Promise<{ count: number; size: number; offset: number } | undefined> {
  const view = viewOf(tail);
  if (end < 20 || view.getUint32(end - 20, true) !== END64_LOCATOR) return undefined;
  const at = Number(view.getBigUint64(end - 12, true));
  if (at + 56 > file.size) throw new StatedFailure("its zip directory is broken");
  const record = at >= tailStart ? tail.subarray(at - tailStart, at - tailStart + 56) : await file.read(at, at + 56);
  const wide = viewOf(record);
  if (record.length < 56 || wide.getUint32(0, true) !== END64) throw new StatedFailure("its zip directory is broken");
  return {
    count: Number(wide.getBigUint64(32, true)),
    size: Number(wide.getBigUint64(40, true)),
    offset: Number(wide.getBigUint64(48, true)),
  };
}

function readEntries(bytes: Uint8Array, count: number): ZipEntry[] {
  const view = viewOf(bytes);
  const entries: ZipEntry[] = [];
  let at = 0;
  while (entries.length < count) {
    if (at + 46 > bytes.length || view.getUint32(at, true) !== ENTRY) {
      throw new StatedFailure("its zip directory is broken");
    }
    const nameLength = view.getUint16(at + 28, true);
    const extraLength = view.getUint16(at + 30, true);
    const extra = at + 46 + nameLength;
    const next = extra + extraLength + view.getUint16(at + 32, true);
    if (next > bytes.length) throw new StatedFailure("its zip directory is broken");
    const narrow = {
      size: view.getUint32(at + 24, true),
      compressedSize: view.getUint32(at + 20, true),
      headerOffset: view.getUint32(at + 42, true),
    };
    entries.push({
      name: UTF8.decode(bytes.subarray(at + 46, extra)),
      method: view.getUint16(at + 10, true),
      encrypted: (view.getUint16(at + 8, true) & 1) === 1,
      ...widened(narrow, viewOf(bytes.subarray(extra, extra + extraLength))),
    });
    at = next;
  }
  return entries;
}

/** Sizes that do not fit into 32 bits stand in the extra field, in this order, each only where it is needed. */
function widened<Sizes extends { size: number; compressedSize: number; headerOffset: number }>(
  sizes: Sizes,
  extra: DataView,
): Sizes {
  const wide = { ...sizes };
  for (let at = 0; at + 4 <= extra.byteLength; at += 4 + extra.getUint16(at + 2, true)) {
    if (extra.getUint16(at, true) !== 1) continue;
    const end = Math.min(extra.byteLength, at + 4 + extra.getUint16(at + 2, true));
    let next = at + 4;
    for (const key of ["size", "compressedSize", "headerOffset"] as const) {
      if (wide[key] !== SIZE64 || next + 8 > end) continue;
      wide[key] = Number(extra.getBigUint64(next, true));
      next += 8;
    }
    break;
  }
  return wide;
}

/**
 * The raw bytes of an entry, compressed as they stand; at most `maxBytes` of them are asked for. Rejects with a
 * {@link StatedFailure}.
 */
export async function readZipEntry(file: RangeReader, entry: ZipEntry, maxBytes: number): Promise<Uint8Array> {
  if (entry.encrypted) throw new StatedFailure("it is encrypted");
  if (entry.compressedSize > maxBytes) throw new StatedFailure(`its ${baseName(entry.name)} is too large to be read`);
  const start = entry.headerOffset;
  const guess = start + 30 + entry.name.length * 3 + EXTRA_ROOM + entry.compressedSize;
  if (start + 30 > file.size) throw new StatedFailure("its zip directory is broken");
  const bytes = await file.read(start, Math.min(guess, file.size));
  const view = viewOf(bytes);
  if (bytes.length < 30 || view.getUint32(0, true) !== HEADER) throw new StatedFailure("its zip directory is broken");
  const data = 30 + view.getUint16(26, true) + view.getUint16(28, true);
  const end = data + entry.compressedSize;
  if (end <= bytes.length) return bytes.subarray(data, end);
  if (start + end > file.size) throw new StatedFailure("its zip directory is broken");
  return await file.read(start + data, start + end);
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1).slice(0, 100);
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
