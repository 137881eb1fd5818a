import { matchesAnyPattern, matchesPattern, patternRoot } from "../../src/submission/path-pattern.ts";

test.each([
  ["torchvision/models/resnet.py", "torchvision/models/**", true],
  ["torchvision/models/detection/ssd.py", "torchvision/models/**", true],
  ["torchvision/modelsx/resnet.py", "torchvision/models/**", false],
  ["torchvision/models", "torchvision/models/**", true],
  ["test/test_models.py", "test/**/test_*.py", true],
  ["test/a/b/test_models.py", "test/**/test_*.py", true],
  ["test/expect/models.py", "test/**/test_*.py", false],
  ["docs/source/models.rst", "docs/source/models.rst", true],
  ["docs/source/modelsXrst", "docs/source/models.rst", false],
  ["a/b/c/d", "a/**/c/**", true],
  ["a/b", "a/*", true],
  ["a/b/c", "a/*", false],
  ["a/abcabc", "a/*b*c", true],
  ["a/ab", "a/ab*ab", false],
  ["", "**", true],
])("%s against %s: %s", (path, pattern, expected) => {
  expect(matchesPattern(path, pattern)).toBe(expected);
  expect(matchesAnyPattern(path, ["nowhere/**", pattern])).toBe(expected);
});

test("the folder that a pattern is rooted in", () => {
  expect(
    ["torchvision/models/**", "test/**/test_*.py", "hubconf.py", "docs/source/models.rst", "**/x"].map(patternRoot),
  ).toEqual(["torchvision/models", "test", "", "docs/source", ""]);
});

test("many wildcards against a long path come to an end", () => {
  const path = Array.from({ length: 4000 }, () => "a").join("/");
  expect(matchesPattern(`${path}/b`, `${"**/a/".repeat(50)}c`)).toBe(false);
  expect(matchesPattern("a".repeat(20_000), `${"*a".repeat(100)}b`)).toBe(false);
});
