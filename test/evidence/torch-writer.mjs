// Writes small files as torch, pickle and safetensors write them, without any of these: for tests and pull folders.

const text = (value) => new TextEncoder().encode(value);

/** A value that is pickled as its kind says; plain values, arrays (lists) and Maps (dictionaries) need none. */
export const tuple = (...items) => ({ kind: "tuple", items });
export const global = (module, name) => ({ kind: "global", module, name });
export const reduce = (callee, args, entries) => ({ kind: "reduce", callee, args, entries });
export const persistent = (id) => ({ kind: "persistent", id });
export const raw = (bytes) => ({ kind: "raw", bytes });
export const build = (target, state) => ({ kind: "build", target, state });

/** The tensor of a storage with `key`; `numel` is the storage's size, where it differs from the tensor's.
 * @param {any} key
 * @param {any} shape
 * @param {any} [options]
 */
export function tensor(key, shape, { storage = "FloatStorage", numel, offset = 0, stride } = {}) {
  const elements = shape.reduce((product, size) => product * size, 1);
  const strides = stride ?? shape.map((_, axis) => shape.slice(axis + 1).reduce((product, size) => product * size, 1));
  return reduce(
    global("torch._utils", "_rebuild_tensor_v2"),
    tuple(
      persistent(tuple("storage", global("torch", storage), String(key), "cpu", numel ?? elements)),
      offset,
      tuple(...shape),
      tuple(...strides),
      false,
      reduce(global("collections", "OrderedDict"), tuple()),
    ),
  );
}

/** An OrderedDict of tensors, `[name, shape, storage type?]` each with a storage of its own. */
export function stateDict(tensors) {
  const entries = tensors.map(([name, shape, storage], key) => [name, tensor(key, shape, { storage })]);
  return reduce(global("collections", "OrderedDict"), tuple(), entries);
}

/** A pickle of `value`, protocol 2, as torch writes it: globals and texts that come again are taken from the memo. */
export function pickle(value, { protocol = 2 } = {}) {
  const out = [Uint8Array.of(0x80, protocol)];
  const memo = new Map();
  const put = (...bytes) => out.push(Uint8Array.from(bytes));
  const int32 = (number) => {
    const bytes = new Uint8Array(4);
    new DataView(bytes.buffer).setInt32(0, number, true);
    return bytes;
  };
  const memoized = (key, write) => {
    const index = memo.get(key);
    if (index !== undefined) {
      put(0x6a, ...int32(index));
      return;
    }
    write();
    memo.set(key, memo.size);
    put(0x72, ...int32(memo.size - 1));
  };
  const write = (one) => {
    if (one === null || one === undefined) put(0x4e);
    else if (typeof one === "boolean") put(one ? 0x88 : 0x89);
    else if (typeof one === "number" && Number.isInteger(one) && Math.abs(one) < 2 ** 31) {
      if (one >= 0 && one < 256) put(0x4b, one);
      else put(0x4a, ...int32(one));
    } else if (typeof one === "number") {
      const bytes = new Uint8Array(8);
      new DataView(bytes.buffer).setFloat64(0, one);
      put(0x47, ...bytes);
    } else if (typeof one === "bigint") {
      const bytes = [];
      for (let rest = one; rest > 0n || bytes.length === 0; rest >>= 8n) bytes.push(Number(rest & 255n));
      if ((bytes.at(-1) ?? 0) > 127) bytes.push(0);
      put(0x8a, bytes.length, ...bytes);
    } else if (typeof one === "string") {
      memoized(`text ${one}`, () => {
        const bytes = text(one);
        put(0x58, ...int32(bytes.length));
        out.push(bytes);
      });
    } else if (one instanceof Uint8Array) {
      put(0x42, ...int32(one.length));
      out.push(one);
    } else if (Array.isArray(one)) {
      put(0x5d, 0x28);
      one.forEach(write);
      put(0x65);
    } else if (one instanceof Map) {
      put(0x7d, 0x28);
      for (const [key, item] of one) {
        write(key);
        write(item);
      }
      put(0x75);
    } else writeKind(one);
  };
  const writeKind = (one) => {
    switch (one.kind) {
      case "tuple":
        if (one.items.length > 3) put(0x28);
        one.items.forEach(write);
        put(one.items.length === 0 ? 0x29 : one.items.length > 3 ? 0x74 : 0x84 + one.items.length);
        break;
      case "global":
        memoized(`global ${one.module} ${one.name}`, () => out.push(text(`c${one.module}\n${one.name}\n`)));
        break;
      case "reduce":
        write(one.callee);
        write(one.args);
        put(0x52);
        if (one.entries !== undefined) {
          put(0x28);
          for (const [key, item] of one.entries) {
            write(key);
            write(item);
          }
          put(0x75);
        }
        break;
      case "build":
        write(one.target);
        write(one.state);
        put(0x62);
        break;
      case "persistent":
        write(one.id);
        put(0x51);
        break;
      case "raw":
        out.push(one.bytes);
        break;
    }
  };
  write(value);
  put(0x2e);
  return concat(out);
}

export function concat(pieces) {
  const whole = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

/**
 * A stored zip archive whose data begins at multiples of 64, as torch's does. Entries are `{name, data}`, or `{name, size}`
 * for data that is left out. Answers `{size, parts}`: the parts that are there, with their offsets.
 */
export function zipLayout(entries, { zip64 = false, comment = "" } = {}) {
  const parts = [];
  const directory = [];
  let at = 0;
  for (const { name, data, size = data.length, method = 0, whole = size } of entries) {
    const bytes = text(name);
    const padding = (64 - ((at + 30 + bytes.length + 4) % 64)) % 64;
    const header = new Uint8Array(30 + bytes.length + 4 + padding);
    const view = new DataView(header.buffer);
    view.setUint32(0, 0x04034b50, true);
    view.setUint16(8, method, true);
    view.setUint32(18, size, true);
    view.setUint32(22, whole, true);
    view.setUint16(26, bytes.length, true);
    view.setUint16(28, 4 + padding, true);
    header.set(bytes, 30);
    header.set(text("FB"), 30 + bytes.length);
    view.setUint16(32 + bytes.length, padding, true);
    header.fill(0x5a, 34 + bytes.length);
    parts.push({ offset: at, bytes: header });
    if (data !== undefined) parts.push({ offset: at + header.length, bytes: data });
    const extra = new Uint8Array(zip64 ? 28 : 0);
    const entry = new Uint8Array(46 + bytes.length + extra.length);
    const record = new DataView(entry.buffer);
    record.setUint32(0, 0x02014b50, true);
    record.setUint16(10, method, true);
    record.setUint32(20, zip64 ? 0xffffffff : size, true);
    record.setUint32(24, zip64 ? 0xffffffff : whole, true);
    record.setUint16(28, bytes.length, true);
    record.setUint16(30, extra.length, true);
    record.setUint32(42, zip64 ? 0xffffffff : at, true);
    if (zip64) {
      const wide = new DataView(extra.buffer);
      wide.setUint16(0, 1, true);
      wide.setUint16(2, 24, true);
      wide.setBigUint64(4, BigInt(whole), true);
      wide.setBigUint64(12, BigInt(size), true);
      wide.setBigUint64(20, BigInt(at), true);
    }
    entry.set(bytes, 46);
    entry.set(extra, 46 + bytes.length);
    directory.push(entry);
    at += header.length + size;
  }
  const central = concat(directory);
  const tail = [central];
  if (zip64) {
    const end = new DataView(new ArrayBuffer(56 + 20));
    end.setUint32(0, 0x06064b50, true);
    end.setBigUint64(4, 44n, true);
    end.setBigUint64(24, BigInt(entries.length), true);
    end.setBigUint64(32, BigInt(entries.length), true);
    end.setBigUint64(40, BigInt(central.length), true);
    end.setBigUint64(48, BigInt(at), true);
    end.setUint32(56, 0x07064b50, true);
    end.setBigUint64(64, BigInt(at + central.length), true);
    end.setUint32(72, 1, true);
    tail.push(new Uint8Array(end.buffer));
  }
  const end = new DataView(new ArrayBuffer(22));
  end.setUint32(0, 0x06054b50, true);
  end.setUint16(8, zip64 ? 0xffff : entries.length, true);
  end.setUint16(10, zip64 ? 0xffff : entries.length, true);
  end.setUint32(12, zip64 ? 0xffffffff : central.length, true);
  end.setUint32(16, zip64 ? 0xffffffff : at, true);
  end.setUint16(20, comment.length, true);
  tail.push(new Uint8Array(end.buffer), text(comment));
  const last = concat(tail);
  parts.push({ offset: at, bytes: last });
  return { size: at + last.length, parts };
}

/** All bytes of a layout; what was left out is zero. */
export function filled({ size, parts }) {
  const whole = new Uint8Array(size);
  for (const { offset, bytes } of parts) whole.set(bytes, offset);
  return whole;
}

const WIDTHS = { DoubleStorage: 8, LongStorage: 8, HalfStorage: 2, BFloat16Storage: 2, ByteStorage: 1, BoolStorage: 1 };

/** The layout of what `torch.save` writes for `value`; `storages` are `[elements, storage type?]` by key. */
export function torchLayout(value, storages, { folder = "archive", more = [], hollow = false, ...zip } = {}) {
  const data = storages.map(([elements, storage], key) => {
    const size = elements * (WIDTHS[storage] ?? 4);
    return hollow ? { name: `${folder}/data/${key}`, size } : { name: `${folder}/data/${key}`, data: noise(size, key) };
  });
  return zipLayout(
    [
      { name: `${folder}/data.pkl`, data: pickle(value) },
      { name: `${folder}/byteorder`, data: text("little") },
      ...data,
      { name: `${folder}/version`, data: text("3\n") },
      ...more,
    ],
    zip,
  );
}

/** What `torch.save(state_dict)` writes for tensors `[name, shape, storage type?]`. `wrap` makes a training checkpoint of it.
 * @param {any} tensors
 * @param {any} [options]
 */
export function torchZip(tensors, { wrap = (state) => state, ...options } = {}) {
  const storages = tensors.map(([, shape, storage]) => [shape.reduce((product, size) => product * size, 1), storage]);
  return torchLayout(wrap(stateDict(tensors)), storages, options);
}

/** Bytes that look like weights and are the same every time. */
function noise(size, seed) {
  const bytes = new Uint8Array(size);
  let state = (seed + 1) * 2654435761;
  for (let at = 0; at < size; at += 1) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    bytes[at] = state >>> 24;
  }
  return bytes;
}

/** What torch before 1.6 wrote for `value`. */
export function torchLegacy(value, keys, data = new Uint8Array()) {
  return concat([
    pickle(0x1950a86a20f9469cfc6cn),
    pickle(1001),
    pickle(
      new Map([
        ["protocol_version", 1001],
        ["little_endian", true],
      ]),
    ),
    pickle(value),
    pickle(keys),
    data,
  ]);
}

/** A safetensors file with the tensors `[name, shape, dtype?]`, all F32 of zeros unless said otherwise. */
export function safetensors(tensors, { metadata } = {}) {
  const header = new Map(metadata === undefined ? [] : [["__metadata__", metadata]]);
  let at = 0;
  for (const [name, shape, dtype = "F32"] of tensors) {
    const size = shape.reduce((product, length) => product * length, 1) * (dtype === "F32" ? 4 : 8);
    header.set(name, { dtype, shape, data_offsets: [at, at + size] });
    at += size;
  }
  const json = text(
    `{${[...header].map(([name, entry]) => `${JSON.stringify(name)}:${JSON.stringify(entry)}`).join(",")}}`,
  );
  const prefix = new Uint8Array(8);
  new DataView(prefix.buffer).setBigUint64(0, BigInt(json.length), true);
  return concat([prefix, json, new Uint8Array(at)]);
}
