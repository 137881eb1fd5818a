import { defineRule } from "../engine/define-rule.ts";
import type { Finding } from "../engine/verdict.ts";
import { citeDiff, citeFile } from "../submission/citation.ts";
import type { WeightsChange } from "../submission/contribution.ts";
import { matchesAnyPattern } from "../submission/path-pattern.ts";
import { type MetaSchema, readMetaSchema } from "../submission/python/read-meta-schema.ts";

/** Key of the schema's table for a task: the test names the models package itself `models`. */
function schemaTask(task: string, quantized: boolean): string {
  if (quantized) return "quantization";
  return task === "classification" ? "models" : (task.split("/").at(-1) ?? task);
}

/** Fields that every generation of the schema has asked for. */
const PROTOTYPE_FIELDS = ["num_params", "recipe", "_metrics"];

/** Whether an entry holds a field: at the top of its meta, or as a metric of the dataset that the field names. */
function has({ entry: { meta, metrics } }: WeightsChange, field: string): boolean {
  const parts = field.split(".");
  const [head = ""] = parts;
  if (parts.length === 1) return meta.some((one) => one.key === head) || metrics.some((one) => one.metric === head);
  const metric = parts.at(-1);
  const dataset = parts.length > 2 ? parts.slice(1, -1).join(".") : undefined;
  return metrics.some((one) => one.metric === metric && (dataset === undefined || one.dataset === dataset));
}

export default defineRule({
  id: "weights-meta-complete",
  clause: "weights-api",
  kinds: ["new-architecture", "new-weights"],
  level: "required",
  reads: ["contribution", "base", "head", "layout"],
  summary: "The meta of each weights entry holds what the repository's own schema test demands.",
  messages: {
    complete: { text: "The meta of {entries} holds all fields that {schema} demands." },
    incomplete: {
      text: "The meta of {entries} lacks fields that {schema} demands: {fields}.",
      fix: "Add the missing fields to the entry's meta.\n---\n{example}",
    },
    "not-readable": {
      text: "The meta of {entries} is put together in a way that could not be followed; {fields} did not turn up.",
      fix: "Check that the entry's meta holds {fields}.",
    },
    "no-entries": {
      text: "There is no weights entry, so no meta either.",
      fix: "Declare the weights with their meta: categories, metrics, number of parameters, recipe.",
    },
    "no-schema": { text: "The base branch has no schema test for the meta of weights that could be found." },
    "older-form": { text: "The weights are declared in the older form, which has no meta." },
  },
  check({ contribution, base, head, layout }, verdict) {
    const schema = schemaOf(base, layout.tests) ?? schemaOf(head, layout.tests);
    const entries = contribution.newWeights.filter((one) => one.entry.form === "enum");
    const [first] = entries;
    if (first === undefined) {
      if (
        contribution.newWeights.length > 0 ||
        contribution.files.some((file) => file.headWeights.some((one) => one.form === "model_urls"))
      ) {
        return verdict.notApplicable("older-form", {});
      }
      const [file, ...files] = contribution.files.map((one) => ({ ...citeFile(one.path), searched: true }));
      if (file === undefined) return verdict.notApplicable("older-form", {});
      return verdict.fail("no-entries", {}, [file, ...files.slice(0, 5)]);
    }
    if (schema === undefined) return verdict.notApplicable("no-schema", {});
    const name = (one: WeightsChange) => `${one.entry.container}.${one.entry.member}`;
    const judged = entries.map((one) => {
      const file = contribution.files.find((candidate) => candidate.path === one.entry.path);
      // The test for released models does not run over the prototype area: there, what says how the weights came about must do.
      const applies = !one.prototype || schema.path.includes("prototype");
      const fields = schema.tasks.get(schemaTask(file?.task ?? "", one.quantized)) ?? [];
      const demanded = applies ? [...schema.all, ...fields] : PROTOTYPE_FIELDS;
      return { one, missing: [...new Set(demanded)].filter((field) => !has(one, field)) };
    });
    const lacking = judged.filter(({ missing }) => missing.length > 0);
    const certain = lacking.filter(({ one }) => !one.entry.partial);
    const fields = (all: typeof judged) => [...new Set(all.flatMap(({ missing }) => missing))];
    const cite = (one: WeightsChange) => citeDiff(one.entry.path, one.entry.line, one.entry.member, one.entry.endLine);
    const [bad, ...moreBad] = certain;
    if (bad !== undefined) {
      const findings = certain.map(
        ({ one, missing }): Finding => ({ text: `${name(one)} lacks ${missing.join(", ")}`, evidence: cite(one) }),
      );
      const example = `meta={ ${bad.missing.map((field) => `"${field}": …`).join(", ")} },`;
      return verdict.fail(
        "incomplete",
        { entries: certain.map(({ one }) => name(one)), schema: schema.path, fields: fields(certain), example },
        [
          cite(bad.one),
          ...moreBad.map(({ one }) => cite(one)),
          { source: "base", path: schema.path, line: schema.line, quote: "defaults = {" },
        ],
        findings,
      );
    }
    const [doubtful] = lacking;
    if (doubtful !== undefined) {
      return verdict.unsure("not-readable", { entries: lacking.map(({ one }) => name(one)), fields: fields(lacking) }, [
        cite(doubtful.one),
      ]);
    }
    return verdict.pass("complete", { entries: entries.map(name), schema: schema.path }, [
      cite(first),
      ...entries.slice(1, 9).map(cite),
    ]);
  },
});

function schemaOf(
  tree: { paths: readonly string[]; read(path: string): string | undefined },
  tests: readonly string[],
): MetaSchema | undefined {
  for (const path of tree.paths) {
    if (!matchesAnyPattern(path, tests)) continue;
    const text = tree.read(path);
    const schema = text === undefined ? undefined : readMetaSchema(path, text);
    if (schema !== undefined && schema.tasks.size > 0) return schema;
  }
  return undefined;
}
