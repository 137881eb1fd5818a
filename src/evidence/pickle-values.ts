/**
 * What a pickle builds, as far as it can be told without building it. Containers are filled as their opcodes come, so that
 * values may hold themselves: whoever walks them must bound the depth.
 */
export type PickleValue =
  | { readonly kind: "none" }
  | { readonly kind: "number"; readonly value: number }
  | { readonly kind: "text"; readonly value: string }
  | { readonly kind: "bytes"; readonly value: Uint8Array }
  | { readonly kind: "global"; readonly name: string }
  | { readonly kind: "tuple"; readonly items: readonly PickleValue[] }
  | { readonly kind: "list"; readonly items: PickleValue[] }
  | { readonly kind: "dict"; readonly entries: PickleEntry[] }
  /** What a callable would return for its arguments; entries set on it stand in `entries`. */
  | {
      readonly kind: "call";
      readonly callee: PickleValue;
      readonly args: readonly PickleValue[];
      readonly entries: PickleEntry[];
    }
  | { readonly kind: "persistent"; readonly id: PickleValue }
  | { readonly kind: "other" };

export type PickleEntry = readonly [key: PickleValue, value: PickleValue];

export const NONE: PickleValue = { kind: "none" };
export const OTHER: PickleValue = { kind: "other" };

/** Entries of a dictionary or of an object that is filled like one (`OrderedDict`); undefined for anything else. */
export function entriesOf(value: PickleValue | undefined): readonly PickleEntry[] | undefined {
  if (value?.kind === "dict") return value.entries;
  if (value?.kind === "call" && isGlobal(value.callee, "collections.OrderedDict")) return value.entries;
  return undefined;
}

export function isGlobal(value: PickleValue | undefined, name: string): boolean {
  return value?.kind === "global" && value.name === name;
}

/** Items of a tuple or list, `torch.Size` included. */
export function itemsOf(value: PickleValue | undefined): readonly PickleValue[] | undefined {
  if (value?.kind === "tuple" || value?.kind === "list") return value.items;
  if (value?.kind === "call" && isGlobal(value.callee, "torch.Size")) return itemsOf(value.args[0]);
  return undefined;
}
