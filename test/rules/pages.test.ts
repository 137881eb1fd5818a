import { readdirSync, readFileSync } from "node:fs";
import { RULES } from "../../src/rules/index.ts";
import { examplesOf, judge } from "./submission-fixture.ts";

const pageOf = (id: string) => readFileSync(new URL(`../../src/rules/${id}.md`, import.meta.url), "utf8");

test.each(RULES.map((rule) => [rule.id, rule] as const))(
  "%s: the page's examples are judged as they say",
  (id, rule) => {
    const examples = examplesOf(pageOf(id));
    expect(examples.length).toBeGreaterThanOrEqual(2);
    for (const example of examples) {
      const { verdict, message } = judge(rule, example);
      expect({ verdict, message }).toEqual({ verdict: example.verdict, message: example.message });
    }
    expect(examples.map((example) => example.verdict)).toContain("pass");
  },
);

test("one file, one page, one test for each rule", () => {
  const names = (folder: string, suffix: string) =>
    readdirSync(new URL(folder, import.meta.url))
      .filter((name) => name.endsWith(suffix))
      .map((name) => name.slice(0, -suffix.length));
  const ids = RULES.map((rule) => rule.id).sort();
  expect(
    names("../../src/rules/", ".ts")
      .filter((name) => name !== "index")
      .sort(),
  ).toEqual(ids);
  expect(names("../../src/rules/", ".md").sort()).toEqual(ids);
  expect(
    names("./", ".test.ts")
      .filter((name) => name !== "pages")
      .sort(),
  ).toEqual(ids);
});
