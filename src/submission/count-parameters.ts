import type { TensorFact } from "./facts.ts";

/** What a state dict's tensors add up to, in elements. */
interface ElementCounts {
  readonly parameters: number;
  readonly buffers: number;
  readonly frozenNorms: number;
}

export interface CountedTensor extends TensorFact {
  readonly place?: string;
  readonly isParameter?: boolean;
}

/**
 * Floating-point buffers by the last part of their name, since a state dict does not say which of its tensors are parameters:
 * batch-norm statistics, tables and masks that models compute, averages and quantization ranges.
 */
const BUFFER_NAMES: ReadonlySet<string> = new Set([
  "running_mean",
  "running_var",
  "num_batches_tracked",
  "n_averaged",
  "relative_position_index",
  "relative_coords_table",
  "attn_mask",
  "position_ids",
  "token_type_ids",
  "inv_freq",
  "anchors",
  "anchor_grid",
  "pixel_mean",
  "pixel_std",
  "image_mean",
  "image_std",
  "min_val",
  "max_val",
  "activation_post_process",
]);
/** Only numbers with a fraction have gradients. Quantized ones stand for such. */
const WITHOUT_GRADIENT = /^(?:u?int\d{1,2}|bool|[ui]\d{1,2})$/i;

/**
 * Counts parameters and buffers, a tensor that goes by two names once. Undefined when the sizes are beyond what can be added
 * up exactly.
 */
export function countElements(tensors: readonly CountedTensor[]): ElementCounts | undefined {
  const names = new Set(tensors.map((tensor) => tensor.name));
  const seen = new Set<string>();
  let parameters = 0;
  let buffers = 0;
  let frozenNorms = 0;
  for (const tensor of tensors) {
    const elements = tensor.shape.reduce((product, size) => product * size, 1);
    if (isBuffer(tensor)) buffers += elements;
    else if (tensor.place === undefined || !seen.has(tensor.place)) {
      // A tensor without elements shares its place with every other at that offset.
      if (tensor.place !== undefined && elements > 0) seen.add(tensor.place);
      parameters += elements;
      if (isFrozenNorm(tensor.name, names)) frozenNorms += elements;
    }
  }
  return Number.isSafeInteger(parameters + buffers) ? { parameters, buffers, frozenNorms } : undefined;
}

function isBuffer(tensor: CountedTensor): boolean {
  if (tensor.isParameter === true) return false;
  return WITHOUT_GRADIENT.test(tensor.dtype) || BUFFER_NAMES.has(lastPart(tensor.name));
}

function isFrozenNorm(name: string, names: ReadonlySet<string>): boolean {
  const last = lastPart(name);
  if (last !== "weight" && last !== "bias") return false;
  const layer = name.slice(0, name.length - last.length);
  return names.has(`${layer}running_mean`) && !names.has(`${layer}num_batches_tracked`);
}

function lastPart(name: string): string {
  return name.slice(name.lastIndexOf(".") + 1);
}
