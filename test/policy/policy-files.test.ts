import { readFileSync } from "node:fs";
import { join } from "node:path";
import { loadPolicy } from "../../src/policy/load-policy.ts";
import { levelOf, reviewPolicy } from "../../src/policy/policy.ts";
import { policySchema } from "../../src/policy/policy-document.ts";
import { describeProblem } from "../../src/policy/policy-problem.ts";
import { PRESETS } from "../../src/policy/presets.ts";
import { RULES } from "../../src/rules/index.ts";
import { FAKE_RULES } from "./fake-rules.ts";

const EXAMPLE = readFileSync(join(import.meta.dirname, "../../docs/policy.example.yml"), "utf8");

test("the example policy is valid, and does what its comments say", () => {
  const loaded = loadPolicy(EXAMPLE, "docs/policy.example.yml", RULES);
  if ("problems" in loaded) throw new Error(loaded.problems.map(describeProblem).join("\n"));
  const { policy } = loaded;
  const level = (id: string) => RULES.filter((rule) => rule.id === id).map((rule) => levelOf(policy, rule));
  expect([level("source-repository-linked"), level("hub-entry-added"), level("ticket-linked")]).toEqual([
    ["note"],
    ["off"],
    ["required"],
  ]);
  expect(policy.paths.models).toEqual(PRESETS.torchvision.paths.models);
  expect(policy.evidence.totalSeconds).toBe(15);
});

test("the torchvision preset runs every rule at its own level, with options that have defaults", () => {
  const judged = reviewPolicy(PRESETS.torchvision, RULES);
  for (const rule of RULES) {
    expect([rule.id, judged.level(rule)]).toEqual([rule.id, rule.level]);
    expect(judged.options(rule)).toBeDefined();
  }
});

test("the schema names every rule with its summary, its options and nothing else", () => {
  const schema = policySchema(FAKE_RULES);
  expect(schema).toMatchObject({
    $schema: "https://json-schema.org/draft/2020-12/schema",
    type: "object",
    additionalProperties: false,
    properties: {
      extends: { enum: ["torchvision", "none"] },
      rules: {
        additionalProperties: false,
        properties: {
          "ticket-linked": { description: "The ticket is linked. Default: required." },
          "accuracy-matches-log": {
            anyOf: [
              { enum: ["required", "recommended", "note", "off"] },
              {
                additionalProperties: false,
                properties: {
                  tolerance: { type: "number", minimum: 0, maximum: 5, default: 0.05 },
                  hosts: { type: "array", default: [] },
                },
              },
            ],
          },
        },
      },
    },
  });
  expect(schema.required).toBeUndefined();
});

test("every key of the schema is described", () => {
  const undescribed: string[] = [];
  const walk = (node: unknown, path: string): void => {
    if (typeof node !== "object" || node === null || !("properties" in node)) return;
    for (const [key, value] of Object.entries(node.properties as Record<string, { description?: string }>)) {
      const isLabel = path.startsWith(".labels.");
      if (value.description === undefined && !isLabel) undescribed.push(`${path}.${key}`);
      walk(value, `${path}.${key}`);
    }
  };
  walk(policySchema(RULES), "");
  expect(undescribed).toEqual([]);
});
