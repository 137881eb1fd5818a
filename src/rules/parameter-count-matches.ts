import { defineRule } from "../engine/define-rule.ts";
import type { Cited } from "../engine/rule.ts";
import type { Finding, Suggestion } from "../engine/verdict.ts";
import { citeDiff } from "../submission/citation.ts";
import { countElements } from "../submission/count-parameters.ts";
import type { TensorFact } from "../submission/facts.ts";
import type { Tree } from "../submission/tree.ts";

const AUXILIARY = "the auxiliary heads";

export default defineRule({
  id: "parameter-count-matches",
  clause: "weights-api",
  kinds: ["new-architecture", "new-weights"],
  level: "required",
  reads: ["contribution", "checkpoints", "head"],
  summary: "`num_params` in the meta is what the checkpoint's tensors add up to.",
  messages: {
    matches: { text: "The tensors add up to what the meta says: {entries}." },
    differs: {
      text: "`num_params` of {entry} says {stated}, but the checkpoint's parameters add up to {counted}.",
      fix: 'Write the number of parameters of the model that the checkpoint belongs to.\n---\n"num_params": {digits},',
    },
    "with-buffers": {
      text: "`num_params` of {entry} says {stated}, which counts the buffers in; the parameters alone are {counted}.",
      fix: 'Count the parameters without buffers.\n---\n"num_params": {digits},',
    },
    "part-left-out": {
      text: "`num_params` of {entry} says {stated}, the checkpoint's parameters add up to {counted}; the difference is exactly {part}.",
      fix: "Say whether the model that the builder makes has that part.",
    },
    "not-counted": { text: "The checkpoint's parameters could not be counted: {reason}." },
    none: { text: "No new weights entry gives a number of parameters." },
  },
  check({ contribution, checkpoints, head }, verdict) {
    const entries: string[] = [];
    const passed: Cited[] = [];
    let reason = "";
    for (const { entry, quantized } of contribution.newWeights) {
      const field = entry.meta.find((one) => one.key === "num_params");
      if (field === undefined || field.value.kind !== "number" || entry.url === undefined || quantized) continue;
      const fact = checkpoints.get(entry.url.value);
      if (fact?.status !== "known") {
        reason ||= fact?.reason ?? "the checkpoint was not looked at";
        continue;
      }
      const { parameters, buffers = 0, frozenNorms = 0, tensors = [], reasons } = fact.value;
      if (parameters === undefined) {
        reason ||= reasons?.tensors ?? "its tensors could not be listed";
        continue;
      }
      const name = `${entry.container}.${entry.member}`;
      const stated = field.value.value;
      const cited: Cited = [citeDiff(entry.path, field.line, field.value.text), fact.evidence];
      const data = { entry: name, stated: grouped(stated), counted: grouped(parameters), digits: String(parameters) };
      // Frozen normalisation keeps its weight and bias as buffers, and a state dict does not tell.
      if (stated !== parameters && stated !== parameters - frozenNorms) {
        if (stated === parameters + buffers) return verdict.unsure("with-buffers", data, cited);
        const part = partOf(parameters - stated, tensors);
        if (part === undefined) {
          const finding: Finding = {
            text: `the parameters add up to ${data.counted}`,
            evidence: cited[0],
            ...suggestionFor(entry.path, field.line, field.value.text, data.digits, head),
          };
          return verdict.fail("differs", data, cited, [finding]);
        }
        const { entry: of, stated: said, counted } = data;
        return verdict.unsure("part-left-out", { entry: of, stated: said, counted, part }, cited);
      }
      passed.push(cited);
      entries.push(`${name} ${grouped(stated)}`);
    }
    const [first, ...rest] = passed.flat();
    if (reason !== "") return verdict.notAssessed("not-counted", { reason });
    return first === undefined
      ? verdict.notAssessed("none", {})
      : verdict.pass("matches", { entries }, [first, ...rest]);
  },
});

/** The entry's line with the number that was counted, where the number stands in that line once and as itself. */
function suggestionFor(
  path: string,
  number: number,
  stated: string,
  digits: string,
  head: Tree,
): { readonly suggestion?: Suggestion } {
  const line = head.read(path)?.split("\n")[number - 1];
  const parts = line?.replace(/\r$/, "").split(stated) ?? [];
  const [before, after] = parts;
  if (parts.length !== 2 || before === undefined || after === undefined || /\w$/.test(before) || /^\w/.test(after))
    return {};
  return {
    suggestion: { path, line: number, endLine: number, replacement: `${before}${digits}${after}` },
  };
}

function grouped(count: number): string {
  return count.toLocaleString("en-US");
}

/**
 * What holds exactly `elements`: one submodule of the first level, all auxiliary heads, which many builders drop after loading, or
 * all tensors of one name, which may be buffers.
 */
function partOf(elements: number, tensors: readonly TensorFact[]): string | undefined {
  if (elements <= 0) return undefined;
  const parts = new Map<string, TensorFact[]>();
  for (const tensor of tensors) {
    const top = tensor.name.split(".", 1)[0] ?? "";
    const last = tensor.name.slice(tensor.name.lastIndexOf(".") + 1);
    const groups = [
      `what stands under \`${top}\``,
      ...(/aux/i.test(tensor.name) ? [AUXILIARY] : []),
      ...(last === "weight" || last === "bias" ? [] : [`what goes by the name \`${last}\``]),
    ];
    for (const part of groups) {
      const own = parts.get(part);
      if (own === undefined) parts.set(part, [tensor]);
      else own.push(tensor);
    }
  }
  for (const [part, own] of parts) {
    if (countElements(own)?.parameters === elements) return part;
  }
  return undefined;
}
