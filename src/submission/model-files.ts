import { addedLines } from "./added-lines.ts";
import { citeDiff } from "./citation.ts";
import type { ModelFile, Task } from "./contribution.ts";
import type { Diff, FileChange } from "./diff.ts";
import type { Evidence } from "./evidence.ts";
import { placeModelPath } from "./model-path.ts";
import type { PythonModule } from "./python/python-module.ts";
import { readPython } from "./python/read-python.ts";
import { mayDeclareWeights, readWeights } from "./python/read-weights.ts";
import { scanCheckpoints, scanNames } from "./python/scan-python.ts";
import type { WeightsEntry } from "./python/weights-entry.ts";
import type { RepositoryLayout } from "./repository-layout.ts";
import type { Tree } from "./tree.ts";

interface Texts {
  readonly basePath: string;
  readonly head: string | undefined;
  readonly base: string | undefined;
}

/**
 * Characters of Python that one review parses of the changed models files, before and after together. A contribution changes some files of
 * ten to sixty thousand; a change throughout a library has more than a million. What lies beyond is not known, and nothing is concluded from it.
 */
export const PARSED_CHARACTERS = 500_000;

/** What is left to be parsed; shared by the files of one review. */
interface ParseAllowance {
  left: number;
}

/** A Python file of the models packages that the diff touches. It is parsed when its contents are asked for, and once. */
export class ChangedModelFile implements ModelFile {
  readonly path: string;
  readonly task: Task;
  readonly prototype: boolean;
  readonly quantized: boolean;
  /** Shared code by its name: it holds no public models. */
  readonly internal: boolean;
  readonly status: FileChange["status"];
  readonly #change: FileChange;
  readonly #texts: Texts;
  readonly #allowance: ParseAllowance;
  #isParsed: boolean | undefined;
  #addsNames: boolean | undefined;
  #headNames: ReadonlySet<string> | undefined;
  #head: PythonModule | undefined;
  #base: PythonModule | undefined;
  #headWeights: readonly WeightsEntry[] | undefined;
  #baseWeights: readonly WeightsEntry[] | undefined;
  #lines: readonly string[] | undefined;
  #added: ReadonlySet<number> | undefined;

  constructor(
    change: FileChange,
    place: NonNullable<ReturnType<typeof placeModelPath>>,
    texts: Texts,
    allowance: ParseAllowance,
  ) {
    this.path = change.path;
    this.task = place.task;
    this.prototype = place.prototype;
    this.quantized = place.quantized;
    this.internal = place.internal;
    this.status = change.status;
    this.#change = change;
    this.#texts = texts;
    this.#allowance = allowance;
  }

  /** Both versions are parsed or neither: with one alone, everything would look new. */
  get #mayParse(): boolean {
    if (this.#isParsed === undefined) {
      const length = (this.#texts.head?.length ?? 0) + (this.#texts.base?.length ?? 0);
      this.#isParsed = length <= this.#allowance.left;
      if (this.#isParsed) this.#allowance.left -= length;
    }
    return this.#isParsed;
  }

  get isReadable(): boolean {
    return this.#texts.head !== undefined && this.#mayParse;
  }

  get headNames(): ReadonlySet<string> {
    this.#headNames ??= scanNames(this.#texts.head ?? "");
    return this.#headNames;
  }

  get head(): PythonModule | undefined {
    if (this.#texts.head !== undefined && this.#mayParse) this.#head ??= readPython(this.path, this.#texts.head);
    return this.#head;
  }

  get base(): PythonModule | undefined {
    if (this.#texts.base !== undefined && this.#mayParse)
      this.#base ??= readPython(this.#texts.basePath, this.#texts.base);
    return this.#base;
  }

  get headWeights(): readonly WeightsEntry[] {
    this.#headWeights ??= this.#weightsOf(this.#texts.head, () => this.head);
    return this.#headWeights;
  }

  get baseWeights(): readonly WeightsEntry[] {
    this.#baseWeights ??= this.#weightsOf(this.#texts.base, () => this.base);
    return this.#baseWeights;
  }

  #weightsOf(text: string | undefined, parsed: () => PythonModule | undefined): readonly WeightsEntry[] {
    const module = text !== undefined && this.#mayParse && mayDeclareWeights(text) ? parsed() : undefined;
    return module === undefined ? [] : readWeights(module);
  }

  /** Whether the file has a name at head that it does not have at base. */
  get addsNames(): boolean {
    const { head, base } = this.#texts;
    this.#addsNames ??= head !== undefined && hasMore(this.headNames, scanNames(base ?? ""));
    return this.#addsNames;
  }

  /** Whether the file speaks of checkpoints at head that it does not speak of at base. */
  get addsCheckpoints(): boolean {
    const { head, base } = this.#texts;
    if (head === undefined) return false;
    // A URL may be put together; only a file that was there before shows by its checkpoints that nothing came.
    if (base === undefined || hasMore(scanCheckpoints(head), scanCheckpoints(base))) return true;
    // An entry whose URL leads to no checkpoint is an entry all the same, and a fault to be named.
    return addedLines(this.#change).some((line) => /\burl\s?=|\bWeights\(/.test(line.text));
  }

  /**
   * Whether a line of the head file may be new. Every line of a file whose base version is known may be, for names tell there what is
   * new; where it is not known, only the lines that the diff adds.
   */
  mayBeNew(line: number): boolean {
    if (this.#texts.base !== undefined || this.status === "added" || this.#change.patchMissing) return true;
    this.#added ??= new Set(addedLines(this.#change).map((one) => one.line));
    return this.#added.has(line);
  }

  /** Cites a line of the head file. */
  cite(line: number): Evidence {
    this.#lines ??= (this.#texts.head ?? "").split("\n");
    return citeDiff(this.path, line, this.#lines[line - 1] ?? "");
  }
}

function hasMore(head: ReadonlySet<string>, base: ReadonlySet<string>): boolean {
  for (const one of head) if (!base.has(one)) return true;
  return false;
}

/** Changed models files whose text at head is not known: what is not found elsewhere may stand in them. */
export function unreadFiles(files: readonly ModelFile[]): readonly ModelFile[] {
  return files.filter((file) => file.status !== "removed" && !file.isReadable);
}

/** The files of the models packages that a diff touches. */
export function readModelFiles(diff: Diff, head: Tree, base: Tree, layout: RepositoryLayout): ChangedModelFile[] {
  const allowance: ParseAllowance = { left: PARSED_CHARACTERS };
  return diff.files.flatMap((change) => {
    const place = placeModelPath(change.path, layout);
    if (place === undefined || change.binary) return [];
    const basePath = change.previousPath ?? change.path;
    const texts = {
      basePath,
      head: change.status === "removed" ? undefined : head.read(change.path),
      base: change.status === "added" ? undefined : base.read(basePath),
    };
    return [new ChangedModelFile(change, place, texts, allowance)];
  });
}
