/** The files of one revision, as far as they are known. */
export interface Tree {
  /** Text of the file at `path`, or undefined when it is absent, binary or not known. */
  read(path: string): string | undefined;
  /** Whether the file is there; undefined when this tree cannot tell. */
  has(path: string): boolean | undefined;
  /** Every path that is known to exist, sorted. */
  readonly paths: readonly string[];
}
