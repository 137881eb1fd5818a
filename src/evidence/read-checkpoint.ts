import { type CountedTensor, countElements } from "../submission/count-parameters.ts";
import type { CheckpointFact, TensorFact } from "../submission/facts.ts";
import { StatedFailure } from "./failure.ts";
import { isPage } from "./file-answer.ts";
import type { RemoteFile } from "./remote-file.ts";
import { readSafetensors, safetensorsHeaderLength } from "./safetensors.ts";
import { findStateDict } from "./state-dict.ts";
import { judgeGlobal } from "./state-dict-globals.ts";
import {
  beginsAsLegacyTorch,
  readLegacyTorch,
  readPlainPickle,
  readTorchZip,
  type TorchContents,
} from "./torch-checkpoint.ts";
import { beginsAsZip } from "./zip-directory.ts";

/** What is in a checkpoint, its hash apart. */
export interface CheckpointContents extends Omit<CheckpointFact, "bytes" | "sha256" | "namedHash"> {
  /** A passage that stands in the file; empty where there is none to cite. */
  readonly quote: string;
}

/**
 * Looks into a checkpoint: what its pickle would import, and its tensors. Its form is told by its first bytes, as loaders tell
 * it, never by its name. Nothing is unpickled. Never rejects.
 */
export async function readCheckpoint(file: RemoteFile, maxBytes: number): Promise<CheckpointContents> {
  const { head } = file;
  if (beginsAsZip(head)) return await attempt("torch-zip", () => readZip(file, maxBytes));
  if (beginsAsLegacyTorch(head)) {
    return await attempt("torch-legacy", async () =>
      judged("torch-legacy", await readLegacyTorch(file, head, maxBytes), []),
    );
  }
  if (isPage(head, file.contentType)) {
    return unread("page", "a web page stands there, not a file", []);
  }
  const headerLength = safetensorsHeaderLength(head, file.size);
  if (headerLength !== undefined) {
    return await attempt("safetensors", async () => ({
      format: "safetensors",
      globals: [],
      unexpectedGlobals: [],
      unneededGlobals: [],
      ...counted(await readSafetensors(file, headerLength, maxBytes)),
      notes: [],
      quote: "",
    }));
  }
  if (isTar(head)) {
    return unread("torch-tar", "it is in the tar form of torch before 0.2, which is not looked into", []);
  }
  return await attempt("unknown", () => readUnknown(file, maxBytes));
}

async function attempt(
  format: CheckpointFact["format"],
  read: () => Promise<CheckpointContents>,
): Promise<CheckpointContents> {
  try {
    return await read();
  } catch (error) {
    return unread(format, error instanceof StatedFailure ? error.message : "it could not be read", []);
  }
}

function unread(format: CheckpointFact["format"], reason: string, notes: readonly string[]): CheckpointContents {
  return { format, reasons: { globals: reason, tensors: reason }, notes, quote: "" };
}

async function readZip(file: RemoteFile, maxBytes: number): Promise<CheckpointContents> {
  const contents = await readTorchZip(file, maxBytes);
  if (contents === undefined) {
    return unread("unknown", "it is a zip archive, but none that torch.save wrote", []);
  }
  if (!contents.script) return judged("torch-zip", contents, []);
  const reason = "it is a TorchScript archive, which holds a program and not a state dict";
  return {
    ...unread("torch-zip", reason, ["a TorchScript archive, not a state dict"]),
    globals: contents.globals,
    quote: contents.quote,
  };
}

/** A file of no known form may be a bare pickle: then what it would import is told all the same. */
async function readUnknown(file: RemoteFile, maxBytes: number): Promise<CheckpointContents> {
  const unknown = unread("unknown", "its form is not known", []);
  const mayBePickle = file.head[0] === 0x80 || file.whole !== undefined;
  if (!mayBePickle || file.size === 0) return unknown;
  const contents = await readPlainPickle(file, maxBytes);
  // Without the mark of a protocol, text may look like a pickle by chance; a whole one ends where the file does.
  if (contents.problem !== undefined && (file.head[0] !== 0x80 || contents.globals.length === 0)) return unknown;
  return judged("unknown", contents, ["a bare pickle, not written by torch.save"]);
}

function judged(
  format: CheckpointFact["format"],
  contents: TorchContents,
  notes: readonly string[],
): CheckpointContents {
  const { globals, problem, quote } = contents;
  const of = (use: ReturnType<typeof judgeGlobal>) => globals.filter((name) => judgeGlobal(name) === use);
  const unexpectedGlobals = of("unexpected");
  if (problem !== undefined) {
    // What comes before the break is imported; that nothing follows it is not known.
    const known = unexpectedGlobals.length > 0 ? { unexpectedGlobals } : {};
    return { ...unread(format, problem, notes), globals, ...known, quote };
  }
  const state = findStateDict(contents.value);
  return {
    format,
    globals,
    unexpectedGlobals,
    unneededGlobals: of("unneeded"),
    ...(state.status === "found" ? counted(state.tensors) : { reasons: { tensors: state.reason } }),
    notes,
    quote,
  };
}

function counted(
  tensors: readonly CountedTensor[],
): Pick<CheckpointFact, "tensors" | "parameters" | "buffers" | "frozenNorms" | "reasons"> {
  const plain = tensors.map(({ name, dtype, shape }): TensorFact => ({ name, dtype, shape }));
  const counts = countElements(tensors);
  return counts === undefined
    ? { tensors: plain, reasons: { tensors: "its tensors' sizes add up to an impossible number" } }
    : { tensors: plain, ...counts };
}

function isTar(head: Uint8Array): boolean {
  return new TextDecoder("latin1").decode(head.subarray(257, 262)) === "ustar";
}
