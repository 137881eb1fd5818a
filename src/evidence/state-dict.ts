import type { TensorFact } from "../submission/facts.ts";
import { entriesOf, isGlobal, itemsOf, type PickleEntry, type PickleValue } from "./pickle-values.ts";

/** A tensor as a pickle describes it. */
export interface PickledTensor extends TensorFact {
  /** Which elements of which storage it shows: equal for two names of one tensor. Undefined where that is not told. */
  readonly place?: string;
  /** Saved as `nn.Parameter` rather than as a plain tensor, as state dicts save them. */
  readonly isParameter: boolean;
}

export type StateDict =
  | { readonly status: "found"; readonly tensors: readonly PickledTensor[] }
  | { readonly status: "none"; readonly reason: string };

/** Where training scripts put the weights, in the order in which they are taken: the raw ones before their average. */
const WEIGHTS_KEYS = ["model", "state_dict", "model_state_dict", "module", "net", "network", "weights", "params"];
const AVERAGE_KEYS = ["model_ema", "state_dict_ema", "ema", "ema_state_dict", "params_ema"];
/** Entries that are looked at in all: parts may be one and the same, a thousand times over. */
const MOST_ENTRIES = 200_000;
const MOST_PARTS = 1000;
const MOST_DIMENSIONS = 64;
const DEEPEST_CALL = 4;

interface Budget {
  entries: number;
}

/**
 * The state dict in what a checkpoint's pickle would load: the whole, or the part of a training checkpoint that holds the
 * weights (`{"model": …, "optimizer": …, "epoch": 3}`).
 */
export function findStateDict(value: PickleValue | undefined): StateDict {
  const entries = entriesOf(value);
  if (entries === undefined) return { status: "none", reason: "it holds an object, not a state dict" };
  const budget: Budget = { entries: MOST_ENTRIES };
  const own = tensorsOf(entries, budget);
  if (own.length > 0) return { status: "found", tensors: own };
  const parts = new Map<string, readonly PickledTensor[]>();
  for (const [key, part] of entries.slice(0, MOST_PARTS)) {
    const inner = key.kind === "text" ? entriesOf(part) : undefined;
    if (key.kind !== "text" || inner === undefined) continue;
    const tensors = tensorsOf(inner, budget);
    if (tensors.length > 0) parts.set(key.value, tensors);
  }
  for (const key of [...WEIGHTS_KEYS, ...AVERAGE_KEYS]) {
    const tensors = parts.get(key);
    if (tensors !== undefined) return { status: "found", tensors };
  }
  const [only, ...others] = parts.values();
  if (only === undefined) return { status: "none", reason: "it holds no tensors by name" };
  return others.length === 0
    ? { status: "found", tensors: only }
    : { status: "none", reason: "it holds several sets of tensors, and which is the model's is not said" };
}

function tensorsOf(entries: readonly PickleEntry[], budget: Budget): PickledTensor[] {
  const tensors = new Map<string, PickledTensor>();
  for (const [key, value] of entries) {
    if (budget.entries <= 0) break;
    budget.entries -= 1;
    if (key.kind !== "text") continue;
    const tensor = readTensor(value, DEEPEST_CALL);
    if (tensor !== undefined) tensors.set(key.value, { name: key.value, ...tensor });
  }
  return [...tensors.values()];
}

type Nameless = Omit<PickledTensor, "name">;

function readTensor(value: PickleValue | undefined, depth: number): Nameless | undefined {
  if (value?.kind !== "call" || value.callee.kind !== "global" || depth === 0) return undefined;
  const [first, second, third] = value.args;
  switch (value.callee.name) {
    case "torch._utils._rebuild_tensor":
    case "torch._utils._rebuild_tensor_v2":
    case "torch._utils._rebuild_tensor_v3":
    case "torch._utils._rebuild_qtensor": {
      const storage = readStorage(first);
      const shape = readShape(third);
      if (storage === undefined || shape === undefined) return undefined;
      const dtype = readDtype(value.args) ?? storage.dtype;
      const offset = second?.kind === "number" ? second.value : 0;
      return { dtype, shape, isParameter: false, place: `${storage.key} ${offset} ${shape.join(",")}` };
    }
    case "torch._utils._rebuild_parameter":
    case "torch._utils._rebuild_parameter_with_state": {
      const data = readTensor(first, depth - 1);
      return data === undefined ? undefined : { ...data, isParameter: true };
    }
    case "torch._tensor._rebuild_from_type_v2":
    case "torch._tensor._rebuild_from_type": {
      if (first === undefined) return undefined;
      const call: PickleValue = { kind: "call", callee: first, args: itemsOf(third) ?? [], entries: [] };
      const data = readTensor(call, depth - 1);
      const isParameter = isGlobal(second, "torch.nn.parameter.Parameter");
      return data === undefined || !isParameter ? data : { ...data, isParameter };
    }
    default:
      return undefined;
  }
}

/** `("storage", <type>, <key>, <location>, <elements>)`, which tensors name instead of holding their data. */
function readStorage(value: PickleValue | undefined): { readonly key: string; readonly dtype: string } | undefined {
  if (value?.kind !== "persistent") return undefined;
  const [, type, key] = itemsOf(value.id) ?? [];
  if (type?.kind !== "global" || key === undefined) return undefined;
  const name = /(\w+?)Storage$/.exec(type.name)?.[1] ?? "";
  return {
    key: key.kind === "text" ? key.value : key.kind === "number" ? String(key.value) : "",
    dtype: DTYPES[name] ?? "unknown",
  };
}

const DTYPES: Readonly<Record<string, string>> = {
  Float: "float32",
  Double: "float64",
  Half: "float16",
  BFloat16: "bfloat16",
  Long: "int64",
  Int: "int32",
  Short: "int16",
  Char: "int8",
  Byte: "uint8",
  Bool: "bool",
  ComplexFloat: "complex64",
  ComplexDouble: "complex128",
  QInt8: "qint8",
  QUInt8: "quint8",
  QInt32: "qint32",
};

/** An untyped storage says nothing of its elements: there the dtype is an argument. */
function readDtype(args: readonly PickleValue[]): string | undefined {
  const named = args
    .slice(0, MOST_DIMENSIONS)
    .find((one) => one.kind === "global" && /^torch\.[a-z]+\d/.test(one.name));
  return named?.kind === "global" ? named.name.slice("torch.".length) : undefined;
}

function readShape(value: PickleValue | undefined): number[] | undefined {
  const sizes = itemsOf(value);
  if (sizes === undefined || sizes.length > MOST_DIMENSIONS) return undefined;
  const shape: number[] = [];
  for (const size of sizes) {
    if (size.kind !== "number" || !Number.isSafeInteger(size.value) || size.value < 0) return undefined;
    shape.push(size.value);
  }
  return shape;
}
