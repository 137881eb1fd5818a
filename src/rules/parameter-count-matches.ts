import { defineRule } from "../engine/define-rule.ts";
import type { Cited } from "../engine/rule.ts";
import { citeDiff } from "../submission/citation.ts";

export default defineRule({
  id: "parameter-count-matches",
  clause: "weights-api",
  kinds: ["new-architecture", "new-weights"],
  level: "required",
  reads: ["contribution", "checkpoints"],
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
    "not-counted": { text: "The checkpoint's parameters could not be counted: {reason}." },
    none: { text: "No new weights entry gives a number of parameters." },
  },
  check({ contribution, checkpoints }, verdict) {
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
      const { parameters, buffers, notes } = fact.value;
      if (parameters === undefined) {
        reason ||= notes[0] ?? "its tensors could not be listed";
        continue;
      }
      const name = `${entry.container}.${entry.member}`;
      const stated = field.value.value;
      const cited: Cited = [citeDiff(entry.path, field.line, field.value.text), fact.evidence];
      const grouped = (count: number) => count.toLocaleString("en-US");
      const data = { entry: name, stated: grouped(stated), counted: grouped(parameters), digits: String(parameters) };
      if (stated !== parameters && stated === parameters + (buffers ?? 0))
        return verdict.unsure("with-buffers", data, cited);
      if (stated !== parameters) return verdict.fail("differs", data, cited);
      passed.push(cited);
      entries.push(`${name} ${grouped(parameters)}`);
    }
    const [first, ...rest] = passed.flat();
    if (reason !== "") return verdict.notAssessed("not-counted", { reason });
    return first === undefined
      ? verdict.notAssessed("none", {})
      : verdict.pass("matches", { entries }, [first, ...rest]);
  },
});
