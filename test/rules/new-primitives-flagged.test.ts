import rule from "../../src/rules/new-primitives-flagged.ts";
import { judge } from "./submission-fixture.ts";

const OP = "torchvision/ops/drop.py";
const on = (body: string, head: Record<string, string>, base: Record<string, string> = {}) =>
  judge(rule, { kind: "new-architecture", body, head, base });

test("named in the description, whatever the case", () => {
  expect(on("Intro.\n\nIt needs griddrop.", { [OP]: "class GridDrop(nn.Module):\n    pass\n" })).toMatchObject({
    verdict: "pass",
    message: "flagged",
    data: { names: ["GridDrop"] },
    evidence: [
      { source: "description", line: 3, quote: "griddrop" },
      { source: "diff", path: OP, line: 1, quote: "class GridDrop(nn.Module):" },
    ],
  });
});

test("not named: ops, transforms of either area, and the references' own", () => {
  const head = {
    [OP]: "def grid_drop(x):\n    return x\n",
    "torchvision/transforms/crop.py": "class Crop:\n    pass\n",
    "torchvision/prototype/transforms/jitter.py": "class Jitter:\n    pass\n",
    "references/detection/transforms.py": "class Copy:\n    pass\n",
  };
  const verdict = on("Adds a model that can crop.", head);
  expect(verdict).toMatchObject({ verdict: "fail", message: "not-flagged", level: "note" });
  expect(verdict.data.names).toEqual(["grid_drop", "Jitter", "Copy"]);
  expect(verdict.evidence).toHaveLength(3);
});

test("private names, methods, moved definitions and other files are none", () => {
  const moved = "class GridDrop(nn.Module):\n    pass\n";
  const none = { verdict: "not-applicable", message: "none" };
  expect(on("", { [OP]: "def _drop(x):\n    def inner():\n        pass\n" })).toMatchObject(none);
  expect(on("", { "torchvision/ops/misc.py": moved }, { [OP]: moved })).toMatchObject(none);
  expect(
    on("", { "torchvision/models/drop.py": moved, "test/test_ops.py": "class Tester:\n    pass\n" }),
  ).toMatchObject(none);
});
