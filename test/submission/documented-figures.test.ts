import type { Diff } from "../../src/submission/diff.ts";
import { documentedFigures } from "../../src/submission/documented-figures.ts";

/** The named lines of one file are added; its head holds the whole text. */
function read(path: string, text: string, added: readonly number[]) {
  const lines = text.split("\n");
  const diff: Diff = {
    files: [
      {
        path,
        status: "modified",
        binary: false,
        patchMissing: false,
        additions: added.length,
        deletions: 0,
        hunks: [
          {
            oldStart: 1,
            oldLines: 0,
            newStart: 1,
            newLines: lines.length,
            lines: added.map((line) => ({ kind: "added" as const, text: lines[line - 1] ?? "", newLine: line })),
          },
        ],
      },
    ],
    problems: [],
  };
  return documentedFigures(diff, {
    read: (one) => (one === path ? text : undefined),
    has: () => undefined,
    paths: [path],
  });
}

const ACCURACY = `
================================  =============   =============
Model                             Acc@1 (on 1K)   Acc@5 (on 1K)
================================  =============   =============
Old Net                           70.000          89.000
FooNet Small                      81.198          94.600
FooNet Large                      83.000          -
================================  =============   =============
`.replaceAll(" (on 1K)", "        ");

test("a row of a simple table gives each figure with its place", () => {
  const found = read("docs/source/models.rst", ACCURACY, [6, 7]);
  expect(found.map(({ model, metric, figure, where }) => [model, metric, figure.text, figure.value, where])).toEqual([
    ["FooNet Small", "acc@1", "81.198", 81.198, "documentation"],
    ["FooNet Small", "acc@5", "94.600", 94.6, "documentation"],
    ["FooNet Large", "acc@1", "83.000", 83, "documentation"],
  ]);
  expect(found[0]?.figure.evidence).toEqual({
    source: "diff",
    path: "docs/source/models.rst",
    line: 6,
    quote: "FooNet Small                      81.198          94.600",
  });
});

test("error rates become accuracies", () => {
  const text =
    "==========  ===========  ===========\nNetwork     Top-1 error  Top-5 error\n==========  ===========  ===========\nFooNet      25.35        7.83\n==========  ===========  ===========";
  expect(read("docs/source/models.rst", text, [4]).map((one) => [one.metric, one.figure.text])).toEqual([
    ["acc@1", "74.65"],
    ["acc@5", "92.17"],
  ]);
});

test("a README's pipe table", () => {
  const text = "| Model | acc@1 | acc@5 |\n|:--|--:|:-:|\n| `foonet\\_small` | 81.2 | 94.6% |\n\nno table | here";
  expect(
    read("references/classification/README.md", text, [3, 5]).map((one) => [
      one.model,
      one.metric,
      one.figure.text,
      one.where,
    ]),
  ).toEqual([
    ["foonet_small", "acc@1", "81.2", "readme"],
    ["foonet_small", "acc@5", "94.6", "readme"],
  ]);
});

test("rows whose head is not known, other columns and other files are left out", () => {
  expect(read("docs/source/models.rst", "FooNet   81.2   94.6", [1])).toEqual([]);
  expect(
    read("docs/source/models.rst", "======  ======\nModel   Params\n======  ======\nFooNet  81.2\n======  ======", [4]),
  ).toEqual([]);
  expect(read("src/models.rst", ACCURACY, [6])).toEqual([]);
  expect(read("docs/source/models.rst", ACCURACY, [])).toEqual([]);
});

test("a row that is only realigned is not read", () => {
  const text = "| Model  | acc@1 |\n| --- | --- |\n| FooNet | 81.2  |\n| BarNet | 82.3 |";
  const line = (kind: "added" | "removed", content: string, newLine?: number) => ({
    kind,
    text: content,
    ...(newLine === undefined ? {} : { newLine }),
  });
  const diff: Diff = {
    files: [
      {
        path: "docs/models.md",
        status: "modified",
        binary: false,
        patchMissing: false,
        additions: 2,
        deletions: 1,
        hunks: [
          {
            oldStart: 3,
            oldLines: 1,
            newStart: 3,
            newLines: 2,
            lines: [
              line("removed", "|FooNet|81.2|"),
              line("added", "| FooNet | 81.2  |", 3),
              line("added", "| BarNet | 82.3 |", 4),
            ],
          },
        ],
      },
    ],
    problems: [],
  };
  const found = documentedFigures(diff, { read: () => text, has: () => undefined, paths: [] });
  expect(found.map((one) => one.model)).toEqual(["BarNet"]);
});

test("hostile text yields nothing and takes no time", () => {
  for (const line of ["= ".repeat(30_000), "|".repeat(60_000), "|-".repeat(30_000), " ".repeat(60_000)]) {
    expect(read("docs/a.md", `${line}\n${line}\n${line}\n${line}`, [1, 2, 3, 4])).toEqual([]);
  }
});
