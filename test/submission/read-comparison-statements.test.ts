import { readComparisonStatements } from "../../src/submission/read-comparison-statements.ts";
import { readMarkdown } from "../../src/submission/read-markdown.ts";
import { sourceNames } from "../../src/submission/source-names.ts";

const SOURCES = sourceNames(["hanako/segkit", "clipworks/ClipTorch"], ["foonet_s"]);

function read(body: string): { hasFigure: boolean; alone?: true }[] {
  return readComparisonStatements(readMarkdown(body, { source: "description" }), SOURCES).map(
    ({ evidence: _, ...one }) => one,
  );
}

test.each([
  "It reaches 71.3 on the validation set, the paper says 71.6.",
  "The figures agree with table 3 of the paper (0.712 / 0.901).",
  "ClipTorch's model zoo lists 61.2 / 83.5 for three crops, here only one is taken.",
  "ClipTorch reports 61.2 / 83.5.",
  "To be able to compare at all I trained on Cityscapes: 70.1 mIoU vs. 70.6 of hanako's repository.",
  "BarLib's model zoo gives 38.61, which is the same within noise.",
])("a published figure is set beside: %s", (body) => {
  expect(read(body)).toEqual([{ hasFigure: true }]);
});

test("a figure of the paper alone compares nothing", () => {
  expect(read("The paper (Foo: a Net of Nets) reports 41.2 mIoU on ADE20K.")).toEqual([
    { hasFigure: true, alone: true },
  ]);
  expect(read("We are at 41.0 mIoU, slightly below the paper (41.2).")).toEqual([{ hasFigure: true }]);
});

test.each([
  "ClipTorch is at version 0.12.1 by now.",
  "The paper lists 3 datasets.",
  "The paper says 12.5M parameters.",
  "If we could train longer we would reach the 79.1 mAP of the paper.",
  "Our model zoo lists 61.2 for resnet18.",
  "Segkit needs torch 1.10 or later.",
  "Trained on the images of hanako for 71.5 hours.",
])("none is set beside: %s", (body) => {
  expect(read(body)).toEqual([]);
});

test("hostile sentences end in time", () => {
  for (const piece of ["paper ", "paper (", "77.1 vs ", "original's ", "(paper: ", "71.2 of the "]) {
    expect(read(piece.repeat(30_000)).length).toBeLessThanOrEqual(200);
  }
});
