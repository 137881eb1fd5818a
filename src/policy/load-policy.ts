import type { z } from "zod";
import type { Rule } from "../engine/rule.ts";
import type { Level } from "../engine/verdict.ts";
import type { Policy, RuleSetting } from "./policy.ts";
import { type PolicyDocument, policyDocument } from "./policy-document.ts";
import { describeValue, type PolicyProblem, problemsOf } from "./policy-problem.ts";
import { PRESETS } from "./presets.ts";
import { readYaml, type YamlText } from "./read-yaml.ts";

type Known<T> = { readonly [Key in keyof T]?: T[Key] | undefined };

/** `base` with the values of `over` that are there. */
function overlay<T extends object>(base: T, over: Known<T> | undefined): T {
  const given = Object.entries(over ?? {}).filter(([, value]) => value !== undefined);
  return { ...base, ...(Object.fromEntries(given) as Partial<T>) };
}

/** Options as written: a rule's defaults are filled in when it runs, so that they never hide a preset's. */
function ruleSettings(base: Policy["rules"], written: unknown): Policy["rules"] {
  const settings: Record<string, RuleSetting> = { ...base };
  for (const [rule, value] of Object.entries((written ?? {}) as Record<string, unknown>)) {
    const before = settings[rule] ?? { options: {} };
    if (typeof value === "string") settings[rule] = { ...before, level: value as Level };
    else {
      const { level, ...options } = (value ?? {}) as { level?: Level } & Record<string, unknown>;
      settings[rule] = {
        ...before,
        ...(level === undefined ? {} : { level }),
        options: { ...before.options, ...options },
      };
    }
  }
  return settings;
}

function applyDocument(preset: Policy, document: PolicyDocument, writtenRules: unknown): Policy {
  return {
    enforce: document.enforce ?? preset.enforce,
    unlistedRules: preset.unlistedRules,
    rules: ruleSettings(preset.rules, writtenRules),
    paths: overlay(preset.paths, document.paths),
    maintainers: document.maintainers ?? preset.maintainers,
    roadmapIssues: document.roadmapIssues ?? preset.roadmapIssues,
    kindLabels: { ...preset.kindLabels, ...document.kindLabels },
    labels: {
      kind: overlay(preset.labels.kind, document.labels?.kind),
      state: overlay(preset.labels.state, document.labels?.state),
    },
    templates: document.templates ?? preset.templates,
    evidence: overlay(preset.evidence, document.evidence),
    comment: overlay(preset.comment, document.comment),
  };
}

/**
 * Labels that Weighbridge sets and that set the kind as well: the next review would take its own label for a person's word, and stay
 * with that kind whatever the diff says. GitHub tells labels apart without regard to case.
 */
function circularLabels({ kindLabels, labels }: Policy, yaml: YamlText, file: string): readonly PolicyProblem[] {
  const setting = new Set(Object.keys(kindLabels).map((name) => name.toLowerCase()));
  return (["kind", "state"] as const).flatMap((group) =>
    Object.entries(labels[group]).flatMap(([of, name]) =>
      setting.has(name.toLowerCase())
        ? [
            {
              file,
              ...yaml.locate(["labels", group, of], "value"),
              key: `labels.${group}.${of}`,
              expected: "a label that does not stand under kindLabels",
              found: describeValue(name),
            },
          ]
        : [],
    ),
  );
}

/**
 * Reads a policy file over the preset that it extends: lists replace the preset's, maps are merged. What is wrong comes back
 * as problems that name file, line, key, what was expected and what was found. An empty file is the preset itself. Never throws.
 */
export function loadPolicy(
  text: string,
  file: string,
  rules: readonly Rule[],
  presets: Readonly<Record<keyof typeof PRESETS, Policy>> = PRESETS,
): { readonly policy: Policy } | { readonly problems: readonly PolicyProblem[] } {
  const yaml = readYaml(text.replace(/^\uFEFF/, ""));
  if ("faults" in yaml) {
    return {
      problems: yaml.faults.map(({ line, column, fault }) => ({
        file,
        line,
        column,
        key: "",
        expected: "valid YAML",
        found: fault,
      })),
    };
  }
  const written = yaml.value ?? {};
  const schema = policyDocument(rules);
  const checked: z.ZodSafeParseResult<PolicyDocument> = schema.safeParse(written);
  if (!checked.success) return { problems: problemsOf(checked.error, schema, written, yaml, file) };
  const preset = presets[checked.data.extends ?? "torchvision"];
  const policy = applyDocument(preset, checked.data, (written as { rules?: unknown }).rules);
  const circular = circularLabels(policy, yaml, file);
  return circular.length > 0 ? { problems: circular } : { policy };
}
