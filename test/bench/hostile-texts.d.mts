/** A text made to cost time; `make(size)` gives about `size` characters of it. */
export interface HostileForm {
  readonly name: string;
  readonly make: (size: number) => string;
}
export const HOSTILE_BODIES: readonly HostileForm[];
export const HOSTILE_PYTHON: readonly HostileForm[];
