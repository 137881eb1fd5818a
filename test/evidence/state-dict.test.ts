import type { PickleEntry, PickleValue } from "../../src/evidence/pickle-values.ts";
import { findStateDict } from "../../src/evidence/state-dict.ts";
import { countElements } from "../../src/submission/count-parameters.ts";

const text = (value: string): PickleValue => ({ kind: "text", value });
const number = (value: number): PickleValue => ({ kind: "number", value });
const global = (name: string): PickleValue => ({ kind: "global", name });
const tuple = (...items: PickleValue[]): PickleValue => ({ kind: "tuple", items });
const call = (name: string, ...args: PickleValue[]): PickleValue => ({
  kind: "call",
  callee: global(name),
  args,
  entries: [],
});
const dict = (entries: Readonly<Record<string, PickleValue>>): PickleValue => ({
  kind: "dict",
  entries: Object.entries(entries).map(([key, value]): PickleEntry => [text(key), value]),
});
const storage = (type: string, key = "0"): PickleValue => ({
  kind: "persistent",
  id: tuple(text("storage"), global(type), text(key), text("cpu"), number(6)),
});
const shape = tuple(number(2), number(3));
const plain = call("torch._utils._rebuild_tensor_v2", storage("torch.FloatStorage"), number(0), shape, shape);
const tensorsOf = (value: PickleValue) => {
  const found = findStateDict(value);
  return found.status === "found" ? found.tensors.map(({ place: _, ...one }) => one) : found.reason;
};

test.each<[string, PickleValue, object]>([
  ["a tensor", plain, { dtype: "float32", shape: [2, 3], isParameter: false }],
  [
    "an untyped storage's tensor",
    call(
      "torch._utils._rebuild_tensor_v3",
      storage("torch.storage.UntypedStorage"),
      number(0),
      shape,
      shape,
      global("torch.bfloat16"),
    ),
    { dtype: "bfloat16", shape: [2, 3], isParameter: false },
  ],
  [
    "a parameter",
    call("torch._utils._rebuild_parameter", plain, number(1)),
    { dtype: "float32", shape: [2, 3], isParameter: true },
  ],
  [
    "a tensor of a class",
    call(
      "torch._tensor._rebuild_from_type_v2",
      global("torch._utils._rebuild_tensor_v2"),
      global("torch.nn.parameter.Parameter"),
      tuple(storage("torch.HalfStorage"), number(0), call("torch.Size", shape), shape),
    ),
    { dtype: "float16", shape: [2, 3], isParameter: true },
  ],
  [
    "a quantized tensor",
    call("torch._utils._rebuild_qtensor", storage("torch.QInt8Storage"), number(0), shape, shape, tuple()),
    { dtype: "qint8", shape: [2, 3], isParameter: false },
  ],
])("%s", (_, value, expected) => {
  expect(tensorsOf(dict({ w: value }))).toEqual([{ name: "w", ...expected }]);
});

test.each<[string, PickleValue]>([
  [
    "a negative size",
    call("torch._utils._rebuild_tensor_v2", storage("torch.FloatStorage"), number(0), tuple(number(-1))),
  ],
  [
    "a size that is no number",
    call("torch._utils._rebuild_tensor_v2", storage("torch.FloatStorage"), number(0), tuple(text("1"))),
  ],
  ["no storage", call("torch._utils._rebuild_tensor_v2", number(1), number(0), shape)],
  ["a call of something else", call("os.system", storage("torch.FloatStorage"), number(0), shape)],
  [
    "a parameter of a parameter of …",
    Array.from({ length: 9 }).reduce((inner: PickleValue) => call("torch._utils._rebuild_parameter", inner), plain),
  ],
])("no tensor: %s", (_, value) => {
  expect(tensorsOf(dict({ w: value }))).toBe("it holds no tensors by name");
});

test("of a training checkpoint the model counts, the raw weights before their average", () => {
  const part = (name: string) => dict({ [name]: plain });
  expect(tensorsOf(dict({ model_ema: part("average"), model: part("raw"), optimizer: part("o") }))).toMatchObject([
    { name: "raw" },
  ]);
  expect(tensorsOf(dict({ epoch: number(3), state_dict: part("mine") }))).toMatchObject([{ name: "mine" }]);
  expect(tensorsOf(dict({ epoch: number(3), whatever: part("only") }))).toMatchObject([{ name: "only" }]);
  expect(tensorsOf(dict({ a: part("x"), b: part("y") }))).toBe(
    "it holds several sets of tensors, and which is the model's is not said",
  );
  expect(tensorsOf(plain)).toBe("it holds an object, not a state dict");
});

test("values that hold themselves, and one part a thousand times over, come to an end", () => {
  const self: PickleValue = { kind: "dict", entries: [] };
  self.entries.push([text("model"), self], [text("w"), plain]);
  expect(tensorsOf(self)).toMatchObject([{ name: "w" }]);
  const shared: PickleValue = {
    kind: "dict",
    entries: Array.from({ length: 100_000 }, (): PickleEntry => [text("k"), number(1)]),
  };
  const many: PickleValue = {
    kind: "dict",
    entries: Array.from({ length: 100_000 }, (_, index): PickleEntry => [text(`p${index}`), shared]),
  };
  expect(tensorsOf(many)).toBe("it holds no tensors by name");
});

describe("counting", () => {
  const tensor = (name: string, size: number, more: object = {}) => ({
    name,
    dtype: "float32",
    shape: [size],
    ...more,
  });

  test("buffers by dtype and by name; what is saved as a parameter is one", () => {
    const tensors = [
      tensor("a.weight", 8),
      tensor("a.index", 5, { dtype: "int64" }),
      tensor("a.mask", 3, { dtype: "bool" }),
      tensor("bn.running_mean", 2),
      tensor("attn.relative_coords_table", 7),
      tensor("anchors", 11, { isParameter: true }),
      tensor("q.weight", 13, { dtype: "qint8" }),
    ];
    expect(countElements(tensors)).toEqual({ parameters: 32, buffers: 17, frozenNorms: 0 });
  });

  test("frozen norms are those without a count of batches", () => {
    const layer = (name: string) => [
      tensor(`${name}.weight`, 4),
      tensor(`${name}.bias`, 4),
      tensor(`${name}.running_mean`, 4),
    ];
    const counted = [...layer("live"), tensor("live.num_batches_tracked", 1, { dtype: "int64" }), ...layer("frozen")];
    expect(countElements(counted)).toEqual({ parameters: 16, buffers: 9, frozenNorms: 8 });
  });

  test("sizes that are impossible add up to nothing", () => {
    expect(countElements([tensor("a", Number.MAX_SAFE_INTEGER), tensor("b", 2)])).toBeUndefined();
    expect(countElements([{ name: "a", dtype: "float32", shape: [1e9, 1e9, 0] }])).toMatchObject({ parameters: 0 });
  });
});
