import { scanCheckpoints, scanNames } from "../../../src/submission/python/scan-python.ts";

test("names of definitions and assignments, wherever they stand", () => {
  const text =
    "class A(B):\n    def f(self):\n        pass\nasync def g():\n    x = 1\nh = partial(g)\nk: int = 2\nif m == 3:\n    pass\n";
  expect([...scanNames(text)]).toEqual(["A", "f", "g", "h", "k"]);
});

test("addresses of checkpoints, whole or as far as they are written out", () => {
  const text = 'a = "https://host/a-1234abcd.pth"\nb = f"{ROOT}/b.safetensors"\nc = "x.path"\n# see docs/c.pth.\n';
  expect([...scanCheckpoints(text)]).toEqual(["https://host/a-1234abcd.pth", "/b.safetensors", "docs/c.pth"]);
});

test("one long word comes to an end", () => {
  expect(scanCheckpoints(".pth".repeat(16_000)).size).toBeGreaterThan(0);
  expect(scanNames("def ".repeat(16_000)).size).toBe(1);
});
