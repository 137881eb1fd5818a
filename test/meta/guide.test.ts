import { GUIDE } from "../../src/guide/guide.ts";
import { levelOf } from "../../src/policy/policy.ts";
import { PRESETS } from "../../src/policy/presets.ts";
import { RULES } from "../../src/rules/index.ts";
import { readCatalogue } from "./catalogue.mjs";

const clausesOf = (rule: (typeof RULES)[number]) => [rule.clause, ...rule.alsoClauses];

test("every clause of the guide has a rule, or a stated reason why none judges it; never both", () => {
  const judged = new Set<string>(RULES.flatMap(clausesOf));
  const clauses = Object.entries(GUIDE).map(([id, clause]) => ({ id, unjudged: clause.unjudged }));
  expect(clauses.filter(({ id, unjudged }) => !judged.has(id) && unjudged === undefined)).toEqual([]);
  expect(clauses.filter(({ id, unjudged }) => judged.has(id) && unjudged !== undefined)).toEqual([]);
  expect(clauses.filter(({ unjudged }) => unjudged !== undefined && !/^[A-Z].{20,}\.$/.test(unjudged))).toEqual([]);
});

test("every rule's clauses stand in the guide, each once", () => {
  for (const rule of RULES) {
    const clauses = clausesOf(rule);
    expect({ rule: rule.id, unknown: clauses.filter((id) => !(id in GUIDE)) }).toEqual({ rule: rule.id, unknown: [] });
    expect(new Set(clauses).size).toBe(clauses.length);
  }
});

test("the rules are those of the catalogue, in its order", () => {
  expect(RULES.map((rule) => rule.id)).toEqual(readCatalogue().flatMap((part) => part.ids));
});

test("every rule says what it asks in one sentence, of whom, and how bad a failure is", () => {
  for (const rule of RULES) {
    expect(rule.summary).toMatch(/^[A-Z`].*\.$/);
    expect(rule.kinds.length).toBeGreaterThan(0);
    expect(["required", "recommended", "note"]).toContain(levelOf(PRESETS.torchvision, rule));
    for (const [key, option] of Object.entries(rule.options)) {
      const described = "description" in option ? option.description : undefined;
      expect({ rule: rule.id, key, described }).toEqual({
        rule: rule.id,
        key,
        described: expect.stringMatching(/\.$/),
      });
    }
  }
});
