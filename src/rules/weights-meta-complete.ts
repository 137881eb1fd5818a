import { defineRule } from "../engine/define-rule.ts";
import type { Finding } from "../engine/verdict.ts";
import { citeDiff, citeFile } from "../submission/citation.ts";
import type { Contribution, WeightsChange } from "../submission/contribution.ts";
import { type Evidence, quoteOf } from "../submission/evidence.ts";
import { matchesAnyPattern } from "../submission/path-pattern.ts";
import { type MetaSchema, readMetaSchema } from "../submission/python/read-meta-schema.ts";
import type { RepositoryLayout } from "../submission/repository-layout.ts";
import type { Tree } from "../submission/tree.ts";

/** Key of the schema's table for a task: the test names the models package itself `models`. */
function schemaTask(task: string, quantized: boolean): string {
  if (quantized) return "quantization";
  return task === "classification" ? "models" : (task.split("/").at(-1) ?? task);
}

/** Fields that say how weights came about and what they are worth: of use wherever the model stands. */
const LASTING_FIELDS: ReadonlySet<string> = new Set(["num_params", "recipe", "_metrics", "metrics"]);

interface FoundSchema extends MetaSchema {
  readonly evidence: Evidence;
}

interface Judged {
  readonly one: WeightsChange;
  readonly missing: readonly string[];
  /** What is missing is missing for sure, and is demanded. */
  readonly certain: boolean;
}

function findSchema(source: "base" | "head", tree: Tree, layout: RepositoryLayout): FoundSchema | undefined {
  for (const path of tree.paths) {
    if (!matchesAnyPattern(path, layout.tests)) continue;
    const text = tree.read(path);
    const schema = text === undefined ? undefined : readMetaSchema(path, text);
    if (text === undefined || schema === undefined || schema.tasks.size === 0) continue;
    const quote = quoteOf(text.split("\n")[schema.line - 1] ?? "");
    return { ...schema, evidence: { source, path, line: schema.line, quote } };
  }
  return undefined;
}

/** Whether the code base, as far as it is known, declares weights as enums at all. */
function knowsEnums(contribution: Contribution, base: Tree): boolean {
  return (
    contribution.files.some((file) => file.headWeights.some((entry) => entry.form === "enum")) ||
    base.paths.some((path) => path.endsWith(".py") && /\bWeightsEnum\b|\bweights_enum\b/.test(base.read(path) ?? ""))
  );
}

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
    prototype: {
      text: "The meta of {entries} has no {fields}. The schema test does not run over prototypes, but will over the released model.",
      fix: "Consider adding {fields} to the entry's meta.",
    },
    "no-entries": {
      text: "There is no weights entry, so no meta either.",
      fix: "Declare the weights with their meta: categories, metrics, number of parameters, recipe.",
    },
    "no-schema": { text: "The base branch has no schema test for the meta of weights that could be found." },
    "older-form": { text: "The weights are declared in the older form, which has no meta." },
  },
  check({ contribution, base, head, layout }, verdict) {
    const schema = findSchema("base", base, layout) ?? findSchema("head", head, layout);
    const [first, ...others] = contribution.newWeights.filter((one) => one.entry.form === "enum");
    if (first === undefined) {
      const [file, ...files] = contribution.files.map((one) => ({ ...citeFile(one.path), searched: true }));
      const hasOlder = contribution.files.some((one) => one.headWeights.some((entry) => entry.form === "model_urls"));
      if (file === undefined || hasOlder || (schema === undefined && !knowsEnums(contribution, base))) {
        return verdict.notApplicable("older-form", {});
      }
      return verdict.fail("no-entries", {}, [file, ...files.slice(0, 5)]);
    }
    if (schema === undefined) return verdict.notApplicable("no-schema", {});
    const name = (one: WeightsChange) => `${one.entry.container}.${one.entry.member}`;
    const cite = (one: WeightsChange) => citeDiff(one.entry.path, one.entry.line, one.entry.member, one.entry.endLine);
    const entries = [first, ...others];
    const judged = entries.map((one): Judged => {
      const task = contribution.files.find((file) => file.path === one.entry.path)?.task ?? "";
      // The test of released models does not run over the prototype area: what it says of all models is a measure there, no demand.
      const applies = !one.prototype || schema.path.includes("prototype");
      const ofTask = applies ? (schema.tasks.get(schemaTask(task, one.quantized)) ?? []) : [];
      const demanded = applies ? schema.all : schema.all.filter((field) => LASTING_FIELDS.has(field));
      const missing = [...new Set([...demanded, ...ofTask])].filter((field) => !has(one, field));
      return { one, missing, certain: applies && !one.entry.partial };
    });
    const fields = (all: readonly Judged[]) => [...new Set(all.flatMap(({ missing }) => missing))];
    const lacking = judged.filter(({ missing }) => missing.length > 0);
    const certain = lacking.filter((one) => one.certain);
    const [bad, ...moreBad] = certain;
    if (bad !== undefined) {
      const findings = certain.map(
        ({ one, missing }): Finding => ({ text: `${name(one)} lacks ${missing.join(", ")}`, evidence: cite(one) }),
      );
      const example = `meta={ ${bad.missing.map((field) => `"${field}": …`).join(", ")} },`;
      return verdict.fail(
        "incomplete",
        { entries: certain.map(({ one }) => name(one)), schema: schema.path, fields: fields(certain), example },
        [cite(bad.one), ...moreBad.map(({ one }) => cite(one)), schema.evidence],
        findings,
      );
    }
    const [doubtful, ...moreDoubtful] = lacking;
    if (doubtful !== undefined) {
      const { prototype, entry } = doubtful.one;
      return verdict.unsure(
        prototype && !entry.partial ? "prototype" : "not-readable",
        { entries: lacking.map(({ one }) => name(one)), fields: fields(lacking) },
        [cite(doubtful.one), ...moreDoubtful.slice(0, 8).map(({ one }) => cite(one))],
      );
    }
    return verdict.pass("complete", { entries: entries.map(name), schema: schema.path }, [
      cite(first),
      ...others.slice(0, 8).map(cite),
      schema.evidence,
    ]);
  },
});
